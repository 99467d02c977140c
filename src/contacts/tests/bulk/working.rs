//! Workers in the middle of a test.

use super::*;
use crate::jobs::kind::Tools;
use crate::jobs::types::Queue;
use crate::jobs::worker::{FOR_TICKETS, Settings, work};
use crate::server::work::WORK;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A worker of a test. It is told to stop when this goes.
pub struct TestWorker {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl TestWorker {
    pub async fn stop(self) {
        self.stop.send_replace(true);
        self.task.await.unwrap();
    }
}

/// Waits until something is so.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !is_so().await {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "waited for this: {what}"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

impl Town {
    pub fn worker(&self, queue: Queue) -> TestWorker {
        let settings = Settings {
            tools: Tools::default(),
            queues: vec![queue],
            at_once: 2,
            rescue_after: Duration::from_secs(60),
            grace: Duration::from_secs(5),
        };
        let pool = self._db.app_pool_of(settings.connections());
        let tickets = self._db.app_pool_of(FOR_TICKETS);
        let (stop, stopping) = watch::channel(false);
        let task = tokio::spawn(work(pool, tickets, &WORK, settings, stopping));
        TestWorker { stop, task }
    }
}
