//! Contacts as rows, and as a list on a telephone.

use super::addresses;
use super::marks::{OwnerName, PriorityMark, StageBadge, StatusText};
use crate::contacts::types::{ContactRow, ContactSort, ListState};
use crate::ids::ContactId;
use crate::ui::prelude::*;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use std::collections::BTreeSet;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Contacts. `gone` are those that are on their way to the trash.
#[component]
pub fn ContactTable(
    rows: Vec<ContactRow>,
    #[prop(into)] state: Signal<ListState>,
    #[prop(into)] gone: Signal<BTreeSet<ContactId>>,
) -> impl IntoView {
    let head = move || {
        view! {
            <SortedBy state sort=ContactSort::Name/>
            <SortedBy state sort=ContactSort::Company class="max-md:hidden"/>
            <Th class="max-md:hidden">"Stage"</Th>
            <Th class="max-lg:hidden">"Status"</Th>
            <Th class="max-xl:hidden">"Priority"</Th>
            <SortedBy state sort=ContactSort::Score numeric=true class="max-md:hidden"/>
            <SortedBy state sort=ContactSort::LastInteraction class="max-md:hidden"/>
            <Th class="max-xl:hidden">"Owner"</Th>
        }
    };
    view! {
        <div class="contents" on:keydown=move |event| move_between_rows(&event)>
            <Table label="Contacts" class="table-stack" head=head>
                {rows.into_iter().map(|row| view! { <Row row gone/> }).collect_view()}
            </Table>
        </div>
    }
}

/// A column that can be sorted by.
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
        let filter = &state.read().filter;
        (filter.sort == sort).then_some(if filter.descending {
            SortOrder::Descending
        } else {
            SortOrder::Ascending
        })
    });
    view! { <SortHeader label=sort.label() href sorted numeric class/> }
}

#[component]
fn Row(row: ContactRow, gone: Signal<BTreeSet<ContactId>>) -> impl IntoView {
    let (id, name) = (row.id, row.name());
    let last = row.last_interaction;
    view! {
        <tr hidden=move || gone.read().contains(&id)>
            <td class="cell-main md:max-w-48 lg:max-w-52 xl:max-w-68 min-[100rem]:max-w-80">
                <span class="flex min-w-0 items-center gap-2">
                    <Avatar name=name.clone() size=AvatarSize::Small/>
                    <a class="row-link truncate" href=addresses::record(id)>{name}</a>
                </span>
            </td>
            <td class="max-md:empty:hidden md:max-w-40 lg:max-w-44 xl:max-w-50 min-[100rem]:max-w-80">{row.company}</td>
            <td class="cell-side"><StageBadge stage=row.contact_type/></td>
            <td class="max-lg:hidden"><StatusText status=row.status/></td>
            <td class="max-xl:hidden"><PriorityMark priority=row.priority/></td>
            <td class="num max-md:hidden">{row.lead_score}</td>
            <td class="cell-muted">
                {match last {
                    Some(at) => view! { <Moment at=at/> }.into_any(),
                    None => view! { <span class="text-faint max-md:hidden">"Never"</span> }.into_any(),
                }}
            </td>
            <td class="max-w-40 max-xl:hidden"><OwnerName owner=row.owner/></td>
        </tr>
    }
}

/// Arrow keys go from row to row; Enter on the name opens it, as on any link.
fn move_between_rows(event: &KeyboardEvent) {
    let next: fn(&Element) -> Option<Element> = match event.key().as_str() {
        "ArrowDown" => Element::next_element_sibling,
        "ArrowUp" => Element::previous_element_sibling,
        _ => return,
    };
    let on_link = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .filter(|target| target.class_list().contains("row-link"));
    let Some(row) = on_link.and_then(|link| link.closest("tr").ok().flatten()) else {
        return;
    };
    let mut candidate = next(&row);
    while let Some(row) = candidate {
        if !row.has_attribute("hidden") {
            event.prevent_default();
            focus_row(&row);
            return;
        }
        candidate = next(&row);
    }
}

/// Puts the focus on a row's name.
fn focus_row(row: &Element) {
    let link = row.query_selector(".row-link").ok().flatten();
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        let _ = link.focus();
    }
}

/// Puts the focus on the first row of the page's table, if there is one.
pub fn focus_first_row() {
    let row = document().query_selector("tbody tr:not([hidden])").ok().flatten();
    if let Some(row) = row {
        focus_row(&row);
    }
}
