//! Pages that a page leads to, each with a word of what is there.

use super::icon::{Icon, IconName};
use leptos::prelude::*;

/// A list of them; in a card that is flush.
#[component]
pub fn Places(children: Children) -> impl IntoView {
    view! { <ul class="places">{children()}</ul> }
}

/// One of them. All of its line leads there; it is called by its title.
#[component]
pub fn Place(
    href: &'static str,
    title: &'static str,
    /// What is there, in a sentence.
    about: &'static str,
) -> impl IntoView {
    view! {
        <li class="place">
            <div>
                <a class="place-title" href=href>{title}</a>
                <p class="place-about">{about}</p>
            </div>
            <Icon name=IconName::ChevronRight/>
        </li>
    }
}
