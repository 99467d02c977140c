//! The two views of the list.

use super::addresses;
use crate::contacts::types::{Layout, ListState};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// From table to board and back, by links to the same list.
#[component]
pub fn LayoutSwitch(#[prop(into)] state: Signal<ListState>) -> impl IntoView {
    let link = move |(layout, icon): (Layout, IconName)| {
        view! {
            <a
                class="switch-item"
                href=move || addresses::list(&state.read().with_layout(layout))
                aria-current=move || (state.read().layout == layout).then_some("true")
                title=layout.label()
            >
                <Icon name=icon/>
                <span class="max-sm:sr-only">{layout.label()}</span>
            </a>
        }
    };
    view! {
        <nav class="switch" aria-label="Layout">
            {[(Layout::Table, IconName::List), (Layout::Board, IconName::Columns)].map(link)}
        </nav>
    }
}
