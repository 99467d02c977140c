//! Claiming something.

use leptos::prelude::*;

/// `/expenses/new`.
#[component]
pub fn NewExpensePage() -> impl IntoView {
    view! { <p>"Expenses"</p> }
}
