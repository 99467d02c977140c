//! The product's mark: a plug, seen from the side.

use super::icon::classes;
use leptos::prelude::*;

/// The mark alone.
#[component]
pub fn LogoMark(#[prop(optional, into)] class: String) -> impl IntoView {
    view! {
        <svg class=classes("logo-mark", &class) viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
            <rect class="logo-ground" width="24" height="24" rx="6.5"></rect>
            <path class="logo-line" d="M9.25 5v3.5M14.75 5v3.5M12 16v3.25"></path>
            <path class="logo-shape" d="M6.75 8.75h10.5V11a5.25 5.25 0 0 1-10.5 0Z"></path>
        </svg>
    }
}

/// Mark and name.
#[component]
pub fn Logo(#[prop(optional, into)] class: String) -> impl IntoView {
    view! {
        <span class=classes("logo", &class)>
            <LogoMark/>
            <span class="logo-word">"The Plugs"</span>
        </span>
    }
}
