//! Where an agenda and its parts are found.

use crate::ids::{AgendaItemId, EventId, RoomId, TrackId};
use crate::query::written;
use chrono::{NaiveDate, NaiveDateTime};

/// The agenda, on the day that is nearest.
#[must_use]
pub fn agenda(event: EventId) -> String {
    format!("/events/{event}/agenda")
}

/// A part of an agenda: a day, or all of them; of a track, or only what clashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    pub day: Option<NaiveDate>,
    /// Every day, as a list.
    pub is_all: bool,
    pub track: Option<TrackId>,
    /// Only what is worth a look.
    pub concerns: bool,
}

impl Part {
    /// Its parameters, as they stand in the address.
    #[must_use]
    pub fn from_query(get: impl Fn(&str) -> Option<String>) -> Self {
        let day = get("day");
        Self {
            day: day.as_deref().and_then(crate::ui::time::parse_date),
            is_all: day.as_deref() == Some("all"),
            track: get("track").and_then(|track| track.parse().ok()),
            concerns: get("show").as_deref() == Some("concerns"),
        }
    }

    /// Where it is found.
    #[must_use]
    pub fn address(&self, event: EventId) -> String {
        let mut parameters = Vec::new();
        if self.is_all {
            parameters.push(("day", "all".to_owned()));
        } else if let Some(day) = self.day {
            parameters.push(("day", day.to_string()));
        }
        parameters.extend(self.track.map(|track| ("track", track.to_string())));
        if self.concerns {
            parameters.push(("show", "concerns".to_owned()));
        }
        format!("{}{}", agenda(event), written(&parameters))
    }
}

/// A day of an agenda.
#[must_use]
pub fn day(event: EventId, day: NaiveDate) -> String {
    let part = Part {
        day: Some(day),
        ..Part::default()
    };
    part.address(event)
}

/// An item, for whoever reads or changes it.
#[must_use]
pub fn item(event: EventId, item: AgendaItemId) -> String {
    format!("{}/{item}", agenda(event))
}

/// An item among the others of its day.
#[must_use]
pub fn item_on_day(event: EventId, on: NaiveDate, item: AgendaItemId) -> String {
    format!("{}#item-{item}", day(event, on))
}

/// The form of a new item, which begins and ends at these times on the event's clock.
#[must_use]
pub fn new_item(event: EventId, start: NaiveDateTime, end: NaiveDateTime, room: Option<RoomId>) -> String {
    let clock = |at: NaiveDateTime| at.format("%Y-%m-%dT%H:%M").to_string();
    let mut parameters = vec![("start", clock(start)), ("end", clock(end))];
    parameters.extend(room.map(|room| ("room", room.to_string())));
    format!("{}/new{}", agenda(event), written(&parameters))
}

/// The rooms and tracks.
#[must_use]
pub fn setup(event: EventId) -> String {
    format!("{}/setup", agenda(event))
}
