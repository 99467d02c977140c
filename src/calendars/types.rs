//! What a calendar holds.

use crate::events::types::Span;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What somebody's own agenda holds of the past, in days.
pub const PAST_DAYS: i64 = 90;

/// The address at which other programs read somebody's own agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// The path with what proves it, which is a secret: whoever has it reads the agenda.
    pub address: String,
    pub created_at: DateTime<Utc>,
}

/// A calendar as other programs read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    pub name: String,
    pub entries: Vec<Entry>,
}

/// Something in a calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The same for as long as the thing is there, whatever becomes of it.
    pub id: Uuid,
    /// Rises with each change.
    pub version: i32,
    pub changed_at: DateTime<Utc>,
    pub title: String,
    pub description: Option<String>,
    /// When it is, by the clock of its event.
    pub span: Span,
    /// Where it is: a room, a venue, a town.
    pub place: Option<String>,
    /// Where more is told of it.
    pub url: Option<String>,
    pub is_cancelled: bool,
}

impl Entry {
    /// The same with no more of its zone than it needs.
    #[must_use]
    pub fn to_travel(self) -> Self {
        let Span { start, end, zone } = self.span;
        let zone = zone.during(start, end);
        Self {
            span: Span { start, end, zone },
            ..self
        }
    }
}
