//! What whoever plans should look at, above the grid.

use super::addresses;
use super::addresses::Part;
use super::grid::focus_item;
use super::grid::plan::Plan;
use super::words;
use crate::agenda::types::{Agenda, Concern};
use crate::ids::AgendaItemId;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// How many there are, and each with the way to its item.
#[component]
pub fn Concerns(plan: Plan) -> impl IntoView {
    let lines = Memo::new(move |_| {
        let agenda = plan.agenda.read();
        let concerns = plan.concerns.read();
        let line = |concern: &Concern| Line::of(&agenda, concern);
        concerns.iter().map(line).collect::<Vec<Line>>()
    });
    let summary = move || words::summary(&plan.concerns.read());
    let line = |line: Line| {
        let (id, text) = (line.item, line.text);
        view! {
            <li>
                <a class="link" href=line.href on:click=move |_| if let Some(id) = id { focus_item(id) }>{text}</a>
            </li>
        }
    };
    let has_clash = move || {
        plan.concerns
            .read()
            .iter()
            .any(|concern| matches!(concern, Concern::Clash(_)))
    };
    view! {
        <Show when=move || !lines.read().is_empty()>
            <details class="plan-concerns" class:tone-danger=has_clash class:tone-warning=move || !has_clash()>
                <summary>
                    <Icon name=IconName::AlertTriangle/>
                    <span>{summary}</span>
                    <Icon name=IconName::ChevronDown class="icon-small"/>
                </summary>
                <ul><For each=move || lines.get() key=|line| line.key.clone() children=line/></ul>
            </details>
        </Show>
    }
}

/// A concern, and where its item is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    /// Unlike that of every other.
    key: String,
    item: Option<AgendaItemId>,
    text: String,
    href: String,
}

impl Line {
    fn of(agenda: &Agenda, concern: &Concern) -> Self {
        let id = match concern {
            Concern::Clash(clash) => clash.second,
            Concern::RoomTooSmall { item, .. } | Concern::OutsideEvent { item } => *item,
        };
        let item = words::item(agenda, id);
        let href = item.map_or_else(
            || Part::default().address(agenda.event.id),
            |item| addresses::item_on_day(agenda.event.id, agenda.day_of(item), id),
        );
        let text = match (concern, item) {
            (Concern::Clash(_), Some(item)) => {
                let day = time_of(agenda, item);
                format!("{}, {day}", words::concern(agenda, concern))
            }
            _ => words::concern(agenda, concern),
        };
        Self {
            key: format!("{concern:?} {text}"),
            item: item.map(|item| item.id),
            text,
            href,
        }
    }
}

/// When something begins, on the clock of the event.
fn time_of(agenda: &Agenda, item: &crate::agenda::types::AgendaItem) -> String {
    let formats = use_formats();
    let zone = &agenda.event.span.zone;
    zone.date_time(item.start, &formats.locale)
}
