//! The events of a contact.

use crate::app::failure::failure;
use crate::attendees::components::marks::AttendeeBadge;
use crate::attendees::types::{AttendeeStatus, ContactEvent, ContactEvents};
use crate::contacts::server_fns::list_contact_events;
use crate::events::components::addresses;
use crate::events::components::marks::{StatusBadge, When};
use crate::events::types::EventStatus;
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

/// What a contact comes to, and came to.
#[component]
fn ContactEventsCard(events: ContactEvents) -> impl IntoView {
    let is_empty = events.planned.is_empty() && events.past.is_empty();
    let part = |title: &'static str, events: Vec<ContactEvent>| {
        (!events.is_empty()).then(|| {
            view! {
                <section class="flex flex-col gap-1">
                    <h3 class="text-xs font-medium text-muted">{title}</h3>
                    <ul class="flex flex-col gap-2">{events.into_iter().map(entry).collect_view()}</ul>
                </section>
            }
        })
    };
    view! {
        <Card title="Events">
            {is_empty.then(|| view! { <p class="text-muted">"No events yet. Who is added to one is shown here."</p> })}
            <div class="flex flex-col gap-4">
                {part("Now and planned", events.planned)}
                {part("Attended and past", events.past)}
            </div>
            {events.has_more.then(|| view! { <p class="mt-2 text-xs text-muted">"And more."</p> })}
        </Card>
    }
}

fn entry(event: ContactEvent) -> impl IntoView {
    // Where the event itself is called off, how somebody stands to it says nothing any more.
    let badge = if event.event_status == EventStatus::Cancelled && event.status != AttendeeStatus::Cancelled {
        view! { <StatusBadge status=event.event_status/> }.into_any()
    } else {
        view! { <AttendeeBadge status=event.status/> }.into_any()
    };
    view! {
        <li class="flex min-w-0 items-start gap-2">
            <div class="min-w-0 flex-1">
                <a class="link block truncate" href=addresses::record(event.event_id) title=event.title.clone()>{event.title.clone()}</a>
                <span class="block text-xs text-muted"><When span=event.span/></span>
            </div>
            {badge}
        </li>
    }
}
