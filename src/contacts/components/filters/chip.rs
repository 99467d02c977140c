//! One condition as a chip: what it says, the panel that changes it, and the link that takes it away.

use super::choices::Choices;
use super::options::OptionList;
use super::words::{has_options, in_words};
use crate::contacts::components::addresses;
use crate::contacts::types::{Condition, ConditionKey, ListState, When};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Closes a condition's panel after a choice; the focus goes to the chip that says it.
fn leave_panel(key: ConditionKey) {
    let panel = panel_id(key);
    close_popover(&panel);
    close_popover(super::ADDERS);
    request_animation_frame(move || focus_on(&format!(".chip > [popovertarget={panel}]")));
}

/// The panel of a condition.
#[must_use]
pub fn panel_id(key: ConditionKey) -> String {
    format!("filter-{}", key.as_str().replace('.', "-"))
}

/// Its button among those that add a filter.
#[must_use]
pub fn adder_id(key: ConditionKey) -> String {
    format!("{}-add", panel_id(key))
}

/// A condition outside of the groups. Unless it is `common`, the chip is there only while it is set.
#[component]
pub fn ConditionChip(
    state: Signal<ListState>,
    key: ConditionKey,
    choices: Choices,
    #[prop(optional)] common: bool,
    /// Which panel was opened by its chip, and not among the filters that can be added.
    opened_by_chip: RwSignal<bool>,
) -> impl IntoView {
    let formats = use_formats();
    let condition = Memo::new(move |_| state.read().filter.condition(key).cloned());
    let words = Signal::derive(move || {
        condition
            .read()
            .as_ref()
            .map(|one| in_words(one, &choices.known.read(), &formats))
    });
    let shown = if choices.is_drawn {
        "chip"
    } else {
        "chip noscript:hidden"
    };
    let without = Signal::derive(move || addresses::list(&state.with(|state| with(state, key, None))));
    let clear = format!("Clear filter {}", key.label());
    let is_beside = move || !common && !opened_by_chip.get();
    let anchor = Signal::derive(move || if is_beside() { adder_id(key) } else { panel_id(key) });
    let class = Signal::derive(move || if is_beside() { "panel-beside" } else { "" }.to_owned());
    view! {
        <span class=shown class:chip-set=move || words.read().is_some() hidden=move || !common && words.read().is_none()>
            <PopoverButton
                panel=panel_id(key)
                class="menu-trigger"
                on_click=Callback::new(move |()| opened_by_chip.set(true))
            >
                <span class="chip-label">{key.label()}</span>
                {move || words.get().map(|words| view! { <span class="chip-value">{words}</span> })}
                <Icon name=IconName::ChevronDown class="icon-small"/>
            </PopoverButton>
            {move || words.read().is_some().then(|| view! {
                <a class="chip-clear" href=move || without.get() aria-label=clear.clone() title=clear.clone()>
                    <Icon name=IconName::X class="icon-small"/>
                </a>
            })}
        </span>
        <LazyPopoverPanel
            id=panel_id(key)
            label=format!("Filter by {}", key.label().to_lowercase())
            anchor=anchor
            class=class
            drawn=choices.is_drawn
            on_open=Callback::new(move |()| choices.read())
        >
            <Editor state key choices condition/>
        </LazyPopoverPanel>
    }
}

/// The list with another condition of this key.
fn with(state: &ListState, key: ConditionKey, condition: Option<Condition>) -> ListState {
    state.with_filter(state.filter.with(key, condition))
}

/// What a panel holds: a form that gets, so that it works without JavaScript; with it, what is ticked
/// counts at once.
#[component]
fn Editor(
    state: Signal<ListState>,
    key: ConditionKey,
    choices: Choices,
    condition: Memo<Option<Condition>>,
) -> impl IntoView {
    let ready = use_ready();
    let navigate = use_navigate();
    let go = Callback::new(move |text: String| {
        let address = state.with_untracked(|state| with(state, key, Condition::parse(key, &text)));
        let calmly = NavigateOptions {
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&addresses::list(&address), calmly);
    });
    let is_listed = has_options(key);
    let (from, to) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !is_listed {
            go.run(format!("{},{}", from.get_untracked(), to.get_untracked()));
        }
        leave_panel(key);
    };
    let kept = move || {
        let kept = with(&state.read(), key, None).parameters().into_iter();
        kept.chain(choices.is_drawn.then(addresses::drawn))
            .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
            .collect_view()
    };
    let fields = match key {
        _ if is_listed => {
            let chosen = Signal::derive(move || {
                condition
                    .read()
                    .as_ref()
                    .map(Condition::values)
                    .unwrap_or_default()
            });
            let on_change = Callback::new(move |values: Vec<String>| go.run(values.join(",")));
            view! { <OptionList key choices chosen on_change/> }.into_any()
        }
        ConditionKey::Score => view! { <Bounds key condition kind="number" from to/> }.into_any(),
        _ => view! {
            <Spans state key condition/>
            <Bounds key condition kind="date" from to/>
        }
        .into_any(),
    };
    view! {
        <form method="get" action=addresses::LIST on:submit=submit>
            {fields}
            {kept}
            // What is ticked counts at once where scripts run.
            <div class="panel-actions" hidden=move || is_listed && ready.get()>
                <Button kind=ButtonKind::Primary small=true submit=true>"Apply"</Button>
            </div>
        </form>
    }
}

/// From and to, as two fields of one name.
#[component]
fn Bounds(
    key: ConditionKey,
    condition: Memo<Option<Condition>>,
    kind: &'static str,
    from: RwSignal<String>,
    to: RwSignal<String>,
) -> impl IntoView {
    // The address writes a range of numbers with a hyphen and one of days with two dots.
    let set = Memo::new(move |_| {
        let text = condition.read().as_ref().map(Condition::text).unwrap_or_default();
        let bounds = match kind {
            "date" => text.split_once(".."),
            _ => text.split_once('-'),
        };
        bounds
            .map(|(from, to)| (from.to_owned(), to.to_owned()))
            .unwrap_or_default()
    });
    let given = set.get_untracked();
    from.set(given.0);
    to.set(given.1);
    Effect::new(move || {
        let (low, high) = set.get();
        from.set(low);
        to.set(high);
    });
    let limits = (kind == "number").then_some(("0", "100"));
    let field = move |label: &'static str, value: RwSignal<String>| {
        view! {
            <label class="bound">
                <span class="label">{label}</span>
                <input
                    class="input"
                    type=kind
                    name=key.as_str()
                    min=limits.map(|limits| limits.0)
                    max=limits.map(|limits| limits.1)
                    value=value.get_untracked()
                    prop:value=move || value.get()
                    on:input=move |event| value.set(event_target_value(&event))
                />
            </label>
        }
    };
    view! { <div class="bounds">{field("From", from)}{field("To", to)}</div> }
}

/// Spans of time that are often asked for, as links.
#[component]
fn Spans(state: Signal<ListState>, key: ConditionKey, condition: Memo<Option<Condition>>) -> impl IntoView {
    let is_last = key == ConditionKey::LastInteraction;
    let spans: &'static [(When, &'static str)] = if is_last {
        &[
            (When::Within(7), "Last 7 days"),
            (When::Within(30), "Last 30 days"),
            (When::Within(90), "Last 90 days"),
            (When::Before(30), "More than 30 days ago"),
            (When::Before(90), "More than 90 days ago"),
            (When::Never, "Never"),
        ]
    } else {
        &[
            (When::Within(7), "Last 7 days"),
            (When::Within(30), "Last 30 days"),
            (When::Within(90), "Last 90 days"),
            (When::Within(365), "Last 365 days"),
        ]
    };
    let link = move |(when, label): &'static (When, &'static str)| {
        let one = if is_last {
            Condition::LastInteraction(*when)
        } else {
            Condition::Created(*when)
        };
        let current = {
            let one = one.clone();
            Signal::derive(move || condition.read().as_ref() == Some(&one))
        };
        let href = Signal::derive(move || addresses::list(&with(&state.read(), key, Some(one.clone()))));
        view! { <MenuLink href current>{*label}</MenuLink> }
    };
    view! {
        <div class="contents" on:click=move |_| leave_panel(key)>{spans.iter().map(link).collect_view()}</div>
        <MenuSeparator/>
    }
}
