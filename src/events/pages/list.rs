//! The lists of events, and the month.

use crate::accounts::roles::{Permission, Scope};
use crate::app::failure::{failure, refusal, shut};
use crate::app::{use_now, use_viewer};
use crate::contacts::components::marks::counted;
use crate::events::components::addresses;
use crate::events::components::event_table::EventTable;
use crate::events::components::month_grid::MonthGrid;
use crate::events::pages::memory::use_events_memory;
use crate::events::server_fns::{
    DeleteEvent, MonthOfEvents, RestoreEvent, RestoreSeries, get_event, get_series, list_events, list_month,
};
use crate::events::types::{Cursor, Event, EventFilter, EventRow, Month, Page as PageOf, Shown};
use crate::live::components::use_live;
use crate::live::types::Kind;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

/// `/events`: what is coming, what was, and the calendar, as the query says.
#[component]
pub fn EventsPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ViewEvents) {
        return refusal;
    }
    let query = use_query_map();
    let month = Memo::new(move |_| query.with(|query| query.get("month")?.parse::<Month>().ok()));
    let deleted = Memo::new(move |_| query.with(|query| query.get("deleted")?.parse().ok()));
    let is_together = Memo::new(move |_| query.with(|query| query.get("together").is_some()));
    let just_deleted = Resource::new(
        move || deleted.get(),
        |id| async move { get_event(id?).await.ok().filter(|event| event.is_deleted) },
    );
    let may_edit = use_viewer().is_some_and(|viewer| viewer.may(Permission::EditEvents));
    use_keys(may_edit);
    // What follows the address on one of them may hear of a change before it is gone.
    let lasting = Lasting::new();
    let is_month = Memo::new(move |_| month.read().is_some());
    view! {
        <Title text="Events"/>
        <Page fill=true>
            <PageHeader title="Events" actions=move || view! { <Actions month may_edit/> }/>
            <Suspense>{move || Suspend::new(async move { just_deleted.await.map(|event| view! { <JustDeleted event is_together=is_together.get_untracked()/> }) })}</Suspense>
            {refusal(&[DeleteEvent::PATH, RestoreEvent::PATH, RestoreSeries::PATH]).map(|text| view! { <Notice tone=Tone::Danger>{text}</Notice> })}
            {move || {
                let is_month = is_month.get();
                lasting.draw(|| {
                    if is_month { view! { <Calendar month/> }.into_any() } else { view! { <List may_edit/> }.into_any() }
                })
            }}
        </Page>
    }
    .into_any()
}

fn use_keys(may_edit: bool) {
    if may_edit {
        let navigate = use_navigate();
        let add = move || navigate(addresses::NEW, NavigateOptions::default());
        use_shortcuts("Events", vec![Shortcut::new("n", "New event", add)]);
    }
}

#[component]
fn Actions(month: Memo<Option<Month>>, may_edit: bool) -> impl IntoView {
    let now = use_now();
    let (list, calendar) = (
        addresses::list(&EventFilter::default(), None),
        Signal::derive(move || addresses::month(Month::of(now.get().date_naive()))),
    );
    view! {
        <nav class="switch" aria-label="Layout">
            <a class="switch-item" href=list aria-current=move || month.read().is_none().then_some("true") title="List">
                <Icon name=IconName::List/>
                <span class="max-sm:sr-only">"List"</span>
            </a>
            <a class="switch-item" href=move || calendar.get() aria-current=move || month.read().is_some().then_some("true") title="Month">
                <Icon name=IconName::Calendar/>
                <span class="max-sm:sr-only">"Month"</span>
            </a>
        </nav>
        {may_edit.then(|| view! {
            <ButtonLink kind=ButtonKind::Primary icon=IconName::Plus href=addresses::NEW>"Add event"</ButtonLink>
        })}
    }
}

/// For those without JavaScript, who have no toast: what went to the trash, and the way back.
#[component]
fn JustDeleted(event: Event, is_together: bool) -> impl IntoView {
    let (gone, action) = if is_together {
        (" and those after it", RestoreSeries::PATH)
    } else {
        ("", RestoreEvent::PATH)
    };
    view! {
        <Notice tone=Tone::Success>
            <span class="mr-3">{format!("{}{gone} moved to trash.", event.title)}</span>
            <form method="post" action=action class="inline">
                <HiddenField name="event_id" value=event.id.to_string()/>
                <HiddenField name="then" value=addresses::record(event.id)/>
                <Button small=true submit=true icon=IconName::Restore>"Undo"</Button>
            </form>
        </Notice>
    }
}

/// One of the lists, page by page.
#[component]
fn List(may_edit: bool) -> impl IntoView {
    let (query, memory) = (use_query_map(), use_events_memory());
    let filter = Memo::new(move |_| query.with(|query| EventFilter::from_query(|name| query.get(name))));
    let cursor = Memo::new(move |_| query.with(|query| Cursor::from_query(|name| query.get(name))));
    let page = Resource::new(
        move || (filter.get(), cursor.get(), memory.changes()),
        |(filter, cursor, _)| list_events(filter, cursor),
    );
    use_live(Kind::Event, |_| true, Callback::new(move |()| page.refetch()));
    let lasting = Lasting::new();
    view! {
        <Lists filter may_edit/>
        <FilterBar>
            <Search filter/>
            <SeriesChip filter/>
        </FilterBar>
        <Transition fallback=|| meanwhile(|| view! { <SkeletonTable rows=12 columns=5/> })>
            {move || {
                let lasting = lasting.clone();
                Suspend::new(async move {
                    let found = arrived(page).await;
                    lasting.draw(|| match found {
                        Ok(found) => view! { <Rows page=found filter may_edit/> }.into_any(),
                        Err(error) => failure(error, Callback::new(move |()| page.refetch())),
                    })
                })
            }}
        </Transition>
    }
}

/// The series that the list is of, and the way to all others.
#[component]
fn SeriesChip(filter: Memo<EventFilter>) -> impl IntoView {
    let id = Memo::new(move |_| filter.read().series);
    let series = Resource::new(
        move || id.get(),
        |id| async move { Some(get_series(id?).await.map(|series| series.name)) },
    );
    let lasting = Lasting::new();
    view! {
        <Transition>
            {move || {
                let lasting = lasting.clone();
                Suspend::new(async move {
                    let found = arrived(series).await;
                    lasting.draw(|| found.map(|name| {
                        let name = name.unwrap_or_else(|_| "not there".into());
                        let rest = EventFilter { search: filter.get_untracked().search, ..EventFilter::default() };
                        view! { <RemovableChip label=format!("Series: {name}") href=addresses::list(&rest, None)/> }
                    }).into_any())
                })
            }}
        </Transition>
    }
}

/// The lists there are, for whoever asks.
#[component]
fn Lists(filter: Memo<EventFilter>, may_edit: bool) -> impl IntoView {
    let sees_all =
        use_viewer().is_some_and(|viewer| viewer.scope(Permission::ViewEvents) == Some(Scope::All));
    let items = Signal::derive(move || {
        let now = filter.get();
        let is_offered = |shown: &&Shown| match shown {
            Shown::Upcoming | Shown::Past => true,
            Shown::Mine | Shown::Drafts => sees_all,
            // Of a series one sees all at once; of everything that would be much.
            Shown::All => now.series.is_some() || now.shown == Shown::All,
            Shown::Trash => may_edit,
        };
        let item = |shown: &Shown| {
            let other = EventFilter {
                shown: *shown,
                ..now.clone()
            };
            TabItem::new(shown.label(), addresses::list(&other, None), *shown == now.shown)
        };
        Shown::ALL.iter().filter(is_offered).map(item).collect::<Vec<_>>()
    });
    view! { <Tabs label="Lists of events" items/> }
}

#[component]
fn Search(filter: Memo<EventFilter>) -> impl IntoView {
    let kept = Signal::derive(move || {
        let filter = EventFilter {
            search: String::new(),
            ..filter.get()
        };
        filter.parameters()
    });
    let to = Callback::new(move |search: String| {
        let filter = filter.get_untracked();
        addresses::list(&EventFilter { search, ..filter }, None)
    });
    view! {
        <ListSearch
            id="event-search"
            label="Search events"
            placeholder="Search by title, venue or town"
            action=addresses::LIST
            current=Signal::derive(move || filter.read().search.clone())
            kept=kept
            to=to
        />
    }
}

/// The rows, or why there are none.
#[component]
fn Rows(page: PageOf<EventRow>, filter: Memo<EventFilter>, may_edit: bool) -> impl IntoView {
    let shown = filter.get_untracked();
    if page.rows.is_empty() && (!shown.search.is_empty() || shown.series.is_some()) {
        let all = EventFilter {
            shown: shown.shown,
            ..EventFilter::default()
        };
        let text = match (shown.search.is_empty(), shown.series) {
            (true, _) => "No event of this series is in this list.",
            (false, None) => "No event in this list has that in its title, venue or town.",
            (false, Some(_)) => "No event of this series in this list has that in its title, venue or town.",
        };
        return view! { <FilteredEmpty text=text clear_href=addresses::list(&all, None)/> }.into_any();
    }
    if page.rows.is_empty() {
        return view! { <Nothing shown=shown.shown may_edit/> }.into_any();
    }
    let formats = use_formats();
    let total = page
        .total
        .map(|total| counted(total, "event", "events", &formats));
    let to = |cursor: Option<Cursor>| cursor.map(|cursor| addresses::list(&shown, Some(&cursor)));
    let (previous, next) = (to(page.previous), to(page.next));
    view! {
        <EventTable rows=page.rows/>
        <Pagination label="Events" previous=Signal::stored(previous) next=Signal::stored(next)>
            <span role="status">{total}</span>
        </Pagination>
    }
    .into_any()
}

#[component]
fn Nothing(shown: Shown, may_edit: bool) -> impl IntoView {
    let (title, text) = match shown {
        Shown::Upcoming => (
            "Nothing is coming up",
            "Events that are published stand here until they are over. Begin with a draft: nobody outside sees it.",
        ),
        Shown::Past => (
            "Nothing is over yet",
            "Events that are over stand here, the latest first.",
        ),
        Shown::Mine => (
            "None of yours",
            "Events that you made or are assigned to stand here.",
        ),
        Shown::Drafts => ("No drafts", "Events that are not published yet stand here."),
        Shown::All => ("No events", "Whatever is not in the trash stands here."),
        Shown::Trash => (
            "The trash is empty",
            "Events that were deleted stand here, and can be brought back.",
        ),
    };
    let add = (may_edit && shown != Shown::Trash).then(|| {
        view! { <ButtonLink kind=ButtonKind::Primary icon=IconName::Plus href=addresses::NEW>"Add event"</ButtonLink> }
    });
    view! { <EmptyState icon=IconName::Calendar title=title text=text>{add}</EmptyState> }
}

/// A month, and the way to its neighbours.
#[component]
fn Calendar(month: Memo<Option<Month>>) -> impl IntoView {
    let now = use_now();
    let asked = Memo::new(move |_| {
        month
            .get()
            .unwrap_or_else(|| Month::of(now.get_untracked().date_naive()))
    });
    let memory = use_events_memory();
    let found = Resource::new(
        move || (asked.get(), memory.changes()),
        |(month, _)| list_month(month),
    );
    use_live(Kind::Event, |_| true, Callback::new(move |()| found.refetch()));
    let lasting = Lasting::new();
    let link = move |label: &'static str, icon: IconName, to: fn(Month) -> Month| {
        view! {
            <a class="btn btn-ghost btn-icon" href=move || addresses::month(to(asked.get())) aria-label=label title=label>
                <Icon name=icon/>
            </a>
        }
    };
    view! {
        <div class="month-head">
            <h2 class="text-lg font-semibold" aria-live="polite">{move || asked.get().label()}</h2>
            <span class="ml-auto flex gap-1">
                {link("Previous month", IconName::ChevronLeft, Month::previous)}
                <a class="btn btn-ghost" href=move || addresses::month(Month::of(now.get().date_naive()))>"Today"</a>
                {link("Next month", IconName::ChevronRight, Month::next)}
            </span>
        </div>
        <Transition fallback=|| meanwhile(|| view! { <SkeletonTable rows=6 columns=7/> })>
            {move || {
                let lasting = lasting.clone();
                Suspend::new(async move {
                    let events = arrived(found).await;
                    lasting.draw(|| match events {
                        Ok(events) => view! { <MonthView month=asked.get_untracked() events/> }.into_any(),
                        Err(error) => failure(error, Callback::new(move |()| found.refetch())),
                    })
                })
            }}
        </Transition>
    }
}

#[component]
fn MonthView(month: Month, events: MonthOfEvents) -> impl IntoView {
    let today = use_formats().today();
    view! {
        {events.has_more.then(|| view! {
            <Notice tone=Tone::Warning class="mb-3">"This month has more events than fit here: the list shows all of them."</Notice>
        })}
        <MonthGrid month events=events.events today/>
    }
}
