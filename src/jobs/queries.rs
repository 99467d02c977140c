//! All SQL of jobs, but that of the library which hands them to workers.

use super::kind::Kind;
use super::types::{JobList, JobRow, JobState, Queue, QueueCounts};
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

/// Queues jobs of a kind, one for each payload, in the transaction that causes them.
pub async fn add_all(tx: &mut TenantTx, kind: &Kind, payloads: &[impl Serialize]) -> AppResult<()> {
    let payloads: Result<Vec<Value>, _> = payloads.iter().map(serde_json::to_value).collect();
    let payloads = payloads.map_err(|error| AppError::internal(&error))?;
    let organization = tx.organization();
    sqlx::query!(
        "insert into jobs (organization_id, queue, kind, payload, priority, max_attempts)
         select $1, $2, $3, payload, $5, $6 from unnest($4::jsonb[]) as payload",
        organization.0,
        kind.queue.as_str(),
        kind.name,
        &payloads,
        kind.priority,
        kind.attempts,
    )
    .execute(tx.conn())
    .await?;
    tx.wakes_workers();
    Ok(())
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
           where organization_id = $1 and ended_at < now() - interval '7 days'
             and (state = 'done' or ended_at < now() - interval '90 days')
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

/// How many jobs stand on a page of them.
const PAGE: i64 = 50;

/// Every queue, and the jobs in one state: those due next first where they wait, the latest first
/// otherwise; `after` is the last of the page before.
pub async fn list(tx: &mut TenantTx, state: JobState, after: Option<JobId>) -> AppResult<JobList> {
    let queues = counts(tx).await?;
    let organization = tx.organization();
    let mut rows = sqlx::query_as!(
        JobRow,
        r#"
        select j.id as "id: JobId", j.kind, j.queue as "queue: Queue", j.state as "state: JobState", j.attempts, j.max_attempts,
          coalesce(j.ended_at, case when j.state = 'running' then j.started_at end, j.run_at) as "at!",
          nullif(person.first_name || ' ' || person.last_name, '') as caused_by, j.last_error as error
        from jobs j
        left join users person on person.organization_id = $1 and person.id = j.created_by and person.role <> 'system'
        where j.organization_id = $1 and j.state = $2
          and ($3::uuid is null
            or (case when $2 = 'waiting' then
                  (j.run_at, j.id) > (select run_at, id from jobs where organization_id = $1 and id = $3)
                else (j.run_at, j.id) < (select run_at, id from jobs where organization_id = $1 and id = $3) end))
        order by case when $2 = 'waiting' then j.run_at end, case when $2 = 'waiting' then j.id end,
          case when $2 <> 'waiting' then j.run_at end desc, case when $2 <> 'waiting' then j.id end desc
        limit $4
        "#,
        organization.0,
        state.as_str(),
        after.map(|id| id.0),
        PAGE + 1,
    )
    .fetch_all(tx.conn())
    .await?;
    let has_more = i64::try_from(rows.len()).unwrap_or_default() > PAGE;
    rows.truncate(usize::try_from(PAGE).unwrap_or_default());
    let next = rows.last().filter(|_| has_more).map(|row| row.id);
    Ok(JobList { queues, rows, next })
}

async fn counts(tx: &mut TenantTx) -> AppResult<Vec<QueueCounts>> {
    let organization = tx.organization();
    let counted = sqlx::query_as!(
        QueueCounts,
        r#"
        select queue as "queue: Queue", count(*) filter (where state = 'waiting') as "waiting!",
          count(*) filter (where state = 'running') as "running!", count(*) filter (where state = 'failed') as "failed!",
          count(*) filter (where state = 'discarded') as "discarded!", count(*) filter (where state = 'done') as "done!"
        from jobs
        where organization_id = $1 and (state <> 'done' or ended_at > now() - interval '1 day')
        group by queue
        "#,
        organization.0,
    )
    .fetch_all(tx.conn())
    .await?;
    let of = |queue: Queue| {
        let found = counted.iter().find(|counts| counts.queue == queue).copied();
        found.unwrap_or(QueueCounts {
            queue,
            waiting: 0,
            running: 0,
            failed: 0,
            discarded: 0,
            done: 0,
        })
    };
    Ok(Queue::ALL.iter().copied().map(of).collect())
}

/// Queues a job again that failed or was let be: at once, and for a few attempts more.
pub async fn retry(tx: &mut TenantTx, job: JobId) -> AppResult<()> {
    let organization = tx.organization();
    let queued = sqlx::query!(
        "update jobs set state = 'waiting', ended_at = null, run_at = now(), max_attempts = least(attempts + 3, 1000)
         where organization_id = $1 and id = $2 and state in ('failed', 'discarded')",
        organization.0,
        job.0,
    )
    .execute(tx.conn())
    .await?;
    tx.wakes_workers();
    explain(
        tx,
        job,
        queued.rows_affected(),
        "This job is not one that failed, or somebody has queued it again already.",
    )
    .await
}

/// Lets a job be that failed, or that waits for another attempt.
pub async fn discard(tx: &mut TenantTx, job: JobId) -> AppResult<()> {
    let organization = tx.organization();
    let discarded = sqlx::query!(
        "update jobs set state = 'discarded', ended_at = now()
         where organization_id = $1 and id = $2 and state in ('failed', 'waiting')",
        organization.0,
        job.0,
    )
    .execute(tx.conn())
    .await?;
    explain(
        tx,
        job,
        discarded.rows_affected(),
        "This job is being run, or it is over.",
    )
    .await
}

/// Why nothing was changed, where nothing was.
async fn explain(tx: &mut TenantTx, job: JobId, changed: u64, why: &str) -> AppResult<()> {
    if changed > 0 {
        return Ok(());
    }
    let organization = tx.organization();
    sqlx::query_scalar!(
        "select id from jobs where organization_id = $1 and id = $2",
        organization.0,
        job.0,
    )
    .fetch_one(tx.conn())
    .await?;
    Err(AppError::Conflict { message: why.into() })
}
