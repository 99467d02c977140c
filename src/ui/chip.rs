//! Filters above a list: each a chip that opens its choices, and a link that takes it away.

use super::button::ButtonKind;
use super::icon::{Icon, IconName, classes};
use super::menu::Menu;
use leptos::prelude::*;

/// A wrapping row of a search box and chips.
#[component]
pub fn FilterBar(#[prop(optional, into)] class: String, children: Children) -> impl IntoView {
    view! { <div class=classes("filter-bar", &class)>{children()}</div> }
}

/// A filter. The children are the choices, as `MenuLink`s to the list with that choice.
#[component]
pub fn FilterChip(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    /// What is chosen, in words.
    #[prop(into)]
    value: Signal<Option<String>>,
    /// The list without this filter.
    #[prop(into)]
    clear_href: Signal<String>,
    children: Children,
) -> impl IntoView {
    let name = label.clone();
    let trigger = move || {
        let name = name.clone();
        view! {
            <span class="chip-label">{name}</span>
            {move || value.get().map(|value| view! { <span class="chip-value">{value}</span> })}
            <Icon name=IconName::ChevronDown class="icon-small"/>
        }
    };
    let clear = format!("Clear filter {label}");
    view! {
        <span class="chip" class:chip-set=move || value.read().is_some()>
            <Menu id=id label=format!("Filter by {label}") trigger=trigger kind=ButtonKind::Ghost bare=true>
                {children()}
            </Menu>
            {move || {
                let clear = clear.clone();
                value.read().is_some().then(|| view! {
                    <a class="chip-clear" href=move || clear_href.get() aria-label=clear.clone() title=clear>
                        <Icon name=IconName::X class="icon-small"/>
                    </a>
                })
            }}
        </span>
    }
}

/// Something chosen that can only be taken away.
#[component]
pub fn RemovableChip(#[prop(into)] label: String, #[prop(into)] href: Signal<String>) -> impl IntoView {
    let remove = format!("Remove {label}");
    view! {
        <span class="chip chip-set">
            <span class="chip-text">{label}</span>
            <a class="chip-clear" href=move || href.get() aria-label=remove>
                <Icon name=IconName::X class="icon-small"/>
            </a>
        </span>
    }
}
