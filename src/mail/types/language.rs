//! The languages that mail is written in.

use crate::ui::locale::Locale;
use crate::ui::time::Zone;
use chrono::{DateTime, Datelike, Utc};

/// A language that mail is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    English,
    German,
}

impl Language {
    pub const ALL: &'static [Self] = &[Self::English, Self::German];

    /// As a person has set theirs; English where we do not write it.
    #[must_use]
    pub fn of(locale: &str) -> Self {
        match locale.split(['-', '_']).next() {
            Some(tag) if tag.eq_ignore_ascii_case("de") => Self::German,
            _ => Self::English,
        }
    }

    /// As it stands in the names of templates.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// A day, as one writes it in a sentence.
    #[must_use]
    pub fn date(self, at: DateTime<Utc>, zone: &Zone, locale: &str) -> String {
        const MONTHS: [&str; 12] = [
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ];
        match self {
            Self::English => zone.date(at, &Locale::of(locale)),
            Self::German => {
                let day = zone.local(at).date();
                let month = MONTHS.get(day.month0() as usize).copied().unwrap_or_default();
                format!("{}. {month} {}", day.day(), day.year())
            }
        }
    }

    /// A moment by the clock of a zone.
    #[must_use]
    pub fn moment(self, at: DateTime<Utc>, zone: &Zone, locale: &str) -> String {
        let time = zone.time(at, &Locale::of(locale));
        match self {
            Self::English => zone.date_time(at, &Locale::of(locale)),
            Self::German => format!("{}, {time} Uhr", self.date(at, zone, locale)),
        }
    }

    /// A stretch of time by the clock of a zone, with its name.
    #[must_use]
    pub fn span(self, (start, end): (DateTime<Utc>, DateTime<Utc>), zone: &Zone, locale: &str) -> String {
        let of = Locale::of(locale);
        let (day, last) = (self.date(start, zone, locale), self.date(end, zone, locale));
        let (from, to) = (zone.time(start, &of), zone.time(end, &of));
        let times = if day == last {
            format!("{day}, {from}–{to}")
        } else {
            format!("{day}, {from} – {last}, {to}")
        };
        match self {
            Self::English => format!("{times}, {} time", zone.in_words()),
            Self::German => format!("{times} Uhr, Zeit von {}", zone.in_words()),
        }
    }
}
