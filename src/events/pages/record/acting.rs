//! What can be done with an event.

use super::cancel::{CANCEL_PANEL, CancelForm};
use super::series::{SeriesMenu, SeriesPanels, SeriesStep};
use crate::error::{AppError, AppResult};
use crate::events::components::addresses;
use crate::events::components::marks::{move_icon, move_label};
use crate::events::pages::memory::{EventsMemory, use_events_memory};
use crate::events::server_fns::{
    CloneEvent, DeleteEvent, SetEventStatus, clone_event, delete_event, restore_event, set_event_status,
};
use crate::events::types::{Event, EventForm, EventStatus};
use crate::ids::EventId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use std::future::Future;

const CLONE_PANEL: &str = "event-clone";

/// The event and what happens to it; a copy of it can be carried into any callback.
#[derive(Clone, Copy)]
pub struct Acting {
    id: EventId,
    reload: Callback<()>,
    pub(super) go: Callback<String>,
    pub(super) toasts: Toasts,
    pub(super) memory: EventsMemory,
}

impl Acting {
    pub fn new(id: EventId, reload: Callback<()>) -> Self {
        let navigate = use_navigate();
        Self {
            id,
            reload,
            go: Callback::new(move |to: String| navigate(&to, NavigateOptions::default())),
            toasts: use_toasts(),
            memory: use_events_memory(),
        }
    }

    /// Waits for a change and shows what it came to.
    pub fn try_it(self, change: impl Future<Output = AppResult<()>> + 'static, done: Option<String>) {
        spawn_local(async move {
            match change.await {
                Ok(()) => {
                    if let Some(done) = done {
                        self.toasts.success(done);
                    }
                }
                Err(error) => self.toasts.error(error.told()),
            }
            self.reload.try_run(());
        });
    }

    /// Says what was changed, and shows it.
    pub fn changed(self, done: &'static str) {
        self.done(done.to_owned());
    }

    /// The same, of what is counted.
    pub fn done(self, done: String) {
        self.toasts.success(done);
        self.reload.try_run(());
    }

    /// Says what went wrong.
    pub fn failed(self, error: &AppError) {
        self.toasts.error(error.told());
    }

    pub fn move_to(self, to: EventStatus, reason: String, tell: bool) {
        spawn_local(async move {
            match set_event_status(self.id, to, reason, tell).await {
                Ok(0) => self
                    .toasts
                    .success(format!("The event is {} now", to.label().to_lowercase())),
                Ok(told) => self
                    .toasts
                    .success(format!("The event is cancelled, and {} told", are(told))),
                Err(error) => self.toasts.error(error.told()),
            }
            self.reload.try_run(());
        });
    }

    /// Goes to the list once the event is gone, with a way back.
    fn delete(self) {
        let Self {
            id,
            toasts,
            go,
            memory,
            ..
        } = self;
        spawn_local(async move {
            match delete_event(id).await {
                Ok(deleted) => {
                    go.try_run(addresses::LIST.to_owned());
                    let title = deleted.title;
                    toasts.undo(format!("{title} moved to trash"), move || {
                        let title = title.clone();
                        spawn_local(async move {
                            match restore_event(id).await {
                                Ok(()) => {
                                    memory.change();
                                    toasts.success(format!("{title} brought back"));
                                }
                                Err(error) => toasts.error(error.to_string()),
                            }
                        });
                    });
                }
                Err(error) => toasts.error(error.to_string()),
            }
        });
    }
}

/// The next step, the form, and what is seldom done.
#[component]
pub fn Actions(event: Event, acting: Acting) -> impl IntoView {
    if !event.can_edit {
        return ().into_any();
    }
    let (id, status) = (event.id, event.status);
    let (first, rest, panels) = (event.clone(), event.clone(), event.clone());
    // What is published begins and ends by itself; whoever cannot wait finds that among the rest.
    let next = (status == EventStatus::Draft).then_some(EventStatus::Published);
    let step = move |to: EventStatus, is_first: bool| {
        let label = move_label(status, to);
        let on_submit = Callback::new(move |()| acting.move_to(to, String::new(), false));
        let button = if is_first {
            let kind = if to == EventStatus::Published {
                ButtonKind::Primary
            } else {
                ButtonKind::Secondary
            };
            view! { <Button kind submit=true icon=move_icon(to)>{label}</Button> }.into_any()
        } else {
            view! { <MenuButton submit=true icon=move_icon(to)>{label}</MenuButton> }.into_any()
        };
        view! {
            <PostForm action=SetEventStatus::PATH on_submit=on_submit>
                <HiddenField name="event_id" value=id.to_string()/>
                <HiddenField name="to" value=to.to_string()/>
                {button}
            </PostForm>
        }
    };
    let others = status.moves().iter().copied();
    let others: Vec<_> = others
        .filter(|to| Some(*to) != next && *to != EventStatus::Cancelled)
        .map(|to| step(to, false))
        .collect();
    let can_cancel = status.moves().contains(&EventStatus::Cancelled);
    let audience = event.audience.unwrap_or_default();
    view! {
        <ButtonLink icon=IconName::Pencil href=addresses::edit(id)>"Edit"</ButtonLink>
        <SeriesStep event=first acting/>
        {next.map(|to| step(to, true))}
        <PopoverButton panel="event-more" class="btn btn-ghost btn-icon" label="More actions">
            <Icon name=IconName::Ellipsis/>
        </PopoverButton>
        <PopoverPanel id="event-more" label="More actions" align=Align::End>
            {others}
            <PopoverButton panel=CLONE_PANEL class="menu-item">
                <Icon name=IconName::Copy/>
                <span class="menu-text">"Clone…"</span>
            </PopoverButton>
            <SeriesMenu event=rest acting/>
            {can_cancel.then(|| view! {
                <PopoverButton panel=CANCEL_PANEL class="menu-item menu-danger">
                    <Icon name=move_icon(EventStatus::Cancelled)/>
                    <span class="menu-text">{move_label(status, EventStatus::Cancelled)}</span>
                </PopoverButton>
            })}
            <PostForm action=DeleteEvent::PATH then=addresses::list_without(id) on_submit=Callback::new(move |()| acting.delete())>
                <HiddenField name="event_id" value=id.to_string()/>
                <MenuButton submit=true danger=true icon=IconName::Trash>"Move to trash"</MenuButton>
            </PostForm>
        </PopoverPanel>
        <SeriesPanels event=panels acting/>
        <CloneForm event/>
        {can_cancel.then(|| view! { <CancelForm id audience acting/> })}
    }
    .into_any()
}

/// "1 person is", "34 people are".
fn are(count: u32) -> String {
    if count == 1 {
        "1 person is".to_owned()
    } else {
        format!("{count} people are")
    }
}

/// The event once more, at another time.
#[component]
fn CloneForm(event: Event) -> impl IntoView {
    let (id, form) = (event.id, EventForm::next_week(&event));
    let (title, start) = (RwSignal::new(form.title), RwSignal::new(form.start_date));
    let (error, pending) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let toasts = use_toasts();
    let on_submit = Callback::new(move |()| {
        if pending.get_untracked() {
            return;
        }
        pending.set(true);
        spawn_local(async move {
            // The answer leads to the new record.
            match clone_event(id, title.get_untracked(), start.get_untracked()).await {
                Ok(_) => toasts.success("This is the clone, a draft"),
                Err(refused) => {
                    error.try_set(Some(refused.told()));
                    pending.try_set(false);
                }
            }
        });
    });
    view! {
        <PopoverPanel id=CLONE_PANEL label="Clone the event" class="panel-beside">
            <PostForm action=CloneEvent::PATH on_submit=on_submit class="panel-form">
                <HiddenField name="event_id" value=id.to_string()/>
                <TextField name="title" id="clone-title" label="Title" value=title autocomplete="off"/>
                <TextField name="start_date" id="clone-start" label="Begins" kind=TextKind::DateTime value=start
                    error=Signal::derive(move || error.get())
                    hint="Everything but the attendees comes along, the agenda at the same times of day"/>
                <div class="panel-actions">
                    <Button kind=ButtonKind::Primary small=true submit=true pending=pending>"Clone"</Button>
                </div>
            </PostForm>
        </PopoverPanel>
    }
}
