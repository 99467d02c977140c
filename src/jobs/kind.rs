//! What a kind of job is, and what a job has in its hands while it runs.

use super::queries;
use super::types::Queue;
use crate::accounts::roles::Permission;
use crate::error::{AppError, AppResult};
use crate::ids::JobId;
use crate::tenancy::{Tenant, TenantTx};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::pin::Pin;
use std::time::Duration;

/// In whose name a job works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acting {
    /// The organisation's own: it may do what its kind needs, whoever caused it.
    AsSystem,
    /// Whoever caused it: it may do what they may when it runs.
    AsPerson,
}

/// A job that is under way.
pub type Running = Pin<Box<dyn Future<Output = AppResult<Done>> + Send>>;

/// Jobs of one sort. Each domain lists its own in its `jobs.rs`.
#[derive(Debug)]
pub struct Kind {
    /// Its domain and what it does, such as `contacts/forget_bulk_changes`. Stored.
    pub name: &'static str,
    /// Which workers serve it.
    pub queue: Queue,
    /// The permission that it opens its transactions with.
    pub needs: Permission,
    /// In whose name it works.
    pub acting: Acting,
    /// Lower runs first.
    pub priority: i32,
    /// How often it is tried before somebody has to look.
    pub attempts: i32,
    /// How long it waits after its first failure; then twice as long each time, up to an hour.
    pub patience: Duration,
    /// How long one attempt may take.
    pub limit: Duration,
    /// Does it.
    pub run: fn(Run) -> Running,
}

impl Kind {
    /// A kind with the ordinary settings, for the system user.
    #[must_use]
    pub const fn new(name: &'static str, queue: Queue, needs: Permission, run: fn(Run) -> Running) -> Self {
        Self {
            name,
            queue,
            needs,
            acting: Acting::AsSystem,
            priority: 0,
            attempts: 8,
            patience: Duration::from_secs(5),
            limit: Duration::from_secs(60),
            run,
        }
    }

    /// How long to wait after a failed attempt: longer each time, and never quite the same, so that
    /// what failed together is not tried together. `chance` is between 0 and 1.
    #[must_use]
    pub fn wait_after(&self, attempt: i32, chance: f64) -> Duration {
        const LONGEST: Duration = Duration::from_secs(3600);
        let doublings = u32::try_from(attempt.clamp(1, 20) - 1).unwrap_or_default();
        let whole = self.patience.saturating_mul(1 << doublings).min(LONGEST);
        whole.mul_f64(0.5 + chance.clamp(0.0, 1.0) / 2.0)
    }
}

/// What a process gives its jobs to work with, by type: the way to a mail server, for one.
#[derive(Clone, Debug, Default)]
pub struct Tools(http::Extensions);

impl Tools {
    /// With one more.
    #[must_use]
    pub fn with<T: Clone + Send + Sync + 'static>(mut self, tool: T) -> Self {
        self.0.insert(tool);
        self
    }
}

/// One attempt at a job.
#[derive(Clone, Debug)]
pub struct Run {
    pub(super) id: JobId,
    pub(super) attempt: i32,
    pub(super) payload: Value,
    pub(super) needs: Permission,
    pub(super) tenant: Tenant,
    pub(super) tools: Tools,
}

/// That a job is done, which only [`Run::finish`] can say.
#[derive(Debug)]
pub struct Done(());

impl Run {
    /// The job. The same in every attempt, for whoever outside must know one from another.
    #[must_use]
    pub const fn id(&self) -> JobId {
        self.id
    }

    /// The number of this attempt, from 1 on.
    #[must_use]
    pub const fn attempt(&self) -> i32 {
        self.attempt
    }

    /// What was queued with it.
    ///
    /// # Errors
    /// Where it is not what the kind expects.
    pub fn payload<T: DeserializeOwned>(&self) -> AppResult<T> {
        serde_json::from_value(self.payload.clone()).map_err(|_| AppError::BadRequest {
            message: "The job was queued with something that its kind does not understand.".into(),
        })
    }

    /// What its process has given it to work with.
    ///
    /// # Errors
    /// A fault of ours, where the process has none of these.
    pub fn tool<T: Clone + Send + Sync + 'static>(&self) -> AppResult<T> {
        let found = self.tools.0.get::<T>().cloned();
        found.ok_or_else(|| AppError::internal(&format!("there is no {}", std::any::type_name::<T>())))
    }

    /// Opens a transaction of its organisation, with the permission of its kind.
    ///
    /// # Errors
    /// As [`Tenant::begin`].
    pub async fn begin(&self) -> AppResult<TenantTx> {
        self.tenant.begin(self.needs).await
    }

    /// Marks the job done in the transaction of its effect and makes both last. Where the job is
    /// done already, or this attempt was given up on, neither happens: so the effect is made once,
    /// however often the job is delivered.
    ///
    /// # Errors
    /// [`AppError::Conflict`] then; otherwise whatever the database says.
    pub async fn finish(self, mut tx: TenantTx) -> AppResult<Done> {
        queries::finish(&mut tx, self.id, self.attempt).await?;
        tx.commit().await?;
        Ok(Done(()))
    }
}
