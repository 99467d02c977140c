//! What is seen while a card is carried, and which lanes are.

use super::carry::{Carry, Hand};
use super::places::{lane, lane_beneath, lanes};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// How near an edge the board begins to scroll, and how fast at most, in pixels and pixels a frame.
const EDGE: f64 = 56.0;
const SPEED: f64 = 14.0;

impl Carry {
    pub(super) fn enter(self, key: Option<String>) {
        let before = self.grip.get_value().and_then(|grip| grip.over);
        if before == key {
            return;
        }
        self.leave(before.as_deref());
        if let Some(lane) = key.as_deref().and_then(lane) {
            let _ = lane.set_attribute("data-over", "");
        }
        self.grip.update_value(|grip| {
            if let Some(grip) = grip {
                grip.over = key;
            }
        });
    }

    pub(super) fn leave(self, key: Option<&str>) {
        if let Some(lane) = key.and_then(lane) {
            let _ = lane.remove_attribute("data-over");
        }
    }

    pub(super) fn look_beneath(self) {
        if let Some(grip) = self.grip.get_value() {
            self.enter(lane_beneath(grip.at.0, grip.at.1));
        }
    }

    pub(super) fn begin_ghost(self, card: &HtmlElement) {
        let Some(ghost) = self.ghost.get_untracked() else {
            return;
        };
        if let Ok(copy) = card.clone_node_with_deep(true) {
            let _ = ghost.append_child(&copy);
        }
        let place = card.get_bounding_client_rect();
        let _ = ghost.set_attribute(
            "style",
            &format!(
                "left:{}px;top:{}px;width:{}px",
                place.left(),
                place.top(),
                place.width()
            ),
        );
        ghost.set_hidden(false);
        self.show_ghost();
    }

    pub(super) fn show_ghost(self) {
        if let (Some(grip), Some(ghost)) = (self.grip.get_value(), self.ghost.get_untracked()) {
            let (x, y) = (grip.at.0 - grip.taken.0, grip.at.1 - grip.taken.1);
            let ghost: &HtmlElement = &ghost;
            let _ = ghost.style().set_property("translate", &format!("{x}px {y}px"));
        }
    }

    /// Once a frame, as long as a pointer carries.
    pub(super) fn keep_scrolling(self) {
        request_animation_frame(move || {
            if self.lifted_by().is_some_and(|hand| hand != Hand::Keys) {
                self.scroll_at_the_edge();
                self.look_beneath();
                self.keep_scrolling();
            }
        });
    }

    fn scroll_at_the_edge(self) {
        let (Some(grip), Some(board)) = (self.grip.get_value(), self.lanes.get_untracked()) else {
            return;
        };
        let place = board.get_bounding_client_rect();
        board.set_scroll_left(board.scroll_left() + push(grip.at.0, place.left(), place.right()));
        let list = grip.over.as_deref().and_then(lane);
        let list = list.and_then(|lane| lane.query_selector(".board-cards").ok().flatten());
        if let Some(list) = list {
            let place = list.get_bounding_client_rect();
            list.set_scroll_top(list.scroll_top() + push(grip.at.1, place.top(), place.bottom()));
        }
    }

    /// Scrolls to a lane.
    pub fn show_lane(self, index: usize) {
        if let Some(board) = self.lanes.get_untracked()
            && let Some(lane) = lanes(&board).get(index)
        {
            self.scroll_to(lane);
        }
    }

    pub(super) fn scroll_to(self, lane: &Element) {
        let (Some(board), Some(lane)) = (self.lanes.get_untracked(), lane.dyn_ref::<HtmlElement>()) else {
            return;
        };
        board.set_scroll_left(lane.offset_left() - board.offset_left());
    }

    /// The lane that is seen, where one fills the screen.
    pub fn lane_in_sight(self) -> usize {
        let Some(board) = self.lanes.get_untracked() else {
            return 0;
        };
        let middle = board.scroll_left() + board.client_width() / 2;
        let begins = |lane: &Element| lane.dyn_ref::<HtmlElement>().map(HtmlElement::offset_left);
        let lanes = lanes(&board);
        let passed = lanes
            .iter()
            .filter(|lane| begins(lane).is_some_and(|left| left - board.offset_left() <= middle));
        passed.count().saturating_sub(1)
    }
}

/// By how many pixels to scroll in this frame, for a pointer between two edges.
#[expect(clippy::cast_possible_truncation, reason = "at most SPEED")]
fn push(at: f64, begin: f64, end: f64) -> i32 {
    let near = |distance: f64| SPEED * ((EDGE - distance) / EDGE).clamp(0.0, 1.0);
    (near(end - at) - near(at - begin)).round() as i32
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn near_an_edge_the_board_scrolls_towards_it_and_elsewhere_it_rests() {
        assert_eq!(push(500.0, 0.0, 1000.0), 0);
        assert_eq!(push(1000.0, 0.0, 1000.0), 14);
        assert_eq!(push(0.0, 0.0, 1000.0), -14);
        assert_eq!(push(1200.0, 0.0, 1000.0), 14);
        assert!((1..14).contains(&push(970.0, 0.0, 1000.0)));
    }
}
