//! Where attendees are found.

use crate::attendees::types::{AttendeeFilter, Cursor};
use crate::ids::EventId;
use crate::query::written;

/// An event's list.
#[must_use]
pub fn list(event: EventId, filter: &AttendeeFilter, cursor: Option<&Cursor>) -> String {
    let mut parameters = filter.parameters();
    parameters.extend(cursor.map(Cursor::parameter));
    format!("{}{}", whole(event), written(&parameters))
}

/// An event's list, whole and in its usual order.
#[must_use]
pub fn whole(event: EventId) -> String {
    format!("/events/{event}/attendees")
}

/// Where people are added to an event.
#[must_use]
pub fn add(event: EventId) -> String {
    format!("{}/add", whole(event))
}

/// The same, with what is looked for.
#[must_use]
pub fn add_found(event: EventId, typed: &str) -> String {
    if typed.is_empty() {
        return add(event);
    }
    format!("{}{}", add(event), written(&[("q", typed.to_owned())]))
}

/// The list as a file.
#[must_use]
pub fn export(event: EventId, filter: &AttendeeFilter) -> String {
    format!("/export/attendees/{event}{}", filter.to_query())
}
