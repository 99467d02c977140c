//! What somebody gets with a batch.

use super::addresses;
use super::marks::{OutcomeBadge, claims_in_words};
use crate::payments::types::{ItemOutcome, Line, LineItem, Way};
use crate::ui::prelude::*;
use crate::ui::time::date;
use leptos::prelude::*;

/// A line: whom, how much, where to, and folded in it the claims. `actions` says what can be done with the line, `take_out` with a
/// claim in it.
#[component]
pub fn LineCard(
    line: Line,
    actions: Option<ViewFn>,
    take_out: Option<Callback<LineItem, AnyView>>,
) -> impl IntoView {
    let formats = use_formats();
    let count = i64::try_from(line.items.len()).unwrap_or(i64::MAX);
    let claims = claims_in_words(count, &formats);
    let amount = formats.money(line.amount);
    let is_open = line.outcome == ItemOutcome::Open;
    let items: Vec<_> = line
        .items
        .iter()
        .map(|item| {
            let amount = formats.money(item.signed());
            let action = take_out.map(|take_out| take_out.run(item.clone()));
            view! {
                <li class="flex flex-wrap items-center justify-between gap-2 py-1">
                    <a class="min-w-0 truncate hover:underline" href=addresses::claim(item.claim)>{item.title.clone()}</a>
                    <span class="flex items-center gap-2"><span class="num">{amount}</span>{action}</span>
                </li>
            }
        })
        .collect();
    view! {
        <section class="card payment-line" aria-label=line.name.clone()>
            <div class="card-body flex flex-col gap-2">
                <div class="flex flex-wrap items-center justify-between gap-2">
                    <span class="flex min-w-0 items-center gap-2">
                        <span class="truncate font-medium">{line.name.clone()}</span>
                        <OutcomeBadge outcome=line.outcome/>
                    </span>
                    <span class="num font-medium">{amount}</span>
                </div>
                <Destination line=line.clone()/>
                {settled_in_words(&line, &formats).map(|words| view! { <p class="text-muted">{words}</p> })}
                {(line.is_own && is_open).then(|| view! {
                    <p class="text-muted">"Your own, or made by you: somebody else marks it as paid."</p>
                })}
                {(line.needs_another && is_open).then(|| view! {
                    <p class="text-muted">"You approved something of this that is worth so much that somebody else pays it."</p>
                })}
                <details>
                    <summary class="cursor-pointer text-muted py-1">{claims}</summary>
                    <ul class="flex flex-col">{items}</ul>
                </details>
                {actions.map(|actions| view! { <div class="flex flex-wrap gap-2">{actions.run()}</div> })}
            </div>
        </section>
    }
}

/// When and how it was paid, or why not.
fn settled_in_words(line: &Line, formats: &Formats) -> Option<String> {
    match line.outcome {
        ItemOutcome::Paid => {
            let day = line
                .paid_on
                .map(|day| date(day, &formats.locale))
                .unwrap_or_default();
            Some(match &line.reference {
                Some(reference) => format!("Paid on {day}: {reference}"),
                None => format!("Paid on {day}"),
            })
        }
        ItemOutcome::Failed => Some(format!(
            "Not paid: {}. Its claims can go into another batch.",
            line.reason.as_deref().unwrap_or_default().trim_end_matches('.')
        )),
        _ => None,
    }
}

/// Where the money goes, or what is missing.
#[component]
fn Destination(line: Line) -> impl IntoView {
    let formats = use_formats();
    let is_open = line.outcome == ItemOutcome::Open;
    let to = line.account.clone().map(|account| {
        let bic = account
            .bic
            .clone()
            .map(|bic| format!(" · {bic}"))
            .unwrap_or_default();
        view! { <p class="num text-left">{format!("{} · {}{bic}", account.holder, account.iban)}</p> }
    });
    // Who wants somebody else's money has it sent to another account.
    let recent = line
        .account
        .filter(|account| is_open && account.is_recent(formats.now()))
        .map(|account| {
            let day = formats.date(account.changed_at);
            let words = if account.is_changed {
                format!("Bank account changed on {day}: ask the person themselves before you pay.")
            } else {
                format!("Bank account entered on {day}: it was never paid to before, perhaps.")
            };
            view! { <Badge tone=Tone::Amber icon=IconName::AlertTriangle class="badge-long">{words}</Badge> }
        });
    let way = match line.way {
        Way::Transfer => None,
        Way::ByHand => Some(
            "Not in the SEPA file, which carries euros to accounts in SEPA only. It is in the CSV: pay it another way, and mark it as paid by its reference.",
        ),
        Way::NoAccount => Some(
            "No bank account: ask the person to enter it under their account. Without it, this is left out of the files.",
        ),
        Way::NothingToPay => Some(
            "What is taken back outweighs what is claimed: nothing is due, and this is left out of the files.",
        ),
    };
    let way = way
        .filter(|_| is_open)
        .map(|words| view! { <p class="text-muted">{words}</p> });
    view! {
        {to}
        {recent}
        {way}
    }
}
