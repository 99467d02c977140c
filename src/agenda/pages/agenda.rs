//! The agenda of an event: a day as a grid, or all of them as a list.

mod adding;
mod asking;
mod planner;
mod shifting;

use crate::accounts::roles::Permission;
use crate::agenda::components::addresses::{self, Part};
use crate::agenda::components::concerns::Concerns;
use crate::agenda::components::day_list::List;
use crate::agenda::components::day_tabs::DayTabs;
use crate::agenda::components::grid::DayGrid;
use crate::agenda::components::grid::cards::tone;
use crate::agenda::components::grid::plan::{Heard, Plan, wanted};
use crate::agenda::components::item_menu::{Choice as Chosen, ItemMenu, ask, starred};
use crate::agenda::components::words::Clock;
use crate::agenda::server_fns::{DeleteItem, RestoreItem, get_agenda};
use crate::agenda::types::{Agenda, Track};
use crate::app::failure::{failure, page_failure, refusal, shut};
use crate::app::use_now;
use crate::error::AppError;
use crate::events::components::frame::{EventFrame, Section};
use crate::ids::{AgendaItemId, EventId};
use crate::live::components::use_live;
use crate::live::types::Kind;
use crate::ui::prelude::*;
use adding::AddDialog;
use asking::{ClashDialog, MoveDialog};
use chrono::{Duration, NaiveDate, NaiveTime};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::{use_params_map, use_query_map};
use planner::Planner;
use shifting::ShiftPanel;
use wasm_bindgen::JsCast;

/// `/events/<id>/agenda`: what is on when and where, and moving it about.
#[component]
pub fn AgendaPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ViewEvents) {
        return refusal;
    }
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<EventId>().ok()));
    let agenda = |id: Option<EventId>| match id {
        Some(id) => view! { <Loaded id/> }.into_any(),
        None => failure(AppError::NotFound, Callback::new(|()| ())),
    };
    // Another event is another page.
    view! { <For each=move || [id.get()] key=|id| *id children=agenda/> }.into_any()
}

#[component]
fn Loaded(id: EventId) -> impl IntoView {
    let agenda = Resource::new(|| (), move |()| get_agenda(id));
    let lasting = Lasting::new();
    view! {
        <Transition fallback=|| meanwhile(|| view! { <AgendaSkeleton/> })>
            {move || {
                let lasting = lasting.clone();
                Suspend::new(async move {
                    let found = arrived(agenda).await;
                    let reload = Callback::new(move |()| agenda.refetch());
                    lasting.draw(|| match found {
                        Ok(agenda) => view! { <Whole agenda reload/> }.into_any(),
                        Err(error) => page_failure(error, reload),
                    })
                })
            }}
        </Transition>
    }
}

/// The part of the agenda that the address asks for; without a day in it the one that was shown last, or today, or the first.
fn use_part(agenda: RwSignal<Agenda>) -> Memo<Part> {
    let query = use_query_map();
    let now = use_now();
    let last = StoredValue::new(None::<NaiveDate>);
    Memo::new(move |_| {
        let part = query.with(|query| Part::from_query(|name| query.get(name)));
        if part.is_all {
            return part;
        }
        let days = agenda.with(Agenda::days);
        let today = agenda.with_untracked(|agenda| agenda.event.span.zone.local(now.get_untracked()).date());
        let wanted = [part.day, last.get_value(), Some(today), days.first().copied()];
        let day = wanted.into_iter().flatten().find(|day| days.contains(day));
        last.set_value(day);
        Part { day, ..part }
    })
}

/// Everything there is of an agenda.
#[component]
fn Whole(agenda: Agenda, reload: Callback<()>) -> impl IntoView {
    let head = agenda.event.clone();
    let may_edit = head.can_edit;
    let id = head.id;
    let agenda = RwSignal::new(agenda);
    let planner = Planner::new(agenda, reload);
    let part = use_part(agenda);
    let adding = RwSignal::new(false);
    let heard = Heard {
        on_drop: Callback::new(move |dropped| planner.drop_item(dropped)),
        on_day: Callback::new(move |day| {
            planner.go(Part {
                day: Some(day),
                is_all: false,
                ..part.get_untracked()
            }
            .address(id))
        }),
        on_mark: Callback::new(move |_| adding.set(true)),
        on_rest: Callback::new(move |()| planner.catch_up()),
    };
    let plan = Plan::new(agenda, part, may_edit, heard);
    planner.show_in(plan);
    let concerns = move |changed: Option<uuid::Uuid>| changed.is_none_or(|changed| changed == id.0);
    use_live(
        Kind::Event,
        concerns,
        Callback::new(move |()| planner.read_again()),
    );
    use_keys(planner, plan);
    let moving = RwSignal::new(None::<AgendaItemId>);
    let on_choose = Callback::new(move |(item, choice)| match choice {
        Chosen::Move => moving.set(Some(item)),
        Chosen::Star => planner.star(item),
        Chosen::Status(to) => planner.set_status(item, to, false),
        Chosen::Delete => planner.delete(item),
    });
    let press = move |event: &web_sys::MouseEvent| match starred(event) {
        Some(item) => planner.star(item),
        None => ask(plan, event),
    };
    let is_all = Memo::new(move |_| part.read().is_all);
    let is_empty = Memo::new(move |_| agenda.read().items.is_empty());
    let now = use_now();
    let refused = refusal(&[DeleteItem::PATH, RestoreItem::PATH]);
    view! {
        <EventFrame head section=Section::Agenda wide=true actions=move || view! { <Actions plan id/> }>
            {refused.map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
            <div class="agenda" class:agenda-all=move || is_all.get() on:click=move |event| press(&event)>
                <Show when=move || is_empty.get()><Nothing plan id/></Show>
                <DayTabs plan/>
                <div class="agenda-bar">
                    <Tracks plan id/>
                    {plan.with_clock(Clock::note).map(|note| view! { <p class="agenda-zone"><Icon name=IconName::Globe/> <span>{note}</span></p> })}
                </div>
                <Concerns plan/>
                <Show when=move || !is_all.get()><DayGrid plan now/></Show>
                <Listed plan/>
            </div>
            {may_edit.then(|| view! {
                <ItemMenu plan on_choose/>
                <ClashDialog planner/>
                <MoveDialog planner asked=moving/>
                <AddDialog planner plan open=adding/>
                <ShiftPanel planner plan/>
            })}
        </EventFrame>
    }
}

/// What can be done with the agenda, beside the name of the event.
#[component]
fn Actions(plan: Plan, id: EventId) -> impl IntoView {
    if !plan.may_edit {
        return ().into_any();
    }
    let new = Signal::derive(move || new_item_address(plan, id));
    view! {
        <PopoverButton panel=shifting::PANEL class="btn btn-secondary plan-live">
            <Icon name=IconName::CalendarClock/>
            <span class="btn-text">"Shift"</span>
        </PopoverButton>
        <ButtonLink icon=IconName::Settings href=addresses::setup(id)>"Rooms and tracks"</ButtonLink>
        <ButtonLink kind=ButtonKind::Primary icon=IconName::Plus href=new>"New item"</ButtonLink>
    }
    .into_any()
}

/// The form of a new item, where there is room for one: after the last of the day, or at nine.
fn new_item_address(plan: Plan, id: EventId) -> String {
    let agenda = plan.agenda.read();
    let day = plan
        .part
        .read()
        .day
        .or_else(|| agenda.days().first().copied())
        .unwrap_or_default();
    plan.with_clock(|clock| {
        let ends = agenda
            .items_of(day)
            .map(|item| clock.zone.local(item.end))
            .filter(|end| end.date() == day);
        let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default();
        let start = ends.max().unwrap_or_else(|| day.and_time(nine));
        addresses::new_item(id, start, start + Duration::minutes(45), None)
    })
}

fn use_keys(planner: Planner, plan: Plan) {
    let step = move |is_later: bool| {
        let Some(day) = plan.part.get_untracked().day else {
            return;
        };
        let days = plan.agenda.with_untracked(Agenda::days);
        let next = if is_later {
            days.into_iter().find(|other| *other > day)
        } else {
            days.into_iter().rev().find(|other| *other < day)
        };
        if let Some(next) = next {
            plan.heard.on_day.run(next);
        }
    };
    let mut keys = vec![
        Shortcut::new("]", "Next day", move || step(true)),
        Shortcut::new("[", "Previous day", move || step(false)),
    ];
    if plan.may_edit {
        let new = move || planner.go(untrack(move || new_item_address(plan, planner.id)));
        let shift = move || {
            let panel = document().get_element_by_id(shifting::PANEL);
            if let Some(panel) = panel.and_then(|panel| panel.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = panel.show_popover();
            }
        };
        let listed = |keys, label| Shortcut::new(keys, label, || ()).not_in("body");
        keys.insert(0, Shortcut::new("n", "New item", new));
        keys.push(Shortcut::new("s", "Shift items", shift));
        keys.extend([
            listed("space", "Lift an item, and drop it"),
            listed("arrowdown", "Move a lifted item"),
            listed("shift+arrowdown", "Change its length"),
            listed("pagedown", "Take it to the next day"),
            listed("escape", "Put it back"),
        ]);
    }
    use_shortcuts("Agenda", keys);
}

/// What an agenda is for, as long as it is empty.
#[component]
fn Nothing(plan: Plan, id: EventId) -> impl IntoView {
    let has_rooms = plan.agenda.with_untracked(|agenda| !agenda.rooms.is_empty());
    if !plan.may_edit {
        return view! {
            <EmptyState icon=IconName::CalendarClock title="No agenda yet" text="What is on, when and in which room stands here once it is planned."/>
        }
        .into_any();
    }
    let text = if has_rooms {
        "Talks, breaks and workshops stand here by time and room. Drag over the grid to add the first, or fill in its form."
    } else {
        "Talks, breaks and workshops stand here by time and room. Name the rooms first, or begin with an item."
    };
    let new = Signal::derive(move || new_item_address(plan, id));
    view! {
        <EmptyState icon=IconName::CalendarClock title="No agenda yet" text=text>
            <ButtonLink kind=ButtonKind::Primary icon=IconName::Plus href=new>"Add the first item"</ButtonLink>
            {(!has_rooms).then(|| view! { <ButtonLink icon=IconName::MapPin href=addresses::setup(id)>"Set up rooms"</ButtonLink> })}
        </EmptyState>
    }
    .into_any()
}

/// Filters: by track, and by what is worth a look. What is not asked for turns faint on the grid and is left out of the list.
#[component]
fn Tracks(plan: Plan, id: EventId) -> impl IntoView {
    let tracks = Memo::new(move |_| plan.agenda.read().tracks.clone());
    let chip = move |track: Track| {
        let key = track.id;
        let is_chosen = move || plan.part.read().track == Some(key);
        let href = move || {
            let part = plan.part.get();
            let track = (part.track != Some(key)).then_some(key);
            Part { track, ..part }.address(id)
        };
        view! {
            <a class="plan-chip" href=href aria-current=move || is_chosen().then_some("true")>
                <Dot tone=tone(track.color)/>
                {track.name}
            </a>
        }
    };
    let only = move || {
        let part = plan.part.get();
        Part {
            concerns: !part.concerns,
            ..part
        }
        .address(id)
    };
    let has_concerns = move || plan.part.read().concerns || !plan.concerns.read().is_empty();
    let is_shown = move || has_concerns() || !tracks.read().is_empty();
    view! {
        <Show when=is_shown>
            <nav class="plan-chips" aria-label="Filters">
                <For each=move || tracks.get() key=|track| (track.id, track.version) children=chip/>
                <Show when=has_concerns>
                    <a class="plan-chip" href=only aria-current=move || plan.part.read().concerns.then_some("true")>
                        <Icon name=IconName::AlertTriangle class="icon-small"/>
                        "Only concerns"
                    </a>
                </Show>
            </nav>
        </Show>
    }
}

/// The list by time, which telephones and paper show in the place of the grid.
#[component]
fn Listed(plan: Plan) -> impl IntoView {
    // On paper there are all days, whichever is on the screen.
    let is_printing = RwSignal::new(false);
    Effect::new(move || {
        let begins = window_event_listener_untyped("beforeprint", move |_| is_printing.set(true));
        let ends = window_event_listener_untyped("afterprint", move |_| is_printing.set(false));
        on_cleanup(move || {
            begins.remove();
            ends.remove();
        });
    });
    move || {
        let agenda = plan.agenda.read();
        let part = plan.part.get();
        let days = match part.day.filter(|_| !part.is_all && !is_printing.get()) {
            Some(day) => vec![day],
            None => agenda.days(),
        };
        let concerns = plan.concerns.read();
        plan.with_clock(|clock| {
            let list = List {
                agenda: &agenda,
                concerns: &concerns,
                clock,
                wanted: wanted(&part),
                may_edit: plan.may_edit,
            };
            still(list.days(&days))
        })
    }
}

#[component]
fn AgendaSkeleton() -> impl IntoView {
    view! {
        <Page>
            <div class="mb-6"><SkeletonLines lines=2/></div>
            <SkeletonTable rows=10 columns=5/>
        </Page>
    }
}
