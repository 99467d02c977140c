//! Tables: dense rows, a header that stays in sight, sorting by link.

use super::icon::{Icon, IconName, classes};
use leptos::prelude::*;

/// The direction in which a column is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortOrder {
    Ascending,
    Descending,
}

/// A table that scrolls sideways where it must. `head` draws the header's cells, the children are rows.
#[component]
pub fn Table(
    /// What the table holds, for those who do not see it.
    #[prop(into)]
    label: String,
    #[prop(into)] head: ViewFn,
    /// On a telephone, each row becomes a line or two: `cell-main`, `cell-side` and what follows.
    #[prop(optional)]
    stack: bool,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    let own = if stack { "table table-stack" } else { "table" };
    view! {
        // Focusable, so that the arrow keys scroll it.
        <div class="table-scroll" role="region" aria-label=label tabindex="0">
            <table class=classes(own, &class)>
                <thead>
                    <tr>{head.run()}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}

/// The head of a column that is not sorted by.
#[component]
pub fn Th(
    #[prop(optional)] numeric: bool,
    /// The label is only spoken: for columns of buttons.
    #[prop(optional)]
    hidden: bool,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    let own = if numeric { "num" } else { "" };
    view! {
        <th scope="col" class=classes(own, &class)>
            <span class=if hidden { "sr-only" } else { "" }>{children()}</span>
        </th>
    }
}

/// The head of a column that can be sorted by: a link to the same list in that order.
#[component]
pub fn SortHeader(
    #[prop(into)] label: String,
    #[prop(into)] href: Signal<String>,
    #[prop(into)] sorted: Signal<Option<SortOrder>>,
    #[prop(optional)] numeric: bool,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    let own = if numeric { "num" } else { "" };
    let aria_sort = move || {
        sorted.get().map(|order| match order {
            SortOrder::Ascending => "ascending",
            SortOrder::Descending => "descending",
        })
    };
    view! {
        <th scope="col" class=classes(own, &class) aria-sort=aria_sort>
            <a class="sort" href=move || href.get()>
                {label}
                {move || {
                    let name = match sorted.get() {
                        Some(SortOrder::Ascending) => IconName::ArrowUp,
                        Some(SortOrder::Descending) => IconName::ArrowDown,
                        None => IconName::ChevronsUpDown,
                    };
                    view! { <Icon name=name/> }
                }}
            </a>
        </th>
    }
}
