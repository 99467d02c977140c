//! The lines of a batch, and what became of them at the bank.

use super::acting::Acting;
use super::typing::names;
use crate::app::use_now;
use crate::payments::components::line_card::LineCard;
use crate::payments::server_fns::{
    FailLine, SettleBatch, TakeOutOfBatch, fail_line, settle_batch, take_out_of_batch,
};
use crate::payments::types::{Batch, BatchStatus, FailForm, ItemOutcome, Line, LineItem, SettleForm};
use crate::ui::money::Currency;
use crate::ui::prelude::*;
use chrono::TimeDelta;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Whom it pays.
#[component]
pub fn Lines(batch: Batch, acting: Acting) -> impl IntoView {
    let is_exported = batch.status == BatchStatus::Exported;
    let is_open = batch.status == BatchStatus::Open;
    let all = (is_exported
        && batch
            .lines
            .iter()
            .any(|line| line.outcome == ItemOutcome::Open && line.may_be_settled()))
    .then(|| {
        view! { <PaidForm acting line=None own=batch.own index=0/> }
    });
    let take_out =
        is_open.then(|| Callback::new(move |item: LineItem| view! { <TakeOut item acting/> }.into_any()));
    let cards: Vec<_> = batch
        .lines
        .into_iter()
        .enumerate()
        .map(|(index, line)| {
            let waits = is_exported && line.outcome == ItemOutcome::Open;
            let actions = waits.then(|| {
                let line = line.clone();
                ViewFn::from(
                    move || view! { <LineActions line=line.clone() own=batch.own acting index=index + 1/> },
                )
            });
            view! { <LineCard line actions take_out/> }
        })
        .collect();
    let nobody = cards.is_empty().then(|| {
        view! {
            <EmptyState icon=IconName::Wallet title="Nobody is paid with this batch" text="All that was in it was left out: the reasons stand beneath."/>
        }
    });
    view! {
        <section class="flex flex-col gap-3" aria-labelledby="batch-lines">
            <div class="flex flex-wrap items-center justify-between gap-2">
                <h2 class="card-title" id="batch-lines">"Who is paid"</h2>
                {all}
            </div>
            {nobody}
            {cards}
        </section>
    }
}

/// Takes a claim out before the files are made.
#[component]
fn TakeOut(item: LineItem, acting: Acting) -> impl IntoView {
    let (batch, id) = (acting.id, item.id);
    let act = move |()| {
        acting.try_it(
            take_out_of_batch(batch, id),
            "Taken out: it can go into another batch",
        )
    };
    view! {
        <PostForm action=TakeOutOfBatch::PATH on_submit=Callback::new(act)>
            <HiddenField name="batch_id" value=batch.to_string()/>
            <HiddenField name="item_id" value=id.to_string()/>
            <button class="btn btn-ghost btn-small" type="submit" aria-label=format!("Take {} out", item.title)>"Take out"</button>
        </PostForm>
    }
}

/// What can be said of a line.
#[component]
fn LineActions(line: Line, own: Currency, acting: Acting, index: usize) -> impl IntoView {
    let pay = line
        .may_be_settled()
        .then(|| view! { <PaidForm acting line=Some(line.clone()) own index/> });
    view! {
        {pay}
        <FailedForm acting line=line.clone() index/>
    }
}

/// Marks a line as paid, or all that wait.
#[component]
fn PaidForm(acting: Acting, line: Option<Line>, own: Currency, index: usize) -> impl IntoView {
    let id = format!("batch-paid-{index}");
    let whose = line.as_ref().map(|line| (line.payee, line.amount.currency));
    let panel = acting.typing.panel(&id, SettleBatch::PATH, acting.id, whose);
    let formats = use_formats();
    let now = use_now();
    let today = formats.day_of(now.get_untracked()).to_string();
    let (reference, paid_on) = (panel.field("reference", ""), panel.field("paid_on", &today));
    let settled = panel.field("settled_amount", "");
    let is_exchanged = line.as_ref().is_some_and(|line| line.is_exchanged(own));
    let fields: &[_] = match is_exchanged {
        true => &["reference", "paid_on", "settled_amount"],
        false => &["reference", "paid_on"],
    };
    let key = acting.key(whose);
    let sent = panel.clone();
    let on_submit = Callback::new(move |()| {
        if sent.is_pending.get_untracked() {
            return;
        }
        let (payee, currency) = names(whose);
        let form = SettleForm {
            payee,
            currency,
            reference: reference.get_untracked(),
            paid_on: paid_on.get_untracked(),
            settled_amount: settled.get_untracked(),
        };
        // Wherever a day begins first.
        let latest = (now.get_untracked() + TimeDelta::hours(14)).date_naive();
        if let Err(wrong) = form.parse(latest, own, &formats.locale) {
            sent.error.set(Some(wrong.into()));
            focus_first_error(&sent.id);
            return;
        }
        let change = settle_batch(acting.id, acting.version, key, form);
        acting.carry_out(sent.clone(), change, |decided| match decided.refused().next() {
            Some(one) => Err(format!(
                "{}: {}",
                one.title,
                one.refusal.as_deref().unwrap_or_default()
            )),
            None => Ok("Marked as paid"),
        });
    });
    let (payee, currency) = names(whose);
    let (label, class) = match &line {
        Some(line) => (
            format!("Mark {} as paid", line.name),
            "btn btn-secondary btn-small",
        ),
        None => ("Mark all that waits as paid".to_owned(), "btn btn-primary"),
    };
    let button = if line.is_some() {
        "Paid…"
    } else {
        "Mark all as paid…"
    };
    view! {
        <PopoverButton panel=id.clone() class=class>
            <Icon name=IconName::Check/>
            <span class="btn-text">{button}</span>
        </PopoverButton>
        <PopoverPanel id=id.clone() label=label align=Align::End class="panel-beside">
            <PostForm action=SettleBatch::PATH on_submit=on_submit class="panel-form">
                <FormError error=panel.wrong_beside(fields)/>
                <HiddenField name="batch_id" value=acting.id.to_string()/>
                <HiddenField name="version" value=acting.version.to_string()/>
                <HiddenField name="key" value=key.to_string()/>
                <HiddenField name="payee" value=payee/>
                <HiddenField name="currency" value=currency/>
                <TextField name="reference" id=format!("{id}-reference") label="Reference of the payment" autocomplete="off" maxlength=140
                    hint="What stands on the statement of the bank; those who claimed see it" value=reference error=panel.wrong("reference")/>
                <TextField name="paid_on" id=format!("{id}-on") label="Paid on" kind=TextKind::Date value=paid_on error=panel.wrong("paid_on")/>
                {is_exchanged.then(|| view! {
                    <TextField name="settled_amount" id=format!("{id}-settled") label=format!("What left the account ({own})") kind=TextKind::Number
                        autocomplete="off" hint="It is divided among the claims, and shows what exchange gained or lost; it can be said later"
                        value=settled error=panel.wrong("settled_amount")/>
                })}
                <div class="panel-actions"><Button kind=ButtonKind::Primary small=true submit=true pending=panel.is_pending>"Mark as paid"</Button></div>
            </PostForm>
        </PopoverPanel>
    }
}

/// Says that the bank did not pay a line.
#[component]
fn FailedForm(acting: Acting, line: Line, index: usize) -> impl IntoView {
    let id = format!("batch-failed-{index}");
    let whose = Some((line.payee, line.amount.currency));
    let panel = acting.typing.panel(&id, FailLine::PATH, acting.id, whose);
    let reason = panel.field("reason", "");
    let sent = panel.clone();
    let on_submit = Callback::new(move |()| {
        if sent.is_pending.get_untracked() {
            return;
        }
        let (payee, currency) = names(whose);
        let form = FailForm {
            payee,
            currency,
            reason: reason.get_untracked(),
        };
        if let Err(wrong) = form.parse() {
            sent.error.set(Some(wrong.into()));
            focus_first_error(&sent.id);
            return;
        }
        let change = fail_line(acting.id, acting.version, form);
        acting.carry_out(sent.clone(), change, |()| {
            Ok("Marked as not paid: its claims can go into another batch")
        });
    });
    let (payee, currency) = names(whose);
    view! {
        <PopoverButton panel=id.clone() class="btn btn-secondary btn-small">
            <Icon name=IconName::X/>
            <span class="btn-text">"Not paid…"</span>
        </PopoverButton>
        <PopoverPanel id=id.clone() label=format!("{} was not paid", line.name) align=Align::End class="panel-beside">
            <PostForm action=FailLine::PATH on_submit=on_submit class="panel-form">
                <FormError error=panel.wrong_beside(&["reason"])/>
                <HiddenField name="batch_id" value=acting.id.to_string()/>
                <HiddenField name="version" value=acting.version.to_string()/>
                <HiddenField name="payee" value=payee/>
                <HiddenField name="currency" value=currency/>
                <TextField name="reason" id=format!("{id}-reason") label="What the bank said" autocomplete="off" maxlength=200
                    placeholder="Account closed" value=reason error=panel.wrong("reason")/>
                <div class="panel-actions"><Button kind=ButtonKind::Danger small=true submit=true pending=panel.is_pending>"Not paid"</Button></div>
            </PostForm>
        </PopoverPanel>
    }
}
