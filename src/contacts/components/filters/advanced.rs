//! Groups of conditions, for what the chips cannot say: one thing or another.

use super::choices::Choices;
use super::options::OptionList;
use super::predicate::{Operand, PREDICATES, Predicate};
use super::words::in_words;
use crate::contacts::components::addresses;
use crate::contacts::types::{Condition, Group, Join, ListState, MOST_CONDITIONS, MOST_GROUPS};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// A condition under construction.
#[derive(Clone, Copy)]
struct Row {
    id: u32,
    predicate: RwSignal<&'static Predicate>,
    /// Its values, as they stand in an address.
    text: RwSignal<String>,
}

/// A group of them.
#[derive(Clone, Copy)]
struct Draft {
    id: u32,
    join: RwSignal<Join>,
    rows: RwSignal<Vec<Row>>,
}

/// All groups; a copy of it can be carried into any callback.
#[derive(Clone, Copy)]
struct Drafts {
    join: RwSignal<Join>,
    groups: RwSignal<Vec<Draft>>,
    next: StoredValue<u32>,
}

impl Drafts {
    fn new() -> Self {
        Self {
            join: RwSignal::new(Join::Any),
            groups: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
        }
    }

    /// A number that nothing else here has.
    fn id(self) -> u32 {
        self.next.update_value(|next| *next += 1);
        self.next.get_value()
    }

    fn row(self, condition: Option<&Condition>) -> Row {
        let predicate = condition.map_or(&PREDICATES[0], Predicate::of);
        let text = condition.map_or_else(|| predicate.blank.to_owned(), Condition::text);
        Row {
            id: self.id(),
            predicate: RwSignal::new(predicate),
            text: RwSignal::new(text),
        }
    }

    fn add_group(self, group: Option<&Group>) {
        let rows = match group {
            Some(group) => group.conditions.iter().map(|one| self.row(Some(one))).collect(),
            None => vec![self.row(None)],
        };
        let draft = Draft {
            id: self.id(),
            join: RwSignal::new(group.map_or(Join::All, |group| group.join)),
            rows: RwSignal::new(rows),
        };
        self.groups.update(|groups| groups.push(draft));
    }

    /// Begins with the groups of a list, or with an empty one.
    fn begin(self, state: &ListState) {
        self.join.set(state.filter.join);
        self.groups.set(Vec::new());
        for group in &state.filter.groups {
            self.add_group(Some(group));
        }
        if state.filter.groups.is_empty() {
            self.add_group(None);
        }
    }

    fn conditions(self) -> usize {
        self.groups
            .read()
            .iter()
            .map(|group| group.rows.read().len())
            .sum()
    }

    /// What is said in full; a row without values says nothing.
    fn finished(self) -> Vec<Group> {
        let condition = |row: &Row| {
            let key = row.predicate.get_untracked().key;
            Condition::parse(key, &row.text.read_untracked())
        };
        let groups = self.groups.read_untracked();
        groups
            .iter()
            .map(|group| Group {
                join: group.join.get_untracked(),
                conditions: group.rows.read_untracked().iter().filter_map(condition).collect(),
            })
            .collect()
    }
}

/// The groups as a chip, and the dialog that changes them.
#[component]
pub fn AdvancedFilter(state: Signal<ListState>, choices: Choices, open: RwSignal<bool>) -> impl IntoView {
    let count = Memo::new(move |_| state.read().filter.groups.len());
    let without = Signal::derive(move || {
        let state = state.read();
        addresses::list(&state.with_filter(state.filter.with_groups(Join::Any, Vec::new())))
    });
    let words = move || match count.get() {
        1 => "1 group".to_owned(),
        many => format!("{many} groups"),
    };
    let ready = use_ready();
    let drafts = Drafts::new();
    Effect::new(move || {
        if open.get() {
            choices.read();
            state.with_untracked(|state| drafts.begin(state));
        }
    });
    view! {
        <span class="chip chip-set" hidden=move || count.get() == 0>
            <button type="button" class="menu-trigger" disabled=move || !ready.get() on:click=move |_| open.set(true)>
                <span class="chip-label">"Advanced"</span>
                <span class="chip-value">{words}</span>
            </button>
            <a class="chip-clear" href=move || without.get() aria-label="Clear advanced filter" title="Clear advanced filter">
                <Icon name=IconName::X class="icon-small"/>
            </a>
        </span>
        <Dialog id="advanced-filter" open=open title="Advanced filter" wide=true>
            {move || open.get().then(|| view! { <Editor state choices drafts open/> })}
        </Dialog>
    }
}

#[component]
fn Editor(state: Signal<ListState>, choices: Choices, drafts: Drafts, open: RwSignal<bool>) -> impl IntoView {
    let navigate = use_navigate();
    let apply = Callback::new(move |()| {
        let address = state.with_untracked(|state| {
            let filter = state
                .filter
                .with_groups(drafts.join.get_untracked(), drafts.finished());
            addresses::list(&state.with_filter(filter))
        });
        open.set(false);
        let calmly = NavigateOptions {
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&address, calmly);
    });
    let has_room = move || drafts.groups.read().len() < MOST_GROUPS && drafts.conditions() < MOST_CONDITIONS;
    let intro = move || match drafts.groups.read().len() {
        0 | 1 => view! { <p class="text-muted">"Contacts that also match:"</p> }.into_any(),
        _ => view! {
            <p class="group-join text-muted">
                "Contacts that also match"
                <JoinSelect label="How many groups" join=drafts.join/>
                "of these groups:"
            </p>
        }
        .into_any(),
    };
    view! {
        <form on:submit=move |event| { event.prevent_default(); apply.run(()) }>
            {intro}
            <For each=move || drafts.groups.get() key=|group| group.id let:group>
                <GroupEditor drafts group choices/>
            </For>
            <div class="mt-3">
                <Button
                    kind=ButtonKind::Ghost
                    small=true
                    icon=IconName::Plus
                    disabled=Signal::derive(move || !has_room())
                    on_click=Callback::new(move |()| drafts.add_group(None))
                >
                    "Add group"
                </Button>
            </div>
            <DialogActions>
                <Button on_click=Callback::new(move |()| open.set(false))>"Cancel"</Button>
                <Button kind=ButtonKind::Primary submit=true>"Apply"</Button>
            </DialogActions>
        </form>
    }
}

/// "all" or "any".
#[component]
fn JoinSelect(label: &'static str, join: RwSignal<Join>) -> impl IntoView {
    let options = Join::ALL
        .iter()
        .map(|one| (one.as_str(), one.label().to_lowercase()));
    view! {
        <PlainSelect
            label
            options=options.collect()
            value=Signal::derive(move || join.get().as_str())
            on_change=Callback::new(move |value: String| join.set(value.parse().unwrap_or(Join::All)))
        />
    }
}

/// One of a few words, without a label that is seen.
#[component]
fn PlainSelect(
    label: &'static str,
    options: Vec<(&'static str, String)>,
    #[prop(into)] value: Signal<&'static str>,
    on_change: Callback<String>,
) -> impl IntoView {
    let option = move |(name, word): (&'static str, String)| {
        view! { <option value=name selected=move || value.get() == name>{word}</option> }
    };
    view! {
        <span class="select">
            <select
                class="input"
                aria-label=label
                prop:value=move || value.get()
                on:change=move |event| on_change.run(event_target_value(&event))
            >
                {options.into_iter().map(option).collect_view()}
            </select>
            <Icon name=IconName::ChevronsUpDown/>
        </span>
    }
}

#[component]
fn GroupEditor(drafts: Drafts, group: Draft, choices: Choices) -> impl IntoView {
    let remove_row = move |id: u32| group.rows.update(|rows| rows.retain(|row| row.id != id));
    let remove_group = move |()| {
        drafts
            .groups
            .update(|groups| groups.retain(|one| one.id != group.id))
    };
    let is_one_of_many = move || group.rows.read().len() > 1;
    view! {
        <fieldset class="filter-group">
            <legend class="sr-only">"Group of conditions"</legend>
            <div class="group-head">
                <span class="group-join" hidden=move || !is_one_of_many()>
                    <JoinSelect label="How many conditions" join=group.join/>
                    <span class="text-muted">"of these:"</span>
                </span>
                <IconButton
                    class="ml-auto"
                    icon=IconName::Trash
                    label="Remove group"
                    on_click=Callback::new(remove_group)
                />
            </div>
            <For each=move || group.rows.get() key=|row| row.id let:row>
                <div class="condition">
                    <RowEditor row choices/>
                    <IconButton
                        icon=IconName::X
                        label="Remove condition"
                        on_click=Callback::new(move |()| remove_row(row.id))
                    />
                </div>
            </For>
            <Button
                kind=ButtonKind::Ghost
                small=true
                icon=IconName::Plus
                disabled=Signal::derive(move || drafts.conditions() >= MOST_CONDITIONS)
                on_click=Callback::new(move |()| {
                    let row = drafts.row(None);
                    group.rows.update(|rows| rows.push(row));
                })
            >
                "Add condition"
            </Button>
        </fieldset>
    }
}

/// Field, verb and values of one condition.
#[component]
fn RowEditor(row: Row, choices: Choices) -> impl IntoView {
    let choose = move |predicate: &'static Predicate| {
        // The values of one way to ask of a field serve the other as well.
        let before = row.predicate.get_untracked();
        let keeps = before.field == predicate.field
            && before.operand == Operand::Values
            && predicate.operand == Operand::Values;
        if !keeps {
            row.text.set(predicate.blank.to_owned());
        }
        row.predicate.set(predicate);
    };
    let mut fields: Vec<(&'static str, String)> = Vec::new();
    for one in PREDICATES {
        if fields.last().is_none_or(|(field, _)| *field != one.field) {
            fields.push((one.field, one.field.to_owned()));
        }
    }
    let on_field = Callback::new(move |field: String| {
        PREDICATES
            .iter()
            .find(|one| one.field == field)
            .into_iter()
            .for_each(choose);
    });
    let verbs = move || {
        let now = row.predicate.get();
        let of_field = PREDICATES.iter().filter(|one| one.field == now.field);
        let on_verb = Callback::new(move |verb: String| {
            let mut same = PREDICATES.iter().filter(|one| one.field == now.field);
            same.find(|one| one.verb == verb).into_iter().for_each(choose);
        });
        let options = of_field.map(|one| (one.verb, one.verb.to_owned())).collect();
        view! { <PlainSelect label="How" options value=now.verb on_change=on_verb/> }
    };
    view! {
        <PlainSelect
            label="Field"
            options=fields
            value=Signal::derive(move || row.predicate.get().field)
            on_change=on_field
        />
        {verbs}
        {move || view! { <OperandEditor row predicate=row.predicate.get() choices/> }}
    }
}

#[component]
fn OperandEditor(row: Row, predicate: &'static Predicate, choices: Choices) -> impl IntoView {
    let text = row.text;
    match predicate.operand {
        Operand::Nothing => ().into_any(),
        Operand::Values => view! { <ValuesEditor row predicate choices/> }.into_any(),
        Operand::Numbers => view! { <Range text kind="number" separator="-"/> }.into_any(),
        Operand::Days => view! { <Range text kind="date" separator=".."/> }.into_any(),
        Operand::Count(prefix) => {
            let given =
                text.with_untracked(|text| text.trim_start_matches(prefix).trim_end_matches('d').to_owned());
            view! {
                <span class="condition-count">
                    <input
                        class="input"
                        type="number"
                        min="1"
                        max="3650"
                        aria-label="Days"
                        value=given
                        on:input=move |event| text.set(format!("{prefix}{}d", event_target_value(&event)))
                    />
                    <span class="text-muted">"days"</span>
                </span>
            }
            .into_any()
        }
    }
}

/// Some of a list, in a panel of their own.
#[component]
fn ValuesEditor(row: Row, predicate: &'static Predicate, choices: Choices) -> impl IntoView {
    let formats = use_formats();
    let panel = format!("condition-{}", row.id);
    let condition = move || Condition::parse(predicate.key, &row.text.read());
    let chosen = Signal::derive(move || condition().map(|one| one.values()).unwrap_or_default());
    let words = move || match condition() {
        Some(condition) => in_words(&condition, &choices.known.read(), &formats),
        None => "Choose…".to_owned(),
    };
    let on_change = Callback::new(move |values: Vec<String>| row.text.set(values.join(",")));
    view! {
        <PopoverButton panel=panel.clone() class="btn btn-secondary condition-values">
            <span class="truncate">{words}</span>
            <Icon name=IconName::ChevronDown class="icon-small"/>
        </PopoverButton>
        <PopoverPanel id=panel label=predicate.field>
            <OptionList key=predicate.key choices chosen on_change/>
        </PopoverPanel>
    }
}

/// From and to.
#[component]
fn Range(text: RwSignal<String>, kind: &'static str, separator: &'static str) -> impl IntoView {
    let given = text.with_untracked(|text| {
        let bounds = text.split_once(separator);
        bounds
            .map(|(from, to)| (from.to_owned(), to.to_owned()))
            .unwrap_or_default()
    });
    let (from, to) = (RwSignal::new(given.0), RwSignal::new(given.1));
    let field = move |label: &'static str, value: RwSignal<String>| {
        view! {
            <input
                class="input"
                type=kind
                aria-label=label
                placeholder=label
                value=value.get_untracked()
                on:input=move |event| {
                    value.set(event_target_value(&event));
                    text.set(format!("{}{separator}{}", from.get_untracked(), to.get_untracked()));
                }
            />
        }
    };
    view! { <span class="condition-range">{field("From", from)}{field("To", to)}</span> }
}
