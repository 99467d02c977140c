//! Who has said yes to a claim, and whom it waits for.

use crate::approvals::types::{Approvals, AskedStep};
use crate::expenses::types::{Expense, ExpenseStatus};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// The steps of a claim in their order. Nothing where one decision of anybody who may decide is enough.
#[component]
pub fn ApprovalSteps(approvals: Approvals) -> impl IntoView {
    let waits = approvals.waits_for.map(|waits| waits.in_words());
    let open = approvals
        .steps
        .iter()
        .find(|step| step.decided_by.is_none())
        .map(|step| step.place);
    let item = move |step: AskedStep| {
        let is_open = open == Some(step.place);
        let (icon, tone) = match (&step.decided_by, is_open) {
            (Some(_), _) => (IconName::Check, Tone::Blue),
            (None, true) => (IconName::Clock, Tone::Amber),
            (None, false) => (IconName::Clock, Tone::Neutral),
        };
        let whom = step.whom();
        let title = move || view! { <strong>{whom.clone()}</strong> };
        let said = match (&step.decided_by, &step.stands_for) {
            (Some(by), Some(away)) => format!("{by} approved for {away}"),
            (Some(by), None) => format!("{by} approved"),
            (None, _) => match waits.clone().filter(|_| is_open) {
                Some(waits) => format!("Waits for {waits}"),
                None => "Not asked yet".to_owned(),
            },
        };
        let at = step.decided_at;
        let meta = move || at.map(|at| view! { <Moment at style=MomentStyle::DayTime/> });
        view! { <TimelineItem icon tone title=title meta=meta><span class="text-muted">{said}</span></TimelineItem> }
    };
    let items = approvals.steps.into_iter().map(item).collect_view();
    view! { <Timeline label="Approvals, in their order">{items}</Timeline> }
}

/// The same on the page of a claim.
#[component]
pub fn ApprovalsCard(expense: Expense) -> impl IntoView {
    let is_shown = !expense.approvals.steps.is_empty()
        && !matches!(expense.status, ExpenseStatus::Draft | ExpenseStatus::Rejected);
    is_shown.then(|| view! { <Card title="Approvals"><ApprovalSteps approvals=expense.approvals/></Card> })
}
