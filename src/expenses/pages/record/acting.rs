//! What can be done with a claim.

use super::deciding::{DecidingPanels, Questions};
use crate::error::AppResult;
use crate::expenses::components::addresses;
use crate::expenses::pages::memory::{ExpensesMemory, use_expenses_memory};
use crate::expenses::server_fns::{
    DecideExpenses, DeleteExpense, RecallExpense, ReverseExpense, SubmitExpense, decide_expenses,
    delete_expense, recall_expense, restore_expense, reverse_expense, submit_expense,
};
use crate::expenses::types::{Decided, Expense, ExpenseStatus, Verdict, Wanted};
use crate::ids::ExpenseId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use std::future::Future;

/// The claim and what happens to it; a copy of it can be carried into any callback.
#[derive(Clone, Copy)]
pub struct Acting {
    id: ExpenseId,
    /// Reads the claim anew.
    pub reload: Callback<()>,
    go: Callback<String>,
    toasts: Toasts,
    memory: ExpensesMemory,
}

impl Acting {
    pub fn new(id: ExpenseId, reload: Callback<()>) -> Self {
        let navigate = use_navigate();
        Self {
            id,
            reload,
            go: Callback::new(move |to: String| navigate(&to, NavigateOptions::default())),
            toasts: use_toasts(),
            memory: use_expenses_memory(),
        }
    }

    /// Waits for a change and shows what it came to.
    fn try_it<T: 'static>(self, change: impl Future<Output = AppResult<T>> + 'static, done: &'static str) {
        spawn_local(async move {
            match change.await {
                Ok(_) => self.toasts.success(done),
                Err(error) => self.toasts.error(error.told()),
            }
            self.reload.try_run(());
        });
    }

    /// Waits for a decision, which may be refused without being an error. `leads_to` is where one goes from there, if the claim is not
    /// to be seen any more.
    pub fn decide_it(
        self,
        change: impl Future<Output = AppResult<Decided>> + 'static,
        done: &'static str,
        leads_to: Option<&'static str>,
    ) {
        spawn_local(async move {
            let is_done = match change.await {
                Ok(decided) => match decided.refused().next() {
                    Some(refused) => {
                        self.toasts.error(refused.refusal.clone().unwrap_or_default());
                        false
                    }
                    None => {
                        self.toasts.success(done);
                        true
                    }
                },
                Err(error) => {
                    self.toasts.error(error.told());
                    false
                }
            };
            match leads_to.filter(|_| is_done) {
                Some(address) => self.go.try_run(address.to_owned()),
                None => self.reload.try_run(()),
            };
        });
    }

    /// Goes to the list once the draft is gone, with a way back.
    fn delete(self, title: String) {
        let Self {
            id,
            toasts,
            go,
            memory,
            ..
        } = self;
        spawn_local(async move {
            match delete_expense(id).await {
                Ok(()) => {
                    go.try_run(addresses::LIST.to_owned());
                    toasts.undo(format!("{title} moved to trash"), move || {
                        spawn_local(async move {
                            match restore_expense(id).await {
                                Ok(()) => {
                                    memory.change();
                                    toasts.success("It is a draft again");
                                }
                                Err(error) => toasts.error(error.told()),
                            }
                        });
                    });
                }
                Err(error) => toasts.error(error.told()),
            }
        });
    }

    /// Brings it back from the trash.
    pub fn restore(self) {
        self.try_it(restore_expense(self.id), "It is a draft again");
    }
}

/// The next step, the form, and what is seldom done.
#[component]
pub fn Actions(expense: Expense, acting: Acting) -> impl IntoView {
    let (id, version, status, may) = (expense.id, expense.version, expense.status, expense.may);
    let title = expense.title.clone();
    let wanted = Wanted { id, version };
    let is_reversal = expense.reverses.is_some();
    let is_taken_up = status == ExpenseStatus::Rejected;
    let edit = may.edit.then(|| {
        view! { <ButtonLink icon=IconName::Pencil href=addresses::edit(id)>"Edit"</ButtonLink> }
    });
    let submit = may.submit.then(|| {
        let act = move |()| acting.try_it(submit_expense(id, version), "Submitted: it waits for a decision");
        view! {
            <PostForm action=SubmitExpense::PATH on_submit=Callback::new(act)>
                <HiddenField name="expense_id" value=id.to_string()/>
                <HiddenField name="version" value=version.to_string()/>
                <Button kind=ButtonKind::Primary submit=true icon=IconName::ArrowUpRight>"Submit"</Button>
            </PostForm>
        }
    });
    let recall = may.recall.then(|| {
        let (label, done) = if is_taken_up {
            ("Take up again", "It is a draft again")
        } else if is_reversal {
            ("Withdraw", "Withdrawn: it takes nothing back")
        } else {
            ("Recall", "Taken back: it is a draft again")
        };
        let act = move |()| acting.try_it(recall_expense(id, version), done);
        view! {
            <PostForm action=RecallExpense::PATH on_submit=Callback::new(act)>
                <HiddenField name="expense_id" value=id.to_string()/>
                <HiddenField name="version" value=version.to_string()/>
                <Button submit=true icon=IconName::Restore>{label}</Button>
            </PostForm>
        }
    });
    // One yes of several.
    let open = expense
        .approvals
        .steps
        .iter()
        .filter(|step| step.decided_by.is_none());
    let done = if open.count() > 1 {
        "Approved: it goes on to the next step"
    } else {
        "Approved"
    };
    let decide = may.decide.then(|| {
        let approve = move |()| {
            let decision = decide_expenses(vec![wanted.to_string()], Verdict::Approve, String::new());
            acting.decide_it(decision, done, None);
        };
        view! {
            <Questions/>
            <PostForm action=DecideExpenses::PATH on_submit=Callback::new(approve)>
                <HiddenField name="claims[]" value=wanted.to_string()/>
                <HiddenField name="verdict" value=Verdict::Approve.to_string()/>
                <Button kind=ButtonKind::Primary submit=true icon=IconName::Check>"Approve"</Button>
            </PostForm>
        }
    });
    let seldom = (may.delete || may.reverse)
        .then(|| view! { <Seldom id title may_delete=may.delete may_reverse=may.reverse acting/> });
    view! {
        {recall}
        {edit}
        {submit}
        {decide}
        <DecidingPanels wanted may_decide=may.decide may_pay=may.pay acting/>
        {seldom}
    }
}

/// The menu.
#[component]
fn Seldom(
    id: ExpenseId,
    title: String,
    may_delete: bool,
    may_reverse: bool,
    acting: Acting,
) -> impl IntoView {
    let then = format!("{}?deleted={id}", addresses::LIST);
    let delete = move |()| acting.delete(title.clone());
    let reverse = move |()| {
        spawn_local(async move {
            // The answer leads to the claim that takes this one back.
            match reverse_expense(id).await {
                Ok(_) => acting
                    .toasts
                    .success("This claim takes the other back: somebody else approves it"),
                Err(error) => acting.toasts.error(error.told()),
            }
        });
    };
    view! {
        <PopoverButton panel="claim-more" class="btn btn-ghost btn-icon" label="More actions">
            <Icon name=IconName::Ellipsis/>
        </PopoverButton>
        <PopoverPanel id="claim-more" label="More actions" align=Align::End>
            {may_reverse.then(|| view! {
                <PostForm action=ReverseExpense::PATH on_submit=Callback::new(reverse)>
                    <HiddenField name="expense_id" value=id.to_string()/>
                    <MenuButton submit=true icon=IconName::Restore>"Take back what was paid"</MenuButton>
                </PostForm>
            })}
            {may_delete.then(|| view! {
                <PostForm action=DeleteExpense::PATH then=then on_submit=Callback::new(delete)>
                    <HiddenField name="expense_id" value=id.to_string()/>
                    <MenuButton submit=true danger=true icon=IconName::Trash>"Move to trash"</MenuButton>
                </PostForm>
            })}
        </PopoverPanel>
    }
}
