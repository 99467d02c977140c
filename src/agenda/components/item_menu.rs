//! What can be done with an item, for those who carry nothing: the same as by carrying, and more.

use super::addresses;
use super::grid::MENU;
use super::grid::plan::Plan;
use super::words;
use crate::agenda::types::{AgendaItem, ItemStatus};
use crate::ids::AgendaItemId;
use crate::ui::prelude::*;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// What was chosen in the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// To be told where to, in a form.
    Move,
    Status(ItemStatus),
    /// Into one's own agenda, or out of it.
    Star,
    Delete,
}

/// The menu of whichever item it was asked for.
#[component]
pub fn ItemMenu(plan: Plan, on_choose: Callback<(AgendaItemId, Choice)>) -> impl IntoView {
    let event = plan.agenda.with_untracked(|agenda| agenda.event.id);
    let choose = move |choice: Choice| {
        Callback::new(move |()| {
            if let Some(id) = plan.asked.get_untracked() {
                on_choose.run((id, choice));
            }
        })
    };
    let status = Memo::new(move |_| {
        let id = plan.asked.get()?;
        words::item(&plan.agenda.read(), id).map(|item: &AgendaItem| item.status)
    });
    let is_starred = Memo::new(move |_| {
        let id = plan.asked.get()?;
        words::item(&plan.agenda.read(), id).map(|item: &AgendaItem| item.is_starred)
    });
    let star_label = move || match is_starred.get() {
        Some(true) => "Take out of my agenda",
        _ => "Put into my agenda",
    };
    let is_off = move || status.get() == Some(ItemStatus::Cancelled);
    let open = Signal::derive(move || {
        plan.asked
            .get()
            .map_or_else(|| addresses::agenda(event), |id| addresses::item(event, id))
    });
    view! {
        <MenuList id=MENU label="Actions" align=Align::End>
            <MenuLink href=open icon=IconName::Maximize>"Open"</MenuLink>
            <MenuButton icon=IconName::Star on_click=choose(Choice::Star)>{star_label}</MenuButton>
            <MenuButton icon=IconName::Clock on_click=choose(Choice::Move)>"Move or change length…"</MenuButton>
            <Show
                when=is_off
                fallback=move || view! {
                    <MenuButton icon=IconName::XCircle on_click=choose(Choice::Status(ItemStatus::Cancelled))>"Cancel the item"</MenuButton>
                }
            >
                <MenuButton icon=IconName::Restore on_click=choose(Choice::Status(ItemStatus::Scheduled))>"Take it up again"</MenuButton>
            </Show>
            <MenuSeparator/>
            <MenuButton danger=true icon=IconName::Trash on_click=choose(Choice::Delete)>"Move to trash"</MenuButton>
        </MenuList>
    }
}

/// The item whose star was pressed, if one was.
#[must_use]
pub fn starred(event: &MouseEvent) -> Option<AgendaItemId> {
    let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let star = target.closest("[data-star]").ok().flatten()?;
    star.get_attribute("data-star")?.parse().ok()
}

/// A press on one of the buttons that open the menu: the list stands beside it, and is about its item.
pub fn ask(plan: Plan, event: &MouseEvent) {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let Some(button) = target.and_then(|target| target.closest(".plan-more").ok().flatten()) else {
        return;
    };
    let anchored = document().query_selector(".plan-more[style]").ok().flatten();
    if let Some(other) = anchored {
        let _ = other.remove_attribute("style");
    }
    let _ = button.set_attribute("style", &format!("anchor-name:--{}", MENU));
    plan.asked
        .set(button.get_attribute("data-item").and_then(|id| id.parse().ok()));
}
