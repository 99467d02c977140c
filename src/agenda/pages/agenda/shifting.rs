//! Moving a day, or what follows, by minutes: what would come of it is seen before.

use super::asking::Warning;
use super::planner::Planner;
use crate::agenda::components::grid::plan::Plan;
use crate::agenda::components::words;
use crate::agenda::types::{Agenda, AgendaItem, FARTHEST_SHIFT, ShiftScope, shifted};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// The panel, and the button that opens it.
pub const PANEL: &str = "plan-shift";

/// What is moved and by how much.
#[component]
pub fn ShiftPanel(planner: Planner, plan: Plan) -> impl IntoView {
    let (scope, minutes) = (RwSignal::new(String::new()), RwSignal::new("15".to_owned()));
    let error = RwSignal::new(None::<String>);
    let options = Signal::derive(move || choices(plan));
    let chosen = move || {
        let typed = scope.get();
        typed
            .parse::<ShiftScope>()
            .ok()
            .or_else(|| options.get().first()?.value.parse().ok())
    };
    // Another day has other beginnings.
    Effect::new(move || {
        let options = options.get();
        if !options.iter().any(|option| option.value == scope.get_untracked()) {
            scope.set(
                options
                    .first()
                    .map(|option| option.value.clone())
                    .unwrap_or_default(),
            );
        }
    });
    let by = move || typed_minutes(&minutes.get());
    let moved = Memo::new(move |_| match (chosen(), by()) {
        (Some(scope), Some(by)) => plan.agenda.with(|agenda| whole(agenda, scope, by)),
        _ => Vec::new(),
    });
    let clashes = Memo::new(move |_| {
        let agenda = plan.agenda.read();
        let trial = agenda.with(&moved.read());
        agenda
            .new_clashes(&moved.read())
            .iter()
            .map(|clash| words::clash(&trial, clash))
            .collect::<Vec<String>>()
    });
    let count = move || match moved.read().len() {
        0 => "Nothing is moved.".to_owned(),
        1 => "1 item is moved.".to_owned(),
        count => format!("{count} items are moved."),
    };
    let submit = move |()| match (untrack(chosen), untrack(by)) {
        (Some(scope), Some(by)) => {
            error.set(None);
            close_popover(PANEL);
            planner.shift(scope, by, !clashes.get_untracked().is_empty());
        }
        _ => error.set(Some(
            "Write by how many minutes: up to a day, and with a minus for earlier.".into(),
        )),
    };
    view! {
        <PopoverPanel id=PANEL label="Shift" align=Align::End>
            <form
                class="panel-form"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    submit(());
                }
            >
                <SelectField name="scope" id="shift-scope" label="What" value=scope options=options/>
                <TextField name="minutes" id="shift-minutes" label="Minutes" kind=TextKind::Text value=minutes
                    hint="With a minus for earlier" error=Signal::derive(move || error.get())/>
                <p class="plan-count" role="status">{count}</p>
                <Warning clashes/>
                <div class="panel-actions">
                    <Button kind=ButtonKind::Primary small=true submit=true>
                        {move || if clashes.read().is_empty() { "Shift" } else { "Shift all the same" }}
                    </Button>
                </div>
            </form>
        </PopoverPanel>
    }
}

/// Minutes as they were typed, with whichever minus.
fn typed_minutes(text: &str) -> Option<i32> {
    let text = text.trim().replace(['−', '–'], "-");
    let minutes: i32 = text.trim_start_matches('+').parse().ok()?;
    (minutes != 0 && minutes.abs() <= FARTHEST_SHIFT).then_some(minutes)
}

/// The day, what begins at each of its times or later, and all that follows.
fn choices(plan: Plan) -> Vec<Choice> {
    let Some(day) = plan.part.read().day else {
        return Vec::new();
    };
    let agenda = plan.agenda.read();
    plan.with_clock(|clock| {
        let mut starts: Vec<_> = agenda.items_of(day).map(|item| item.start).collect();
        starts.dedup();
        let name = clock.short_day(day);
        let mut choices = vec![Choice::new(
            ShiftScope::Day(day).to_string(),
            format!("All of {name}"),
        )];
        choices.extend(starts.iter().skip(1).map(|start| {
            let label = format!("{name}, from {} on", clock.time(*start));
            Choice::new(ShiftScope::Rest(*start).to_string(), label)
        }));
        choices.extend(starts.first().map(|start| {
            let label = format!("{name} and all days after it");
            Choice::new(ShiftScope::From(*start).to_string(), label)
        }));
        choices
    })
}

/// The items of a scope where they would come to.
fn whole(agenda: &Agenda, scope: ShiftScope, minutes: i32) -> Vec<AgendaItem> {
    let zone = &agenda.event.span.zone;
    let items = agenda.items.iter().filter(|item| scope.holds(item.start, zone));
    let there = |item: &AgendaItem| {
        let start = shifted(item.start, minutes, zone);
        AgendaItem {
            start,
            end: start + item.length(),
            ..item.clone()
        }
    };
    items.map(there).collect()
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn minutes_are_read_with_whichever_sign() {
        assert_eq!(typed_minutes(" +15 "), Some(15));
        assert_eq!(typed_minutes("-30"), Some(-30));
        assert_eq!(typed_minutes("−30"), Some(-30));
        for nothing in ["", "0", "a", "1441", "1.5"] {
            assert_eq!(typed_minutes(nothing), None, "{nothing}");
        }
    }
}
