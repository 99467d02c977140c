//! Where everybody is shown the event.

use super::acting::Acting;
use crate::error::AppError;
use crate::events::server_fns::{SetEventAddress, set_event_address};
use crate::events::types::{Event, EventStatus, PublicAddress};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

const PANEL: &str = "event-address";

/// The address, what is found there, and a way to another one.
#[component]
pub fn AddressCard(event: Event, acting: Acting) -> impl IntoView {
    let (id, can_edit) = (event.id, event.can_edit);
    let is_draft = event.status == EventStatus::Draft;
    let address = event.public_address;
    let path = address.path();
    let found = if is_draft {
        "Nobody sees anything there before the event is published."
    } else if address.is_unguessable() {
        "Whoever has the address sees the event and its agenda. Nobody can guess it."
    } else {
        "Everybody sees the event and its agenda there, and search engines may find it."
    };
    let first = if address.is_unguessable() {
        String::new()
    } else {
        address.as_str().to_owned()
    };
    let (typed, error) = (RwSignal::new(first), RwSignal::new(None::<String>));
    let on_submit = Callback::new(move |()| {
        let text = typed.get_untracked();
        if let Some(Err(errors)) = (!text.trim().is_empty()).then(|| PublicAddress::parse(&text)) {
            error.set(errors.get("public_address").map(str::to_owned));
            return;
        }
        spawn_local(async move {
            match set_event_address(id, text).await {
                Ok(()) => {
                    close_popover(PANEL);
                    acting.changed("The event has another address now");
                }
                Err(AppError::Invalid { errors }) => {
                    error.try_set(errors.get("public_address").map(str::to_owned));
                }
                Err(failed) => acting.failed(&failed),
            }
        });
    });
    let actions = move || {
        can_edit.then(|| {
            view! {
                <PopoverButton panel=PANEL class="btn btn-ghost btn-small">
                    <Icon name=IconName::Pencil/>
                    "Change"
                </PopoverButton>
                <PopoverPanel id=PANEL label="Another address" align=Align::End>
                    <PostForm action=SetEventAddress::PATH on_submit=on_submit class="panel-form">
                        <HiddenField name="event_id" value=id.to_string()/>
                        <TextField
                            name="public_address"
                            label="Address"
                            hint="Letters, digits and hyphens. Left empty, it is one that nobody guesses."
                            placeholder="summer-night-2027"
                            maxlength=80
                            value=typed
                            error=error
                        />
                        <p class="text-muted">"The old address leads nowhere from then on, and neither do calendars that read it."</p>
                        <div class="panel-actions"><Button kind=ButtonKind::Primary small=true submit=true>"Save"</Button></div>
                    </PostForm>
                </PopoverPanel>
            }
        })
    };
    let shown = if is_draft {
        view! { <p class="break-all text-muted">{path.clone()}</p> }.into_any()
    } else {
        view! { <p><a class="link break-all" href=path.clone() rel="external">{path.clone()}</a></p> }
            .into_any()
    };
    view! {
        <Card title="Public page" actions=actions>
            <div class="flex flex-col gap-2">
                {shown}
                <p class="text-muted">{found}</p>
                <p class="flex flex-wrap gap-x-4">
                    <a class="link" href=format!("/events/{id}/event.ics") rel="external">"Event as calendar file"</a>
                    <a class="link" href=format!("/events/{id}/agenda.ics") rel="external">"Agenda as calendar file"</a>
                </p>
            </div>
        </Card>
    }
}
