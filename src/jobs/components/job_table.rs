//! Jobs, each with what can be done about it.

use crate::ids::JobId;
use crate::jobs::types::{JobRow, JobState};
use crate::ui::prelude::*;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// What is done about a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    Retry,
    Discard,
}

impl Remedy {
    const fn label(self) -> &'static str {
        match self {
            Self::Retry => "Retry",
            Self::Discard => "Discard",
        }
    }

    const fn icon(self) -> IconName {
        match self {
            Self::Retry => IconName::Refresh,
            Self::Discard => IconName::X,
        }
    }

    /// Of which jobs it makes sense.
    const fn is_for(self, state: JobState) -> bool {
        match self {
            Self::Retry => matches!(state, JobState::Failed | JobState::Discarded),
            Self::Discard => matches!(state, JobState::Failed | JobState::Waiting),
        }
    }
}

/// The addresses that retry and discard, and what does so with JavaScript.
#[derive(Clone, Copy, Debug)]
pub struct Remedies {
    pub retry: &'static str,
    pub discard: &'static str,
    pub on_remedy: Callback<(JobRow, Remedy)>,
    /// Those that something was done about just now, as they were then.
    pub settled: RwSignal<BTreeSet<(JobId, DateTime<Utc>)>>,
}

/// When something happened to a job, as its state is.
#[must_use]
pub const fn moment_label(state: JobState) -> &'static str {
    match state {
        JobState::Waiting => "Due",
        JobState::Running => "Since",
        JobState::Done => "Done",
        JobState::Failed => "Failed",
        JobState::Discarded => "Discarded",
    }
}

/// Jobs in one state.
#[component]
pub fn JobTable(rows: Vec<JobRow>, state: JobState, remedies: Remedies) -> impl IntoView {
    let has_remedy = [Remedy::Retry, Remedy::Discard]
        .into_iter()
        .any(|remedy| remedy.is_for(state));
    let head = move || {
        view! {
            <Th>"Job"</Th>
            <Th class="max-md:hidden">"Caused by"</Th>
            <Th class="max-md:hidden" numeric=true>"Attempts"</Th>
            <Th>{moment_label(state)}</Th>
            {has_remedy.then(|| view! { <Th hidden=true>"Actions"</Th> })}
        }
    };
    let row = move |row: JobRow| view! { <Row row remedies has_remedy/> };
    view! { <Table label="Jobs" class="table-stack" head=head>{rows.into_iter().map(row).collect_view()}</Table> }
}

#[component]
fn Row(row: JobRow, remedies: Remedies, has_remedy: bool) -> impl IntoView {
    let as_it_is = (row.id, row.at);
    let remedy = |remedy: Remedy| {
        remedy
            .is_for(row.state)
            .then(|| view! { <Act row=row.clone() remedy remedies/> })
    };
    let actions = has_remedy.then(|| {
        view! {
            <td class="cell-actions cell-side">
                <div class="flex justify-end gap-2">{remedy(Remedy::Retry)} {remedy(Remedy::Discard)}</div>
            </td>
        }
    });
    let about = format!("{} · {}", row.domain(), row.queue.label());
    let error = row.error.clone().map(|text| {
        view! {
            <span class="mt-1 flex items-start gap-1 text-xs font-normal whitespace-normal text-danger">
                <Icon name=IconName::XCircle class="icon-small"/>
                <span class="min-w-0 break-words">{text}</span>
            </span>
        }
    });
    view! {
        <tr hidden=move || remedies.settled.read().contains(&as_it_is)>
            <td class="cell-main">
                <div class="md:py-2">
                    <span class="block truncate">{row.title()}</span>
                    <span class="block truncate text-xs font-normal text-muted">{about}</span>
                    {error}
                </div>
            </td>
            <td class="max-md:hidden">{row.caused_by.clone().unwrap_or_else(|| "The clock".into())}</td>
            <td class="num max-md:hidden">{format!("{} of {}", row.attempts, row.max_attempts)}</td>
            <td class="cell-muted"><Moment at=row.at style=MomentStyle::DayTime/></td>
            {actions}
        </tr>
    }
}

#[component]
fn Act(row: JobRow, remedy: Remedy, remedies: Remedies) -> impl IntoView {
    let action = match remedy {
        Remedy::Retry => remedies.retry,
        Remedy::Discard => remedies.discard,
    };
    let id = row.id.to_string();
    let label = format!("{} {}", remedy.label(), row.title());
    view! {
        <PostForm action=action on_submit=Callback::new(move |()| remedies.on_remedy.run((row.clone(), remedy)))>
            <HiddenField name="job_id" value=id/>
            <Button small=true submit=true icon=remedy.icon()>
                <span aria-hidden="true">{remedy.label()}</span>
                <span class="sr-only">{label}</span>
            </Button>
        </PostForm>
    }
}
