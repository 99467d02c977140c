//! What happened with a contact: read line by line, and once more after each change.

use super::acting::Acting;
use crate::contacts::components::addresses;
use crate::contacts::components::history::HistoryFrame;
use crate::contacts::components::timeline_entry::{EntryView, InteractionActs};
use crate::contacts::server_fns::{
    CancelInteraction, CompleteInteraction, DeleteInteraction, contact_timeline,
};
use crate::contacts::types::{Cursor, InteractionStatus, Page, TimelineEntry, TimelineEvent};
use crate::error::AppResult;
use crate::ids::{ContactId, InteractionId};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

/// The lines that are shown.
#[derive(Clone, Copy)]
pub struct History {
    contact_id: ContactId,
    entries: RwSignal<Vec<TimelineEntry>>,
    /// Where older lines begin, if there are any.
    next: RwSignal<Option<Cursor>>,
    is_loading: RwSignal<bool>,
}

impl History {
    pub fn new(contact_id: ContactId) -> Self {
        Self {
            contact_id,
            entries: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            is_loading: RwSignal::new(false),
        }
    }

    /// The first lines.
    pub fn begin_with(self, page: Page<TimelineEntry>) {
        self.entries.set(page.rows);
        self.next.set(page.next);
    }

    /// Shows an interaction as it will be.
    pub fn set_status(self, id: InteractionId, status: InteractionStatus) {
        self.entries.update(|entries| {
            for entry in entries {
                if let TimelineEvent::Interaction(interaction) = &mut entry.what
                    && interaction.id == id
                {
                    interaction.status = status;
                }
            }
        });
    }

    /// Shows the history without an interaction.
    pub fn leave_out(self, id: InteractionId) {
        self.entries.update(|entries| {
            entries.retain(|entry| !matches!(&entry.what, TimelineEvent::Interaction(it) if it.id == id));
        });
    }

    /// Adds older lines.
    fn read_on(self, toasts: Toasts) {
        let Some(after) = self.next.get_untracked() else {
            return;
        };
        if self.is_loading.get_untracked() {
            return;
        }
        self.is_loading.set(true);
        spawn_local(async move {
            match contact_timeline(self.contact_id, Some(after)).await {
                Ok(page) => {
                    self.entries.try_update(|entries| entries.extend(page.rows));
                    self.next.try_set(page.next);
                }
                Err(error) => toasts.error(error.to_string()),
            }
            self.is_loading.try_set(false);
        });
    }

    /// Reads again from the beginning, as far as it was read.
    pub async fn read_again(self) {
        let Some(shown) = self.entries.try_with_untracked(Vec::len) else {
            return;
        };
        // Where it cannot be read, what is shown stays.
        if let Ok((entries, next)) = read(self.contact_id, shown).await {
            self.entries.try_set(entries);
            self.next.try_set(next);
        }
    }
}

/// At least so many lines from the beginning, and where the rest begins.
async fn read(id: ContactId, at_least: usize) -> AppResult<(Vec<TimelineEntry>, Option<Cursor>)> {
    let mut page = contact_timeline(id, None).await?;
    let mut entries = page.rows;
    while entries.len() < at_least
        && let Some(after) = page.next
    {
        page = contact_timeline(id, Some(after)).await?;
        entries.append(&mut page.rows);
    }
    Ok((entries, page.next))
}

/// What tells one line, as it stands, from every other: a line that changed is drawn anew.
fn key(entry: &TimelineEntry) -> (uuid::Uuid, i32, &'static str) {
    match &entry.what {
        TimelineEvent::Interaction(it) => (entry.key, it.version, it.status.as_str()),
        TimelineEvent::StageChanged { .. } | TimelineEvent::Created => (entry.key, 0, ""),
    }
}

/// The lines, and the way to older ones.
#[component]
pub fn HistoryView(history: History, acting: Acting, is_later: Signal<bool>) -> impl IntoView {
    let id = history.contact_id;
    let acts = InteractionActs {
        complete: CompleteInteraction::PATH,
        cancel: CancelInteraction::PATH,
        delete: DeleteInteraction::PATH,
        on_complete: Callback::new(move |id| acting.complete(id)),
        on_cancel: Callback::new(move |id| acting.cancel(id)),
        on_delete: Callback::new(move |id| acting.delete_interaction(id)),
        on_edit: acting.edit(),
    };
    view! {
        <HistoryFrame
            newest=Signal::derive(move || is_later.get().then(|| addresses::record(id)))
            older=Signal::derive(move || history.next.read().as_ref().map(|after| addresses::history(id, after)))
            is_loading=history.is_loading
            on_older=Callback::new(move |()| history.read_on(acting.toasts))
        >
            <For each=move || history.entries.get() key=key let:entry>
                <EntryView contact_id=id entry acts/>
            </For>
        </HistoryFrame>
    }
}
