//! A claim's record.

use leptos::prelude::*;

/// `/expenses/<id>`.
#[component]
pub fn ExpensePage() -> impl IntoView {
    view! { <p>"Expenses"</p> }
}
