//! What one claims oneself, by status.

use super::addresses;
use super::marks::status_tone;
use crate::expenses::types::{ExpenseFilter, ExpenseStatus, StatusSum};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// The statuses in the order in which they are looked for.
const ORDER: [ExpenseStatus; 5] = [
    ExpenseStatus::Draft,
    ExpenseStatus::Pending,
    ExpenseStatus::Approved,
    ExpenseStatus::Paid,
    ExpenseStatus::Rejected,
];

/// A figure for each status, which leads to those claims; the one that is shown leads back to all.
#[component]
pub fn Overview(sums: Vec<StatusSum>, shown: Option<ExpenseStatus>) -> impl IntoView {
    let formats = use_formats();
    let figure = |status: ExpenseStatus| {
        let own: Vec<_> = sums.iter().filter(|sum| sum.status == status).collect();
        let count: i64 = own.iter().map(|sum| sum.count).sum();
        let is_shown = shown == Some(status);
        let filter = ExpenseFilter {
            status: (!is_shown).then_some(status),
            ..ExpenseFilter::default()
        };
        let amounts: Vec<_> = own
            .iter()
            .filter(|sum| sum.sum.minor != 0)
            .map(|sum| formats.money(sum.sum))
            .collect();
        let amounts = if amounts.is_empty() {
            vec!["–".to_owned()]
        } else {
            amounts
        };
        let class = format!("claim-sum {}", status_tone(status).class());
        view! {
            <a class=class href=addresses::list(&filter, None) aria-current=is_shown.then_some("true")>
                <span class="claim-sum-label">
                    <span class="dot" aria-hidden="true"></span>
                    {status.label()}
                    <span class="count num">{formats.number(count)}</span>
                </span>
                {amounts.into_iter().map(|amount| view! { <span class="claim-sum-amount">{amount}</span> }).collect_view()}
            </a>
        }
    };
    view! { <nav class="claim-sums" aria-label="My claims by status">{ORDER.map(figure).into_iter().collect_view()}</nav> }
}
