//! The search box and the chips above the list of contacts.

use super::addresses;
use super::marks::stage_tone;
use crate::accounts::types::Colleague;
use crate::contacts::types::{
    ContactFilter, ContactSort, ContactStatus, ContactType, ListState, OwnerFilter, Priority,
};
use crate::ids::UserId;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// Search, filters and order, all as links and a form that gets, so that each list has an address.
#[component]
pub fn ContactFilters(
    #[prop(into)] state: Signal<ListState>,
    /// What stands in the search box.
    search: RwSignal<String>,
    /// Somebody types into it.
    on_input: Callback<String>,
    /// Somebody sends it.
    on_search: Callback<()>,
    /// The owner's chip, which has to wait for the colleagues.
    #[prop(into)]
    owner_chip: ViewFn,
) -> impl IntoView {
    let clear = move || {
        let state = state.read();
        state.filter.narrows().then(|| {
            let all = state.with_filter(state.filter.everybody());
            view! { <TextLink href=addresses::list(&all) class="text-sm">"Clear filters"</TextLink> }
        })
    };
    view! {
        <FilterBar>
            <SearchBox state search on_input on_search/>
            <Choices state of=STAGE/>
            <Choices state of=STATUS/>
            <Choices state of=PRIORITY/>
            {owner_chip.run()}
            {clear}
            <Order state/>
        </FilterBar>
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
        let filter = ContactFilter {
            search: String::new(),
            ..state.filter.clone()
        };
        state
            .with_filter(filter)
            .parameters()
            .into_iter()
            .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
            .collect_view()
    };
    view! {
        <form
            method="get"
            action=addresses::LIST
            role="search"
            class="basis-full md:max-w-72 md:flex-1"
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

/// One of the filter's fields: its values and how it is read and written.
struct Of<T: 'static> {
    id: &'static str,
    label: &'static str,
    all: &'static [T],
    word: fn(T) -> &'static str,
    tone: fn(T) -> Option<Tone>,
    get: fn(&ContactFilter) -> Option<T>,
    set: fn(&mut ContactFilter, Option<T>),
}

const STAGE: Of<ContactType> = Of {
    id: "filter-type",
    label: "Stage",
    all: ContactType::ALL,
    word: ContactType::label,
    tone: |stage| Some(stage_tone(stage)),
    get: |filter| filter.contact_type,
    set: |filter, chosen| filter.contact_type = chosen,
};

const STATUS: Of<ContactStatus> = Of {
    id: "filter-status",
    label: "Status",
    all: ContactStatus::ALL,
    word: ContactStatus::label,
    tone: |_| None,
    get: |filter| filter.status,
    set: |filter, chosen| filter.status = chosen,
};

const PRIORITY: Of<Priority> = Of {
    id: "filter-priority",
    label: "Priority",
    all: Priority::ALL,
    word: Priority::label,
    tone: |_| None,
    get: |filter| filter.priority,
    set: |filter, chosen| filter.priority = chosen,
};

#[component]
fn Choices<T: Copy + PartialEq + Send + Sync + 'static>(
    state: Signal<ListState>,
    of: Of<T>,
) -> impl IntoView {
    let Of {
        id,
        label,
        all,
        word,
        tone,
        get,
        set,
    } = of;
    let with = move |chosen: Option<T>| {
        let state = state.read();
        let mut filter = state.filter.clone();
        set(&mut filter, chosen);
        addresses::list(&state.with_filter(filter))
    };
    let choice = move |value: T| {
        let href = Signal::derive(move || with(Some(value)));
        let current = Signal::derive(move || get(&state.read().filter) == Some(value));
        match tone(value) {
            Some(tone) => view! { <MenuLink href current tone>{word(value)}</MenuLink> }.into_any(),
            None => view! { <MenuLink href current>{word(value)}</MenuLink> }.into_any(),
        }
    };
    view! {
        <FilterChip
            id=id
            label=label
            value=Signal::derive(move || get(&state.read().filter).map(|chosen| word(chosen).to_owned()))
            clear_href=Signal::derive(move || with(None))
        >
            {all.iter().copied().map(choice).collect_view()}
        </FilterChip>
    }
}

/// Whose contacts.
#[component]
pub fn OwnerChip(
    #[prop(into)] state: Signal<ListState>,
    colleagues: Vec<Colleague>,
    me: Option<UserId>,
) -> impl IntoView {
    let with = move |owner: OwnerFilter| {
        let state = state.read();
        let filter = ContactFilter {
            owner,
            ..state.filter.clone()
        };
        addresses::list(&state.with_filter(filter))
    };
    let choice = move |owner: OwnerFilter, word: String| {
        let href = Signal::derive(move || with(owner));
        let current = Signal::derive(move || state.read().filter.owner == owner);
        view! { <MenuLink href current>{word}</MenuLink> }
    };
    let names = StoredValue::new(colleagues.clone());
    let value = Signal::derive(move || match state.read().filter.owner {
        OwnerFilter::Anyone => None,
        OwnerFilter::Me => Some("Me".to_owned()),
        OwnerFilter::Nobody => Some("Nobody".to_owned()),
        OwnerFilter::Person(id) => {
            let name =
                names.with_value(|all| all.iter().find(|one| one.id == id).map(|one| one.name.clone()));
            Some(name.unwrap_or_else(|| "Somebody who left".to_owned()))
        }
    });
    let others = colleagues.into_iter().filter(move |one| Some(one.id) != me);
    view! {
        <FilterChip id="filter-owner" label="Owner" value clear_href=Signal::derive(move || with(OwnerFilter::Anyone))>
            {choice(OwnerFilter::Me, "Me".into())}
            {choice(OwnerFilter::Nobody, "Nobody".into())}
            <MenuSeparator/>
            {others.map(|one| choice(OwnerFilter::Person(one.id), one.name)).collect_view()}
        </FilterChip>
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
    let trigger = move || {
        view! {
            {move || {
                let name = if state.read().filter.descending { IconName::ArrowDown } else { IconName::ArrowUp };
                view! { <Icon name=name class="icon-small"/> }
            }}
            <span>{move || state.read().filter.sort.label()}</span>
        }
    };
    view! {
        <div class="ml-auto">
            <Menu id="contact-order" label="Sort by" kind=ButtonKind::Ghost align=Align::End trigger=trigger>
                <MenuHeading>"Sort by"</MenuHeading>
                {ContactSort::ALL.iter().copied().map(choice).collect_view()}
            </Menu>
        </div>
    }
}
