//! Takes jobs as they come due and runs them, each for its organisation and in its name.
//!
//! A library hands jobs to workers and gives back those of a worker that died. It delivers a job
//! at least once and knows nothing of organisations; everything that must be right is in the
//! table `jobs`: what is to be done, how often it was tried, and whether it is done.

use super::kind::{Acting, Done, Kind, Run, Tools};
use super::queries::{self, Started, When};
use super::types::Queue;
use crate::accounts::roles::Permission;
use crate::db::QUEUE_SCHEMA;
use crate::error::{AppError, AppResult};
use crate::ids::{JobId, OrganizationId};
use crate::measure::JobClock;
use crate::tenancy::Tenant;
use graphile_worker::{
    IntoTaskHandlerResult, LocalQueueConfig, RefetchDelayConfig, TaskHandler, Worker, WorkerContext,
    WorkerOptions, WorkerRecoveryConfig, WorkerShutdownConfig,
};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use std::pin::Pin;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tracing::Instrument;

/// How long a worker that found nothing waits, unless it is told of a job.
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);

/// How long a worker waits before it begins anew after its database went away.
const AFTER_A_FAULT: Duration = Duration::from_secs(2);

/// How long a job that is done waits for others to be crossed off the list with it.
const TOGETHER: Duration = Duration::from_millis(5);

/// Everything there is to do: every kind of job, and what is done on the clock.
#[derive(Debug)]
pub struct Work {
    pub kinds: &'static [&'static Kind],
    pub schedules: &'static [Schedule],
}

/// Something that is done on the clock, once however many workers there are.
#[derive(Debug)]
pub struct Schedule {
    /// A name of its own.
    pub name: &'static str,
    /// When, as a line of a crontab begins: minute, hour, day, month, weekday; in UTC.
    pub at: &'static str,
    pub duty: Duty,
}

/// Work of no organisation that is under way.
pub type Scheduled = Pin<Box<dyn Future<Output = AppResult<()>> + Send>>;

/// Some of the organisations, as they are asked for.
pub type Organizations = Pin<Box<dyn Future<Output = Result<Vec<OrganizationId>, sqlx::Error>> + Send>>;

/// What is done on the clock.
#[derive(Debug)]
pub enum Duty {
    /// Something in the tables that have no tenant.
    Once(fn(PgPool) -> Scheduled),
    /// A job for every organisation.
    Everywhere(&'static Kind),
    /// A job for those of the organisations in which there is something to do.
    Where(fn(PgPool) -> Organizations, &'static Kind),
}

/// How a worker works.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The queues it serves.
    pub queues: Vec<Queue>,
    /// How many jobs it runs at once.
    pub at_once: usize,
    /// How long it may be silent before the others take over its jobs.
    pub rescue_after: Duration,
    /// How long jobs may take to end once it is told to stop.
    pub grace: Duration,
    /// What its jobs are given to work with.
    pub tools: Tools,
}

impl Settings {
    /// The connections that its jobs need.
    #[must_use]
    pub fn connections(&self) -> u32 {
        u32::try_from(self.at_once).unwrap_or(u32::MAX)
    }
}

/// The connections over which tickets are fetched and handed back, and by which a worker is heard.
pub const FOR_TICKETS: u32 = 4;

/// Works until told to stop, and then lets the jobs that are under way end.
///
/// Tickets go over a pool of their own. The library opens a transaction there that may be dropped in
/// flight, and sqlx 0.9.0 hands such a connection on without knowing (docs/decisions). What happens
/// then to a ticket is mended by delivering it again; to a job it must not happen.
pub async fn work(
    pool: PgPool,
    tickets: PgPool,
    work: &'static Work,
    settings: Settings,
    mut stopping: watch::Receiver<bool>,
) {
    while !*stopping.borrow() {
        let Err(error) = work_once(&pool, &tickets, work, &settings, stopping.clone()).await else {
            return;
        };
        tracing::error!(%error, "the worker begins anew");
        tokio::select! {
            () = tokio::time::sleep(AFTER_A_FAULT) => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    }
}

async fn work_once(
    pool: &PgPool,
    tickets: &PgPool,
    work: &'static Work,
    settings: &Settings,
    mut stopping: watch::Receiver<bool>,
) -> Result<(), String> {
    let stop = async move {
        // An error means that the sender is gone, which is as good a reason to stop.
        let _ = stopping.wait_for(|stop| *stop).await;
    };
    let recovery = WorkerRecoveryConfig::default()
        .heartbeat_interval(settings.rescue_after / 4)
        .sweep_interval(settings.rescue_after / 2)
        .sweep_threshold(settings.rescue_after)
        .recovery_delay(Duration::ZERO);
    let shutdown = WorkerShutdownConfig::default()
        .listen_os_shutdown_signals(false)
        .grace_period(settings.grace)
        .interrupted_job_retry_delay(Duration::ZERO)
        .shutdown_signal(stop);
    let hands = Hands {
        pool: pool.clone(),
        work,
        tools: settings.tools.clone(),
    };
    let mut options = Worker::options()
        .pg_pool(tickets.clone())
        .schema(QUEUE_SCHEMA)
        .concurrency(settings.at_once.max(1))
        // Without it, a backlog is worked off a handful at a time.
        .local_queue(
            LocalQueueConfig::default()
                .with_size(settings.at_once.max(1) * 4)
                .with_ttl(settings.rescue_after)
                // Without it, 0.14.1 looks again at once and for ever: each fetch wakes the wait that follows it.
                .with_refetch_delay(
                    RefetchDelayConfig::default()
                        .with_duration(BETWEEN_LOOKS)
                        .with_max_abort_threshold(1),
                ),
        )
        // Without it, the jobs of a worker that died are nobody's for hours.
        .worker_recovery(recovery)
        .worker_shutdown(shutdown)
        .complete_job_batch_delay(TOGETHER)
        .add_extension(hands);
    for queue in &settings.queues {
        options = serve(options, *queue);
    }
    if settings.queues.contains(&Queue::Cleanup) {
        options = options.define_job::<OnTheClock>();
        for schedule in work.schedules {
            options = options
                .with_cron(&*schedule.crontab())
                .map_err(|error| format!("{error:?}"))?;
        }
    }
    let worker = options.init().await.map_err(|error| error.to_string())?;
    worker.run().await.map_err(|error| error.to_string())
}

impl Schedule {
    fn crontab(&self) -> String {
        format!(
            "{} {} ?id={}&max=5 {{\"name\":\"{}\"}}",
            self.at,
            OnTheClock::IDENTIFIER,
            self.name,
            self.name
        )
    }
}

/// What a worker works with. The library hands it to each job.
#[derive(Clone, Debug)]
struct Hands {
    pool: PgPool,
    work: &'static Work,
    tools: Tools,
}

/// What a worker is told of a job.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Ticket {
    organization: OrganizationId,
    job: JobId,
}

/// The library knows a task for each queue, so that a worker takes what it serves.
macro_rules! tasks {
    ($($task:ident),+ $(,)?) => {
        $(
            #[derive(Serialize, Deserialize)]
            #[serde(transparent)]
            struct $task(Ticket);

            impl TaskHandler for $task {
                const IDENTIFIER: &'static str = Queue::$task.as_str();

                async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
                    let hands = context.get_ext::<Hands>().ok_or("no hands")?;
                    hands.take(self.0).await.map_err(|_| "the job could not be taken or ended")
                }
            }
        )+

        fn serve(options: WorkerOptions, queue: Queue) -> WorkerOptions {
            match queue {
                $(Queue::$task => options.define_job::<$task>(),)+
            }
        }
    };
}
tasks!(Mail, Media, Matching, Analytics, Cleanup);

#[derive(Serialize, Deserialize)]
struct OnTheClock {
    name: String,
}

impl TaskHandler for OnTheClock {
    const IDENTIFIER: &'static str = "schedule";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let hands = context.get_ext::<Hands>().ok_or("no hands")?;
        hands.keep(&self.name).await.map_err(|error| {
            tracing::warn!(schedule = self.name, %error, "what is scheduled could not be done");
            "what is scheduled could not be done"
        })
    }
}

/// Why an attempt came to nothing.
struct Failure {
    error: String,
    /// Whether another attempt may end better.
    is_passing: bool,
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self {
            is_passing: !matches!(
                error,
                AppError::Forbidden
                    | AppError::NotFound
                    | AppError::BadRequest { .. }
                    | AppError::Invalid { .. }
            ),
            error: error.to_string(),
        }
    }
}

impl Failure {
    fn passing(error: impl Into<String>) -> Self {
        Self {
            error: error.into(),
            is_passing: true,
        }
    }
}

impl Hands {
    /// Makes one attempt at a job, and notes what came of it. An error is one of the worker itself:
    /// the library will deliver the job again.
    async fn take(&self, ticket: Ticket) -> AppResult<()> {
        let Some(started) = queries::start(&self.pool, ticket.organization, ticket.job).await? else {
            return Ok(());
        };
        let kind = self.work.kinds.iter().find(|kind| kind.name == started.kind);
        let queue = kind.map_or("unknown", |kind| kind.queue.as_str());
        let clock = JobClock::start(queue);
        let span =
            tracing::info_span!("job", job = %ticket.job, kind = started.kind, attempt = started.attempt);
        let attempt = started.attempt;
        let outcome = match kind {
            Some(kind) => self.attempt(kind, ticket, started).instrument(span.clone()).await,
            // One that a newer version queued, say.
            None => Err(Failure::passing("This version does not know that kind of job.")),
        };
        match outcome {
            Ok(Done { .. }) => clock.done(),
            Err(failure) => {
                span.in_scope(|| tracing::warn!(error = failure.error, "the attempt failed"));
                let wait = kind.map_or(AFTER_A_FAULT, |kind| kind.wait_after(attempt, rand::random()));
                let again = failure.is_passing.then_some(wait);
                self.note(ticket, attempt, &failure.error, again).await?;
            }
        }
        Ok(())
    }

    async fn attempt(&self, kind: &'static Kind, ticket: Ticket, started: Started) -> Result<Done, Failure> {
        if started.was_running {
            return Err(Failure::passing("The process that ran it ended before it did."));
        }
        let (pool, organization) = (self.pool.clone(), ticket.organization);
        let tenant = match kind.acting {
            Acting::AsSystem => {
                Tenant::for_job_of_system(pool, organization, started.system, kind.needs, ticket.job)
            }
            Acting::AsPerson => {
                let (user, role) = started.person.ok_or_else(|| Failure {
                    error: "Whoever caused this is no longer there.".into(),
                    is_passing: false,
                })?;
                Tenant::for_job_of_person(pool, organization, user, role, ticket.job)
            }
        };
        let run = Run {
            id: ticket.job,
            attempt: started.attempt,
            payload: started.payload,
            needs: kind.needs,
            tenant,
            tools: self.tools.clone(),
        };
        // A task of its own, so that a panic ends the job and not the worker. It ends with this.
        let mut task = JoinSet::new();
        task.spawn((kind.run)(run).in_current_span());
        match tokio::time::timeout(kind.limit, task.join_next()).await {
            Ok(Some(Ok(outcome))) => Ok(outcome?),
            Ok(Some(Err(_)) | None) => Err(Failure::passing("It broke off; the log says more under its id.")),
            Err(_) => Err(Failure::passing(format!(
                "It took longer than {} seconds.",
                kind.limit.as_secs()
            ))),
        }
    }

    async fn note(
        &self,
        ticket: Ticket,
        attempt: i32,
        error: &str,
        again: Option<Duration>,
    ) -> AppResult<()> {
        let worker = self.as_worker(ticket.organization, ticket.job.to_string());
        let mut tx = worker.begin(Permission::ViewAudit).await?;
        queries::fail(&mut tx, ticket.job, attempt, error, again).await?;
        tx.commit().await
    }

    fn as_worker(&self, organization: OrganizationId, request_id: String) -> Tenant {
        Tenant::for_worker(self.pool.clone(), organization, request_id)
    }

    /// Does what is scheduled under a name.
    async fn keep(&self, name: &str) -> AppResult<()> {
        match self.work.schedules.iter().find(|schedule| schedule.name == name) {
            // One that this version no longer has.
            None => Ok(()),
            Some(Schedule {
                duty: Duty::Once(run),
                ..
            }) => run(self.pool.clone()).await,
            Some(Schedule {
                duty: Duty::Everywhere(kind),
                ..
            }) => {
                self.queue_in(queries::organizations(&self.pool).await?, kind)
                    .await
            }
            Some(Schedule {
                duty: Duty::Where(is_something_to_do, kind),
                ..
            }) => {
                self.queue_in(is_something_to_do(self.pool.clone()).await?, kind)
                    .await
            }
        }
    }

    async fn queue_in(&self, organizations: Vec<OrganizationId>, kind: &'static Kind) -> AppResult<()> {
        for organization in organizations {
            let worker = self.as_worker(organization, format!("schedule-{organization}"));
            let mut tx = worker.begin(Permission::ViewAudit).await?;
            let when = When {
                unique_key: Some("scheduled".into()),
                ..When::default()
            };
            queries::add(&mut tx, kind, &serde_json::json!({}), when).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}

/// Gives back what a worker has held on to for longer than any job may take.
pub fn free_stuck(pool: PgPool) -> Scheduled {
    Box::pin(async move {
        let freed = queries::free_stuck(&pool).await?;
        if freed > 0 {
            tracing::warn!(freed, "jobs that a worker held on to were given back");
        }
        Ok(())
    })
}
