//! Where one is on the page of approvals: its address, and what has the focus.

use crate::expenses::components::addresses;
use crate::expenses::types::InboxFilter;
use crate::ids::ExpenseId;
use crate::query::written;
use crate::ui::prelude::*;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Where the claim begins, for whoever reads the page aloud.
pub const HEAD: &str = "inbox-head";

/// The filter, and what opens it.
pub const FILTER: &str = "inbox-filter";
pub const FILTER_TOGGLE: &str = "inbox-filter-toggle";

/// The address of the inbox with a claim open, as far as the filter takes it.
#[must_use]
pub fn address(filter: &InboxFilter, open: Option<ExpenseId>) -> String {
    let mut parameters = filter.parameters();
    parameters.extend(open.map(|id| ("claim", id.to_string())));
    format!("{}{}", addresses::APPROVALS, written(&parameters))
}

/// The address with the filter open, for those whom no script serves.
#[must_use]
pub fn address_of_filter(filter: &InboxFilter) -> String {
    let mut parameters = filter.parameters();
    parameters.push(("filter", "1".to_owned()));
    format!("{}{}", addresses::APPROVALS, written(&parameters))
}

/// Puts the focus into the filter once it is there.
pub fn focus_on_filter() {
    request_animation_frame(|| focus_on(&format!("#{FILTER} select, #{FILTER} input")));
}

/// Whether there is room for the queue or a claim, and not for both.
#[must_use]
pub fn is_narrow() -> bool {
    window()
        .match_media("(width < 48rem)")
        .ok()
        .flatten()
        .is_some_and(|list| list.matches())
}

/// Puts the claim into the address, in place of the one before. The router is not asked: it would take longer than somebody takes
/// who decides about one after the other.
pub fn write(filter: &InboxFilter, open: Option<ExpenseId>) {
    if let Ok(history) = window().history() {
        let state = history.state().unwrap_or_default();
        // A browser refuses it where it is asked too often; the address is then a moment old.
        let _ = history.replace_state_with_url(&state, "", Some(&address(filter, open)));
    }
}

/// One step back.
pub fn back() {
    if let Ok(history) = window().history() {
        let _ = history.back();
    }
}

/// Whether the browser's address names this claim; the router may be behind it.
#[must_use]
pub fn is_at(open: Option<ExpenseId>) -> bool {
    let location = window().location();
    let (path, search) = (
        location.pathname().unwrap_or_default(),
        location.search().unwrap_or_default(),
    );
    path == addresses::APPROVALS
        && match open {
            Some(id) => search.contains(&id.to_string()),
            None => !search.contains("claim="),
        }
}

/// Milliseconds since 1970.
#[must_use]
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// Leads to a claim: to its row where that is seen, and to its head otherwise.
pub fn focus(open: Option<ExpenseId>, is_in_claim: bool) {
    let Some(id) = open else {
        return focus_on("#inbox-empty");
    };
    if is_in_claim && is_narrow() {
        return focus_on(&format!("#{HEAD}"));
    }
    let found = document().query_selector(&format!("[data-claim=\"{id}\"]"));
    if let Ok(Some(row)) = found {
        scroll_to(&row);
        let link = row.query_selector("a").ok().flatten();
        if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
            let _ = link.focus();
        }
    }
}

/// Whether somebody has come near the end of what scrolls.
#[must_use]
pub fn is_near_end(list: &Element) -> bool {
    list.scroll_top() + list.client_height() + 600 > list.scroll_height()
}
