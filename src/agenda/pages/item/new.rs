//! Adding an item.

use super::offers::use_offers;
use super::{FORM, ItemSkeleton, event_in_address};
use crate::accounts::roles::Permission;
use crate::agenda::components::addresses;
use crate::agenda::components::item_fields::ItemFields;
use crate::agenda::server_fns::{AddItem, add_item, get_agenda};
use crate::agenda::types::{Agenda, AgendaItemForm};
use crate::app::failure::{failure, page_failure, shut};
use crate::error::AppError;
use crate::events::components::frame::{EventFrame, Section};
use crate::forms::rejected;
use crate::ids::EventId;
use crate::ui::prelude::*;
use crate::ui::time::parse_local;
use chrono::Duration;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;

/// `/events/<id>/agenda/new`: begins and ends as the address says, in the room that it names.
#[component]
pub fn NewItemPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::EditEvents) {
        return refusal;
    }
    let id = event_in_address();
    let page = |id: Option<EventId>| match id {
        Some(id) => view! { <New id/> }.into_any(),
        None => failure(AppError::NotFound, Callback::new(|()| ())),
    };
    // Of another event it is another form.
    view! { <For each=move || [id.get()] key=|id| *id children=page/> }.into_any()
}

#[component]
fn New(id: EventId) -> impl IntoView {
    let agenda = Resource::new(|| (), move |()| get_agenda(id));
    let retry = Callback::new(move |()| agenda.refetch());
    view! {
        <Suspense fallback=|| meanwhile(|| view! { <ItemSkeleton/> })>
            {move || Suspend::new(async move {
                match arrived(agenda).await {
                    Ok(agenda) if !agenda.event.can_edit => page_failure(AppError::Forbidden, retry),
                    Ok(agenda) => view! { <NewForm agenda/> }.into_any(),
                    Err(error) => page_failure(error, retry),
                }
            })}
        </Suspense>
    }
}

/// The form as the address wants it: for half an hour from the beginning of the event, where it wants nothing.
fn wanted(agenda: &Agenda, get: impl Fn(&str) -> Option<String>) -> AgendaItemForm {
    let span = &agenda.event.span;
    let half = Duration::minutes(30);
    let local = |name: &str| get(name).and_then(|typed| parse_local(&typed));
    let start = local("start").unwrap_or_else(|| span.zone.local(span.start));
    let end = local("end").filter(|end| *end > start);
    let end = end.or_else(|| start.checked_add_signed(half)).unwrap_or(start);
    let room = get("room").and_then(|room| room.parse().ok());
    let as_typed = |at: chrono::NaiveDateTime| at.format("%Y-%m-%dT%H:%M").to_string();
    AgendaItemForm {
        start_time: as_typed(start),
        end_time: as_typed(end),
        ..AgendaItemForm::blank(&span.zone, span.start, span.start + half, room)
    }
}

#[component]
fn NewForm(agenda: Agenda) -> impl IntoView {
    let id = agenda.event.id;
    let query = use_query_map().get_untracked();
    let blank = wanted(&agenda, |name| query.get(name));
    let refused = rejected(AddItem::PATH).filter(|form| form.typed("event_id") == Some(&id.to_string()));
    let draft = use_draft(FORM, blank, refused.as_ref());
    let (toasts, offers) = (use_toasts(), use_offers(id));
    let on_submit = Callback::new(move |()| {
        let Some(form) = draft.ready() else { return };
        let title = form.title.trim().to_owned();
        spawn_local(async move {
            // The answer leads to its day.
            match add_item(id, form).await {
                Ok(_) => {
                    draft.saved();
                    toasts.success(format!("{title} added"));
                }
                Err(error) => draft.refused(error),
            }
        });
    });
    let head = agenda.event.clone();
    let agenda = StoredValue::new(agenda);
    view! {
        <EventFrame head section=Section::Agenda>
            <div class="max-w-[40rem]">
                <PostForm id=FORM action=AddItem::PATH on_submit=on_submit>
                    <HiddenField name="event_id" value=id.to_string()/>
                    <DraftFrame draft on_submit>
                        <ItemFields draft agenda stored=None offers autofocus=true/>
                        <FormActions>
                            <ButtonLink href=addresses::agenda(id)>"Cancel"</ButtonLink>
                            <Button kind=ButtonKind::Primary submit=true pending=draft.pending>"Add to the agenda"</Button>
                        </FormActions>
                    </DraftFrame>
                </PostForm>
            </div>
        </EventFrame>
    }
}
