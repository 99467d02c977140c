//! A month of a calendar.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A month of a year, from 1900 to 2200.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(NaiveDate);

/// It is not a month like 2026-05.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a month")]
pub struct NoMonth;

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    /// Its first day.
    #[must_use]
    pub const fn first(self) -> NaiveDate {
        self.0
    }

    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + chrono::Months::new(1))
    }

    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0 - chrono::Months::new(1))
    }

    /// Whether a day is one of its days.
    #[must_use]
    pub fn holds(self, day: NaiveDate) -> bool {
        (day.year(), day.month()) == (self.0.year(), self.0.month())
    }

    /// The days of its calendar: whole weeks, from Monday to Sunday.
    #[must_use]
    pub fn weeks(self) -> Vec<[NaiveDate; 7]> {
        let mut monday = self.0.week(Weekday::Mon).first_day();
        let mut weeks = Vec::new();
        while monday < self.next().first() {
            weeks.push(std::array::from_fn(|day| monday + chrono::Days::new(day as u64)));
            monday = monday + chrono::Days::new(7);
        }
        weeks
    }

    /// "May 2026".
    #[must_use]
    pub fn label(self) -> String {
        self.0.format("%B %Y").to_string()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl FromStr for Month {
    type Err = NoMonth;

    fn from_str(text: &str) -> Result<Self, NoMonth> {
        let day = crate::ui::time::parse_date(&format!("{text}-01")).ok_or(NoMonth)?;
        if (1900..=2200).contains(&day.year()) {
            Ok(Self(day))
        } else {
            Err(NoMonth)
        }
    }
}

impl TryFrom<String> for Month {
    type Error = NoMonth;

    fn try_from(text: String) -> Result<Self, NoMonth> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_calendar_is_made_of_whole_weeks() {
        let month: Month = "2026-11".parse().unwrap();
        let weeks = month.weeks();
        assert_eq!(weeks.len(), 6);
        assert_eq!(weeks[0][0].to_string(), "2026-10-26");
        assert_eq!(weeks[5][6].to_string(), "2026-12-06");
        assert_eq!(
            (month.previous().to_string(), month.next().next().to_string()),
            ("2026-10".into(), "2027-01".into())
        );
        assert_eq!(month.label(), "November 2026");
    }

    #[test]
    fn nonsense_is_no_month() {
        for text in ["", "2026", "2026-13", "0001-01", "9999-12", "2026-1", "+026-01"] {
            assert_eq!(text.parse::<Month>(), Err(NoMonth), "{text}");
        }
    }
}
