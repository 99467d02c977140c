//! What is measured while work is done. Nothing of it is kept unless `/metrics` is served; then
//! `server/metrics.rs` renders it.
//!
//! A name and its labels are words of ours: never an id, an organisation or anything that somebody
//! typed.

use metrics::{Gauge, counter, gauge, histogram};
use std::time::Instant;

/// Counts something as under way until it is dropped, however it ends.
pub struct UnderWay(Gauge);

impl UnderWay {
    /// One more of what the gauge counts.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        let gauge = gauge!(name);
        gauge.increment(1.0);
        Self(gauge)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

/// Measures how long it takes to get a connection and to open a transaction on it, or to be
/// refused one.
pub async fn opening<T>(begin: impl Future<Output = T>) -> T {
    let _waiting = UnderWay::new("database_transactions_waiting");
    let begun = Instant::now();
    let opened = begin.await;
    histogram!("database_begin_seconds").record(begun.elapsed());
    opened
}

/// Measures a transaction from its opening to its end.
pub struct TransactionClock {
    permission: &'static str,
    begun: Instant,
    outcome: &'static str,
}

impl TransactionClock {
    /// A transaction was opened with this permission.
    #[must_use]
    pub fn start(permission: &'static str) -> Self {
        Self {
            permission,
            begun: Instant::now(),
            outcome: "rolled_back",
        }
    }

    /// Its changes are stored. Unless this is said, it was rolled back.
    pub fn committed(mut self) {
        self.outcome = "committed";
    }
}

impl Drop for TransactionClock {
    fn drop(&mut self) {
        histogram!(
            "database_transaction_seconds",
            "permission" => self.permission, "outcome" => self.outcome
        )
        .record(self.begun.elapsed());
    }
}

/// Measures one attempt at a job.
pub struct JobClock {
    queue: &'static str,
    begun: Instant,
    outcome: &'static str,
    _running: UnderWay,
}

impl JobClock {
    /// An attempt at a job of this queue begins.
    #[must_use]
    pub fn start(queue: &'static str) -> Self {
        Self {
            queue,
            begun: Instant::now(),
            outcome: "failed",
            _running: UnderWay::new("jobs_running"),
        }
    }

    /// The job is done. Unless this is said, the attempt failed.
    pub fn done(mut self) {
        self.outcome = "done";
    }
}

impl Drop for JobClock {
    fn drop(&mut self) {
        counter!("jobs_total", "queue" => self.queue, "outcome" => self.outcome).increment(1);
        histogram!("job_seconds", "queue" => self.queue).record(self.begun.elapsed());
    }
}
