//! The queue as it is by now: what waits, the longest first, without what was decided here.

use crate::expenses::types::{Cursor, ExpenseRow};
use crate::ids::ExpenseId;
use std::collections::BTreeMap;

/// Claims that left the queue here, and the version that was decided about. A list that was read before the server knew of it does
/// not bring them back; one that waits once more, changed, is another version.
pub type Away = BTreeMap<ExpenseId, i32>;

/// What waits, as far as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    rows: Vec<ExpenseRow>,
    /// Present where more wait.
    pub next: Option<Cursor>,
}

fn is_away(row: &ExpenseRow, away: &Away) -> bool {
    away.get(&row.id).is_some_and(|decided| row.version <= *decided)
}

impl Queue {
    #[must_use]
    pub fn new(rows: Vec<ExpenseRow>, next: Option<Cursor>) -> Self {
        Self { rows, next }
    }

    #[must_use]
    pub fn rows(&self) -> &[ExpenseRow] {
        &self.rows
    }

    #[must_use]
    pub fn find(&self, id: ExpenseId) -> Option<&ExpenseRow> {
        self.rows.iter().find(|row| row.id == id)
    }

    #[must_use]
    pub fn holds(&self, id: ExpenseId) -> bool {
        self.find(id).is_some()
    }

    /// The page that follows.
    pub fn append(&mut self, rows: Vec<ExpenseRow>, next: Option<Cursor>, away: &Away) {
        for row in rows {
            if !is_away(&row, away) && !self.holds(row.id) {
                self.rows.push(row);
            }
        }
        self.next = next;
    }

    /// The same, read again from its beginning.
    pub fn replace(&mut self, rows: Vec<ExpenseRow>, next: Option<Cursor>, away: &Away) {
        self.rows = rows.into_iter().filter(|row| !is_away(row, away)).collect();
        self.next = next;
    }

    /// Takes out those of these that are in it.
    pub fn take_out(&mut self, ids: &[ExpenseId]) -> Vec<ExpenseRow> {
        let (out, rows) = std::mem::take(&mut self.rows)
            .into_iter()
            .partition(|row| ids.contains(&row.id));
        self.rows = rows;
        out
    }

    /// Puts a claim to its place, over what was known of it.
    pub fn put_back(&mut self, row: ExpenseRow) {
        self.rows.retain(|one| one.id != row.id);
        let place = self
            .rows
            .partition_point(|one| (one.submitted_at, one.id) < (row.submitted_at, row.id));
        self.rows.insert(place, row);
    }

    /// The neighbour of a claim, or the first where there is none to start from.
    #[must_use]
    pub fn step(&self, from: Option<ExpenseId>, is_forward: bool) -> Option<ExpenseId> {
        let place = from.and_then(|from| self.rows.iter().position(|row| row.id == from));
        let to = match place {
            None => 0,
            Some(place) if is_forward => place + 1,
            Some(place) => place.checked_sub(1)?,
        };
        self.rows.get(to).map(|row| row.id)
    }

    /// Where one goes on once some are gone: to the next that stays, or else to the last before.
    #[must_use]
    pub fn after(&self, from: ExpenseId, is_gone: impl Fn(ExpenseId) -> bool) -> Option<ExpenseId> {
        let place = self.rows.iter().position(|row| row.id == from)?;
        let stays = |row: &&ExpenseRow| !is_gone(row.id);
        let next = self.rows[place..].iter().find(stays);
        next.or_else(|| self.rows[..place].iter().rev().find(stays))
            .map(|row| row.id)
    }
}

#[cfg(test)]
pub(super) mod unit {
    use super::*;
    use crate::accounts::types::Colleague;
    use crate::expenses::types::{ExpenseStatus, ExpenseType};
    use crate::ids::UserId;
    use crate::ui::money::{Currency, Money};
    use chrono::{DateTime, Utc};

    /// A claim that was submitted so many seconds into 1970.
    pub fn row(seconds: i64, minor: i64) -> ExpenseRow {
        ExpenseRow {
            id: ExpenseId::new(),
            version: 2,
            title: format!("Claim {seconds}"),
            merchant: None,
            amount: Money::new(minor, Currency::EUR),
            base_amount: None,
            expense_type: ExpenseType::Travel,
            category: None,
            expense_date: DateTime::<Utc>::default().date_naive(),
            status: ExpenseStatus::Pending,
            event: None,
            divided_over: None,
            units: None,
            findings: Vec::new(),
            claimant: Colleague {
                id: UserId::new(),
                name: "Ada Lovelace".into(),
                picture: None,
            },
            submitted_at: DateTime::from_timestamp(seconds, 0),
            receipts: 1,
            is_reversal: false,
            made_by: None,
            waits_for: None,
        }
    }

    fn ids(queue: &Queue) -> Vec<ExpenseId> {
        queue.rows().iter().map(|row| row.id).collect()
    }

    #[test]
    fn what_is_taken_out_comes_back_to_its_place() {
        let rows: Vec<_> = (0..5).map(|at| row(at, 100)).collect();
        let before: Vec<_> = rows.iter().map(|row| row.id).collect();
        let mut queue = Queue::new(rows, None);
        let out = queue.take_out(&[before[1], before[3]]);
        assert_eq!(ids(&queue), [before[0], before[2], before[4]]);
        for row in out.into_iter().rev() {
            queue.put_back(row);
        }
        assert_eq!(ids(&queue), before);
    }

    #[test]
    fn one_goes_on_to_the_next_and_at_the_end_to_the_last_before() {
        let rows: Vec<_> = (0..4).map(|at| row(at, 100)).collect();
        let all: Vec<_> = rows.iter().map(|row| row.id).collect();
        let queue = Queue::new(rows, None);
        assert_eq!(queue.after(all[1], |id| id == all[1]), Some(all[2]));
        assert_eq!(
            queue.after(all[1], |id| id == all[1] || id == all[2]),
            Some(all[3])
        );
        assert_eq!(queue.after(all[3], |id| id == all[3]), Some(all[2]));
        assert_eq!(queue.after(all[0], |_| true), None);
        assert_eq!(queue.step(None, true), Some(all[0]));
        assert_eq!(queue.step(Some(all[0]), false), None);
        assert_eq!(queue.step(Some(all[3]), true), None);
        assert_eq!(queue.step(Some(all[2]), false), Some(all[1]));
    }

    #[test]
    fn a_list_read_too_early_does_not_bring_back_what_was_decided_but_a_newer_version_does() {
        let (decided, other) = (row(1, 100), row(2, 100));
        let away = Away::from([(decided.id, decided.version)]);
        let mut queue = Queue::default();
        queue.append(vec![decided.clone(), other.clone()], None, &away);
        assert_eq!(ids(&queue), [other.id]);
        let changed = ExpenseRow {
            version: decided.version + 1,
            ..decided
        };
        queue.replace(vec![changed.clone(), other.clone()], None, &away);
        assert_eq!(ids(&queue), [changed.id, other.id]);
        queue.append(vec![other], None, &away);
        assert_eq!(queue.rows().len(), 2, "nothing stands in it twice");
    }
}
