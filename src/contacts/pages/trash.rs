//! What was deleted.

use super::list::take_back;
use super::memory::{ContactsMemory, use_contacts_memory};
use crate::accounts::roles::Permission;
use crate::app::failure::{failure, refusal, shut};
use crate::contacts::components::addresses;
use crate::contacts::components::bulk_bar::BulkDock;
use crate::contacts::components::selection::Selection;
use crate::contacts::components::trash_table::{TrashTable, name_of};
use crate::contacts::server_fns::{
    RestoreContact, RestoreInteraction, change_many, list_trash, restore_contact, restore_interaction,
};
use crate::contacts::types::{Cursor, Page as PageOf, TrashItem, TrashRow};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use std::collections::BTreeSet;
use uuid::Uuid;

/// `/contacts/trash`: deleted contacts and interactions, as far as one may bring them back.
#[component]
pub fn TrashPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::DeleteContacts) {
        return refusal;
    }
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|query| Cursor::from_query(|name| query.get(name))));
    let memory = use_contacts_memory();
    let page = Resource::new(
        move || (cursor.get(), memory.changes()),
        |(cursor, _)| list_trash(cursor),
    );
    let hook = use_restore(memory);
    let bulk = use_restore_many(memory);
    let lasting = Lasting::new();
    view! {
        <Title text="Trash"/>
        <Page fill=true>
            <PageHeader
                title="Trash"
                breadcrumbs=vec![Crumb::new("Contacts", addresses::LIST)]
                description="What was deleted can be restored, with all that went with it."
            />
            {refusal(&[RestoreContact::PATH, RestoreInteraction::PATH])
                .map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
            <Transition fallback=|| meanwhile(|| view! { <SkeletonTable rows=6 columns=4/> })>
                {move || {
                    let lasting = lasting.clone();
                    Suspend::new(async move {
                        let found = arrived(page).await;
                        lasting.draw(|| match found {
                            Ok(found) => view! { <Rows page=found hook selection=bulk.selection/> }.into_any(),
                            Err(error) => failure(error, Callback::new(move |()| page.refetch())),
                        })
                    })
                }}
            </Transition>
            <Show when=move || !bulk.selection.is_empty()>
                <BulkDock said=bulk.said pending=bulk.pending on_clear=Callback::new(move |()| bulk.selection.clear())>
                    <Button kind=ButtonKind::Ghost icon=IconName::Restore on_click=bulk.on_restore>"Restore"</Button>
                </BulkDock>
            </Show>
        </Page>
    }
    .into_any()
}

#[component]
fn Rows(page: PageOf<TrashRow>, hook: RestoreHook, selection: Selection) -> impl IntoView {
    if page.rows.is_empty() {
        let text = "Contacts and interactions that are deleted wait here until somebody restores them.";
        return view! {
            <EmptyState icon=IconName::Trash title="The trash is empty" text=text>
                <ButtonLink href=addresses::LIST>"Back to contacts"</ButtonLink>
            </EmptyState>
        }
        .into_any();
    }
    let to = |cursor: Option<Cursor>| {
        cursor.map(|cursor| match cursor {
            Cursor::After(row) => format!("{}?after={row}", addresses::TRASH),
            Cursor::Before(row) => format!("{}?before={row}", addresses::TRASH),
        })
    };
    let (previous, next) = (to(page.previous), to(page.next));
    view! {
        <TrashTable
            rows=page.rows
            restored=hook.restored
            restore_contact=RestoreContact::PATH
            restore_interaction=RestoreInteraction::PATH
            on_restore=hook.on_restore
            selection
        />
        <Pagination label="Trash" previous=Signal::stored(previous) next=Signal::stored(next)/>
    }
    .into_any()
}

/// Restoring: it shows at once, and is taken back where the server refuses it.
#[derive(Clone, Copy)]
struct RestoreHook {
    restored: RwSignal<BTreeSet<Uuid>>,
    on_restore: Callback<TrashRow>,
}

fn use_restore(memory: ContactsMemory) -> RestoreHook {
    let restored = RwSignal::new(BTreeSet::new());
    let toasts = use_toasts();
    let on_restore = Callback::new(move |row: TrashRow| {
        restored.update(|restored| {
            restored.insert(row.what.id());
        });
        spawn_local(async move {
            let outcome = match &row.what {
                TrashItem::Contact { id, .. } => {
                    memory.put_back(*id);
                    restore_contact(*id).await
                }
                TrashItem::Interaction { id, .. } => restore_interaction(*id).await,
            };
            match outcome {
                Ok(()) => {
                    toasts.success(format!("{} restored", name_of(&row.what)));
                    memory.change();
                }
                Err(error) => {
                    restored.try_update(|restored| restored.remove(&row.what.id()));
                    toasts.error(error.to_string());
                }
            }
        });
    });
    RestoreHook { restored, on_restore }
}

/// Restoring several contacts at once.
#[derive(Clone, Copy)]
struct RestoreManyHook {
    selection: Selection,
    said: Signal<String>,
    pending: RwSignal<bool>,
    on_restore: Callback<()>,
}

fn use_restore_many(memory: ContactsMemory) -> RestoreManyHook {
    let (selection, pending) = (Selection::new(), RwSignal::new(false));
    let (toasts, formats) = (use_toasts(), use_formats());
    let said = Signal::derive(move || format!("{} selected", selection.count()));
    let on_restore = Callback::new(move |()| {
        if pending.get_untracked() {
            return;
        }
        pending.set(true);
        spawn_local(async move {
            let ids = selection.ids();
            match change_many(ids.clone(), false, String::new(), "restore".into(), String::new()).await {
                Ok(outcome) => {
                    for id in ids {
                        memory.put_back(id);
                    }
                    let text = outcome
                        .in_words(|count| formats.number(count))
                        .replacen("changed", "restored", 1);
                    match outcome.undo {
                        Some(id) => {
                            toasts.undo(text, move || spawn_local(take_back(id, memory, toasts, formats)))
                        }
                        None => toasts.error(text),
                    }
                    selection.clear();
                }
                Err(error) => toasts.error(error.to_string()),
            }
            pending.try_set(false);
            memory.change();
        });
    });
    RestoreManyHook {
        selection,
        said,
        pending,
        on_restore,
    }
}
