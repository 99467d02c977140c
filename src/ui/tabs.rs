//! Views of the same thing, side by side, each with its own address.

use super::formats::use_formats;
use super::icon::{Icon, IconName};
use leptos::prelude::*;

/// One tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabItem {
    label: String,
    href: String,
    is_current: bool,
    /// And whether there are more.
    count: Option<(u32, bool)>,
    icon: Option<(IconName, String)>,
}

impl TabItem {
    pub fn new(label: impl Into<String>, href: impl Into<String>, is_current: bool) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
            is_current,
            count: None,
            icon: None,
        }
    }

    /// A sign after the label, and what it says.
    #[must_use]
    pub fn icon(self, icon: IconName, says: String) -> Self {
        Self {
            icon: Some((icon, says)),
            ..self
        }
    }

    /// How many things the view holds.
    #[must_use]
    pub fn count(self, count: u32) -> Self {
        self.counted(count, false)
    }

    /// The same, where it was counted so far and no further: "99+".
    #[must_use]
    pub fn counted(self, count: u32, is_more: bool) -> Self {
        Self {
            count: Some((count, is_more)),
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
                {item.icon.map(|(name, label)| {
                    let title = label.clone();
                    view! { <span class="text-faint" title=title><Icon name label class="icon-small"/></span> }
                })}
                {item.count.map(|(count, is_more)| {
                    let more = if is_more { "+" } else { "" };
                    view! { <span class="count num">{format!("{}{more}", formats.number(count.into()))}</span> }
                })}
            </a>
        }
    };
    view! {
        <nav class="tabs" aria-label=label>
            {move || items.get().into_iter().map(tab).collect_view()}
        </nav>
    }
}
