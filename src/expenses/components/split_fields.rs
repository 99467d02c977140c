//! One receipt, several events: a line for each.

use crate::expenses::types::{ExpenseForm, divided};
use crate::ui::money::{Currency, Money};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// Lines that are there at least. Those that are left empty say nothing.
const LEAST: usize = 3;

/// A line of the division.
#[derive(Clone, Copy, PartialEq)]
struct Line {
    key: u32,
    event: RwSignal<String>,
    amount: RwSignal<String>,
}

impl Line {
    fn new(key: u32, event: &str, amount: &str) -> Self {
        Self {
            key,
            event: RwSignal::new(event.to_owned()),
            amount: RwSignal::new(amount.to_owned()),
        }
    }
}

/// The lines of a text, with empty ones to be filled in.
fn lines_of(text: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut found: Vec<(String, String)> = lines
        .chunks(2)
        .map(|pair| {
            (
                pair[0].to_owned(),
                pair.get(1).copied().unwrap_or_default().to_owned(),
            )
        })
        .filter(|(event, amount)| !event.is_empty() || !amount.is_empty())
        .collect();
    while found.len() < LEAST {
        found.push((String::new(), String::new()));
    }
    found
}

/// Lines as one text, without those that say nothing.
fn text_of(lines: &[(String, String)]) -> String {
    let said: Vec<String> = lines
        .iter()
        .filter(|(event, amount)| !event.is_empty() || !amount.is_empty())
        .map(|(event, amount)| format!("{event}\n{amount}"))
        .collect();
    said.join("\n")
}

/// The division: events, what of the claim is theirs, and what is left.
#[component]
pub fn SplitFields(draft: Draft<ExpenseForm>, events: Vec<Choice>) -> impl IntoView {
    let (fields, filling) = (draft.fields, draft.filling);
    let (text, single) = (fields.of("split"), fields.of("event_id"));
    let next_key = StoredValue::new(0_u32);
    let line = move |event: &str, amount: &str| {
        let key = next_key.try_update_value(|key| {
            *key += 1;
            *key
        });
        Line::new(key.unwrap_or_default(), event, amount)
    };
    let drawn = move |text: &str| -> Vec<Line> {
        lines_of(text)
            .iter()
            .map(|(event, amount)| line(event, amount))
            .collect()
    };
    let lines = RwSignal::new(drawn(&text.get_untracked()));
    let read = move |get: fn(RwSignal<String>) -> String| {
        let lines = lines.get_untracked();
        let typed: Vec<_> = lines
            .iter()
            .map(|line| (get(line.event), get(line.amount)))
            .collect();
        text_of(&typed)
    };
    // What is typed into the lines is the field, and what is put into the field stands in the lines.
    Effect::new(move || {
        lines.track();
        let now = read(|signal| signal.get());
        if text.get_untracked() != now {
            text.set(now);
        }
    });
    Effect::new(move || {
        let now = text.get();
        if now != read(|signal| signal.get_untracked()) {
            lines.set(drawn(&now));
        }
    });
    let error = filling.error("split");
    let is_open = Memo::new(move |before: Option<&bool>| {
        before == Some(&true) || !text.read().is_empty() || error.read().is_some()
    });
    // The event that was chosen already is the first of several.
    let on_toggle = move |event: leptos::ev::Event| {
        use wasm_bindgen::JsCast;
        let details = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let is_opened = details.is_some_and(|details| details.has_attribute("open"));
        let chosen = single.get_untracked();
        if is_opened
            && !chosen.is_empty()
            && text.get_untracked().is_empty()
            && let Some(first) = lines.get_untracked().first()
        {
            first.event.set(chosen);
            single.set(String::new());
        }
    };
    let add = Callback::new(move |()| {
        let new = line("", "");
        lines.update(|lines| lines.push(new));
        request_animation_frame(move || focus_on(&format!("#split-event-{}", new.key)));
    });
    let remove = Callback::new(move |key: u32| {
        lines.update(|lines| {
            lines.retain(|line| line.key != key);
            while lines.len() < 2 {
                lines.push(line("", ""));
            }
        });
        request_animation_frame(|| focus_on("#split-add"));
    });
    let equally = Callback::new(move |()| {
        for line in lines.get_untracked() {
            line.amount.set(String::new());
        }
    });
    let names = StoredValue::new(events.clone());
    let events = Signal::stored(events);
    let ready = use_ready();
    let described = move || error.get().is_some().then_some("split-error");
    let each = move |line: Line| {
        let label = Signal::derive(move || {
            let lines = lines.read();
            let place = lines.iter().position(|one| one.key == line.key);
            place.map_or(1, |place| place + 1)
        });
        let number = label.get_untracked();
        view! {
            <div class="split-line">
                <SelectField name="split[]" label=format!("Line {number}, for") label_hidden=true id=format!("split-event-{}", line.key)
                    options=events empty="Choose an event" value=line.event/>
                <TextField name="split[]" label=format!("Line {number}, part") label_hidden=true id=format!("split-amount-{}", line.key)
                    kind=TextKind::Number autocomplete="off" placeholder="Equal part" value=line.amount/>
                <span hidden=move || !ready.get()>
                    <IconButton icon=IconName::X label=Signal::derive(move || format!("Remove line {}", label.get()))
                        on_click=Callback::new(move |()| remove.run(line.key))/>
                </span>
            </div>
        }
    };
    view! {
        <details class="group claim-split" open=move || is_open.get() on:toggle=on_toggle>
            <summary class="claim-more-summary">
                <Icon name=IconName::ChevronRight class="icon-small group-open:rotate-90"/>
                "Divide over several events"
            </summary>
            <div class="split" id="field-split" role="group" aria-label="Divided over" tabindex="-1"
                aria-invalid=move || error.read().is_some().then_some("true") aria-describedby=described>
                <p class="hint">
                    "Lines without an amount share what is left equally. What is left in the end is no event's."
                </p>
                <For each=move || lines.get() key=|line| line.key children=each/>
                <div class="split-actions" hidden=move || !ready.get()>
                    <button type="button" id="split-add" class="btn btn-secondary btn-small" on:click=move |_| add.run(())>
                        <Icon name=IconName::Plus/>
                        <span class="btn-text">"Add an event"</span>
                    </button>
                    <Button small=true kind=ButtonKind::Ghost on_click=equally>"Divide equally"</Button>
                </div>
                <Outcome draft names/>
                {move || error.get().map(|text| view! { <p class="field-error" id="split-error">{text}</p> })}
            </div>
        </details>
    }
}

/// What comes of the division so far: each event with its part, what is left, or why it cannot be divided so.
#[component]
fn Outcome(draft: Draft<ExpenseForm>, names: StoredValue<Vec<Choice>>) -> impl IntoView {
    let formats = use_formats();
    let locale = formats.locale;
    let outcome = Memo::new(move |_| {
        let form = draft.fields.form();
        if form.split.is_empty() {
            return None;
        }
        let currency: Currency = form.currency.parse().ok()?;
        let whole = Money::parse_positive(&form.amount, currency, &locale).ok()?;
        Some(divided(&form.split, whole, &locale).map(|shares| {
            let part = |share: crate::expenses::types::Share| {
                let id = share.event.map(|event| event.to_string());
                let name = names.try_with_value(|names| {
                    let found = names.iter().find(|choice| Some(&choice.value) == id.as_ref());
                    found.map(|choice| choice.label.clone())
                });
                (name.flatten(), share.amount)
            };
            shares.into_iter().map(part).collect::<Vec<_>>()
        }))
    });
    let said = move || {
        Some(match outcome.get()? {
            Ok(parts) => {
                let line = move |(name, amount): (Option<String>, Money)| {
                    let name = name.unwrap_or_else(|| "Left, and no event's".to_owned());
                    view! { <li><span class="truncate">{name}</span> <span class="num">{formats.money(amount)}</span></li> }
                };
                view! { <ul class="split-parts">{parts.into_iter().map(line).collect_view()}</ul> }.into_any()
            }
            Err(why) => view! {
                <p class=format!("policy-flag {}", Tone::Danger.class())><Icon name=IconName::XCircle/> <span>{why}</span></p>
            }
            .into_any(),
        })
    };
    view! { <div aria-live="polite">{said}</div> }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn lines_and_text_are_the_same() {
        let lines = lines_of("a\n1\nb\n");
        assert_eq!(lines.len(), LEAST);
        assert_eq!(text_of(&lines), "a\n1\nb\n");
        assert_eq!(text_of(&lines_of("")), "");
        assert_eq!(lines_of("a\n1\nb\n2\nc\n3\nd\n4").len(), 4);
    }
}
