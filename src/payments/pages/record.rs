//! One batch.

mod acting;
mod settling;
mod typing;

use super::shut_unless_paying;
use crate::app::failure::{failure, refusal};
use crate::app::form_key;
use crate::ids::BatchId;
use crate::live::components::use_live;
use crate::live::types::Kind;
use crate::payments::components::addresses;
use crate::payments::components::marks::{BatchBadge, sums_or_none};
use crate::payments::server_fns::{
    CancelBatch, ExportBatch, FailLine, MakeBatch, PlanBatch, ReopenBatch, SettleBatch, TakeOutOfBatch,
    get_batch,
};
use crate::payments::types::{Batch, BatchStatus, ItemOutcome, LeftOut};
use crate::ui::prelude::*;
use crate::ui::time::date;
use acting::{Acting, Actions, Files, Plan};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use settling::Lines;
use typing::Typing;

/// What a plain form of this page may have been refused by.
const FORMS: &[&str] = &[
    MakeBatch::PATH,
    ExportBatch::PATH,
    PlanBatch::PATH,
    SettleBatch::PATH,
    FailLine::PATH,
    TakeOutOfBatch::PATH,
    CancelBatch::PATH,
    ReopenBatch::PATH,
];

/// `/expenses/payments/<id>`.
#[component]
pub fn BatchPage() -> impl IntoView {
    if let Some(refusal) = shut_unless_paying() {
        return refusal;
    }
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<BatchId>().ok()));
    let batch = Resource::new(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => get_batch(id).await,
                None => Err(crate::error::AppError::NotFound),
            }
        },
    );
    let reload = Callback::new(move |()| batch.refetch());
    let concerns = move |changed: Option<uuid::Uuid>| {
        changed.is_none_or(|changed| id.get_untracked().is_some_and(|id| id.0 == changed))
    };
    // What is typed in a panel that is open stays: it is read again once that is closed, or sent and refused.
    use_live(Kind::Payment, concerns, reload);
    let typed = (RwSignal::new(None::<(BatchId, String)>), Typing::new());
    let key = form_key();
    let refused = refusal(FORMS);
    let toasts = use_toasts();
    let lasting = Lasting::new();
    view! {
        <Page width=PageWidth::Record>
            {refused.map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
            <Transition fallback=|| meanwhile(|| view! { <SkeletonTable rows=6 columns=3/> })>
                {move || {
                    let (lasting, key) = (lasting.clone(), key.clone());
                    Suspend::new(async move {
                        let found = arrived(batch).await;
                        lasting.draw(|| match found {
                            Ok(found) => {
                                let acting = Acting::new(&found, &key, typed, reload, toasts);
                                view! { <Whole batch=found acting/> }.into_any()
                            }
                            Err(error) => failure(error, reload),
                        })
                    })
                }}
            </Transition>
        </Page>
    }
    .into_any()
}

#[component]
fn Whole(batch: Batch, acting: Acting) -> impl IntoView {
    let formats = use_formats();
    let title = format!("Batch {}", batch.number);
    let made = format!(
        "Made by {} on {}",
        batch.created_by,
        formats.date(batch.created_at)
    );
    let exported = batch
        .exported_by
        .as_ref()
        .zip(batch.exported_at)
        .map(|(by, at)| format!("Files made by {by} on {}", formats.date_time(at)));
    let about = exported.map_or(made.clone(), |exported| format!("{made}. {exported}."));
    let of_title = batch.clone();
    let of_actions = batch.clone();
    let crumbs = vec![
        Crumb::new("Expenses", crate::expenses::components::addresses::LIST),
        Crumb::new("Payments", addresses::LIST),
    ];
    view! {
        <Title text=title.clone()/>
        <PageHeader
            title=title
            breadcrumbs=crumbs
            description=about
            actions=move || view! { <Actions batch=of_actions.clone() acting/> }
        />
        <div class="flex flex-col gap-6">
            <Overview batch=of_title/>
            {(batch.status == BatchStatus::Open).then(|| view! { <Plan batch=batch.clone() acting/> })}
            {(!matches!(batch.status, BatchStatus::Open | BatchStatus::Cancelled))
                .then(|| view! { <Files batch=batch.clone()/> })}
            <Lines batch=batch.clone() acting/>
            {(!batch.left_out.is_empty()).then(|| view! { <LeftOuts left_out=batch.left_out.clone()/> })}
        </div>
    }
}

/// Where it stands, and what it comes to.
#[component]
fn Overview(batch: Batch) -> impl IntoView {
    let formats = use_formats();
    let sums: Vec<_> = [
        (ItemOutcome::Open, "To be paid"),
        (ItemOutcome::Paid, "Paid"),
        (ItemOutcome::Failed, "Not paid"),
        (ItemOutcome::Cancelled, "Cancelled"),
    ]
    .into_iter()
    .map(|(outcome, label)| (label, batch.sums(outcome)))
    .filter(|(_, sums)| !sums.is_empty())
    .map(|(label, sums)| {
        let words = sums_or_none(&sums, &formats);
        view! { <Fact label=label><span class="num text-left">{words}</span></Fact> }
    })
    .collect();
    let day = date(batch.execution_date, &formats.locale);
    let from = batch
        .debtor
        .as_ref()
        .map(|account| format!("{} · {}", account.holder, account.iban));
    let missing = from.is_none() && batch.has_transfers;
    view! {
        <Card>
            <Facts>
                <Fact label="Status"><BatchBadge status=batch.status/></Fact>
                {sums}
                <Fact label="To be paid on">{day}</Fact>
                {from.map(|from| view! { <Fact label="From"><span class="num text-left">{from}</span></Fact> })}
            </Facts>
            {missing.then(|| view! {
                <Notice tone=Tone::Warning class="mt-3">
                    "There is no account to pay from yet. An owner or admin enters it under "
                    <a class="underline" href=addresses::PAYING_ACCOUNT>"Settings, Bank account"</a>"."
                </Notice>
            })}
        </Card>
    }
}

/// What fell out, and why.
#[component]
fn LeftOuts(left_out: Vec<LeftOut>) -> impl IntoView {
    let formats = use_formats();
    let line = move |one: LeftOut| {
        let amount = formats.money(one.signed());
        view! {
            <li class="flex flex-col py-2">
                <span class="flex flex-wrap justify-between gap-2">
                    <a class="min-w-0 truncate hover:underline" href=addresses::claim(one.claim)>
                        {format!("{}: {}", one.payee, one.title)}
                    </a>
                    <span class="num">{amount}</span>
                </span>
                <span class="text-xs text-muted">{one.reason}</span>
            </li>
        }
    };
    view! {
        <Card title="Not in this batch">
            <ul class="flex flex-col">{left_out.into_iter().map(line).collect_view()}</ul>
        </Card>
    }
}
