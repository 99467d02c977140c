//! Mail, handed to a real mail server that the test starts, and read where there is none.

mod bounce;
mod cancelled;
mod delivery;
mod killed;
mod outbox;
mod server;
mod unsubscribe;

use crate::support::administrator;
use clap::Parser;
use sqlx::{AssertSqlSafe, PgPool};
use std::sync::Arc;
use std::time::{Duration, Instant};
use the_plugs::accounts::roles::{Permission, Role};
use the_plugs::ids::MailId;
use the_plugs::jobs::kind::Tools;
use the_plugs::jobs::types::Queue;
use the_plugs::jobs::worker::{FOR_TICKETS, Settings, work};
use the_plugs::mail::queries;
use the_plugs::mail::smtp::Mailer;
use the_plugs::mail::types::Letter;
use the_plugs::server::config::mail::MailArgs;
use the_plugs::server::work::WORK;
use the_plugs::testing::{Org, TestDb};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The address that people type.
const SITE: &str = "https://plugs.example";

/// Two organisations, and a worker that hands their mail on.
struct Post {
    db: Arc<TestDb>,
    pool: PgPool,
    lumen: Org,
    harbor: Org,
    worker: JoinHandle<()>,
    _stop: watch::Sender<bool>,
}

impl Post {
    /// With the options of a command line.
    async fn new(options: &[&str]) -> Self {
        let mailer = mailer(options).await.expect("a configuration");
        let db = TestDb::new().await;
        let (lumen, harbor) = (db.organization("Lumen").await, db.organization("Harbor").await);
        let settings = Settings {
            queues: vec![Queue::Mail],
            at_once: 2,
            rescue_after: Duration::from_secs(2),
            grace: Duration::from_secs(5),
            tools: Tools::default().with(mailer),
        };
        let (pool, tickets) = (
            db.app_pool_of(settings.connections()),
            db.app_pool_of(FOR_TICKETS),
        );
        let (stop, stopping) = watch::channel(false);
        Self {
            pool: db.app_pool(),
            worker: tokio::spawn(work(pool, tickets, &WORK, settings, stopping)),
            db: db.into(),
            lumen,
            harbor,
            _stop: stop,
        }
    }

    /// Changes something of Lumen's member, past all permissions.
    async fn member(&self, change: &str) {
        self.act(&format!(
            "update users set {change} where organization_id = '{}' and id = '{}'",
            self.lumen.id,
            self.lumen.user(Role::Member)
        ))
        .await;
    }

    /// Does something in Lumen, past all permissions.
    async fn act(&self, statement: &str) {
        let statement = format!(
            "begin; set local app.organization_id = '{}'; set local app.actor_kind = 'job'; {statement}; commit",
            self.lumen.id
        );
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&mut administrator(&self.db).await)
            .await
            .expect("it is done");
    }

    /// Sends Lumen's member something.
    async fn send(&self, letter: &Letter) -> MailId {
        let tenant = self.lumen.tenant(&self.pool, Role::Owner);
        let mut tx = tenant.begin(Permission::ViewAudit).await.expect("a transaction");
        let id = queries::send(&mut tx, self.lumen.user(Role::Member), letter)
            .await
            .expect("a mail");
        tx.commit().await.expect("a commit");
        id
    }

    async fn look(&self, query: &str) -> String {
        let answer: Option<String> = sqlx::query_scalar(AssertSqlSafe(format!("select ({query})::text")))
            .fetch_one(&mut administrator(&self.db).await)
            .await
            .expect(query);
        answer.unwrap_or_default()
    }

    /// What became of a mail, and why.
    async fn fate(&self, id: MailId) -> String {
        self.look(&format!(
            "select state || coalesce(': ' || error, '') from mails where id = '{id}'"
        ))
        .await
    }

    /// Waits until that begins so.
    async fn until(&self, id: MailId, fate: &str) -> String {
        let begun = Instant::now();
        loop {
            let now = self.fate(id).await;
            if now.starts_with(fate) {
                return now;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "{now}, not {fate}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Lets what waits for another attempt wait no longer. A mail says why an attempt failed just before its job waits.
    async fn hurry(&self) {
        let begun = Instant::now();
        while self
            .look("select count(*) from jobs where state = 'running'")
            .await
            != "0"
        {
            assert!(begun.elapsed() < Duration::from_secs(20), "a job does not end");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.act("update jobs set run_at = now() where state = 'waiting'")
            .await;
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        self.worker.abort();
    }
}

/// Mail's part of a command line.
fn arguments(options: &[&str]) -> Result<MailArgs, String> {
    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        mail: MailArgs,
    }
    let line = ["mail"].iter().chain(options);
    Line::try_parse_from(line)
        .map(|line| line.mail)
        .map_err(|error| error.to_string())
}

async fn mailer(options: &[&str]) -> Result<Mailer, String> {
    Mailer::new(&arguments(options)?, Some(SITE)).await
}

fn notification() -> Letter {
    Letter::Notification {
        title: "A call is due".into(),
        message: "Ada <Lovelace> & sons".into(),
        path: "/contacts".into(),
    }
}
