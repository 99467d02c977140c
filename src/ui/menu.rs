//! Menus: a button that opens a short list of links and actions.
//!
//! The browser's own popover opens and closes them, so they work without JavaScript, close on
//! Escape and on a click elsewhere, and are never cut off by a table's edge. With JavaScript the
//! arrow keys move through them and a choice closes them.

use super::badge::{Dot, Tone};
use super::button::ButtonKind;
use super::icon::{Icon, IconName, classes};
use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// On which side of its button a menu opens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    #[default]
    Start,
    End,
}

/// A button with a menu. `id` must be the only one of its kind on the page, and the same on the
/// server and in the browser.
#[component]
pub fn Menu(
    #[prop(into)] id: String,
    /// What the menu is for; names the button where its content is no text.
    #[prop(into)]
    label: String,
    #[prop(into)] trigger: ViewFn,
    #[prop(default = ButtonKind::Ghost)] kind: ButtonKind,
    #[prop(optional)] align: Align,
    /// Draws no button around the trigger's content.
    #[prop(optional)]
    bare: bool,
    /// The content is no text, so that the label must name the button.
    #[prop(optional)]
    icon_only: bool,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    let anchor = format!("--{id}");
    let own = match (bare, icon_only) {
        (true, _) => "menu-trigger",
        (false, true) => "btn-icon",
        (false, false) => "",
    };
    let own = if bare {
        own.to_owned()
    } else {
        classes(kind.class(), own)
    };
    view! {
        <button
            type="button"
            class=classes(&own, &class)
            popovertarget=id.clone()
            aria-label=icon_only.then(|| label.clone())
            title=icon_only.then(|| label.clone())
            style=format!("anchor-name:{anchor}")
        >
            {trigger.run()}
        </button>
        <MenuList id label align>{children()}</MenuList>
    }
}

/// The list of a menu, for buttons of one's own: they open it with its id as their `popovertarget`,
/// and it stands beside the one whose `anchor-name` is its id with two hyphens before it.
#[component]
pub fn MenuList(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(optional)] align: Align,
    children: Children,
) -> impl IntoView {
    let list = NodeRef::<Div>::new();
    let side = match align {
        Align::Start => "menu",
        Align::End => "menu menu-end",
    };
    let anchor = format!("--{id}");
    view! {
        <div
            node_ref=list
            id=id
            class=side
            popover="auto"
            role="group"
            aria-label=label
            style=format!("position-anchor:{anchor}")
            on:keydown=move |event| {
                if let Some(list) = list.get_untracked() {
                    move_focus(&list, &event);
                }
            }
            on:click=move |event| {
                if let Some(list) = list.get_untracked()
                    && chosen(&event)
                {
                    let _ = list.hide_popover();
                }
            }
            on:toggle=move |_| {
                if let Some(list) = list.get_untracked()
                    && list.matches(":popover-open").unwrap_or(false)
                    && let Some(first) = items(&list).first()
                {
                    let _ = first.focus();
                }
            }
        >
            {children()}
        </div>
    }
}

/// A button of one of many rows, for a list that all of them share (and what else opens beside it): it opens beside the
/// row's whose button is `current`. Without JavaScript nobody would know of which row, so it is not there.
#[component]
pub fn SharedMenuButton(
    /// The id of the list.
    menu: &'static str,
    /// The id of what else opens beside the same button.
    beside: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] current: Signal<bool>,
    /// Called before it opens.
    on_open: Callback<()>,
) -> impl IntoView {
    let title = label.clone();
    view! {
        <button
            type="button"
            class="btn btn-ghost btn-icon noscript:hidden"
            popovertarget=menu
            aria-label=label
            title=title
            style=move || if current.get() { format!("anchor-name:--{menu}, --{beside}") } else { String::new() }
            on:click=move |_| on_open.run(())
        >
            <Icon name=IconName::Ellipsis/>
        </button>
    }
}

/// Whether a click met an item, and not the space between.
fn chosen(event: &web_sys::MouseEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|target| target.closest(".menu-item").ok().flatten())
        .is_some_and(|item| !item.has_attribute("data-stays"))
}

/// What the arrow keys go to: a menu's items, and what is ticked in a list of options.
const ITEMS: &str = ".menu-item:not(:disabled), .option > input:not(:disabled)";

/// The items that can be chosen, in their order; some stand inside forms.
fn items(within: &web_sys::Element) -> Vec<HtmlElement> {
    let mut items = Vec::new();
    let mut child = within.first_element_child();
    while let Some(element) = child {
        child = element.next_element_sibling();
        if element.matches(ITEMS).unwrap_or(false) {
            items.extend(element.dyn_into::<HtmlElement>().ok());
        } else if !element.has_attribute("hidden") {
            items.extend(self::items(&element));
        }
    }
    items
}

/// Arrow keys, Home and End: from item to item of a list.
pub fn move_focus(list: &HtmlElement, event: &KeyboardEvent) {
    let items = items(list);
    let active = document().active_element();
    let at = items
        .iter()
        .position(|item| active.as_ref().is_some_and(|active| active == &**item));
    let last = items.len().saturating_sub(1);
    let next = match (event.key().as_str(), at) {
        ("ArrowDown", Some(at)) if at < last => at + 1,
        ("ArrowDown", _) | ("Home", _) => 0,
        ("ArrowUp", Some(at)) if at > 0 => at - 1,
        ("ArrowUp", _) | ("End", _) => last,
        _ => return,
    };
    event.prevent_default();
    if let Some(item) = items.get(next) {
        let _ = item.focus();
    }
}

/// What stands before an item's text.
fn before(icon: Option<IconName>, tone: Option<Tone>) -> impl IntoView {
    (
        icon.map(|name| view! { <Icon name=name/> }),
        tone.map(|tone| view! { <Dot tone=tone/> }),
    )
}

/// An item that leads somewhere.
#[component]
pub fn MenuLink(
    #[prop(into)] href: Signal<String>,
    #[prop(optional, into)] icon: Option<IconName>,
    #[prop(optional)] tone: Option<Tone>,
    /// What is chosen now.
    #[prop(optional, into)]
    current: Signal<bool>,
    children: Children,
) -> impl IntoView {
    view! {
        <a class="menu-item" href=move || href.get() aria-current=move || current.get().then_some("true")>
            {before(icon, tone)}
            <span class="menu-text">{children()}</span>
            <Icon name=IconName::Check class="menu-check"/>
        </a>
    }
}

/// An item that acts. With `submit` it sends the form it stands in, without JavaScript too.
#[component]
pub fn MenuButton(
    #[prop(optional, into)] on_click: Option<Callback<()>>,
    #[prop(optional, into)] icon: Option<IconName>,
    #[prop(optional)] tone: Option<Tone>,
    #[prop(optional)] danger: bool,
    #[prop(optional)] submit: bool,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional, into)] current: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=if danger { "menu-item menu-danger" } else { "menu-item" }
            name=name
            value=value
            disabled=move || disabled.get()
            aria-current=move || current.get().then_some("true")
            on:click=move |_| if let Some(act) = on_click { act.run(()) }
        >
            {before(icon, tone)}
            <span class="menu-text">{children()}</span>
            <Icon name=IconName::Check class="menu-check"/>
        </button>
    }
}

/// A line between two groups of items.
#[component]
pub fn MenuSeparator() -> impl IntoView {
    view! { <hr class="menu-line"/> }
}

/// What the items beneath it have in common.
#[component]
pub fn MenuHeading(children: Children) -> impl IntoView {
    view! { <p class="menu-heading">{children()}</p> }
}
