//! What is done in the background, and what went wrong with it.

use crate::accounts::roles::Permission;
use crate::app::failure::{failure, refusal, shut};
use crate::ids::JobId;
use crate::jobs::components::addresses;
use crate::jobs::components::job_table::{JobTable, Remedies, Remedy};
use crate::jobs::components::queue_table::QueueTable;
use crate::jobs::server_fns::{DiscardJob, RetryJob, discard_job, list_jobs, retry_job};
use crate::jobs::types::{JobList, JobRow, JobState, state_of};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use std::collections::BTreeSet;
use std::time::Duration;

/// The tabs, those that somebody has to look at first.
const TABS: [JobState; 5] = [
    JobState::Failed,
    JobState::Running,
    JobState::Waiting,
    JobState::Done,
    JobState::Discarded,
];

/// How often it is asked whether what is shown is still so.
const BETWEEN_LOOKS: Duration = Duration::from_secs(3);

/// `/jobs`: the queues, and the jobs in the state that the query asks for.
#[component]
pub fn JobsPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ViewAudit) {
        return refusal;
    }
    let query = use_query_map();
    let state = Memo::new(move |_| state_of(query.with(|query| query.get("state"))));
    let after = Memo::new(move |_| query.with(|query| query.get("after")?.parse::<JobId>().ok()));
    let list = Resource::new(
        move || (state.get(), after.get()),
        |(state, after)| list_jobs(state, after),
    );
    let refetch = Callback::new(move |()| list.refetch());
    let remedies = use_remedies(refetch);
    let shown = StoredValue::new(None);
    keep_up(
        shown,
        move || (state.get_untracked(), after.get_untracked()),
        refetch,
    );
    let lasting = Lasting::new();
    view! {
        <Title text="Background work"/>
        <Page>
            <PageHeader
                title="Background work"
                description="What is done without anybody waiting for it. What fails is tried again; what keeps failing waits here."
                actions=move || view! { <Again on_click=refetch/> }
            />
            {refusal(&[RetryJob::PATH, DiscardJob::PATH])
                .map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
            <Transition fallback=|| meanwhile(|| view! { <SkeletonTable rows=8 columns=5/> })>
                {move || {
                    let lasting = lasting.clone();
                    Suspend::new(async move {
                        let found = arrived(list).await;
                        lasting.draw(|| match found {
                            Ok(found) => view! { <Listed list=found state=state.get_untracked() remedies shown/> }.into_any(),
                            Err(error) => failure(error, refetch),
                        })
                    })
                }}
            </Transition>
        </Page>
    }
    .into_any()
}

/// Reads the list again once it is another, as long as somebody looks at it and nothing of it is under their hands.
fn keep_up(
    shown: StoredValue<Option<JobList>>,
    asked: impl Fn() -> (JobState, Option<JobId>) + Copy + 'static,
    refetch: Callback<()>,
) {
    let look = move || {
        if document().hidden() || is_in_hand() {
            return;
        }
        let (state, after) = asked();
        spawn_local(async move {
            // Where it cannot be read, what is shown is old by now, but still there.
            if let Ok(now) = list_jobs(state, after).await
                && shown.try_get_value().flatten().is_some_and(|shown| shown != now)
            {
                refetch.try_run(());
            }
        });
    };
    Effect::new(move || {
        let looks = set_interval_with_handle(look, BETWEEN_LOOKS);
        on_cleanup(move || {
            if let Ok(looks) = looks {
                looks.clear();
            }
        });
    });
}

/// Whether a button of the list is about to be pressed.
fn is_in_hand() -> bool {
    let pressed = document().query_selector("main td button:is(:focus, :active)");
    matches!(pressed, Ok(Some(_)))
}

/// Without JavaScript one loads the page again.
#[component]
fn Again(on_click: Callback<()>) -> impl IntoView {
    let ready = use_ready();
    view! {
        <div hidden=move || !ready.get()>
            <Button icon=IconName::Refresh on_click=on_click>"Refresh"</Button>
        </div>
    }
}

#[component]
fn Listed(
    list: JobList,
    state: JobState,
    remedies: Remedies,
    shown: StoredValue<Option<JobList>>,
) -> impl IntoView {
    let listed = list.clone();
    Effect::new(move || shown.set_value(Some(listed.clone())));
    let counts = list.queues.clone();
    let tab = move |shown: JobState| {
        let count: i64 = counts.iter().map(|counts| counts.of(shown)).sum();
        TabItem::new(shown.label(), addresses::in_state(shown), shown == state)
            .count(u32::try_from(count).unwrap_or(u32::MAX))
    };
    let tabs: Vec<_> = TABS.into_iter().map(tab).collect();
    let next = list.next.map(|last| addresses::after(state, last));
    let jobs = if list.rows.is_empty() {
        view! { <Nothing state/> }.into_any()
    } else {
        let more = next.map(|href| view! { <div><ButtonLink href=href>"Show more"</ButtonLink></div> });
        view! {
            <JobTable rows=list.rows state remedies/>
            {more}
        }
        .into_any()
    };
    view! {
        <div class="flex flex-col gap-4">
            <QueueTable queues=list.queues/>
            <Tabs label="Jobs by state" items=Signal::stored(tabs)/>
            {jobs}
        </div>
    }
}

#[component]
fn Nothing(state: JobState) -> impl IntoView {
    let (icon, title, text) = match state {
        JobState::Failed => (
            IconName::CheckCircle,
            "Nothing has failed",
            "A job that fails is tried again by itself. One that keeps failing waits here for somebody to look.",
        ),
        JobState::Running => (
            IconName::Zap,
            "Nothing is running",
            "Jobs that are being run right now stand here.",
        ),
        JobState::Waiting => (
            IconName::Clock,
            "Nothing is waiting",
            "Jobs for later, and those that are to be tried again, stand here.",
        ),
        JobState::Done => (
            IconName::Check,
            "Nothing was done lately",
            "Jobs that were done stand here for a week.",
        ),
        JobState::Discarded => (
            IconName::Trash,
            "Nothing was discarded",
            "Jobs that somebody let be stand here for 90 days, and can be tried again.",
        ),
    };
    view! { <EmptyState icon title text/> }
}

/// Retrying and discarding: it shows at once, and is taken back where the server refuses it.
fn use_remedies(refetch: Callback<()>) -> Remedies {
    let settled = RwSignal::new(BTreeSet::new());
    let toasts = use_toasts();
    let on_remedy = Callback::new(move |(row, remedy): (JobRow, Remedy)| {
        settled.update(|settled| {
            settled.insert((row.id, row.at));
        });
        spawn_local(async move {
            let (outcome, done) = match remedy {
                Remedy::Retry => (retry_job(row.id).await, "queued again"),
                Remedy::Discard => (discard_job(row.id).await, "discarded"),
            };
            match outcome {
                Ok(()) => toasts.success(format!("{} {done}", row.title())),
                Err(error) => {
                    settled.try_update(|settled| settled.remove(&(row.id, row.at)));
                    toasts.error(error.to_string());
                }
            }
            // The page may have been left in the meantime.
            refetch.try_run(());
        });
    });
    Remedies {
        retry: RetryJob::PATH,
        discard: DiscardJob::PATH,
        on_remedy,
        settled,
    }
}
