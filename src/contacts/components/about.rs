//! What is known of a contact.

use super::addresses;
use super::marks::{PriorityMark, StatusText};
use super::strength::StrengthWhy;
use crate::contacts::types::{Contact, UNREADABLE};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// Where things stand with a contact, and how to reach it.
#[component]
pub fn About(
    #[prop(into)] contact: Signal<Contact>,
    /// The owner: a menu for those who may choose one, a name for everybody else.
    #[prop(into)]
    owner: ViewFn,
) -> impl IntoView {
    view! {
        <Card title="About">
            <Facts>
                <Fact label="Owner">{owner.run()}</Fact>
                {move || standing(contact.get())}
            </Facts>
        </Card>
        <Card title="Reach">{move || reach(contact.get())}</Card>
    }
}

/// What a contact does, and what was written about it.
#[component]
pub fn Background(#[prop(into)] contact: Signal<Contact>) -> impl IntoView {
    view! {
        {move || work(contact.get())}
        {move || words(contact.get())}
        {move || from_elsewhere(contact.get())}
        {move || view! { <Origin contact=contact.get()/> }}
    }
}

/// Where things stand with a contact.
fn standing(contact: Contact) -> impl IntoView {
    let tags = contact.tags;
    let last = contact.last_interaction;
    view! {
        <Fact label="Status"><StatusText status=contact.status/></Fact>
        <Fact label="Priority"><PriorityMark priority=contact.priority/></Fact>
        <Fact label="Lead score"><Meter value=contact.lead_score label="Lead score"/></Fact>
        <Fact label="Last interaction">
            {match last {
                Some(at) => view! { <Moment at=at/> }.into_any(),
                None => nothing("Never").into_any(),
            }}
        </Fact>
        <Fact label="Strength"><StrengthWhy id="strength" strength=contact.strength/></Fact>
        <Fact label="Tags">
            {if tags.is_empty() {
                nothing("None").into_any()
            } else {
                view! { <span class="flex flex-wrap gap-1">{tags.into_iter().map(|text| view! { <Tag text/> }).collect_view()}</span> }
                    .into_any()
            }}
        </Fact>
    }
}

/// How to reach a contact.
fn reach(contact: Contact) -> impl IntoView {
    let link = |text: Option<String>, href: fn(&str) -> Option<Href>| match text {
        None => nothing("Not known").into_any(),
        Some(text) => match href(&text) {
            Some(href) => view! { <ExternalLink href=href>{text}</ExternalLink> }.into_any(),
            None => view! { <span>{text}</span> }.into_any(),
        },
    };
    view! {
        <Facts>
            <Fact label="E-mail">{link(contact.email, Href::email)}</Fact>
            <Fact label="Phone">
                {if contact.unreadable.iter().any(|field| field == "phone") {
                    view! { <span>{UNREADABLE}</span> }.into_any()
                } else {
                    link(contact.phone, Href::phone).into_any()
                }}
            </Fact>
            <Fact label="LinkedIn">{on_the_web(contact.linkedin_url.as_deref())}</Fact>
            {contact.avatar_url.map(|address| view! { <Fact label="Picture">{on_the_web(Some(&address))}</Fact> })}
        </Facts>
    }
}

/// An address by what tells it from others.
fn on_the_web(address: Option<&str>) -> AnyView {
    let Some(address) = address else {
        return nothing("Not known").into_any();
    };
    let short = short_address(address).to_owned();
    match Href::external(address) {
        Some(href) => view! { <ExternalLink href=href>{short}</ExternalLink> }.into_any(),
        None => view! { <span>{short}</span> }.into_any(),
    }
}

/// What a contact does.
fn work(contact: Contact) -> impl IntoView {
    let company = contact.company.map(|company| {
        view! { <Fact label="Company"><TextLink href=addresses::company(&company)>{company}</TextLink></Fact> }
    });
    let fact = |label: &'static str, text: Option<String>| {
        text.map(|text| view! { <Fact label=label>{text}</Fact> })
    };
    let rest = [
        fact("Job title", contact.job_title),
        fact("Industry", contact.industry),
        fact("Business type", contact.business_type),
        fact("Network type", contact.network_type),
    ];
    let is_empty = company.is_none() && rest.iter().all(Option::is_none);
    (!is_empty).then(
        || view! { <Card title="Work"><Facts>{company}{rest.into_iter().collect_view()}</Facts></Card> },
    )
}

/// What was written about a contact.
fn words(contact: Contact) -> impl IntoView {
    let card = |title: &'static str, text: Option<String>| {
        text.map(|text| {
            view! { <Card title=title><p class="whitespace-pre-wrap break-words">{text}</p></Card> }
        })
    };
    let is_lost = contact.unreadable.iter().any(|field| field == "notes");
    let notes = contact.notes.or_else(|| is_lost.then(|| UNREADABLE.to_owned()));
    [card("Bio", contact.bio), card("Notes", notes)]
        .into_iter()
        .collect_view()
}

/// What another system said of a contact.
fn from_elsewhere(contact: Contact) -> impl IntoView {
    let facts = contact.metadata;
    (!facts.is_empty()).then(|| {
        let facts = facts
            .into_iter()
            .map(|(label, text)| view! { <Fact label=label>{text}</Fact> });
        view! { <Card title="From other systems"><Facts>{facts.collect_view()}</Facts></Card> }
    })
}

/// Who added a contact and who changed it last.
#[component]
fn Origin(contact: Contact) -> impl IntoView {
    let changed = contact
        .updated_by
        .filter(|_| contact.updated_at > contact.created_at)
        .map(|by| view! { <p>"Changed " <Moment at=contact.updated_at/> " by " {by.name}</p> });
    view! {
        <div class="px-1 text-xs text-faint">
            <p>"Added " <Moment at=contact.created_at/> " by " {contact.created_by.name}</p>
            {changed}
        </div>
    }
}
