//! Contacts as rows, and as a list on a telephone.

mod cells;
mod grid;
mod row;

use super::addresses;
use super::on_page::opens_beside;
use super::selection::{ChoosePage, Selection};
use crate::contacts::types::{Column, ContactRow, ContactSort, ListState};
use crate::ids::ContactId;
use crate::ui::prelude::*;
pub use cells::{NAMES, field_of};
use cells::{head_class, is_numeric, sort_of};
pub use grid::{leave_cell, mark_cell};
use leptos::html;
use leptos::prelude::*;
use row::{Around, Row};
use std::collections::BTreeSet;
use std::time::Duration;

/// How long a row is marked that somebody else has changed.
const MARKED: Duration = Duration::from_millis(2500);

/// A contact of the table, as it is by now.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TableRow {
    pub id: ContactId,
    pub contact: RwSignal<ContactRow>,
    /// Somebody else has just changed it.
    fresh: RwSignal<bool>,
    /// Whether it may be edited and deleted, by which it is drawn.
    rights: (bool, bool),
}

impl TableRow {
    #[must_use]
    pub fn new(contact: ContactRow) -> Self {
        Self {
            id: contact.id,
            rights: (contact.can_edit, contact.can_delete),
            contact: RwSignal::new(contact),
            fresh: RwSignal::new(false),
        }
    }

    /// Shows the row as it was read again, marked for a moment where it differs. Answers with another
    /// where what may be done with it differs too.
    #[must_use]
    pub fn renewed(self, now: ContactRow) -> Self {
        let row = if self.rights == (now.can_edit, now.can_delete) {
            self
        } else {
            Self::new(now.clone())
        };
        let differs = self.contact.try_with_untracked(|before| *before != now) == Some(true);
        if differs {
            row.contact.set(now);
            row.mark();
        }
        row
    }

    /// Marks it for a moment.
    pub fn mark(self) {
        self.fresh.set(true);
        set_timeout(
            move || {
                self.fresh.try_set(false);
            },
            MARKED,
        );
    }

    /// Whether there is anything that may be done with it.
    fn may_be_chosen(self) -> bool {
        self.contact
            .with_untracked(|contact| contact.can_edit || contact.can_delete)
    }
}

/// Contacts. `gone` are those that are on their way to the trash.
#[component]
pub fn ContactTable(
    rows: RwSignal<Vec<TableRow>>,
    #[prop(into)] state: Signal<ListState>,
    #[prop(into)] gone: Signal<BTreeSet<ContactId>>,
    selection: Selection,
    /// Opens a contact beside the table.
    on_open: Callback<ContactId>,
    /// Somebody is in the table, and may go on to edit it.
    on_enter: Callback<()>,
    /// Opens a cell.
    on_edit: Callback<(ContactId, &'static str)>,
) -> impl IntoView {
    let choosable = |rows: &[TableRow]| -> Vec<_> {
        let rows = rows.iter().filter(|row| row.may_be_chosen());
        rows.map(|row| row.id).collect()
    };
    let page = StoredValue::new(choosable(&rows.read_untracked()));
    let columns = Memo::new(move |_| state.read().columns.as_slice().to_vec());
    let opened = Memo::new(move |_| state.read().panel);
    let has_choice = page.with_value(|page| !page.is_empty());
    let head = move || {
        view! {
            {has_choice.then(|| view! { <ChoosePage page selection/> })}
            <SortedBy state sort=ContactSort::Name/>
            {move || columns.get().into_iter().map(|column| view! { <Head state column/> }).collect_view()}
        }
    };
    let around = NodeRef::<html::Div>::new();
    Effect::new(move || {
        page.set_value(choosable(&rows.read()));
        if let Some(around) = around.get() {
            grid::begin(&around);
        }
    });
    let edit = move |cell: Option<(ContactId, &'static str)>| cell.map(|cell| on_edit.run(cell));
    let table = Around {
        page,
        has_choice,
        columns,
        opened,
        gone,
        selection,
    };
    view! {
        <div
            class="contents"
            class:table-chosen=move || !selection.is_empty()
            node_ref=around
            on:focusin=move |event| {
                grid::enter(&event);
                on_enter.run(());
            }
            on:keydown=move |event| {
                page.with_value(|page| edit(grid::with_keys(&event, page, selection)));
            }
            on:dblclick=move |event| {
                edit(grid::cell_of(event.target()));
            }
            on:click=move |event| {
                if let Some(id) = opens_beside(&event) {
                    event.prevent_default();
                    on_open.run(id);
                }
                edit(grid::pressed_edit(event.target()));
            }
        >
            <Table label="Contacts" class="table-stack" head=head>
                <For each=move || rows.get() key=|row| (row.id, row.rights) let:row>
                    <Row row table/>
                </For>
            </Table>
        </div>
    }
}

/// The head of a column.
#[component]
fn Head(state: Signal<ListState>, column: Column) -> impl IntoView {
    match sort_of(column) {
        Some(sort) => {
            view! { <SortedBy state sort numeric=is_numeric(column) class=head_class(column)/> }.into_any()
        }
        None => view! { <Th class=head_class(column)>{column.label()}</Th> }.into_any(),
    }
}

/// The head of a column that can be sorted by.
#[component]
fn SortedBy(
    state: Signal<ListState>,
    sort: ContactSort,
    #[prop(optional)] numeric: bool,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    let href = Signal::derive(move || {
        let state = state.read();
        addresses::list(&state.with_filter(state.filter.sorted_by(sort)))
    });
    let sorted = Signal::derive(move || {
        let state = state.read();
        (state.filter.sort == sort).then_some(if state.filter.descending {
            SortOrder::Descending
        } else {
            SortOrder::Ascending
        })
    });
    view! { <SortHeader label=sort.label() href sorted numeric class/> }
}
