//! The list of contacts.

use super::memory::use_contacts_memory;
use crate::accounts::roles::Permission;
use crate::app::failure::{refusal, shut};
use crate::app::use_viewer;
use crate::contacts::components::addresses;
use crate::contacts::components::filters::{Choices, ContactFilters, FilterChips, Listed, needs_choices};
use crate::contacts::components::layout_switch::LayoutSwitch;
use crate::contacts::components::on_page::focus_first;
use crate::contacts::server_fns::{DeleteContact, RestoreContact, get_contact, list_filter_values};
use crate::contacts::types::{Contact, Layout, ListState, Query};
use crate::error::AppResult;
use crate::ids::ContactId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use std::time::Duration;

mod board;
mod bulk;
mod editing;
mod panel;
mod remembered;
mod shown;
mod table;
mod views;

use board::BoardView;
pub use bulk::take_back;
use remembered::use_list_state;
use table::TableView;
use views::Views;

/// How long after the last key a search begins.
const PAUSE: Duration = Duration::from_millis(200);

/// `/contacts`: everybody the organisation knows, filtered, sorted and paged by the query.
#[component]
pub fn ContactsPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ViewContacts) {
        return refusal;
    }
    let viewer = use_viewer();
    let may = |permission| viewer.as_ref().is_some_and(|viewer| viewer.may(permission));
    let (may_edit, may_delete) = (may(Permission::EditContacts), may(Permission::DeleteContacts));
    let memory = use_contacts_memory();
    // Read by ourselves: a form sends a parameter for each of its boxes, of which the router keeps one.
    let search = use_location().search;
    let state = use_list_state(search);
    let layout = Memo::new(move |_| state.read().layout);
    // What follows the address on one of them may hear of a change before it is gone.
    let lasting = Lasting::new();
    let deleted = Memo::new(move |_| Query::parse(&search.read()).get("deleted")?.parse().ok());
    // Read with the page only where it says something of them, or where no script could read them later.
    let drawn = Query::parse(&search.read_untracked())
        .get(addresses::DRAWN)
        .is_some();
    let wants_choices = drawn || needs_choices(&state.read_untracked());
    let listed = Resource::new(
        || (),
        move |()| async move {
            let read: Option<AppResult<Listed>> = if wants_choices {
                Some(list_filter_values().await)
            } else {
                None
            };
            read
        },
    );
    let just_deleted = Resource::new(
        move || deleted.get(),
        |id: Option<ContactId>| async move { get_contact(id?).await.ok().filter(|contact| contact.is_deleted) },
    );
    Effect::new(move || memory.see_list(addresses::list(&state.read().with_panel(None))));
    let me = viewer.as_ref().map(|viewer| viewer.user_id);
    let chips = move || {
        let choices = move |listed| Choices::new(me, listed, drawn, || Box::pin(list_filter_values()));
        let waiting = move || meanwhile(|| view! { <FilterChips state choices=choices(None).awaited()/> });
        let chips = move || {
            Suspend::new(async move {
                let listed = arrived(listed).await;
                view! { <FilterChips state choices=choices(listed)/> }
            })
        };
        view! { <Suspense fallback=waiting>{chips}</Suspense> }
    };
    let search = use_search(state.into());
    use_keys(may_edit);
    view! {
        <Title text="Contacts"/>
        <Page fill=true>
            <PageHeader title="Contacts" actions=move || view! { <Actions state may_edit may_delete/> }/>
            <Suspense>{move || Suspend::new(async move { just_deleted.await.map(|contact| view! { <JustDeleted contact/> }) })}</Suspense>
            {refusal(&[DeleteContact::PATH, RestoreContact::PATH]).or_else(|| refusal(&views::REFUSABLE)).map(|text| view! { <Notice tone=Tone::Danger>{text}</Notice> })}
            <Views state/>
            <ContactFilters state search=search.text on_input=search.on_input on_search=search.on_send drawn chips=chips/>
            {move || {
                let layout = layout.get();
                lasting.draw(|| match layout {
                    Layout::Table => view! { <TableView state may_edit/> }.into_any(),
                    Layout::Board => view! { <BoardView state may_edit/> }.into_any(),
                })
            }}
        </Page>
    }
    .into_any()
}

#[component]
fn Actions(state: Memo<ListState>, may_edit: bool, may_delete: bool) -> impl IntoView {
    view! {
        <LayoutSwitch state/>
        {may_delete.then(|| view! {
            <ButtonLink kind=ButtonKind::Ghost icon=IconName::Trash href=addresses::TRASH>"Trash"</ButtonLink>
        })}
        {may_edit.then(|| view! {
            <ButtonLink kind=ButtonKind::Primary icon=IconName::Plus href=addresses::NEW>"Add contact"</ButtonLink>
        })}
    }
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

fn use_search(state: Signal<ListState>) -> Search {
    let text = RwSignal::new(state.read_untracked().filter.search.clone());
    let asked = StoredValue::new(state.read_untracked().filter.search.clone());
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
        let (Some(typed), Some(state)) = (text.try_get_untracked(), state.try_get_untracked()) else {
            return;
        };
        let search = typed.trim().to_owned();
        if state.filter.search != search {
            asked.set_value(search.clone());
            let address = addresses::list(&state.with_filter(state.filter.with_search(search)));
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
        let search = state.get().filter.search;
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

/// What can be pressed on this page, apart from what a layout adds.
fn use_keys(may_edit: bool) {
    let navigate = use_navigate();
    let add = move |()| navigate(addresses::NEW, NavigateOptions::default());
    let mut keys = vec![Shortcut::new(
        "/",
        "Search contacts",
        Callback::new(|()| focus_on("#contact-search")),
    )];
    if may_edit {
        keys.insert(0, Shortcut::new("n", "Add a contact", Callback::new(add)));
    }
    let rows = Shortcut::new(
        "arrowdown",
        "Go to the contacts",
        Callback::new(|()| focus_first()),
    );
    keys.push(
        rows.in_field("contact-search")
            .not_in("tbody, .table-scroll, #panel, button, a"),
    );
    use_shortcuts("Contacts", keys);
}
