//! Panels that a button opens beside it: for choices of several and for small forms.
//!
//! As with menus, the browser's own popover opens and closes them, without JavaScript too. On a
//! telephone they rise from the lower edge.

use super::icon::classes;
use super::menu::{Align, move_focus};
use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

/// A button that opens a panel; a panel may have several. Without an `anchor` the panel opens beside
/// this one.
#[component]
pub fn PopoverButton(
    /// The panel's id.
    #[prop(into)]
    panel: String,
    #[prop(into)] class: String,
    /// Names the button where its content is no text.
    #[prop(optional, into)]
    label: Option<String>,
    /// A name of its own, for a panel that moves between its buttons.
    #[prop(optional, into)]
    anchor: Option<String>,
    #[prop(optional, into)] on_click: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let anchor = anchor.unwrap_or_else(|| panel.clone());
    view! {
        <button
            type="button"
            class=class
            popovertarget=panel
            aria-label=label.clone()
            title=label
            style=format!("anchor-name:--{anchor}")
            on:click=move |_| if let Some(act) = on_click { act.run(()) }
        >
            {children()}
        </button>
    }
}

/// The panel. `id` must be the only one of its kind on the page, and the same on the server and in
/// the browser.
#[component]
pub fn PopoverPanel(
    #[prop(into)] id: String,
    /// What the panel is for.
    #[prop(into)]
    label: String,
    #[prop(optional)] align: Align,
    /// The button beside which it opens, where it has several.
    #[prop(optional, into)]
    anchor: Option<Signal<String>>,
    #[prop(optional, into)] class: Signal<String>,
    /// What else happens when it begins to open.
    #[prop(optional, into)]
    on_open: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let panel = NodeRef::<Div>::new();
    let own = match align {
        Align::Start => "menu panel",
        Align::End => "menu menu-end panel",
    };
    let anchor = anchor.unwrap_or_else(|| Signal::stored(id.clone()));
    let on_keydown = move |event: KeyboardEvent| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        // These have a use of their own for the keys.
        let is_field = target.is_some_and(|target| {
            target
                .matches("select, textarea, input:not([type=checkbox], [type=search])")
                .unwrap_or(false)
        });
        let is_caret = matches!(event.key().as_str(), "Home" | "End");
        if let Some(panel) = panel.get_untracked()
            && !is_field
            && !is_caret
        {
            move_focus(&panel, &event);
        }
    };
    let is_open = |panel: &web_sys::HtmlDivElement| panel.matches(":popover-open").unwrap_or(false);
    // It is heard before a panel opens and before it closes.
    let on_before = move |_: Event| {
        if let (Some(panel), Some(act)) = (panel.get_untracked(), on_open)
            && !is_open(&panel)
        {
            act.run(());
        }
    };
    let on_toggle = move |_| {
        if let Some(panel) = panel.get_untracked().filter(is_open)
            && let Some(first) = first_control(&panel)
        {
            let _ = first.focus();
        }
    };
    view! {
        <div
            node_ref=panel
            id=id
            class=move || classes(own, &class.read())
            popover="auto"
            role="group"
            aria-label=label
            style=move || format!("position-anchor:--{}", anchor.read())
            on:keydown=on_keydown
            on:beforetoggle=on_before
            on:toggle=on_toggle
        >
            {children()}
        </div>
    }
}

/// A panel that is drawn when it is opened for the first time: a page with many of them is not made of what few people look at.
#[component]
pub fn LazyPopoverPanel(
    #[prop(into)] id: String,
    /// What the panel is for.
    #[prop(into)]
    label: String,
    #[prop(optional)] align: Align,
    /// The button beside which it opens, where it has several.
    #[prop(optional, into)]
    anchor: Option<Signal<String>>,
    #[prop(optional, into)] class: Signal<String>,
    /// Drawn at once, as where no script could draw it later.
    #[prop(optional)]
    drawn: bool,
    /// What else happens when it begins to open.
    #[prop(optional, into)]
    on_open: Option<Callback<()>>,
    children: ChildrenFn,
) -> impl IntoView {
    let is_drawn = RwSignal::new(drawn);
    let anchor = anchor.unwrap_or_else(|| Signal::stored(id.clone()));
    let open = Callback::new(move |()| {
        is_drawn.set(true);
        if let Some(act) = on_open {
            act.run(());
        }
    });
    view! {
        <PopoverPanel id label align anchor class on_open=open>
            {move || is_drawn.get().then(|| children())}
        </PopoverPanel>
    }
}

/// Closes a panel, as after a choice that leaves nothing to choose.
pub fn close_popover(id: &str) {
    let panel = document()
        .get_element_by_id(id)
        .and_then(|panel| panel.dyn_into::<HtmlElement>().ok());
    if let Some(panel) = panel {
        let _ = panel.hide_popover();
    }
}

/// The first thing in it that can be typed into, ticked or pressed.
fn first_control(within: &Element) -> Option<HtmlElement> {
    within
        .query_selector("input:not([type=hidden]), textarea, select, button, a")
        .ok()
        .flatten()
        .and_then(|control| control.dyn_into().ok())
}
