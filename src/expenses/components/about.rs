//! What is known of a claim.

use super::addresses;
use super::marks::{TypeLabel, signed};
use super::shares::Shares;
use crate::expenses::types::{Expense, Worth};
use crate::rates::types::RateSource;
use crate::ui::money::Money;
use crate::ui::prelude::*;
use crate::ui::time::date;
use leptos::prelude::*;

/// What was paid, large, with what of it is tax and what it is worth at home.
#[component]
pub fn Sum(expense: Expense) -> impl IntoView {
    let formats = use_formats();
    let is_reversal = expense.reverses.is_some();
    let shown = |money: Money| formats.money(signed(money, is_reversal));
    let is_blank = expense.amount.minor == 0;
    let amount = if is_blank {
        "No amount yet".to_owned()
    } else {
        shown(expense.amount)
    };
    let split = expense.net.zip(expense.tax).map(|(net, tax)| {
        let rate = expense
            .tax_rate
            .map(|rate| format!(" ({} %)", rate.to_typed(&formats.locale)));
        let rate = rate.unwrap_or_default();
        format!("Net {}, tax {}{rate}", shown(net), shown(tax))
    });
    let units = expense.units.as_ref().map(|units| {
        format!(
            "{}: {}",
            units.name,
            units.in_words(expense.amount.currency, &formats.locale)
        )
    });
    let worth = expense
        .worth
        .filter(|worth| worth.source != RateSource::Same)
        .map(|worth| {
            let reckoned = reckoned(&worth, expense.amount, &formats);
            view! {
                <p class="claim-worth">
                    <span class="claim-worth-amount num">{shown(worth.amount)}</span>
                    <span class="claim-worth-rate">{reckoned}</span>
                </p>
            }
        });
    let settled = expense.settled.map(|settled| {
        let words = settled.in_words(|money| formats.money(money));
        let came_to = if is_reversal {
            "came back"
        } else {
            "left the account"
        };
        view! {
            <p class="claim-worth">
                <span class="claim-worth-amount num">{shown(settled.amount)}</span>
                <span class="claim-worth-rate">{format!("{came_to}: {words}")}</span>
            </p>
        }
    });
    view! {
        <section class="card claim-sum-card" aria-label="Amount">
            <p class="claim-total num" class:claim-total-blank=is_blank>{amount}</p>
            {units.map(|units| view! { <p class="text-sm text-muted num">{units}</p> })}
            {split.map(|split| view! { <p class="text-sm text-muted num">{split}</p> })}
            {worth}
            {settled}
        </section>
    }
}

/// By which rate, of which day, from where: "1 USD was 0.92 EUR on 12 Nov 2026 (European Central Bank)".
fn reckoned(worth: &Worth, amount: Money, formats: &Formats) -> String {
    let rate = worth
        .rate
        .to_string()
        .replace('.', &formats.decimal().to_string());
    format!(
        "1 {} was {rate} {} on {} ({})",
        amount.currency,
        worth.amount.currency,
        date(worth.rate_date, &formats.locale),
        worth.source.label()
    )
}

/// Everything else.
#[component]
pub fn About(expense: Expense) -> impl IntoView {
    let formats = use_formats();
    let fact = |label: &'static str, text: Option<String>| {
        text.map(|text| view! { <Fact label=label><span class="whitespace-pre-wrap">{text}</span></Fact> })
    };
    let event = expense.event.map(|event| {
        view! { <Fact label="Event"><a class="link" href=format!("/events/{}", event.id)>{event.title}</a></Fact> }
    });
    let is_reversal = expense.reverses.is_some();
    let shares = expense.shares;
    let shares = (!shares.is_empty()).then(|| {
        view! { <Fact label="Divided over"><Shares shares is_reversal/></Fact> }
    });
    let by = |label: &'static str, name: Option<String>, at: Option<chrono::DateTime<chrono::Utc>>| {
        name.zip(at).map(|(name, at)| {
            view! { <Fact label=label>{name} ", " <Moment at=at style=MomentStyle::DayTime/></Fact> }
        })
    };
    let link = |label: &'static str, to: Option<crate::ids::ExpenseId>, words: &'static str| {
        to.map(|to| view! { <Fact label=label><a class="link" href=addresses::record(to)>{words}</a></Fact> })
    };
    let paid_with = expense.payment_reference.clone();
    view! {
        <Card title="Details">
            <Facts>
                {fact("Paid to", expense.merchant)}
                <Fact label="Date">{date(expense.expense_date, &formats.locale)}</Fact>
                <Fact label="Type"><TypeLabel expense_type=expense.expense_type/></Fact>
                {fact("Category", expense.category)}
                {event}
                {shares}
                <Fact label="Claimed by">
                    <span class="inline-flex items-center gap-2">
                        <Avatar name=expense.claimant.name.clone() picture=expense.claimant.picture.clone() size=AvatarSize::Small/>
                        {expense.claimant.name.clone()}
                    </span>
                </Fact>
                {fact("Pay to", expense.payee.map(|payee| payee.name))}
                {fact("Description", expense.description)}
                {fact("Notes", expense.notes)}
                {by("Approved by", expense.approved_by.map(|one| one.name), expense.approved_at)}
                {by("Paid by", expense.paid_by.map(|one| one.name), expense.paid_at)}
                {fact("Reference", paid_with)}
                {link("Takes back", expense.reverses, "The claim that was paid")}
                {fact("Reversal made by", expense.made_by.map(|one| one.name))}
                {link("Taken back", expense.reversed_by, "By a claim of its own")}
            </Facts>
        </Card>
    }
}
