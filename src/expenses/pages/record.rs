//! A claim's record.

mod acting;
mod deciding;
mod settled;

use super::memory::use_expenses_memory;
use super::receipts::{Receipts, ReceiptsCard};
use crate::accounts::roles::Permission;
use crate::app::failure::{failure, page_failure, refusal, shut};
use crate::error::AppError;
use crate::expenses::components::about::{About, Sum};
use crate::expenses::components::addresses;
use crate::expenses::components::approval_steps::ApprovalsCard;
use crate::expenses::components::document::DocumentLink;
use crate::expenses::components::found::Found;
use crate::expenses::components::history::{History, LastWord};
use crate::expenses::components::marks::StatusBadge;
use crate::expenses::components::twins::Twins;
use crate::expenses::server_fns::{
    DecideExpenses, DeleteExpense, PayExpenses, RecallExpense, RestoreExpense, ReverseExpense, SettleExpense,
    SubmitExpense, get_expense,
};
use crate::expenses::types::Expense;
use crate::ids::ExpenseId;
use crate::live::components::use_live;
use crate::live::types::Kind;
use crate::ui::prelude::*;
use acting::{Acting, Actions};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use settled::SettledCard;

/// `/expenses/<id>`: what was spent, where the claim stands, and what can be done.
#[component]
pub fn ExpensePage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ViewExpenses) {
        return refusal;
    }
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<ExpenseId>().ok()));
    let record = |id: Option<ExpenseId>| match id {
        Some(id) => view! { <Record id/> }.into_any(),
        None => failure(AppError::NotFound, Callback::new(|()| ())),
    };
    // Another claim is another page.
    view! { <For each=move || [id.get()] key=|id| *id children=record/> }.into_any()
}

#[component]
fn Record(id: ExpenseId) -> impl IntoView {
    // What the page begins with. What is asked for later is put into it, so that receipts on their way are not disturbed.
    let first = Resource::new(|| (), move |()| get_expense(id));
    let receipts = Receipts::new(id);
    let lasting = Lasting::new();
    view! {
        <Suspense fallback=|| meanwhile(|| view! { <RecordSkeleton/> })>
            {move || {
                let lasting = lasting.clone();
                Suspend::new(async move {
                    let found = arrived(first).await;
                    lasting.draw(|| match found {
                        Ok(expense) => view! { <Whole expense receipts/> }.into_any(),
                        Err(error) => page_failure(error, Callback::new(move |()| first.refetch())),
                    })
                })
            }}
        </Suspense>
    }
}

/// The claim as it is by now.
#[component]
fn Whole(expense: Expense, receipts: Receipts) -> impl IntoView {
    let id = expense.id;
    let expense = RwSignal::new(expense);
    let gone = RwSignal::new(None::<AppError>);
    // Of several that were asked for the last is shown.
    let asked = StoredValue::new(0_u32);
    let reload = Callback::new(move |()| {
        let number = asked.try_update_value(|asked| {
            *asked = asked.wrapping_add(1);
            *asked
        });
        spawn_local(async move {
            let found = get_expense(id).await;
            if asked.try_get_value() != number {
                return;
            }
            match found {
                Ok(now) => {
                    gone.try_set(None);
                    expense.try_set(now);
                }
                Err(error) => {
                    gone.try_set(Some(error));
                }
            }
        });
    });
    let concerns = move |changed: Option<uuid::Uuid>| changed.is_none_or(|changed| changed == id.0);
    use_live(Kind::Expense, concerns, reload);
    receipts.on_change(reload);
    // What a message offered to take back was taken back.
    let memory = use_expenses_memory();
    Effect::new(move |before: Option<u32>| {
        let now = memory.changes();
        if before.is_some_and(|before| before != now) {
            reload.run(());
        }
        now
    });
    let acting = Acting::new(id, reload);
    let is_deleted = Memo::new(move |_| expense.read().is_deleted);
    // Drawn anew only where it is another page: what is typed in it stays.
    let gone_by_now = Memo::new(move |_| gone.get());
    move || match gone_by_now.get() {
        // It was here a moment ago.
        Some(AppError::NotFound) => view! { <WentBack/> }.into_any(),
        Some(error) => page_failure(error, reload),
        None if is_deleted.get() => view! { <InTrash expense acting/> }.into_any(),
        None => view! { <Shown expense receipts acting/> }.into_any(),
    }
}

/// Everything there is of a claim.
#[component]
fn Shown(expense: RwSignal<Expense>, receipts: Receipts, acting: Acting) -> impl IntoView {
    let id = expense.with_untracked(|expense| expense.id);
    let refused = refusal(&[
        SubmitExpense::PATH,
        RecallExpense::PATH,
        DecideExpenses::PATH,
        PayExpenses::PATH,
        ReverseExpense::PATH,
        DeleteExpense::PATH,
        RestoreExpense::PATH,
    ]);
    // Its own form says it, as long as that is there.
    let has_form = expense.with_untracked(|expense| expense.may.settle);
    let refused = refused.or_else(|| refusal(&[SettleExpense::PATH]).filter(|_| !has_form));
    let title = Memo::new(move |_| expense.read().title.clone());
    let can_edit = Memo::new(move |_| expense.read().may.edit);
    let actions = move || {
        let expense = expense.get();
        view! {
            <StatusBadge status=expense.status/>
            <DocumentLink href=addresses::document(id) says="This claim with its receipts, as PDF"/>
            <Actions expense acting/>
        }
    };
    let card =
        move || view! { <ReceiptsCard id receipts can_edit=can_edit.get() page=addresses::record(id)/> };
    view! {
        <Title text=move || title.get()/>
        <Page width=PageWidth::Record>
            <PageHeader
                title=title
                breadcrumbs=vec![Crumb::new("Expenses", addresses::LIST)]
                actions=move || view! { {actions} }
            />
            {refused.map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
            {move || view! { <LastWord expense=expense.get()/> <Found findings=expense.get().findings class="mb-4"/> <Warnings expense=expense.get()/> }}
            <div class="claim-record">
                <div class="claim-record-head">
                    {move || view! { <Sum expense=expense.get()/> <Twins expense=expense.get()/> }}
                </div>
                <div class="claim-record-side">{card}</div>
                <div class="claim-record-rest">
                    <SettledCard expense reload=acting.reload/>
                    {move || view! { <ApprovalsCard expense=expense.get()/> <About expense=expense.get()/> <History expense=expense.get()/> }}
                </div>
            </div>
        </Page>
    }
}

/// What whoever submits or decides should have looked at.
#[component]
fn Warnings(expense: Expense) -> impl IntoView {
    let warnings = expense.warnings;
    (!warnings.is_empty()).then(|| {
        view! {
            <Notice tone=Tone::Warning class="mb-4">
                <ul>{warnings.into_iter().map(|warning| view! { <li>{warning}</li> }).collect_view()}</ul>
            </Notice>
        }
    })
}

/// A claim that one saw, and that is its maker's alone by now: recalled, or sent back with a question.
#[component]
fn WentBack() -> impl IntoView {
    view! {
        <Title text="A draft again"/>
        <Page width=PageWidth::Record>
            <PageHeader title="A draft again" breadcrumbs=vec![Crumb::new("Expenses", addresses::LIST)]/>
            <EmptyState icon=IconName::Restore title="This claim went back to whoever made it"
                text="A draft is seen by nobody else. It is here again once it is submitted."/>
        </Page>
    }
}

/// A draft that was deleted, and the way back.
#[component]
fn InTrash(expense: RwSignal<Expense>, acting: Acting) -> impl IntoView {
    let (id, title) = expense.with_untracked(|expense| (expense.id, expense.title.clone()));
    let refused = refusal(&[RestoreExpense::PATH]);
    view! {
        <Title text=title.clone()/>
        <Page width=PageWidth::Record>
            <PageHeader title=title breadcrumbs=vec![Crumb::new("Expenses", addresses::LIST)]/>
            {refused.map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
            <div class="empty">
                <span class="empty-icon"><Icon name=IconName::Trash/></span>
                <h2 class="empty-title">"This draft is in the trash"</h2>
                <p class="empty-text">"Nobody else has seen it. Restoring it brings back its receipts too."</p>
                <div class="empty-actions">
                    <PostForm action=RestoreExpense::PATH on_submit=Callback::new(move |()| acting.restore())>
                        <HiddenField name="expense_id" value=id.to_string()/>
                        <Button kind=ButtonKind::Primary submit=true icon=IconName::Restore>"Restore"</Button>
                    </PostForm>
                </div>
            </div>
        </Page>
    }
}

#[component]
fn RecordSkeleton() -> impl IntoView {
    view! {
        <Page width=PageWidth::Record>
            <div class="mb-6"><SkeletonLines lines=2/></div>
            <div class="claim-record">
                <div class="flex flex-col gap-4"><SkeletonCard/> <SkeletonCard/></div>
                <SkeletonCard/>
            </div>
        </Page>
    }
}
