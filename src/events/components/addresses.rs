//! Where events are found.

use crate::events::types::{Cursor, EventFilter, Month};
use crate::ids::{EventId, SeriesId};
use crate::query::written;

/// The list.
pub const LIST: &str = "/events";
/// The form of a new one.
pub const NEW: &str = "/events/new";

/// A list of events.
#[must_use]
pub fn list(filter: &EventFilter, cursor: Option<&Cursor>) -> String {
    let mut parameters = filter.parameters();
    parameters.extend(cursor.map(Cursor::parameter));
    format!("{LIST}{}", written(&parameters))
}

/// A month of the calendar.
#[must_use]
pub fn month(month: Month) -> String {
    format!("{LIST}{}", written(&[("month", month.to_string())]))
}

/// A record.
#[must_use]
pub fn record(id: EventId) -> String {
    format!("{LIST}/{id}")
}

/// What an event may cost, and does.
#[must_use]
pub fn budget(id: EventId) -> String {
    format!("{}/budget", record(id))
}

/// The form of a record.
#[must_use]
pub fn edit(id: EventId) -> String {
    format!("{LIST}/{id}/edit")
}

/// The list, telling that an event went to the trash.
#[must_use]
pub fn list_without(id: EventId) -> String {
    format!("{LIST}?deleted={id}")
}

/// The form that makes a series of an event, or adds dates to its series.
#[must_use]
pub fn repeat(id: EventId) -> String {
    format!("{LIST}/{id}/repeat")
}

/// All events of a series.
#[must_use]
pub fn series(id: SeriesId) -> String {
    list(&EventFilter::of_series(id), None)
}

/// The list, telling that an event and those after it went to the trash.
#[must_use]
pub fn list_without_series(id: EventId) -> String {
    format!("{LIST}?deleted={id}&together=true")
}
