//! Values of which several can be ticked.

use super::choices::Choices;
use super::words::{FilterOption, is_fixed, is_open, options, unlisted};
use crate::contacts::types::{ConditionKey, industry_value, tag_value};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// From how many values on a list is searched rather than read.
const MANY: usize = 8;

/// The values of a condition as boxes to tick, `chosen` being ticked. A form that it stands in sends
/// those under the condition's name.
#[component]
pub fn OptionList(
    key: ConditionKey,
    choices: Choices,
    #[prop(into)] chosen: Signal<Vec<String>>,
    on_change: Callback<Vec<String>>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let ready = use_ready();
    let known = choices.known;
    // Some depend on nothing that would have to be read.
    let is_read = move || known.read().is_read || is_fixed(key);
    let listed = Memo::new(move |_| options(key, &known.read()));
    let is_searched = Memo::new(move |_| is_open(key) || listed.read().len() > MANY);
    // What is chosen stays in the list once it was there: nothing moves under the pointer.
    let kept = StoredValue::new(Vec::<String>::new());
    let shown = Memo::new(move |_| {
        let mut shown = listed.get();
        kept.update_value(|kept| {
            for value in chosen.get() {
                if !kept.contains(&value) {
                    kept.push(value);
                }
            }
            for value in kept {
                if !shown.iter().any(|option| option.value == *value) {
                    shown.insert(0, unlisted(key, value, &known.read()));
                }
            }
        });
        shown
    });
    let toggle = move |value: &str, is_ticked: bool| {
        let mut values = chosen.get_untracked();
        values.retain(|one| one != value);
        if is_ticked {
            values.push(value.to_owned());
        }
        on_change.run(values);
    };
    let sought = Memo::new(move |_| typed.read().trim().to_lowercase());
    let row = move |option: FilterOption| {
        let FilterOption { value, label, tone } = option;
        let lower = label.to_lowercase();
        let (ticked, sent) = (value.clone(), value.clone());
        let is_ticked = move || chosen.read().contains(&ticked);
        view! {
            <label class="option" hidden=move || !lower.contains(&*sought.read())>
                <input
                    type="checkbox"
                    class="check-box"
                    name=key.as_str()
                    value=sent
                    checked=is_ticked.clone()
                    prop:checked=is_ticked
                    on:change=move |event| toggle(&value, event_target_checked(&event))
                />
                {tone.map(|tone| view! { <Dot tone/> })}
                <span class="menu-text">{label}</span>
            </label>
        }
    };
    // A value that nobody has listed: few contacts have it, or none yet.
    let more = move || {
        let word = typed.read().trim().to_owned();
        let is_known = word.is_empty()
            || shown
                .read()
                .iter()
                .any(|option| option.label.to_lowercase() == *sought.read());
        (is_open(key) && !is_known).then(|| {
            let value = if key == ConditionKey::Industry {
                industry_value(&word)
            } else {
                tag_value(&word)
            };
            view! {
                <button
                    type="button"
                    class="menu-item"
                    on:click=move |_| {
                        typed.set(String::new());
                        toggle(&value, true);
                    }
                >
                    <Icon name=IconName::Plus/>
                    <span class="menu-text">{format!("Filter by “{word}”")}</span>
                </button>
            }
        })
    };
    let search = move || {
        (is_searched.get() && ready.get()).then(|| {
            view! {
                <input
                    type="search"
                    class="input option-search"
                    placeholder=format!("Search {}", key.label().to_lowercase())
                    aria-label=format!("Search {}", key.label().to_lowercase())
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || typed.get()
                    on:input=move |event| typed.set(event_target_value(&event))
                    // Enter would send the form.
                    on:keydown=move |event| if event.key() == "Enter" { event.prevent_default() }
                />
            }
        })
    };
    let is_empty = move || is_read() && shown.read().is_empty() && typed.read().is_empty();
    let failed = move || {
        let error = choices.error.get()?;
        Some(view! {
            <p class="menu-heading" role="alert">{error.told()}</p>
            <Button kind=ButtonKind::Ghost small=true on_click=Callback::new(move |()| choices.read_again())>"Try again"</Button>
        })
    };
    let is_waiting = move || !is_read() && choices.error.read().is_none();
    view! {
        {search}
        <div class="options">
            <For each=move || shown.get() key=|option| option.value.clone() children=row/>
            {more}
            {move || is_waiting().then(|| view! { <p class="menu-heading" role="status">"Loading…"</p> })}
            {failed}
            {move || is_empty().then(|| view! { <p class="menu-heading">"Nothing to choose from yet."</p> })}
        </div>
    }
}
