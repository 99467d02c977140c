//! Which of the claims that wait are looked at: a form that gets, so that it serves whoever has no script; what is filtered, each
//! with the way to do without it; and the queue, which follows the address.

use super::chosen::Chosen;
use super::desk::Desk;
use super::held::{Held, Parcel};
use super::place;
use super::queue::Queue;
use crate::expenses::components::addresses;
use crate::expenses::server_fns::list_inbox_choices;
use crate::expenses::types::{ExpenseType, InboxChoices, InboxFilter};
use crate::ids::ExpenseId;
use crate::ui::prelude::*;
use crate::ui::time;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

impl Desk {
    /// Opens the form, and puts the focus into it.
    pub fn open_filter(self) {
        if self.is_in_claim.get_untracked() && place::is_narrow() {
            self.close();
        }
        self.is_filtering.set(true);
        self.read_choices();
        place::focus_on_filter();
    }

    /// Closes the form; the focus goes back to what opened it.
    pub fn close_filter(self) {
        self.is_filtering.set(false);
        focus_on(&format!("#{}", place::FILTER_TOGGLE));
    }

    fn toggle_filter(self) {
        if self.is_filtering.get_untracked() {
            self.close_filter();
        } else {
            self.open_filter();
        }
    }

    /// Reads what can be chosen by now; what was read before stays until then.
    fn read_choices(self) {
        let filter = self.filter.get_untracked();
        spawn_local(async move {
            match list_inbox_choices(filter).await {
                Ok(choices) => {
                    self.choices.try_set(Some(choices));
                }
                Err(error) if self.choices.try_with_untracked(Option::is_none) == Some(true) => {
                    // The rest of the form serves without.
                    self.choices.try_set(Some(InboxChoices::default()));
                    self.toasts.error(error.told());
                }
                Err(_) => {}
            }
        });
    }

    /// The address asks for another part of the queue.
    pub fn filter_by(self, filter: InboxFilter, asked: Option<ExpenseId>) {
        let is_unnamed = self
            .choices
            .with_untracked(|choices| !is_named(&filter, choices.as_ref()));
        self.filter.set(filter);
        // What was chosen of another part is not seen any more: nothing is decided about it unseen.
        self.chosen.set(Chosen::default());
        self.queue.set(Queue::default());
        self.trouble.set(None);
        self.is_turning.set(true);
        self.is_in_claim.set(asked.is_some());
        self.open.set(asked);
        if is_unnamed {
            self.read_choices();
        }
        self.refresh();
        // The chip that was pressed is gone.
        request_animation_frame(|| {
            let is_lost = document()
                .active_element()
                .is_none_or(|active| active.tag_name() == "BODY");
            if is_lost {
                focus_on(&format!("#{}", place::FILTER_TOGGLE));
            }
        });
    }

    /// Whether something was decided and is not known to the server yet of which nobody knows here whether it belongs to what is
    /// looked at: it was decided while another part of the queue was, or some of it was never read.
    pub(super) fn has_unknown(self) -> bool {
        let filter = self.filter.get_untracked();
        let of_held = |held: &Vec<Held>| held.iter().any(|one| one.filter != filter || one.is_beyond());
        let of_sent = |one: &Parcel| one.filter != filter || one.is_beyond;
        self.held.with_untracked(of_held)
            || self.line.with_value(|line| line.iter().any(of_sent))
            || self.under_way.with_value(|all| all.iter().any(of_sent))
    }

    /// What is told once another part of the queue is there.
    pub(super) fn turned(self) {
        if self.is_turning.try_get_untracked() != Some(true) {
            return;
        }
        self.is_turning.set(false);
        let count = self.standing.with_untracked(|standing| standing.count);
        let is_all = self.filter.with_untracked(InboxFilter::is_all);
        self.say(standing_in_words(count, is_all, &self.formats));
    }
}

/// How many there are, as the head of the queue says it.
#[must_use]
pub fn standing_in_words(count: i64, is_all: bool, formats: &Formats) -> String {
    match (count, is_all) {
        (0, true) => "Nothing waits".to_owned(),
        (0, false) => "Nothing matches".to_owned(),
        (1, true) => "1 waits".to_owned(),
        (1, false) => "1 matches".to_owned(),
        (count, true) => format!("{} wait", formats.number(count)),
        (count, false) => format!("{} match", formats.number(count)),
    }
}

/// Whether what the filter names by an id is known by its name.
fn is_named(filter: &InboxFilter, choices: Option<&InboxChoices>) -> bool {
    let person = filter
        .person
        .is_none_or(|id| choices.is_some_and(|choices| choices.people.iter().any(|person| person.id == id)));
    let event = filter
        .event
        .is_none_or(|id| choices.is_some_and(|choices| choices.events.iter().any(|event| event.id == id)));
    person && event
}

/// Opens and closes the form. A link, so that it leads to the open form where no script serves.
#[component]
pub fn FilterToggle(desk: Desk) -> impl IntoView {
    let href = move || desk.filter.with(place::address_of_filter);
    view! {
        <a
            id=place::FILTER_TOGGLE
            href=href
            class="btn btn-ghost btn-icon"
            class:inbox-filtered=move || !desk.filter.read().is_all()
            title="Filter (f)"
            aria-label="Filter"
            aria-expanded=move || if desk.is_filtering.get() { "true" } else { "false" }
            aria-controls=move || desk.is_filtering.get().then_some(place::FILTER)
            on:click=move |event| {
                if event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                    event.prevent_default();
                    desk.toggle_filter();
                }
            }
        >
            <Icon name=IconName::Filter/>
        </a>
    }
}

/// The form where it is open, and what is filtered.
#[component]
pub fn Filters(desk: Desk) -> impl IntoView {
    view! {
        {move || {
            let filter = desk.filter.get();
            desk.is_filtering.get().then(|| view! { <FilterForm desk filter/> })
        }}
        <Chips desk/>
    }
}

#[component]
fn FilterForm(desk: Desk, filter: InboxFilter) -> impl IntoView {
    let text = |value: Option<String>| RwSignal::new(value.unwrap_or_default());
    let search = RwSignal::new(filter.search.clone());
    let kind = text(filter.expense_type.map(|one| one.to_string()));
    let person = text(filter.person.map(|one| one.to_string()));
    let event = text(filter.event.map(|one| one.to_string()));
    let currency = text(filter.currency.map(|one| one.to_string()));
    let from = text(filter.from.map(|day| day.to_string()));
    let to = text(filter.to.map(|day| day.to_string()));
    let is_flagged = RwSignal::new(filter.is_flagged);
    let go = desk.go;
    let submit = move || {
        let wanted = InboxFilter::from_query(|name| {
            Some(match name {
                "q" => search.get_untracked(),
                "type" => kind.get_untracked(),
                "person" => person.get_untracked(),
                "event" => event.get_untracked(),
                "currency" => currency.get_untracked(),
                "from" => from.get_untracked(),
                "to" => to.get_untracked(),
                "flagged" if is_flagged.get_untracked() => "1".to_owned(),
                _ => return None,
            })
        });
        let is_other = desk.filter.with_untracked(|filter| *filter != wanted);
        desk.close_filter();
        if is_other {
            go.run(place::address(&wanted, None));
        }
    };
    let on_key = move |pressed: KeyboardEvent| {
        if pressed.key() == "Escape" {
            pressed.prevent_default();
            desk.close_filter();
        }
    };
    let types: Vec<_> = ExpenseType::ALL
        .iter()
        .map(|one| Choice::new(one.as_str(), one.label()))
        .collect();
    view! {
        <form
            id=place::FILTER
            class="inbox-filter"
            method="get"
            action=addresses::APPROVALS
            role="search"
            aria-label="Filter what waits"
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
            on:keydown=on_key
        >
            <TextField name="q" id="inbox-filter-q" class="inbox-filter-wide" label="Title, merchant or category"
                kind=TextKind::Search maxlength=100 value=search/>
            <SelectField name="type" id="inbox-filter-type" label="Type" empty="Any" value=kind options=Signal::stored(types)/>
            {move || match desk.choices.get() {
                Some(choices) => view! { <Offered choices person event currency/> }.into_any(),
                None => view! { <div class="inbox-filter-wide"><SkeletonLines lines=3/></div> }.into_any(),
            }}
            <TextField name="from" id="inbox-filter-from" label="Spent from" kind=TextKind::Date value=from/>
            <TextField name="to" id="inbox-filter-to" label="Spent to" kind=TextKind::Date value=to/>
            <CheckboxField name="flagged" id="inbox-filter-flagged" class="inbox-filter-wide" label="Only what the policy flags"
                value="1" checked=is_flagged/>
            <div class="inbox-filter-wide inbox-filter-actions">
                <Button kind=ButtonKind::Primary submit=true>"Apply"</Button>
                <ButtonLink href=addresses::APPROVALS>"Clear all"</ButtonLink>
            </div>
        </form>
    }
}

/// What something waits of, and what is chosen already although nothing does.
#[component]
fn Offered(
    choices: InboxChoices,
    person: RwSignal<String>,
    event: RwSignal<String>,
    currency: RwSignal<String>,
) -> impl IntoView {
    let with_chosen = |mut all: Vec<Choice>, chosen: RwSignal<String>, label: &str| {
        let chosen = chosen.get_untracked();
        if !chosen.is_empty() && !all.iter().any(|choice| choice.value == chosen) {
            let label = if label.is_empty() {
                chosen.clone()
            } else {
                label.to_owned()
            };
            all.push(Choice::new(chosen, label));
        }
        Signal::stored(all)
    };
    let people = choices.people.iter();
    let people: Vec<_> = people
        .map(|one| Choice::new(one.id.to_string(), one.name.clone()))
        .collect();
    let events = choices.events.iter();
    let events: Vec<_> = events
        .map(|one| Choice::new(one.id.to_string(), one.title.clone()))
        .collect();
    let currencies = choices.currencies.iter();
    let currencies: Vec<_> = currencies
        .map(|one| Choice::new(one.to_string(), one.to_string()))
        .collect();
    view! {
        <SelectField name="person" id="inbox-filter-person" label="Who claims" empty="Anybody" value=person
            options=with_chosen(people, person, "One person")/>
        <SelectField name="event" id="inbox-filter-event" label="Event" empty="Any" value=event
            options=with_chosen(events, event, "One event")/>
        <SelectField name="currency" id="inbox-filter-currency" label="Currency" empty="Any" value=currency
            options=with_chosen(currencies, currency, "")/>
    }
}

/// What is filtered, in words, each with the filter without it.
fn chips(
    filter: &InboxFilter,
    choices: Option<&InboxChoices>,
    formats: &Formats,
) -> Vec<(String, InboxFilter)> {
    let mut chips = Vec::new();
    let mut chip = |label: Option<String>, without: fn(&mut InboxFilter)| {
        if let Some(label) = label {
            let mut other = filter.clone();
            without(&mut other);
            chips.push((label, other));
        }
    };
    let day = |day| time::date(day, &formats.locale);
    let search = (!filter.search.is_empty()).then(|| format!("“{}”", filter.search));
    chip(search, |filter| filter.search.clear());
    chip(filter.expense_type.map(|one| one.label().to_owned()), |filter| {
        filter.expense_type = None
    });
    let person = filter.person.map(|id| {
        let known = choices.and_then(|choices| choices.people.iter().find(|one| one.id == id));
        known.map_or_else(|| "One person".to_owned(), |one| one.name.clone())
    });
    chip(person, |filter| filter.person = None);
    let event = filter.event.map(|id| {
        let known = choices.and_then(|choices| choices.events.iter().find(|one| one.id == id));
        known.map_or_else(|| "One event".to_owned(), |one| one.title.clone())
    });
    chip(event, |filter| filter.event = None);
    chip(filter.currency.map(|one| one.to_string()), |filter| {
        filter.currency = None
    });
    chip(filter.from.map(|from| format!("From {}", day(from))), |filter| {
        filter.from = None
    });
    chip(filter.to.map(|to| format!("To {}", day(to))), |filter| {
        filter.to = None
    });
    let flagged = filter.is_flagged.then(|| "Flagged by the policy".to_owned());
    chip(flagged, |filter| filter.is_flagged = false);
    chips
}

#[component]
fn Chips(desk: Desk) -> impl IntoView {
    let all = Memo::new(move |_| chips(&desk.filter.read(), desk.choices.read().as_ref(), &desk.formats));
    let chip = |(label, other): (String, InboxFilter)| {
        view! { <li><RemovableChip label href=place::address(&other, None)/></li> }
    };
    view! {
        <Show when=move || !all.read().is_empty()>
            <div class="inbox-chips">
                <ul class="inbox-chip-list" aria-label="Filtered by">{move || all.get().into_iter().map(chip).collect_view()}</ul>
                <a class="link inbox-chips-clear" href=addresses::APPROVALS>"Clear all"</a>
            </div>
        </Show>
    }
}
