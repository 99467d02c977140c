//! What is asked before something clashes, and where an item is told to go that nobody carries.

use super::planner::Planner;
use crate::agenda::components::grid::geometry::{Edge, Held, Spot};
use crate::agenda::components::words;
use crate::agenda::types::AgendaItem;
use crate::ids::AgendaItemId;
use crate::ui::prelude::*;
use chrono::Duration;
use leptos::prelude::*;

/// What clashes, in words, and the choice: all the same, or back.
#[component]
pub fn ClashDialog(planner: Planner) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move || open.set(planner.asking.read().is_some()));
    // However it is closed, what is not confirmed goes back.
    Effect::new(move |was: Option<bool>| {
        let is_open = open.get();
        if was == Some(true) && !is_open {
            planner.put_back();
        }
        is_open
    });
    let question = planner.asking;
    let title = Signal::derive(move || {
        let asked = question.read();
        asked
            .as_ref()
            .map(|question| question.title.clone())
            .unwrap_or_default()
    });
    let clashes = move || {
        let asked = question
            .get()
            .map(|question| question.clashes)
            .unwrap_or_default();
        asked
            .into_iter()
            .map(|clash| view! { <li>{clash}</li> })
            .collect_view()
    };
    view! {
        <Dialog id="plan-clash" open title>
            <ul class="plan-clashes">{clashes}</ul>
            <DialogActions>
                <Button on_click=Callback::new(move |()| planner.put_back())>"Put it back"</Button>
                <Button kind=ButtonKind::Primary on_click=Callback::new(move |()| planner.confirm())>"Save all the same"</Button>
            </DialogActions>
        </Dialog>
    }
}

/// Where an item is, how long it takes and in which room, as a form.
#[component]
pub fn MoveDialog(planner: Planner, asked: RwSignal<Option<AgendaItemId>>) -> impl IntoView {
    let open = RwSignal::new(false);
    let (start, minutes, room) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let errors = RwSignal::new((None::<String>, None::<String>));
    let zone = planner
        .agenda
        .with_untracked(|agenda| agenda.event.span.zone.clone());
    let zone = StoredValue::new(zone);
    Effect::new(move || {
        let Some(id) = asked.get() else { return };
        let fill = |item: &AgendaItem| {
            start.set(zone.with_value(|zone| zone.input_value(item.start)));
            minutes.set(item.length().num_minutes().to_string());
            room.set(item.room_id.map(|room| room.to_string()).unwrap_or_default());
        };
        planner
            .agenda
            .with_untracked(|agenda| words::item(agenda, id).map(fill));
        errors.set((None, None));
        open.set(true);
    });
    Effect::new(move || {
        if !open.get() {
            asked.set(None);
        }
    });
    let title = Signal::derive(move || {
        let id = asked.get();
        let named = |id| {
            planner
                .agenda
                .with(|agenda| Some(format!("Move {}", words::item(agenda, id)?.title)))
        };
        id.and_then(named).unwrap_or_else(|| "Move".to_owned())
    });
    // Where it would come to, or what is wrong.
    let spot = move || {
        let begins = zone.with_value(|zone| zone.parse_input(&start.get()));
        let takes = minutes
            .get()
            .trim()
            .parse::<u32>()
            .ok()
            .filter(|minutes| *minutes > 0);
        let problems = (
            begins
                .is_none()
                .then(|| "Say when it begins, at an hour that its day has.".to_owned()),
            takes
                .is_none()
                .then(|| "Say how many minutes it takes.".to_owned()),
        );
        let (Some(begins), Some(takes)) = (begins, takes) else {
            return Err(problems);
        };
        Ok(Spot {
            start: begins,
            end: begins + Duration::minutes(takes.into()),
            room_id: room.get().parse().ok(),
        })
    };
    let clashes = Memo::new(move |_| {
        let (Some(id), Ok(spot)) = (asked.get(), spot()) else {
            return Vec::new();
        };
        let agenda = planner.agenda.read();
        let Some(item) = words::item(&agenda, id) else {
            return Vec::new();
        };
        let there = [AgendaItem {
            start: spot.start,
            end: spot.end,
            room_id: spot.room_id,
            ..item.clone()
        }];
        let trial = agenda.with(&there);
        agenda
            .new_clashes(&there)
            .iter()
            .map(|clash| words::clash(&trial, clash))
            .collect::<Vec<String>>()
    });
    let rooms = Signal::derive(move || {
        let agenda = planner.agenda.read();
        agenda
            .rooms
            .iter()
            .map(|room| Choice::new(room.id.to_string(), room.name.clone()))
            .collect::<Vec<_>>()
    });
    let on_submit = move |()| {
        let (Some(id), Some(plan)) = (asked.get_untracked(), planner.plan()) else {
            return;
        };
        match untrack(spot) {
            Err(problems) => errors.set(problems),
            Ok(spot) => {
                let is_confirmed = !clashes.get_untracked().is_empty();
                if let Some(from) = plan.spot_of(id) {
                    let held = Held {
                        item: id,
                        from,
                        spot,
                        edge: Edge::Whole,
                        by_keys: true,
                    };
                    open.set(false);
                    if from != spot {
                        planner.show_day_of(spot);
                        planner.place(held, is_confirmed);
                    }
                }
            }
        }
    };
    let note = zone.with_value(|zone| format!("On the clock of the event, {}", zone.in_words()));
    view! {
        <Dialog id="plan-move" open title>
            <form
                class="plan-form"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    on_submit(());
                }
            >
                <TextField name="start" id="move-start" label="Begins" kind=TextKind::DateTime value=start hint=note
                    error=Signal::derive(move || errors.get().0)/>
                <TextField name="minutes" id="move-minutes" label="Minutes" kind=TextKind::Number value=minutes
                    error=Signal::derive(move || errors.get().1)/>
                <SelectField name="room" id="move-room" label="Room" value=room options=rooms empty="No room"/>
                <Warning clashes/>
                <DialogActions>
                    <Button on_click=Callback::new(move |()| open.set(false))>"Cancel"</Button>
                    <Button kind=ButtonKind::Primary submit=true>
                        {move || if clashes.read().is_empty() { "Move" } else { "Move all the same" }}
                    </Button>
                </DialogActions>
            </form>
        </Dialog>
    }
}

/// What would clash, while it is being typed.
#[component]
pub fn Warning(#[prop(into)] clashes: Signal<Vec<String>>) -> impl IntoView {
    view! {
        <div role="status" class="plan-warning tone-danger">
            {move || {
                let lines = clashes.get();
                (!lines.is_empty()).then(|| view! {
                    <p class="plan-warning-head"><Icon name=IconName::AlertTriangle/> "Clashes"</p>
                    <ul>{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                })
            }}
        </div>
    }
}
