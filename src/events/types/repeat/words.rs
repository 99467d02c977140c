//! A rule in words, and as RFC 5545 writes it.

use super::{MonthBy, Pattern, Rule, Weekdays};
use chrono::{Datelike, NaiveDate, Weekday};

/// Days of the week: what RFC 5545 and people call them.
pub const WEEKDAYS: [(&str, &str); 7] = [
    ("MO", "Monday"),
    ("TU", "Tuesday"),
    ("WE", "Wednesday"),
    ("TH", "Thursday"),
    ("FR", "Friday"),
    ("SA", "Saturday"),
    ("SU", "Sunday"),
];

impl Rule {
    /// "Every 2 weeks on Tuesday and Thursday", "Every month on the 2nd Tuesday": how it repeats, without its end.
    #[must_use]
    pub fn in_words(&self, first: NaiveDate) -> String {
        let weekday = name(first.weekday());
        match self.pattern {
            Pattern::Days => self.every("day"),
            Pattern::Weeks(days) => {
                let named: Vec<_> = days
                    .with(first.weekday())
                    .chosen()
                    .map(|(_, name)| name)
                    .collect();
                let listed = match named.split_last() {
                    Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
                    _ => named.concat(),
                };
                format!("{} on {listed}", self.every("week"))
            }
            Pattern::Months(by) => {
                let day = match by {
                    MonthBy::Day => ordinal(first.day()),
                    MonthBy::Weekday => format!("{} {weekday}", ordinal(place(first))),
                    MonthBy::LastWeekday => format!("last {weekday}"),
                    MonthBy::LastDay => "last day".to_owned(),
                };
                format!("{} on the {day}", self.every("month"))
            }
        }
    }

    /// How it repeats as RFC 5545 (section 3.3.10) writes it, without its end. Its weeks begin on Monday too.
    #[must_use]
    pub fn rrule(&self, first: NaiveDate) -> String {
        let weekday = WEEKDAYS[first.weekday().num_days_from_monday() as usize].0;
        let (unit, day) = match self.pattern {
            Pattern::Days => ("DAILY", String::new()),
            Pattern::Weeks(days) => {
                let named: Vec<_> = days
                    .with(first.weekday())
                    .chosen()
                    .map(|(code, _)| code)
                    .collect();
                ("WEEKLY", format!(";BYDAY={}", named.join(",")))
            }
            Pattern::Months(by) => (
                "MONTHLY",
                match by {
                    MonthBy::Day => format!(";BYMONTHDAY={}", first.day()),
                    MonthBy::Weekday => format!(";BYDAY={}{weekday}", place(first)),
                    MonthBy::LastWeekday => format!(";BYDAY=-1{weekday}"),
                    MonthBy::LastDay => ";BYMONTHDAY=-1".to_owned(),
                },
            ),
        };
        let interval = match self.every {
            0 | 1 => String::new(),
            every => format!(";INTERVAL={every}"),
        };
        format!("FREQ={unit}{interval}{day}")
    }

    fn every(&self, unit: &str) -> String {
        match self.every {
            0 | 1 => format!("Every {unit}"),
            every => format!("Every {every} {unit}s"),
        }
    }
}

impl Weekdays {
    fn chosen(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        WEEKDAYS
            .into_iter()
            .zip(self.0)
            .filter_map(|(day, is_chosen)| is_chosen.then_some(day))
    }
}

/// The how manieth of its weekdays a day is in its month.
fn place(day: NaiveDate) -> u32 {
    (day.day() - 1) / 7 + 1
}

const fn name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

/// "31st".
#[must_use]
pub fn ordinal(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}
