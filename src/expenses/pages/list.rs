//! The lists of claims.

use leptos::prelude::*;

/// `/expenses`.
#[component]
pub fn ExpensesPage() -> impl IntoView {
    view! { <p>"Expenses"</p> }
}
