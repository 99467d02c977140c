//! Events as pages see them, as they are typed, and as they may be stored.

use crate::text_enum;

text_enum! {
    /// What kind of event it is.
    EventType {
        Conference = "conference", "Conference";
        Workshop = "workshop", "Workshop";
        Networking = "networking", "Networking";
        Meeting = "meeting", "Meeting";
    }
}

text_enum! {
    /// Where an event stands.
    EventStatus {
        /// Being prepared; nobody outside knows of it.
        Draft = "draft", "Draft";
        /// Announced.
        Published = "published", "Published";
        /// Under way.
        Ongoing = "ongoing", "Ongoing";
        Completed = "completed", "Completed";
        /// Called off.
        Cancelled = "cancelled", "Cancelled";
    }
}

impl EventStatus {
    /// Where an event may be moved from here. A published one becomes ongoing, and an ongoing one completed, by itself too, at
    /// its start and at its end.
    #[must_use]
    pub const fn moves(self) -> &'static [Self] {
        match self {
            Self::Draft => &[Self::Published],
            Self::Published => &[Self::Draft, Self::Ongoing, Self::Cancelled],
            Self::Ongoing => &[Self::Completed, Self::Cancelled],
            // Somebody said so too early.
            Self::Completed => &[Self::Ongoing],
            Self::Cancelled => &[Self::Draft],
        }
    }

    /// From where an event may be moved here.
    #[must_use]
    pub fn origins(self) -> Vec<&'static str> {
        let leads_here = |from: &&Self| from.moves().contains(&self);
        Self::ALL
            .iter()
            .filter(leads_here)
            .map(|from| from.as_str())
            .collect()
    }
}
