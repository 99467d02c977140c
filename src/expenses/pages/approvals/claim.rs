//! The claim that is open, with its neighbours in readiness: the next one is fetched and drawn while this one is looked at, so that
//! there is nothing to wait for in between.

use super::desk::{Desk, Part};
use super::place::HEAD;
use super::reading::Opened;
use crate::error::AppError;
use crate::expenses::components::inbox_claim::InboxClaim;
use crate::expenses::components::marks::amount_marks;
use crate::expenses::components::receipt_viewer::ReceiptViewer;
use crate::expenses::types::Verdict;
use crate::ids::ExpenseId;
use crate::media::components::look_again;
use crate::media::types::FileStatus;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// The second and the third pane.
#[component]
pub fn Claims(desk: Desk) -> impl IntoView {
    // Those that are drawn: the one that is open, the next, and the one before.
    let drawn = Memo::new(move |_| {
        let Some(open) = desk.open.get() else {
            return Vec::new();
        };
        let queue = desk.queue.read();
        let next = queue.step(Some(open), true);
        let before = queue.holds(open).then(|| queue.step(Some(open), false)).flatten();
        let others = next.into_iter().chain(before).filter(|id| *id != open);
        std::iter::once(open).chain(others).collect::<Vec<_>>()
    });
    view! {
        <Bar desk/>
        <For each=move || drawn.get() key=|id| *id let:id>
            <One id desk/>
        </For>
        <Actions desk/>
    }
}

#[component]
fn One(id: ExpenseId, desk: Desk) -> impl IntoView {
    let is_open = Signal::derive(move || desk.open.get() == Some(id));
    let found = Memo::new(move |_| desk.claims.read().get(&id).cloned());
    let listed = Memo::new(move |_| desk.queue.read().find(id).map(|row| row.version));
    let is_outdated = Memo::new(move |_| {
        let found = found.read();
        let known = found.as_ref().and_then(|found| found.as_ref().ok());
        let known = known.map(|found| found.expense.version);
        listed
            .get()
            .zip(known)
            .is_some_and(|(listed, known)| listed > known)
    });
    // What nobody looks at is read again where it was changed; what somebody looks at stays as they see it.
    Effect::new(move || {
        let is_newer = is_outdated.get();
        if !is_open.get() || !is_newer {
            desk.meet(id);
        }
    });
    let read_again = Callback::new(move |()| desk.read_again(id));
    let returned = Signal::derive(move || desk.returned.read().get(&id).cloned());
    let details = move || match found.get() {
        None => view! { <SkeletonLines lines=9/> }.into_any(),
        Some(Err(error)) => unread(&error, read_again),
        Some(Ok(found)) => view! {
            <InboxClaim expense=found.expense returned is_outdated on_read_again=read_again/>
        }
        .into_any(),
    };
    // Of these a receipt is drawn anew, and not where anything else of the claim changes.
    let receipts = Memo::new(move |_| {
        let found = found.read();
        let known = found.as_ref().and_then(|found| found.as_ref().ok());
        known.map(|Opened { receipts, .. }| receipts.clone())
    });
    let place = RwSignal::new(0);
    let viewer = move || {
        receipts.get().map(|receipts| {
            let is_waiting = receipts.iter().any(|file| file.status == FileStatus::Processing);
            look_again(is_waiting, read_again);
            view! { <ReceiptViewer receipts place is_shown=is_open/> }
        })
    };
    view! {
        <div class="inbox-claim" hidden=move || !is_open.get()>
            <section class="inbox-receipt" aria-label="Receipt">{viewer}</section>
            <section class="inbox-details" aria-label="Claim" tabindex="0">{details}</section>
        </div>
    }
}

fn unread(error: &AppError, retry: Callback<()>) -> AnyView {
    match error {
        AppError::NotFound => view! {
            <EmptyState
                icon=IconName::Compass
                title="This claim is not here"
                text="It was taken back or deleted, or it is not yours to see."
            />
        }
        .into_any(),
        error => view! { <ErrorState message=error.to_string() on_retry=retry/> }.into_any(),
    }
}

/// Where there is room for one part: which claim it is, the way back, and which part of it is seen.
#[component]
fn Bar(desk: Desk) -> impl IntoView {
    let row = Memo::new(move |_| {
        let open = desk.open.get()?;
        let listed = desk.queue.read().find(open).cloned();
        listed.or_else(|| {
            let claims = desk.claims.read();
            let found = claims.get(&open)?.as_ref().ok()?;
            Some(super::reading::row_of(&found.expense))
        })
    });
    let tab = move |part: Part, label: &'static str| {
        view! {
            <button
                type="button"
                class="tab"
                aria-current=move || (desk.part.get() == part).then_some("true")
                on:click=move |_| desk.part.set(part)
            >
                {label}
            </button>
        }
    };
    let title = move || {
        row.get().map(|row| {
            let amount = amount_marks(row.amount, row.base_amount, row.is_reversal, &desk.formats);
            view! {
                <div class="inbox-which">
                    <p class="inbox-bar-title">
                        <span class="truncate font-medium">{row.title}</span>
                        <span class="truncate text-xs text-muted">{row.claimant.name}</span>
                    </p>
                    {still(amount)}
                </div>
            }
        })
    };
    let spoken = move || row.get().map(|row| desk.spoken(&row));
    let step = move |icon, label: &'static str, is_forward| {
        view! {
            <IconButton icon label
                disabled=Signal::derive(move || !desk.has_step(is_forward))
                on_click=Callback::new(move |()| desk.step(is_forward))/>
        }
    };
    view! {
        <div class="inbox-tabs" hidden=move || desk.open.get().is_none()>
            <div class="inbox-where">
                <span class="inbox-back-button">
                    <IconButton icon=IconName::ArrowLeft label="Back to the queue" on_click=Callback::new(move |()| desk.close())/>
                </span>
                <p id=HEAD class="sr-only" tabindex="-1">{spoken}</p>
                <div class="tabs inbox-parts">{tab(Part::Details, "Details")} {tab(Part::Receipt, "Receipt")}</div>
                <span class="inbox-steps">
                    {step(IconName::ChevronUp, "Previous claim (k)", false)}
                    {step(IconName::ChevronDown, "Next claim (j)", true)}
                </span>
            </div>
            {title}
        </div>
    }
}

/// What can be decided about the claim, or why nothing can.
#[component]
fn Actions(desk: Desk) -> impl IntoView {
    let refusal = Memo::new(move |_| desk.seen().err());
    let off = Signal::derive(move || refusal.read().is_some());
    let why = Signal::derive(move || refusal.read().as_ref().map(|_| "inbox-why".to_owned()));
    let is_any = move || desk.open.get().is_some();
    let act = move |verdict: Verdict| Callback::new(move |()| desk.want(verdict, false));
    view! {
        <div class="inbox-actions" role="group" aria-label="Decide" hidden=move || !is_any()>
            {move || refusal.get().map(|reason| view! { <p id="inbox-why" class="inbox-why">{reason}</p> })}
            <div class="inbox-buttons">
                <Button kind=ButtonKind::Primary icon=IconName::Check disabled=off described_by=why on_click=act(Verdict::Approve)>
                    "Approve" <Hint key="a"/>
                </Button>
                <Button icon=IconName::X disabled=off described_by=why on_click=act(Verdict::Reject)>"Reject" <Hint key="r"/></Button>
                <Button icon=IconName::MessageCircle disabled=off described_by=why on_click=act(Verdict::Question)>
                    "Send back" <Hint key="q"/>
                </Button>
            </div>
        </div>
    }
}

/// The key that does the same, where there is a keyboard.
#[component]
fn Hint(key: &'static str) -> impl IntoView {
    view! { <kbd class="inbox-key" aria-hidden="true">{key}</kbd> }
}
