//! The search box and the chips above the list of contacts.

use super::addresses;
use super::column_menu::ColumnMenu;
use crate::contacts::types::{ConditionKey, ContactFilter, ContactSort, Layout, ListState};
use crate::ui::prelude::*;
use leptos::prelude::*;

mod advanced;
mod chip;
mod choices;
mod options;
mod predicate;
mod words;

use advanced::AdvancedFilter;
use chip::{ConditionChip, adder_id, panel_id};
pub use choices::{Choices, Listed, needs_choices};

/// The conditions whose chips are always there.
const COMMON: [ConditionKey; 4] = [
    ConditionKey::Type,
    ConditionKey::Status,
    ConditionKey::Priority,
    ConditionKey::Owner,
];

/// Those that are added when somebody wants them.
const MORE: [ConditionKey; 7] = [
    ConditionKey::Industry,
    ConditionKey::Tags,
    ConditionKey::AllTags,
    ConditionKey::NoTags,
    ConditionKey::Score,
    ConditionKey::LastInteraction,
    ConditionKey::Created,
];

/// The panel of filters that can be added.
const ADDERS: &str = "filter-more";

/// Search, filters and order, all as links and forms that get, so that each list has an address.
#[component]
pub fn ContactFilters(
    #[prop(into)] state: Signal<ListState>,
    /// What stands in the search box.
    search: RwSignal<String>,
    /// Somebody types into it.
    on_input: Callback<String>,
    /// Somebody sends it.
    on_search: Callback<()>,
    /// Whether panels are drawn before they are opened.
    drawn: bool,
    /// The chips, which have to wait for the colleagues, the tags and the industries.
    #[prop(into)]
    chips: ViewFn,
) -> impl IntoView {
    let clear = move || {
        let state = state.read();
        state.filter.narrows().then(|| {
            let all = state.with_filter(state.filter.everybody());
            view! { <TextLink href=addresses::list(&all) class="text-sm">"Clear filters"</TextLink> }
        })
    };
    // Of its own, so that the menu stays as it is while its columns are chosen.
    let is_table = Memo::new(move |_| state.read().layout == Layout::Table);
    view! {
        <FilterBar>
            <SearchBox state search on_input on_search/>
            {chips.run()}
            {clear}
            <div class="ml-auto flex">
                <Order state/>
                {move || is_table.get().then(|| view! { <ColumnMenu state drawn/> })}
            </div>
        </FilterBar>
    }
}

/// A chip for each condition, and a menu of those that can be added.
#[component]
pub fn FilterChips(#[prop(into)] state: Signal<ListState>, choices: Choices) -> impl IntoView {
    // Filters come by links and views, too, and want to be said in words.
    Effect::new(move || {
        if needs_choices(&state.read()) {
            choices.read();
        }
    });
    let opened_by_chip = RwSignal::new(true);
    let common = COMMON.map(|key| view! { <ConditionChip state key choices common=true opened_by_chip/> });
    let more = MORE.map(|key| {
        // Whether a filter is set decides where its panel opens, until a button says otherwise.
        let is_set = state.with_untracked(|state| state.filter.condition(key).is_some());
        let opened_by_chip = RwSignal::new(is_set);
        let adder = view! {
            <PopoverButton
                panel=panel_id(key)
                anchor=adder_id(key)
                class="menu-item"
                on_click=Callback::new(move |()| opened_by_chip.set(false))
            >
                <span class="menu-text">{key.label()}</span>
                <Icon name=IconName::ChevronRight/>
            </PopoverButton>
        };
        (adder, view! { <ConditionChip state key choices opened_by_chip/> })
    });
    let (adders, chips): (Vec<_>, Vec<_>) = more.into_iter().unzip();
    let (ready, is_advanced) = (use_ready(), RwSignal::new(false));
    let advanced = move || {
        // It needs scripts, so it is offered where they run.
        ready.get().then(|| {
            let begin = Callback::new(move |()| {
                close_popover(ADDERS);
                is_advanced.set(true);
            });
            view! {
                <MenuSeparator/>
                <MenuButton icon=IconName::Filter on_click=begin>"Advanced filter…"</MenuButton>
            }
        })
    };
    let adding = if choices.is_drawn {
        "chip"
    } else {
        "chip noscript:hidden"
    };
    // Panels are drawn when they are opened; without scripts, with the page.
    let drawn = (!choices.is_drawn).then(|| {
        let href = move || addresses::list_drawn(&state.read());
        view! { <a class="chip menu-trigger hidden noscript:inline-flex" href=href>"Filters and columns"</a> }
    });
    view! {
        {drawn}
        {common}
        {chips}
        <AdvancedFilter state choices open=is_advanced/>
        <span class=adding>
            <PopoverButton panel=ADDERS class="menu-trigger">
                <Icon name=IconName::Plus class="icon-small"/>
                "Add filter"
            </PopoverButton>
        </span>
        <PopoverPanel id=ADDERS label="Add a filter">{adders} {advanced}</PopoverPanel>
    }
}

/// A form that gets: what else is chosen goes along unseen.
#[component]
fn SearchBox(
    state: Signal<ListState>,
    search: RwSignal<String>,
    on_input: Callback<String>,
    on_search: Callback<()>,
) -> impl IntoView {
    let kept = move || {
        let state = state.read();
        state
            .with_filter(state.filter.clone())
            .parameters()
            .into_iter()
            .filter(|(name, _)| *name != "q")
            .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
            .collect_view()
    };
    view! {
        <form
            method="get"
            action=addresses::LIST
            role="search"
            class="basis-full md:min-w-56 md:max-w-72 md:flex-1"
            on:submit=move |event| {
                event.prevent_default();
                on_search.run(());
            }
        >
            <SearchField
                name="q"
                id="contact-search"
                label="Search contacts"
                placeholder="Search name, company or e-mail"
                value=search
                on_input=on_input
            />
            {kept}
        </form>
    }
}

/// In which order: for telephones, where there are no column heads, and for the order that has no
/// column.
#[component]
fn Order(state: Signal<ListState>) -> impl IntoView {
    let choice = move |sort: ContactSort| {
        let href = Signal::derive(move || {
            let state = state.read();
            addresses::list(&state.with_filter(state.filter.sorted_by(sort)))
        });
        let current = Signal::derive(move || state.read().filter.sort == sort);
        view! { <MenuLink href current>{sort.label()}</MenuLink> }
    };
    // Of its own, so that the menu stays as it is while somebody types.
    let sorts = Memo::new(move |_| state.read().filter.sorts().collect::<Vec<_>>());
    let trigger = move || {
        view! {
            {move || {
                let ContactFilter { sort, descending, .. } = state.read().filter;
                let name = if descending { IconName::ArrowDown } else { IconName::ArrowUp };
                (sort != ContactSort::Relevance).then(|| view! { <Icon name=name class="icon-small"/> })
            }}
            <span>{move || state.read().filter.sort.label()}</span>
        }
    };
    view! {
        <Menu id="contact-order" label="Sort by" kind=ButtonKind::Ghost align=Align::End trigger=trigger>
            <MenuHeading>"Sort by"</MenuHeading>
            {move || sorts.get().into_iter().map(choice).collect_view()}
        </Menu>
    }
}
