//! What happens while a card is carried.
//!
//! Our own pointer events and not the browser's drag and drop, which knows no fingers and cannot be
//! told how it looks. What is seen of it are attributes of the elements that are there anyway: a
//! thousand cards need not listen.

use super::Dropped;
use super::places::{CARD, LANE, card, card_of_link, closest, focus, lane, lane_of, lanes, neighbour};
use leptos::ev::{Event, KeyboardEvent, MouseEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// How far a mouse moves before it carries, and a finger before it scrolls, in pixels.
const MOUSE_SLACK: f64 = 4.0;
const FINGER_SLACK: f64 = 10.0;
/// How long a finger rests on a card before it carries it.
const REST: Duration = Duration::from_millis(220);
/// What carries.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hand {
    Mouse,
    Finger,
    Keys,
}

/// A card that is held, and perhaps lifted.
#[derive(Clone)]
pub(super) struct Grip {
    pub(super) hand: Hand,
    pointer: i32,
    card: String,
    from: String,
    /// The lane beneath it.
    pub(super) over: Option<String>,
    /// Where the pointer took it, and is now, in the window.
    pub(super) taken: (f64, f64),
    pub(super) at: (f64, f64),
    is_lifted: bool,
}

/// The act of carrying; a copy of it can be carried into any handler.
#[derive(Clone, Copy)]
pub struct Carry {
    /// The element around the lanes.
    pub lanes: NodeRef<Div>,
    /// The picture of the card that follows the pointer.
    pub ghost: NodeRef<Div>,
    /// What a screen reader says.
    pub said: RwSignal<String>,
    /// The card whose menu is open, and its lane.
    pub asked: RwSignal<Option<(String, String)>>,
    pub(super) grip: StoredValue<Option<Grip>>,
    rest: StoredValue<Option<TimeoutHandle>>,
    /// The click that ends a drag opens no link.
    is_spent: StoredValue<bool>,
    on_drop: Callback<Dropped>,
    on_refused: Callback<String>,
}

impl Carry {
    pub fn new(on_drop: Callback<Dropped>, on_refused: Callback<String>) -> Self {
        let carry = Self {
            lanes: NodeRef::new(),
            ghost: NodeRef::new(),
            said: RwSignal::new(String::new()),
            asked: RwSignal::new(None),
            grip: StoredValue::new(None),
            rest: StoredValue::new(None),
            is_spent: StoredValue::new(false),
            on_drop,
            on_refused,
        };
        // While a pointer carries, the focus may be anywhere.
        let escape = window_event_listener(leptos::ev::keydown, move |event| {
            if event.key() == "Escape" && carry.lifted_by().is_some_and(|hand| hand != Hand::Keys) {
                event.prevent_default();
                carry.cancel();
            }
        });
        on_cleanup(move || {
            escape.remove();
            carry.wait_no_longer();
        });
        carry
    }

    pub(super) fn lifted_by(self) -> Option<Hand> {
        let grip = self.grip.try_get_value().flatten()?;
        grip.is_lifted.then_some(grip.hand)
    }

    fn say(self, text: String) {
        self.said.set(text);
    }

    // By pointer -------------------------------------------------------------------------------

    /// A pointer goes down.
    pub fn press(self, event: &PointerEvent) {
        self.is_spent.set_value(false);
        if event.button() != 0 || !event.is_primary() || self.lifted_by().is_some() {
            return;
        }
        let Some(card) = closest(event, ".board-card") else {
            return;
        };
        if closest(event, "button, input").is_some() {
            return;
        }
        let (Some(key), Some(from)) = (card.get_attribute(CARD), lane_of(&card)) else {
            return;
        };
        let hand = if event.pointer_type() == "mouse" {
            Hand::Mouse
        } else {
            Hand::Finger
        };
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        self.grip.set_value(Some(Grip {
            hand,
            pointer: event.pointer_id(),
            card: key,
            from,
            over: None,
            taken: at,
            at,
            is_lifted: false,
        }));
        if hand == Hand::Finger {
            let lift = move || {
                if self.grip.try_with_value(Option::is_some) == Some(true) {
                    self.lift();
                }
            };
            self.rest.set_value(set_timeout_with_handle(lift, REST).ok());
        }
    }

    /// A pointer moves: it carries what is lifted, lifts what a mouse holds, and lets go of what a
    /// finger scrolls away.
    pub fn follow(self, event: &PointerEvent) {
        let Some(grip) = self
            .grip
            .get_value()
            .filter(|grip| grip.hand != Hand::Keys && grip.pointer == event.pointer_id())
        else {
            return;
        };
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        let distance = (at.0 - grip.taken.0).hypot(at.1 - grip.taken.1);
        self.grip.update_value(|grip| {
            if let Some(grip) = grip {
                grip.at = at;
            }
        });
        match grip.hand {
            _ if grip.is_lifted => self.show_ghost(),
            Hand::Mouse if distance >= MOUSE_SLACK => self.lift(),
            Hand::Finger if distance >= FINGER_SLACK => {
                self.put_down();
            }
            _ => {}
        }
    }

    /// A pointer goes up.
    pub fn release(self, event: &PointerEvent) {
        let is_ours = |grip: &Grip| grip.hand != Hand::Keys && grip.pointer == event.pointer_id();
        if self.grip.with_value(|grip| grip.as_ref().is_some_and(is_ours)) {
            if self.lifted_by().is_some() {
                self.look_beneath();
                self.drop_card();
            } else {
                self.put_down();
            }
        }
    }

    /// A finger that carries neither scrolls nor opens a menu.
    pub fn keep_still(self, event: &Event) {
        let holds = self
            .grip
            .with_value(|grip| grip.as_ref().is_some_and(|grip| grip.hand == Hand::Finger));
        if self.lifted_by().is_some() || holds && event.type_() == "contextmenu" {
            event.prevent_default();
        }
    }

    /// A click: none where a card was carried; on a card's button, its menu opens.
    pub fn click(self, event: &MouseEvent) {
        if self.is_spent.get_value() {
            self.is_spent.set_value(false);
            event.prevent_default();
            event.stop_propagation();
            return;
        }
        let Some(button) = closest(event, ".board-more") else {
            return;
        };
        let Some(card) = button.closest(".board-card").ok().flatten() else {
            return;
        };
        // The list stands beside the button that was pressed, and no other.
        let anchored = document().query_selector(".board-more[style]").ok().flatten();
        if let Some(other) = anchored {
            let _ = other.remove_attribute("style");
        }
        let _ = button.set_attribute("style", &format!("anchor-name:--{}", super::MENU));
        self.asked.set(card.get_attribute(CARD).zip(lane_of(&card)));
    }

    /// A lane was chosen in the menu.
    pub fn choose(self, to: &str) {
        if let Some((card, from)) = self.asked.get_untracked()
            && from != to
        {
            self.hand_over(card, to.to_owned());
        }
    }

    // By keys ----------------------------------------------------------------------------------

    /// A key on a card's link.
    pub fn key(self, event: &KeyboardEvent) {
        self.is_spent.set_value(false);
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key() {
            return;
        }
        let (Some(card), Some(board)) = (card_of_link(event), self.lanes.get_untracked()) else {
            return;
        };
        let is_carried = self.lifted_by() == Some(Hand::Keys);
        match (event.key().as_str(), is_carried) {
            (" ", false) => self.lift_by_key(&card),
            (" " | "Enter", true) => self.drop_card(),
            ("Escape", true) => self.cancel(),
            ("ArrowLeft", true) => self.step(&board, -1),
            ("ArrowRight", true) => self.step(&board, 1),
            ("ArrowUp" | "ArrowDown" | "Home" | "End", true) => {}
            (key, false) => match neighbour(&board, &card, key) {
                Some(next) => focus(&next),
                None => return,
            },
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn lift_by_key(self, card: &Element) {
        if let (Some(key), Some(from)) = (card.get_attribute(CARD), lane_of(card)) {
            self.grip.set_value(Some(Grip {
                hand: Hand::Keys,
                pointer: 0,
                card: key,
                from,
                over: None,
                taken: (0.0, 0.0),
                at: (0.0, 0.0),
                is_lifted: false,
            }));
            self.lift();
        }
    }

    /// One lane to the left or to the right.
    fn step(self, board: &Element, by: isize) {
        let lanes = lanes(board);
        let over = self.grip.get_value().and_then(|grip| grip.over);
        let here = lanes.iter().position(|lane| lane.get_attribute(LANE) == over);
        let next = here.and_then(|here| here.checked_add_signed(by));
        if let Some(lane) = next.and_then(|next| lanes.get(next)) {
            self.enter(lane.get_attribute(LANE));
            self.say(place_of(lane, &lanes));
            self.scroll_to(lane);
        }
    }

    // Lifting and dropping ---------------------------------------------------------------------

    fn lift(self) {
        self.wait_no_longer();
        let Some(grip) = self.grip.get_value() else { return };
        let (Some(card), Some(board)) = (card(&grip.card), self.lanes.get_untracked()) else {
            self.grip.set_value(None);
            return;
        };
        if let Some(reason) = card.get_attribute("data-fixed") {
            self.grip.set_value(None);
            self.is_spent.set_value(grip.hand != Hand::Keys);
            self.on_refused.run(reason);
            return;
        }
        self.grip.update_value(|grip| {
            if let Some(grip) = grip {
                grip.is_lifted = true;
            }
        });
        let _ = card.set_attribute("data-lifted", "");
        let hand = if grip.hand == Hand::Keys {
            "keys"
        } else {
            "pointer"
        };
        let _ = board.set_attribute("data-carrying", hand);
        self.enter(Some(grip.from.clone()));
        let place = lane(&grip.from).map(|lane| place_of(&lane, &lanes(&board)));
        let mut text = format!("{} lifted. {}", name_of(&card), place.unwrap_or_default());
        if grip.hand == Hand::Keys {
            text.push_str(" Left and right arrows choose a column, Space drops, Escape puts back.");
        } else {
            // From here on it is ours, wherever it goes.
            let _ = board.set_pointer_capture(grip.pointer);
            self.begin_ghost(&card);
            self.keep_scrolling();
        }
        self.say(text);
    }

    /// The card goes into the lane beneath it, or back.
    fn drop_card(self) {
        let Some(grip) = self.put_down() else { return };
        match grip.over {
            Some(to) if to != grip.from => self.hand_over(grip.card, to),
            _ => self.stays(&grip.card, &grip.from),
        }
    }

    /// Somebody else puts the card where it belongs, and the focus goes with it.
    fn hand_over(self, key: String, to: String) {
        let name =
            |element: Option<HtmlElement>| element.map(|element| name_of(&element)).unwrap_or_default();
        self.say(format!("{} moved to {}.", name(card(&key)), name(lane(&to))));
        self.on_drop.run(Dropped {
            card: key.clone(),
            to,
        });
        // The frame after the one in which it is drawn.
        request_animation_frame(move || {
            request_animation_frame(move || {
                if let Some(card) = card(&key) {
                    focus(&card);
                }
            });
        });
    }

    fn stays(self, key: &str, from: &str) {
        if let (Some(card), Some(lane)) = (card(key), lane(from)) {
            self.say(format!("{} stays in {}.", name_of(&card), name_of(&lane)));
        }
    }

    /// Nothing was meant.
    pub fn cancel(self) {
        let was_lifted = self.lifted_by().is_some();
        if let Some(grip) = self.put_down()
            && was_lifted
        {
            self.stays(&grip.card, &grip.from);
        }
    }

    /// The pointer is gone, as when a telephone is locked. A card that loses it loses it to the board.
    pub fn lose_pointer(self, event: &PointerEvent) {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let is_board = target.is_some_and(|target| target.class_list().contains("board-lanes"));
        if is_board && self.lifted_by().is_some_and(|hand| hand != Hand::Keys) {
            self.cancel();
        }
    }

    /// The focus left the card.
    pub fn cancel_keys(self) {
        if self.lifted_by() == Some(Hand::Keys) {
            self.cancel();
        }
    }

    fn wait_no_longer(self) {
        if let Some(Some(rest)) = self.rest.try_update_value(Option::take) {
            rest.clear();
        }
    }

    /// Lets go, and takes back all that was to be seen of it.
    fn put_down(self) -> Option<Grip> {
        self.wait_no_longer();
        let grip = self.grip.try_update_value(Option::take).flatten()?;
        if grip.is_lifted {
            self.is_spent.set_value(grip.hand != Hand::Keys);
            self.leave(grip.over.as_deref());
            if let Some(card) = card(&grip.card) {
                let _ = card.remove_attribute("data-lifted");
            }
            if let Some(board) = self.lanes.get_untracked() {
                let _ = board.remove_attribute("data-carrying");
            }
            if let Some(ghost) = self.ghost.get_untracked() {
                ghost.set_inner_html("");
                ghost.set_hidden(true);
            }
        }
        Some(grip)
    }
}

fn name_of(element: &Element) -> String {
    element.get_attribute("data-name").unwrap_or_default()
}

/// "In Target, column 1 of 3."
fn place_of(lane: &Element, lanes: &[Element]) -> String {
    let number = lanes.iter().position(|one| one == lane).map_or(0, |at| at + 1);
    format!("In {}, column {number} of {}.", name_of(lane), lanes.len())
}
