//! Who comes to an event.

use super::acting::Acting;
use super::memory::use_attendees_memory;
use super::note::{Note, NotePanel};
use crate::accounts::roles::Permission;
use crate::app::failure::{failure, page_failure, refusal, shut};
use crate::app::{use_now, use_viewer};
use crate::attendees::components::addresses;
use crate::attendees::components::attendee_table::{AttendeeTable, MENU, NOTE};
use crate::attendees::components::bulk::{BulkActions, BulkForm};
use crate::attendees::components::marks::{action_icon, action_label, status_tone};
use crate::attendees::server_fns::{
    AddAttendees, AddMatchingAttendees, ChangeAttendees, UndoAttendees, list_attendees,
};
use crate::attendees::types::{
    AttendeeAction, AttendeeFilter, AttendeeList, AttendeeRow, AttendeeStatus, Counts, Cursor, Places, Total,
};
use crate::contacts::components::bulk_bar::BulkDock;
use crate::error::AppError;
use crate::events::components::frame::{EventFrame, Section};
use crate::events::components::marks::places;
use crate::events::types::EventStatus;
use crate::ids::EventId;
use crate::live::components::use_live;
use crate::live::types::Kind;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};

/// `/events/<id>/attendees`: the list, page by page, as the query says.
#[component]
pub fn AttendeesPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ViewEvents) {
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
    let filter = Memo::new(move |_| query.with(|query| AttendeeFilter::from_query(|name| query.get(name))));
    let cursor = Memo::new(move |_| query.with(|query| Cursor::from_query(|name| query.get(name))));
    // What the page begins with. It is drawn once: what is asked for later is put into it, so that nobody who searches, writes a
    // note or has a menu open is disturbed.
    let first = Resource::new(
        || (),
        move |()| list_attendees(id, filter.get_untracked(), cursor.get_untracked()),
    );
    let lasting = Lasting::new();
    view! {
        <Suspense fallback=|| meanwhile(|| view! { <Page><SkeletonTable rows=12 columns=5/></Page> })>
            {move || {
                let lasting = lasting.clone();
                Suspend::new(async move {
                    let found = arrived(first).await;
                    lasting.draw(|| match found {
                        Ok(list) => view! { <Whole list filter cursor/> }.into_any(),
                        Err(error) => page_failure(error, Callback::new(move |()| first.refetch())),
                    })
                })
            }}
        </Suspense>
    }
}

/// The list as it is by now.
#[derive(Clone, Copy)]
struct Listing {
    id: EventId,
    rows: RwSignal<Vec<AttendeeRow>>,
    counts: RwSignal<Counts>,
    taken: RwSignal<i32>,
    total: RwSignal<Option<Total>>,
    previous: RwSignal<Option<Cursor>>,
    next: RwSignal<Option<Cursor>>,
    error: RwSignal<Option<AppError>>,
    filter: Memo<AttendeeFilter>,
    cursor: Memo<Option<Cursor>>,
    /// Of several that were asked for the last is shown.
    asked: StoredValue<u32>,
}

impl Listing {
    fn new(list: AttendeeList, filter: Memo<AttendeeFilter>, cursor: Memo<Option<Cursor>>) -> Self {
        let listing = Self {
            id: list.head.id,
            rows: RwSignal::new(list.page.rows),
            counts: RwSignal::new(list.counts),
            taken: RwSignal::new(list.head.attendees),
            total: RwSignal::new(list.page.total),
            previous: RwSignal::new(list.page.previous),
            next: RwSignal::new(list.page.next),
            error: RwSignal::new(None),
            filter,
            cursor,
            asked: StoredValue::new(0),
        };
        // Another list was asked for, by a link, a search or a step back; or what a message offered to take back was.
        let memory = use_attendees_memory();
        Effect::new(move |before: Option<(AttendeeFilter, Option<Cursor>, u32)>| {
            let now = (filter.get(), cursor.get(), memory.changes());
            if before.is_some_and(|before| before != now) {
                listing.load();
            }
            now
        });
        listing
    }

    fn load(self) {
        let Some(number) = self.asked.try_update_value(|asked| {
            *asked = asked.wrapping_add(1);
            *asked
        }) else {
            return;
        };
        let (Some(filter), Some(cursor)) = (self.filter.try_get_untracked(), self.cursor.try_get_untracked())
        else {
            return;
        };
        spawn_local(async move {
            let found = list_attendees(self.id, filter, cursor).await;
            if self.asked.try_get_value() == Some(number) {
                self.show(found);
            }
        });
    }

    fn show(self, found: Result<AttendeeList, AppError>) {
        match found {
            Ok(list) => {
                self.error.try_set(None);
                self.rows.try_set(list.page.rows);
                self.counts.try_set(list.counts);
                self.taken.try_set(list.head.attendees);
                self.total.try_set(list.page.total);
                self.previous.try_set(list.page.previous);
                self.next.try_set(list.page.next);
            }
            Err(error) => {
                self.error.try_set(Some(error));
            }
        }
    }

    fn link(self, cursor: RwSignal<Option<Cursor>>) -> Signal<Option<String>> {
        Signal::derive(move || {
            let cursor = cursor.get()?;
            Some(addresses::list(self.id, &self.filter.read(), Some(&cursor)))
        })
    }
}

/// Everything there is of an event's attendees.
#[component]
fn Whole(list: AttendeeList, filter: Memo<AttendeeFilter>, cursor: Memo<Option<Cursor>>) -> impl IntoView {
    let head = list.head.clone();
    let (id, can_edit, most) = (head.id, head.can_edit, head.max_attendees);
    let listing = Listing::new(list, filter, cursor);
    let reload = Callback::new(move |()| listing.load());
    let concerns = move |changed: Option<uuid::Uuid>| changed.is_none_or(|changed| changed == id.0);
    use_live(Kind::Event, concerns, reload);
    let acting = Acting::new(id, listing.rows, filter, reload);
    let opened = RwSignal::new(None::<AttendeeRow>);
    let note = Note::new(id, opened, reload);
    let sees_contacts = use_viewer().is_some_and(|viewer| viewer.may(Permission::ViewContacts));
    let can_add = can_edit && head.status != EventStatus::Cancelled;
    if can_add {
        let navigate = use_navigate();
        let add = move || navigate(&addresses::add(id), NavigateOptions::default());
        use_shortcuts("Attendees", vec![Shortcut::new("n", "Add attendees", add)]);
    }
    let refused = refusal(&[
        AddAttendees::PATH,
        AddMatchingAttendees::PATH,
        ChangeAttendees::PATH,
        UndoAttendees::PATH,
    ]);
    let may_export = use_viewer().is_some_and(|viewer| viewer.may(Permission::TransferContacts));
    let actions = move || {
        let href = Signal::derive(move || addresses::export(id, &filter.read()));
        view! {
            // A file, and no page of ours: the browser fetches it by itself.
            {may_export.then(|| view! {
                <a class="btn btn-secondary" href=move || href.get() download="" rel="external">
                    <Icon name=IconName::Download/>
                    <span class="btn-text">"Export"</span>
                </a>
            })}
            {can_add.then(|| view! {
                <ButtonLink kind=ButtonKind::Primary icon=IconName::UserPlus href=addresses::add(id)>"Add attendees"</ButtonLink>
            })}
        }
    };
    let start = head.span.start;
    let on_offer = Signal::derive(move || Places {
        start,
        taken: listing.taken.get(),
        most,
        waiting: listing.counts.read().of(Some(AttendeeStatus::Waitlisted)),
    });
    let formats = use_formats();
    let taken = move || format!("{} places taken", places(listing.taken.get(), most, &formats));
    view! {
        <EventFrame head section=Section::Attendees wide=true fill=true attendees=Signal::from(listing.taken) actions=actions>
            {refused.map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
            <Statuses listing/>
            <FilterBar>
                <Search listing/>
                <p class="ml-auto text-sm text-muted" role="status">{taken}</p>
            </FilterBar>
            <Rows listing acting note opened can_edit can_add sees_contacts/>
            {can_edit.then(|| view! {
                <Menus acting note opened on_offer/>
                <BulkForm
                    action=ChangeAttendees::PATH
                    event=id
                    then=Signal::derive(move || addresses::list(id, &filter.read(), cursor.read().as_ref()))
                    matching=Signal::derive(move || filter.read().to_query())
                />
                <Chosen listing acting/>
            })}
        </EventFrame>
    }
}

/// The lists by status, and how long each is.
#[component]
fn Statuses(listing: Listing) -> impl IntoView {
    let items = Signal::derive(move || {
        let (filter, counts) = (listing.filter.read(), listing.counts.read());
        let item = |status: Option<AttendeeStatus>| {
            let label = status.map_or("All", AttendeeStatus::label);
            let href = addresses::list(listing.id, &filter.with_status(status), None);
            let item = TabItem::new(label, href, status == filter.status);
            match counts.of(status) {
                0 => item,
                count => item.count(count),
            }
        };
        let statuses = AttendeeStatus::ALL.iter().copied().map(Some);
        [None].into_iter().chain(statuses).map(item).collect::<Vec<_>>()
    });
    view! { <Tabs label="Attendees by status" items/> }
}

#[component]
fn Search(listing: Listing) -> impl IntoView {
    let (id, filter) = (listing.id, listing.filter);
    let kept = Signal::derive(move || {
        let filter = AttendeeFilter {
            search: String::new(),
            ..filter.get()
        };
        filter.parameters()
    });
    let to = Callback::new(move |search: String| {
        let filter = filter.get_untracked();
        addresses::list(id, &AttendeeFilter { search, ..filter }, None)
    });
    view! {
        <ListSearch
            id="attendee-search"
            label="Search attendees"
            placeholder="Name, e-mail or company"
            action=addresses::whole(id)
            current=Signal::derive(move || filter.read().search.clone())
            kept=kept
            to=to
        />
    }
}

/// The rows, or why there are none.
#[component]
fn Rows(
    listing: Listing,
    acting: Acting,
    note: Note,
    opened: RwSignal<Option<AttendeeRow>>,
    can_edit: bool,
    can_add: bool,
    sees_contacts: bool,
) -> impl IntoView {
    let filter = listing.filter;
    let formats = use_formats();
    let is_empty = Memo::new(move |_| listing.rows.read().is_empty());
    let counted = move || {
        listing.total.get().map(|total| {
            let more = if total.is_more { "+" } else { "" };
            let word = if total.count == 1 { "attendee" } else { "attendees" };
            format!("{}{more} {word}", formats.number(total.count.into()))
        })
    };
    let table = move || {
        view! {
            <AttendeeTable
                event=listing.id
                rows=listing.rows
                filter
                selection=acting.selection
                can_edit
                sees_contacts
                opened
                on_note=Callback::new(move |()| note.begin())
            />
            <Pagination label="Attendees" previous=listing.link(listing.previous) next=listing.link(listing.next)>
                <span role="status">{counted}</span>
            </Pagination>
        }
        .into_any()
    };
    let nothing = move || {
        let shown = filter.get();
        if !shown.search.is_empty() {
            let all = AttendeeFilter {
                search: String::new(),
                ..shown
            };
            let text = "Nobody here has a name, an e-mail address or a company that begins like that.";
            return view! { <FilteredEmpty text clear_href=addresses::list(listing.id, &all, None)/> }
                .into_any();
        }
        view! { <Nothing event=listing.id status=shown.status can_add/> }.into_any()
    };
    move || match listing.error.get() {
        Some(error) => failure(error, Callback::new(move |()| listing.load())),
        None if is_empty.get() => nothing(),
        None => table(),
    }
}

#[component]
fn Nothing(event: EventId, status: Option<AttendeeStatus>, can_add: bool) -> impl IntoView {
    let (title, text) = match status {
        None => (
            "Nobody is on the list yet",
            "Add contacts and colleagues: they get a place as long as there are some, and wait in line after that.",
        ),
        Some(AttendeeStatus::Waitlisted) => (
            "Nobody waits",
            "Once all places are taken, whoever is added waits here, and gets the first place that is freed.",
        ),
        Some(AttendeeStatus::Attended | AttendeeStatus::NoShow) => (
            "Nobody yet",
            "Who came and who did not can be said from twelve hours before the event begins.",
        ),
        Some(_) => ("Nobody here", "Nobody on the list stands so."),
    };
    view! {
        <EmptyState icon=IconName::Users title text>
            {(can_add && status.is_none()).then(|| view! {
                <ButtonLink kind=ButtonKind::Primary icon=IconName::UserPlus href=addresses::add(event)>"Add attendees"</ButtonLink>
            })}
        </EmptyState>
    }
}

/// What can be done with the opened row, and its note: one of each for the whole list, beside whichever row asks.
#[component]
fn Menus(
    acting: Acting,
    note: Note,
    opened: RwSignal<Option<AttendeeRow>>,
    /// The event as it is by now.
    on_offer: Signal<Places>,
) -> impl IntoView {
    let now = use_now();
    let items = move |row: AttendeeRow| {
        let (id, has_note) = (row.id, row.notes.is_some());
        let item = move |action: AttendeeAction, is_danger: bool| {
            view! {
                <MenuButton
                    icon=action_icon(action)
                    danger=is_danger
                    on_click=Callback::new(move |()| acting.act_on(id, action))
                >
                    {action_label(action)}
                </MenuButton>
            }
        };
        let moves = on_offer.get().moves(row.status, now.get_untracked());
        let moves = moves.into_iter().map(AttendeeAction::To);
        view! {
            <MenuHeading><Dot tone=status_tone(row.status)/> " " {row.name.clone()}</MenuHeading>
            {moves.map(|action| item(action, false)).collect_view()}
            <MenuSeparator/>
            <button
                type="button"
                class="menu-item"
                popovertarget=NOTE
                on:click=move |_| note.begin()
            >
                <Icon name=IconName::Pencil/>
                <span class="menu-text">{if has_note { "Edit the note" } else { "Add a note" }}</span>
            </button>
            {item(AttendeeAction::Remove, true)}
        }
    };
    view! {
        <MenuList id=MENU label="What to do" align=Align::End>
            {move || opened.get().map(items)}
        </MenuList>
        <NotePanel note/>
    }
}

/// The bar, while anybody is chosen.
#[component]
fn Chosen(listing: Listing, acting: Acting) -> impl IntoView {
    let selection = acting.selection;
    let formats = use_formats();
    let all = move || {
        let total = listing.total.get()?;
        let more = if total.is_more { "+" } else { "" };
        Some(format!("{}{more}", formats.number(total.count.into())))
    };
    let said = Signal::derive(move || {
        if selection.is_everything() {
            return format!("All {} that match", all().unwrap_or_default());
        }
        let count = i64::try_from(selection.count()).unwrap_or(i64::MAX);
        format!("{} selected", formats.number(count))
    });
    let everything = move || {
        view! {
            {move || {
                let is_part = listing.total.get().is_none_or(|total| selection.count() < total.count as usize);
                (is_part && !selection.is_everything()).then(|| {
                    let label = format!("Select all {} that match", all().unwrap_or_default());
                    view! { <button type="button" class="link" on:click=move |_| selection.choose_everything()>{label}</button> }
                })
            }}
        }
    };
    // What is chosen in one list is not meant in another.
    Effect::new(move |before: Option<AttendeeFilter>| {
        let now = listing.filter.get();
        if before.is_some_and(|before| before.status != now.status || before.search != now.search) {
            selection.clear();
        }
        now
    });
    view! {
        <Show when=move || !selection.is_empty()>
            <Keys acting/>
            <BulkDock
                label="Selected attendees"
                said
                everything=everything
                pending=acting.pending
                on_clear=Callback::new(move |()| selection.clear())
            >
                <BulkActions on_act=Callback::new(move |action| acting.act_on_chosen(action))/>
            </BulkDock>
        </Show>
    }
}

/// What the keys do while anybody is chosen.
#[component]
fn Keys(acting: Acting) -> impl IntoView {
    let clear = Shortcut::new("escape", "Clear the selection", move || acting.selection.clear());
    use_shortcuts("Selected attendees", vec![clear]);
}
