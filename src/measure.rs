//! What is measured while work is done. Nothing of it is kept unless `/metrics` is served; then
//! `server/metrics.rs` renders it.
//!
//! A name and its labels are words of ours: never an id, an organisation or anything that somebody
//! typed.

use metrics::{Gauge, gauge, histogram};
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
