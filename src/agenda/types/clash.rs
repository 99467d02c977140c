//! What cannot both be: two items in one room, or one speaker in two items at once.

use super::{Agenda, AgendaItem, ItemStatus, SpeakerKey};
use crate::ids::{AgendaItemId, RoomId};
use crate::ui::locale::Locale;
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

impl Clash {
    /// Whether it is about an item.
    #[must_use]
    pub fn is_about(&self, id: AgendaItemId) -> bool {
        self.first == id || self.second == id
    }

    /// Whether it is the same, whichever of the two begins first by now.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.of == other.of && other.is_about(self.first) && other.is_about(self.second)
    }
}

impl Concern {
    /// Whether it is about an item.
    #[must_use]
    pub fn is_about(&self, id: AgendaItemId) -> bool {
        match self {
            Self::Clash(clash) => clash.is_about(id),
            Self::RoomTooSmall { item, .. } | Self::OutsideEvent { item } => *item == id,
        }
    }
}

impl Agenda {
    /// What stands in each other's way, and what else is worth a look.
    #[must_use]
    pub fn concerns(&self) -> Vec<Concern> {
        let live = live(&self.items);
        let mut found: Vec<Concern> = clashes(&live).into_iter().map(Concern::Clash).collect();
        for item in &live {
            found.extend(alone(self, item, &live));
        }
        found
    }

    /// What stands in each other's way.
    #[must_use]
    pub fn clashes(&self) -> Vec<Clash> {
        clashes(&live(&self.items))
    }

    /// The same agenda with some items added, or in the place of those of the same id.
    #[must_use]
    pub fn with(&self, changed: &[AgendaItem]) -> Self {
        let mut after = self.clone();
        after
            .items
            .retain(|item| changed.iter().all(|one| one.id != item.id));
        after.items.extend(changed.iter().cloned());
        after.items.sort_by_key(|item| (item.start, item.end, item.id));
        after
    }

    /// What would stand in the way of items once they are as they are here, and does not yet. What is in each other's way
    /// already was confirmed before.
    #[must_use]
    pub fn new_clashes(&self, changed: &[AgendaItem]) -> Vec<Clash> {
        let before = self.clashes();
        let mut new = self.with(changed).clashes();
        new.retain(|clash| {
            changed.iter().any(|item| clash.is_about(item.id))
                && !before.iter().any(|known| known.is_same(clash))
        });
        new
    }

    /// A clash as whoever plans one of the two items is told of it: what is taken, by what, and when.
    #[must_use]
    pub fn clash_in_words(&self, clash: &Clash, planned: AgendaItemId, locale: &Locale) -> String {
        let other = if clash.first == planned {
            clash.second
        } else {
            clash.first
        };
        let find = |id| self.items.iter().find(|item: &&AgendaItem| item.id == id);
        let taken = match clash.of {
            ClashOf::Room(id) => self.room(id).map(|room| format!("{} is taken", room.name)),
            ClashOf::Speaker(key) => {
                let speakers = [other, planned]
                    .into_iter()
                    .filter_map(find)
                    .flat_map(|item| &item.speakers);
                let mut named = speakers.filter(|speaker| speaker.key == key);
                named
                    .next()
                    .map(|speaker| format!("{} speaks elsewhere", speaker.name))
            }
        };
        let taken = taken.unwrap_or_else(|| "Something is taken".to_owned());
        match find(other) {
            Some(item) => {
                let zone = &self.event.span.zone;
                let (from, to) = (zone.time(item.start, locale), zone.time(item.end, locale));
                format!("{taken}: {}, {from} to {to}.", item.title)
            }
            None => format!("{taken}."),
        }
    }
}

/// The items that take place, in the order of their start. A cancelled one is in nobody's way.
fn live(items: &[AgendaItem]) -> Vec<&AgendaItem> {
    let mut live: Vec<&AgendaItem> = items
        .iter()
        .filter(|item| item.status != ItemStatus::Cancelled)
        .collect();
    live.sort_by_key(|item| (item.start, item.end, item.id));
    live
}

/// What stands in each other's way among items in the order of their start.
fn clashes(live: &[&AgendaItem]) -> Vec<Clash> {
    let mut found = Vec::new();
    for (index, first) in live.iter().enumerate() {
        let meanwhile = live[index + 1..]
            .iter()
            .take_while(|second| second.start < first.end);
        for second in meanwhile.filter(|second| first.meets(second)) {
            found.extend(between(first, second));
        }
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
    let needs = room.into_iter().chain(both.map(ClashOf::Speaker));
    needs.map(|of| Clash {
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

#[cfg(test)]
#[cfg(feature = "ssr")]
mod unit;
