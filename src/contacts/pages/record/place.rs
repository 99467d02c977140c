//! Where a record is shown, and how one gets about there.

use crate::contacts::types::Contact;
use crate::ids::InteractionId;
use leptos::prelude::*;

/// Where a record is shown.
#[derive(Clone, Copy)]
pub enum Place {
    /// On a page of its own, whose query says what of it is asked for.
    Page,
    /// In the panel beside a list.
    Panel(Beside),
}

/// What a record in the panel has of the list it stands beside.
#[derive(Clone, Copy)]
pub struct Beside {
    /// The interaction whose form is open.
    pub edited: RwSignal<Option<InteractionId>>,
    /// Counts what was changed in the list.
    pub changes: Signal<u32>,
    pub close: Callback<()>,
    /// Hears of the record as it is shown, each time that it changes.
    pub on_change: Callback<Contact>,
}

impl Place {
    /// The list beside it.
    pub const fn beside(self) -> Option<Beside> {
        match self {
            Self::Page => None,
            Self::Panel(beside) => Some(beside),
        }
    }
}
