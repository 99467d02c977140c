//! An event as it is typed, and what of it may be stored.

use super::{Event, EventType, VenueDetails};
use crate::forms::{Checker, FieldErrors};
use crate::text_enum;
use crate::ui::locale::Locale;
use crate::ui::money::{Currency, Money};
use crate::ui::time::{Zone, parse_local};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What stays when an event moves to another time zone.
    ZoneChange {
        /// 09:00 stays 09:00, which is another moment.
        Clock = "clock", "Keep the times on the clock";
        /// The moment stays, which is another time on the clock.
        Moment = "moment", "Keep the moments";
    }
}

/// What was typed into the form of an event; field by field under the column's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EventForm {
    pub title: String,
    pub event_type: String,
    pub description: String,
    /// As `<input type="datetime-local">` sends it, by the clock of the event's time zone.
    pub start_date: String,
    pub end_date: String,
    /// An IANA name.
    pub timezone: String,
    /// What stays where the time zone is another one than before; empty where nobody was asked.
    pub zone_change: String,
    pub location: String,
    pub venue: String,
    pub address: String,
    pub directions: String,
    pub online_url: String,
    /// Empty where anybody may come.
    pub max_attendees: String,
    /// In the way of the person's country.
    pub budget: String,
    pub currency: String,
    pub registration_url: String,
}

crate::typed_form!(EventForm {
    title = "Title";
    event_type = "Type";
    description = "Description";
    start_date = "Begins";
    end_date = "Ends";
    timezone = "Time zone";
    zone_change = "When the time zone changes";
    location = "Town";
    venue = "Venue";
    address = "Address";
    directions = "How to get there";
    online_url = "Address on the web";
    max_attendees = "Places";
    budget = "Budget";
    currency = "Currency";
    registration_url = "Registration elsewhere";
});

/// What was typed, checked as far as that can be done without knowing zones and habits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedEvent {
    title: String,
    event_type: EventType,
    description: Option<String>,
    /// By the clock of the event's time zone.
    start: NaiveDateTime,
    end: NaiveDateTime,
    timezone: String,
    zone_change: Option<ZoneChange>,
    location: Option<String>,
    venue: Option<String>,
    venue_details: VenueDetails,
    max_attendees: Option<i32>,
    budget: Option<String>,
    currency: Currency,
    registration_url: Option<String>,
}

/// An event's values, as they are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventValues {
    pub title: String,
    pub event_type: EventType,
    pub description: Option<String>,
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    pub timezone: String,
    pub zone_change: Option<ZoneChange>,
    pub location: Option<String>,
    pub venue: Option<String>,
    pub venue_details: VenueDetails,
    pub max_attendees: Option<i32>,
    pub budget: Money,
    pub registration_url: Option<String>,
}

/// Values that may be stored: only [`TypedEvent::by`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent(EventValues);

impl NewEvent {
    /// What to store.
    #[must_use]
    pub const fn values(&self) -> &EventValues {
        &self.0
    }
}

/// Longest description.
const LONGEST_TEXT: usize = 10_000;
/// Most places.
const MOST_PLACES: i32 = 1_000_000;
/// Longest event, in days.
const LONGEST: i64 = 366;
/// How many years from now an event may be: as far as offsets of time zones are known.
pub(in crate::events) const YEARS: i64 = 9;

/// Whether an event can be then.
pub(in crate::events) fn is_near(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    (at - now).num_days().abs() < 366 * YEARS
}

impl EventForm {
    /// The form of an event that is about to be added: from the next full hour a week on, for two hours.
    #[must_use]
    pub fn blank(zone: &Zone, now: DateTime<Utc>) -> Self {
        let week = now + Duration::days(7);
        let hour = Duration::seconds(3_600);
        let start = DateTime::from_timestamp(week.timestamp() / 3_600 * 3_600, 0).unwrap_or(week) + hour;
        Self {
            event_type: EventType::Networking.to_string(),
            start_date: zone.input_value(start),
            end_date: zone.input_value(start + hour * 2),
            timezone: zone.name.clone(),
            currency: Currency::EUR.to_string(),
            ..Self::default()
        }
    }

    /// The form of an event that is stored, its amount written in the way of a country.
    #[must_use]
    pub fn of(event: &Event, locale: &Locale) -> Self {
        Self::written(&EventValues::from(event), &event.span.zone, locale)
    }

    /// The same event once more, under a title and from a time on the clock of its zone, as long as it is.
    #[must_use]
    pub fn again(event: &Event, title: &str, start_date: &str) -> Self {
        let (zone, length) = (&event.span.zone, event.span.end - event.span.start);
        let end_date = match zone.parse_input(start_date) {
            Some(start) => zone.input_value(start + length),
            // Whatever is wrong with it is told of the start.
            None => start_date.to_owned(),
        };
        Self {
            title: title.to_owned(),
            start_date: start_date.to_owned(),
            end_date,
            budget: String::new(),
            ..Self::of(event, &Locale::of("en-GB"))
        }
    }

    /// The same event a week later, at the same time of day.
    #[must_use]
    pub fn next_week(event: &Event) -> Self {
        let zone = &event.span.zone;
        let later = zone.local(event.span.start) + Duration::days(7);
        let start = later.format("%Y-%m-%dT%H:%M").to_string();
        Self::again(event, &event.title, &start)
    }

    /// Values as they would be typed: times by the clock of a zone, the amount in the way of a country.
    #[must_use]
    pub fn written(values: &EventValues, zone: &Zone, locale: &Locale) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let budget = match values.budget.minor {
            0 => String::new(),
            _ => values.budget.to_typed(locale),
        };
        Self {
            title: values.title.clone(),
            event_type: values.event_type.to_string(),
            description: text(&values.description),
            start_date: zone.input_value(values.start),
            end_date: zone.input_value(values.end),
            timezone: values.timezone.clone(),
            zone_change: String::new(),
            location: text(&values.location),
            venue: text(&values.venue),
            address: text(&values.venue_details.address),
            directions: text(&values.venue_details.directions),
            online_url: text(&values.venue_details.online_url),
            max_attendees: values
                .max_attendees
                .map(|most| most.to_string())
                .unwrap_or_default(),
            budget,
            currency: values.budget.currency.to_string(),
            registration_url: text(&values.registration_url),
        }
    }

    /// What was typed, or what is wrong with it, field by field.
    ///
    /// # Errors
    /// Every field that cannot be stored, with what to do about it.
    pub fn parse(&self) -> Result<TypedEvent, FieldErrors> {
        let mut check = Checker::default();
        let title = check.required("title", &self.title, 255, "Give the event a title.");
        let event_type = check.choice("event_type", &self.event_type);
        let description = check.multiline("description", &self.description, LONGEST_TEXT);
        let start = moment(&mut check, "start_date", &self.start_date, "Say when it begins.");
        let end = moment(&mut check, "end_date", &self.end_date, "Say when it ends.");
        if let (Some(start), Some(end)) = (start, end) {
            if end <= start {
                check.error("end_date", "It ends after it begins.");
            } else if end - start > Duration::days(LONGEST) {
                check.error("end_date", "An event lasts a year at most.");
            }
        }
        let timezone = check.required("timezone", &self.timezone, 50, "Choose a time zone.");
        let zone_change = match self.zone_change.trim() {
            "" => None,
            typed => check.choice("zone_change", typed),
        };
        let location = check.optional("location", &self.location, 255);
        let venue = check.optional("venue", &self.venue, 255);
        let venue_details = VenueDetails {
            address: check.multiline("address", &self.address, 500),
            directions: check.multiline("directions", &self.directions, 2_000),
            online_url: check.web_address("online_url", &self.online_url, 500, "meet.example.com/room"),
        };
        let max_attendees = places(&mut check, &self.max_attendees);
        let budget = check.optional("budget", &self.budget, 40);
        let currency = currency(&mut check, &self.currency);
        let registration_url = check.web_address(
            "registration_url",
            &self.registration_url,
            500,
            "tickets.example.com/gala",
        );
        check.finish(|| {
            Some(TypedEvent {
                title,
                event_type: event_type?,
                description,
                start: start?,
                end: end?,
                timezone,
                zone_change,
                location,
                venue,
                venue_details,
                max_attendees,
                budget,
                currency: currency?,
                registration_url,
            })
        })
    }

    /// A field's value in words, where the value itself is not for people.
    #[must_use]
    pub fn in_words(field: &str, value: &str) -> String {
        match field {
            "event_type" => value.parse().map(EventType::label).unwrap_or(value).to_owned(),
            "start_date" | "end_date" => value.replace('T', ", "),
            _ => value.to_owned(),
        }
    }
}

impl From<&Event> for EventValues {
    fn from(event: &Event) -> Self {
        Self {
            title: event.title.clone(),
            event_type: event.event_type,
            description: event.description.clone(),
            start: event.span.start,
            end: event.span.end,
            timezone: event.span.zone.name.clone(),
            zone_change: None,
            location: event.location.clone(),
            venue: event.venue.clone(),
            venue_details: event.venue_details.clone(),
            max_attendees: event.max_attendees,
            budget: event.budget,
            registration_url: event.registration_url.clone(),
        }
    }
}

impl TypedEvent {
    /// The time zone by whose clock the times were typed, if the form says which.
    #[must_use]
    pub fn timezone(&self) -> &str {
        &self.timezone
    }

    /// What stays where the time zone is another one than before.
    #[must_use]
    pub const fn zone_change(&self) -> Option<ZoneChange> {
        self.zone_change
    }

    /// What may be stored: the times by the clock of a zone, the amount in the way of a country.
    ///
    /// # Errors
    /// If a time is skipped when the clocks go forward, lies too far away, or the amount cannot be read.
    pub fn by(self, zone: &Zone, locale: &Locale, now: DateTime<Utc>) -> Result<NewEvent, FieldErrors> {
        let mut check = Checker::default();
        let start = by_clock(&mut check, "start_date", self.start, zone);
        let end = by_clock(&mut check, "end_date", self.end, zone);
        for (field, at) in [("start_date", start), ("end_date", end)] {
            if !at.is_none_or(|at| is_near(at, now)) {
                check.error(field, format!("Choose a day within {YEARS} years of today."));
            }
        }
        // Across the hour that comes twice, what is later on the clock may be earlier in time.
        if let (Some(start), Some(end)) = (start, end)
            && end <= start
        {
            check.error("end_date", "It ends after it begins.");
        }
        let budget = match &self.budget {
            None => Ok(Money::new(0, self.currency)),
            Some(typed) => Money::parse_typed(typed, self.currency, locale).and_then(Money::storable),
        };
        match budget {
            Ok(budget) if budget.minor < 0 => check.error("budget", "A budget is not less than nothing."),
            Ok(_) => {}
            Err(error) => check.error("budget", error.to_string()),
        }
        check.finish(|| {
            Some(NewEvent(EventValues {
                title: self.title,
                event_type: self.event_type,
                description: self.description,
                start: start?,
                end: end?,
                timezone: self.timezone,
                zone_change: self.zone_change,
                location: self.location,
                venue: self.venue,
                venue_details: self.venue_details,
                max_attendees: self.max_attendees,
                budget: budget.ok()?,
                registration_url: self.registration_url,
            }))
        })
    }
}

fn moment(check: &mut Checker, field: &str, typed: &str, when_empty: &str) -> Option<NaiveDateTime> {
    if typed.trim().is_empty() {
        check.error(field, when_empty);
        return None;
    }
    let parsed = parse_local(typed);
    if parsed.is_none() {
        check.error(field, "Write a day and a time like 2026-05-14T18:30.");
    }
    parsed
}

fn by_clock(check: &mut Checker, field: &str, local: NaiveDateTime, zone: &Zone) -> Option<DateTime<Utc>> {
    let at = zone.to_utc(local);
    if at.is_none() {
        let message = format!(
            "There is no {} on that day in {}: the clocks go forward.",
            local.format("%H:%M"),
            zone.name
        );
        check.error(field, message);
    }
    at
}

/// At least one, or nothing for as many as come.
fn places(check: &mut Checker, typed: &str) -> Option<i32> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    match typed.parse() {
        Ok(places @ 1..=MOST_PLACES) => Some(places),
        _ => {
            check.error(
                "max_attendees",
                "Write a whole number from 1, or nothing where anybody may come.",
            );
            None
        }
    }
}

fn currency(check: &mut Checker, typed: &str) -> Option<Currency> {
    let parsed = typed.trim().parse().ok();
    if parsed.is_none() {
        check.error("currency", "Choose a currency from the list.");
    }
    parsed
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod unit;
