//! The list of contacts as a board: a column for each stage.

use super::{ContactRow, ContactType, Page, Total};
use serde::{Deserialize, Serialize};

/// A stage, what it holds of the list, and the first of that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardColumn {
    pub stage: ContactType,
    pub total: Total,
    /// What the scores of all of them add up to; `None` where not all were counted.
    pub score: Option<i64>,
    pub cards: Page<ContactRow>,
}

impl BoardColumn {
    /// A stage that holds nothing.
    #[must_use]
    pub fn empty(stage: ContactType) -> Self {
        Self {
            stage,
            total: Total::default(),
            score: Some(0),
            cards: Page {
                rows: Vec::new(),
                next: None,
                previous: None,
                total: None,
            },
        }
    }

    /// The mean score, rounded; `None` for nobody, and where not all were counted.
    #[must_use]
    pub fn average(&self) -> Option<i64> {
        let count = i64::from(self.total.count);
        let score = self.score.filter(|_| count > 0 && !self.total.is_more)?;
        Some((score + count / 2) / count)
    }

    /// Somebody with this score comes, or goes.
    pub fn count(&mut self, lead_score: i32, comes: bool) {
        let one = if comes { 1 } else { -1 };
        if !self.total.is_more {
            self.total.count = self.total.count.saturating_add_signed(one);
        }
        self.score = self
            .score
            .map(|score| score + i64::from(one) * i64::from(lead_score));
    }
}

/// Most cards that a column shows; beyond them there is the table.
pub const MOST_CARDS: u32 = 300;

#[cfg(test)]
mod unit {
    use super::*;

    fn column(count: u32, is_more: bool, score: Option<i64>) -> BoardColumn {
        BoardColumn {
            total: Total { count, is_more },
            score,
            ..BoardColumn::empty(ContactType::Plug)
        }
    }

    #[test]
    fn an_average_is_rounded_and_only_told_where_it_is_known() {
        assert_eq!(column(3, false, Some(200)).average(), Some(67));
        assert_eq!(column(4, false, Some(2)).average(), Some(1));
        assert_eq!(column(0, false, Some(0)).average(), None);
        assert_eq!(column(10_000, true, Some(5)).average(), None);
        assert_eq!(column(5, false, None).average(), None);
    }

    #[test]
    fn who_comes_and_goes_changes_count_and_average() {
        let mut column = column(2, false, Some(100));
        column.count(20, true);
        assert_eq!((column.total.count, column.average()), (3, Some(40)));
        column.count(100, false);
        assert_eq!((column.total.count, column.average()), (2, Some(10)));
    }

    #[test]
    fn what_was_not_counted_does_not_change() {
        let mut column = column(10_000, true, None);
        column.count(20, true);
        assert_eq!((column.total.count, column.score), (10_000, None));
    }
}
