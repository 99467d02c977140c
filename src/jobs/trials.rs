//! A kind of job for tests: it does one visible thing, fails, breaks off or takes its process with
//! it. Never in a shipped binary.

use super::kind::{Acting, Kind, Run, Running};
use super::types::Queue;
use crate::accounts::roles::Permission;
use crate::error::AppError;
use crate::tenancy::TenantTx;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// For the system user.
pub const TRIAL: Kind = Kind {
    patience: Duration::from_millis(100),
    attempts: 4,
    limit: Duration::from_secs(5),
    ..Kind::new("jobs/trial", Queue::Matching, Permission::ViewContacts, run)
};

/// For whoever caused it.
pub const PERSONAL_TRIAL: Kind = Kind {
    acting: Acting::AsPerson,
    ..Kind::new(
        "jobs/personal_trial",
        Queue::Matching,
        Permission::DeleteContacts,
        run,
    )
};

/// For the kill test: patient enough with processes that end.
pub const STURDY_TRIAL: Kind = Kind {
    patience: Duration::from_millis(100),
    attempts: 100,
    ..Kind::new(
        "jobs/sturdy_trial",
        Queue::Analytics,
        Permission::ViewContacts,
        run,
    )
};

/// What a trial does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deed {
    /// Leaves a mark, and is done.
    Mark,
    /// Leaves a mark, fails the first time, and would leave another the second.
    FailOnce,
    Fail,
    /// Fails in a way that another attempt cannot mend.
    FailForGood,
    Panic,
    /// Ends its process.
    Abort,
}

/// What a trial is queued with.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Trial {
    pub deed: Deed,
    /// Tells its mark from the others'.
    pub number: i32,
    /// How long it dawdles between its mark and its end.
    pub millis: u64,
}

fn run(run: Run) -> Running {
    Box::pin(async move {
        let trial: Trial = run.payload()?;
        let mut tx = run.begin().await?;
        mark(&mut tx, trial.number).await?;
        tokio::time::sleep(Duration::from_millis(trial.millis)).await;
        match trial.deed {
            Deed::Fail => return Err(conflict()),
            Deed::FailOnce if run.attempt() == 1 => return Err(conflict()),
            Deed::FailForGood => return Err(AppError::NotFound),
            Deed::Panic => std::panic::resume_unwind(Box::new("on purpose")),
            Deed::Abort => std::process::abort(),
            Deed::Mark | Deed::FailOnce => {}
        }
        run.finish(tx).await
    })
}

fn conflict() -> AppError {
    AppError::Conflict {
        message: "Not this time.".into(),
    }
}

/// Leaves a mark that can be counted: a notification to whoever acts.
async fn mark(tx: &mut TenantTx, number: i32) -> Result<(), AppError> {
    let (organization, user) = (tx.organization(), tx.user()?);
    sqlx::query(
        "insert into notifications (organization_id, user_id, kind, title, message) values ($1, $2, 'assigned', $3, 'done')",
    )
    .bind(organization)
    .bind(user)
    .bind(format!("Trial {number}"))
    .execute(tx.conn())
    .await?;
    Ok(())
}
