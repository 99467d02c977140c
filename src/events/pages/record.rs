//! An event's record.

mod acting;
mod address;
mod cancel;
mod cover;
mod series;
mod staff;

use crate::accounts::roles::Permission;
use crate::accounts::types::Colleague;
use crate::app::failure::{failure, page_failure, refusal, shut};
use crate::app::use_viewer;
use crate::error::{AppError, AppResult};
use crate::events::components::about::{About, Checklist, Words};
use crate::events::components::addresses;
use crate::events::components::frame::{EventFrame, Section};
use crate::events::server_fns::{
    AssignStaff, CloneEvent, DeleteEvent, DeleteSeries, LeaveSeries, MoveSeries, RestoreEvent,
    SetEventAddress, SetEventStatus, UnassignStaff, get_event, get_event_cover, list_event_colleagues,
};
use crate::events::types::{Event, EventStatus};
use crate::ids::EventId;
use crate::live::components::use_live;
use crate::live::types::Kind;
use crate::media::types::Cover;
use crate::ui::prelude::*;
pub(super) use acting::Acting;
use acting::Actions;
use address::AddressCard;
use cover::{CoverBanner, CoverCard};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
pub(super) use staff::Staff;

/// `/events/<id>`: what, where and when, and what can be done.
#[component]
pub fn EventPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ViewEvents) {
        return refusal;
    }
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<EventId>().ok()));
    let record = |id: Option<EventId>| match id {
        Some(id) => view! { <Record id/> }.into_any(),
        None => failure(AppError::NotFound, Callback::new(|()| ())),
    };
    // Another event is another page.
    view! { <For each=move || [id.get()] key=|id| *id children=record/> }.into_any()
}

#[component]
fn Record(id: EventId) -> impl IntoView {
    let may_edit = use_viewer().is_some_and(|viewer| viewer.may(Permission::EditEvents));
    let event = Resource::new(|| (), move |()| get_event(id));
    let colleagues = Resource::new(
        || (),
        move |()| async move {
            if may_edit {
                list_event_colleagues().await
            } else {
                AppResult::Ok(Vec::new())
            }
        },
    );
    let cover = Resource::new(|| (), move |()| get_event_cover(id));
    let concerns = move |changed: Option<uuid::Uuid>| changed.is_none_or(|changed| changed == id.0);
    let look_again = Callback::new(move |()| {
        event.refetch();
        cover.refetch();
    });
    use_live(Kind::Event, concerns, look_again);
    let lasting = Lasting::new();
    view! {
        <Transition fallback=|| meanwhile(|| view! { <RecordSkeleton/> })>
            {move || {
                let lasting = lasting.clone();
                Suspend::new(async move {
                    let found = arrived(event).await;
                    let colleagues = colleagues.await.unwrap_or_default();
                    lasting.draw(|| match found {
                        Ok(event) if event.is_deleted => view! { <InTrash event/> }.into_any(),
                        Ok(found) => view! { <Whole event=found cover colleagues reload=Callback::new(move |()| event.refetch())/> }.into_any(),
                        Err(error) => page_failure(error, Callback::new(move |()| event.refetch())),
                    })
                })
            }}
        </Transition>
    }
}

/// Everything there is of an event.
#[component]
fn Whole(
    event: Event,
    cover: Resource<AppResult<Cover>>,
    colleagues: Vec<Colleague>,
    reload: Callback<()>,
) -> impl IntoView {
    let acting = Acting::new(event.id, reload);
    let is_draft = event.status == EventStatus::Draft;
    let refused = refusal(&[
        SetEventStatus::PATH,
        CloneEvent::PATH,
        DeleteEvent::PATH,
        RestoreEvent::PATH,
        AssignStaff::PATH,
        UnassignStaff::PATH,
        SetEventAddress::PATH,
        MoveSeries::PATH,
        LeaveSeries::PATH,
        DeleteSeries::PATH,
    ]);
    let (head, to_act) = (event.head(), event.clone());
    view! {
        <EventFrame head section=Section::Overview actions=move || view! { <Actions event=to_act.clone() acting/> }>
            {refused.map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
            <CoverBanner cover/>
            <div class="grid gap-4 lg:grid-cols-[20rem_minmax(0,1fr)] lg:gap-6">
                <div class="flex min-w-0 flex-col gap-4">
                    <About event=event.clone()/>
                    <Staff event=event.clone() colleagues acting/>
                    <AddressCard event=event.clone() acting/>
                    {event.can_edit.then(|| view! { <CoverCard event=event.id cover/> })}
                </div>
                <div class="flex min-w-0 flex-col gap-4">
                    {(is_draft && event.can_edit).then(|| view! { <Checklist event=event.clone()/> })}
                    <Words event=event.clone()/>
                    <Origin event/>
                </div>
            </div>
        </EventFrame>
    }
}

/// Who made it, and who changed it last.
#[component]
fn Origin(event: Event) -> impl IntoView {
    let changed = event.updated_by.map(|by| {
        view! { <p>"Changed " <Moment at=event.updated_at style=MomentStyle::DayTime/> " by " {by.name}</p> }
    });
    view! {
        <div class="text-xs text-muted">
            <p>"Added " <Moment at=event.created_at style=MomentStyle::DayTime/> " by " {event.created_by.name}</p>
            {changed}
        </div>
    }
}

/// A record that was deleted, for those who may bring it back.
#[component]
fn InTrash(event: Event) -> impl IntoView {
    let refused = refusal(&[RestoreEvent::PATH]);
    let when = event.deleted_at;
    view! {
        <Title text=event.title.clone()/>
        <Page width=PageWidth::Record>
            <PageHeader title=event.title.clone() breadcrumbs=vec![Crumb::new("Events", addresses::LIST)]/>
            {refused.map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
            <div class="empty">
                <span class="empty-icon"><Icon name=IconName::Trash/></span>
                <h2 class="empty-title">"This event is in the trash"</h2>
                <p class="empty-text">
                    {when.map(|at| view! { "Deleted " <Moment at=at style=MomentStyle::DayTime/> ". " })}
                    "Restoring it brings back its attendees and its agenda too."
                </p>
                <div class="empty-actions">
                    <form method="post" action=RestoreEvent::PATH>
                        <HiddenField name="event_id" value=event.id.to_string()/>
                        <Button kind=ButtonKind::Primary submit=true icon=IconName::Restore>"Restore"</Button>
                    </form>
                </div>
            </div>
        </Page>
    }
}

#[component]
fn RecordSkeleton() -> impl IntoView {
    view! {
        <Page width=PageWidth::Record>
            <div class="mb-6"><SkeletonLines lines=2/></div>
            <div class="grid gap-4 lg:grid-cols-[20rem_minmax(0,1fr)] lg:gap-6">
                <div class="flex flex-col gap-4"><SkeletonCard/> <SkeletonCard/></div>
                <div class="flex flex-col gap-4"><SkeletonCard/> <SkeletonLines lines=8/></div>
            </div>
        </Page>
    }
}
