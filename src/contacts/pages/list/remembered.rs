//! Which list the address asks for. A bare `/contacts` leads to the layout and the order that the
//! person used last in this browser; every other address says what it means.

use crate::app::{redirect, use_viewer};
use crate::contacts::components::addresses;
use crate::contacts::types::{ContactFilter, Layout, ListState};
use crate::ids::UserId;
use crate::ui::cookie;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

/// Where layout and order are kept.
const COOKIE: &str = "list";

/// What the address says behind its question mark, or what was used last where it says nothing.
pub fn use_list_state(search: Memo<String>) -> Memo<ListState> {
    let me = use_viewer().map(|viewer| viewer.user_id);
    // While the list is being left, the address is already that of another page.
    let path = use_location().pathname;
    let is_here = Memo::new(move |_| *path.read() == addresses::LIST);
    let is_bare = Memo::new(move |_| is_here.get() && search.read().is_empty());
    let state = Memo::new(move |before: Option<&ListState>| {
        if let Some(before) = before
            && !is_here.get()
        {
            before.clone()
        } else if is_bare.get() {
            remembered(me).unwrap_or_default()
        } else {
            ListState::parse(&search.read())
        }
    });
    if is_bare.get_untracked() && state.get_untracked() != ListState::default() {
        redirect(&addresses::list(&state.read_untracked()));
    }
    let navigate = use_navigate();
    Effect::new(move || {
        let state = state.read();
        remember(me, &state);
        // A step back shall lead to what was seen, whatever is used by then.
        if is_bare.get() {
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&addresses::list(&state), options);
        }
    });
    state
}

fn remembered(me: Option<UserId>) -> Option<ListState> {
    of_text(&cookie::read(COOKIE)?, me?)
}

fn remember(me: Option<UserId>, state: &ListState) {
    if let Some(me) = me {
        cookie::write(COOKIE, &text_of(state, me));
    }
}

/// As it stands in the cookie, with the person: several may share a browser. The order is that of
/// the list without its search.
fn text_of(state: &ListState, me: UserId) -> String {
    let filter = state.filter.with_search(String::new());
    let direction = if filter.descending { "desc" } else { "asc" };
    format!("{me}.{}.{}.{direction}", state.layout, filter.sort)
}

fn of_text(text: &str, me: UserId) -> Option<ListState> {
    let mut parts = text.split('.');
    let mut next = || parts.next();
    let whose: UserId = next()?.parse().ok()?;
    let layout: Layout = next()?.parse().ok()?;
    let sort = next()?.parse().ok()?;
    let descending = match next()? {
        "asc" => false,
        "desc" => true,
        _ => return None,
    };
    let filter = ContactFilter {
        sort,
        descending,
        ..ContactFilter::default()
    }
    .tidied();
    (whose == me).then(|| ListState::from(filter).with_layout(layout))
}

#[cfg(test)]
mod unit {
    use super::*;
    use crate::contacts::types::ContactSort;

    #[test]
    fn layout_and_order_are_remembered_and_nothing_else() {
        let me = UserId::new();
        for (layout, sort, descending) in [
            (Layout::Table, ContactSort::Name, false),
            (Layout::Board, ContactSort::Score, true),
            (Layout::Board, ContactSort::Company, true),
        ] {
            let filter = ContactFilter {
                sort,
                descending,
                ..ContactFilter::default()
            };
            let state = |filter| ListState::from(filter).with_layout(layout);
            let searched = state(filter.with_search("ada".into()));
            assert_eq!(of_text(&text_of(&searched, me), me), Some(state(filter)));
        }
    }

    #[test]
    fn what_another_person_used_or_nobody_wrote_is_not_remembered() {
        let (me, other) = (UserId::new(), UserId::new());
        let text = text_of(&ListState::default(), other);
        assert_eq!(of_text(&text, me), None);
        for text in ["", "board", ".board.score.desc", "x.board.score.desc"] {
            assert_eq!(of_text(text, me), None, "{text}");
        }
        assert_eq!(of_text(&format!("{me}.pie.score.desc"), me), None);
        assert_eq!(of_text(&format!("{me}.board.score.up"), me), None);
    }
}
