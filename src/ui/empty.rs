//! What a list says when it has nothing to show.

use super::button::ButtonLink;
use super::icon::{Icon, IconName};
use leptos::prelude::*;

/// Nothing here yet: what this is for, and how to begin.
#[component]
pub fn EmptyState(
    icon: IconName,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty-icon"><Icon name=icon/></span>
            <h2 class="empty-title">{title}</h2>
            <p class="empty-text">{text}</p>
            {children.map(|children| view! { <div class="empty-actions">{children()}</div> })}
        </div>
    }
}

/// Nothing matches: how to see everything again.
#[component]
pub fn FilteredEmpty(
    #[prop(default = "Nothing matches these filters.".into(), into)] text: String,
    #[prop(into)] clear_href: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty-icon"><Icon name=IconName::Filter/></span>
            <h2 class="empty-title">"No matches"</h2>
            <p class="empty-text">{text}</p>
            <div class="empty-actions">
                <ButtonLink href=clear_href>"Clear filters"</ButtonLink>
            </div>
        </div>
    }
}
