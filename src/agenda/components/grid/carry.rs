//! What happens while an item is carried or pulled, or a stretch of time is marked: by mouse, by finger and by key.
//!
//! As on the board, these are our own pointer events. The element around the grid has the pointer, so that a card is carried on
//! while another day is drawn beneath it.

mod keys;

use super::geometry::{Edge, Spot};
use super::plan::{Dropped, Plan};
use super::sight::{closest, item_of};
use crate::ids::AgendaItemId;
use chrono::NaiveDate;
use leptos::ev::{Event, MouseEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// How far a mouse moves before it carries, and a finger before it scrolls, in pixels.
const MOUSE_SLACK: f64 = 4.0;
const FINGER_SLACK: f64 = 10.0;
/// How long a finger rests before it carries.
const REST: std::time::Duration = std::time::Duration::from_millis(220);
/// How long what is marked is at least, and at once where a finger marks it, in minutes.
const LEAST_MARKED: i64 = 15;
const MARKED_AT_ONCE: i64 = 30;

/// What a pointer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Item(AgendaItemId, Edge),
    /// Time in which nothing stands, from a minute of a column on.
    Space(usize, i64),
}

/// A pointer that is down on the grid, and perhaps carries.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grip {
    pub(super) what: What,
    pub(super) is_finger: bool,
    pointer: i32,
    /// Where it went down, and is now, in the window.
    taken: (f64, f64),
    pub(super) at: (f64, f64),
    /// How many minutes beneath the held time it took the item.
    offset: f64,
    /// The day that was shown.
    day: NaiveDate,
    pub(super) is_lifted: bool,
}

/// The act of carrying; a copy of it can be carried into any handler.
#[derive(Clone, Copy)]
pub struct Carry {
    pub plan: Plan,
    /// The element around the grid, what scrolls in it, and what cards stand on.
    pub root: NodeRef<Div>,
    pub scroll: NodeRef<Div>,
    pub canvas: NodeRef<Div>,
    pub(super) grip: StoredValue<Option<Grip>>,
    rest: StoredValue<Option<TimeoutHandle>>,
    /// The day whose tab the pointer is over, and when it will be shown.
    pub(super) over: StoredValue<Option<(NaiveDate, TimeoutHandle)>>,
    /// The click that ends a drag opens no link.
    is_spent: StoredValue<bool>,
    /// What was held is the page's by now.
    is_given: StoredValue<bool>,
}

impl Carry {
    pub fn new(plan: Plan) -> Self {
        let carry = Self {
            plan,
            root: NodeRef::new(),
            scroll: NodeRef::new(),
            canvas: NodeRef::new(),
            grip: StoredValue::new(None),
            rest: StoredValue::new(None),
            over: StoredValue::new(None),
            is_spent: StoredValue::new(false),
            is_given: StoredValue::new(false),
        };
        // While a pointer carries, the focus may be anywhere.
        let escape = window_event_listener(leptos::ev::keydown, move |event| {
            if event.key() == "Escape" && carry.carries() {
                event.prevent_default();
                carry.cancel();
            }
        });
        on_cleanup(move || {
            escape.remove();
            carry.wait_no_longer();
            carry.leave_day();
        });
        carry
    }

    /// Whether a pointer carries something.
    pub(super) fn carries(self) -> bool {
        let grip = self.grip.try_get_value().flatten();
        grip.is_some_and(|grip| grip.is_lifted)
    }

    fn step(self) -> i64 {
        let is_finger = self
            .grip
            .with_value(|grip| grip.is_some_and(|grip| grip.is_finger));
        Plan::step(is_finger)
    }

    /// A pointer goes down.
    pub fn press(self, event: &PointerEvent) {
        self.is_spent.set_value(false);
        let plan = self.plan;
        let item = item_of(event);
        if plan.chosen.get_untracked().is_some() && plan.chosen.get_untracked() != item {
            plan.chosen.set(None);
        }
        let is_taken = plan.held.with_untracked(Option::is_some) || self.carries();
        let Some(day) = plan.part.read_untracked().day else {
            return;
        };
        if !plan.may_edit
            || event.button() != 0
            || !event.is_primary()
            || is_taken
            || closest(event, ".plan-more, .plan-star").is_some()
        {
            return;
        }
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        let edge = match closest(event, ".plan-grip")
            .and_then(|grip| grip.get_attribute("data-edge"))
            .as_deref()
        {
            Some("begin") => Edge::Begin,
            Some(_) => Edge::End,
            None => Edge::Whole,
        };
        let what = match item {
            Some(id) => What::Item(id, edge),
            None if closest(event, ".plan-canvas").is_some() => {
                let Some((minute, column)) = self.place_at(at) else {
                    return;
                };
                // The step that it is in.
                let step = Plan::step(event.pointer_type() != "mouse");
                let minute = plan
                    .scale
                    .read_untracked()
                    .snapped(minute - precise(step) / 2.0, step);
                What::Space(column, minute)
            }
            None => return,
        };
        let is_finger = event.pointer_type() != "mouse";
        self.grip.set_value(Some(Grip {
            what,
            is_finger,
            pointer: event.pointer_id(),
            taken: at,
            at,
            offset: 0.0,
            day,
            is_lifted: false,
        }));
        // Handles do nothing but pull: a finger need not rest on them.
        if is_finger && edge == Edge::Whole {
            let lift = move || {
                if self.grip.try_with_value(Option::is_some) == Some(true) {
                    self.lift();
                }
            };
            self.rest.set_value(set_timeout_with_handle(lift, REST).ok());
        }
    }

    /// A pointer moves: it carries what is lifted, lifts what a mouse holds, and lets go of what a finger scrolls away.
    pub fn follow(self, event: &PointerEvent) {
        let Some(grip) = self
            .grip
            .get_value()
            .filter(|grip| grip.pointer == event.pointer_id())
        else {
            return;
        };
        // It was let go of where nobody heard it.
        if event.buttons() == 0 {
            self.cancel();
            return;
        }
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        let distance = (at.0 - grip.taken.0).hypot(at.1 - grip.taken.1);
        self.grip.update_value(|grip| {
            if let Some(grip) = grip {
                grip.at = at;
            }
        });
        let pulls = matches!(grip.what, What::Item(_, Edge::Begin | Edge::End));
        match grip.is_finger {
            _ if grip.is_lifted => self.look(),
            true if !pulls && distance >= FINGER_SLACK => self.put_down(),
            _ if (pulls || !grip.is_finger) && distance >= MOUSE_SLACK => {
                self.lift();
                self.look();
            }
            _ => {}
        }
    }

    /// A pointer goes up.
    pub fn release(self, event: &PointerEvent) {
        if self
            .grip
            .with_value(|grip| grip.is_some_and(|grip| grip.pointer == event.pointer_id()))
        {
            if self.carries() {
                self.look();
                self.let_fall();
            } else {
                self.put_down();
            }
        }
    }

    /// A finger that carries neither scrolls nor opens a menu.
    pub fn keep_still(self, event: &Event) {
        let holds = self
            .grip
            .with_value(|grip| grip.is_some_and(|grip| grip.is_finger));
        if self.carries() || holds && event.type_() == "contextmenu" {
            event.prevent_default();
        }
    }

    /// A click: none where something was carried.
    pub fn click(self, event: &MouseEvent) {
        if self.is_spent.get_value() {
            self.is_spent.set_value(false);
            event.prevent_default();
            event.stop_propagation();
        }
    }

    /// Two clicks where nothing stands mark half an hour.
    pub fn click_twice(self, event: &MouseEvent) {
        let is_free = closest(event, ".plan-canvas").is_some() && item_of(event).is_none();
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        if let Some((minute, column)) = self.place_at(at).filter(|_| self.plan.may_edit && is_free) {
            let scale = self.plan.scale.get_untracked();
            let begin = scale
                .snapped(minute - 15.0, MARKED_AT_ONCE)
                .min(scale.last_begin(MARKED_AT_ONCE));
            self.mark(column, begin, begin + MARKED_AT_ONCE);
            self.give_mark();
        }
    }

    fn lift(self) {
        self.wait_no_longer();
        let Some(grip) = self.grip.get_value().filter(|grip| !grip.is_lifted) else {
            return;
        };
        let plan = self.plan;
        let offset = match grip.what {
            What::Item(id, edge) => {
                let (Some(held), Some((minute, _))) = (plan.take(id, edge, false), self.place_at(grip.taken))
                else {
                    plan.let_go();
                    self.grip.set_value(None);
                    return;
                };
                self.is_given.set_value(false);
                let begins = plan.scale.read_untracked().minute_of(held.from.time_of(edge));
                plan.said.set(format!("{} lifted.", plan.words_of(held)));
                minute - precise(begins)
            }
            What::Space(column, minute) => {
                if grip.is_finger {
                    self.mark(column, minute, minute + MARKED_AT_ONCE);
                }
                0.0
            }
        };
        self.grip.update_value(|grip| {
            if let Some(grip) = grip {
                grip.is_lifted = true;
                grip.offset = offset;
            }
        });
        if let Some(root) = self.root.get_untracked() {
            let _ = root.set_attribute(
                "data-carrying",
                if matches!(grip.what, What::Item(_, Edge::Whole)) {
                    "item"
                } else {
                    "edge"
                },
            );
            // From here on it is ours, wherever it goes.
            let _ = root.set_pointer_capture(grip.pointer);
        }
        self.keep_scrolling();
    }

    /// Shows what is carried where the pointer is.
    pub(super) fn look(self) {
        let Some(grip) = self.grip.get_value().filter(|grip| grip.is_lifted) else {
            return;
        };
        let Some((minute, column)) = self.place_at(grip.at) else {
            return;
        };
        let (plan, step) = (self.plan, self.step());
        let scale = plan.scale.get_untracked();
        match grip.what {
            What::Item(_, edge) => {
                let Some(held) = plan.held.get_untracked() else {
                    return;
                };
                let raw = minute - grip.offset;
                let was = scale.minute_of(held.from.time_of(edge));
                let mut to = scale.snapped(raw, step);
                if edge != Edge::End {
                    to = to.min(scale.last_begin(step));
                }
                // What is only carried aside keeps its odd minutes.
                if (raw - precise(was)).abs() * 2.0 < precise(step) {
                    to = was;
                }
                let spot = held.from.dragged(edge, scale.instant(to), step);
                let room_id = if edge == Edge::Whole {
                    plan.room_at(column)
                } else {
                    held.from.room_id
                };
                plan.bring(Spot { room_id, ..spot });
                if edge == Edge::Whole {
                    self.look_at_days(grip.at);
                }
            }
            What::Space(column, begin) => {
                let to = scale.snapped(minute, step);
                let (from, until) = if to >= begin {
                    (begin, to)
                } else {
                    (to, begin + step)
                };
                let is_still = (grip.at.1 - grip.taken.1).abs() < FINGER_SLACK;
                let least = if grip.is_finger && is_still {
                    MARKED_AT_ONCE
                } else {
                    LEAST_MARKED
                };
                self.mark(column, from, until.max(from + least));
            }
        }
    }

    fn mark(self, column: usize, from: i64, until: i64) {
        let scale = self.plan.scale.get_untracked();
        let spot = Spot {
            start: scale.instant(from.min(scale.last_begin(LEAST_MARKED))),
            end: scale.instant(until),
            room_id: self.plan.room_at(column),
        };
        if self.plan.marked.get_untracked() != Some(spot) {
            self.plan.marked.set(Some(spot));
        }
    }

    fn give_mark(self) {
        if let Some(spot) = self.plan.marked.get_untracked() {
            self.plan.heard.on_mark.run(spot);
        }
    }

    /// What is carried comes to where it is.
    fn let_fall(self) {
        let Some(grip) = self.grip.get_value() else { return };
        self.put_down();
        let plan = self.plan;
        match (grip.what, plan.held.get_untracked()) {
            (What::Item(id, _), Some(held)) => {
                if grip.is_finger {
                    plan.chosen.set(Some(id));
                }
                if held.spot == held.from {
                    plan.said.set(format!("{} It stays.", plan.words_of(held)));
                    plan.let_go();
                } else {
                    self.is_given.set_value(true);
                    plan.heard.on_drop.run(Dropped { held, day: grip.day });
                }
            }
            (What::Space(..), _) => self.give_mark(),
            _ => {}
        }
    }

    /// Nothing was meant.
    pub fn cancel(self) {
        let grip = self.grip.try_get_value().flatten();
        let was_lifted = self.carries();
        self.put_down();
        let Some(grip) = grip.filter(|_| was_lifted) else {
            return;
        };
        match grip.what {
            What::Item(..) => {
                self.plan.let_go();
                if self.plan.part.read_untracked().day != Some(grip.day) {
                    self.plan.heard.on_day.run(grip.day);
                }
            }
            What::Space(..) => self.plan.marked.set(None),
        }
    }

    /// The pointer is gone, as when a telephone is locked. A card that loses it loses it to the grid.
    pub fn lose_pointer(self, event: &PointerEvent) {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let is_root = target.is_some_and(|target| target.class_list().contains("plan"));
        if is_root && self.carries() {
            self.cancel();
        }
    }

    fn wait_no_longer(self) {
        if let Some(Some(rest)) = self.rest.try_update_value(Option::take) {
            rest.clear();
        }
    }

    /// The pointer lets go, and what was to be seen of it is taken back.
    fn put_down(self) {
        self.wait_no_longer();
        self.leave_day();
        let grip = self.grip.try_update_value(Option::take).flatten();
        if grip.is_some_and(|grip| grip.is_lifted) {
            self.is_spent.set_value(true);
            if let Some(root) = self.root.get_untracked() {
                let _ = root.remove_attribute("data-carrying");
            }
        }
    }
}

/// A number of minutes, for reckoning with parts of them.
#[expect(clippy::cast_precision_loss, reason = "minutes of a few days")]
pub(super) fn precise(minutes: i64) -> f64 {
    minutes as f64
}
