//! What the pages of contacts tell each other while the browser goes from one to the next.

use crate::contacts::components::addresses;
use crate::ids::ContactId;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Outlives the pages.
#[derive(Clone, Copy)]
pub struct ContactsMemory {
    /// The address of the list that was seen last, with its filters.
    list: RwSignal<String>,
    /// Contacts that are on their way to the trash; lists leave them out at once.
    gone: RwSignal<BTreeSet<ContactId>>,
    /// Counts what was changed from elsewhere than the page that is shown.
    changes: RwSignal<u32>,
}

impl ContactsMemory {
    fn new() -> Self {
        Self {
            list: RwSignal::new(addresses::LIST.to_owned()),
            gone: RwSignal::new(BTreeSet::new()),
            changes: RwSignal::new(0),
        }
    }

    /// The list to go back to.
    #[must_use]
    pub fn list(self) -> String {
        self.list.get_untracked()
    }

    /// This is the list that is seen.
    pub fn see_list(self, address: String) {
        self.list.set(address);
    }

    /// Contacts that lists leave out.
    #[must_use]
    pub fn gone(self) -> Signal<BTreeSet<ContactId>> {
        self.gone.into()
    }

    /// Leaves a contact out, before the server has said yes to it.
    pub fn leave_out(self, id: ContactId) {
        self.gone.update(|gone| {
            gone.insert(id);
        });
    }

    /// Shows a contact again.
    pub fn put_back(self, id: ContactId) {
        self.gone.update(|gone| {
            gone.remove(&id);
        });
    }

    /// Something was changed: what is shown is read again.
    pub fn change(self) {
        self.changes.update(|changes| *changes = changes.wrapping_add(1));
    }

    /// Follows what was changed.
    #[must_use]
    pub fn changes(self) -> u32 {
        self.changes.get()
    }
}

/// Gives [`use_contacts_memory`] something to find; called once, at the top of the application.
pub fn provide_contacts_memory() {
    provide_context(ContactsMemory::new());
}

/// What the pages have told each other.
#[must_use]
pub fn use_contacts_memory() -> ContactsMemory {
    use_context().unwrap_or_else(ContactsMemory::new)
}
