//! The list of contacts as a table.

use super::bulk::{Bulk, BulkView};
use super::editing::{Editing, EditingView};
use super::panel::{Panel, SidePanel};
use super::shown::{Drawn, Shown};
use crate::accounts::roles::Permission;
use crate::app::failure::{failure, refusal};
use crate::app::use_viewer;
use crate::contacts::components::addresses;
use crate::contacts::components::bulk_form::BulkForm;
use crate::contacts::components::contact_table::ContactTable;
use crate::contacts::components::marks::counted;
use crate::contacts::components::selection::Selection;
use crate::contacts::pages::memory::use_contacts_memory;
use crate::contacts::pages::sample::{SampleNotice, SampleOffer};
use crate::contacts::server_fns::{ChangeMany, list_contacts};
use crate::contacts::types::{
    Contact, ContactFilter, ContactRow, ContactSort, Cursor, ListState, Page as PageOf,
};
use crate::error::AppResult;
use crate::ids::ContactId;
use crate::live::components::use_live;
use crate::live::types::Kind;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use std::collections::BTreeSet;

/// The page of the table that the address asks for.
#[component]
pub fn TableView(state: Memo<ListState>, may_edit: bool) -> impl IntoView {
    let memory = use_contacts_memory();
    let asked = Memo::new(move |_| {
        let state = state.read();
        (state.filter.clone(), state.cursor.clone())
    });
    let page = Resource::new(
        move || (asked.get(), memory.changes()),
        |((filter, cursor), _)| list_contacts(filter, cursor),
    );
    let pending = RwSignal::new(false);
    let (lasting, gone) = (Lasting::new(), memory.gone());
    let shown = Shown::new();
    let panel = Panel::new(state, shown.order);
    let on_change = Callback::new(move |contact: Contact| shown.show(&contact));
    let selection = Selection::new();
    let bulk = Bulk::new(selection, shown, state);
    let editing = Editing::new(shown);
    follow_others(page, asked, shown, editing);
    let changes = Signal::derive(move || memory.changes().wrapping_add(editing.saved.get()));
    // Heard by the table itself; here they are listed.
    let listed = |keys, label| Shortcut::new(keys, label, || ()).not_in("body");
    use_shortcuts(
        "Table",
        vec![
            listed("x", "Select the contact"),
            listed("shift+arrowdown", "Select several"),
            listed("mod+a", "Select the page"),
            listed("f2", "Edit the cell"),
            listed("o", "Open the company"),
        ],
    );
    // A choice outlives its page and another order, and not another filter.
    Effect::new(move |before: Option<ContactFilter>| {
        let filter = ContactFilter {
            sort: ContactSort::Name,
            descending: false,
            ..state.read().filter.clone()
        };
        if before.is_some_and(|before| before != filter) {
            selection.clear();
        }
        filter
    });
    let viewer = use_viewer();
    let may = |permission| viewer.as_ref().is_some_and(|viewer| viewer.may(permission));
    let may_delete = may(Permission::DeleteContacts);
    let me = viewer.as_ref().map(|viewer| viewer.user_id);
    let rows = move || {
        let lasting = lasting.clone();
        Suspend::new(async move {
            let found = arrived(page).await;
            lasting.draw(|| match found {
                Ok(found) => {
                    view! { <Rows page=found state gone may_edit shown panel bulk editing/> }.into_any()
                }
                Err(error) => failure(error, Callback::new(move |()| page.refetch())),
            })
        })
    };
    view! {
        <div class="transition-opacity aria-busy:opacity-60 aria-busy:delay-200" aria-busy=move || pending.get().to_string()>
            {while_pending(pending, rows)}
        </div>
        {refusal(&[ChangeMany::PATH]).map(|text| view! { <Notice tone=Tone::Danger>{text}</Notice> })}
        {(may_edit || may_delete).then(|| view! {
            <BulkForm
                action=ChangeMany::PATH
                then=Signal::derive(move || addresses::list(&state.read()))
                matching=Signal::derive(move || state.read().with_panel(None).to_query())
                can_edit=may_edit
                can_delete=may_delete
            />
        })}
        <EditingView editing/>
        <BulkView bulk me can_edit=may_edit can_delete=may_delete/>
        <SidePanel panel changes on_change/>
    }
}

/// Keeps the rows until others have come, and says that they are on their way. Only in the browser: on the server, leptos would ask
/// in a task of its own what the page is waiting for, and fall where the page is just noting it down.
fn while_pending<V>(pending: RwSignal<bool>, rows: impl Fn() -> V + Send + 'static) -> AnyView
where
    V: IntoView + 'static,
{
    let fallback = || meanwhile(|| view! { <SkeletonTable rows=12 columns=6/> });
    if cfg!(feature = "hydrate") {
        view! { <Transition fallback set_pending=pending>{rows}</Transition> }.into_any()
    } else {
        view! { <Transition fallback>{rows}</Transition> }.into_any()
    }
}

/// Reads the page again when others have changed something, beneath the hands of whoever works on it.
fn follow_others(
    page: Resource<AppResult<PageOf<ContactRow>>>,
    asked: Memo<(ContactFilter, Option<Cursor>)>,
    shown: Shown,
    editing: Editing,
) {
    let sent = editing.sent;
    let is_late = StoredValue::new(false);
    let read_again = move |()| {
        let (Some(begun), Some((filter, cursor))) = (sent.try_get_untracked(), asked.try_get_untracked())
        else {
            return;
        };
        spawn_local(async move {
            let read = list_contacts(filter.clone(), cursor.clone()).await;
            if asked.try_get_untracked() != Some((filter, cursor)) {
                return;
            }
            // What is saved while this is read may not be in it: once it is, everything is read anew.
            if begun.0 > 0 || sent.try_get_untracked() != Some(begun) {
                is_late.try_update_value(|late| *late = true);
                sent.try_update(|_| ());
                return;
            }
            // A row in which somebody writes stays as they know it, so that they hear of a conflict.
            let opened = editing.cell.try_get_untracked().flatten().map(|cell| cell.id);
            if opened.is_some() {
                is_late.try_update_value(|late| *late = true);
            }
            // Where it cannot be read, what is shown is old by now, but still there.
            if read.is_ok_and(|read| !shown.renew(read, opened)) {
                page.refetch();
            }
        });
    };
    Effect::new(move || {
        let (under_way, _) = sent.get();
        if editing.cell.read().is_none() && under_way == 0 && is_late.get_value() {
            is_late.set_value(false);
            read_again(());
        }
    });
    use_live(Kind::Contact, |_| true, Callback::new(read_again));
}

/// The rows, or why there are none.
#[component]
fn Rows(
    page: PageOf<ContactRow>,
    state: Memo<ListState>,
    gone: Signal<BTreeSet<ContactId>>,
    may_edit: bool,
    shown: Shown,
    panel: Panel,
    bulk: Bulk,
    editing: Editing,
) -> impl IntoView {
    let asked = state.get_untracked();
    if page.rows.is_empty() {
        Effect::new(move || shown.end());
    }
    if page.rows.is_empty() && asked.filter.narrows() {
        let all = asked.with_filter(asked.filter.everybody());
        let text = if page.total.is_some_and(|total| total.is_more) {
            "More contacts share these words than a search looks through, and none of the best matches these filters. \
             Type more of the name."
        } else {
            "No contact matches these filters."
        };
        return view! {
            <FilteredEmpty text clear_href=addresses::list(&all)/>
        }
        .into_any();
    }
    if page.rows.is_empty() {
        return view! { <NobodyYet may_edit/> }.into_any();
    }
    let formats = use_formats();
    let is_shown = page.rows.iter().any(|row| row.is_sample);
    let drawn = Drawn::new(page);
    let Drawn {
        rows,
        previous,
        next,
        total,
        ..
    } = drawn;
    Effect::new(move || shown.begin_with(drawn.clone()));
    Effect::new(move || bulk.total.set(total.get()));
    let total = move || {
        let total = total.get();
        total.map(|total| counted(total, "contact", "contacts", &formats))
    };
    let to = |cursor: RwSignal<Option<Cursor>>| {
        Signal::derive(move || {
            let cursor = cursor.get()?;
            Some(addresses::list(&state.read().with_cursor(Some(cursor))))
        })
    };
    view! {
        <SampleNotice is_shown/>
        <ContactTable
            rows
            state
            gone
            selection=bulk.selection
            on_open=Callback::new(move |id| panel.open(id))
            on_enter=Callback::new(move |()| shown.meet_colleagues())
            on_edit=Callback::new(move |(id, field)| editing.open(id, field))
        />
        <Pagination label="Contacts" previous=to(previous) next=to(next)>
            <span role="status">{total}</span>
        </Pagination>
    }
    .into_any()
}

/// What an organisation without contacts sees.
#[component]
pub fn NobodyYet(may_edit: bool) -> impl IntoView {
    let text = "Keep everybody you meet in one place: the people you want to know, the people you know, \
                and the plugs who open doors for you.";
    let add = may_edit.then(|| {
        view! { <ButtonLink kind=ButtonKind::Primary icon=IconName::Plus href=addresses::NEW>"Add your first contact"</ButtonLink> }
    });
    view! {
        <SampleNotice is_shown=false/>
        <EmptyState icon=IconName::Users title="No contacts yet" text=text>{add}<SampleOffer/></EmptyState>
    }
}
