//! What cannot both be: two items in one room, or one speaker in two rooms.

use super::{Agenda, AgendaItem, ItemStatus, SpeakerKey};
use crate::ids::{AgendaItemId, RoomId};
use serde::{Deserialize, Serialize};

/// What two items both need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ClashOf {
    Room(RoomId),
    Speaker(SpeakerKey),
}

/// Two items that need one room or one speaker at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Clash {
    /// The one that begins first.
    pub first: AgendaItemId,
    pub second: AgendaItemId,
    pub of: ClashOf,
}

/// What whoever plans should look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Concern {
    Clash(Clash),
    /// More people have a place at the event than the room holds, and nothing else is on meanwhile.
    RoomTooSmall {
        item: AgendaItemId,
        holds: i32,
        expected: i32,
    },
    /// It begins before the event or ends after it.
    OutsideEvent {
        item: AgendaItemId,
    },
}

impl Concern {
    /// Whether it is about an item.
    #[must_use]
    pub fn is_about(&self, id: AgendaItemId) -> bool {
        match self {
            Self::Clash(clash) => clash.first == id || clash.second == id,
            Self::RoomTooSmall { item, .. } | Self::OutsideEvent { item } => *item == id,
        }
    }
}

/// What is worth a look in a programme whose items are in the order of their start. A cancelled item is in nobody's way.
pub(super) fn concerns(agenda: &Agenda) -> Vec<Concern> {
    let live: Vec<&AgendaItem> = agenda
        .items
        .iter()
        .filter(|item| item.status != ItemStatus::Cancelled)
        .collect();
    let mut found = Vec::new();
    for (index, first) in live.iter().enumerate() {
        let meanwhile = live[index + 1..]
            .iter()
            .take_while(|second| second.start < first.end);
        for second in meanwhile.filter(|second| first.meets(second)) {
            found.extend(between(first, second).map(Concern::Clash));
        }
    }
    for item in &live {
        found.extend(alone(agenda, item, &live));
    }
    found
}

/// What two items that meet both need.
fn between<'a>(first: &'a AgendaItem, second: &'a AgendaItem) -> impl Iterator<Item = Clash> + 'a {
    let room = first
        .room_id
        .filter(|room| second.room_id == Some(*room))
        .map(ClashOf::Room);
    let speakers = first.speakers.iter().map(|speaker| speaker.key);
    let both = speakers.filter(|key| second.speakers.iter().any(|speaker| speaker.key == *key));
    room.into_iter()
        .chain(both.map(ClashOf::Speaker))
        .map(|of| Clash {
            first: first.id,
            second: second.id,
            of,
        })
}

/// What is worth a look in an item by itself.
fn alone(agenda: &Agenda, item: &AgendaItem, live: &[&AgendaItem]) -> Vec<Concern> {
    let mut found = Vec::new();
    let span = &agenda.event.span;
    if item.start < span.start || item.end > span.end {
        found.push(Concern::OutsideEvent { item: item.id });
    }
    // Where several are on at once, nobody knows who goes where.
    let is_alone = !live.iter().any(|other| other.id != item.id && other.meets(item));
    let expected = agenda.event.attendees;
    let holds = item.room_id.and_then(|room| agenda.room(room)?.capacity);
    if let Some(holds) = holds.filter(|holds| is_alone && *holds < expected) {
        found.push(Concern::RoomTooSmall {
            item: item.id,
            holds,
            expected,
        });
    }
    found
}
