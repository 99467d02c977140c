//! Jobs, as a browser may ask for them.

use super::types::{JobList, JobState};
use crate::calls::Change;
use crate::error::AppError;
use crate::ids::JobId;
use leptos::prelude::*;

/// Every queue, and some of the jobs in one state; `after` is the last of the page before.
#[server(prefix = "/fn", endpoint = "jobs/list")]
pub async fn list_jobs(
    state: JobState,
    #[server(default)] after: Option<JobId>,
) -> Result<JobList, AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewAudit).await?;
    let list = queries::list(&mut tx, state, after).await?;
    tx.commit().await?;
    Ok(list)
}

/// Queues a job again that failed or was let be.
#[server(prefix = "/fn", endpoint = "jobs/retry", client = Change)]
pub async fn retry_job(job_id: JobId) -> Result<(), AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewAudit).await?;
    queries::retry(&mut tx, job_id).await?;
    tx.commit().await
}

/// Lets a job be that failed, or that waits.
#[server(prefix = "/fn", endpoint = "jobs/discard", client = Change)]
pub async fn discard_job(job_id: JobId) -> Result<(), AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewAudit).await?;
    queries::discard(&mut tx, job_id).await?;
    tx.commit().await
}
