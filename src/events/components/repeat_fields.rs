//! How an event is held again and again: the fields, and the dates that come of them.

use crate::events::types::{MonthBy, Occurrence, SeriesDates, Unit, WEEKDAY_FIELDS, WEEKDAYS};
use crate::forms::{FieldErrors, TypedForm};
use crate::ui::prelude::*;
use crate::ui::time::Zone;
use chrono::NaiveDate;
use leptos::prelude::*;

/// The fields. Those that are not asked for are hidden with JavaScript, and passed over without.
#[component]
pub fn RepeatFields<F: TypedForm>(
    draft: Draft<F>,
    /// It may be held once.
    #[prop(optional)]
    may_be_once: bool,
    /// What the number of events is called.
    count_label: &'static str,
) -> impl IntoView {
    let (fields, filling) = (draft.fields, draft.filling);
    let ready = use_ready();
    let units: Vec<_> = Unit::ALL
        .iter()
        .map(|one| Choice::new(one.as_str(), one.label()))
        .collect();
    let ways: Vec<_> = MonthBy::ALL
        .iter()
        .map(|one| Choice::new(one.as_str(), one.label()))
        .collect();
    let ends = vec![
        Choice::new("count", "After a number of events"),
        Choice::new("until", "On a day"),
    ];
    let (unit, ending) = (fields.of("repeats"), fields.of("ends"));
    // Without JavaScript everything stands there.
    let is_once = move || ready.get() && unit.read().is_empty();
    let is_other = move |asked: Unit| ready.get() && *unit.read() != asked.as_str();
    let ends_otherwise = move |asked: &'static str| ready.get() && *ending.read() != asked;
    let empty = may_be_once.then(|| "Does not repeat".to_owned());
    let repeats = match empty {
        Some(empty) => view! {
            <SelectField name="repeats" label="Repeats" options=units empty=empty value=unit error=filling.error("repeats")/>
        }
        .into_any(),
        None => view! {
            <SelectField name="repeats" label="Repeats" options=units value=unit error=filling.error("repeats")/>
        }
        .into_any(),
    };
    view! {
        <FormGrid>
            {repeats}
            <div hidden=is_once>
                <TextField name="every" label="Every" kind=TextKind::Number autocomplete="off" hint="1 for each, 2 for every other"
                    value=fields.of("every") error=filling.error("every")/>
            </div>
        </FormGrid>
        <div hidden=move || is_other(Unit::Week)>
            <fieldset>
                <legend class="label">"On these days of the week"</legend>
                <div class="my-2 grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-4">
                    {WEEKDAY_FIELDS
                        .into_iter()
                        .zip(WEEKDAYS)
                        .map(|(name, (_, label))| view! { <DayBox name label value=fields.of(name)/> })
                        .collect_view()}
                </div>
                <p class="hint">"The day of the week on which it first takes place is always one of them."</p>
            </fieldset>
        </div>
        <div hidden=move || is_other(Unit::Month)>
            <SelectField name="month_by" label="In the month" options=ways
                value=fields.of("month_by") error=filling.error("month_by")/>
        </div>
        <div hidden=is_once>
            <FormGrid>
                <SelectField name="ends" label="Stops" options=ends value=ending error=filling.error("ends")/>
                <div>
                    <div hidden=move || ends_otherwise("count")>
                        <TextField name="count" label=count_label kind=TextKind::Number autocomplete="off" hint="At most 100 at once"
                            value=fields.of("count") error=filling.error("count")/>
                    </div>
                    <div hidden=move || ends_otherwise("until")>
                        <TextField name="until" label="Last day" kind=TextKind::Date
                            value=fields.of("until") error=filling.error("until")/>
                    </div>
                </div>
            </FormGrid>
        </div>
    }
}

/// A day of the week to tick.
#[component]
fn DayBox(name: &'static str, label: &'static str, value: RwSignal<String>) -> impl IntoView {
    let ticked = RwSignal::new(value.get_untracked() == "true");
    Effect::new(move |_| {
        value.set(if ticked.get() {
            "true".to_owned()
        } else {
            String::new()
        })
    });
    view! { <CheckboxField name label checked=ticked/> }
}

/// The times that come of what is typed, or why none do.
pub type Foreseen = Result<SeriesDates, FieldErrors>;

/// The dates before anything is saved.
#[component]
pub fn RepeatPreview(
    #[prop(into)] found: Signal<Option<Foreseen>>,
    /// The zone by whose clock they are.
    #[prop(into)]
    zone: Signal<Zone>,
    /// The first is there already and is not among those that are made.
    #[prop(optional)]
    is_more: bool,
) -> impl IntoView {
    move || {
        Some(match found.get()? {
            Ok(dates) => view! { <Dates dates zone=zone.get() is_more/> }.into_any(),
            Err(errors) => {
                let why: Vec<_> = errors.iter().map(|(_, message)| message.to_owned()).collect();
                view! { <Notice tone=Tone::Warning>{why.join(" ")}</Notice> }.into_any()
            }
        })
    }
}

#[component]
fn Dates(dates: SeriesDates, zone: Zone, is_more: bool) -> impl IntoView {
    let locale = use_formats().locale;
    let made = &dates.times[usize::from(is_more).min(dates.times.len())..];
    let line = |one: &Occurrence| {
        let day = zone.local(one.start).format("%a").to_string();
        let at = zone.date_time(one.start, &locale);
        let note = one
            .is_moved
            .then_some(": later than usual, for the clocks go forward over its time");
        view! { <li><span class="num">{day} " " {at}</span> {note}</li> }
    };
    let lines: Vec<_> = made.iter().map(line).collect();
    let count = match (made.len(), is_more) {
        (1, true) => "1 event is added".to_owned(),
        (count, true) => format!("{count} events are added"),
        (count, false) => format!("{count} events, this one among them"),
    };
    let left_out = (!dates.left_out.is_empty()).then(|| {
        let months: Vec<_> = dates.left_out.iter().map(month).collect();
        view! { <p class="text-muted">{format!("Left out, for there is no such day: {}.", months.join(", "))}</p> }
    });
    view! {
        <div class="flex flex-col gap-2">
            <p class="label" role="status">{count}</p>
            <div class="max-h-64 overflow-y-auto rounded-control border border-line p-3" role="region" aria-label="Dates" tabindex="0">
                <ol class="grid gap-x-6 gap-y-1 sm:grid-cols-2">{lines}</ol>
            </div>
            {left_out}
        </div>
    }
}

/// "February 2027".
fn month(first: &NaiveDate) -> String {
    first.format("%B %Y").to_string()
}
