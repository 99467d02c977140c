//! The events of a contact.

use crate::app::failure::failure;
use crate::attendees::components::contact_events::ContactEventsCard;
use crate::contacts::server_fns::list_contact_events;
use crate::ids::ContactId;
use crate::live::components::use_live;
use crate::live::types::Kind;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// What the contact comes to, and came to.
#[component]
pub fn Events(id: ContactId) -> impl IntoView {
    let events = Resource::new(|| (), move |()| list_contact_events(id));
    let refetch = Callback::new(move |()| events.refetch());
    use_live(Kind::Event, |_| true, refetch);
    let lasting = Lasting::new();
    let card = move || {
        let lasting = lasting.clone();
        Suspend::new(async move {
            let found = arrived(events).await;
            lasting.draw(|| match found {
                Ok(events) => view! { <ContactEventsCard events/> }.into_any(),
                Err(error) => failure(error, refetch),
            })
        })
    };
    view! { <Transition fallback=|| meanwhile(|| view! { <SkeletonCard/> })>{card}</Transition> }
}
