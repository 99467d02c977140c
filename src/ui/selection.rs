//! Which rows of a list are chosen, over all of its pages.

use leptos::prelude::*;
use std::collections::BTreeSet;

/// Rows that somebody chose; a copy of it can be carried into any callback.
#[derive(Clone, Copy)]
pub struct Selection<Id: Send + Sync + 'static> {
    chosen: RwSignal<BTreeSet<Id>>,
    /// All that match the filter, whatever page they stand on.
    everything: RwSignal<bool>,
    /// Where a range begins.
    anchor: StoredValue<Option<Id>>,
}

impl<Id: Copy + Ord + Send + Sync + 'static> Selection<Id> {
    /// Nobody.
    #[must_use]
    pub fn new() -> Self {
        Self {
            chosen: RwSignal::new(BTreeSet::new()),
            everything: RwSignal::new(false),
            anchor: StoredValue::new(None),
        }
    }

    /// Whether a row is among them.
    #[must_use]
    pub fn has(self, id: Id) -> bool {
        self.everything.get() || self.chosen.read().contains(&id)
    }

    #[must_use]
    pub fn is_empty(self) -> bool {
        !self.everything.get() && self.chosen.read().is_empty()
    }

    /// How many were chosen one by one.
    #[must_use]
    pub fn count(self) -> usize {
        self.chosen.read().len()
    }

    /// Whether all that match are meant.
    #[must_use]
    pub fn is_everything(self) -> bool {
        self.everything.get()
    }

    /// The same, asked once.
    #[must_use]
    pub fn is_everything_now(self) -> bool {
        self.everything.get_untracked()
    }

    /// Those that were chosen one by one.
    #[must_use]
    pub fn ids(self) -> Vec<Id> {
        self.chosen
            .with_untracked(|chosen| chosen.iter().copied().collect())
    }

    /// Chooses a row, or no longer.
    pub fn toggle(self, id: Id) {
        self.everything.set(false);
        self.anchor.set_value(Some(id));
        self.chosen.update(|chosen| {
            if !chosen.remove(&id) {
                chosen.insert(id);
            }
        });
    }

    /// Chooses a row too.
    pub fn add(self, id: Id) {
        self.anchor.set_value(Some(id));
        self.chosen.update(|chosen| {
            chosen.insert(id);
        });
    }

    /// Chooses all from where the last choice was made to here, in the order of the page.
    pub fn extend_to(self, id: Id, page: &[Id]) {
        let place = |id| page.iter().position(|one| *one == id);
        let from = self.anchor.get_value().and_then(place);
        let (Some(from), Some(to)) = (from, place(id)) else {
            return self.toggle(id);
        };
        let range = &page[from.min(to)..=from.max(to)];
        self.chosen.update(|chosen| chosen.extend(range));
    }

    /// Whether a page is chosen: `None` where only a part of it is.
    #[must_use]
    pub fn holds(self, page: &[Id]) -> Option<bool> {
        let chosen = page.iter().filter(|id| self.has(**id)).count();
        match chosen {
            0 => Some(false),
            _ if chosen == page.len() => Some(true),
            _ => None,
        }
    }

    /// Chooses a whole page, or no longer.
    pub fn set_page(self, page: &[Id], is_chosen: bool) {
        self.everything.set(false);
        self.chosen.update(|chosen| {
            for id in page {
                if is_chosen {
                    chosen.insert(*id);
                } else {
                    chosen.remove(id);
                }
            }
        });
    }

    /// Chooses all that match.
    pub fn choose_everything(self) {
        self.everything.set(true);
    }

    /// Chooses nobody.
    pub fn clear(self) {
        self.anchor.set_value(None);
        // Whoever reads it follows it, so it is written only where it changes.
        if !self.everything.get_untracked() && self.chosen.read_untracked().is_empty() {
            return;
        }
        self.everything.set(false);
        self.chosen.update(BTreeSet::clear);
    }
}

impl<Id: Copy + Ord + Send + Sync + 'static> Default for Selection<Id> {
    fn default() -> Self {
        Self::new()
    }
}

/// The id of the form that sends those that are ticked, for those without JavaScript.
pub const BULK_FORM: &str = "bulk-form";

#[cfg(test)]
mod unit {
    use super::*;
    use uuid::Uuid;

    fn in_a_page<T>(test: impl FnOnce(Selection<Uuid>) -> T) -> T {
        Owner::new().with(|| test(Selection::new()))
    }

    #[test]
    fn a_range_reaches_from_the_last_choice_to_here_either_way() {
        let page: Vec<_> = (0..5).map(|_| Uuid::now_v7()).collect();
        in_a_page(|selection| {
            selection.toggle(page[3]);
            selection.extend_to(page[1], &page);
            assert_eq!(selection.ids(), page[1..=3]);
            selection.extend_to(page[4], &page);
            assert_eq!(selection.ids(), page[1..]);
        });
    }

    #[test]
    fn a_range_without_a_beginning_is_one_choice() {
        let page: Vec<_> = (0..3).map(|_| Uuid::now_v7()).collect();
        in_a_page(|selection| {
            selection.extend_to(page[2], &page);
            assert_eq!(selection.ids(), [page[2]]);
        });
    }

    #[test]
    fn a_choice_outlives_its_page_and_ends_with_everything() {
        let page: Vec<_> = (0..2).map(|_| Uuid::now_v7()).collect();
        let elsewhere = Uuid::now_v7();
        in_a_page(|selection| {
            selection.toggle(elsewhere);
            selection.set_page(&page, true);
            assert_eq!((selection.holds(&page), selection.count()), (Some(true), 3));
            selection.toggle(page[0]);
            assert_eq!(selection.holds(&page), None);
            selection.choose_everything();
            assert_eq!(selection.holds(&page), Some(true));
            selection.clear();
            assert!(selection.is_empty());
        });
    }
}
