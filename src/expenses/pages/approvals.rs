//! What waits for a decision: an inbox that is emptied.

mod chosen;
mod claim;
mod column;
mod desk;
mod filtering;
mod held;
mod place;
mod queue;
mod reading;
mod reason;
mod sending;
mod undo;

use crate::accounts::roles::Permission;
use crate::app::failure::{page_failure, refusal, shut};
use crate::expenses::components::addresses;
use crate::expenses::server_fns::DecideExpenses;
use crate::ids::ExpenseId;
use crate::live::components::use_live;
use crate::live::types::Kind;
use crate::ui::prelude::*;
use claim::Claims;
use column::Column;
use desk::{Desk, Part};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use reading::{First, first};
use reason::Reason;
use undo::UndoBar;

use crate::expenses::types::{InboxFilter, Verdict};

/// `/expenses/approvals`; with `?claim=` one of them is open.
#[component]
pub fn ApprovalsPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ApproveExpenses) {
        return refusal;
    }
    let query = use_query_map();
    let path = use_location().pathname;
    // What the address asks for: which part of the queue, and which claim. The address of the page that follows asks for nothing.
    let asked = Memo::new(move |before: Option<&Asked>| match before {
        Some(before) if path.with(|path| path != addresses::APPROVALS) => before.clone(),
        _ => query.with(|query| Asked {
            filter: InboxFilter::from_query(|name| query.get(name)),
            claim: query.get("claim").and_then(|claim| claim.parse().ok()),
        }),
    });
    let is_filtering = query.with_untracked(|query| query.get("filter").is_some_and(|one| one == "1"));
    // What the page begins with. It is drawn once: what is read later is put into it, under the hands of whoever decides.
    let begun = Resource::new(
        || (),
        move |()| {
            let Asked { filter, claim } = asked.get_untracked();
            first(filter, claim, is_filtering)
        },
    );
    let lasting = Lasting::new();
    view! {
        <Title text="Approvals"/>
        <Suspense fallback=|| meanwhile(|| view! { <Waiting/> })>
            {move || {
                let lasting = lasting.clone();
                Suspend::new(async move {
                    let found = arrived(begun).await;
                    lasting.draw(|| match found {
                        Ok(first) => view! { <Whole first asked/> }.into_any(),
                        Err(error) => page_failure(error, Callback::new(move |()| begun.refetch())),
                    })
                })
            }}
        </Suspense>
    }
    .into_any()
}

/// What an address of the page asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked {
    filter: InboxFilter,
    claim: Option<ExpenseId>,
}

/// The three panes, before anything is in them.
#[component]
fn Waiting() -> impl IntoView {
    view! {
        <div class="inbox">
            <div class="inbox-queue p-4"><SkeletonLines lines=12/></div>
            <div class="inbox-receipt p-4"><SkeletonCard/></div>
            <div class="inbox-details p-4"><SkeletonLines lines=9/></div>
        </div>
    }
}

#[component]
fn Whole(first: First, asked: Memo<Asked>) -> impl IntoView {
    let navigate = use_navigate();
    let go = Callback::new(move |to: String| {
        let options = NavigateOptions {
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&to, options);
    });
    let begun = asked.get_untracked();
    let desk = Desk::new(first, begun.filter, begun.claim, go);
    desk.send_when_left();
    use_live(Kind::Expense, |_| true, Callback::new(move |()| desk.refresh()));
    Effect::new(move |before: Option<Asked>| {
        let now = asked.get();
        match before {
            Some(before) if before.filter != now.filter => desk.filter_by(now.filter.clone(), now.claim),
            Some(before) if before.claim != now.claim => desk.follow(now.claim),
            _ => {}
        }
        now
    });
    // As the queue empties, what follows comes before it is asked for.
    Effect::new(move || {
        let is_short = desk
            .queue
            .with(|queue| queue.rows().len() < 15 && queue.next.is_some());
        let is_quiet = desk.held.with(|held| !held.iter().any(held::Held::is_beyond));
        if is_short && is_quiet {
            desk.load_on();
        }
    });
    let is_empty = Memo::new(move |_| {
        let is_bare = desk.queue.read().rows().is_empty() && desk.trouble.read().is_none();
        is_bare && !desk.is_turning.get() && (desk.open.get().is_none() || !desk.filter.read().is_all())
    });
    let refused = refusal(&[DecideExpenses::PATH]);
    view! {
        <div
            class="inbox"
            class:inbox-in-claim=move || desk.is_in_claim.get()
            class:inbox-of-receipt=move || desk.part.get() == Part::Receipt
            class:inbox-none=move || is_empty.get() && desk.open.get().is_none()
        >
            <p class="sr-only" role="status" aria-live="polite">{move || desk.said.get()}</p>
            <Column desk refused is_empty/>
            <Claims desk/>
            <UndoBar desk/>
            <Reason desk/>
        </div>
        <Keys desk/>
    }
}

/// What the keys do.
#[component]
fn Keys(desk: Desk) -> impl IntoView {
    let press = move |verdict: Verdict| move || desk.press(verdict);
    use_shortcuts(
        "Approvals",
        vec![
            Shortcut::new("j", "Next claim", move || desk.step(true)),
            Shortcut::new("k", "Previous claim", move || desk.step(false)),
            Shortcut::new(
                "a",
                "Approve the claim, or what is chosen",
                press(Verdict::Approve),
            ),
            Shortcut::new("r", "Reject with a reason", press(Verdict::Reject)),
            Shortcut::new("q", "Send back with a question", press(Verdict::Question)),
            Shortcut::new("x", "Choose, or no longer", move || desk.choose_open(false)),
            Shortcut::new("shift+x", "Choose all to here", move || desk.choose_open(true)),
            Shortcut::new("z", "Take the last decision back", move || desk.undo()),
            Shortcut::new("f", "Filter what waits", move || desk.open_filter()),
            Shortcut::new("escape", "Choose none; back to the queue", move || desk.escape()),
        ],
    );
}
