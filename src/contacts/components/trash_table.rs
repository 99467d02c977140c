//! What was deleted, and the way back.

use super::addresses;
use super::selection::{ChoosePage, ChooseRow, Selection};
use crate::contacts::types::{TrashItem, TrashRow};
use crate::ids::ContactId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Deletions, each with a button that takes it back.
#[component]
pub fn TrashTable(
    rows: Vec<TrashRow>,
    /// Those that were restored just now.
    #[prop(into)]
    restored: Signal<BTreeSet<Uuid>>,
    /// The addresses that restore a contact and an interaction.
    restore_contact: &'static str,
    restore_interaction: &'static str,
    on_restore: Callback<TrashRow>,
    /// The contacts that are chosen.
    selection: Selection,
) -> impl IntoView {
    let page: Vec<_> = rows.iter().filter_map(contact_of).collect();
    let page = StoredValue::new(page);
    let has_choice = page.with_value(|page| !page.is_empty());
    let head = move || {
        view! {
            {has_choice.then(|| view! { <ChoosePage page selection/> })}
            <Th>"Deleted"</Th>
            <Th class="max-md:hidden">"By"</Th>
            <Th>"When"</Th>
            <Th hidden=true>"Actions"</Th>
        }
    };
    let row = move |row: TrashRow| {
        let action = match row.what {
            TrashItem::Contact { .. } => restore_contact,
            TrashItem::Interaction { .. } => restore_interaction,
        };
        view! { <Row row restored action on_restore choice=has_choice.then_some((selection, page))/> }
    };
    view! { <Table label="Trash" class="table-stack" head=head>{rows.into_iter().map(row).collect_view()}</Table> }
}

#[component]
fn Row(
    row: TrashRow,
    restored: Signal<BTreeSet<Uuid>>,
    action: &'static str,
    on_restore: Callback<TrashRow>,
    choice: Option<(Selection, StoredValue<Vec<ContactId>>)>,
) -> impl IntoView {
    let contact = contact_of(&row);
    let name = name_of(&row.what);
    let choice = choice.map(|(selection, page)| {
        let tick = contact.map(|id| view! { <ChooseRow id name page selection/> });
        view! { <td class="cell-check">{tick}</td> }
    });
    let (own_id, at, by) = (row.what.id(), row.deleted_at, row.deleted_by.clone());
    let (field, id) = match &row.what {
        TrashItem::Contact { id, .. } => ("contact_id", id.to_string()),
        TrashItem::Interaction { id, .. } => ("interaction_id", id.to_string()),
    };
    let label = format!("Restore {}", name_of(&row.what));
    let described = view! { <What row=row.clone()/> };
    view! {
        <tr hidden=move || restored.read().contains(&own_id)>
            {choice}
            <td class="cell-main">{described}</td>
            <td class="max-md:hidden">{by}</td>
            <td class="cell-muted"><Moment at=at style=MomentStyle::DayTime/></td>
            <td class="cell-actions cell-side">
                <PostForm action=action on_submit=Callback::new(move |()| on_restore.run(row.clone()))>
                    <HiddenField name=field value=id/>
                    <Button small=true submit=true icon=IconName::Restore>
                        <span aria-hidden="true">"Restore"</span>
                        <span class="sr-only">{label}</span>
                    </Button>
                </PostForm>
            </td>
        </tr>
    }
}

/// The contact that a deletion took.
fn contact_of(row: &TrashRow) -> Option<ContactId> {
    match row.what {
        TrashItem::Contact { id, .. } => Some(id),
        TrashItem::Interaction { .. } => None,
    }
}

/// What a deletion took, in a word.
#[must_use]
pub fn name_of(what: &TrashItem) -> String {
    match what {
        TrashItem::Contact { name, .. } => name.clone(),
        TrashItem::Interaction {
            interaction_type,
            subject,
            ..
        } => subject
            .clone()
            .unwrap_or_else(|| interaction_type.label().to_owned()),
    }
}

#[component]
fn What(row: TrashRow) -> impl IntoView {
    let name = name_of(&row.what);
    let with = match row.interactions {
        0 => None,
        1 => Some("with 1 interaction".to_owned()),
        many => Some(format!("with {many} interactions")),
    };
    match row.what {
        TrashItem::Contact { id, company, .. } => {
            let second: Vec<_> = company.into_iter().chain(with).collect();
            view! {
            <div class="flex min-w-0 items-center gap-2">
                <Avatar name=name.clone() size=AvatarSize::Small/>
                <div class="min-w-0">
                    <a class="row-link block truncate" href=addresses::record(id)>{name}</a>
                    <span class="block truncate text-xs font-normal text-muted">{second.join(" · ")}</span>
                </div>
            </div>
        }
        .into_any()
        }
        TrashItem::Interaction {
            interaction_type,
            contact,
            ..
        } => view! {
            <div class="flex min-w-0 items-center gap-2">
                <Icon name=super::marks::interaction_icon(interaction_type) class="text-faint"/>
                <div class="min-w-0">
                    <span class="block truncate">{name}</span>
                    <span class="block truncate text-xs font-normal text-muted">
                        {interaction_type.label()} " with "
                        <a class="link" href=addresses::record(contact.id)>{contact.name}</a>
                    </span>
                </div>
            </div>
        }
        .into_any(),
    }
}
