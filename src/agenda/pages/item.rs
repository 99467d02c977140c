//! An item by itself: its form for those who may change the event, and what is known of it for the others.

mod acting;
mod edit;
mod files;
mod new;
mod offers;

pub use new::NewItemPage;

use crate::accounts::roles::Permission;
use crate::agenda::components::addresses;
use crate::agenda::components::item_about::ItemAbout;
use crate::agenda::server_fns::get_agenda;
use crate::agenda::types::{Agenda, AgendaItem};
use crate::app::failure::{failure, page_failure, shut};
use crate::error::AppError;
use crate::events::components::frame::{EventFrame, Section};
use crate::ids::{AgendaItemId, EventId};
use crate::ui::prelude::*;
use edit::EditForm;
use files::Files;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The id of the form on its page.
const FORM: &str = "agenda-item-form";

/// The event that an address names.
fn event_in_address() -> Memo<Option<EventId>> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get("id")?.parse().ok()))
}

/// `/events/<id>/agenda/<item>`.
#[component]
pub fn AgendaItemPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ViewEvents) {
        return refusal;
    }
    let (event, params) = (event_in_address(), use_params_map());
    let item = move || params.with(|params| params.get("item")?.parse::<AgendaItemId>().ok());
    let which = Memo::new(move |_| event.get().zip(item()));
    let page = |which: Option<(EventId, AgendaItemId)>| match which {
        Some((event, item)) => view! { <Item event item/> }.into_any(),
        None => failure(AppError::NotFound, Callback::new(|()| ())),
    };
    // Another item is another form.
    view! { <For each=move || [which.get()] key=|which| *which children=page/> }.into_any()
}

#[component]
fn Item(event: EventId, item: AgendaItemId) -> impl IntoView {
    let agenda = Resource::new(|| (), move |()| get_agenda(event));
    let retry = Callback::new(move |()| agenda.refetch());
    view! {
        <Suspense fallback=|| meanwhile(|| view! { <ItemSkeleton/> })>
            {move || Suspend::new(async move {
                let found = arrived(agenda).await;
                let found = found.and_then(|agenda| {
                    let item = agenda.items.iter().find(|one| one.id == item).cloned();
                    item.map(|item| (agenda, item)).ok_or(AppError::NotFound)
                });
                match found {
                    Ok((agenda, item)) if agenda.event.can_edit => view! { <Editable agenda item/> }.into_any(),
                    Ok((agenda, item)) => view! { <Readable agenda item/> }.into_any(),
                    Err(error) => page_failure(error, retry),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Editable(agenda: Agenda, item: AgendaItem) -> impl IntoView {
    let (head, id) = (agenda.event.clone(), item.id);
    let (event, title) = (head.id, item.title.clone());
    let then = addresses::day(event, agenda.day_of(&item));
    view! {
        <EventFrame head section=Section::Agenda>
            <div class="grid gap-6 lg:grid-cols-[minmax(0,40rem)_minmax(0,1fr)]">
                <EditForm agenda item/>
                <div class="flex min-w-0 flex-col gap-4">
                    <Files event item=id can_edit=true/>
                    <acting::DeleteItemForm event item=id title then/>
                </div>
            </div>
        </EventFrame>
    }
}

#[component]
fn Readable(agenda: Agenda, item: AgendaItem) -> impl IntoView {
    let (head, id, day) = (agenda.event.clone(), item.id, agenda.day_of(&item));
    let event = head.id;
    view! {
        <EventFrame head section=Section::Agenda>
            <div class="grid gap-6 lg:grid-cols-[minmax(0,40rem)_minmax(0,1fr)]">
                <div class="flex min-w-0 flex-col gap-4">
                    <p><a class="link" href=addresses::day(event, day)>"Back to the agenda"</a></p>
                    <ItemAbout agenda item/>
                </div>
                <Files event item=id can_edit=false/>
            </div>
        </EventFrame>
    }
}

/// The shape of an item's page.
#[component]
fn ItemSkeleton() -> impl IntoView {
    view! {
        <Page width=PageWidth::Record>
            <div class="mb-6"><SkeletonLines lines=2/></div>
            <FormSkeleton/>
        </Page>
    }
}
