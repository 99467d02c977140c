//! Rooms and tracks as they are typed.

use super::{Room, Track, TrackColor};
use crate::forms::{Checker, FieldErrors};
use crate::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// Past which neighbour something is moved.
    Step {
        Before = "before", "Move before";
        After = "after", "Move after";
    }
}

/// What was typed into the form of a room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoomForm {
    pub name: String,
    /// Empty where it is not known.
    pub capacity: String,
}

crate::typed_form!(RoomForm {
    name = "Name";
    capacity = "Holds";
});

/// A room that may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRoom {
    name: String,
    capacity: Option<i32>,
}

/// What was typed into the form of a track.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TrackForm {
    pub name: String,
    pub color: String,
}

crate::typed_form!(TrackForm {
    name = "Name";
    color = "Colour";
});

/// A track that may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTrack {
    name: String,
    color: TrackColor,
}

/// Most people that a room holds.
const LARGEST_ROOM: i32 = 1_000_000;

impl RoomForm {
    /// The form of a room that is stored.
    #[must_use]
    pub fn of(room: &Room) -> Self {
        Self {
            name: room.name.clone(),
            capacity: room.capacity.map(|holds| holds.to_string()).unwrap_or_default(),
        }
    }

    /// What was typed, or what is wrong with it, field by field.
    ///
    /// # Errors
    /// Every field that cannot be stored, with what to do about it.
    pub fn parse(&self) -> Result<NewRoom, FieldErrors> {
        let mut check = Checker::default();
        let name = check.required("name", &self.name, 100, "Give the room a name.");
        let capacity = match self.capacity.trim() {
            "" => None,
            typed => {
                let holds = typed
                    .parse()
                    .ok()
                    .filter(|holds| (1..=LARGEST_ROOM).contains(holds));
                if holds.is_none() {
                    check.error(
                        "capacity",
                        "Write a whole number from 1, or nothing where it is not known.",
                    );
                }
                holds
            }
        };
        check.finish(|| Some(NewRoom { name, capacity }))
    }
}

impl NewRoom {
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    #[must_use]
    pub const fn capacity(&self) -> Option<i32> {
        self.capacity
    }
}

impl TrackForm {
    /// The form of a track that is about to be added: in a colour that no other has, where there is one.
    #[must_use]
    pub fn blank(tracks: &[Track]) -> Self {
        let is_free = |color: &&TrackColor| tracks.iter().all(|track| track.color != **color);
        let color = TrackColor::ALL.iter().skip(1).find(is_free);
        Self {
            name: String::new(),
            color: color.copied().unwrap_or(TrackColor::Slate).to_string(),
        }
    }

    /// The form of a track that is stored.
    #[must_use]
    pub fn of(track: &Track) -> Self {
        Self {
            name: track.name.clone(),
            color: track.color.to_string(),
        }
    }

    /// What was typed, or what is wrong with it, field by field.
    ///
    /// # Errors
    /// Every field that cannot be stored, with what to do about it.
    pub fn parse(&self) -> Result<NewTrack, FieldErrors> {
        let mut check = Checker::default();
        let name = check.required("name", &self.name, 100, "Give the track a name.");
        let color = check.choice("color", &self.color);
        check.finish(|| Some(NewTrack { name, color: color? }))
    }
}

impl NewTrack {
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    #[must_use]
    pub const fn color(&self) -> TrackColor {
        self.color
    }
}
