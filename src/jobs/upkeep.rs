//! What jobs themselves need done: those that ended long ago are forgotten.

use super::kind::{Kind, Run, Running};
use super::queries;
use super::types::Queue;
use crate::accounts::roles::Permission;

/// Forgets the jobs that ended long ago.
pub const FORGET: Kind = Kind::new("jobs/forget", Queue::Cleanup, Permission::ViewAudit, forget);

fn forget(run: Run) -> Running {
    Box::pin(async move {
        let mut tx = run.begin().await?;
        queries::forget_ended(&mut tx).await?;
        run.finish(tx).await
    })
}
