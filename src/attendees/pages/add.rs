//! Adding people to an event.

use super::acting::take_back;
use super::memory::{AttendeesMemory, use_attendees_memory};
use crate::accounts::roles::Permission;
use crate::app::failure::{failure, page_failure, refusal, shut};
use crate::attendees::components::addresses;
use crate::attendees::components::marks::AttendeeBadge;
use crate::attendees::server_fns::{
    AddAttendees, AddMatchingAttendees, add_attendees, add_matching_attendees, find_candidates,
    list_views_to_add,
};
use crate::attendees::types::{Added, AttendeeStatus, Candidate, Candidates, Who};
use crate::contacts::types::SavedView;
use crate::error::{AppError, AppResult};
use crate::events::components::frame::{EventFrame, Section};
use crate::events::components::marks::places;
use crate::events::types::EventHead;
use crate::ids::EventId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};
use std::future::Future;

/// `/events/<id>/attendees/add`: people are found, chosen and added.
#[component]
pub fn AddAttendeesPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::EditEvents) {
        return refusal;
    }
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<EventId>().ok()));
    let page = |id: Option<EventId>| match id {
        Some(id) => view! { <OfEvent id/> }.into_any(),
        None => failure(AppError::NotFound, Callback::new(|()| ())),
    };
    // Another event is another page.
    view! { <For each=move || [id.get()] key=|id| *id children=page/> }.into_any()
}

#[component]
fn OfEvent(id: EventId) -> impl IntoView {
    let query = use_query_map();
    let typed = Memo::new(move |_| query.with(|query| query.get("q").unwrap_or_default().trim().to_owned()));
    // The page is drawn once, so that the search keeps the cursor and what is chosen stays chosen.
    let first = Resource::new(|| (), move |()| find_candidates(id, typed.get_untracked()));
    let views = Resource::new(|| (), |()| list_views_to_add());
    let lasting = Lasting::new();
    view! {
        <Suspense fallback=|| meanwhile(|| view! { <Page width=PageWidth::Record><SkeletonLines lines=8/></Page> })>
            {move || {
                let lasting = lasting.clone();
                Suspend::new(async move {
                    let found = arrived(first).await;
                    let views = views.await.unwrap_or_default();
                    lasting.draw(|| match found {
                        Ok(found) => view! { <Whole found typed views/> }.into_any(),
                        Err(error) => page_failure(error, Callback::new(move |()| first.refetch())),
                    })
                })
            }}
        </Suspense>
    }
}

/// What is found and who is chosen; a copy of it can be carried into any callback.
#[derive(Clone, Copy)]
struct Adding {
    event: EventId,
    found: RwSignal<Vec<Candidate>>,
    chosen: RwSignal<Vec<Candidate>>,
    error: RwSignal<Option<AppError>>,
    pending: RwSignal<bool>,
    asked: StoredValue<u32>,
    memory: AttendeesMemory,
    toasts: Toasts,
    formats: Formats,
    go: Callback<()>,
}

impl Adding {
    fn new(event: EventId, found: Vec<Candidate>) -> Self {
        let navigate = use_navigate();
        Self {
            event,
            found: RwSignal::new(found),
            chosen: RwSignal::new(Vec::new()),
            error: RwSignal::new(None),
            pending: RwSignal::new(false),
            asked: StoredValue::new(0),
            memory: use_attendees_memory(),
            toasts: use_toasts(),
            formats: use_formats(),
            go: Callback::new(move |()| navigate(&addresses::whole(event), NavigateOptions::default())),
        }
    }

    fn look(self, typed: String) {
        let Some(number) = self.asked.try_update_value(|asked| {
            *asked = asked.wrapping_add(1);
            *asked
        }) else {
            return;
        };
        spawn_local(async move {
            let found = find_candidates(self.event, typed).await;
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            match found {
                Ok(found) => {
                    self.error.try_set(None);
                    self.found.try_set(found.found);
                }
                Err(error) => {
                    self.error.try_set(Some(error));
                }
            }
        });
    }

    fn is_chosen(self, who: Who) -> bool {
        self.chosen.read().iter().any(|one| one.who == who)
    }

    fn toggle(self, candidate: &Candidate) {
        self.chosen.update(
            |chosen| match chosen.iter().position(|one| one.who == candidate.who) {
                Some(at) => {
                    chosen.remove(at);
                }
                None => chosen.push(candidate.clone()),
            },
        );
    }

    fn add_chosen(self) {
        let chosen = self.chosen.get_untracked();
        if chosen.is_empty() {
            self.toasts.error("Choose at least one person.");
            return;
        }
        let contacts = chosen.iter().filter_map(|one| match one.who {
            Who::Contact(id) => Some(id),
            Who::Colleague(_) => None,
        });
        let users = chosen.iter().filter_map(|one| match one.who {
            Who::Contact(_) => None,
            Who::Colleague(id) => Some(id),
        });
        self.add(add_attendees(self.event, contacts.collect(), users.collect()));
    }

    /// Goes back to the list once they are added, with what that came to and a way back.
    fn add(self, adding: impl Future<Output = AppResult<Added>> + 'static) {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        spawn_local(async move {
            let Self {
                event,
                memory,
                toasts,
                formats,
                ..
            } = self;
            match adding.await {
                Ok(added) => {
                    let text = added.in_words(|count| formats.number(count));
                    self.go.try_run(());
                    match added.undo {
                        Some(change) => toasts.undo(text, move || {
                            spawn_local(take_back(event, change, memory, toasts, formats));
                        }),
                        None => toasts.error(text),
                    }
                }
                Err(error) => toasts.error(error.told()),
            }
            self.pending.try_set(false);
        });
    }
}

#[component]
fn Whole(found: Candidates, typed: Memo<String>, views: Vec<SavedView>) -> impl IntoView {
    let head = found.head;
    let adding = Adding::new(head.id, found.found);
    Effect::new(move |before: Option<String>| {
        let now = typed.get();
        if before.is_some_and(|before| before != now) {
            adding.look(now.clone());
        }
        now
    });
    let waiting = found.counts.of(Some(AttendeeStatus::Waitlisted));
    let refused = refusal(&[AddAttendees::PATH, AddMatchingAttendees::PATH]);
    let room = room(&head, waiting);
    let (id, event) = (head.id, head.clone());
    view! {
        <EventFrame head=event section=Section::Attendees>
            {refused.map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
            <div class="mb-4 flex flex-wrap items-baseline gap-x-3">
                <h2 class="text-lg font-semibold">"Add attendees"</h2>
                <p class="text-muted">{room}</p>
            </div>
            <div class="grid gap-4 lg:grid-cols-[minmax(0,1fr)_20rem] lg:gap-6">
                <People adding typed/>
                <div class="flex min-w-0 flex-col gap-4">
                    <ChosenCard adding/>
                    <OfView id views adding/>
                </div>
            </div>
        </EventFrame>
    }
}

/// How much room there is.
fn room(head: &EventHead, waiting: u32) -> String {
    let formats = use_formats();
    let taken = places(head.attendees, head.max_attendees, &formats);
    let Some(most) = head.max_attendees else {
        return format!("{taken} places taken, and anybody may come");
    };
    match (i64::from(most) - i64::from(head.attendees), waiting) {
        (0, 0) => format!("{taken} places taken: whoever is added waits in line"),
        (0, waiting) => format!(
            "{taken} places taken, {} waiting: whoever is added waits behind them",
            formats.number(waiting.into())
        ),
        (1, _) => format!("{taken} places taken, 1 is free"),
        (free, _) => format!("{taken} places taken, {} are free", formats.number(free)),
    }
}

/// The search, and those whom it finds.
#[component]
fn People(adding: Adding, typed: Memo<String>) -> impl IntoView {
    let id = adding.event;
    let results = move || {
        match adding.error.get() {
        Some(error) => failure(error, Callback::new(move |()| adding.look(typed.get_untracked()))),
        None if adding.found.read().is_empty() => {
            view! { <p class="py-6 text-center text-muted">"Nobody has a name, a company or an e-mail address like that."</p> }.into_any()
        }
        None => view! {
            <ul class="flex flex-col">
                <For each=move || adding.found.get() key=|one| (one.who, one.status) let:one><Line one adding/></For>
            </ul>
        }
        .into_any(),
    }
    };
    let hint = move || {
        typed.read().is_empty().then(
            || view! { <p class="mt-3 text-xs text-muted">"Colleagues. Type to find contacts too."</p> },
        )
    };
    view! {
        <Card title="People">
            <ListSearch
                id="candidate-search"
                label="Find people"
                placeholder="Find by name, company or e-mail"
                action=addresses::add(id)
                current=Signal::derive(move || typed.get())
                kept=Signal::stored(Vec::new())
                to=Callback::new(move |typed: String| addresses::add_found(id, &typed))
            />
            {hint}
            <PostForm
                id="add-people"
                action=AddAttendees::PATH
                then=addresses::whole(id)
                on_submit=Callback::new(move |()| adding.add_chosen())
                class="mt-2"
            >
                <HiddenField name="event_id" value=id.to_string()/>
                {results}
                // With JavaScript the button stands beside those that are chosen.
                <div class="bulk-plain"><Button kind=ButtonKind::Primary submit=true>"Add those that are ticked"</Button></div>
            </PostForm>
        </Card>
    }
}

/// Somebody who is found.
#[component]
fn Line(one: Candidate, adding: Adding) -> impl IntoView {
    let (field, value) = match one.who {
        Who::Contact(id) => ("contact_ids[]", id.to_string()),
        Who::Colleague(id) => ("user_ids[]", id.to_string()),
    };
    let who = one.who;
    // Whoever cancelled can come back.
    let is_there = one
        .status
        .is_some_and(|status| status != AttendeeStatus::Cancelled);
    let (name, about, status) = (one.name.clone(), one.about.clone(), one.status);
    let chosen = one.clone();
    view! {
        <li>
            <label class="flex min-h-11 cursor-pointer items-center gap-3 rounded-control px-2 py-1 hover:bg-hover">
                <input
                    type="checkbox"
                    class="check-box"
                    name=field
                    value=value
                    disabled=is_there
                    prop:checked=move || adding.is_chosen(who)
                    on:change=move |_| adding.toggle(&chosen)
                />
                <Avatar name=name.clone() size=AvatarSize::Small/>
                <span class="flex min-w-0 flex-1 flex-col leading-tight">
                    <span class="truncate">{name.clone()}</span>
                    <span class="truncate text-xs text-muted">{about}</span>
                </span>
                {status.map(|status| view! { <AttendeeBadge status/> })}
            </label>
        </li>
    }
}

/// Those who are chosen, over all searches.
#[component]
fn ChosenCard(adding: Adding) -> impl IntoView {
    let line = move |one: Candidate| {
        let (label, own) = (format!("Leave out {}", one.name), one.clone());
        view! {
            <li class="flex min-h-9 items-center gap-2">
                <Avatar name=one.name.clone() size=AvatarSize::Small/>
                <span class="min-w-0 flex-1 truncate">{one.name.clone()}</span>
                <IconButton icon=IconName::X label=label on_click=Callback::new(move |()| adding.toggle(&own))/>
            </li>
        }
    };
    let label = move || match adding.chosen.read().len() {
        0 | 1 => "Add to the event".to_owned(),
        many => format!("Add {many} people"),
    };
    view! {
        <Card title="Chosen" class="noscript:hidden">
            <Show
                when=move || !adding.chosen.read().is_empty()
                fallback=|| view! { <p class="text-muted">"Tick people to choose them. They get places in this order."</p> }
            >
                <ul class="mb-3"><For each=move || adding.chosen.get() key=|one| one.who children=line/></ul>
            </Show>
            <Button
                kind=ButtonKind::Primary
                icon=IconName::UserPlus
                disabled=Signal::derive(move || adding.chosen.read().is_empty())
                pending=adding.pending
                on_click=Callback::new(move |()| adding.add_chosen())
            >
                {label}
            </Button>
        </Card>
    }
}

/// Everybody whom a saved view of contacts shows.
#[component]
fn OfView(id: EventId, views: Vec<SavedView>, adding: Adding) -> impl IntoView {
    if views.is_empty() {
        return view! {
            <Card title="Everybody of a view">
                <p class="text-muted">"Save a view of contacts, and all whom it shows can be added at once. "
                    <a class="link" href="/contacts">"Go to contacts"</a></p>
            </Card>
        }
        .into_any();
    }
    let first = views.first().map(|view| view.query.clone()).unwrap_or_default();
    let chosen = RwSignal::new(first);
    let options: Vec<Choice> = views
        .iter()
        .map(|view| Choice::new(view.query.clone(), view.name.clone()))
        .collect();
    let on_submit = Callback::new(move |()| {
        adding.add(add_matching_attendees(id, chosen.get_untracked()));
    });
    view! {
        <Card title="Everybody of a view">
            <PostForm action=AddMatchingAttendees::PATH then=addresses::whole(id) on_submit=on_submit class="flex flex-col gap-3">
                <HiddenField name="event_id" value=id.to_string()/>
                <SelectField
                    name="matching"
                    id="add-matching"
                    label="Contacts in"
                    value=chosen
                    options=Signal::stored(options)
                    hint="As the view shows them now, in its order"
                />
                <div><Button submit=true icon=IconName::Users pending=adding.pending>"Add all of them"</Button></div>
            </PostForm>
        </Card>
    }
    .into_any()
}
