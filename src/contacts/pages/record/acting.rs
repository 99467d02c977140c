//! What can be done on a record: each change shows at once, and is taken back with a message when
//! the server refuses it.

use super::history::History;
use super::place::{Beside, Place};
use crate::accounts::types::Colleague;
use crate::contacts::components::addresses;
use crate::contacts::pages::memory::{ContactsMemory, use_contacts_memory};
use crate::contacts::server_fns::{
    cancel_interaction, complete_interaction, delete_contact, delete_interaction, get_contact, move_contact,
    restore_contact, restore_interaction, set_owner,
};
use crate::contacts::types::{Contact, ContactType, InteractionStatus};
use crate::error::{AppError, AppResult};
use crate::ids::{ContactId, InteractionId};
use crate::live::components::use_live;
use crate::live::types::Kind;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use std::future::Future;

/// The record and what happens to it; a copy of it can be carried into any callback.
#[derive(Clone, Copy)]
pub struct Acting {
    pub contact: RwSignal<Contact>,
    pub history: History,
    pub toasts: Toasts,
    place: Place,
    memory: ContactsMemory,
    go: Callback<String>,
    /// Counts the changes, so that what is read between two of them does not undo the later one.
    turn: StoredValue<u32>,
}

impl Acting {
    pub fn new(contact: RwSignal<Contact>, history: History, place: Place) -> Self {
        let navigate = use_navigate();
        let go = Callback::new(move |to: String| navigate(&to, NavigateOptions::default()));
        let (toasts, memory) = (use_toasts(), use_contacts_memory());
        Self {
            contact,
            history,
            toasts,
            place,
            memory,
            go,
            turn: StoredValue::new(0),
        }
    }

    /// Moves the contact to another stage.
    pub fn move_to(self, to: ContactType) {
        let (id, before) = self
            .contact
            .with_untracked(|contact| (contact.id, contact.contact_type));
        if before != to {
            self.contact.update(|contact| contact.contact_type = to);
            let undo = move |contact: &mut Contact| contact.contact_type = before;
            self.try_it(move_contact(id, to), undo);
        }
    }

    /// Puts the contact into somebody's care.
    pub fn set_owner(self, owner: Option<Colleague>) {
        let (id, before) = self
            .contact
            .with_untracked(|contact| (contact.id, contact.owner.clone()));
        if before != owner {
            let owner_id = owner
                .as_ref()
                .map(|owner| owner.id.to_string())
                .unwrap_or_default();
            self.contact.update(|contact| contact.owner = owner);
            let undo = move |contact: &mut Contact| contact.owner = before;
            self.try_it(set_owner(id, owner_id), undo);
        }
    }

    /// Goes back to the list, where the contact is gone already.
    pub fn delete(self) {
        let Self { memory, toasts, .. } = self;
        let id = self.contact.with_untracked(|contact| contact.id);
        memory.leave_out(id);
        self.leave();
        spawn_local(async move {
            match delete_contact(id).await {
                Ok(deleted) => {
                    memory.change();
                    toasts.undo(format!("{} moved to trash", deleted.name), move || {
                        put_back(id, memory, toasts)
                    });
                }
                Err(error) => {
                    memory.put_back(id);
                    toasts.error(error.to_string());
                }
            }
        });
    }

    /// A planned interaction has happened.
    pub fn complete(self, id: InteractionId) {
        self.history.set_status(id, InteractionStatus::Completed);
        self.try_it(complete_interaction(id, String::new()), |_| ());
    }

    /// An interaction will not happen.
    pub fn cancel(self, id: InteractionId) {
        self.history.set_status(id, InteractionStatus::Cancelled);
        self.try_it(cancel_interaction(id), |_| ());
    }

    /// Moves an interaction to the trash, with a way back.
    pub fn delete_interaction(self, id: InteractionId) {
        self.history.leave_out(id);
        spawn_local(async move {
            match delete_interaction(id).await {
                Ok(deleted) => {
                    let undo = move || {
                        spawn_local(async move { self.settle(restore_interaction(id).await).await });
                    };
                    self.toasts.undo(format!("{} moved to trash", deleted.name), undo);
                }
                Err(error) => self.toasts.error(error.to_string()),
            }
            self.read_again().await;
        });
    }

    /// Opens the form of an interaction, where that is no other address.
    pub fn edit(self) -> Option<Callback<InteractionId>> {
        self.place
            .beside()
            .map(|beside| Callback::new(move |id| beside.edited.set(Some(id))))
    }

    /// Puts the composer back in the place of an interaction's form.
    pub fn end_editing(self) {
        match self.place {
            Place::Panel(beside) => {
                beside.edited.try_set(None);
            }
            Place::Page => {
                if let Some(id) = self.contact.try_with_untracked(|contact| contact.id) {
                    self.go.try_run(addresses::record(id));
                }
            }
        }
    }

    /// Whether the composer comes back without another address.
    pub const fn is_beside(self) -> bool {
        matches!(self.place, Place::Panel(_))
    }

    /// Tells the list beside it of every change, and reads again what is changed there.
    pub fn follow(self, beside: Beside) {
        Effect::new(move || beside.on_change.run(self.contact.get()));
        Effect::new(move |before: Option<u32>| {
            let changes = beside.changes.get();
            if before.is_some_and(|before| before != changes) {
                spawn_local(self.read_again());
            }
            changes
        });
    }

    /// Reads again what others have changed.
    pub fn follow_others(self) {
        let Some(id) = self.contact.try_with_untracked(|contact| contact.id) else {
            return;
        };
        let concerns = move |changed: Option<uuid::Uuid>| changed.is_none_or(|changed| changed == id.0);
        let refresh = Callback::new(move |()| spawn_local(self.read_again()));
        use_live(Kind::Contact, concerns, refresh);
    }

    /// Away from a record that is no longer there.
    fn leave(self) {
        match self.place {
            Place::Page => self.go.try_run(self.memory.list()),
            Place::Panel(beside) => beside.close.try_run(()),
        };
    }

    /// Waits for a change that shows already, and takes it back where it is refused.
    fn try_it(
        self,
        change: impl Future<Output = AppResult<()>> + 'static,
        undo: impl FnOnce(&mut Contact) + 'static,
    ) {
        spawn_local(async move {
            let outcome = change.await;
            if outcome.is_err() {
                self.contact.try_update(undo);
            }
            self.settle(outcome).await;
        });
    }

    /// Says why a change was refused, and reads what is true now.
    async fn settle(self, outcome: AppResult<()>) {
        if let Err(error) = outcome {
            self.toasts.error(error.to_string());
        }
        self.read_again().await;
    }

    /// Reads the record and its history once more.
    pub async fn read_again(self) {
        let Some(turn) = self.turn.try_update_value(|turn| {
            *turn = turn.wrapping_add(1);
            *turn
        }) else {
            return;
        };
        let Some(id) = self.contact.try_with_untracked(|contact| contact.id) else {
            return;
        };
        let read = get_contact(id).await;
        if self.turn.try_get_value() != Some(turn) {
            return;
        }
        match read {
            Ok(contact) if !contact.is_deleted => {
                self.contact.try_set(contact);
            }
            Ok(_) | Err(AppError::NotFound) => {
                self.toasts.error("This contact was deleted in the meantime.");
                self.leave();
                return;
            }
            // What is shown is old by now, but still there.
            Err(_) => {}
        }
        self.history.read_again().await;
    }
}

/// Takes a contact out of the trash, on whatever page one is by now.
fn put_back(id: ContactId, memory: ContactsMemory, toasts: Toasts) {
    memory.put_back(id);
    spawn_local(async move {
        match restore_contact(id).await {
            Ok(()) => memory.change(),
            Err(error) => toasts.error(error.to_string()),
        }
    });
}
