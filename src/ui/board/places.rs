//! Finding cards and lanes on the page.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

/// What a key of a card or a lane is called on its element.
pub const CARD: &str = "data-card";
pub const LANE: &str = "data-lane";

/// The element that an event is about, or one around it.
pub fn closest(event: &Event, selector: &str) -> Option<Element> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    target.closest(selector).ok().flatten()
}

/// The card whose own link an event is about.
pub fn card_of_link(event: &Event) -> Option<Element> {
    closest(event, ".board-link")?
        .closest(".board-card")
        .ok()
        .flatten()
}

/// The card of a key.
pub fn card(key: &str) -> Option<HtmlElement> {
    find(&format!(".board-lanes [{CARD}=\"{key}\"]"))
}

/// The lane of a key.
pub fn lane(key: &str) -> Option<HtmlElement> {
    find(&format!(".board-lanes > [{LANE}=\"{key}\"]"))
}

fn find(selector: &str) -> Option<HtmlElement> {
    let element = document().query_selector(selector).ok().flatten()?;
    element.dyn_into().ok()
}

/// The key of the lane around a card.
pub fn lane_of(card: &Element) -> Option<String> {
    let lane = card.closest(".board-lane").ok().flatten()?;
    lane.get_attribute(LANE)
}

/// The key of the lane at a point of the window.
pub fn lane_beneath(x: f64, y: f64) -> Option<String> {
    #[expect(clippy::cast_possible_truncation, reason = "a window is not that large")]
    let element = document().element_from_point(x as f32, y as f32)?;
    lane_of(&element)
}

/// The lanes, from the first to the last.
pub fn lanes(board: &Element) -> Vec<Element> {
    children(board)
}

fn children(of: &Element) -> Vec<Element> {
    let mut found = Vec::new();
    let mut next = of.first_element_child();
    while let Some(child) = next {
        next = child.next_element_sibling();
        found.push(child);
    }
    found
}

/// The cards of a lane that are seen.
fn cards(lane: &Element) -> Vec<Element> {
    let list = lane.query_selector(".board-list").ok().flatten();
    let mut cards = list.map(|list| children(&list)).unwrap_or_default();
    cards.retain(|card| !card.has_attribute("hidden"));
    cards
}

/// The card above, below or beside another.
pub fn neighbour(board: &Element, card: &Element, key: &str) -> Option<Element> {
    let lane = card.closest(".board-lane").ok().flatten()?;
    let own = cards(&lane);
    let at = own.iter().position(|one| one == card)?;
    match key {
        "ArrowUp" => own.get(at.checked_sub(1)?).cloned(),
        "ArrowDown" => own.get(at + 1).cloned(),
        "Home" => own.first().cloned(),
        "End" => own.last().cloned(),
        "ArrowLeft" | "ArrowRight" => {
            let lanes = lanes(board);
            let here = lanes.iter().position(|one| *one == lane)?;
            // An empty lane is passed by.
            let mut beside: Vec<&Element> = if key == "ArrowRight" {
                lanes.iter().skip(here + 1).collect()
            } else {
                lanes.iter().take(here).rev().collect()
            };
            beside.retain(|lane| !cards(lane).is_empty());
            let there = cards(beside.first()?);
            there.get(at).or_else(|| there.last()).cloned()
        }
        _ => None,
    }
}

/// Puts the focus on a card's link.
pub fn focus(card: &Element) {
    let link = card.query_selector(".board-link").ok().flatten();
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        let _ = link.focus();
    }
}
