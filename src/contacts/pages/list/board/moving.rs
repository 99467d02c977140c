//! What is on the board, and how it changes: a card that is moved is moved at once, and goes back
//! with a message when the server refuses.
//!
//! A moved card stands on top of its new column, marked, until the board is read again: only the
//! server knows its place in the order, and there it might be out of sight.

use crate::contacts::components::on_page::{contact_in_focus, focus_contact};
use crate::contacts::pages::list::panel::Order;
use crate::contacts::pages::memory::{ContactsMemory, use_contacts_memory};
use crate::contacts::server_fns::{load_board, load_column, move_contact};
use crate::contacts::types::{
    BoardColumn, Contact, ContactFilter, ContactRow, ContactType, Cursor, MOST_CARDS, Page,
};
use crate::ids::ContactId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeSet;

/// A contact on the board. What differs from what was shown has another turn, and is drawn anew.
#[derive(Clone, PartialEq, Eq)]
pub struct Card {
    pub row: ContactRow,
    pub turn: u32,
}

impl Card {
    /// Shows its contact as it was read again; answers whether anything differs.
    fn show(&mut self, contact: &Contact) -> bool {
        if self.row.id != contact.id {
            return false;
        }
        let now = self.row.read_again(contact);
        let differs = self.row != now;
        if differs {
            self.row = now;
            self.turn = self.turn.wrapping_add(1);
        }
        differs
    }
}

/// What follows the cards that are shown.
#[derive(Clone, PartialEq, Eq)]
pub enum More {
    None,
    After(Cursor),
    Loading,
    Failed,
}

impl More {
    fn of(page: &Page<ContactRow>) -> Self {
        page.next.clone().map_or(Self::None, Self::After)
    }
}

/// A stage as it is shown; its sum holds no cards.
#[derive(Clone, Copy)]
pub struct Column {
    pub stage: ContactType,
    pub sum: RwSignal<BoardColumn>,
    pub cards: RwSignal<Vec<Card>>,
    pub more: RwSignal<More>,
    /// Where the next cards begin.
    next: StoredValue<Option<Cursor>>,
}

impl Column {
    fn new(mut column: BoardColumn) -> Self {
        let rows = std::mem::take(&mut column.cards.rows);
        let cards = rows.into_iter().map(|row| Card { row, turn: 0 }).collect();
        Self {
            stage: column.stage,
            more: RwSignal::new(More::of(&column.cards)),
            next: StoredValue::new(column.cards.next.clone()),
            cards: RwSignal::new(cards),
            sum: RwSignal::new(column),
        }
    }

    /// Shows what was read just now in the place of what was shown. Answers which contacts differ.
    fn replace(self, mut column: BoardColumn) -> Vec<ContactId> {
        let rows = std::mem::take(&mut column.cards.rows);
        let mut differing = Vec::new();
        self.cards.update(|cards| {
            let known = std::mem::take(cards);
            cards.extend(rows.into_iter().map(|row| {
                let before = known.iter().find(|card| card.row.id == row.id);
                if before.is_none_or(|card| card.row != row) {
                    differing.push(row.id);
                }
                let turn = match before {
                    Some(card) if card.row == row => card.turn,
                    Some(card) => card.turn.wrapping_add(1),
                    None => 0,
                };
                Card { row, turn }
            }));
        });
        self.more.set(More::of(&column.cards));
        self.next.set_value(column.cards.next.clone());
        self.sum.set(column);
        differing
    }

    fn position(self, id: ContactId) -> Option<usize> {
        let cards = self.cards.try_read_untracked()?;
        cards.iter().position(|card| card.row.id == id)
    }
}

/// A move that the server has not answered yet.
#[derive(Clone, Copy)]
struct Asked {
    id: ContactId,
    /// Where the contact is as far as the server has said, and where it stood there.
    from: ContactType,
    at: usize,
}

/// The board; a copy of it can be carried into any callback.
#[derive(Clone, Copy)]
pub struct Moving {
    columns: [Column; 3],
    /// Cards that stand where they were dropped.
    pub moved: RwSignal<BTreeSet<ContactId>>,
    /// Cards that somebody else has changed or moved just now.
    pub changed: RwSignal<BTreeSet<ContactId>>,
    filter: StoredValue<ContactFilter>,
    asked: StoredValue<Vec<Asked>>,
    /// Counts the readings, so that an early answer does not undo a later one.
    turn: StoredValue<u32>,
    /// Changes that were made here, and are seen already.
    own: StoredValue<u32>,
    toasts: Toasts,
    memory: ContactsMemory,
}

impl Moving {
    pub fn new(filter: ContactFilter, columns: Vec<BoardColumn>) -> Self {
        let mut columns = columns;
        let mut column = |stage| {
            let found = columns.iter().position(|column| column.stage == stage);
            Column::new(found.map_or_else(|| BoardColumn::empty(stage), |at| columns.swap_remove(at)))
        };
        let moving = Self {
            columns: [
                column(ContactType::Target),
                column(ContactType::Contact),
                column(ContactType::Plug),
            ],
            moved: RwSignal::new(BTreeSet::new()),
            changed: RwSignal::new(BTreeSet::new()),
            filter: StoredValue::new(filter),
            asked: StoredValue::new(Vec::new()),
            turn: StoredValue::new(0),
            own: StoredValue::new(0),
            toasts: use_toasts(),
            memory: use_contacts_memory(),
        };
        // What was changed elsewhere, in the panel for one.
        Effect::new(move |before: Option<u32>| {
            let changes = moving.memory.changes();
            let is_own = moving.own.get_value() > 0;
            if is_own {
                moving.own.update_value(|own| *own -= 1);
            } else if before.is_some_and(|before| before != changes) {
                moving.read_again(false);
            }
            changes
        });
        moving
    }

    /// The columns, from left to right.
    pub fn columns(self) -> Vec<Column> {
        self.columns.to_vec()
    }

    fn column(self, stage: ContactType) -> Column {
        let [targets, contacts, plugs] = self.columns;
        match stage {
            ContactType::Target => targets,
            ContactType::Contact => contacts,
            ContactType::Plug => plugs,
        }
    }

    /// Where a contact stands.
    fn find(self, id: ContactId) -> Option<(ContactType, usize)> {
        self.columns
            .iter()
            .find_map(|column| Some((column.stage, column.position(id)?)))
    }

    /// The cards as one reads them: column by column.
    pub fn order(self) -> Order {
        let names = |column: &Column| {
            let cards = column.cards.try_get().unwrap_or_default();
            cards.into_iter().map(|card| (card.row.id, card.row.name()))
        };
        Order {
            rows: self.columns.iter().flat_map(names).collect(),
            previous: None,
            next: None,
        }
    }

    /// A contact was read again.
    pub fn show(self, contact: &Contact) {
        let id = contact.id;
        // What is on its way is shown where it goes already.
        let known = self.find(id).filter(|_| !self.is_asked(id));
        let Some((stage, _)) = known else { return };
        if stage != contact.contact_type {
            self.put_on_top(id, contact.contact_type);
        }
        self.column(contact.contact_type)
            .cards
            .try_maybe_update(|cards| (cards.iter_mut().any(|card| card.show(contact)), ()));
    }

    /// Moves a contact to another stage.
    pub fn move_to(self, id: ContactId, to: ContactType) {
        let Some((from, at)) = self.find(id).filter(|(from, _)| *from != to) else {
            return;
        };
        self.put_on_top(id, to);
        // Moved once more while the server thinks: the one who waits for it will see.
        if self.is_asked(id) {
            return;
        }
        self.asked
            .update_value(|asked| asked.push(Asked { id, from, at }));
        spawn_local(self.ask(Asked { id, from, at }));
    }

    /// Whether the server thinks about a move of it.
    fn is_asked(self, id: ContactId) -> bool {
        let is_asked = |asked: &Vec<Asked>| asked.iter().any(|one| one.id == id);
        self.asked.try_with_value(is_asked).unwrap_or_default()
    }

    /// Where it is seen, until the board is read again.
    fn put_on_top(self, id: ContactId, of: ContactType) {
        self.shift(id, of, 0);
        self.moved.update(|moved| {
            moved.insert(id);
        });
    }

    /// Puts a card into another column, and counts it there.
    fn shift(self, id: ContactId, to: ContactType, at: usize) -> Option<String> {
        let (from, was_at) = self.find(id)?;
        let mut card = self.column(from).cards.try_update(|cards| cards.remove(was_at))?;
        let (name, score) = (card.row.name(), card.row.lead_score);
        card.row.contact_type = to;
        card.turn = card.turn.wrapping_add(1);
        self.column(from).sum.try_update(|sum| sum.count(score, false));
        self.column(to).sum.try_update(|sum| sum.count(score, true));
        self.column(to).cards.try_update(|cards| {
            let at = at.min(cards.len());
            cards.insert(at, card);
        });
        Some(name)
    }

    /// Asks the server until it agrees with what is shown, or refuses.
    async fn ask(self, Asked { id, from, at }: Asked) {
        let (mut from, mut at) = (from, at);
        let first = from;
        while let Some((to, _)) = self.find(id).filter(|(to, _)| *to != from) {
            let outcome = move_contact(id, to).await;
            let is_still_wanted = self.find(id).is_none_or(|(now, _)| now == to);
            match outcome {
                Ok(()) => (from, at) = (to, 0),
                Err(error) => {
                    let name = self.shift(id, from, at);
                    self.moved.try_update(|moved| moved.remove(&id));
                    let text = format!("{} stays in {}. {error}", name.unwrap_or_default(), from.label());
                    self.toasts.retry(text, move || self.try_again(id, to));
                    self.finish(id);
                    self.read_again(false);
                    return;
                }
            }
            if is_still_wanted {
                break;
            }
        }
        self.finish(id);
        self.own.try_update_value(|own| *own += 1);
        self.memory.change();
        if from != first {
            let name = self.find(id).and_then(|(stage, at)| {
                let cards = self.column(stage).cards.try_read_untracked()?;
                Some(cards.get(at)?.row.name())
            });
            let text = format!(
                "{} moved to {}",
                name.unwrap_or_else(|| "Contact".into()),
                from.label()
            );
            self.toasts.undo(text, move || self.try_again(id, first));
        }
    }

    fn finish(self, id: ContactId) {
        self.asked
            .try_update_value(|asked| asked.retain(|one| one.id != id));
    }

    /// From a message, which may outlive the page.
    fn try_again(self, id: ContactId, to: ContactType) {
        if self.find(id).is_some() {
            self.move_to(id, to);
            return;
        }
        spawn_local(async move {
            match move_contact(id, to).await {
                Ok(()) => self.memory.change(),
                Err(error) => self.toasts.error(error.to_string()),
            }
        });
    }

    /// Shows more of a column. By itself it does so only once after a failure.
    pub fn show_more(self, stage: ContactType, is_asked_for: bool) {
        let column = self.column(stage);
        let is_ready = match column.more.get_untracked() {
            More::After(_) => column.cards.read_untracked().len() < MOST_CARDS as usize,
            More::Failed => is_asked_for,
            More::None | More::Loading => false,
        };
        let (Some(filter), Some(Some(next))) = (self.filter.try_get_value(), column.next.try_get_value())
        else {
            return;
        };
        if !is_ready {
            return;
        }
        column.more.set(More::Loading);
        let turn = self.turn.get_value();
        spawn_local(async move {
            let found = load_column(filter, stage, Some(next.clone())).await;
            // Another board, or the same one read anew, has begun in the meantime.
            if self.turn.try_get_value() != Some(turn) {
                if column.more.try_get_untracked() == Some(More::Loading) {
                    column.more.set(More::After(next));
                }
                return;
            }
            match found {
                Ok(page) => {
                    column.next.set_value(page.next.clone());
                    column.more.set(More::of(&page));
                    let new = page.rows.into_iter().filter(|row| self.find(row.id).is_none());
                    let new: Vec<Card> = new.map(|row| Card { row, turn: 0 }).collect();
                    column.cards.update(|cards| cards.extend(new));
                }
                Err(_) => column.more.set(More::Failed),
            }
        });
    }

    /// Reads as much as is shown once more. Cards settle where the order puts them; what others have
    /// done is marked.
    pub fn read_again(self, is_by_others: bool) {
        let (Some(filter), Some(turn)) = (
            self.filter.try_get_value(),
            self.turn.try_update_value(|turn| {
                *turn = turn.wrapping_add(1);
                *turn
            }),
        ) else {
            return;
        };
        let shown = self
            .columns
            .iter()
            .filter_map(|column| Some(column.cards.try_read_untracked()?.len()))
            .max();
        let cards = shown.and_then(|shown| u32::try_from(shown).ok());
        spawn_local(async move {
            let Ok(columns) = load_board(filter, cards).await else {
                // What is shown is old by now, but still there.
                return;
            };
            // A move that is on its way reads again when it has arrived.
            if self.turn.try_get_value() != Some(turn) || self.asked.with_value(|asked| !asked.is_empty()) {
                return;
            }
            self.moved.set(BTreeSet::new());
            let focused = contact_in_focus();
            let mut changed = BTreeSet::new();
            for column in columns {
                changed.extend(self.column(column.stage).replace(column));
            }
            // A card that differs is drawn anew.
            if let Some(id) = focused.filter(|id| changed.contains(id)) {
                request_animation_frame(move || focus_contact(id));
            }
            if is_by_others {
                self.changed.set(changed);
            }
        });
    }
}
