//! A claim beside the queue: what it says, what should be looked at, and what became of it so far.

use super::addresses;
use super::approval_steps::ApprovalSteps;
use super::found::Found;
use super::marks::{StatusBadge, amount_marks, status_tone, type_label};
use super::shares::Shares;
use crate::expenses::types::{Duplicate, Expense, ExpenseStatus, Step, StepKind, Worth};
use crate::rates::types::RateSource;
use crate::ui::money::Money;
use crate::ui::prelude::*;
use crate::ui::time;
use leptos::prelude::*;

/// A claim in full.
#[component]
pub fn InboxClaim(
    expense: Expense,
    /// Why it came back into the queue.
    #[prop(into)]
    returned: Signal<Option<String>>,
    /// Somebody has changed it since it was read: shows it as it is by now.
    #[prop(into)]
    is_outdated: Signal<bool>,
    on_read_again: Callback<()>,
) -> impl IntoView {
    let formats = use_formats();
    let id = expense.id;
    let revised = last_revision(&expense.steps);
    let notices = move || {
        let came_back = returned.get().map(|reason| {
            let changes = revised.clone().map(|step| view! { <Changed step/> });
            view! {
                <Notice tone=Tone::Danger>
                    <p class="font-medium">{reason}</p>
                    {changes}
                </Notice>
            }
        });
        let outdated = is_outdated.get().then(|| {
            view! {
                <Notice tone=Tone::Warning>
                    <p class="mb-2">"This claim was changed while you were looking at it."</p>
                    <Button small=true icon=IconName::Refresh on_click=on_read_again>"Show it as it is now"</Button>
                </Notice>
            }
        });
        (came_back, outdated)
    };
    let decided =
        (expense.status != ExpenseStatus::Pending).then(|| view! { <Decided expense=expense.clone()/> });
    let warnings = expense.warnings.clone();
    let warned = (!warnings.is_empty()).then(|| {
        view! {
            <Notice tone=Tone::Warning>
                <ul class="flex flex-col gap-1" aria-label="What should be looked at">
                    {warnings.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}
                </ul>
            </Notice>
        }
    });
    let findings = expense.findings.clone();
    let (duplicates, steps) = (expense.duplicates.clone(), expense.steps.clone());
    let own = (expense.amount, expense.expense_date);
    let approvals = expense.approvals.clone();
    let claimed = amount_marks(
        expense.amount,
        expense.worth.as_ref().map(|worth| worth.amount),
        expense.reverses.is_some(),
        &formats,
    );
    view! {
        <div class="inbox-claim-head">
            <div class="min-w-0">
                <h2 class="inbox-claim-title">{expense.title.clone()}</h2>
                <p class="inbox-person">
                    <Avatar name=expense.claimant.name.clone() picture=expense.claimant.picture.clone() size=AvatarSize::Small/>
                    <span class="truncate">{expense.whose()}</span>
                </p>
            </div>
            <div class="inbox-claim-amount">{still(claimed)}</div>
        </div>
        {decided}
        {notices}
        <Found findings/>
        {warned}
        {(!duplicates.is_empty()).then(|| view! { <Duplicates duplicates own/> })}
        <Known expense/>
        {(!approvals.steps.is_empty()).then(|| view! {
            <section class="inbox-section">
                <h3 class="inbox-heading">"Approvals"</h3>
                <ApprovalSteps approvals/>
            </section>
        })}
        <section class="inbox-section">
            <h3 class="inbox-heading">"History"</h3>
            <History steps/>
        </section>
        <p><a class="link" href=addresses::record(id)>"Open the whole claim"</a></p>
    }
}

/// It was decided about already.
#[component]
fn Decided(expense: Expense) -> impl IntoView {
    let last = expense.steps.last().cloned();
    view! {
        <Notice tone=status_tone(expense.status)>
            <p class="flex flex-wrap items-center gap-2">
                <StatusBadge status=expense.status/>
                {last.map(|step| view! {
                    <span>{step.kind.label()} " by " {step.by} ", " <Moment at=step.at style=MomentStyle::DayTime/></span>
                })}
            </p>
        </Notice>
    }
}

/// What the latest revision changed, if it changed anything.
fn last_revision(steps: &[Step]) -> Option<Step> {
    let mut revised = steps.iter().rev();
    revised.find(|step| !step.changes.is_empty()).cloned()
}

/// What a revision changed, field by field.
#[component]
fn Changed(step: Step) -> impl IntoView {
    let line = |change: crate::expenses::types::Change| {
        let (before, after) = (change.in_words(&change.before), change.in_words(&change.after));
        view! {
            <li>
                <span class="font-medium">{change.label()}</span> ": "
                <del>{before}</del> " → " <ins class="no-underline font-medium">{after}</ins>
            </li>
        }
    };
    view! { <ul class="mt-1 text-sm">{step.changes.into_iter().map(line).collect_view()}</ul> }
}

/// What is known of it.
#[component]
fn Known(expense: Expense) -> impl IntoView {
    let formats = use_formats();
    let text = |label: &'static str, value: Option<String>| {
        value.map(|value| view! { <Fact label=label>{value}</Fact> })
    };
    let money = move |label: &'static str, amount: Option<Money>| {
        let amount = amount.map(|amount| formats.money(amount));
        amount.map(|amount| view! { <Fact label=label><span class="num">{amount}</span></Fact> })
    };
    let tax = expense.tax.map(|tax| {
        let rate = expense
            .tax_rate
            .map(|rate| format!(" ({} %)", rate.to_typed(&formats.locale)))
            .unwrap_or_default();
        let amount = formats.money(tax);
        view! { <Fact label="Tax"><span class="num">{amount} {rate}</span></Fact> }
    });
    let event = expense.event.clone().map(|event| {
        view! { <Fact label="Event"><a class="link" href=format!("/events/{}", event.id)>{event.title}</a></Fact> }
    });
    let units = expense.units.as_ref().map(|units| {
        format!(
            "{}: {}",
            units.name,
            units.in_words(expense.amount.currency, &formats.locale)
        )
    });
    let (shares, is_reversal) = (expense.shares.clone(), expense.reverses.is_some());
    let shares = (!shares.is_empty()).then(|| {
        view! { <Fact label="Divided over"><Shares shares is_reversal/></Fact> }
    });
    let worth = expense
        .worth
        .clone()
        .filter(|worth| worth.source != RateSource::Same);
    let payee = expense.payee.clone();
    let day = time::date(expense.expense_date, &formats.locale);
    let submitted = expense.submitted_at.map(|at| {
        view! { <Fact label="Submitted"><Moment at style=MomentStyle::DayTime/></Fact> }
    });
    view! {
        <section class="inbox-section">
            <h3 class="inbox-heading">"Details"</h3>
            <Facts>
                <Fact label="Date"><span class="num">{day}</span></Fact>
                {submitted}
                <Fact label="Type">{still(type_label(expense.expense_type))}</Fact>
                {text("Merchant", expense.merchant)}
                {text("Category", expense.category)}
                {units.map(|units| view! { <Fact label="Worked out of"><span class="num">{units}</span></Fact> })}
                {event}
                {shares}
                {payee.map(|payee| view! { <Fact label="Pay to">{payee.name}</Fact> })}
                {money("Net", expense.net)}
                {tax}
                {worth.map(|worth| view! { <Rate worth amount=expense.amount/> })}
                {text("Description", expense.description)}
                {text("Notes", expense.notes)}
            </Facts>
        </section>
    }
}

/// What it is worth in the organisation's own currency, and by which rate.
#[component]
fn Rate(worth: Worth, amount: Money) -> impl IntoView {
    let formats = use_formats();
    let (own, foreign) = (worth.amount.currency, amount.currency);
    let day = time::date(worth.rate_date, &formats.locale);
    let source = worth.source.label();
    view! {
        <Fact label="Exchange rate">
            <span class="num">{format!("1 {foreign} = {} {own}", worth.rate.to_typed(&formats.locale))}</span>
            <span class="block text-xs text-muted">{format!("{source}, {day}")}</span>
        </Fact>
    }
}

/// Others that may be the same, each beside this one.
#[component]
fn Duplicates(duplicates: Vec<Duplicate>, own: (Money, chrono::NaiveDate)) -> impl IntoView {
    let formats = use_formats();
    let one = move |other: Duplicate| {
        let why = if other.is_same_receipt {
            "The very same receipt"
        } else {
            "The same amount on the same day"
        };
        let cell = move |label: &'static str, amount: Money, day: chrono::NaiveDate| {
            let (amount, day) = (formats.money(amount), time::date(day, &formats.locale));
            view! {
                <span class="inbox-twin">
                    <span class="text-xs text-muted">{label}</span>
                    <span class="num font-medium">{amount}</span>
                    <span class="num text-xs text-muted">{day}</span>
                </span>
            }
        };
        view! {
            <li class="inbox-duplicate">
                <p class="flex flex-wrap items-center gap-2">
                    <a class="link font-medium" href=addresses::record(other.id) target="_blank" rel="noopener">{other.title.clone()}</a>
                    <StatusBadge status=other.status/>
                </p>
                <p class="text-xs text-muted">{why} ", claimed by " {other.claimant.clone()}</p>
                <div class="inbox-twins">
                    {cell("This claim", own.0, own.1)}
                    {cell("The other", other.amount, other.expense_date)}
                </div>
            </li>
        }
    };
    view! {
        <section class="inbox-section tone-warning inbox-warned">
            <h3 class="inbox-heading"><Icon name=IconName::Copy/> "It may have been claimed before"</h3>
            <ul class="flex flex-col gap-3">{duplicates.into_iter().map(one).collect_view()}</ul>
        </section>
    }
}

const fn step_icon(kind: StepKind) -> (IconName, Tone) {
    match kind {
        StepKind::Submitted => (IconName::Upload, Tone::Neutral),
        StepKind::Recalled | StepKind::Reopened => (IconName::Restore, Tone::Neutral),
        StepKind::Revised => (IconName::Pencil, Tone::Amber),
        StepKind::Endorsed => (IconName::Check, Tone::Blue),
        StepKind::Approved => (IconName::CheckCircle, Tone::Blue),
        StepKind::Rejected => (IconName::XCircle, Tone::Danger),
        StepKind::Questioned => (IconName::MessageCircle, Tone::Violet),
        StepKind::Paid => (IconName::Wallet, Tone::Emerald),
    }
}

/// What became of it so far, the latest first.
#[component]
fn History(steps: Vec<Step>) -> impl IntoView {
    let item = |step: Step| {
        let (icon, tone) = step_icon(step.kind);
        let (kind, by, at) = (step.kind.label(), step.whose(), step.at);
        let title = move || view! { <strong>{by.clone()}</strong> " · " {kind} };
        let comment = step.comment.clone();
        let changes = (!step.changes.is_empty()).then(|| view! { <Changed step/> });
        view! {
            <TimelineItem icon tone title=title meta=move || view! { <Moment at style=MomentStyle::DayTime/> }>
                {comment}
                {changes}
            </TimelineItem>
        }
    };
    view! { <Timeline label="History">{steps.into_iter().rev().map(item).collect_view()}</Timeline> }
}
