//! Jobs as people see them.

use crate::ids::JobId;
use crate::text_enum;
use crate::ui::words::capitalised;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What workers can be told to serve. A queue is one kind of load, so that one of them full
    /// does not hold up the others.
    Queue {
        Mail = "mail", "Mail";
        Media = "media", "Media";
        Matching = "matching", "Matching";
        Analytics = "analytics", "Analytics";
        Cleanup = "cleanup", "Cleanup";
    }
}

text_enum! {
    /// How far a job is.
    JobState {
        /// For its time, or for a worker.
        Waiting = "waiting", "Waiting";
        Running = "running", "Running";
        Done = "done", "Done";
        /// Tried as often as it may be. Somebody has to look at it.
        Failed = "failed", "Failed";
        /// Somebody looked, and let it be.
        Discarded = "discarded", "Discarded";
    }
}

/// One job, as the page of jobs shows it. What it was queued with is not among it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRow {
    pub id: JobId,
    /// Its domain and what it does: `contacts/forget_bulk_changes`.
    pub kind: String,
    pub queue: Queue,
    pub state: JobState,
    pub attempts: i32,
    pub max_attempts: i32,
    /// When it is due, began or ended, as its state is.
    pub at: DateTime<Utc>,
    /// Who caused it; nobody where a schedule did.
    pub caused_by: Option<String>,
    /// What came of the last attempt, where it came to nothing.
    pub error: Option<String>,
}

impl JobRow {
    /// What it does, in words: "Forget bulk changes".
    #[must_use]
    pub fn title(&self) -> String {
        let words = self.kind.rsplit('/').next().unwrap_or_default().replace('_', " ");
        capitalised(&words)
    }

    /// What it is about: "Contacts".
    #[must_use]
    pub fn domain(&self) -> String {
        capitalised(self.kind.split('/').next().unwrap_or_default())
    }
}

/// How many jobs of a queue are how far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueCounts {
    pub queue: Queue,
    pub waiting: i64,
    pub running: i64,
    pub failed: i64,
    pub discarded: i64,
    /// Within the last day.
    pub done: i64,
}

impl QueueCounts {
    /// How many of its jobs are this far.
    #[must_use]
    pub const fn of(&self, state: JobState) -> i64 {
        match state {
            JobState::Waiting => self.waiting,
            JobState::Running => self.running,
            JobState::Failed => self.failed,
            JobState::Discarded => self.discarded,
            JobState::Done => self.done,
        }
    }
}

/// What the page of jobs shows: every queue, and some of the jobs in one state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobList {
    pub queues: Vec<QueueCounts>,
    pub rows: Vec<JobRow>,
    /// The last of these rows, where more follow.
    pub next: Option<JobId>,
}

/// The state that an address asks for; the failed ones unless it says otherwise.
#[must_use]
pub fn state_of(query: Option<String>) -> JobState {
    query
        .and_then(|text| text.parse().ok())
        .unwrap_or(JobState::Failed)
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_kind_is_shown_in_words() {
        let row = JobRow {
            id: JobId::new(),
            kind: "contacts/forget_bulk_changes".into(),
            queue: Queue::Cleanup,
            state: JobState::Failed,
            attempts: 1,
            max_attempts: 8,
            at: DateTime::UNIX_EPOCH,
            caused_by: None,
            error: None,
        };
        assert_eq!(
            (row.title().as_str(), row.domain().as_str()),
            ("Forget bulk changes", "Contacts")
        );
    }

    #[test]
    fn an_address_that_names_no_state_means_the_failed_ones() {
        assert_eq!(state_of(None), JobState::Failed);
        assert_eq!(state_of(Some("nonsense".into())), JobState::Failed);
        assert_eq!(state_of(Some("running".into())), JobState::Running);
    }
}
