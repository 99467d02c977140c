//! Claiming something.

use super::edit::{FORM, choices_or_failure, put_split, saving_of};
use crate::accounts::roles::Permission;
use crate::app::failure::{refusal, shut};
use crate::app::use_viewer;
use crate::expenses::components::addresses;
use crate::expenses::components::expense_fields::{BeforeSubmitting, ExpenseFormFields};
use crate::expenses::components::judged::use_flags;
use crate::expenses::components::twins::Similar;
use crate::expenses::pages::day_rate::use_day_rate;
use crate::expenses::pages::intake::{DropAnywhere, Intake, IntakeButtons, IntakeList};
use crate::expenses::pages::memory::use_expenses_memory;
use crate::expenses::pages::similar::use_similar;
use crate::expenses::server_fns::{
    CreateExpense, create_expense, find_claim_of_receipt, list_expense_choices,
};
use crate::expenses::types::{ExpenseChoices, ExpenseForm};
use crate::forms::rejected;
use crate::ids::MediaId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// `/expenses/new`.
#[component]
pub fn NewExpensePage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ClaimExpenses) {
        return refusal;
    }
    let choices = Resource::new(|| (), |()| list_expense_choices());
    view! {
        <Title text="Claim an expense"/>
        <Page width=PageWidth::Form>
            <PageHeader title="Claim an expense" breadcrumbs=vec![Crumb::new("Expenses", addresses::LIST)]/>
            <Suspense fallback=|| meanwhile(FormSkeleton)>
                {move || Suspend::new(async move {
                    match choices_or_failure(choices).await {
                        Ok(choices) => view! { <NewForm choices/> }.into_any(),
                        Err(view) => view,
                    }
                })}
            </Suspense>
        </Page>
    }
    .into_any()
}

#[component]
fn NewForm(choices: ExpenseChoices) -> impl IntoView {
    let formats = use_formats();
    let today = untrack(|| formats.today());
    let blank = ExpenseForm::blank(today, choices.base_currency);
    let refused = rejected(CreateExpense::PATH);
    let draft = use_draft(FORM, blank, refused.as_ref());
    put_split(draft, refused.as_ref());
    let me = use_viewer().map(|viewer| viewer.user_id);
    let kept = keep_typed(
        draft,
        &me.map_or_else(String::new, |me| me.to_string()),
        "expense/new",
        None,
    );
    let similar = use_similar(draft, None);
    let toasts = use_toasts();
    let saving = saving_of(draft, today, &choices);
    // With a receipt it is a draft, which has a form of its own.
    let rate = use_day_rate(draft, choices.base_currency);
    let flags = use_flags(draft, &choices, Signal::stored(false), rate, today);
    let on_submit = Callback::new(move |()| {
        let Some((form, is_submitted)) = saving.ready() else {
            return;
        };
        spawn_local(async move {
            // The answer leads to the new record.
            match create_expense(form, is_submitted).await {
                Ok(_) => {
                    draft.saved();
                    toasts.success(if is_submitted {
                        "Submitted: it waits for a decision"
                    } else {
                        "Saved as a draft"
                    });
                }
                Err(error) => draft.refused(error),
            }
        });
    });
    view! {
        <KeptNotice kept/>
        <Receipt draft/>
        <PostForm id=FORM action=CreateExpense::PATH on_submit=on_submit>
            <DraftFrame draft on_submit>
                <ExpenseFormFields draft choices me today flags rate/>
                <Similar found=similar/>
                <BeforeSubmitting draft warnings=Vec::new() flags/>
                <FormActions class="claim-actions">
                    <ButtonLink href=addresses::LIST>"Cancel"</ButtonLink>
                    <Button submit=true pending=draft.pending>"Save draft"</Button>
                    <Button kind=ButtonKind::Primary submit=true name="submit" value="true" pending=draft.pending
                        on_click=Callback::new(move |()| saving.submit())>"Submit"</Button>
                </FormActions>
            </DraftFrame>
        </PostForm>
    }
}

/// The receipt comes first: it makes the draft, and what was typed goes with it.
#[component]
fn Receipt(draft: Draft<ExpenseForm>) -> impl IntoView {
    let (memory, toasts, navigate) = (use_expenses_memory(), use_toasts(), use_navigate());
    let go = Callback::new(move |to: String| navigate(&to, NavigateOptions::default()));
    let on_all = Callback::new(move |receipts: Vec<MediaId>| {
        spawn_local(async move {
            let Some(first) = receipts.first() else { return };
            match find_claim_of_receipt(*first).await {
                Ok(claim) => {
                    let is_typed = draft.is_dirty().get_untracked();
                    if is_typed {
                        memory.carry(claim, draft.fields.form_now());
                    }
                    draft.saved();
                    toasts.success(match (receipts.len(), is_typed) {
                        (1, _) => "A draft is made of it",
                        (_, false) => "Each is a draft now; this is the first",
                        (_, true) => "Each is a draft now; what you typed is in the first",
                    });
                    go.try_run(addresses::edit(claim));
                }
                Err(error) => toasts.error(error.told()),
            }
        });
    });
    let intake = Intake::new(on_all);
    view! {
        <section class="claim-receipt" aria-label="Receipt">
            <div class="claim-receipt-words">
                <p class="font-medium">"Begin with the receipt"</p>
                <p class="text-sm text-muted">"It is kept as a draft at once, and what you have typed comes along."</p>
            </div>
            <IntakeButtons intake label="Choose receipt"/>
        </section>
        <IntakeList intake refused=refusal(&[addresses::UPLOAD])/>
        <DropAnywhere intake/>
    }
}
