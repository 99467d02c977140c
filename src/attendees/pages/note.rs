//! The note on an attendee, written beside the row.

use crate::attendees::components::attendee_table::NOTE;
use crate::attendees::server_fns::{NoteAttendee, note_attendee};
use crate::attendees::types::{AttendeeRow, LONGEST_NOTE};
use crate::error::AppError;
use crate::ids::{AttendeeId, EventId};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

/// A note while somebody writes it; a copy of it can be carried into any callback.
#[derive(Clone, Copy)]
pub struct Note {
    event: EventId,
    of: RwSignal<Option<AttendeeRow>>,
    text: RwSignal<String>,
    /// What stood there when it was read: by whoever meets a newer one, that one.
    before: RwSignal<String>,
    error: RwSignal<Option<String>>,
    pending: RwSignal<bool>,
    reload: Callback<()>,
    toasts: Toasts,
}

impl Note {
    /// `of` is the attendee whose row is opened.
    pub fn new(event: EventId, of: RwSignal<Option<AttendeeRow>>, reload: Callback<()>) -> Self {
        Self {
            event,
            of,
            text: RwSignal::new(String::new()),
            before: RwSignal::new(String::new()),
            error: RwSignal::new(None),
            pending: RwSignal::new(false),
            reload,
            toasts: use_toasts(),
        }
    }

    /// Begins with what is noted of the opened row.
    pub fn begin(self) {
        let noted = self
            .of
            .with_untracked(|row| row.as_ref().and_then(|row| row.notes.clone()));
        let noted = noted.unwrap_or_default();
        self.text.set(noted.clone());
        self.before.set(noted);
        self.error.set(None);
    }

    fn save(self) {
        let id: Option<AttendeeId> = self.of.with_untracked(|row| row.as_ref().map(|row| row.id));
        let Some(id) = id.filter(|_| !self.pending.get_untracked()) else {
            return;
        };
        self.pending.set(true);
        let (before, text) = (self.before.get_untracked(), self.text.get_untracked());
        spawn_local(async move {
            let saved = note_attendee(self.event, id, before, text).await;
            self.pending.try_set(false);
            match saved {
                Ok(()) => {
                    close_popover(NOTE);
                    self.toasts.success("Note saved");
                    self.reload.try_run(());
                }
                Err(AppError::Stale { stale }) => {
                    let theirs = stale.changes.into_iter().next().map(|change| change.theirs);
                    let theirs = theirs.unwrap_or_default();
                    let said = if theirs.is_empty() {
                        format!(
                            "{} removed the note meanwhile. Save again to keep yours.",
                            stale.by
                        )
                    } else {
                        format!(
                            "{} wrote meanwhile: “{theirs}”. Save again to replace it.",
                            stale.by
                        )
                    };
                    self.before.try_set(theirs);
                    self.error.try_set(Some(said));
                }
                Err(error) => {
                    self.error.try_set(Some(error.told()));
                }
            }
        });
    }
}

/// The panel in which it is written.
#[component]
pub fn NotePanel(note: Note) -> impl IntoView {
    let whose = move || {
        let name = note.of.read().as_ref().map(|row| row.name.clone());
        name.unwrap_or_default()
    };
    view! {
        <PopoverPanel id=NOTE label="Note" align=Align::End class="panel-beside">
            <PostForm action=NoteAttendee::PATH on_submit=Callback::new(move |()| note.save()) class="panel-form">
                <p class="text-sm font-medium">{whose}</p>
                <TextArea
                    name="notes"
                    id="attendee-note-text"
                    label="Note"
                    rows=4
                    value=note.text
                    error=note.error
                    maxlength=u32::try_from(LONGEST_NOTE).unwrap_or(u32::MAX)
                />
                <div class="panel-actions">
                    <Button small=true on_click=Callback::new(move |()| close_popover(NOTE))>"Cancel"</Button>
                    <Button kind=ButtonKind::Primary small=true submit=true pending=note.pending>"Save"</Button>
                </div>
            </PostForm>
        </PopoverPanel>
    }
}
