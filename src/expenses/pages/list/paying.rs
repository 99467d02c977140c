//! Marking approved claims as paid.

use super::pays_all;
use crate::contacts::components::bulk_bar::BulkDock;
use crate::expenses::components::expense_table::PayForm;
use crate::expenses::components::marks::{signed, sums_in_words, sums_of};
use crate::expenses::server_fns::{PayExpenses, pay_expenses};
use crate::expenses::types::{Decided, ExpenseFilter, ExpenseRow, Wanted};
use crate::ids::ExpenseId;
use crate::payments::components::addresses as payments;
use crate::ui::prelude::*;
use crate::ui::selection::Selection;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The claims that are chosen, and the form by which they are paid; a copy of it can be carried into any callback.
#[derive(Clone, Copy)]
pub struct Paying {
    pub selection: Selection<ExpenseId>,
    /// Every row that was on a page: what is chosen may stand on another by now.
    seen: StoredValue<BTreeMap<ExpenseId, ExpenseRow>>,
    open: RwSignal<bool>,
    reference: RwSignal<String>,
    /// Of the form that is open: sent twice, it pays once.
    key: StoredValue<Uuid>,
    pending: RwSignal<bool>,
    error: RwSignal<Option<String>>,
    /// What came of it, where something was refused.
    outcome: RwSignal<Option<Decided>>,
    reload: Callback<()>,
    toasts: Toasts,
    formats: Formats,
}

impl Paying {
    pub fn new(filter: Memo<ExpenseFilter>, reload: Callback<()>) -> Self {
        let paying = Self {
            selection: Selection::new(),
            seen: StoredValue::new(BTreeMap::new()),
            open: RwSignal::new(false),
            reference: RwSignal::new(String::new()),
            key: StoredValue::new(Uuid::nil()),
            pending: RwSignal::new(false),
            error: RwSignal::new(None),
            outcome: RwSignal::new(None),
            reload,
            toasts: use_toasts(),
            formats: use_formats(),
        };
        // What is chosen in one list is not meant in another.
        Effect::new(move |before: Option<ExpenseFilter>| {
            let now = filter.get();
            if before.is_some_and(|before| before != now) {
                paying.selection.clear();
            }
            now
        });
        paying
    }

    /// Remembers rows as they are by now.
    pub fn see(self, rows: &[ExpenseRow]) {
        self.seen.update_value(|seen| {
            for row in rows {
                seen.insert(row.id, row.clone());
            }
        });
    }

    /// Those that are chosen, as they were seen last. Follows what is chosen.
    fn chosen(self) -> Vec<ExpenseRow> {
        // The ids alone are not followed.
        let _ = self.selection.count();
        let ids = self.selection.ids();
        self.seen
            .with_value(|seen| ids.iter().filter_map(|id| seen.get(id).cloned()).collect())
    }

    fn sums(self) -> String {
        let chosen = self.chosen();
        let amounts = chosen.iter().map(|row| signed(row.amount, row.is_reversal));
        sums_in_words(&sums_of(amounts), &self.formats)
    }

    fn begin(self) {
        self.key.set_value(Wanted::new_key());
        self.reference.set(String::new());
        self.error.set(None);
        self.outcome.set(None);
        self.open.set(true);
    }

    fn pay(self) {
        if self.pending.get_untracked() {
            return;
        }
        let wanted = |row: &ExpenseRow| {
            Wanted {
                id: row.id,
                version: row.version,
            }
            .to_string()
        };
        let claims: Vec<_> = untrack(|| self.chosen()).iter().map(wanted).collect();
        let (reference, key) = (self.reference.get_untracked(), self.key.get_value());
        self.pending.set(true);
        self.error.set(None);
        spawn_local(async move {
            let paid = pay_expenses(claims, reference, key).await;
            self.pending.try_set(false);
            match paid {
                Ok(decided) => self.show(decided),
                // The key stays: whatever came of it, sending it once more pays nothing twice.
                Err(error) => {
                    self.error.try_set(Some(error.told()));
                }
            }
            self.reload.try_run(());
        });
    }

    fn show(self, decided: Decided) {
        self.selection.clear();
        let done = i64::try_from(decided.done()).unwrap_or(i64::MAX);
        if decided.refused().next().is_none() {
            self.open.try_set(false);
            let word = if done == 1 { "claim is" } else { "claims are" };
            self.toasts
                .success(format!("{} {word} marked as paid", self.formats.number(done)));
        } else {
            self.outcome.try_set(Some(decided));
        }
    }
}

/// The bar while anything is chosen, and the form that it opens.
#[component]
pub fn PayingViews(paying: Paying) -> impl IntoView {
    let selection = paying.selection;
    let said = Signal::derive(move || {
        let count = i64::try_from(selection.count()).unwrap_or(i64::MAX);
        format!("{} selected · {}", paying.formats.number(count), paying.sums())
    });
    view! {
        <Show when=move || !selection.is_empty()>
            <Keys paying/>
            <BulkDock
                label="Selected claims"
                said
                pending=paying.pending
                on_clear=Callback::new(move |()| selection.clear())
            >
                <Button kind=ButtonKind::Ghost icon=IconName::Wallet on_click=Callback::new(move |()| paying.begin())>
                    "Mark as paid…"
                </Button>
                {pays_all().then(|| view! { <MakeBatch paying/> })}
            </BulkDock>
        </Show>
        <PayDialog paying/>
    }
}

/// Puts what is chosen into a batch and goes there: a plain form, with JavaScript too.
#[component]
fn MakeBatch(paying: Paying) -> impl IntoView {
    let claims = move || {
        let chosen = paying.chosen().into_iter().map(|row| {
            let wanted = Wanted {
                id: row.id,
                version: row.version,
            };
            view! { <HiddenField name="claims[]" value=wanted.to_string()/> }
        });
        chosen.collect_view()
    };
    view! {
        <form method="post" action=payments::MAKE>
            {claims}
            <HiddenField name="key" value=Wanted::new_key().to_string()/>
            <Button kind=ButtonKind::Ghost submit=true icon=IconName::Inbox>"Make a batch"</Button>
        </form>
    }
}

/// What the keys do while anything is chosen.
#[component]
fn Keys(paying: Paying) -> impl IntoView {
    let clear = Shortcut::new("escape", "Clear the selection", move || paying.selection.clear());
    use_shortcuts("Selected claims", vec![clear]);
}

#[component]
fn PayDialog(paying: Paying) -> impl IntoView {
    let title = Signal::derive(move || {
        if paying.outcome.read().is_some() {
            return "Some were not paid".to_owned();
        }
        let count = i64::try_from(paying.selection.count()).unwrap_or(i64::MAX);
        let word = if count == 1 { "claim" } else { "claims" };
        format!("Mark {} {word} as paid", paying.formats.number(count))
    });
    let close = Callback::new(move |()| paying.open.set(false));
    let form = move || {
        view! {
            <PostForm action=PayExpenses::PATH on_submit=Callback::new(move |()| paying.pay())>
                <p class="dialog-text num">{move || paying.sums()}</p>
                <TextField name="reference" id="pay-reference" label="Reference of the payment" autocomplete="off" maxlength=140
                    hint="What stands on the statement of the bank; those who claimed see it"
                    value=paying.reference error=Signal::derive(move || paying.error.get())/>
                <DialogActions>
                    <Button on_click=close>"Cancel"</Button>
                    <Button kind=ButtonKind::Primary submit=true pending=paying.pending>"Mark as paid"</Button>
                </DialogActions>
            </PostForm>
        }
    };
    let told = move |decided: Decided| {
        let done = i64::try_from(decided.done()).unwrap_or(i64::MAX);
        let line = |title: &str, why: String| {
            let title = title.to_owned();
            view! {
                <li>
                    <span class="font-medium">{title}</span>
                    <span class="block text-xs text-muted">{why}</span>
                </li>
            }
        };
        let lines: Vec<_> = decided
            .refused()
            .map(|one| line(&one.title, one.refusal.clone().unwrap_or_default()))
            .collect();
        view! {
            <p class="dialog-text">{format!("Marked as paid: {}. These were not:", paying.formats.number(done))}</p>
            <ul class="mt-3 flex flex-col gap-2">{lines}</ul>
            <DialogActions>
                <Button kind=ButtonKind::Primary on_click=close>"Close"</Button>
            </DialogActions>
        }
    };
    view! {
        <Dialog id="pay-claims" open=paying.open title>
            {move || match paying.outcome.get() {
                Some(decided) => told(decided).into_any(),
                None => form().into_any(),
            }}
        </Dialog>
    }
}

/// The same without JavaScript. Its key is the one that the server wrote.
#[component]
pub fn PlainPaying(then: String) -> impl IntoView {
    let batch = pays_all().then_some(payments::MAKE);
    view! { <PayForm action=PayExpenses::PATH batch then=then key=plain_key()/> }
}

/// The key of a plain form. In the browser it is the one that stands there already.
#[must_use]
pub fn plain_key() -> String {
    let key = if cfg!(feature = "ssr") {
        Wanted::new_key()
    } else {
        Uuid::nil()
    };
    key.to_string()
}
