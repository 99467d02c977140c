//! Items moved about: one, a day of them, or what follows, and what comes of it.

use super::Clash;
use crate::ids::AgendaItemId;
use crate::text_enum::UnknownValue;
use crate::ui::time::{Zone, parse_date};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What came of placing an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Placed {
    Saved {
        version: i32,
    },
    /// Nothing was written: that is for whoever asked to confirm.
    Clashing(Vec<Clash>),
}

/// What came of placing many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shifted {
    /// Each with where it was before.
    Saved { moved: Vec<Moved> },
    /// Nothing was written: that is for whoever asked to confirm.
    Clashing(Vec<Clash>),
}

/// An item that was moved with others: what it takes to move it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub id: AgendaItemId,
    /// The version that it has since.
    pub version: i32,
    /// Where it was.
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
}

/// Which items are moved together. Written "day:2026-05-14", "rest:2026-05-14T09:00:00Z" or "from:2026-05-14T09:00:00Z".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum ShiftScope {
    /// Those that begin on a day of the event's own clock.
    Day(NaiveDate),
    /// Those that begin at a moment or later, on the same day of the event's own clock.
    Rest(DateTime<Utc>),
    /// Those that begin at a moment or later.
    From(DateTime<Utc>),
}

impl ShiftScope {
    /// Whether an item that begins then is one of them.
    #[must_use]
    pub fn holds(self, start: DateTime<Utc>, zone: &Zone) -> bool {
        let day = |at| zone.local(at).date();
        match self {
            Self::Day(wanted) => day(start) == wanted,
            Self::Rest(from) => start >= from && day(start) == day(from),
            Self::From(from) => start >= from,
        }
    }
}

impl fmt::Display for ShiftScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let instant = |at: &DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        match self {
            Self::Day(day) => write!(f, "day:{day}"),
            Self::Rest(from) => write!(f, "rest:{}", instant(from)),
            Self::From(from) => write!(f, "from:{}", instant(from)),
        }
    }
}

impl FromStr for ShiftScope {
    type Err = UnknownValue;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, of) = text.split_once(':').ok_or(UnknownValue)?;
        match kind {
            "day" => parse_date(of).map(Self::Day).ok_or(UnknownValue),
            "rest" => of.parse().map(Self::Rest).map_err(|_| UnknownValue),
            "from" => of.parse().map(Self::From).map_err(|_| UnknownValue),
            _ => Err(UnknownValue),
        }
    }
}

impl From<ShiftScope> for String {
    fn from(scope: ShiftScope) -> Self {
        scope.to_string()
    }
}

impl TryFrom<String> for ShiftScope {
    type Error = UnknownValue;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// How many days an item may begin before its event or end after it.
pub const FARTHEST_DAYS: i64 = 366;

/// How far items can be moved together, in minutes on the clock.
pub const FARTHEST_SHIFT: i32 = 24 * 60;

/// When what begins at `start` begins once it is moved by minutes on a zone's clock, so that a day later is the same time of day.
/// An hour that the clocks skip is passed over; of an hour that comes twice the one is meant that lies as far off as was asked.
#[must_use]
pub fn shifted(start: DateTime<Utc>, minutes: i32, zone: &Zone) -> DateTime<Utc> {
    let by = Duration::minutes(minutes.into());
    let elapsed = start + by;
    zone.to_utc_near(zone.local(start) + by, elapsed)
        .unwrap_or(elapsed)
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_part_of_an_agenda_is_written_as_it_is_read() {
        for text in [
            "day:2026-05-14",
            "rest:2026-05-14T09:00:00Z",
            "from:2026-05-14T09:00:00Z",
        ] {
            let scope: ShiftScope = text.parse().unwrap();
            assert_eq!(scope.to_string(), text);
            let sent = serde_json::to_string(&scope).unwrap();
            assert_eq!(serde_json::from_str::<ShiftScope>(&sent).unwrap(), scope);
        }
        for text in [
            "",
            "day:",
            "day:2026-02-30",
            "week:2026-05-14",
            "from:tomorrow",
            "day",
        ] {
            assert!(text.parse::<ShiftScope>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_rest_of_a_day_ends_at_its_own_midnight() {
        let zone = Zone {
            name: "Asia/Tokyo".into(),
            offsets: vec![(0, 9 * 3_600)],
        };
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        // Six in the evening there.
        let rest = ShiftScope::Rest(at("2026-05-14T09:00:00Z"));
        assert!(rest.holds(at("2026-05-14T09:00:00Z"), &zone));
        assert!(rest.holds(at("2026-05-14T14:59:00Z"), &zone));
        assert!(!rest.holds(at("2026-05-14T15:00:00Z"), &zone));
        assert!(!rest.holds(at("2026-05-14T08:59:00Z"), &zone));
    }
}
