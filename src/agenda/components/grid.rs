//! A day of an agenda: rooms side by side, time down the side, and items that are carried about.

pub mod cards;
mod carry;
pub mod geometry;
pub mod plan;
mod sight;

use super::words;
use crate::ui::prelude::*;
use cards::{Card, HELP, heads, hours};
use carry::Carry;
use chrono::{DateTime, Utc};
use leptos::html::Ul;
use leptos::prelude::*;
use plan::Plan;
pub use sight::focus_item;

/// The list of what can be done with an item, and what its buttons point to.
pub const MENU: &str = "plan-menu";

/// The day that the address asks for. Every moment is by the clock of the event.
#[component]
pub fn DayGrid(
    plan: Plan,
    /// The present, for the line that shows it.
    #[prop(into)]
    now: Signal<DateTime<Utc>>,
) -> impl IntoView {
    let carry = Carry::new(plan);
    let list = NodeRef::<Ul>::new();
    sight::keep_in_place(plan, list);
    // A card that keys carry to another day may be drawn anew there.
    Effect::new(move || {
        plan.part.track();
        if let Some(held) = plan.held.get_untracked().filter(|held| held.by_keys) {
            focus_item(held.item);
        }
    });
    let label = move || {
        let day = plan.part.read().day.unwrap_or_default();
        plan.with_clock(|clock| format!("Programme of {}", clock.long_day(day)))
    };
    let zone = plan.with_clock(|clock| clock.zone.in_words());
    let look = move |event: &web_sys::Event| {
        let item = sight::item_of(event);
        if plan.looked_at.get_untracked() != item {
            plan.looked_at.set(item);
        }
    };
    view! {
        <div
            class="plan"
            class:plan-editable=plan.may_edit
            node_ref=carry.root
            on:pointerdown=move |event| carry.press(&event)
            on:pointermove=move |event| carry.follow(&event)
            on:pointerup=move |event| carry.release(&event)
            on:pointercancel=move |_| carry.cancel()
            on:lostpointercapture=move |event| carry.lose_pointer(&event)
            on:touchmove=move |event| carry.keep_still(&event)
            on:contextmenu=move |event| carry.keep_still(&event)
            on:dragstart=|event| event.prevent_default()
            on:click=move |event| carry.click(&event)
            on:dblclick=move |event| carry.click_twice(&event)
            on:keydown=move |event| carry.key(&event)
            on:focusin=move |event| look(&event)
            on:pointerover=move |event| look(&event)
            on:focusout=move |_| carry.leave()
        >
            <Strip plan/>
            <div class="plan-scroll" node_ref=carry.scroll role="region" aria-label=label tabindex="0">
                <TimetableSheet
                    columns=Signal::derive(move || plan.columns.read().len())
                    minutes=Signal::derive(move || plan.scale.read().minutes)
                >
                    {move || still(heads(&plan.columns.read(), &zone))}
                    <div class="plan-body">
                        {move || plan.with_clock(|clock| still(hours(&plan.scale.read(), clock)))}
                        <div class="plan-canvas" node_ref=carry.canvas>
                            <ul class="plan-cards" node_ref=list>
                                <For each=move || plan.cards.get() key=Card::key let:card>{still(card.markup())}</For>
                            </ul>
                            {move || marked(plan)}
                            {move || present(plan, now.get())}
                        </div>
                    </div>
                </TimetableSheet>
            </div>
            {plan.may_edit.then(|| view! {
                <p id=HELP class="sr-only">
                    "Space lifts the item, the arrow keys move it, Shift and the arrow keys change its length, Space drops it and \
                     Escape puts it back. The button beside it does the same by menu."
                </p>
            })}
            <p class="sr-only" role="status" aria-live="assertive">{move || plan.said.get()}</p>
        </div>
    }
}

/// What is held and where it would come to; else the reader's own time of what they look at.
#[component]
fn Strip(plan: Plan) -> impl IntoView {
    let text = Memo::new(move |_| {
        if let Some(held) = plan.held.get() {
            plan.trial.track();
            return plan.words_of(held);
        }
        if let Some(spot) = plan.marked.get() {
            return plan.with_clock(|clock| clock.spoken(spot.start, spot.end));
        }
        let own = plan.looked_at.get().and_then(|id| {
            let agenda = plan.agenda.read();
            let item = words::item(&agenda, id)?;
            let own = plan.with_clock(|clock| clock.own(item.start, item.end))?;
            Some(format!("{}: {own}", item.title))
        });
        own.unwrap_or_default()
    });
    let is_clashing = move || !plan.clashes().is_empty();
    view! {
        <p class="plan-strip" class:plan-strip-clash=is_clashing aria-hidden="true" hidden=move || text.read().is_empty()>
            <Icon name=IconName::AlertTriangle/>
            <span>{move || text.get()}</span>
        </p>
    }
}

/// The time that is being marked.
fn marked(plan: Plan) -> Option<impl IntoView + use<>> {
    let spot = plan.marked.get()?;
    let times = plan.with_clock(|clock| clock.times(spot.start, spot.end));
    plan.scale.track();
    let block = plan.block_of(spot);
    Some(still(mark(&block, &times)))
}

/// A line where the present is, on its day.
fn present(plan: Plan, now: DateTime<Utc>) -> Option<impl IntoView + use<>> {
    let scale = plan.scale.read();
    let at = scale.minute_of(now);
    (0..scale.minutes).contains(&at).then(|| still(line(at)))
}

use figures::{line, mark};

/// What stands on the grid by figures alone.
mod figures {
    use crate::ui::prelude::*;

    pub fn mark(block: &Block, times: &str) -> Markup {
        markup! { div.plan-draft.num style=(block.style()) { (times) } }
    }

    pub fn line(at: i64) -> Markup {
        markup! { div.plan-now style=(at_minute(at)) aria-hidden="true" {} }
    }
}
