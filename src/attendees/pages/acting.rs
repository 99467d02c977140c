//! What is done to the attendees of a list: it shows at once, and is read again whatever comes of it.

use super::memory::{AttendeesMemory, use_attendees_memory};
use crate::attendees::components::attendee_table::MENU;
use crate::attendees::server_fns::{change_attendees, undo_attendees};
use crate::attendees::types::{AttendeeAction, AttendeeFilter, AttendeeRow, ChangeId, Changed};
use crate::ids::{AttendeeId, EventId};
use crate::ui::prelude::*;
use crate::ui::selection::Selection;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The list and what happens to it; a copy of it can be carried into any callback.
#[derive(Clone, Copy)]
pub struct Acting {
    pub event: EventId,
    pub rows: RwSignal<Vec<AttendeeRow>>,
    pub selection: Selection<AttendeeId>,
    pub pending: RwSignal<bool>,
    filter: Memo<AttendeeFilter>,
    reload: Callback<()>,
    memory: AttendeesMemory,
    toasts: Toasts,
    formats: Formats,
}

impl Acting {
    pub fn new(
        event: EventId,
        rows: RwSignal<Vec<AttendeeRow>>,
        filter: Memo<AttendeeFilter>,
        reload: Callback<()>,
    ) -> Self {
        Self {
            event,
            rows,
            selection: Selection::new(),
            pending: RwSignal::new(false),
            filter,
            reload,
            memory: use_attendees_memory(),
            toasts: use_toasts(),
            formats: use_formats(),
        }
    }

    /// Does it to one.
    pub fn act_on(self, id: AttendeeId, action: AttendeeAction) {
        close_popover(MENU);
        self.act(vec![id], false, action);
    }

    /// Does it to all that are chosen.
    pub fn act_on_chosen(self, action: AttendeeAction) {
        let is_everything = self.selection.is_everything_now();
        let ids = if is_everything {
            Vec::new()
        } else {
            self.selection.ids()
        };
        self.act(ids, is_everything, action);
    }

    fn act(self, ids: Vec<AttendeeId>, is_everything: bool, action: AttendeeAction) {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        self.preview(&ids, is_everything, action);
        let matching = self.filter.with_untracked(AttendeeFilter::to_query);
        spawn_local(async move {
            let outcome = change_attendees(
                self.event,
                ids,
                is_everything,
                matching,
                action.as_str().to_owned(),
            )
            .await;
            self.pending.try_set(false);
            match outcome {
                Ok(changed) => self.tell(&changed, action),
                Err(error) => self.toasts.error(error.told()),
            }
            self.reload.try_run(());
        });
    }

    /// Shows it before the server has said yes.
    fn preview(self, ids: &[AttendeeId], is_everything: bool, action: AttendeeAction) {
        let is_meant = |row: &AttendeeRow| is_everything || ids.contains(&row.id);
        self.rows.update(|rows| match action {
            AttendeeAction::Remove => rows.retain(|row| !is_meant(row)),
            AttendeeAction::To(to) => {
                let can_move = |row: &&mut AttendeeRow| is_meant(row) && row.status.moves().contains(&to);
                for row in rows.iter_mut().filter(can_move) {
                    // Whether a place is free is for the server to say.
                    if row.status.holds_place() || !to.holds_place() {
                        row.status = to;
                        row.position = None;
                    }
                }
            }
        });
    }

    fn tell(self, changed: &Changed, action: AttendeeAction) {
        let text = changed.in_words(action, |count| self.formats.number(count));
        match changed.undo {
            Some(id) => self.toasts.undo(text, move || self.undo(id)),
            None if changed.unmoved + changed.no_place + changed.gone > 0 => self.toasts.error(text),
            None => self.toasts.success(text),
        }
        if action == AttendeeAction::Remove {
            self.selection.clear();
        }
    }

    fn undo(self, change: ChangeId) {
        spawn_local(take_back(
            self.event,
            change,
            self.memory,
            self.toasts,
            self.formats,
        ));
    }
}

/// Takes a change back, on whatever page one is by now.
pub async fn take_back(
    event: EventId,
    change: ChangeId,
    memory: AttendeesMemory,
    toasts: Toasts,
    formats: Formats,
) {
    match undo_attendees(event, change).await {
        Ok(undone) => toasts.success(undone.in_words(|count| formats.number(count))),
        Err(error) => toasts.error(error.told()),
    }
    memory.change();
}
