//! Dates, numbers and money as the person who is looking reads them, from one place.

use super::locale::Locale;
use super::money::Money;
use super::still::{Markup, markup, still};
use super::time::Zone;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use leptos::prelude::*;
use leptos::reactive::graph::Observer;

/// The person's habits, and the present; a copy of it can be carried anywhere.
#[derive(Clone, Copy)]
pub struct Formats {
    pub locale: Locale,
    zone: StoredValue<Zone>,
    now: Signal<DateTime<Utc>>,
}

impl Formats {
    /// `now` must be equal on the server and when the browser takes over.
    #[must_use]
    pub fn new(locale: &str, zone: Zone, now: Signal<DateTime<Utc>>) -> Self {
        Self {
            locale: Locale::of(locale),
            zone: StoredValue::new(zone),
            now,
        }
    }

    /// "today", "yesterday", "tomorrow", "12 Nov", "12 Nov 2024".
    #[must_use]
    pub fn day(&self, at: DateTime<Utc>) -> String {
        let now = self.now();
        self.zone.with_value(|zone| zone.day(at, now, &self.locale))
    }

    /// "12 Nov 2025".
    #[must_use]
    pub fn date(&self, at: DateTime<Utc>) -> String {
        self.zone.with_value(|zone| zone.date(at, &self.locale))
    }

    /// "14:30".
    #[must_use]
    pub fn time(&self, at: DateTime<Utc>) -> String {
        self.zone.with_value(|zone| zone.time(at, &self.locale))
    }

    /// "12 Nov 2025, 14:30".
    #[must_use]
    pub fn date_time(&self, at: DateTime<Utc>) -> String {
        self.zone.with_value(|zone| zone.date_time(at, &self.locale))
    }

    /// "today, 14:30" or "12 Nov, 14:30".
    #[must_use]
    pub fn day_time(&self, at: DateTime<Utc>) -> String {
        format!("{}, {}", self.day(at), self.time(at))
    }

    /// Whether it is over.
    #[must_use]
    pub fn is_past(&self, at: DateTime<Utc>) -> bool {
        at < self.now()
    }

    /// What an `<input type="datetime-local">` holds for this point in time.
    #[must_use]
    pub fn input_value(&self, at: DateTime<Utc>) -> String {
        self.zone.with_value(|zone| zone.input_value(at))
    }

    /// Reads what an `<input type="datetime-local">` holds.
    #[must_use]
    pub fn parse_input(&self, text: &str) -> Option<DateTime<Utc>> {
        self.zone.with_value(|zone| zone.parse_input(text))
    }

    /// The day that it is, by the person's clock.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        let now = self.now();
        self.zone.with_value(|zone| zone.local(now).date())
    }

    /// On which day of the person's clock it is.
    #[must_use]
    pub fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        self.zone.with_value(|zone| zone.local(at).date())
    }

    /// The name of the person's time zone.
    #[must_use]
    pub fn zone_name(&self) -> String {
        self.zone.with_value(|zone| zone.name.clone())
    }

    /// "€1,234.50".
    #[must_use]
    pub fn money(&self, money: Money) -> String {
        money.format(&self.locale)
    }

    /// What stands before the decimals of a number.
    #[must_use]
    pub const fn decimal(&self) -> char {
        self.locale.decimal
    }

    /// "1,234".
    #[must_use]
    pub fn number(&self, number: i64) -> String {
        self.locale.number(number)
    }

    /// The present. Follows the clock where a view can follow it, and reads it once elsewhere.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        if Observer::get().is_some() {
            self.now.get()
        } else {
            self.now.get_untracked()
        }
    }
}

/// Gives [`use_formats`] something to find.
pub fn provide_formats(formats: Formats) {
    provide_context(formats);
}

/// The formats of the person who is looking; British English and universal time where nobody is
/// signed in.
#[must_use]
pub fn use_formats() -> Formats {
    use_context().unwrap_or_else(|| {
        // Without a person there is no today to speak of: days are written in full.
        let now = Signal::stored(DateTime::UNIX_EPOCH);
        Formats::new("en-GB", Zone::utc(), now)
    })
}

/// How much of a point in time is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MomentStyle {
    /// As one would say it: "yesterday", "12 Nov".
    #[default]
    Day,
    /// "yesterday, 14:30".
    DayTime,
    /// "12 Nov 2025".
    Date,
    /// "12 Nov 2025, 14:30".
    DateTime,
    /// "14:30".
    Time,
}

/// A point in time, readable for people and for machines; pointing at it shows all of it.
#[component]
pub fn Moment(
    #[prop(into)] at: Signal<DateTime<Utc>>,
    #[prop(optional)] style: MomentStyle,
) -> impl IntoView {
    let formats = use_formats();
    move || still(moment(&formats, at.get(), style))
}

/// A [`Moment`] within other markup.
#[must_use]
pub fn moment(formats: &Formats, at: DateTime<Utc>, style: MomentStyle) -> Markup {
    let text = match style {
        MomentStyle::Day => formats.day(at),
        MomentStyle::DayTime => formats.day_time(at),
        MomentStyle::Date => formats.date(at),
        MomentStyle::DateTime => formats.date_time(at),
        MomentStyle::Time => formats.time(at),
    };
    let machines = at.to_rfc3339_opts(SecondsFormat::Secs, true);
    markup! { time.num datetime=(machines) title=(formats.date_time(at)) { (text) } }
}
