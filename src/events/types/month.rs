//! A month of a calendar.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A month of a year, from 1900 to 2200.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

    /// The day after its last.
    #[must_use]
    pub fn end(self) -> NaiveDate {
        self.next().first()
    }

    /// So many months earlier.
    #[must_use]
    pub fn back(self, months: u32) -> Self {
        Self(self.0 - chrono::Months::new(months))
    }

    /// This one and those up to another, in their order; none where the other is earlier.
    pub fn through(self, last: Self) -> impl Iterator<Item = Self> {
        let months = std::iter::successors(Some(self), |month| Some(month.next()));
        months.take_while(move |month| *month <= last)
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

    /// "Nov 2026".
    #[must_use]
    pub fn short(self) -> String {
        self.0.format("%b %Y").to_string()
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
        assert_eq!(
            (month.label(), month.short()),
            ("November 2026".into(), "Nov 2026".into())
        );
    }

    #[test]
    fn months_follow_each_other_over_the_turn_of_the_year() {
        let month = |text: &str| text.parse::<Month>().unwrap();
        let through = month("2025-11").through(month("2026-02")).map(String::from);
        assert_eq!(
            through.collect::<Vec<_>>(),
            ["2025-11", "2025-12", "2026-01", "2026-02"]
        );
        assert_eq!(month("2026-02").through(month("2026-01")).count(), 0);
        assert_eq!(month("2026-12").end().to_string(), "2027-01-01");
        assert_eq!(month("2026-01").back(13), month("2024-12"));
    }

    #[test]
    fn nonsense_is_no_month() {
        for text in ["", "2026", "2026-13", "0001-01", "9999-12", "2026-1", "+026-01"] {
            assert_eq!(text.parse::<Month>(), Err(NoMonth), "{text}");
        }
    }
}
