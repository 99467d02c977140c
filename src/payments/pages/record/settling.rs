//! The lines of a batch, and what became of them at the bank.

use super::acting::Acting;
use crate::app::use_now;
use crate::forms::FieldErrors;
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
    let panel = format!("batch-paid-{index}");
    let formats = use_formats();
    let now = use_now();
    let today = formats.day_of(now.get_untracked()).to_string();
    let (reference, paid_on) = (RwSignal::new(String::new()), RwSignal::new(today));
    let settled = RwSignal::new(String::new());
    let is_exchanged = line.as_ref().is_some_and(|line| line.is_exchanged(own));
    let errors = RwSignal::new(FieldErrors::default());
    let error =
        move |field: &'static str| Signal::derive(move || errors.read().get(field).map(str::to_owned));
    let named = line.as_ref().map(|line| (line.payee, line.amount.currency));
    let (payee, currency) = named.map_or_else(Default::default, |(payee, currency)| {
        (payee.to_string(), currency.code().to_owned())
    });
    let key = acting.key(named);
    let form = StoredValue::new((payee.clone(), currency.clone()));
    let closing = StoredValue::new(panel.clone());
    let on_submit = Callback::new(move |()| {
        let (payee, currency) = form.get_value();
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
            errors.set(wrong);
            return;
        }
        errors.set(FieldErrors::default());
        closing.with_value(|panel| close_popover(panel));
        acting.settle_it(settle_batch(acting.id, acting.version, key, form));
    });
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
        <PopoverButton panel=panel.clone() class=class>
            <Icon name=IconName::Check/>
            <span class="btn-text">{button}</span>
        </PopoverButton>
        <PopoverPanel id=panel.clone() label=label align=Align::End class="panel-beside">
            <PostForm action=SettleBatch::PATH on_submit=on_submit class="panel-form">
                <HiddenField name="batch_id" value=acting.id.to_string()/>
                <HiddenField name="version" value=acting.version.to_string()/>
                <HiddenField name="key" value=key.to_string()/>
                <HiddenField name="payee" value=payee/>
                <HiddenField name="currency" value=currency/>
                <TextField name="reference" id=format!("{panel}-reference") label="Reference of the payment" autocomplete="off" maxlength=140
                    hint="What stands on the statement of the bank; those who claimed see it" value=reference error=error("reference")/>
                <TextField name="paid_on" id=format!("{panel}-on") label="Paid on" kind=TextKind::Date value=paid_on error=error("paid_on")/>
                {is_exchanged.then(|| view! {
                    <TextField name="settled_amount" id=format!("{panel}-settled") label=format!("What left the account ({own})") kind=TextKind::Number
                        autocomplete="off" hint="It is divided among the claims, and shows what exchange gained or lost; it can be said later"
                        value=settled error=error("settled_amount")/>
                })}
                <div class="panel-actions"><Button kind=ButtonKind::Primary small=true submit=true>"Mark as paid"</Button></div>
            </PostForm>
        </PopoverPanel>
    }
}

/// Says that the bank did not pay a line.
#[component]
fn FailedForm(acting: Acting, line: Line, index: usize) -> impl IntoView {
    let panel = format!("batch-failed-{index}");
    let reason = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let (payee, currency) = (line.payee.to_string(), line.amount.currency.code().to_owned());
    let form = StoredValue::new((payee.clone(), currency.clone()));
    let closing = StoredValue::new(panel.clone());
    let on_submit = Callback::new(move |()| {
        let (payee, currency) = form.get_value();
        let form = FailForm {
            payee,
            currency,
            reason: reason.get_untracked(),
        };
        if let Err(errors) = form.parse() {
            error.set(errors.get("reason").map(str::to_owned));
            return;
        }
        closing.with_value(|panel| close_popover(panel));
        acting.try_it(
            fail_line(acting.id, acting.version, form),
            "Marked as not paid: its claims can go into another batch",
        );
    });
    view! {
        <PopoverButton panel=panel.clone() class="btn btn-secondary btn-small">
            <Icon name=IconName::X/>
            <span class="btn-text">"Not paid…"</span>
        </PopoverButton>
        <PopoverPanel id=panel.clone() label=format!("{} was not paid", line.name) align=Align::End class="panel-beside">
            <PostForm action=FailLine::PATH on_submit=on_submit class="panel-form">
                <HiddenField name="batch_id" value=acting.id.to_string()/>
                <HiddenField name="version" value=acting.version.to_string()/>
                <HiddenField name="payee" value=payee/>
                <HiddenField name="currency" value=currency/>
                <TextField name="reason" id=format!("{panel}-reason") label="What the bank said" autocomplete="off" maxlength=200
                    placeholder="Account closed" value=reason error=Signal::derive(move || error.get())/>
                <div class="panel-actions"><Button kind=ButtonKind::Danger small=true submit=true>"Not paid"</Button></div>
            </PostForm>
        </PopoverPanel>
    }
}
