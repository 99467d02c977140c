//! Changing a claim.

use leptos::prelude::*;

/// `/expenses/<id>/edit`.
#[component]
pub fn EditExpensePage() -> impl IntoView {
    view! { <p>"Expenses"</p> }
}
