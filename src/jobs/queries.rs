//! All SQL of jobs, but that of the library which hands them to workers.

use super::kind::Kind;
use crate::accounts::roles::Role;
use crate::error::{AppError, AppResult};
use crate::ids::{JobId, OrganizationId, UserId};
use crate::tenancy::TenantTx;
use serde::Serialize;
use serde_json::Value;
use sqlx::PgPool;
use std::time::Duration;

/// How many jobs are forgotten in one transaction.
const AT_ONCE: i64 = 5_000;

/// When and beside what a job runs.
#[derive(Clone, Debug, Default)]
pub struct When {
    /// Not before this has passed.
    pub after: Duration,
    /// Of the jobs of a kind with one key, one waits: another is not added to it. One that has
    /// begun does not count, since it may have read what has changed since.
    pub unique_key: Option<String>,
}

/// Queues a job in the transaction that causes it, for its organisation and in the name of whoever
/// acts in it. The payload is ids and numbers: what the job needs to know it reads when it runs.
pub async fn add(tx: &mut TenantTx, kind: &Kind, payload: &impl Serialize, when: When) -> AppResult<JobId> {
    let payload = serde_json::to_value(payload).map_err(|error| AppError::internal(&error))?;
    let organization = tx.organization();
    // The job that waits already is locked until this transaction ends, so that it cannot begin
    // before what it is to see is stored.
    let id = sqlx::query_scalar!(
        r#"
        insert into jobs (organization_id, queue, kind, payload, unique_key, priority, max_attempts, run_at)
        values ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8))
        on conflict (organization_id, kind, unique_key) where state = 'waiting' and attempts = 0
        do update set run_at = least(jobs.run_at, excluded.run_at)
        returning id as "id: JobId"
        "#,
        organization.0,
        kind.queue.as_str(),
        kind.name,
        payload,
        when.unique_key,
        kind.priority,
        kind.attempts,
        when.after.as_secs_f64(),
    )
    .fetch_one(tx.conn())
    .await?;
    tx.wakes_workers();
    Ok(id)
}

/// A job whose attempt begins.
pub struct Started {
    pub kind: String,
    pub payload: Value,
    pub attempt: i32,
    /// The attempt began before and never ended: its process did.
    pub was_running: bool,
    /// Whoever caused it, where they are still there.
    pub person: Option<(UserId, Role)>,
    pub system: UserId,
}

/// Counts an attempt and says what is to be done; nothing where the job is over or not due.
pub async fn start(
    pool: &PgPool,
    organization: OrganizationId,
    job: JobId,
) -> Result<Option<Started>, sqlx::Error> {
    let row = sqlx::query!(
        r#"
        select kind as "kind!", payload as "payload!", attempt as "attempt!", was_running as "was_running!",
          person_id as "person_id: UserId", person_role as "person_role: Role", system_user_id as "system!: UserId"
        from app.start_job($1, $2)
        "#,
        organization.0,
        job.0,
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Started {
        kind: row.kind,
        payload: row.payload,
        attempt: row.attempt,
        was_running: row.was_running,
        person: row.person_id.zip(row.person_role),
        system: row.system,
    }))
}

/// Marks a job done by this attempt, in the transaction of its effect.
pub async fn finish(tx: &mut TenantTx, job: JobId, attempt: i32) -> AppResult<()> {
    let organization = tx.organization();
    let marked = sqlx::query!(
        "update jobs set state = 'done', ended_at = now(), last_error = null
         where organization_id = $1 and id = $2 and state = 'running' and attempts = $3",
        organization.0,
        job.0,
        attempt,
    )
    .execute(tx.conn())
    .await?;
    if marked.rows_affected() == 0 {
        return Err(AppError::Conflict {
            message: "This attempt at the job was given up on; what it did is undone.".into(),
        });
    }
    Ok(())
}

/// Notes that this attempt failed. The job is tried again after a while, or left for somebody to
/// look at where it was tried as often as it may be, or where another attempt makes no sense.
pub async fn fail(
    tx: &mut TenantTx,
    job: JobId,
    attempt: i32,
    error: &str,
    again_after: Option<Duration>,
) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        "update jobs set last_error = left($4, 500),
           state = case when attempts < max_attempts and $5::double precision is not null then 'waiting' else 'failed' end,
           run_at = now() + make_interval(secs => coalesce($5, 0)),
           ended_at = case when attempts < max_attempts and $5 is not null then null else now() end
         where organization_id = $1 and id = $2 and state = 'running' and attempts = $3",
        organization.0,
        job.0,
        attempt,
        error,
        again_after.map(|wait| wait.as_secs_f64()),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Removes the jobs that ended long ago: a week, or a quarter of a year where somebody had to look.
pub async fn forget_ended(tx: &mut TenantTx) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        "delete from jobs where organization_id = $1 and id in (
           select id from jobs
           where organization_id = $1 and ended_at < now() - case state when 'done' then interval '7 days' else interval '90 days' end
           order by ended_at limit $2)",
        organization.0,
        AT_ONCE,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Every live organisation, for what is scheduled in each.
pub async fn organizations(pool: &PgPool) -> Result<Vec<OrganizationId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select organization as "organization!: OrganizationId" from app.organizations_at_work() as organization"#
    )
    .fetch_all(pool)
    .await
}

/// Gives back the jobs that a worker has held for longer than any may take, and says how many.
pub async fn free_stuck(pool: &PgPool) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(r#"select app.free_stuck_jobs() as "freed!""#)
        .fetch_one(pool)
        .await
}
