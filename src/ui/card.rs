//! Surfaces and what stands on them.

use super::icon::classes;
use leptos::prelude::*;

/// A surface with a title. `flush` leaves out the inner space, for tables and lists.
#[component]
pub fn Card(
    #[prop(optional, into)] title: Option<String>,
    #[prop(optional, into)] actions: Option<ViewFn>,
    #[prop(optional)] flush: bool,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    let head = title.map(|title| {
        view! {
            <header class="card-head">
                <h2 class="card-title">{title}</h2>
                {actions.map(|actions| view! { <div class="card-actions">{actions.run()}</div> })}
            </header>
        }
    });
    view! {
        <section class=classes("card", &class)>
            {head}
            <div class=if flush { "card-flush" } else { "card-body" }>{children()}</div>
        </section>
    }
}

/// What is known of something, as label and value.
#[component]
pub fn Facts(#[prop(optional, into)] class: String, children: Children) -> impl IntoView {
    view! { <dl class=classes("facts", &class)>{children()}</dl> }
}

/// One thing known.
#[component]
pub fn Fact(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! {
        <div class="fact">
            <dt>{label}</dt>
            <dd>{children()}</dd>
        </div>
    }
}

/// What stands where nothing is known.
pub fn nothing(word: &'static str) -> impl IntoView {
    view! { <span class="text-faint">{word}</span> }
}

/// A figure that matters, and where it leads.
#[component]
pub fn Stat(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] href: Option<String>,
    #[prop(optional)] tone: super::badge::Tone,
) -> impl IntoView {
    // A figure stays on one line: a long one is smaller.
    let length = move || format!("--length:{}", value.read().chars().count().max(1));
    let content = view! {
        <span class="stat-label">{label}</span>
        <span class="stat-value num" style=length>{move || value.get()}</span>
        {hint.map(|hint| view! { <span class="stat-hint">{hint}</span> })}
    };
    let class = classes("card stat", tone.class());
    match href {
        Some(href) => view! { <a class=class href=href>{content}</a> }.into_any(),
        None => view! { <div class=class>{content}</div> }.into_any(),
    }
}
