//! Finding a contact on the page that is shown: a row of the table, or a card of the board.

use crate::ids::ContactId;
use crate::ui::prelude::*;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// What a contact is shown as.
const SHOWN: &str = "tbody tr[data-id], .board-lanes .board-card";
/// Its name, which is a link.
const NAME: &str = ".row-link, .board-link";

/// The contact whose name was clicked, if it is to open here: not in another tab, and not on a
/// telephone, where a record has the whole screen anyway.
pub fn opens_beside(event: &MouseEvent) -> Option<ContactId> {
    let is_plain = event.button() == 0
        && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
    let is_wide = window().inner_width().ok()?.as_f64()? >= 768.0;
    if !is_plain || !is_wide || event.default_prevented() {
        return None;
    }
    let name = event.target()?.dyn_into::<Element>().ok()?.closest(NAME).ok()??;
    id_of(&name.closest(SHOWN).ok()??)
}

/// Puts the focus on the first contact of the list, if there is one.
pub fn focus_first() {
    let first = document().query_selector(&format!(":is({SHOWN}):not([hidden])"));
    focus_name(first.ok().flatten());
}

/// Puts the focus on a contact, if it is shown.
pub fn focus_contact(id: ContactId) {
    focus_name(find(id));
}

/// The contact whose row or card holds the focus.
pub fn contact_in_focus() -> Option<ContactId> {
    id_of(&document().active_element()?.closest(SHOWN).ok()??)
}

/// Scrolls to a contact as far as it must.
pub fn show_contact(id: ContactId) {
    if let Some(element) = find(id) {
        scroll_to(&element);
    }
}

/// What a contact is shown as.
pub fn find(id: ContactId) -> Option<Element> {
    let selector = format!("tbody tr[data-id=\"{id}\"], .board-lanes [data-card=\"{id}\"]");
    document().query_selector(&selector).ok().flatten()
}

/// Whose row or card it is.
pub fn id_of(element: &Element) -> Option<ContactId> {
    let id = element
        .get_attribute("data-id")
        .or_else(|| element.get_attribute("data-card"));
    id?.parse().ok()
}

/// The link in a row or card.
pub fn name_in(element: &Element) -> Option<HtmlElement> {
    element.query_selector(NAME).ok().flatten()?.dyn_into().ok()
}

fn focus_name(of: Option<Element>) {
    if let Some(name) = of.as_ref().and_then(name_in) {
        let _ = name.focus();
    }
}
