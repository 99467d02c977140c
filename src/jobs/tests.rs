//! Jobs against a real database and real workers.

#![expect(clippy::unwrap_used, reason = "what a test cannot do has failed")]

mod delivery;
mod failure;
mod page;
mod queueing;
mod schedules;

use super::kind::{Kind, Tools};
use super::queries::{self, When};
use super::trials::{Deed, Trial};
use super::types::Queue;
use super::worker::{FOR_TICKETS, Settings, Work, work};
use crate::accounts::roles::{Permission, Role};
use crate::ids::JobId;
use crate::server::work::WORK;
use crate::testing::{Org, TestDb};
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, PgPool, Postgres};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Two organisations, and pools for the site and for whoever looks behind the curtain.
struct Ground {
    db: TestDb,
    pool: PgPool,
    admin: PgPool,
    lumen: Org,
    harbor: Org,
}

impl Ground {
    async fn new() -> Self {
        let db = TestDb::new().await;
        let (lumen, harbor) = (db.organization("Lumen").await, db.organization("Harbor").await);
        Self {
            pool: db.app_pool(),
            admin: db.admin_pool(),
            db,
            lumen,
            harbor,
        }
    }

    /// Queues a trial in the name of a role of Lumen.
    async fn queue(&self, kind: &Kind, role: Role, trial: Trial) -> JobId {
        self.queue_when(kind, role, trial, When::default()).await
    }

    async fn queue_when(&self, kind: &Kind, role: Role, trial: Trial, when: When) -> JobId {
        let tenant = self.lumen.tenant(&self.pool, role);
        let mut tx = tenant.begin(Permission::SeeOneself).await.unwrap();
        let job = queries::add(&mut tx, kind, &trial, when).await.unwrap();
        tx.commit().await.unwrap();
        job
    }

    /// A worker of every queue.
    fn worker(&self) -> TestWorker {
        self.worker_of(&WORK, Queue::ALL)
    }

    fn worker_of(&self, what: &'static Work, queues: &[Queue]) -> TestWorker {
        self.worker_with(what, queues, 4)
    }

    fn worker_with(&self, what: &'static Work, queues: &[Queue], at_once: usize) -> TestWorker {
        let settings = Settings {
            queues: queues.to_vec(),
            at_once,
            rescue_after: Duration::from_secs(2),
            grace: Duration::from_secs(5),
            tools: Tools::default(),
        };
        let pool = self.db.app_pool_of(settings.connections());
        let tickets = self.db.app_pool_of(FOR_TICKETS);
        let (stop, stopping) = watch::channel(false);
        TestWorker {
            stop,
            task: tokio::spawn(work(pool, tickets, what, settings, stopping)),
        }
    }

    /// An administrator's connection that may write in Lumen.
    async fn acting_admin(&self) -> PoolConnection<Postgres> {
        let mut connection = self.admin.acquire().await.unwrap();
        sqlx::query(
            "select set_config('app.actor_kind', 'job', false), set_config('app.organization_id', $1, false)",
        )
        .bind(self.lumen.id.to_string())
        .execute(&mut *connection)
        .await
        .unwrap();
        connection
    }

    /// The one value of a query, seen by an administrator.
    async fn value<T>(&self, query: &str) -> T
    where
        T: Send + Unpin + sqlx::Type<sqlx::Postgres> + for<'r> sqlx::Decode<'r, sqlx::Postgres>,
    {
        sqlx::query_scalar(AssertSqlSafe(query.to_owned()))
            .fetch_one(&self.admin)
            .await
            .unwrap()
    }

    async fn state(&self, job: JobId) -> String {
        self.value(&format!(
            "select state || ' ' || attempts from jobs where id = '{job}'"
        ))
        .await
    }

    async fn error(&self, job: JobId) -> String {
        self.value(&format!(
            "select coalesce(last_error, '') from jobs where id = '{job}'"
        ))
        .await
    }

    /// How often a trial has left its mark.
    async fn marks(&self, number: i32) -> i64 {
        self.value(&format!(
            "select count(*) from notifications where title = 'Trial {number}'"
        ))
        .await
    }

    /// Waits until a job is as far as this.
    async fn until(&self, job: JobId, state: &str) {
        let begun = Instant::now();
        loop {
            let now = self.state(job).await;
            if now == state {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "{now}, not {state}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// A worker of a test. It is told to stop when this goes.
struct TestWorker {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl TestWorker {
    async fn stop(self) {
        self.stop.send_replace(true);
        self.task.await.unwrap();
    }
}

const fn trial(deed: Deed, number: i32) -> Trial {
    Trial {
        deed,
        number,
        millis: 0,
    }
}
