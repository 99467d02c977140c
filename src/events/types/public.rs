//! An event as it is shown to everybody who has its address.

use super::{EventStatus, EventType, Span, VenueDetails};
use crate::agenda::types::{AgendaType, TrackColor};
use crate::forms::FieldErrors;
use crate::ids::{AgendaItemId, RoomId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What is announced. Nothing of it is private: no budget, no counts, no notes, nobody but who speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicEvent {
    /// Whose event it is.
    pub organization: String,
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
    /// Where people register.
    pub registration_url: Option<String>,
    pub address: PublicAddress,
    /// The picture at its head.
    pub cover: Option<PublicCover>,
    /// By start.
    pub items: Vec<PublicItem>,
}

/// A picture as it is announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicCover {
    /// Changes with the picture, so that what a browser keeps of another is not taken for it.
    pub version: String,
    /// What can be seen in it, where somebody has said.
    pub alt: Option<String>,
    /// As it is served, in pixels.
    pub width: u32,
    pub height: u32,
}

/// An item of the programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicItem {
    pub id: AgendaItemId,
    pub title: String,
    pub description: Option<String>,
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    pub agenda_type: AgendaType,
    pub is_cancelled: bool,
    pub room: Option<(RoomId, String)>,
    /// Where it is, where that is none of the rooms.
    pub location: Option<String>,
    pub track: Option<(String, TrackColor)>,
    /// Their names, in the order in which they are announced.
    pub speakers: Vec<String>,
}

impl PublicItem {
    /// Where it is.
    #[must_use]
    pub fn place(&self) -> Option<&str> {
        let room = self.room.as_ref().map(|(_, name)| name.as_str());
        room.or(self.location.as_deref())
    }
}

impl PublicEvent {
    /// The days of the programme by the event's own clock, each with the items that begin on it.
    #[must_use]
    pub fn days(&self) -> Vec<(NaiveDate, Vec<&PublicItem>)> {
        let mut days: Vec<(NaiveDate, Vec<&PublicItem>)> = Vec::new();
        for item in &self.items {
            let day = self.span.zone.local(item.start).date();
            match days.last_mut() {
                Some((last, items)) if *last == day => items.push(item),
                _ => days.push((day, vec![item])),
            }
        }
        days
    }

    /// The rooms in which something is on.
    #[must_use]
    pub fn rooms(&self) -> Vec<(RoomId, &str)> {
        let mut rooms: Vec<(RoomId, &str)> = Vec::new();
        for (id, name) in self.items.iter().filter_map(|item| item.room.as_ref()) {
            if !rooms.iter().any(|(known, _)| known == id) {
                rooms.push((*id, name));
            }
        }
        rooms.sort_unstable_by_key(|(_, name)| *name);
        rooms
    }
}

/// Where an event is shown: small letters, digits and single hyphens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicAddress(String);

/// How long an address can be.
const LENGTH: std::ops::RangeInclusive<usize> = 4..=80;
/// As long as one that nobody guesses: a UUID without its hyphens.
const UNGUESSABLE: usize = 32;

impl PublicAddress {
    /// Reads what somebody typed: capitals, spaces and underscores are written as an address has them.
    ///
    /// # Errors
    /// A sentence at the field `public_address`.
    pub fn parse(typed: &str) -> Result<Self, FieldErrors> {
        let written: Vec<String> = typed
            .split(|c: char| c.is_whitespace() || c == '-' || c == '_')
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        let written = written.join("-");
        let message = if !is_plain(&written) {
            "Use letters from a to z, digits and hyphens."
        } else if LENGTH.contains(&written.len()) {
            return Ok(Self(written));
        } else {
            "Use 4 to 80 letters."
        };
        Err(FieldErrors::one("public_address", message))
    }

    /// Whether anything could be shown there.
    #[must_use]
    pub fn can_be(text: &str) -> bool {
        LENGTH.contains(&text.len()) && is_plain(text)
    }

    /// One that is stored.
    #[must_use]
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    /// Whether only those find the event who were given the address.
    #[must_use]
    pub fn is_unguessable(&self) -> bool {
        self.0.len() == UNGUESSABLE && self.0.chars().all(|c| c.is_ascii_hexdigit())
    }

    /// The path.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/e/{}", self.0)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_plain(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn an_address_is_written_as_addresses_are() {
        let parsed = |typed: &str| PublicAddress::parse(typed).map(|address| address.0);
        assert_eq!(parsed("  Summer Night_2027 "), Ok("summer-night-2027".to_owned()));
        assert_eq!(parsed("a--b--c"), Ok("a-b-c".to_owned()));
        for refused in ["", "abc", "été 2027", "a/b/c", "../..", &"x".repeat(81)] {
            assert!(parsed(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn an_address_that_was_chosen_is_told_from_one_that_nobody_guesses() {
        let chosen = PublicAddress::stored("summer-night".into());
        assert!(!chosen.is_unguessable());
        assert!(PublicAddress::stored("0190f3c2a1b27c3d8e4f5a6b7c8d9e0f".into()).is_unguessable());
    }
}
