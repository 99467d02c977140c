//! The table under the keyboard: from cell to cell with the arrows, one stop for the tab key
//! (the pattern that is called a grid), and what is chosen or edited on the way.

use super::cells::editable;
use crate::contacts::components::cell_editor::Onward;
use crate::contacts::components::on_page::{find, id_of, name_in};
use crate::contacts::components::selection::Selection;
use crate::ids::ContactId;
use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement};

/// What of a row can have the focus: the box, the name, and the other cells themselves.
const STOPS: &str = ".check-box, .row-link, td[data-column]";

/// Makes a table a grid, with the first name as its stop for the tab key, unless it has one already.
pub fn begin(around: &Element) {
    if let Some(table) = around.query_selector("table").ok().flatten() {
        let _ = table.set_attribute("role", "grid");
    }
    let mut row = first_row(around);
    let stop = around.query_selector("tbody [tabindex=\"0\"]").ok().flatten();
    let stop = stop.and_then(|stop| stop.dyn_into::<HtmlElement>().ok());
    let stop = stop.or_else(|| row.as_ref().and_then(name_in));
    while let Some(current) = row {
        for stop in stops(&current) {
            stop.set_tab_index(-1);
        }
        row = current.next_element_sibling();
    }
    if let Some(stop) = stop {
        stop.set_tab_index(0);
    }
}

/// What has the focus is the stop from now on.
pub fn enter(event: &FocusEvent) {
    let Some(stop) = target(event.target()).filter(|target| target.matches(STOPS).unwrap_or(false)) else {
        return;
    };
    let before = stop.closest("tbody").ok().flatten();
    let before = before.and_then(|rows| rows.query_selector("[tabindex=\"0\"]").ok().flatten());
    for (element, index) in [(before, -1), (Some(stop), 0)] {
        if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            element.set_tab_index(index);
        }
    }
}

/// Arrows go from cell to cell; up and down with shift choose what they pass, `x` chooses a row,
/// Ctrl or ⌘ A the page, `o` opens what a cell leads to. Enter on the name opens it, as on any link;
/// on another cell, and F2, it answers with the cell that is to be edited.
pub fn with_keys(
    event: &KeyboardEvent,
    page: &[ContactId],
    selection: Selection,
) -> Option<(ContactId, &'static str)> {
    let stop = target(event.target()).filter(|target| target.matches(STOPS).unwrap_or(false))?;
    let row = stop.closest("tbody tr").ok()??;
    let is_mod = event.ctrl_key() || event.meta_key();
    let can_be_chosen = |row: &Element| id_of(row).filter(|id| page.contains(id));
    match event.key().as_str() {
        key @ ("ArrowDown" | "ArrowUp") if !is_mod => {
            let next = neighbour(&row, key == "ArrowDown")?;
            if event.shift_key() {
                for id in [&row, &next].into_iter().filter_map(can_be_chosen) {
                    selection.add(id);
                }
            }
            go_to_row(&stop, &row, &next);
        }
        key @ ("ArrowLeft" | "ArrowRight") if !is_mod => go_aside(&stop, &row, key == "ArrowRight"),
        key @ ("Home" | "End") => {
            let stops = stops(&row);
            let edge = if key == "Home" {
                stops.first()
            } else {
                stops.last()
            };
            focus(edge?);
        }
        "x" if !is_mod => selection.toggle(can_be_chosen(&row)?),
        "a" if is_mod => selection.set_page(page, true),
        "o" if !is_mod => stop
            .query_selector("a")
            .ok()??
            .dyn_into::<HtmlElement>()
            .ok()?
            .click(),
        key @ ("Enter" | "F2") if !is_mod && (key == "F2" || stop.has_attribute("data-field")) => {
            let cell = cell_of(Some(stop.into()))?;
            event.prevent_default();
            return Some(cell);
        }
        _ => return None,
    }
    event.prevent_default();
    None
}

/// The cell that somebody means, if it can be edited, and the field in it.
pub fn cell_of(meant: Option<EventTarget>) -> Option<(ContactId, &'static str)> {
    let cell = target(meant)?.closest("td[data-field]").ok()??;
    let field = cell.get_attribute("data-field")?;
    Some((
        id_of(&cell.closest("tr").ok()??)?,
        editable(field.split(' ').next()?)?,
    ))
}

/// The button in a cell that somebody pressed to edit it.
pub fn pressed_edit(meant: Option<EventTarget>) -> Option<(ContactId, &'static str)> {
    cell_of(Some(target(meant)?.closest(".cell-edit").ok()??.into()))
}

/// Says over which cell its editor lies.
pub fn mark_cell(id: ContactId, field: &str) {
    unmark_cells();
    if let Some(cell) = find_cell(id, field) {
        let _ = cell.set_attribute("style", "anchor-name:--edited-cell");
    }
}

/// Gives the focus back after a cell was edited.
pub fn leave_cell(id: ContactId, field: &str, onward: Onward) {
    unmark_cells();
    let Some(cell) = find_cell(id, field) else { return };
    let Some(row) = cell.closest("tr").ok().flatten() else {
        return;
    };
    let stop = name_in(&cell).unwrap_or(cell);
    match onward {
        Onward::Elsewhere => {}
        Onward::Stay => focus(&stop),
        Onward::Left | Onward::Right => go_aside(&stop, &row, onward == Onward::Right),
        Onward::Below => match neighbour(&row, true) {
            Some(next) => go_to_row(&stop, &row, &next),
            None => focus(&stop),
        },
    }
}

fn unmark_cells() {
    let marked = document().query_selector("td[style*=edited-cell]");
    if let Some(cell) = marked.ok().flatten() {
        let _ = cell.remove_attribute("style");
    }
}

/// To the same column of another row, or where that has none, to its name.
fn go_to_row(stop: &Element, row: &Element, next: &Element) {
    let column = stops(row).iter().position(|one| **one == *stop);
    let found = column.and_then(|column| stops(next).into_iter().nth(column));
    if let Some(stop) = found.or_else(|| name_in(next)) {
        focus(&stop);
    }
}

fn go_aside(stop: &Element, row: &Element, is_right: bool) {
    let stops = stops(row);
    let Some(at) = stops.iter().position(|one| **one == *stop) else {
        return;
    };
    let to = if is_right {
        at.checked_add(1)
    } else {
        at.checked_sub(1)
    };
    focus(to.and_then(|to| stops.get(to)).unwrap_or(&stops[at]));
}

/// The next row that is shown, or the one before.
fn neighbour(row: &Element, is_next: bool) -> Option<Element> {
    let step = if is_next {
        Element::next_element_sibling
    } else {
        Element::previous_element_sibling
    };
    let mut candidate = step(row);
    while let Some(row) = candidate.take_if(|row| row.has_attribute("hidden")) {
        candidate = step(&row);
    }
    candidate
}

/// What of a row can have the focus, from left to right; columns that do not fit are passed over.
fn stops(row: &Element) -> Vec<HtmlElement> {
    let mut stops = Vec::new();
    let mut cell = row.first_element_child();
    while let Some(current) = cell {
        cell = current.next_element_sibling();
        let stop = if current.has_attribute("data-column") {
            Some(current)
        } else {
            current.query_selector(STOPS).ok().flatten()
        };
        let stop = stop.and_then(|stop| stop.dyn_into::<HtmlElement>().ok());
        stops.extend(stop.filter(|stop| stop.offset_width() > 0));
    }
    stops
}

fn first_row(within: &Element) -> Option<Element> {
    within.query_selector("tbody tr:not([hidden])").ok().flatten()
}

fn find_cell(id: ContactId, field: &str) -> Option<HtmlElement> {
    let cell = find(id)?
        .query_selector(&format!("td[data-field~={field}]"))
        .ok()??;
    cell.dyn_into::<HtmlElement>().ok()
}

fn target(target: Option<EventTarget>) -> Option<Element> {
    target?.dyn_into::<Element>().ok()
}

fn focus(element: &HtmlElement) {
    let _ = element.focus();
}
