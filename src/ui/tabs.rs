//! Views of the same thing, side by side, each with its own address.

use super::formats::use_formats;
use leptos::prelude::*;

/// One tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabItem {
    label: String,
    href: String,
    is_current: bool,
    count: Option<u32>,
}

impl TabItem {
    pub fn new(label: impl Into<String>, href: impl Into<String>, is_current: bool) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
            is_current,
            count: None,
        }
    }

    /// How many things the view holds.
    #[must_use]
    pub fn count(self, count: u32) -> Self {
        Self {
            count: Some(count),
            ..self
        }
    }
}

/// Tabs that are links.
#[component]
pub fn Tabs(#[prop(into)] label: String, #[prop(into)] items: Signal<Vec<TabItem>>) -> impl IntoView {
    let formats = use_formats();
    let tab = move |item: TabItem| {
        view! {
            <a class="tab" href=item.href aria-current=item.is_current.then_some("page")>
                {item.label}
                {item.count.map(|count| view! { <span class="count num">{formats.number(count.into())}</span> })}
            </a>
        }
    };
    view! {
        <nav class="tabs" aria-label=label>
            {move || items.get().into_iter().map(tab).collect_view()}
        </nav>
    }
}
