//! What a paid claim in another currency came to.

use crate::error::AppError;
use crate::expenses::components::addresses;
use crate::expenses::server_fns::{SettleExpense, settle_expense};
use crate::expenses::types::{Expense, SettledForm, settled_amount};
use crate::forms::rejected;
use crate::ui::money::Money;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

/// The form's id.
const FORM: &str = "claim-settled";

/// What the field was filled with, and at which version: what is typed over it is never written over what nobody has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Basis {
    amount: Option<Money>,
    version: i32,
    /// A version that was sent and refused: whatever comes after it has been looked at.
    refused: Option<i32>,
}

impl Basis {
    const fn of(amount: Option<Money>, version: i32) -> Self {
        Self {
            amount,
            version,
            refused: None,
        }
    }

    /// Hears what is stored now; `typed` is what stands in the field, if it can be read. Whether the field is to show what is stored,
    /// since nobody has typed over what was there.
    fn follow(&mut self, typed: Option<Option<Money>>, stored: Option<Money>, version: i32) -> bool {
        let is_in_step = typed == Some(self.amount) || typed == Some(stored);
        let is_looked_at = self.refused.is_some_and(|refused| refused != version);
        let is_as_it_was = self.refused.is_none() && self.amount == stored;
        if is_in_step || is_looked_at || is_as_it_was {
            *self = Self::of(stored, version);
        }
        is_in_step && typed != Some(stored)
    }
}

/// Where whoever decides says it, once it is paid.
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
    let stored = Memo::new(move |_| expense.read().settled.map(|settled| settled.amount));
    let shown =
        move |amount: Option<Money>| amount.map(|amount| amount.to_typed(&locale)).unwrap_or_default();
    let refused = rejected(SettleExpense::PATH);
    let typed = refused
        .as_ref()
        .and_then(|form| form.typed("settled_amount").map(str::to_owned));
    let value = RwSignal::new(typed.unwrap_or_else(|| shown(stored.get_untracked())));
    let basis = RwSignal::new(Basis::of(stored.get_untracked(), version.get_untracked()));
    Effect::new(move || {
        let (stored, version) = (stored.get(), version.get());
        let typed = settled_amount(&value.get_untracked(), own, &locale).ok();
        let mut now = basis.get_untracked();
        if now.follow(typed, stored, version) {
            value.set(shown(stored));
        }
        basis.set(now);
    });
    let error: RwSignal<Option<AppError>> = RwSignal::new(refused.and_then(|form| form.error));
    let pending = RwSignal::new(false);
    let save = Callback::new(move |()| {
        let form = SettledForm {
            settled_amount: value.get_untracked(),
        };
        let amount = match form.parse(own, &locale) {
            Ok(amount) => amount,
            Err(errors) => {
                error.set(Some(errors.into()));
                focus_first_error(FORM);
                return;
            }
        };
        pending.set(true);
        let seen = basis.get_untracked().version;
        spawn_local(async move {
            let outcome = settle_expense(id, seen, form).await;
            pending.try_set(false);
            error.try_set(outcome.as_ref().err().cloned());
            match outcome {
                Ok(()) => {
                    value.try_set(shown(amount));
                    basis.try_update(|basis| basis.amount = amount);
                    toasts.success("Saved");
                    reload.try_run(());
                }
                // What it is now is shown above, and what was typed stays: saved again, it is written over that.
                Err(AppError::Conflict { .. }) => {
                    let (stored, version) = (stored.try_get_untracked(), version.try_get_untracked());
                    basis.try_update(|basis| {
                        basis.refused = Some(seen);
                        if let Some((stored, version)) = stored.zip(version) {
                            basis.follow(None, stored, version);
                        }
                    });
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
            <HiddenField name="version" value=Signal::derive(move || basis.read().version.to_string())/>
            <TextField name="settled_amount" id="claim-settled-amount" label=label kind=TextKind::Number autocomplete="off" hint="As the statement of the bank says it; empty where nobody knows it" value=value
                error=of_field/>
            <FormActions class="mt-4">
                <Button submit=true pending=pending>"Save"</Button>
            </FormActions>
        </PostForm>
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    fn euros(minor: i64) -> Option<Money> {
        Some(Money {
            minor,
            currency: "EUR".parse().unwrap(),
        })
    }

    #[test]
    fn a_field_follows_what_others_say_until_one_types() {
        let mut basis = Basis::of(None, 1);
        assert!(basis.follow(Some(None), euros(9_210), 2));
        assert_eq!(basis, Basis::of(euros(9_210), 2));
        // Somebody else corrects it while this one types: what was seen stays what it was.
        assert!(!basis.follow(Some(euros(9_000)), euros(9_500), 3));
        assert!(!basis.follow(Some(euros(9_000)), euros(9_500), 4));
        assert_eq!(basis, Basis::of(euros(9_210), 2));
        // The same amount, however it is spelt, is in step again.
        assert!(!basis.follow(Some(euros(9_500)), euros(9_500), 4));
        assert_eq!(basis, Basis::of(euros(9_500), 4));
    }

    #[test]
    fn a_change_of_something_else_is_no_reason_to_refuse() {
        let mut basis = Basis::of(euros(9_210), 1);
        assert!(!basis.follow(None, euros(9_210), 2));
        assert_eq!(basis.version, 2);
    }

    #[test]
    fn what_was_refused_may_be_sent_again_once_it_was_looked_at() {
        let mut basis = Basis::of(euros(9_210), 1);
        basis.refused = Some(1);
        // What is there has not arrived yet.
        assert!(!basis.follow(Some(euros(9_000)), euros(9_210), 1));
        assert!(!basis.follow(Some(euros(9_000)), euros(9_500), 2));
        assert_eq!(basis, Basis::of(euros(9_500), 2));
    }
}
