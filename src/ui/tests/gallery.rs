//! The gallery, page by page. With `UI_GALLERY` set to a folder, the pages are written there, to be
//! looked at.

use crate::error::AppError;
use crate::ui::gallery::{self, PAGES};
use crate::ui::prelude::*;
use leptos::prelude::*;
use std::collections::HashSet;

fn keep(name: &str, html: &str) {
    if let Ok(folder) = std::env::var("UI_GALLERY") {
        std::fs::write(format!("{folder}/{name}.html"), html).unwrap();
    }
}

/// Draws a page, keeps it where asked, and checks what holds for every page.
fn page(name: &str, draw: impl FnOnce() -> AnyView) -> String {
    let html = gallery::document(draw, "/ui.css", None);
    keep(name, &html);
    let mut ids = HashSet::new();
    for id in html
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        assert!(ids.insert(id), "{name}: the id {id} stands twice");
    }
    for target in [
        "for=\"",
        "popovertarget=\"",
        "aria-labelledby=\"",
        "aria-controls=\"",
    ] {
        for id in html
            .split(target)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            assert!(ids.contains(id), "{name}: {target}{id} points nowhere");
        }
    }
    assert_eq!(html.matches("<h1").count(), 1, "{name} has one main heading");
    html
}

fn drawn(name: &str) -> String {
    let (_, draw) = PAGES.iter().find(|(known, _)| *known == name).unwrap();
    page(name, draw)
}

#[test]
fn every_part_of_the_kit_is_drawn_by_the_server() {
    for (name, draw) in PAGES {
        page(name, draw);
    }
    page("contents", gallery::contents);
    let fault = AppError::Internal {
        reference: "01987f3a".into(),
    };
    keep(
        "document",
        &crate::ui::error_state::document(&fault, "7f3a", Some("/ui.css"), Some("dark")),
    );
}

#[test]
fn the_place_where_one_is_is_marked_once() {
    let html = drawn("record");
    assert_eq!(html.matches("aria-current=\"page\"").count(), 1, "{html}");
}

#[test]
fn a_name_or_a_tag_cannot_become_part_of_the_page() {
    let html = page("escaped", || {
        let attack = "<img src=x onerror=alert(1)>";
        view! {
            <PageHeader title=attack/>
            <Tag text=attack/>
            <Badge>{attack}</Badge>
            <Menu id="attack" label=attack trigger=|| "Menu">"Item"</Menu>
            <Meter value=7 label=attack/>
            <NavigationOf name=attack/>
        }
        .into_any()
    });
    assert!(!html.contains("<img"), "{html}");
}

#[component]
fn NavigationOf(name: &'static str) -> impl IntoView {
    view! { <Tabs label=name items=vec![TabItem::new(name, "\"><script>", true)]/> }
}
