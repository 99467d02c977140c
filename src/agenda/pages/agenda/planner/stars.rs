//! What somebody means to go to.

use super::Planner;
use crate::agenda::server_fns::star_item;
use crate::ids::AgendaItemId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

impl Planner {
    /// Puts an item into one's own agenda, or takes it out: at once, and back where the server refuses.
    pub fn star(self, id: AgendaItemId) {
        let Some(wanted) = self.with_item(id, |_, item| !item.is_starred) else {
            return;
        };
        self.show_star(id, wanted);
        let is_under_way = self.starring.try_update_value(|starring| {
            let before = starring.get_mut(&id);
            // One after the other: of two on the way at once, either might come last.
            before.map(|next| *next = Some(wanted)).is_some() || {
                starring.insert(id, None);
                false
            }
        });
        if is_under_way == Some(false) {
            self.send_star(id, wanted);
        }
    }

    fn send_star(self, id: AgendaItemId, mut wanted: bool) {
        spawn_local(async move {
            loop {
                let outcome = star_item(id, wanted).await;
                let next = self
                    .starring
                    .try_update_value(|starring| starring.remove(&id).flatten())
                    .flatten();
                if let Err(error) = outcome {
                    self.show_star(id, !wanted);
                    self.toasts.error(error.told());
                    break;
                }
                let Some(next) = next.filter(|next| *next != wanted) else {
                    break;
                };
                wanted = next;
                self.starring
                    .try_update_value(|starring| starring.insert(id, None));
            }
            self.catch_up();
        });
    }

    fn show_star(self, id: AgendaItemId, is_starred: bool) {
        let has_focus = focused() == Some(id);
        self.change_item(id, |item| item.is_starred = is_starred);
        // The list is drawn anew, and whoever pressed the star goes on from there, unless they are elsewhere by now.
        if has_focus {
            request_animation_frame(move || {
                if is_focus_lost() {
                    focus(id);
                }
            });
        }
    }
}

/// The item whose star has the focus.
fn focused() -> Option<AgendaItemId> {
    let active = document().active_element()?;
    active.get_attribute("data-star")?.parse().ok()
}

/// Whether what had the focus is gone.
fn is_focus_lost() -> bool {
    let active = document().active_element();
    active.is_none_or(|active| active.tag_name() == "BODY")
}

/// The same item stands in the grid and in the list, of which one is shown.
fn focus(id: AgendaItemId) {
    for around in [".plan-card", ".day-item"] {
        let star = document().query_selector(&format!("{around} [data-star=\"{id}\"]"));
        let star = star
            .ok()
            .flatten()
            .and_then(|star| star.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(star) = star {
            let _ = star.focus();
        }
        if focused().is_some() {
            return;
        }
    }
}
