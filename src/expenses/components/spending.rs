//! What is spent on an event, drawn.

use crate::expenses::types::{Spending, SpentIn, SpentOn};
use crate::ui::money::Money;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// From which share of the budget on it is said that little is left.
const NEARLY: u32 = 90;

/// The sums, how they stand to the budget, and each type.
#[component]
pub fn SpendingView(spending: Spending) -> impl IntoView {
    let formats = use_formats();
    let show = move |money: Money| Signal::stored(formats.money(money));
    let left = spending.left().map(|left| {
        let (label, money) = if left.minor < 0 {
            (
                "Over budget",
                Money::new(left.minor.saturating_neg(), left.currency),
            )
        } else {
            ("Left", left)
        };
        view! { <Stat label=label value=show(money)/> }
    });
    let budget = spending
        .budget
        .map(|budget| view! { <Stat label="Budget" value=show(budget)/> });
    view! {
        <div class="spending-sums">
            {budget}
            <Stat label="Paid" value=show(spending.actual)/>
            <Stat label="Approved" value=show(spending.committed)/>
            <Stat label="Waiting" value=show(spending.forecast)/>
            {left}
        </div>
        <Bar spending=spending.clone()/>
        <Currencies spending=spending.clone()/>
        <Types rows=spending.by_type/>
    }
}

/// How far the budget is used, as a picture; the sums above say the same in figures.
#[component]
fn Bar(spending: Spending) -> impl IntoView {
    let bound = spending.share(spending.bound())?;
    let (paid, approved, waiting) = (
        spending.share(spending.actual).unwrap_or_default(),
        spending.share(spending.committed).unwrap_or_default(),
        spending.share(spending.forecast).unwrap_or_default(),
    );
    // What passes the budget makes the whole longer, and the mark of the budget moves to the left.
    let whole = (paid + approved + waiting).max(100);
    let width = move |share: u32| format!("{}%", f64::from(share) * 100.0 / f64::from(whole));
    let words =
        format!("{bound} per cent of the budget is paid or approved, {waiting} per cent more is waiting");
    let notice = match (spending.left().map(|left| left.minor), bound) {
        (Some(..0), _) => Some((Tone::Danger, "More is approved than this event may cost.")),
        (Some(0), _) => Some((Tone::Warning, "The budget is used up.")),
        (_, NEARLY..) => Some((Tone::Warning, "Little is left of the budget.")),
        _ => None,
    };
    Some(view! {
        {notice.map(|(tone, text)| view! { <Notice tone class="mb-3">{text}</Notice> })}
        <svg class="spending-bar" role="img" aria-label=words preserveAspectRatio="none">
            <rect class="spending-rest" width="100%" height="100%"></rect>
            <rect class="spending-paid" width=width(paid) height="100%"></rect>
            <rect class="spending-approved" x=width(paid) width=width(approved) height="100%"></rect>
            <rect class="spending-waiting" x=width(paid + approved) width=width(waiting) height="100%"></rect>
            <rect class="spending-budget" x=width(100) width="2" height="100%"></rect>
        </svg>
        <p class="spending-legend" aria-hidden="true">
            <span class="spending-key spending-key-paid"></span>"Paid"
            <span class="spending-key spending-key-approved"></span>"Approved"
            <span class="spending-key spending-key-waiting"></span>"Waiting"
        </p>
    })
}

#[component]
fn Types(rows: Vec<SpentOn>) -> impl IntoView {
    let formats = use_formats();
    let row = move |one: SpentOn| {
        view! {
            <tr>
                <td class="cell-main">{one.expense_type.label()}</td>
                <td class="num">{formats.number(one.count)}</td>
                <td class="num">{formats.money(one.forecast)}</td>
                <td class="num">{formats.money(one.committed)}</td>
                <td class="num">{formats.money(one.actual)}</td>
            </tr>
        }
    };
    let head = || {
        view! {
            <Th>"Type"</Th>
            <Th numeric=true>"Claims"</Th>
            <Th numeric=true>"Waiting"</Th>
            <Th numeric=true>"Approved"</Th>
            <Th numeric=true>"Paid"</Th>
        }
    };
    view! { <Table label="What is spent, by type" class="mt-4" head=head>{rows.into_iter().map(row).collect_view()}</Table> }
}

/// What was spent in each currency, and the one total that it is all worth; nothing where all of it is in the own one.
#[component]
fn Currencies(spending: Spending) -> impl IntoView {
    let rows = spending.currencies().to_vec();
    if rows.is_empty() {
        return None;
    }
    let formats = use_formats();
    let row = move |one: SpentIn| {
        view! {
            <tr>
                <td class="cell-main">{one.actual.currency.to_string()}</td>
                <td class="num">{formats.number(one.count)}</td>
                <td class="num">{formats.money(one.forecast)}</td>
                <td class="num">{formats.money(one.committed)}</td>
                <td class="num">{formats.money(one.actual)}</td>
                <td class="num">{formats.money(one.worth)}</td>
            </tr>
        }
    };
    let head = || {
        view! {
            <Th>"Currency"</Th>
            <Th numeric=true>"Claims"</Th>
            <Th numeric=true>"Waiting"</Th>
            <Th numeric=true>"Approved"</Th>
            <Th numeric=true>"Paid"</Th>
            <Th numeric=true>"Worth"</Th>
        }
    };
    let total = spending.total();
    let count: i64 = rows.iter().map(|one| one.count).sum();
    Some(view! {
        <Table label="What is spent, by currency" class="mt-4" head=head>
            {rows.into_iter().map(row).collect_view()}
            <tr class="report-total">
                <td class="cell-main">{format!("Together, in {}", total.currency)}</td>
                <td class="num">{formats.number(count)}</td>
                <td class="num">{formats.money(spending.forecast)}</td>
                <td class="num">{formats.money(spending.committed)}</td>
                <td class="num">{formats.money(spending.actual)}</td>
                <td class="num">{formats.money(total)}</td>
            </tr>
        </Table>
    })
}
