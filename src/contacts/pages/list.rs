//! The list of contacts.

use super::failure::{failure, refusal};
use super::memory::use_contacts_memory;
use crate::accounts::roles::Permission;
use crate::app::use_viewer;
use crate::contacts::components::addresses;
use crate::contacts::components::contact_table::{ContactTable, focus_first_row};
use crate::contacts::components::filters::{ContactFilters, OwnerChip};
use crate::contacts::components::marks::counted;
use crate::contacts::server_fns::{DeleteContact, RestoreContact, get_contact, list_contacts, list_owners};
use crate::contacts::types::{Contact, ContactFilter, ContactRow, Cursor, Page as PageOf};
use crate::error::AppError;
use crate::ids::ContactId;
use crate::ui::prelude::*;
use leptos::ev;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use std::collections::BTreeSet;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// How long after the last key a search begins.
const PAUSE: Duration = Duration::from_millis(200);

/// `/contacts`: everybody the organisation knows, filtered, sorted and paged by the query.
#[component]
pub fn ContactsPage() -> impl IntoView {
    let viewer = use_viewer();
    let may = |permission| viewer.as_ref().is_some_and(|viewer| viewer.may(permission));
    let (may_view, may_edit, may_delete) = (
        may(Permission::ViewContacts),
        may(Permission::EditContacts),
        may(Permission::DeleteContacts),
    );
    let memory = use_contacts_memory();
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(|query| ContactFilter::from_query(|name| query.get(name))));
    let cursor = Memo::new(move |_| query.with(|query| Cursor::from_query(|name| query.get(name))));
    let deleted = Memo::new(move |_| query.with(|query| query.get("deleted")?.parse().ok()));
    let page = Resource::new(
        move || (filter.get(), cursor.get(), memory.changes()),
        |(filter, cursor, _)| list_contacts(filter, cursor),
    );
    let owners = Resource::new(|| (), |()| list_owners());
    let just_deleted = Resource::new(
        move || deleted.get(),
        |id: Option<ContactId>| async move { get_contact(id?).await.ok().filter(|contact| contact.is_deleted) },
    );
    Effect::new(move || memory.see_list(addresses::list(&filter.read(), cursor.read().as_ref())));
    let pending = RwSignal::new(false);
    // On the server this is called from another task, and a signal that is being written cannot be
    // read: the page that is being drawn at that moment would fall.
    let mark_pending = SignalSetter::map(move |is_pending| {
        if cfg!(feature = "hydrate") {
            pending.set(is_pending);
        }
    });
    let (lasting, gone) = (Lasting::new(), memory.gone());
    let me = viewer.as_ref().map(|viewer| viewer.user_id);
    let owner_chip = move || {
        let waiting = move || view! { <OwnerChip filter colleagues=Vec::new() me=me/> };
        let chip = move || {
            Suspend::new(async move {
                view! { <OwnerChip filter colleagues=owners.await.unwrap_or_default() me=me/> }
            })
        };
        view! { <Suspense fallback=waiting>{chip}</Suspense> }
    };
    let search = use_search(filter.into());
    use_keys(may_edit);
    if !may_view {
        return failure(AppError::Forbidden, Callback::new(|()| ()));
    }
    view! {
        <Title text="Contacts"/>
        <Page fill=true>
            <PageHeader title="Contacts" actions=move || view! { <Actions may_edit may_delete/> }/>
            <Suspense>{move || Suspend::new(async move { just_deleted.await.map(|contact| view! { <JustDeleted contact/> }) })}</Suspense>
            {refusal(&[DeleteContact::PATH, RestoreContact::PATH]).map(|text| view! { <Notice tone=Tone::Danger>{text}</Notice> })}
            <ContactFilters filter search=search.text on_input=search.on_input on_search=search.on_send owner_chip=owner_chip/>
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
                                Ok(found) => view! { <Rows page=found filter gone may_edit/> }.into_any(),
                                Err(error) => failure(error, Callback::new(move |()| page.refetch())),
                            })
                        })
                    }}
                </Transition>
            </div>
        </Page>
    }
    .into_any()
}

#[component]
fn Actions(may_edit: bool, may_delete: bool) -> impl IntoView {
    view! {
        {may_delete.then(|| view! {
            <ButtonLink kind=ButtonKind::Ghost icon=IconName::Trash href=addresses::TRASH>"Trash"</ButtonLink>
        })}
        {may_edit.then(|| view! {
            <ButtonLink kind=ButtonKind::Primary icon=IconName::Plus href=addresses::NEW>"Add contact"</ButtonLink>
        })}
    }
}

/// The rows, or why there are none.
#[component]
fn Rows(
    page: PageOf<ContactRow>,
    filter: Memo<ContactFilter>,
    gone: Signal<BTreeSet<ContactId>>,
    may_edit: bool,
) -> impl IntoView {
    let shown = filter.get_untracked();
    if page.rows.is_empty() && shown.narrows() {
        let all = ContactFilter {
            sort: shown.sort,
            descending: shown.descending,
            ..ContactFilter::default()
        };
        return view! {
            <FilteredEmpty text="No contact matches these filters." clear_href=addresses::list(&all, None)/>
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
    let to = |cursor: Option<Cursor>| cursor.map(|cursor| addresses::list(&shown, Some(&cursor)));
    let (previous, next) = (to(page.previous), to(page.next));
    view! {
        <ContactTable rows=page.rows filter=filter gone/>
        <Pagination label="Contacts" previous=Signal::stored(previous) next=Signal::stored(next)>
            <span role="status">{total}</span>
        </Pagination>
    }
    .into_any()
}

#[component]
fn NobodyYet(may_edit: bool) -> impl IntoView {
    let text = "Keep everybody you meet in one place: the people you want to know, the people you know, \
                and the plugs who open doors for you.";
    let add = may_edit.then(|| {
        view! { <ButtonLink kind=ButtonKind::Primary icon=IconName::Plus href=addresses::NEW>"Add your first contact"</ButtonLink> }
    });
    view! { <EmptyState icon=IconName::Users title="No contacts yet" text=text>{add}</EmptyState> }
}

/// For those without JavaScript, who have no toast: what went to the trash, and the way back.
#[component]
fn JustDeleted(contact: Contact) -> impl IntoView {
    let undo = contact.can_delete.then(|| {
        view! {
            <form method="post" action=RestoreContact::PATH class="inline">
                <HiddenField name="contact_id" value=contact.id.to_string()/>
                <HiddenField name="then" value=addresses::record(contact.id)/>
                <Button small=true submit=true icon=IconName::Restore>"Undo"</Button>
            </form>
        }
    });
    view! {
        <Notice tone=Tone::Success>
            <span class="mr-3">{format!("{} moved to trash.", contact.name())}</span>
            {undo}
        </Notice>
    }
}

/// The search box: what stands in it, and what happens as one types and when one sends it.
#[derive(Clone, Copy)]
struct Search {
    text: RwSignal<String>,
    on_input: Callback<String>,
    on_send: Callback<()>,
}

fn use_search(filter: Signal<ContactFilter>) -> Search {
    let text = RwSignal::new(filter.get_untracked().search);
    let asked = StoredValue::new(filter.get_untracked().search);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let navigate = use_navigate();
    let stop = move || {
        if let Some(Some(timer)) = timer.try_update_value(Option::take) {
            timer.clear();
        }
    };
    let go = Callback::new(move |()| {
        stop();
        // The page may have been left in the meantime.
        let (Some(typed), Some(filter)) = (text.try_get_untracked(), filter.try_get_untracked()) else {
            return;
        };
        let search = typed.trim().to_owned();
        if filter.search != search {
            asked.set_value(search.clone());
            let address = addresses::list(&ContactFilter { search, ..filter }, None);
            navigate(
                &address,
                NavigateOptions {
                    replace: true,
                    scroll: false,
                    ..NavigateOptions::default()
                },
            );
        }
    });
    let on_input = Callback::new(move |_: String| {
        stop();
        let handle = set_timeout_with_handle(
            move || {
                go.try_run(());
            },
            PAUSE,
        );
        timer.set_value(handle.ok());
    });
    on_cleanup(stop);
    // Another list was asked for, by a link or a step back: the box follows, unless it was the box
    // that asked and somebody has typed on since.
    Effect::new(move || {
        let search = filter.get().search;
        if asked.get_value() != search {
            asked.set_value(search.clone());
            text.set(search);
        }
    });
    Search {
        text,
        on_input,
        on_send: go,
    }
}

/// `n` adds, `/` searches, the arrow down goes to the rows.
fn use_keys(may_edit: bool) {
    let navigate = use_navigate();
    let handle = window_event_listener(ev::keydown, move |event| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
            return;
        }
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let is_inside = |selector: &str| {
            target
                .as_ref()
                .is_some_and(|target| target.closest(selector).ok().flatten().is_some())
        };
        let is_search = is_inside("#contact-search");
        if is_inside("dialog, [popover]")
            || (is_inside("input, textarea, select, [contenteditable]") && !is_search)
        {
            return;
        }
        match event.key().as_str() {
            "n" if may_edit && !is_search => {
                event.prevent_default();
                navigate(addresses::NEW, NavigateOptions::default());
            }
            "/" if !is_search => {
                event.prevent_default();
                focus("contact-search");
            }
            "ArrowDown"
                if is_search || is_inside("body") && !is_inside("tbody, .table-scroll, button, a") =>
            {
                event.prevent_default();
                focus_first_row();
            }
            _ => {}
        }
    });
    on_cleanup(move || handle.remove());
}

fn focus(id: &str) {
    let element = document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        let _ = element.focus();
    }
}
