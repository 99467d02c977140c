//! Events as pages see them, as they are typed, and as they may be stored.

use crate::accounts::types::Colleague;
use crate::agenda::types::Speaker;
use crate::ids::{DeletionId, EventId, SeriesId};
pub use crate::paging::{Cursor, Page, Total};
use crate::text_enum;
use crate::ui::locale::Locale;
use crate::ui::money::Money;
use crate::ui::time::Zone;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

mod activity;
mod event_form;
mod filter;
mod month;
mod public;
mod repeat;
mod repeat_form;
mod series;

pub use activity::{ActivityLine, ActivityOf};
pub use event_form::{EventForm, EventValues, NewEvent, TypedEvent, ZoneChange};
pub(super) use event_form::{YEARS, is_near};
pub use filter::{EventFilter, Shown};
pub use month::Month;
pub use public::{PublicAddress, PublicCover, PublicEvent, PublicItem};
pub use repeat::{
    Ends, MOST_AT_ONCE, MonthBy, Occurrence, Pattern, Rule, SeriesDates, SeriesDays, Unit, WEEKDAYS,
    Weekdays, ordinal, settled,
};
pub use repeat_form::{NewEventForm, RepeatForm, WEEKDAY_FIELDS};
pub use series::{DeletedSeries, InSeries, LastOfSeries, SavedEvent, Series, SeriesField, SeriesScope};

text_enum! {
    /// What kind of event it is.
    EventType {
        Conference = "conference", "Conference";
        Workshop = "workshop", "Workshop";
        Networking = "networking", "Networking";
        Meeting = "meeting", "Meeting";
    }
}

text_enum! {
    /// Where an event stands.
    EventStatus {
        /// Being prepared; nobody outside knows of it.
        Draft = "draft", "Draft";
        /// Announced.
        Published = "published", "Published";
        /// Under way.
        Ongoing = "ongoing", "Ongoing";
        Completed = "completed", "Completed";
        /// Called off.
        Cancelled = "cancelled", "Cancelled";
    }
}

/// When an event is, by the clock of the place where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub start: DateTime<Utc>,
    /// The first moment after it.
    pub end: DateTime<Utc>,
    pub zone: Zone,
}

impl Span {
    /// Its first and its last day, by its own clock.
    fn ends(&self) -> (NaiveDate, NaiveDate) {
        let last = self.end - Duration::seconds(1);
        (self.zone.local(self.start).date(), self.zone.local(last).date())
    }

    /// When it is, in words: "12 Nov 2026, 14:30–18:00", "12 Nov 2026, 14:30 – 14 Nov 2026, 18:00".
    #[must_use]
    pub fn in_words(&self, locale: &Locale) -> String {
        let zone = &self.zone;
        let begins = zone.date_time(self.start, locale);
        if zone.local(self.start).date() == zone.local(self.end).date() {
            format!("{begins}–{}", zone.time(self.end, locale))
        } else {
            format!("{begins} – {}", zone.date_time(self.end, locale))
        }
    }

    /// Whether it begins and ends on one day, by its own clock.
    #[must_use]
    pub fn is_of_one_day(&self) -> bool {
        let (first, last) = self.ends();
        first == last
    }

    /// Every day on which it is under way, by its own clock.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        let (first, last) = self.ends();
        first.iter_days().take_while(move |day| *day <= last)
    }
}

/// An event in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRow {
    pub id: EventId,
    pub title: String,
    pub event_type: EventType,
    pub status: EventStatus,
    pub span: Span,
    /// A town, say.
    pub location: Option<String>,
    pub venue: Option<String>,
    /// Places taken.
    pub attendees: i32,
    /// None where anybody may come.
    pub max_attendees: Option<i32>,
    pub deleted_at: Option<DateTime<Utc>>,
    /// The series that it is one of.
    pub series: Option<SeriesId>,
}

/// What is said of a venue beyond its name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VenueDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// How to get there and in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub directions: Option<String>,
    /// Where one takes part from afar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub online_url: Option<String>,
}

/// An event's record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub id: EventId,
    pub version: i32,
    pub title: String,
    pub description: Option<String>,
    pub event_type: EventType,
    pub status: EventStatus,
    /// What those who were coming are told; only of a cancelled one.
    pub cancelled_reason: Option<String>,
    pub span: Span,
    pub location: Option<String>,
    pub venue: Option<String>,
    pub venue_details: VenueDetails,
    pub budget: Money,
    /// Places taken.
    pub attendees: i32,
    /// None where anybody may come.
    pub max_attendees: Option<i32>,
    /// Where people register who register elsewhere.
    pub registration_url: Option<String>,
    /// Where everybody is shown it once it is published.
    pub public_address: PublicAddress,
    /// Who works there.
    pub staff: Vec<Colleague>,
    /// How many items its agenda has.
    pub agenda_items: i64,
    /// Where it stands in the series that it is one of.
    pub series: Option<InSeries>,
    pub created_by: Colleague,
    pub created_at: DateTime<Utc>,
    pub updated_by: Option<Colleague>,
    pub updated_at: DateTime<Utc>,
    pub is_deleted: bool,
    pub deleted_at: Option<DateTime<Utc>>,
    /// Whether whoever asked may change it.
    pub can_edit: bool,
    /// Who would be told if it were cancelled; where whoever asked may cancel it.
    pub audience: Option<Audience>,
}

/// What every page of an event shows of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventHead {
    pub id: EventId,
    pub title: String,
    pub status: EventStatus,
    /// What those who were coming are told; only of a cancelled one.
    pub cancelled_reason: Option<String>,
    pub span: Span,
    /// Places taken.
    pub attendees: i32,
    /// None where anybody may come.
    pub max_attendees: Option<i32>,
    /// How many items its agenda has.
    pub agenda_items: i64,
    /// Where it stands in the series that it is one of.
    pub series: Option<InSeries>,
    /// Whether whoever asked may change it.
    pub can_edit: bool,
}

/// Whom it concerns that an event is cancelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// Who come, work or speak there, and are told as they want to be.
    pub colleagues: u32,
    /// On its list, and told by mail.
    pub contacts: u32,
    /// On its list, and without an address that mail reaches.
    pub unreachable: u32,
}

impl Audience {
    /// How many are told.
    #[must_use]
    pub const fn everybody(self) -> u32 {
        self.colleagues.saturating_add(self.contacts)
    }
}

/// Somebody who speaks at an event, and in which items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventSpeaker {
    pub speaker: Speaker,
    /// Their titles, by start.
    pub items: Vec<String>,
}

/// What should be there before an event is announced, and whether it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preparation {
    pub what: &'static str,
    pub is_done: bool,
}

impl Event {
    /// What every page of it shows.
    #[must_use]
    pub fn head(&self) -> EventHead {
        EventHead {
            id: self.id,
            title: self.title.clone(),
            status: self.status,
            cancelled_reason: self.cancelled_reason.clone(),
            span: self.span.clone(),
            attendees: self.attendees,
            max_attendees: self.max_attendees,
            agenda_items: self.agenda_items,
            series: self.series.clone(),
            can_edit: self.can_edit,
        }
    }

    /// What one looks through before publishing. Nothing here is required: a small meeting needs little of it.
    #[must_use]
    pub fn preparations(&self) -> [Preparation; 6] {
        let place = self.venue.is_some() || self.venue_details.online_url.is_some();
        let parts = [
            ("It is described", self.description.is_some()),
            ("It has a place, or an address on the web", place),
            ("Its places are counted", self.max_attendees.is_some()),
            ("It has an agenda", self.agenda_items > 0),
            ("Somebody is assigned to it", !self.staff.is_empty()),
            ("It has a budget", self.budget.minor > 0),
        ];
        parts.map(|(what, is_done)| Preparation { what, is_done })
    }
}

/// What went to the trash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletedEvent {
    pub deletion_id: DeletionId,
    pub title: String,
}

impl EventStatus {
    /// Where an event may be moved from here. A published one becomes ongoing, and an ongoing one completed, by itself too, at
    /// its start and at its end.
    #[must_use]
    pub const fn moves(self) -> &'static [Self] {
        match self {
            Self::Draft => &[Self::Published],
            Self::Published => &[Self::Draft, Self::Ongoing, Self::Cancelled],
            Self::Ongoing => &[Self::Completed, Self::Cancelled],
            // Somebody said so too early.
            Self::Completed => &[Self::Ongoing],
            Self::Cancelled => &[Self::Draft],
        }
    }

    /// From where an event may be moved here.
    #[must_use]
    pub fn origins(self) -> Vec<&'static str> {
        let leads_here = |from: &&Self| from.moves().contains(&self);
        Self::ALL
            .iter()
            .filter(leads_here)
            .map(|from| from.as_str())
            .collect()
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_status_is_reached_from_where_it_is_a_move() {
        assert_eq!(EventStatus::Ongoing.origins(), ["published", "completed"]);
        assert_eq!(EventStatus::Cancelled.origins(), ["published", "ongoing"]);
        for from in EventStatus::ALL {
            assert!(!from.moves().contains(from), "{from}");
            assert!(!from.moves().is_empty(), "{from} leads nowhere");
        }
    }

    #[test]
    fn an_event_that_ends_at_midnight_is_of_one_day() {
        let span = |start: &str, end: &str| Span {
            start: start.parse().unwrap(),
            end: end.parse().unwrap(),
            zone: Zone {
                name: "Europe/Berlin".into(),
                offsets: vec![(0, 3_600)],
            },
        };
        assert!(span("2026-01-10T17:00:00Z", "2026-01-10T23:00:00Z").is_of_one_day());
        assert!(!span("2026-01-10T17:00:00Z", "2026-01-10T23:30:00Z").is_of_one_day());
    }

    #[test]
    fn the_day_of_an_evening_is_written_once() {
        let english = Locale::of("en-GB");
        let span = |end: &str| Span {
            start: "2026-06-12T16:30:00Z".parse().unwrap(),
            end: end.parse().unwrap(),
            zone: Zone {
                name: "Europe/Berlin".into(),
                offsets: vec![(0, 7_200)],
            },
        };
        assert_eq!(
            span("2026-06-12T21:00:00Z").in_words(&english),
            "12 Jun 2026, 18:30–23:00"
        );
        assert_eq!(
            span("2026-06-12T23:00:00Z").in_words(&english),
            "12 Jun 2026, 18:30 – 13 Jun 2026, 01:00"
        );
    }
}
