//! The rooms and tracks of an event.

mod rooms;
mod tracks;

use crate::accounts::roles::Permission;
use crate::agenda::components::addresses;
use crate::agenda::server_fns::{DeleteRoom, DeleteTrack, MoveRoom, get_agenda};
use crate::agenda::types::Agenda;
use crate::app::failure::{failure, page_failure, refusal, shut};
use crate::error::{AppError, AppResult};
use crate::events::components::frame::{EventFrame, Section};
use crate::forms::{Rejected, rejected};
use crate::ids::EventId;
use crate::live::components::use_live;
use crate::live::types::Kind;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;
use rooms::Rooms;
use std::future::Future;
use tracks::Tracks;

/// `/events/<id>/agenda/setup`.
#[component]
pub fn AgendaSetupPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::EditEvents) {
        return refusal;
    }
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<EventId>().ok()));
    let page = |id: Option<EventId>| match id {
        Some(id) => view! { <Setup id/> }.into_any(),
        None => failure(AppError::NotFound, Callback::new(|()| ())),
    };
    // Another event is another page.
    view! { <For each=move || [id.get()] key=|id| *id children=page/> }.into_any()
}

#[component]
fn Setup(id: EventId) -> impl IntoView {
    let agenda = Resource::new(|| (), move |()| get_agenda(id));
    let retry = Callback::new(move |()| agenda.refetch());
    view! {
        <Suspense fallback=|| meanwhile(|| view! { <SetupSkeleton/> })>
            {move || Suspend::new(async move {
                match arrived(agenda).await {
                    Ok(agenda) if !agenda.event.can_edit => page_failure(AppError::Forbidden, retry),
                    Ok(agenda) => view! { <Whole agenda/> }.into_any(),
                    Err(error) => page_failure(error, retry),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Whole(agenda: Agenda) -> impl IntoView {
    let refused = refusal(&[DeleteRoom::PATH, DeleteTrack::PATH, MoveRoom::PATH]);
    let (head, id) = (agenda.event.clone(), agenda.event.id);
    let plan = RwSignal::new(agenda);
    // What is read again takes the place of what changed only: nothing that somebody is writing is lost.
    let reload = Callback::new(move |()| {
        spawn_local(async move {
            if let Ok(agenda) = get_agenda(id).await {
                plan.try_set(agenda);
            }
        });
    });
    let concerns = move |changed: Option<uuid::Uuid>| changed.is_none_or(|changed| changed == id.0);
    use_live(Kind::Event, concerns, reload);
    let acting = Acting {
        event: id,
        reload,
        toasts: use_toasts(),
    };
    let actions = move || {
        view! { <ButtonLink href=addresses::agenda(id) icon=IconName::Calendar>"To the agenda"</ButtonLink> }
    };
    view! {
        <EventFrame head section=Section::Agenda actions>
            {refused.map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
            <div class="grid items-start gap-6 lg:grid-cols-2">
                <Rooms plan acting/>
                <Tracks plan acting/>
            </div>
        </EventFrame>
    }
}

#[component]
fn SetupSkeleton() -> impl IntoView {
    view! {
        <Page width=PageWidth::Record>
            <div class="mb-6"><SkeletonLines lines=2/></div>
            <div class="grid gap-6 lg:grid-cols-2"><SkeletonCard/> <SkeletonCard/></div>
        </Page>
    }
}

/// The event and what happens to its rooms and tracks; a copy of it can be carried into any callback.
#[derive(Clone, Copy)]
struct Acting {
    event: EventId,
    reload: Callback<()>,
    toasts: Toasts,
}

impl Acting {
    /// Waits for a change and shows what it came to. What is wrong with a field stands beside it.
    fn try_it<T: 'static>(
        self,
        change: impl Future<Output = AppResult<T>> + 'static,
        row: Option<Row>,
        done: &'static str,
    ) {
        let sent = row
            .filter(|row| row.is_new)
            .map(|row| Sent::of(&[row.name, row.other], &[]));
        if let Some(row) = row {
            row.pending.set(true);
        }
        spawn_local(async move {
            let outcome = change.await;
            if let Some(row) = row {
                row.pending.try_set(false);
                row.error.try_set(outcome.as_ref().err().cloned());
            }
            match outcome {
                Ok(_) => {
                    self.toasts.success(done);
                    if let Some(row) = row.filter(|_| sent.is_some_and(|sent| sent.stands())) {
                        row.name.try_set(String::new());
                        row.other.try_set(String::new());
                    }
                    self.reload.try_run(());
                }
                // Beside its field.
                Err(AppError::Invalid { .. }) if row.is_some() => {}
                Err(error) => {
                    self.toasts.error(error.told());
                    self.reload.try_run(());
                }
            }
        });
    }
}

/// A room or a track while somebody changes it: its name, and how many it holds or its colour.
#[derive(Clone, Copy)]
struct Row {
    name: RwSignal<String>,
    other: RwSignal<String>,
    error: RwSignal<Option<AppError>>,
    pending: RwSignal<bool>,
    is_new: bool,
}

impl Row {
    /// With what stands in it, or with what was typed into the plain post that was refused. `key` names the row in its form.
    fn new(path: &str, (key, id): (&str, String), (name, other): (&str, String), other_field: &str) -> Self {
        let refused: Option<Rejected> = rejected(path).filter(|form| form.typed(key) == Some(&id));
        let typed = |field: &str, stored: String| {
            let typed = refused.as_ref().and_then(|form| form.typed(field));
            RwSignal::new(typed.map_or(stored, str::to_owned))
        };
        Self {
            name: typed("name", name.to_owned()),
            other: typed(other_field, other),
            error: RwSignal::new(refused.as_ref().and_then(|form| form.error.clone())),
            pending: RwSignal::new(false),
            is_new: key == "event_id",
        }
    }

    /// What is wrong with a field; of the whole, at the name.
    fn error_of(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            let error = self.error.try_get().flatten()?;
            match &error {
                AppError::Invalid { .. } => error.fields().get(field).map(str::to_owned),
                whole => (field == "name").then(|| whole.told()),
            }
        })
    }
}
