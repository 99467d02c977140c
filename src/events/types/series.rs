//! Events that are tied together because one is held again and again.

use super::{EventValues, Span};
use crate::ids::{EventId, SeriesId};
use crate::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// Of which events of a series something is meant.
    SeriesScope {
        This = "this", "This event only";
        /// This one and those that begin after it.
        Following = "following", "This and following";
        /// This one and all others that have not begun, earlier ones among them.
        Coming = "coming", "All that are still to come";
    }
}

text_enum! {
    /// What is carried over from one event of a series to others.
    SeriesField {
        Title = "title", "the title";
        Description = "description", "the description";
        Type = "event_type", "the type";
        /// The day by as many days as it was moved, the time of day, the length, and the time zone.
        Times = "times", "the times";
        Venue = "venue", "the venue";
        /// How to get there and in, and where one takes part from afar.
        Way = "venue_details", "the way there";
        Location = "location", "the town";
        Places = "max_attendees", "the places";
        Budget = "budget", "the budget";
        Registration = "registration_url", "the registration";
    }
}

impl SeriesField {
    /// Whether two states of an event differ in it.
    #[must_use]
    pub fn differs(self, one: &EventValues, other: &EventValues) -> bool {
        match self {
            Self::Title => one.title != other.title,
            Self::Description => one.description != other.description,
            Self::Type => one.event_type != other.event_type,
            Self::Times => (one.start, one.end, &one.timezone) != (other.start, other.end, &other.timezone),
            Self::Venue => one.venue != other.venue,
            Self::Way => one.venue_details != other.venue_details,
            Self::Location => one.location != other.location,
            Self::Places => one.max_attendees != other.max_attendees,
            Self::Budget => one.budget != other.budget,
            Self::Registration => one.registration_url != other.registration_url,
        }
    }

    /// Those in which two states of an event differ.
    #[must_use]
    pub fn changed(one: &EventValues, other: &EventValues) -> Vec<Self> {
        let differs = |field: &Self| field.differs(one, other);
        Self::ALL.iter().copied().filter(differs).collect()
    }
}

/// Where an event stands in its series: among those of it that whoever asks sees and that are not in the trash, by when they
/// begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InSeries {
    pub id: SeriesId,
    /// How it repeats.
    pub words: String,
    /// The how manieth it is, from one.
    pub place: i64,
    pub count: i64,
    pub previous: Option<EventId>,
    pub next: Option<EventId>,
    /// How many drafts that are not over could be published, from this one on.
    pub drafts: i64,
    /// How many could be called off, from this one on.
    pub announced: i64,
    /// How many could go to the trash, from this one on.
    pub following: i64,
}

/// A series, to name it and to add dates to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    pub id: SeriesId,
    pub name: String,
    /// How it repeats.
    pub words: String,
    pub rrule: String,
    /// How many places in it were given out: what is added is added after these.
    pub made: i32,
    /// Its last event, of which others are made.
    pub last: Option<LastOfSeries>,
}

/// The last event of a series that is not in the trash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastOfSeries {
    pub id: EventId,
    /// With all of its zone.
    pub span: Span,
}

/// What a save came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedEvent {
    /// The version that the event has now.
    pub version: i32,
    /// To how many others of its series something was carried over.
    pub others: usize,
    /// How many of those in question kept something that was changed on them alone.
    pub kept: usize,
}

/// What of a series went to the trash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletedSeries {
    pub title: String,
    pub count: usize,
}
