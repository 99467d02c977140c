//! What waits for a decision.

use leptos::prelude::*;

/// `/expenses/approvals`.
#[component]
pub fn ApprovalsPage() -> impl IntoView {
    view! { <p>"Expenses"</p> }
}
