//! What is known of an event.

use super::marks::{When, places};
use crate::events::types::Event;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// When, where, how many, and at what cost.
#[component]
pub fn About(event: Event) -> impl IntoView {
    let formats = use_formats();
    let fact = |label: &'static str, text: Option<String>| {
        text.map(|text| view! { <Fact label=label>{text}</Fact> })
    };
    let place = [event.venue.clone(), event.location.clone()];
    let place: Vec<_> = place.into_iter().flatten().collect();
    let budget = (event.budget.minor > 0).then(|| formats.money(event.budget));
    view! {
        <Card title="About">
            <Facts>
                <Fact label="When"><When span=event.span.clone()/></Fact>
                <Fact label="Where">
                    {if place.is_empty() { nothing("Nowhere yet").into_any() } else { place.join(", ").into_any() }}
                </Fact>
                {on_the_web("Take part at", event.venue_details.online_url.as_deref())}
                <Fact label="Type">{event.event_type.label()}</Fact>
                <Fact label="Places taken">{places(event.attendees, event.max_attendees, &formats)}</Fact>
                {on_the_web("Registration", event.registration_url.as_deref())}
                {fact("Budget", budget)}
            </Facts>
        </Card>
    }
}

/// What is said of the event and of the way there.
#[component]
pub fn Words(event: Event) -> impl IntoView {
    let card = |title: &'static str, text: Option<String>| {
        text.map(|text| {
            view! { <Card title=title><p class="whitespace-pre-wrap break-words">{text}</p></Card> }
        })
    };
    let address = event.venue_details.address.clone();
    let map = address.as_deref().map(|address| {
        let query = crate::query::written(&[("query", address.replace('\n', ", "))]);
        Href::external(&format!("https://www.openstreetmap.org/search{query}"))
    });
    let directions = event.venue_details.directions.clone();
    let way = (address.is_some() || directions.is_some()).then(|| {
        let to_map = map.flatten().map(|href| view! { <p><ExternalLink href=href>"Show on a map"</ExternalLink></p> });
        let line = |text: Option<String>| {
            text.map(|text| view! { <p class="whitespace-pre-wrap break-words">{text}</p> })
        };
        view! { <Card title="How to get there"><div class="flex flex-col gap-2">{line(address)}{to_map}{line(directions)}</div></Card> }
    });
    view! { {card("Description", event.description)} {way} }
}

/// What to look through before the event is announced.
#[component]
pub fn Checklist(event: Event) -> impl IntoView {
    let line = |part: crate::events::types::Preparation| {
        let (icon, class, said) = if part.is_done {
            (IconName::CheckCircle, "text-success", "done")
        } else {
            (IconName::Circle, "text-faint", "missing")
        };
        view! {
            <li class="flex items-center gap-2">
                <Icon name=icon class=class label=said/>
                <span class:text-muted=part.is_done>{part.what}</span>
            </li>
        }
    };
    view! {
        <Card title="Before publishing">
            <ul class="flex flex-col gap-2">{event.preparations().into_iter().map(line).collect_view()}</ul>
        </Card>
    }
}

fn on_the_web(label: &'static str, address: Option<&str>) -> Option<impl IntoView + use<>> {
    let href = Href::external(address?)?;
    let short = short_address(address?).to_owned();
    Some(view! { <Fact label=label><ExternalLink href=href>{short}</ExternalLink></Fact> })
}
