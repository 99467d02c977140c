//! Adding an event.

use super::edit::{FORM, zones_or_failure};
use crate::accounts::roles::Permission;
use crate::app::failure::shut;
use crate::app::{use_now, use_viewer};
use crate::events::components::addresses;
use crate::events::components::event_fields::EventFormFields;
use crate::events::server_fns::{CreateEvent, create_event, list_event_zones};
use crate::events::types::EventForm;
use crate::forms::rejected;
use crate::ui::prelude::*;
use crate::ui::time::Zone;
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
    let blank = EventForm::blank(&zone, use_now().get_untracked());
    let draft = use_draft(FORM, blank, rejected(CreateEvent::PATH).as_ref());
    let toasts = use_toasts();
    let on_submit = Callback::new(move |()| {
        let Some(form) = draft.ready() else { return };
        let title = form.title.trim().to_owned();
        spawn_local(async move {
            // The answer leads to the new record.
            match create_event(form).await {
                Ok(_) => {
                    draft.saved();
                    toasts.success(format!("{title} added as a draft"));
                }
                Err(error) => draft.refused(error),
            }
        });
    });
    view! {
        <PostForm id=FORM action=CreateEvent::PATH on_submit=on_submit>
            <DraftFrame draft on_submit>
                <EventFormFields draft zones autofocus=true/>
                <FormActions>
                    <ButtonLink href=addresses::LIST>"Cancel"</ButtonLink>
                    <Button kind=ButtonKind::Primary submit=true pending=draft.pending>"Add as a draft"</Button>
                </FormActions>
            </DraftFrame>
        </PostForm>
    }
}
