//! Which claims are chosen, each as it was seen then.

use super::queue::Away;
use crate::expenses::components::marks::{signed, sums_of};
use crate::expenses::types::{ExpenseRow, Waiting, Wanted};
use crate::ids::ExpenseId;
use crate::ui::money::Money;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The claims that somebody chose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// With the version that was seen, and what it counted then.
    picks: BTreeMap<ExpenseId, (i32, Money)>,
    sums: Vec<Money>,
    /// Where a range begins.
    anchor: Option<ExpenseId>,
    /// All that waited; more than that many wait, where it says so.
    all: Option<bool>,
}

/// What a claim counts in a sum.
#[must_use]
pub fn counted(row: &ExpenseRow) -> Money {
    signed(row.amount, row.is_reversal)
}

fn negative(amount: Money) -> Money {
    Money::new(amount.minor.saturating_neg(), amount.currency)
}

/// Sums with some more, and without some.
#[must_use]
pub fn changed(sums: &[Money], more: &[Money], less: &[Money]) -> Vec<Money> {
    let all = sums.iter().chain(more).copied();
    let mut sums = sums_of(all.chain(less.iter().copied().map(negative)));
    sums.retain(|sum| sum.minor != 0);
    sums
}

impl Chosen {
    /// All that wait, as the server knows them; without what was decided here and is not sent, or not answered yet.
    #[must_use]
    pub fn all(waiting: &Waiting, away: &Away) -> Self {
        let is_here = |one: &Wanted| away.get(&one.id).is_none_or(|decided| one.version > *decided);
        let all = waiting.claims.iter().zip(&waiting.amounts);
        let picks: BTreeMap<_, _> = all
            .filter(|(one, _)| is_here(one))
            .map(|(one, amount)| (one.id, (one.version, *amount)))
            .collect();
        Self {
            sums: changed(
                &[],
                &picks.values().map(|(_, amount)| *amount).collect::<Vec<_>>(),
                &[],
            ),
            picks,
            anchor: None,
            all: Some(waiting.is_more),
        }
    }

    /// These, and no others.
    #[must_use]
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a ExpenseRow>) -> Self {
        let mut chosen = Self::default();
        for row in rows {
            chosen.add(row);
        }
        chosen
    }

    #[must_use]
    pub fn has(&self, id: ExpenseId) -> bool {
        self.picks.contains_key(&id)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.picks.is_empty()
    }

    #[must_use]
    pub fn count(&self) -> usize {
        self.picks.len()
    }

    /// What they come to, by currency.
    #[must_use]
    pub fn sums(&self) -> &[Money] {
        &self.sums
    }

    /// Whether all that waited are meant, and whether more wait than can be decided about at once.
    #[must_use]
    pub fn everything(&self) -> Option<bool> {
        self.all
    }

    /// Each as it was seen.
    #[must_use]
    pub fn wanted(&self) -> Vec<Wanted> {
        let wanted = |(id, (version, _)): (&ExpenseId, &(i32, Money))| Wanted {
            id: *id,
            version: *version,
        };
        self.picks.iter().map(wanted).collect()
    }

    /// What each of them counts, in the same order.
    #[must_use]
    pub fn amounts(&self) -> Vec<Money> {
        self.picks.values().map(|(_, amount)| *amount).collect()
    }

    fn add(&mut self, row: &ExpenseRow) {
        // What is chosen already is meant as it was seen then.
        if let Entry::Vacant(place) = self.picks.entry(row.id) {
            place.insert((row.version, counted(row)));
            self.sums = changed(&self.sums, &[counted(row)], &[]);
        }
    }

    fn remove(&mut self, row: &ExpenseRow) {
        if let Some((_, amount)) = self.picks.remove(&row.id) {
            self.sums = changed(&self.sums, &[], &[amount]);
            self.all = None;
        }
    }

    /// Chooses a claim, or no longer.
    pub fn toggle(&mut self, row: &ExpenseRow) {
        self.anchor = Some(row.id);
        if self.has(row.id) {
            self.remove(row);
        } else {
            self.add(row);
        }
    }

    /// Chooses all from where the last choice was made to here.
    pub fn extend_to(&mut self, id: ExpenseId, rows: &[ExpenseRow]) {
        let place = |id: ExpenseId| rows.iter().position(|row| row.id == id);
        let Some(to) = place(id) else { return };
        let from = self.anchor.and_then(place).unwrap_or(to);
        for row in &rows[from.min(to)..=from.max(to)] {
            self.add(row);
        }
        self.anchor.get_or_insert(id);
    }

    /// Takes out what is decided or gone.
    pub fn leave_out<'a>(&mut self, rows: impl IntoIterator<Item = &'a ExpenseRow>) {
        for row in rows {
            self.remove(row);
        }
    }
}

#[cfg(test)]
mod unit {
    use super::super::queue::unit::row;
    use super::*;
    use crate::ui::money::Currency;

    #[test]
    fn what_is_chosen_is_summed_by_currency() {
        let mut rows = vec![row(1, 1_000), row(2, 250), row(3, 5)];
        if let Ok(yen) = "JPY".parse() {
            rows[2].amount = Money::new(4_000, yen);
        }
        let mut chosen = Chosen::default();
        chosen.toggle(&rows[0]);
        chosen.extend_to(rows[2].id, &rows);
        assert_eq!(chosen.count(), 3);
        assert_eq!(chosen.sums(), [Money::new(1_250, Currency::EUR), rows[2].amount]);
        chosen.toggle(&rows[0]);
        chosen.toggle(&rows[1]);
        assert_eq!(chosen.sums(), [rows[2].amount], "a sum of nothing is none");
        chosen.toggle(&rows[2]);
        assert!(chosen.is_empty() && chosen.sums().is_empty());
    }

    #[test]
    fn a_range_without_a_beginning_is_one_claim_and_reaches_either_way_afterwards() {
        let rows: Vec<_> = (0..4).map(|at| row(at, 100)).collect();
        let mut chosen = Chosen::default();
        chosen.extend_to(rows[2].id, &rows);
        assert_eq!(chosen.count(), 1);
        chosen.extend_to(rows[0].id, &rows);
        assert_eq!(chosen.count(), 3);
    }

    #[test]
    fn each_is_meant_as_it_was_when_it_was_chosen() {
        let seen = row(1, 100);
        let mut chosen = Chosen::of([&seen]);
        let now = ExpenseRow {
            version: seen.version + 1,
            ..seen.clone()
        };
        chosen.extend_to(now.id, std::slice::from_ref(&now));
        let versions: Vec<_> = chosen.wanted().iter().map(|one| one.version).collect();
        assert_eq!(versions, [seen.version]);
    }

    #[test]
    fn all_that_wait_are_no_longer_all_once_one_is_left_out() {
        let rows = [row(1, 100), row(2, 300)];
        let waiting = Waiting {
            claims: rows
                .iter()
                .map(|row| Wanted {
                    id: row.id,
                    version: row.version,
                })
                .collect(),
            amounts: rows.iter().map(counted).collect(),
            sums: vec![Money::new(400, Currency::EUR)],
            is_more: true,
        };
        let mut chosen = Chosen::all(&waiting, &Away::new());
        assert_eq!(chosen.everything(), Some(true));
        chosen.toggle(&rows[1]);
        assert_eq!(
            (chosen.everything(), chosen.sums()),
            (None, [Money::new(100, Currency::EUR)].as_slice())
        );
    }

    #[test]
    fn what_was_decided_a_moment_ago_is_neither_chosen_nor_summed_with_all_that_wait() {
        let rows = [row(1, 100), row(2, 300), row(3, 50)];
        let wanted = |row: &ExpenseRow| Wanted {
            id: row.id,
            version: row.version,
        };
        let waiting = Waiting {
            claims: rows.iter().map(wanted).collect(),
            amounts: rows.iter().map(counted).collect(),
            sums: vec![Money::new(450, Currency::EUR)],
            is_more: false,
        };
        // One was decided as it stands, another as it stood before it was changed and submitted again.
        let away = Away::from([(rows[1].id, rows[1].version), (rows[2].id, rows[2].version - 1)]);
        let chosen = Chosen::all(&waiting, &away);
        assert!(!chosen.has(rows[1].id));
        assert_eq!(
            (chosen.count(), chosen.sums()),
            (2, [Money::new(150, Currency::EUR)].as_slice())
        );
        assert_eq!(chosen.wanted().len(), chosen.amounts().len());
    }

    #[test]
    fn what_leaves_the_selection_takes_what_it_counted_along_although_it_was_changed() {
        let seen = row(1, 100);
        let mut chosen = Chosen::of([&seen, &row(2, 7)]);
        let now = ExpenseRow {
            amount: Money::new(9_999, Currency::EUR),
            version: seen.version + 1,
            ..seen
        };
        chosen.leave_out([&now]);
        assert_eq!(chosen.sums(), [Money::new(7, Currency::EUR)]);
    }
}
