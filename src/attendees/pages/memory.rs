//! What the pages of attendees tell each other while the browser goes from one to the next.

use leptos::prelude::*;

/// Outlives the pages: counts what was changed from elsewhere than the page that is shown.
#[derive(Clone, Copy)]
pub struct AttendeesMemory(RwSignal<u32>);

impl AttendeesMemory {
    /// Something was changed: what is shown is read again.
    pub fn change(self) {
        self.0.update(|changes| *changes = changes.wrapping_add(1));
    }

    /// Follows what was changed.
    #[must_use]
    pub fn changes(self) -> u32 {
        self.0.get()
    }
}

/// Gives [`use_attendees_memory`] something to find; called once, at the top of the application.
pub fn provide_attendees_memory() {
    provide_context(AttendeesMemory(RwSignal::new(0)));
}

/// What the pages have told each other.
#[must_use]
pub fn use_attendees_memory() -> AttendeesMemory {
    use_context().unwrap_or_else(|| AttendeesMemory(RwSignal::new(0)))
}
