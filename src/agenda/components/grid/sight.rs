//! Where things are on the screen, and what is seen of what is held.

use super::cards::{Card, Flags, size};
use super::carry::{Carry, precise};
use super::geometry::push;
use super::plan::Plan;
use crate::ids::AgendaItemId;
use crate::ui::focus::scroll_to;
use chrono::NaiveDate;
use leptos::html::Ul;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

/// How long a card rests on the tab of another day until that day is shown.
const PATIENCE: Duration = Duration::from_millis(600);
/// For how many frames one waits for a card to be drawn.
const FRAMES: u32 = 90;

/// The element that an event is about, or one around it.
pub fn closest(event: &Event, selector: &str) -> Option<Element> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    target.closest(selector).ok().flatten()
}

/// The item whose card or row an event is about.
pub fn item_of(event: &Event) -> Option<AgendaItemId> {
    let card = closest(event, ".plan-card")?;
    card.get_attribute("data-item")?.parse().ok()
}

fn card(id: AgendaItemId) -> Option<HtmlElement> {
    let found = document().query_selector(&format!(".plan-card[data-item=\"{id}\"]"));
    found.ok().flatten()?.dyn_into().ok()
}

/// Scrolls to a card, no further than it must.
pub fn show_item(id: AgendaItemId) {
    if let Some(card) = card(id) {
        scroll_to(&card);
    }
}

/// Puts the focus on the link of a card or, where the grid is not shown, of a row, as soon as there is one.
pub fn focus_item(id: AgendaItemId) {
    request_animation_frame(move || focus_within(id, FRAMES));
}

fn focus_within(id: AgendaItemId, frames: u32) {
    for selector in [
        format!(".plan-card[data-item=\"{id}\"] .plan-link"),
        format!("[data-row=\"{id}\"] .day-link"),
    ] {
        let link = document().query_selector(&selector).ok().flatten();
        if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
            let _ = link.focus();
            if has_focus(id) {
                return;
            }
        }
    }
    if frames > 0 {
        request_animation_frame(move || focus_within(id, frames - 1));
    }
}

/// Whether the focus is on a card or a row.
pub fn has_focus(id: AgendaItemId) -> bool {
    let within = format!("[data-item=\"{id}\"], [data-row=\"{id}\"]");
    let active = document().active_element();
    active.is_some_and(|active| active.closest(&within).is_ok_and(|found| found.is_some()))
}

impl Carry {
    /// The minute of the scale, and the column, at a point of the window; for a point beside the grid, those next to it.
    pub(super) fn place_at(self, at: (f64, f64)) -> Option<(f64, usize)> {
        let canvas = self.canvas.get_untracked()?.get_bounding_client_rect();
        let minutes = precise(self.plan.scale.read_untracked().minutes);
        let count = self.plan.columns.read_untracked().len().max(1);
        if canvas.height() <= 0.0 || canvas.width() <= 0.0 {
            return None;
        }
        let minute = (at.1 - canvas.top()) / canvas.height() * minutes;
        let share = ((at.0 - canvas.left()) / canvas.width()).clamp(0.0, 1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a few columns"
        )]
        let column = ((share * count as f64) as usize).min(count - 1);
        Some((minute, column))
    }

    /// Once a frame, as long as a pointer carries.
    pub(super) fn keep_scrolling(self) {
        request_animation_frame(move || {
            if self.carries() {
                self.scroll_at_the_edge();
                self.look();
                self.keep_scrolling();
            }
        });
    }

    fn scroll_at_the_edge(self) {
        let (Some(grip), Some(scroll)) = (self.grip.get_value(), self.scroll.get_untracked()) else {
            return;
        };
        let place = scroll.get_bounding_client_rect();
        let height = window().inner_height().ok().and_then(|height| height.as_f64());
        let height = height.unwrap_or_else(|| place.bottom());
        // On a tab above the grid one chooses a day and does not scroll.
        if grip.at.1 >= place.top() {
            let down = push(grip.at.1, place.top().max(0.0), place.bottom().min(height));
            let before = scroll.scroll_top();
            scroll.set_scroll_top(before + down);
            if scroll.scroll_top() == before && down > 0 && place.bottom() > height {
                window().scroll_by_with_x_and_y(0.0, down.into());
            }
        }
        let aside = push(grip.at.0, place.left(), place.right());
        scroll.set_scroll_left(scroll.scroll_left() + aside);
    }

    /// Shows another day, once the pointer rests on its tab.
    pub(super) fn look_at_days(self, at: (f64, f64)) {
        #[expect(clippy::cast_possible_truncation, reason = "a window is not that large")]
        let beneath = document().element_from_point(at.0 as f32, at.1 as f32);
        let tab = beneath.and_then(|element| element.closest(".plan-days [data-day]").ok().flatten());
        let day = tab.and_then(|tab| tab.get_attribute("data-day")?.parse::<NaiveDate>().ok());
        let before = self.over.with_value(|over| over.map(|(day, _)| day));
        if day == before {
            return;
        }
        self.leave_day();
        let Some(day) = day.filter(|day| self.plan.part.read_untracked().day != Some(*day)) else {
            return;
        };
        let show = move || {
            if self.carries() {
                self.leave_day();
                self.plan.heard.on_day.run(day);
            }
        };
        if let Ok(timer) = set_timeout_with_handle(show, PATIENCE) {
            self.over.set_value(Some((day, timer)));
            mark_tab(Some(day));
        }
    }

    pub(super) fn leave_day(self) {
        if let Some(Some((_, timer))) = self.over.try_update_value(Option::take) {
            timer.clear();
            mark_tab(None);
        }
    }
}

/// Marks the tab over which something is held.
fn mark_tab(day: Option<NaiveDate>) {
    if let Some(before) = document().query_selector(".plan-days [data-over]").ok().flatten() {
        let _ = before.remove_attribute("data-over");
    }
    let tab = day.and_then(|day| {
        document()
            .query_selector(&format!(".plan-days [data-day=\"{day}\"]"))
            .ok()
            .flatten()
    });
    if let Some(tab) = tab {
        let _ = tab.set_attribute("data-over", "");
    }
}

/// Keeps cards where their items are, and the held one where it would come to: what is drawn stays and only moves.
pub fn keep_in_place(plan: Plan, list: NodeRef<Ul>) {
    Effect::new(move || {
        plan.held.track();
        plan.chosen.track();
        plan.scale.track();
        plan.trial.track();
        list.track();
        apply(plan, list);
    });
    // Cards that are drawn anew are there in the next frame.
    Effect::new(move || {
        plan.cards.track();
        apply(plan, list);
        request_animation_frame(move || apply(plan, list));
    });
}

/// Says of each card where it is now and what is the case.
fn apply(plan: Plan, list: NodeRef<Ul>) {
    let (Some(cards), Some(trial)) = (plan.cards.try_read_untracked(), plan.trial.try_read_untracked())
    else {
        return;
    };
    let (held, chosen) = (plan.held.get_untracked(), plan.chosen.get_untracked());
    let Some(list) = list.get_untracked() else { return };
    let known: BTreeMap<AgendaItemId, &Card> = cards.iter().map(|card| (card.id, card)).collect();
    let mut next = list.first_element_child();
    while let Some(element) = next {
        next = element.next_element_sibling();
        let id = element.get_attribute("data-item").and_then(|id| id.parse().ok());
        let Some(card) = id.and_then(|id: AgendaItemId| known.get(&id)) else {
            continue;
        };
        let own = held.filter(|held| held.item == card.id);
        let (block, times) = match own {
            Some(held) => (
                plan.block_of(held.spot),
                plan.with_clock(|clock| clock.times(held.spot.start, held.spot.end)),
            ),
            None => (card.block, card.times.clone()),
        };
        let flags = if held.is_some() {
            Flags::of(card.id, &trial)
        } else {
            card.flags
        };
        keep(&element, "style", Some(&block.style()));
        keep(&element, "data-size", Some(size(block.length)));
        keep(&element, "data-clash", flags.is_clashing.then_some(""));
        keep(&element, "data-large", flags.is_too_large.then_some(""));
        keep(&element, "data-outside", flags.is_outside.then_some(""));
        mark_star(&element, card.is_starred);
        keep(
            &element,
            "data-held",
            own.map(|held| if held.by_keys { "keys" } else { "pointer" }),
        );
        keep(&element, "data-chosen", (chosen == Some(card.id)).then_some(""));
        if let Ok(Some(shown)) = element.query_selector(".plan-time")
            && shown.text_content().as_deref() != Some(&times)
        {
            shown.set_text_content(Some(&times));
        }
    }
}

/// Says whether a card is in one's own agenda, where that is not said already.
fn mark_star(element: &Element, is_starred: bool) {
    if element.has_attribute("data-starred") == is_starred {
        return;
    }
    keep(element, "data-starred", is_starred.then_some(""));
    if let Ok(Some(star)) = element.query_selector(".plan-star") {
        keep(
            &star,
            "aria-pressed",
            Some(if is_starred { "true" } else { "false" }),
        );
    }
}

/// Gives an element an attribute or takes it, where that is not so already.
fn keep(element: &Element, name: &str, value: Option<&str>) {
    if element.get_attribute(name).as_deref() == value {
        return;
    }
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}
