//! What a paid claim in another currency came to.

use crate::error::AppError;
use crate::expenses::components::addresses;
use crate::expenses::server_fns::{SettleExpense, settle_expense};
use crate::expenses::types::{Expense, SettledForm};
use crate::forms::rejected;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

/// The form's id.
const FORM: &str = "claim-settled";

/// Where whoever pays says it, once it is paid.
#[component]
pub fn SettledCard(expense: RwSignal<Expense>, reload: Callback<()>) -> impl IntoView {
    let may_settle = Memo::new(move |_| expense.read().may.settle);
    move || {
        may_settle.get().then(|| {
            view! {
                <Card title="What it came to">
                    <SettledFields expense reload/>
                </Card>
            }
        })
    }
}

#[component]
fn SettledFields(expense: RwSignal<Expense>, reload: Callback<()>) -> impl IntoView {
    let formats = use_formats();
    let (locale, toasts) = (formats.locale, use_toasts());
    let (id, own, is_reversal) = expense.with_untracked(|expense| {
        let own = expense
            .worth
            .as_ref()
            .map_or(expense.amount.currency, |worth| worth.amount.currency);
        (expense.id, own, expense.reverses.is_some())
    });
    let version = Signal::derive(move || expense.read().version);
    let stored = Memo::new(move |_| {
        let settled = expense.read().settled;
        settled
            .map(|settled| settled.amount.to_typed(&locale))
            .unwrap_or_default()
    });
    let refused = rejected(SettleExpense::PATH);
    let typed = refused
        .as_ref()
        .and_then(|form| form.typed("settled_amount").map(str::to_owned));
    let value = RwSignal::new(typed.unwrap_or_else(|| stored.get_untracked()));
    // What somebody else has said is shown, unless one is typing.
    Effect::new(move |before: Option<String>| {
        let now = stored.get();
        if before.is_some_and(|before| before == value.get_untracked()) {
            value.set(now.clone());
        }
        now
    });
    let error: RwSignal<Option<AppError>> = RwSignal::new(refused.and_then(|form| form.error));
    let pending = RwSignal::new(false);
    let save = Callback::new(move |()| {
        let form = SettledForm {
            settled_amount: value.get_untracked(),
        };
        if let Err(errors) = form.parse(own, &locale) {
            error.set(Some(errors.into()));
            focus_first_error(FORM);
            return;
        }
        pending.set(true);
        spawn_local(async move {
            let outcome = settle_expense(id, version.get_untracked(), form).await;
            pending.try_set(false);
            error.try_set(outcome.as_ref().err().cloned());
            match outcome {
                Ok(()) => {
                    toasts.success("Saved");
                    reload.try_run(());
                }
                // What it is now is shown, and what was typed stays.
                Err(AppError::Conflict { .. }) => {
                    reload.try_run(());
                }
                Err(_) => focus_first_error(FORM),
            }
        });
    });
    let of_field = Signal::derive(move || error.get()?.fields().get("settled_amount").map(str::to_owned));
    let of_whole = Signal::derive(move || {
        let error = error
            .get()
            .filter(|error| !matches!(error, AppError::Invalid { .. }));
        error.map(|error| error.told())
    });
    let label = if is_reversal {
        format!("What came back ({own})")
    } else {
        format!("What left the account ({own})")
    };
    view! {
        <p class="text-muted">
            "Against what it is worth, this is what exchange gained or lost. Totals and budgets stay with its worth."
        </p>
        <PostForm id=FORM action=SettleExpense::PATH then=addresses::record(id) on_submit=save class="mt-4">
            <FormError error=of_whole/>
            <HiddenField name="expense_id" value=id.to_string()/>
            <HiddenField name="version" value=Signal::derive(move || version.get().to_string())/>
            <TextField name="settled_amount" id="claim-settled-amount" label=label kind=TextKind::Number autocomplete="off" hint="As the statement of the bank says it; empty where nobody knows it" value=value
                error=of_field/>
            <FormActions class="mt-4">
                <Button submit=true pending=pending>"Save"</Button>
            </FormActions>
        </PostForm>
    }
}
