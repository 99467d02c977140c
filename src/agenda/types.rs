//! The agenda as pages see it.

use crate::events::types::EventHead;
use crate::ids::{AgendaItemId, ContactId, EventId, RoomId, TrackId, UserId};
use crate::text_enum;
use crate::text_enum::UnknownValue;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

mod clash;
mod item_form;
mod placing;
mod setup_forms;

pub use clash::{Clash, ClashOf, Concern};
pub use item_form::*;
pub use placing::*;
pub use setup_forms::*;

text_enum! {
    /// What an item of the agenda is.
    AgendaType {
        Presentation = "presentation", "Presentation";
        Break = "break", "Break";
        Networking = "networking", "Networking";
        Workshop = "workshop", "Workshop";
    }
}

text_enum! {
    /// Where an item of the agenda stands.
    ItemStatus {
        Scheduled = "scheduled", "Scheduled";
        Ongoing = "ongoing", "Ongoing";
        Completed = "completed", "Completed";
        Cancelled = "cancelled", "Cancelled";
    }
}

text_enum! {
    /// The colour of a track; never without its name.
    TrackColor {
        Slate = "slate", "Slate";
        Blue = "blue", "Blue";
        Emerald = "emerald", "Emerald";
        Amber = "amber", "Amber";
        Rose = "rose", "Rose";
        Violet = "violet", "Violet";
    }
}

/// Where items take place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    pub id: RoomId,
    pub version: i32,
    pub name: String,
    /// How many people it holds, if that is known.
    pub capacity: Option<i32>,
}

/// What items have in common: a subject, an audience.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Track {
    pub id: TrackId,
    pub version: i32,
    pub name: String,
    pub color: TrackColor,
}

/// Whoever speaks: a colleague or a contact. Written "user:…" or "contact:…".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SpeakerKey {
    User(UserId),
    Contact(ContactId),
}

impl SpeakerKey {
    /// The colleague, if it is one.
    #[must_use]
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::User(id) => Some(id),
            Self::Contact(_) => None,
        }
    }

    /// The contact, if it is one.
    #[must_use]
    pub const fn contact(self) -> Option<ContactId> {
        match self {
            Self::User(_) => None,
            Self::Contact(id) => Some(id),
        }
    }
}

impl fmt::Display for SpeakerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "user:{id}"),
            Self::Contact(id) => write!(f, "contact:{id}"),
        }
    }
}

impl FromStr for SpeakerKey {
    type Err = UnknownValue;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, id) = text.split_once(':').ok_or(UnknownValue)?;
        match kind {
            "user" => id.parse().map(Self::User).map_err(|_| UnknownValue),
            "contact" => id.parse().map(Self::Contact).map_err(|_| UnknownValue),
            _ => Err(UnknownValue),
        }
    }
}

/// A speaker as pages show them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    pub key: SpeakerKey,
    pub name: String,
    /// Of a contact, their company, for those who see contacts; where somebody is looked for, their address as well.
    pub company: Option<String>,
    /// The address of their picture.
    pub picture: Option<String>,
}

/// An item of the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaItem {
    pub id: AgendaItemId,
    pub version: i32,
    pub title: String,
    pub description: Option<String>,
    pub start: DateTime<Utc>,
    /// The first moment after it.
    pub end: DateTime<Utc>,
    pub agenda_type: AgendaType,
    pub status: ItemStatus,
    /// None where it is not known yet, or where all rooms take part.
    pub room_id: Option<RoomId>,
    /// Where it is, where that is none of the rooms; or where exactly in the room.
    pub location: Option<String>,
    pub track_id: Option<TrackId>,
    /// In the order in which they are named.
    pub speakers: Vec<Speaker>,
    /// How many files belong to it.
    pub attachments: i64,
    /// Whether whoever asked means to go to it: it stands in their own agenda.
    pub is_starred: bool,
}

/// An item that was saved, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedItem {
    pub id: AgendaItemId,
    pub event_id: EventId,
    pub version: i32,
    /// The day of the event's own clock on which it begins.
    pub day: NaiveDate,
}

impl SavedItem {
    /// The address of the agenda on its day.
    #[must_use]
    pub fn address(&self) -> String {
        format!("/events/{}/agenda?day={}", self.event_id, self.day)
    }
}

/// An item that went to the trash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletedItem {
    pub event_id: EventId,
    pub title: String,
}

/// The whole programme of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agenda {
    pub event: EventHead,
    /// In the order in which they stand.
    pub rooms: Vec<Room>,
    pub tracks: Vec<Track>,
    /// By start, then by end.
    pub items: Vec<AgendaItem>,
}

impl Agenda {
    /// On which day of the event's own clock an item stands: the one on which it begins. One that goes on over midnight stands
    /// on one day only.
    #[must_use]
    pub fn day_of(&self, item: &AgendaItem) -> NaiveDate {
        self.event.span.zone.local(item.start).date()
    }

    /// The days of the event, and those on which items stand that are outside it.
    #[must_use]
    pub fn days(&self) -> Vec<NaiveDate> {
        let mut days: Vec<NaiveDate> = self.event.span.days().collect();
        days.extend(self.items.iter().map(|item| self.day_of(item)));
        days.sort_unstable();
        days.dedup();
        days
    }

    /// The items that begin on a day of the event's own clock.
    pub fn items_of(&self, day: NaiveDate) -> impl Iterator<Item = &AgendaItem> {
        self.items.iter().filter(move |item| self.day_of(item) == day)
    }

    /// The room of an id.
    #[must_use]
    pub fn room(&self, id: RoomId) -> Option<&Room> {
        self.rooms.iter().find(|room| room.id == id)
    }

    /// The track of an id.
    #[must_use]
    pub fn track(&self, id: TrackId) -> Option<&Track> {
        self.tracks.iter().find(|track| track.id == id)
    }

    /// A field's value of an item's form in words, where the value itself is not for people.
    #[must_use]
    pub fn in_words(&self, field: &str, value: &str) -> String {
        let named = match field {
            "room_id" => value
                .parse()
                .ok()
                .and_then(|id| Some(self.room(id)?.name.clone())),
            "track_id" => value
                .parse()
                .ok()
                .and_then(|id| Some(self.track(id)?.name.clone())),
            _ => None,
        };
        named.unwrap_or_else(|| AgendaItemForm::in_words(field, value))
    }
}

impl AgendaItem {
    /// How long it takes.
    #[must_use]
    pub fn length(&self) -> Duration {
        self.end - self.start
    }

    /// Whether two are under way at once. Half-open: one that begins when the other ends does not meet it.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}
