//! Attendees as pages see them, and what may become of one.

use crate::events::types::{EventHead, EventStatus, Span};
use crate::ids::{AttendeeChangeId, AttendeeId, ContactId, EventId, UserId};
pub use crate::paging::{Cursor, Page, Total};
use crate::text_enum;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

mod filter;
mod offer;
mod outcome;

pub use filter::{AttendeeFilter, AttendeeSort};
pub use offer::{BEFOREHAND, Places};
pub use outcome::{Added, AttendeeAction, Changed, Undone};

/// Most attendees that one request adds or changes.
pub const MOST_AT_ONCE: usize = 10_000;

/// Longest note on an attendee, in characters.
pub const LONGEST_NOTE: usize = 2_000;

text_enum! {
    /// How somebody stands to an event.
    AttendeeStatus {
        /// Has a place.
        Registered = "registered", "Registered";
        /// Has a place, and said again that they come.
        Confirmed = "confirmed", "Confirmed";
        /// Waits in line for a place.
        Waitlisted = "waitlisted", "Waiting";
        /// Was there.
        Attended = "attended", "Attended";
        /// Had a place and did not come.
        NoShow = "no_show", "No-show";
        /// Does not come.
        Cancelled = "cancelled", "Cancelled";
    }
}

impl AttendeeStatus {
    /// Whether whoever has it takes one of the event's places.
    #[must_use]
    pub const fn holds_place(self) -> bool {
        match self {
            Self::Registered | Self::Confirmed | Self::Attended | Self::NoShow => true,
            Self::Waitlisted | Self::Cancelled => false,
        }
    }

    /// Where an attendee may be moved from here.
    #[must_use]
    pub const fn moves(self) -> &'static [Self] {
        match self {
            Self::Registered => &[
                Self::Confirmed,
                Self::Attended,
                Self::NoShow,
                Self::Waitlisted,
                Self::Cancelled,
            ],
            Self::Confirmed => &[
                Self::Registered,
                Self::Attended,
                Self::NoShow,
                Self::Waitlisted,
                Self::Cancelled,
            ],
            // Only where a place is free.
            Self::Waitlisted => &[Self::Registered, Self::Confirmed, Self::Attended, Self::Cancelled],
            // Somebody said so too early, or of the wrong person.
            Self::Attended => &[Self::Registered, Self::Confirmed, Self::NoShow],
            // Came late, or had told somebody.
            Self::NoShow => &[Self::Registered, Self::Confirmed, Self::Attended, Self::Cancelled],
            // Takes a place again, or waits for one.
            Self::Cancelled => &[Self::Registered, Self::Attended],
        }
    }

    /// Whether it can be said only once the event is about to begin.
    #[must_use]
    pub const fn is_of_the_day(self) -> bool {
        matches!(self, Self::Attended | Self::NoShow)
    }
}

/// Whom an attendance is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Who {
    Contact(ContactId),
    Colleague(UserId),
}

/// Somebody in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendeeRow {
    pub id: AttendeeId,
    pub who: Who,
    pub name: String,
    pub email: Option<String>,
    pub company: Option<String>,
    pub picture: Option<String>,
    pub status: AttendeeStatus,
    /// Their place in the line, from one on; told where the list is the line.
    pub position: Option<u32>,
    pub registered_at: DateTime<Utc>,
    pub notes: Option<String>,
}

/// How many attendees there are of each status; one that nobody has may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Counts(pub BTreeMap<AttendeeStatus, u32>);

impl Counts {
    /// Of one status, or of all.
    #[must_use]
    pub fn of(&self, status: Option<AttendeeStatus>) -> u32 {
        match status {
            Some(status) => self.0.get(&status).copied().unwrap_or_default(),
            None => self.0.values().sum(),
        }
    }
}

/// An event's list as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendeeList {
    pub head: EventHead,
    pub counts: Counts,
    pub page: Page<AttendeeRow>,
}

/// Somebody who can be added to an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    pub who: Who,
    pub name: String,
    /// Company and e-mail address.
    pub about: String,
    /// How they stand to the event already, if they do.
    pub status: Option<AttendeeStatus>,
}

/// Who can be added, and what they would be added to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidates {
    pub head: EventHead,
    pub counts: Counts,
    pub found: Vec<Candidate>,
}

/// An event on the record of a contact who comes, or came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactEvent {
    pub event_id: EventId,
    pub title: String,
    pub event_status: EventStatus,
    pub span: Span,
    pub status: AttendeeStatus,
}

/// The events of a contact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactEvents {
    /// Not over yet, the next first.
    pub planned: Vec<ContactEvent>,
    /// Over, the latest first.
    pub past: Vec<ContactEvent>,
    /// There are more than are told.
    pub has_more: bool,
}

/// What identifies a change that can be taken back.
pub type ChangeId = AttendeeChangeId;

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_status_leads_somewhere_else_and_every_one_can_be_reached() {
        for from in AttendeeStatus::ALL {
            assert!(!from.moves().contains(from), "{from}");
            assert!(
                AttendeeStatus::ALL
                    .iter()
                    .any(|other| other.moves().contains(from)),
                "nothing leads to {from}"
            );
        }
    }

    #[test]
    fn all_are_counted_together() {
        let counts = Counts(BTreeMap::from([
            (AttendeeStatus::Registered, 3),
            (AttendeeStatus::Waitlisted, 2),
        ]));
        assert_eq!(counts.of(None), 5);
        assert_eq!(counts.of(Some(AttendeeStatus::Waitlisted)), 2);
        assert_eq!(counts.of(Some(AttendeeStatus::Attended)), 0);
    }
}
