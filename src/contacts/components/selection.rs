//! Which contacts of a list are chosen, over all of its pages.

use crate::ids::ContactId;
use crate::ui::selection;
pub use crate::ui::selection::BULK_FORM;
use leptos::prelude::*;

/// Contacts that somebody chose.
pub type Selection = selection::Selection<ContactId>;

/// The box before a row; with shift it chooses all from the last choice to here.
#[component]
pub fn ChooseRow(
    id: ContactId,
    name: String,
    /// Those of the page that can be chosen, in their order.
    page: StoredValue<Vec<ContactId>>,
    selection: Selection,
) -> impl IntoView {
    view! {
        <input
            type="checkbox"
            class="check-box"
            name="ids[]"
            value=id.to_string()
            form=BULK_FORM
            aria-label=format!("Select {name}")
            prop:checked=move || selection.has(id)
            on:click=move |event| {
                if event.shift_key() {
                    page.with_value(|page| selection.extend_to(id, page));
                } else {
                    selection.toggle(id);
                }
            }
        />
    }
}

/// The box in the head: the whole page.
#[component]
pub fn ChoosePage(page: StoredValue<Vec<ContactId>>, selection: Selection) -> impl IntoView {
    let held = Memo::new(move |_| page.with_value(|page| selection.holds(page)));
    view! {
        <th scope="col" class="cell-check">
            <input
                type="checkbox"
                class="check-box"
                aria-label="Select all on this page"
                prop:checked=move || held.get() == Some(true)
                prop:indeterminate=move || held.get().is_none()
                on:change=move |event| {
                    let is_chosen = event_target_checked(&event);
                    page.with_value(|page| selection.set_page(page, is_chosen));
                }
            />
        </th>
    }
}
