//! The list of contacts as a table.

use crate::contacts::components::addresses;
use crate::contacts::components::contact_table::ContactTable;
use crate::contacts::components::marks::counted;
use crate::contacts::pages::failure::failure;
use crate::contacts::pages::memory::use_contacts_memory;
use crate::contacts::pages::sample::{SampleNotice, SampleOffer};
use crate::contacts::server_fns::list_contacts;
use crate::contacts::types::{ContactRow, Cursor, ListState, Page as PageOf};
use crate::ids::ContactId;
use crate::ui::prelude::*;
use leptos::prelude::*;
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
    // On the server this is called from another task, and a signal that is being written cannot be
    // read: the page that is being drawn at that moment would fall.
    let mark_pending = SignalSetter::map(move |is_pending| {
        if cfg!(feature = "hydrate") {
            pending.set(is_pending);
        }
    });
    let (lasting, gone) = (Lasting::new(), memory.gone());
    view! {
        <div class="transition-opacity aria-busy:opacity-60 aria-busy:delay-200" aria-busy=move || pending.get().to_string()>
            <Transition
                fallback=|| view! { <SkeletonTable rows=12 columns=6/> }
                set_pending=mark_pending
            >
                {move || {
                    let lasting = lasting.clone();
                    Suspend::new(async move {
                        let found = page.await;
                        lasting.draw(|| match found {
                            Ok(found) => view! { <Rows page=found state gone may_edit/> }.into_any(),
                            Err(error) => failure(error, Callback::new(move |()| page.refetch())),
                        })
                    })
                }}
            </Transition>
        </div>
    }
}

/// The rows, or why there are none.
#[component]
fn Rows(
    page: PageOf<ContactRow>,
    state: Memo<ListState>,
    gone: Signal<BTreeSet<ContactId>>,
    may_edit: bool,
) -> impl IntoView {
    let shown = state.get_untracked();
    if page.rows.is_empty() && shown.filter.narrows() {
        let all = shown.with_filter(shown.filter.everybody());
        return view! {
            <FilteredEmpty text="No contact matches these filters." clear_href=addresses::list(&all)/>
        }
        .into_any();
    }
    if page.rows.is_empty() {
        return view! { <NobodyYet may_edit/> }.into_any();
    }
    let formats = use_formats();
    let total = page
        .total
        .map(|total| counted(total, "contact", "contacts", &formats));
    let to = |cursor: Option<Cursor>| cursor.map(|cursor| addresses::list(&shown.with_cursor(Some(cursor))));
    let (previous, next) = (to(page.previous), to(page.next));
    view! {
        <SampleNotice is_shown=page.rows.iter().any(|row| row.is_sample)/>
        <ContactTable rows=page.rows state gone/>
        <Pagination label="Contacts" previous=Signal::stored(previous) next=Signal::stored(next)>
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
