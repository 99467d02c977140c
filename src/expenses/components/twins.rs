//! Claims that may be one and the same, beside each other.

use super::addresses;
use super::marks::{Amount, StatusBadge};
use crate::expenses::types::{Duplicate, Expense, ExpenseStatus};
use crate::ids::ExpenseId;
use crate::ui::money::Money;
use crate::ui::prelude::*;
use crate::ui::time::date;
use chrono::NaiveDate;
use leptos::prelude::*;

/// What is compared.
struct Twin {
    id: Option<ExpenseId>,
    /// Why it stands here.
    why: &'static str,
    title: String,
    amount: Money,
    day: NaiveDate,
    status: ExpenseStatus,
    claimant: String,
}

impl From<Duplicate> for Twin {
    fn from(other: Duplicate) -> Self {
        Self {
            id: Some(other.id),
            why: if other.is_same_receipt {
                "The same receipt"
            } else {
                "The same amount on the same day"
            },
            title: other.title,
            amount: other.amount,
            day: other.expense_date,
            status: other.status,
            claimant: other.claimant,
        }
    }
}

/// This claim and those that look like it. It draws nothing where there are none.
#[component]
pub fn Twins(expense: Expense) -> impl IntoView {
    if expense.duplicates.is_empty() {
        return ().into_any();
    }
    let own = Twin {
        id: None,
        why: "This claim",
        title: expense.title,
        amount: expense.amount,
        day: expense.expense_date,
        status: expense.status,
        claimant: expense.claimant.name,
    };
    let others = expense.duplicates.into_iter().map(Twin::from);
    let all: Vec<_> = [own]
        .into_iter()
        .chain(others)
        .map(|twin| view! { <One twin/> })
        .collect();
    view! {
        <Card title="Is this claimed twice?">
            <ul class="twins">{all}</ul>
        </Card>
    }
    .into_any()
}

/// Claims that look like the one that is being typed, before it is one. It draws nothing where there are none.
#[component]
pub fn Similar(found: Signal<Vec<Duplicate>>) -> impl IntoView {
    let formats = use_formats();
    let one = move |other: Duplicate| {
        let (amount, day) = (
            formats.money(other.amount),
            date(other.expense_date, &formats.locale),
        );
        view! {
            <li>
                // What is typed stays where it is.
                <a class="link" href=addresses::record(other.id) target="_blank" rel="noopener">{other.title}</a>
                {format!(", {amount}, {day}, {}, ", other.claimant)}
                {other.status.label().to_lowercase()}
            </li>
        }
    };
    view! {
        <div role="status">
            {move || {
                let found = found.get();
                (!found.is_empty()).then(|| view! {
                    <div class="notice tone-warning mt-6" id="similar">
                        <Icon name=IconName::Copy/>
                        <div class="notice-text">
                            <p class="font-medium">"Is this claimed already? The same amount on the same day:"</p>
                            <ul class="mt-1 list-disc pl-4">{found.into_iter().map(one).collect_view()}</ul>
                        </div>
                    </div>
                })
            }}
        </div>
    }
}

#[component]
fn One(twin: Twin) -> impl IntoView {
    let formats = use_formats();
    let title = match twin.id {
        Some(id) => {
            view! { <a class="link font-medium" href=addresses::record(id)>{twin.title}</a> }.into_any()
        }
        None => view! { <span class="font-medium">{twin.title}</span> }.into_any(),
    };
    view! {
        <li class="twin" class:twin-own=twin.id.is_none()>
            <p class="twin-why">{twin.why}</p>
            <p class="break-words">{title}</p>
            <p class="twin-amount"><Amount amount=twin.amount base=None/></p>
            <p class="text-sm text-muted">{date(twin.day, &formats.locale)} " · " {twin.claimant}</p>
            <p><StatusBadge status=twin.status/></p>
        </li>
    }
}
