//! What can be done with a batch as a whole.

use super::typing::{Panel, Typing, Whose};
use crate::app::use_now;
use crate::error::{AppError, AppResult};
use crate::ids::BatchId;
use crate::payments::components::addresses;
use crate::payments::server_fns::{
    CancelBatch, ExportBatch, PlanBatch, ReopenBatch, cancel_batch, export_batch, plan_batch, reopen_batch,
};
use crate::payments::types::{Batch, BatchStatus, ItemOutcome};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use std::future::Future;
use uuid::Uuid;

/// The panel that asks about the bank.
const CANCELLING: &str = "batch-cancel";

/// The batch and what happens to it; a copy of it can be carried into any callback.
#[derive(Clone, Copy)]
pub struct Acting {
    pub id: BatchId,
    /// What was seen.
    pub version: i32,
    key: Uuid,
    /// The day that was typed and not saved yet, which outlives that the page is drawn anew.
    typed_day: RwSignal<Option<(BatchId, String)>>,
    pub typing: Typing,
    reload: Callback<()>,
    toasts: Toasts,
}

impl Acting {
    pub fn new(
        batch: &Batch,
        key: &str,
        (typed_day, typing): (RwSignal<Option<(BatchId, String)>>, Typing),
        reload: Callback<()>,
        toasts: Toasts,
    ) -> Self {
        Self {
            id: batch.id,
            version: batch.version,
            key: key.parse().unwrap_or_default(),
            typed_day,
            typing,
            reload,
            toasts,
        }
    }

    /// The key of a form of this page: another for each line, and the same on the server and in the browser.
    pub fn key(self, line: Whose) -> Uuid {
        let Some((payee, currency)) = line else {
            return self.key;
        };
        let code = currency
            .code()
            .bytes()
            .fold(0_u128, |code, byte| code << 8 | u128::from(byte));
        Uuid::from_u128(self.key.as_u128() ^ payee.0.as_u128() ^ code)
    }

    /// Waits for a change and shows what it came to.
    pub fn try_it<T: 'static>(
        self,
        change: impl Future<Output = AppResult<T>> + 'static,
        done: &'static str,
    ) {
        spawn_local(async move {
            match change.await {
                Ok(_) => self.toasts.success(done),
                Err(error) => self.toasts.error(error.told()),
            }
            self.reload.try_run(());
        });
    }

    /// The same of a panel, which stays open with what was typed and why, unless somebody else changed the batch meanwhile: then
    /// what is typed is there once it is opened again. `told` says what came of it, and whether that was all.
    pub fn carry_out<T: 'static>(
        self,
        panel: Panel,
        change: impl Future<Output = AppResult<T>> + 'static,
        told: impl FnOnce(T) -> Result<&'static str, String> + 'static,
    ) {
        panel.error.set(None);
        panel.is_pending.set(true);
        spawn_local(async move {
            let outcome = change.await;
            panel.is_pending.try_set(false);
            match outcome.map(told) {
                Ok(Ok(done)) => {
                    panel.forget();
                    self.toasts.success(done);
                }
                Ok(Err(left)) => self.toasts.error(left),
                Err(error @ AppError::Conflict { .. }) => self.toasts.error(error.told()),
                Err(error) => {
                    panel.error.try_set(Some(error));
                    focus_first_error(&panel.id);
                    return;
                }
            }
            close_popover(&panel.id);
            self.reload.try_run(());
        });
    }

    /// Cancels the batch, with a way back.
    fn cancel(self, is_not_sent: bool) {
        let Self {
            id,
            version,
            toasts,
            reload,
            ..
        } = self;
        spawn_local(async move {
            match cancel_batch(id, version, is_not_sent).await {
                Ok(()) => toasts.undo("Batch cancelled", move || {
                    self.try_it(reopen_batch(id), "The batch is back");
                }),
                Err(error) => toasts.error(error.told()),
            }
            reload.try_run(());
        });
    }
}

/// The next step, and the way out.
#[component]
pub fn Actions(batch: Batch, acting: Acting) -> impl IntoView {
    let id = acting.id;
    let cancel = batch.may_cancel().then(|| match batch.status {
        BatchStatus::Exported => view! { <CancelExported acting/> }.into_any(),
        _ => view! {
            <PostForm action=CancelBatch::PATH on_submit=Callback::new(move |()| acting.cancel(false))>
                <HiddenField name="batch_id" value=id.to_string()/>
                <HiddenField name="version" value=acting.version.to_string()/>
                <Button submit=true icon=IconName::X>"Cancel batch"</Button>
            </PostForm>
        }
        .into_any(),
    });
    let reopen = (batch.status == BatchStatus::Cancelled).then(|| {
        let act = move |()| acting.try_it(reopen_batch(id), "The batch is back");
        view! {
            <PostForm action=ReopenBatch::PATH on_submit=Callback::new(act)>
                <HiddenField name="batch_id" value=id.to_string()/>
                <Button submit=true icon=IconName::Restore>"Undo the cancellation"</Button>
            </PostForm>
        }
    });
    let waits = batch.lines.iter().any(|line| line.outcome == ItemOutcome::Open);
    let export = (batch.status == BatchStatus::Open && waits).then(|| {
        let act = move |()| acting.try_it(export_batch(id, acting.version), "The files are made");
        view! {
            <PostForm action=ExportBatch::PATH on_submit=Callback::new(act)>
                <HiddenField name="batch_id" value=id.to_string()/>
                <HiddenField name="version" value=acting.version.to_string()/>
                <Button kind=ButtonKind::Primary submit=true icon=IconName::File>"Make the files"</Button>
            </PostForm>
        }
    });
    view! { {cancel}{reopen}{export} }
}

/// The way out of a batch whose files are made: what the bank has, it pays.
#[component]
fn CancelExported(acting: Acting) -> impl IntoView {
    let is_not_sent = RwSignal::new(false);
    let act = Callback::new(move |()| {
        close_popover(CANCELLING);
        acting.cancel(is_not_sent.get_untracked());
    });
    view! {
        <PopoverButton panel=CANCELLING class="btn btn-secondary">
            <Icon name=IconName::X/>
            <span class="btn-text">"Cancel batch…"</span>
        </PopoverButton>
        <PopoverPanel id=CANCELLING label="Cancel this batch" align=Align::End class="panel-beside">
            <PostForm action=CancelBatch::PATH on_submit=act class="panel-form">
                <HiddenField name="batch_id" value=acting.id.to_string()/>
                <HiddenField name="version" value=acting.version.to_string()/>
                <p class="text-sm text-muted">"Its files are made. If the bank has them, it pays: its claims would be paid twice."</p>
                <CheckboxField name="is_not_sent" id="batch-not-sent" label="The bank does not have the files" checked=is_not_sent/>
                <div class="panel-actions"><Button kind=ButtonKind::Danger small=true submit=true>"Cancel batch"</Button></div>
            </PostForm>
        </PopoverPanel>
    }
}

/// When the bank is asked to pay, and what will be left out.
#[component]
pub fn Plan(batch: Batch, acting: Acting) -> impl IntoView {
    let id = acting.id;
    let stored = batch.execution_date.to_string();
    let typed = acting.typed_day.get_untracked().filter(|(of, _)| *of == id);
    let day = RwSignal::new(typed.map_or_else(|| stored.clone(), |(_, typed)| typed));
    Effect::new(move || {
        let typed = Some(day.get()).filter(|day| *day != stored);
        acting.typed_day.try_set(typed.map(|typed| (id, typed)));
    });
    let formats = use_formats();
    let now = use_now();
    let earliest = formats.day_of(now.get_untracked());
    let has_passed = batch.execution_date < earliest;
    let act = Callback::new(move |()| {
        acting.try_it(plan_batch(id, acting.version, day.get_untracked()), "Day changed");
    });
    let left: Vec<String> = batch
        .lines
        .iter()
        .filter(|line| line.outcome == ItemOutcome::Open && !line.way.is_paid())
        .map(|line| line.name.clone())
        .collect();
    let left = (!left.is_empty()).then(|| {
        let words = format!(
            "When the files are made, these are left out and can go into another batch: {}.",
            left.join(", ")
        );
        view! { <Notice tone=Tone::Warning>{words}</Notice> }
    });
    view! {
        <Card title="Before the files are made">
            <div class="flex flex-col gap-3">
                <p class="text-muted">
                    "With the files, amounts and accounts are frozen, and claims in them cannot be changed until the bank has answered."
                </p>
                {left}
                {has_passed.then(|| view! { <Notice tone=Tone::Warning>"The day on which it is to be paid has passed: choose another."</Notice> })}
                <PostForm action=PlanBatch::PATH on_submit=act class="flex flex-wrap items-end gap-2">
                    <HiddenField name="batch_id" value=id.to_string()/>
                    <HiddenField name="version" value=acting.version.to_string()/>
                    <TextField name="execution_date" label="To be paid on" id="batch-day" kind=TextKind::Date value=day/>
                    <Button submit=true>"Save"</Button>
                </PostForm>
            </div>
        </Card>
    }
}

/// The files. Links: the browser saves them, with JavaScript or without.
#[component]
pub fn Files(batch: Batch) -> impl IntoView {
    let bank = batch.has_transfers.then(|| {
        view! {
            <a class="btn btn-primary" href=addresses::bank_file(batch.id) rel="external" download="">
                <Icon name=IconName::Download/>
                <span class="btn-text">"File for the bank (SEPA)"</span>
            </a>
        }
    });
    let by_hand = (!batch.has_transfers).then(|| {
        view! { <p class="text-muted">"Nothing in it is paid by SEPA, so there is no file for the bank."</p> }
    });
    view! {
        <Card title="Files">
            <div class="flex flex-col gap-3">
                {by_hand}
                <div class="flex flex-wrap gap-2">
                    {bank}
                    <a class="btn btn-secondary" href=addresses::list_file(batch.id) rel="external" download="">
                        <Icon name=IconName::Download/>
                        <span class="btn-text">"List (CSV)"</span>
                    </a>
                </div>
                <p class="text-muted">"They hold whole account numbers. Whoever fetches one is written down."</p>
            </div>
        </Card>
    }
}
