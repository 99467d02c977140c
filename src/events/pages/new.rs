//! Adding an event.

use super::edit::{FORM, zones_or_failure};
use crate::accounts::roles::Permission;
use crate::app::failure::shut;
use crate::app::{use_now, use_viewer};
use crate::events::components::addresses;
use crate::events::components::event_fields::EventFormFields;
use crate::events::components::repeat_fields::{Foreseen, RepeatFields, RepeatPreview};
use crate::events::server_fns::{CreateEvent, create_event, get_event_zone, list_event_zones};
use crate::events::types::{EventForm, NewEventForm, RepeatForm};
use crate::forms::rejected;
use crate::ui::prelude::*;
use crate::ui::time::{Zone, parse_local};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_meta::Title;

/// `/events/new`.
#[component]
pub fn NewEventPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::EditEvents) {
        return refusal;
    }
    let zones = Resource::new(|| (), |()| list_event_zones());
    view! {
        <Title text="New event"/>
        <Page width=PageWidth::Form>
            <PageHeader title="New event" breadcrumbs=vec![Crumb::new("Events", addresses::LIST)]/>
            <Suspense fallback=|| meanwhile(FormSkeleton)>
                {move || Suspend::new(async move {
                    match zones_or_failure(zones).await {
                        Ok(zones) => view! { <NewForm zones/> }.into_any(),
                        Err(view) => view,
                    }
                })}
            </Suspense>
        </Page>
    }
    .into_any()
}

#[component]
fn NewForm(zones: Vec<String>) -> impl IntoView {
    let zone = use_viewer().map_or_else(Zone::utc, |viewer| viewer.zone);
    let now = use_now();
    let blank = NewEventForm {
        event: EventForm::blank(&zone, now.get_untracked()),
        repeat: RepeatForm::once(),
    };
    let draft = use_draft(FORM, blank, rejected(CreateEvent::PATH).as_ref());
    let clock = use_clock(zone, draft.fields.of("timezone"));
    let found = Memo::new(move |_| foreseen(&draft.fields.form(), &clock.get(), now.get()));
    let toasts = use_toasts();
    let on_submit = Callback::new(move |()| {
        let Some(form) = draft.ready() else { return };
        let title = form.event.title.trim().to_owned();
        let added = if form.repeat.repeats.is_empty() {
            format!("{title} added as a draft")
        } else {
            format!("{title} added as a series of drafts")
        };
        spawn_local(async move {
            // The answer leads to the new record.
            match create_event(form.event, form.repeat).await {
                Ok(_) => {
                    draft.saved();
                    toasts.success(added);
                }
                Err(error) => draft.refused(error),
            }
        });
    });
    view! {
        <PostForm id=FORM action=CreateEvent::PATH on_submit=on_submit>
            <DraftFrame draft on_submit>
                <EventFormFields draft zones autofocus=true/>
                <FormSection title="Again and again" hint="Each date becomes an event of its own, with a status, attendees and an agenda of its own">
                    <RepeatFields draft may_be_once=true count_label="Number of events"/>
                    <RepeatPreview found zone=clock/>
                </FormSection>
                <FormActions>
                    <ButtonLink href=addresses::LIST>"Cancel"</ButtonLink>
                    <Button kind=ButtonKind::Primary submit=true pending=draft.pending>"Add as a draft"</Button>
                </FormActions>
            </DraftFrame>
        </PostForm>
    }
}

/// The zone that is chosen in the form. One that is not the reader's own is fetched; until it has come no hour is known to be
/// skipped, and the days are the same.
fn use_clock(own: Zone, name: RwSignal<String>) -> Signal<Zone> {
    let clock = RwSignal::new(own.clone());
    Effect::new(move || {
        let chosen = name.get();
        if chosen == own.name {
            clock.set(own.clone());
            return;
        }
        spawn_local(async move {
            if let Ok(zone) = get_event_zone(chosen.clone()).await
                && name.try_get_untracked() == Some(chosen)
            {
                clock.try_set(zone);
            }
        });
    });
    clock.into()
}

/// The dates that come of what is typed; nothing where nothing repeats or it is not known when it begins.
fn foreseen(form: &NewEventForm, zone: &Zone, now: DateTime<Utc>) -> Option<Foreseen> {
    let rule = match form.repeat.parse() {
        Ok(rule) => rule?,
        Err(errors) => return Some(Err(errors)),
    };
    let (start, end) = (
        parse_local(&form.event.start_date)?,
        parse_local(&form.event.end_date)?,
    );
    (end > start).then(|| rule.dates((start, end), zone, now))
}
