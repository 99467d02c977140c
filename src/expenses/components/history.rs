//! What became of a claim.

use crate::expenses::types::{Change, Expense, ExpenseStatus, Step, StepKind};
use crate::ui::prelude::*;
use leptos::prelude::*;

const fn tone(kind: StepKind) -> Tone {
    match kind {
        StepKind::Submitted | StepKind::Revised => Tone::Amber,
        StepKind::Recalled | StepKind::Reopened => Tone::Slate,
        StepKind::Questioned => Tone::Violet,
        StepKind::Endorsed | StepKind::Approved => Tone::Blue,
        StepKind::Rejected => Tone::Danger,
        StepKind::Paid => Tone::Emerald,
    }
}

const fn sign(kind: StepKind) -> IconName {
    match kind {
        StepKind::Submitted => IconName::ArrowUpRight,
        StepKind::Recalled | StepKind::Reopened => IconName::Restore,
        StepKind::Revised => IconName::Pencil,
        StepKind::Questioned => IconName::MessageCircle,
        StepKind::Endorsed | StepKind::Approved => IconName::Check,
        StepKind::Rejected => IconName::X,
        StepKind::Paid => IconName::Wallet,
    }
}

/// The steps, latest first.
#[component]
pub fn History(expense: Expense) -> impl IntoView {
    let formats = use_formats();
    let latest_first = expense.steps.into_iter().rev();
    let item = move |step: Step| {
        let (kind, at, by) = (step.kind, step.at, step.whose());
        let amount = formats.money(step.amount);
        let title = move || view! { <strong>{kind.label()}</strong> " by " {by.clone()} };
        let meta = move || view! { <Moment at=at style=MomentStyle::DayTime/> " · " <span class="num">{amount.clone()}</span> };
        view! {
            <TimelineItem icon=sign(kind) tone=tone(kind) title=title meta=meta>
                {step.comment.map(|comment| view! { <p class="claim-comment">{comment}</p> })}
                <Changes changes=step.changes/>
            </TimelineItem>
        }
    };
    let begun = expense.created_at;
    let claimant = expense.made_by.unwrap_or(expense.claimant).name;
    let first = move || view! { <strong>"Begun"</strong> " by " {claimant.clone()} };
    let when = move || view! { <Moment at=begun style=MomentStyle::DayTime/> };
    view! {
        <Card title="History">
            <Timeline label="History, latest first">
                {latest_first.map(item).collect_view()}
                <TimelineItem icon=IconName::Plus title=first meta=when/>
            </Timeline>
        </Card>
    }
}

/// What a change made of what.
#[component]
pub fn Changes(changes: Vec<Change>) -> impl IntoView {
    let line = |change: Change| {
        let (before, after) = (change.in_words(&change.before), change.in_words(&change.after));
        view! {
            <li>
                <span class="text-muted">{change.label()} ": "</span>
                <del class="claim-before">{before}</del>
                " "
                <Icon name=IconName::ArrowRight class="icon-small inline" label="became"/>
                " "
                <ins class="claim-after">{after}</ins>
            </li>
        }
    };
    (!changes.is_empty())
        .then(|| view! { <ul class="claim-changes">{changes.into_iter().map(line).collect_view()}</ul> })
}

/// What the last step said, where it is still to be heard: why it was rejected, what was asked, what was changed after it was
/// approved.
#[component]
pub fn LastWord(expense: Expense) -> impl IntoView {
    let last = expense.steps.last().cloned()?;
    let (tone, head) = match (last.kind, expense.status) {
        (StepKind::Rejected, ExpenseStatus::Rejected) => (Tone::Danger, "rejected this"),
        (StepKind::Questioned, ExpenseStatus::Draft) => (Tone::Warning, "asks before deciding"),
        (StepKind::Revised, ExpenseStatus::Pending) => (Tone::Warning, "changed this after it was submitted"),
        _ => return None,
    };
    Some(view! {
        <Notice tone class="mb-4">
            <p class="font-semibold">{last.by} " " {head} ", " <Moment at=last.at style=MomentStyle::DayTime/></p>
            {last.comment.map(|comment| view! { <p class="mt-1 whitespace-pre-wrap break-words">{comment}</p> })}
            <Changes changes=last.changes/>
        </Notice>
    })
}
