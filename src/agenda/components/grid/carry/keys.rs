//! Carrying by keys.

use super::Carry;
use crate::agenda::components::grid::geometry::{Edge, Held, Spot, neighbour};
use crate::agenda::components::grid::plan::{Dropped, Plan};
use crate::agenda::components::grid::sight::{closest, focus_item, has_focus, item_of, show_item};
use crate::agenda::components::words;
use crate::agenda::types::Agenda;
use crate::ids::AgendaItemId;
use crate::ui::prelude::Block;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use std::time::Duration;

/// How long the focus may be elsewhere before what keys hold is put back.
const ELSEWHERE: Duration = Duration::from_millis(400);

impl Carry {
    /// A key on the link of a card.
    pub fn key(self, event: &KeyboardEvent) {
        self.is_spent.set_value(false);
        if event.ctrl_key() || event.meta_key() || event.alt_key() || closest(event, ".plan-link").is_none() {
            return;
        }
        let Some(id) = item_of(event) else { return };
        let plan = self.plan;
        let key = event.key();
        let held = plan
            .held
            .get_untracked()
            .filter(|held| held.by_keys && held.item == id);
        match (key.as_str(), held) {
            (" ", None) if plan.may_edit && !event.shift_key() => self.lift_by_key(id),
            (" " | "Enter", Some(held)) => self.drop_by_key(held.spot == held.from),
            ("Escape", Some(_)) => self.put_back_by_key(),
            ("ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight" | "PageUp" | "PageDown", Some(held)) => {
                self.step_by_key(&key, event.shift_key(), held.spot);
            }
            ("Home" | "End", Some(_)) => {}
            (key, None) if !event.shift_key() => {
                let blocks: Vec<(AgendaItemId, Block)> = plan
                    .cards
                    .read_untracked()
                    .iter()
                    .map(|card| (card.id, card.block))
                    .collect();
                match neighbour(&blocks, id, key) {
                    Some(next) => focus_item(next),
                    None => return,
                }
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn lift_by_key(self, id: AgendaItemId) {
        if let Some(held) = self.plan.take(id, Edge::Whole, true) {
            self.is_given.set_value(false);
            self.plan.said.set(format!(
                "{} lifted. Up and down arrows move it in time, left and right into another room, Shift and arrows change its \
                 length, Page Up and Page Down its day. Space drops it, Escape puts it back.",
                self.plan.words_of(held)
            ));
        }
    }

    fn step_by_key(self, key: &str, with_shift: bool, spot: Spot) {
        let plan = self.plan;
        let scale = plan.scale.get_untracked();
        let step = Plan::step(false);
        let to = match (key, with_shift) {
            ("ArrowUp" | "ArrowDown", _) => {
                let edge = if with_shift { Edge::End } else { Edge::Whole };
                spot.stepped(edge, key == "ArrowDown", step, &scale)
            }
            ("ArrowLeft" | "ArrowRight", true) => {
                spot.stepped(Edge::Begin, key == "ArrowRight", step, &scale)
            }
            ("ArrowLeft" | "ArrowRight", false) => {
                let by = if key == "ArrowRight" { 1 } else { -1 };
                let count = plan.columns.read_untracked().len();
                let column = plan
                    .column_at(spot.room_id)
                    .checked_add_signed(by)
                    .filter(|column| *column < count);
                column.map_or(spot, |column| Spot {
                    room_id: plan.room_at(column),
                    ..spot
                })
            }
            _ => self.on_next_day(spot, key == "PageDown"),
        };
        plan.bring(to);
        if let Some(held) = plan.held.get_untracked() {
            plan.said.set(plan.words_of(held));
            request_animation_frame(move || show_item(held.item));
        }
    }

    /// A day later or earlier, where the agenda has one there; that day is shown then.
    fn on_next_day(self, spot: Spot, is_later: bool) -> Spot {
        let plan = self.plan;
        let Some(day) = plan.part.read_untracked().day else {
            return spot;
        };
        let days = plan.agenda.with_untracked(Agenda::days);
        let next = if is_later {
            days.into_iter().find(|other| *other > day)
        } else {
            days.into_iter().rev().find(|other| *other < day)
        };
        let Some(next) = next else { return spot };
        plan.heard.on_day.run(next);
        if let Some(held) = plan.held.get_untracked() {
            focus_item(held.item);
        }
        plan.with_clock(|clock| spot.on_day(next, &clock.zone))
    }

    fn drop_by_key(self, is_unmoved: bool) {
        if is_unmoved {
            self.put_back_by_key();
            return;
        }
        let plan = self.plan;
        if let Some(held) = plan.held.get_untracked() {
            self.is_given.set_value(true);
            let day = plan.with_clock(|clock| clock.zone.local(held.from.start).date());
            plan.heard.on_drop.run(Dropped { held, day });
        }
    }

    fn put_back_by_key(self) {
        let plan = self.plan;
        let Some(held) = plan.held.get_untracked() else {
            return;
        };
        let day = plan.with_clock(|clock| clock.zone.local(held.from.start).date());
        plan.let_go();
        if let Some(item) = plan
            .agenda
            .with_untracked(|agenda| Some(words::item(agenda, held.item)?.title.clone()))
        {
            plan.said.set(format!("{item} stays where it was."));
        }
        if plan.part.read_untracked().day != Some(day) {
            plan.heard.on_day.run(day);
        }
        focus_item(held.item);
    }

    /// The focus left the card. It may come back at once: the card may have been drawn anew.
    pub fn leave(self) {
        let by_keys = |held: Held| held.by_keys;
        if !self.plan.held.get_untracked().is_some_and(by_keys) {
            return;
        }
        let put_back = move || {
            let held = self
                .plan
                .held
                .try_get_untracked()
                .flatten()
                .filter(|held| held.by_keys);
            let is_given = self.is_given.try_get_value() == Some(true);
            if held.is_some_and(|held| !has_focus(held.item)) && !is_given {
                self.plan.let_go();
            }
        };
        set_timeout(put_back, ELSEWHERE);
    }
}
