//! Points in time as a person reads and types them: in their zone and their country's way.
//!
//! A zone travels as a small table of its offsets, made by the server, so that the browser needs
//! no time zone database and both sides write the same text.

use super::locale::{DateOrder, Locale};
use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
mod tz;
#[cfg(feature = "ssr")]
pub use tz::zone_names;

/// A person's time zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// IANA name, such as `Europe/Berlin`.
    pub name: String,
    /// Unix seconds from which an offset holds, and the offset in seconds east of UTC; in the
    /// order of time. The first one also holds for everything before it.
    pub offsets: Vec<(i64, i32)>,
}

impl Zone {
    /// Universal time, for those whose zone is not known.
    #[must_use]
    pub fn utc() -> Self {
        Self {
            name: "UTC".into(),
            offsets: vec![(0, 0)],
        }
    }

    /// Its name as people read it: "America/New York".
    #[must_use]
    pub fn in_words(&self) -> String {
        self.name.replace('_', " ")
    }

    /// What the clock on the wall shows.
    #[must_use]
    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        let naive = at.naive_utc();
        naive
            .checked_add_signed(Duration::seconds(self.offset_at(at.timestamp()).into()))
            .unwrap_or(naive)
    }

    /// The point in time at which the clock on the wall shows this. `None` for an hour that is
    /// skipped when the clocks go forward; the first of the two when they go back.
    #[must_use]
    pub fn to_utc(&self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        let first = self.all_utc(local).into_iter().min()?;
        DateTime::from_timestamp(first, 0)
    }

    /// The point in time at which the clock on the wall shows this; where there are two, because the clocks go back, the one
    /// nearer to another point in time.
    #[must_use]
    pub fn to_utc_near(&self, local: NaiveDateTime, near: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let far_from = |at: &i64| at.abs_diff(near.timestamp());
        let nearest = self.all_utc(local).into_iter().min_by_key(far_from)?;
        DateTime::from_timestamp(nearest, 0)
    }

    /// Every unix second at which the clock on the wall shows this.
    fn all_utc(&self, local: NaiveDateTime) -> Vec<i64> {
        let seconds = local.and_utc().timestamp();
        let mut candidates: Vec<i64> = self
            .offsets
            .iter()
            .map(|&(_, offset)| offset)
            .filter_map(|offset| {
                seconds
                    .checked_sub(offset.into())
                    .filter(|&at| self.offset_at(at) == offset)
            })
            .collect();
        if self.offsets.is_empty() {
            candidates.push(seconds);
        }
        candidates
    }

    /// When a day begins: at midnight, or later where the clocks go forward over it.
    #[must_use]
    pub fn start_of(&self, day: NaiveDate) -> DateTime<Utc> {
        let midnight = day.and_time(NaiveTime::MIN);
        (0..=12)
            .find_map(|quarter| self.to_utc(midnight.checked_add_signed(Duration::minutes(15 * quarter))?))
            .unwrap_or_else(|| midnight.and_utc())
    }

    /// "12 Nov 2025", in the locale's order.
    #[must_use]
    pub fn date(&self, at: DateTime<Utc>, locale: &Locale) -> String {
        date(self.local(at).date(), locale)
    }

    /// "14:30", or "2:30 pm" where that is the custom.
    #[must_use]
    pub fn time(&self, at: DateTime<Utc>, locale: &Locale) -> String {
        time_of_day(self.local(at).time(), locale)
    }

    /// "12 Nov 2025, 14:30".
    #[must_use]
    pub fn date_time(&self, at: DateTime<Utc>, locale: &Locale) -> String {
        format!("{}, {}", self.date(at, locale), self.time(at, locale))
    }

    /// The day as one would say it: "today", "yesterday", "tomorrow", "12 Nov", or "12 Nov 2024" in
    /// another year.
    #[must_use]
    pub fn day(&self, at: DateTime<Utc>, now: DateTime<Utc>, locale: &Locale) -> String {
        let (day, today) = (self.local(at).date(), self.local(now).date());
        match day.signed_duration_since(today).num_days() {
            0 => "today".into(),
            -1 => "yesterday".into(),
            1 => "tomorrow".into(),
            _ if day.year() == today.year() => day_and_month(day, locale),
            _ => date(day, locale),
        }
    }

    /// What an `<input type="datetime-local">` holds for this point in time.
    #[must_use]
    pub fn input_value(&self, at: DateTime<Utc>) -> String {
        let local = self.local(at);
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}",
            local.year(),
            local.month(),
            local.day(),
            local.hour(),
            local.minute()
        )
    }

    /// Reads what an `<input type="datetime-local">` holds. `None` for anything else, and for an
    /// hour that does not exist in the zone.
    #[must_use]
    pub fn parse_input(&self, text: &str) -> Option<DateTime<Utc>> {
        self.to_utc(parse_local(text)?)
    }

    /// The same zone with the offsets of one stretch of time only, to travel with what happens then.
    #[must_use]
    pub fn during(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Self {
        let first = self
            .offsets
            .iter()
            .rposition(|(since, _)| *since <= from.timestamp())
            .unwrap_or_default();
        Self {
            name: self.name.clone(),
            offsets: self.offsets[first.min(self.offsets.len())..]
                .iter()
                .copied()
                .enumerate()
                .filter(|(index, (since, _))| *index == 0 || *since <= to.timestamp())
                .map(|(_, offset)| offset)
                .collect(),
        }
    }

    /// The offset that holds at a unix second. The table is short, and what is looked up is
    /// mostly near its end.
    fn offset_at(&self, unix: i64) -> i32 {
        self.offsets
            .iter()
            .rev()
            .find(|&&(from, _)| from <= unix)
            .or_else(|| self.offsets.first())
            .map_or(0, |&(_, offset)| offset)
    }
}

/// Reads what an `<input type="datetime-local">` holds, whatever the zone.
#[must_use]
pub fn parse_local(text: &str) -> Option<NaiveDateTime> {
    let (day, time) = text.trim().split_once(['T', ' '])?;
    Some(parse_date(day)?.and_time(parse_time(time)?))
}

/// Reads what an `<input type="date">` holds: 2025-11-12.
#[must_use]
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let mut parts = text.trim().splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let fits = year.len() == 4 && month.len() == 2 && day.len() == 2;
    NaiveDate::from_ymd_opt(digits(year)?.try_into().ok()?, digits(month)?, digits(day)?).filter(|_| fits)
}

/// 14:30, with or without seconds (and their fraction, which nobody typed).
fn parse_time(text: &str) -> Option<NaiveTime> {
    let mut parts = text.splitn(3, ':');
    let (hour, minute) = (digits(parts.next()?)?, digits(parts.next()?)?);
    let second = parts
        .next()
        .map_or(Some(0), |seconds| digits(seconds.split('.').next()?))?;
    NaiveTime::from_hms_opt(hour, minute, second)
}

/// A number made of nothing but digits; `parse` alone would also take a sign.
fn digits(text: &str) -> Option<u32> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
}

/// A calendar day: "12 Nov 2025".
#[must_use]
pub fn date(day: NaiveDate, locale: &Locale) -> String {
    let (d, m, y) = (day.day(), month(day), day.year());
    match locale.date {
        DateOrder::DayFirst => format!("{d} {m} {y}"),
        DateOrder::DayFirstWithDot => format!("{d}. {m} {y}"),
        DateOrder::MonthFirst => format!("{m} {d}, {y}"),
        DateOrder::YearFirst => format!("{y:04}-{:02}-{d:02}", day.month()),
    }
}

fn day_and_month(day: NaiveDate, locale: &Locale) -> String {
    let (d, m) = (day.day(), month(day));
    match locale.date {
        DateOrder::DayFirst | DateOrder::YearFirst => format!("{d} {m}"),
        DateOrder::DayFirstWithDot => format!("{d}. {m}"),
        DateOrder::MonthFirst => format!("{m} {d}"),
    }
}

fn time_of_day(time: NaiveTime, locale: &Locale) -> String {
    if locale.twelve_hours {
        let (afternoon, hour) = time.hour12();
        return format!(
            "{hour}:{:02} {}",
            time.minute(),
            if afternoon { "pm" } else { "am" }
        );
    }
    format!("{:02}:{:02}", time.hour(), time.minute())
}

fn month(day: NaiveDate) -> &'static str {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    MONTHS.get(day.month0() as usize).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests;
