//! Changing an event's record.

use crate::accounts::roles::Permission;
use crate::app::failure::{failure, page_failure, shut};
use crate::error::AppError;
use crate::events::components::addresses;
use crate::events::components::event_fields::EventFormFields;
use crate::events::components::scope_field::{ScopeField, chosen_scope, saved_in_words};
use crate::events::server_fns::{UpdateEvent, get_event, list_event_zones, update_event};
use crate::events::types::{Event, EventForm};
use crate::forms::rejected;
use crate::ids::EventId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::{use_navigate, use_params_map};

/// The id of the form on its page.
pub const FORM: &str = "event-form";

/// The time zones that can be chosen, or why the form cannot be shown.
pub async fn zones_or_failure(
    zones: Resource<Result<Vec<String>, AppError>>,
) -> Result<Vec<String>, AnyView> {
    arrived(zones)
        .await
        .map_err(|error| page_failure(error, Callback::new(move |()| zones.refetch())))
}

/// `/events/<id>/edit`.
#[component]
pub fn EditEventPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::EditEvents) {
        return refusal;
    }
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<EventId>().ok()));
    let page = |id: Option<EventId>| match id {
        Some(id) => view! { <Edit id/> }.into_any(),
        None => failure(AppError::NotFound, Callback::new(|()| ())),
    };
    // Another event is another form.
    view! { <For each=move || [id.get()] key=|id| *id children=page/> }.into_any()
}

#[component]
fn Edit(id: EventId) -> impl IntoView {
    let event = Resource::new(move || (), move |()| get_event(id));
    let zones = Resource::new(|| (), |()| list_event_zones());
    view! {
        <Suspense fallback=|| meanwhile(|| view! { <Page width=PageWidth::Form><FormSkeleton/></Page> })>
            {move || Suspend::new(async move {
                let found = match arrived(event).await {
                    Ok(event) if event.is_deleted => Err(AppError::Conflict {
                        message: "This event is in the trash. Restore it to change it.".into(),
                    }),
                    Ok(event) if !event.can_edit => Err(AppError::Forbidden),
                    other => other,
                };
                match (found, zones_or_failure(zones).await) {
                    (Ok(event), Ok(zones)) => view! { <EditForm event zones/> }.into_any(),
                    (Err(error), _) => page_failure(error, Callback::new(move |()| event.refetch())),
                    (Ok(_), Err(view)) => view,
                }
            })}
        </Suspense>
    }
}

#[component]
fn EditForm(event: Event, mut zones: Vec<String>) -> impl IntoView {
    let (id, title, zone) = (event.id, event.title.clone(), event.span.zone.name.clone());
    // One that is an older name of another is not among those that can be chosen.
    if !zones.contains(&zone) {
        zones.push(zone.clone());
    }
    let locale = use_formats().locale;
    let refused = rejected(UpdateEvent::PATH).filter(|form| form.typed("event_id") == Some(&id.to_string()));
    let words = Callback::new(|(field, value): (String, String)| EventForm::in_words(&field, &value));
    let stored = (EventForm::of(&event, &locale), event.version);
    let editing = use_editing(FORM, stored, refused.as_ref(), words);
    let draft = editing.draft;
    let scope = RwSignal::new(chosen_scope(refused.as_ref()));
    let is_in_series = event.series.is_some();
    let (toasts, navigate) = (use_toasts(), use_navigate());
    let go = Callback::new(move |()| navigate(&addresses::record(id), Default::default()));
    let on_submit = Callback::new(move |()| {
        let Some(form) = draft.ready() else { return };
        spawn_local(async move {
            let scope = scope.get_untracked().parse().ok();
            match update_event(id, editing.version.get_untracked(), scope, form).await {
                Ok(saved) => {
                    draft.saved();
                    toasts.success(saved_in_words(saved));
                    go.try_run(());
                }
                Err(AppError::Stale { stale }) => {
                    let theirs = get_event(id).await;
                    editing.meet(
                        *stale,
                        theirs.map(|event| (event.version, EventForm::of(&event, &locale))),
                    );
                }
                Err(error) => draft.refused(error),
            }
        });
    });
    view! {
        <Title text=format!("Edit {title}")/>
        <Page width=PageWidth::Form>
            <PageHeader
                title=format!("Edit {title}")
                breadcrumbs=vec![Crumb::new("Events", addresses::LIST), Crumb::new(title.clone(), addresses::record(id))]
            />
            <PostForm id=FORM action=UpdateEvent::PATH then=addresses::record(id) on_submit=on_submit>
                <HiddenField name="event_id" value=id.to_string()/>
                <HiddenField name="version" value=Signal::derive(move || editing.version.get().to_string())/>
                <DraftFrame draft on_submit>
                    <EditingConflict editing discard_href=addresses::edit(id)/>
                    <EventFormFields draft zones stored_zone=zone/>
                    {is_in_series.then(|| view! { <ScopeField scope/> })}
                    <FormActions>
                        <ButtonLink href=addresses::record(id)>"Cancel"</ButtonLink>
                        <Button kind=ButtonKind::Primary submit=true pending=draft.pending>"Save"</Button>
                    </FormActions>
                </DraftFrame>
            </PostForm>
        </Page>
    }
}
