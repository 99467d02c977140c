//! The way to each day, and to all of them.

use super::addresses::Part;
use super::grid::plan::Plan;
use crate::agenda::types::Agenda;
use crate::ui::prelude::*;
use chrono::NaiveDate;
use leptos::prelude::*;

/// The days of the agenda as links. A card that rests on one while it is carried has that day shown.
#[component]
pub fn DayTabs(plan: Plan) -> impl IntoView {
    let event = plan.agenda.with_untracked(|agenda| agenda.event.id);
    let days = Memo::new(move |_| plan.agenda.with(Agenda::days));
    let to = move |day: Option<NaiveDate>| {
        Signal::derive(move || {
            let part = Part {
                day,
                is_all: day.is_none(),
                ..plan.part.get()
            };
            part.address(event)
        })
    };
    let is_shown = move |day: Option<NaiveDate>| {
        let part = plan.part.read();
        let shown = if part.is_all { None } else { part.day };
        (shown == day).then_some("page")
    };
    let tab = move |day: NaiveDate| {
        let name = plan.with_clock(|clock| clock.short_day(day));
        let href = to(Some(day));
        let count = Memo::new(move |_| plan.agenda.read().items_of(day).count());
        view! {
            <a class="plan-day" href=move || href.get() data-day=day.to_string() aria-current=move || is_shown(Some(day))>
                {name}
                <span class="count num">{move || count.get()}</span>
            </a>
        }
    };
    let all = to(None);
    view! {
        <nav class="plan-days" aria-label="Days">
            <For each=move || days.get() key=|day| *day children=tab/>
            <a class="plan-day" href=move || all.get() aria-current=move || is_shown(None)>
                <Icon name=IconName::List/>
                "All days"
            </a>
        </nav>
    }
}
