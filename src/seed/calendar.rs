//! The demo's time: everything is counted in days before the day on which it is put in.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};

/// Minutes after midnight (UTC) at which the people of the demo begin to work; it is nine or ten
/// o'clock in Berlin.
pub const MORNING: i64 = 8 * 60;
/// When they stop.
pub const EVENING: i64 = 16 * 60;

/// The day of the demo, and the moment.
#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
}

impl Calendar {
    /// The calendar at a moment. The day is Berlin's, where the demo's people live.
    #[must_use]
    pub fn at(now: DateTime<Utc>) -> Self {
        let today = now.with_timezone(&chrono_tz::Europe::Berlin).date_naive();
        Self { now, today }
    }

    /// A minute of a day that is so many days ago, or ahead where the number is negative.
    #[must_use]
    pub fn moment(&self, days_ago: i64, minute: i64) -> DateTime<Utc> {
        let midnight = self.today.and_time(chrono::NaiveTime::MIN).and_utc();
        midnight - TimeDelta::days(days_ago) + TimeDelta::minutes(minute)
    }

    /// The same number of days ago, or the Friday before a weekend.
    #[must_use]
    pub fn workday_before(&self, days_ago: i64) -> i64 {
        days_ago
            + match self.weekday(days_ago) {
                Weekday::Sat => 1,
                Weekday::Sun => 2,
                _ => 0,
            }
    }

    /// The same number of days ahead, or the Monday after a weekend.
    #[must_use]
    pub fn workday_after(&self, days_ahead: i64) -> i64 {
        days_ahead
            + match self.weekday(-days_ahead) {
                Weekday::Sat => 2,
                Weekday::Sun => 1,
                _ => 0,
            }
    }

    fn weekday(&self, days_ago: i64) -> Weekday {
        let days = Days::new(days_ago.unsigned_abs());
        let date = if days_ago < 0 {
            self.today.checked_add_days(days)
        } else {
            self.today.checked_sub_days(days)
        };
        date.unwrap_or(self.today).weekday()
    }
}
