//! What notifications need done in the background: what has expired is removed.

use super::queries;
use crate::accounts::roles::Permission;
use crate::jobs::kind::{Kind, Run, Running};
use crate::jobs::types::Queue;

/// Removes what has expired.
pub const FORGET: Kind = Kind::new(
    "notifications/forget",
    Queue::Cleanup,
    Permission::ViewAudit,
    forget,
);

fn forget(run: Run) -> Running {
    Box::pin(async move {
        let mut tx = run.begin().await?;
        queries::forget_expired(&mut tx).await?;
        run.finish(tx).await
    })
}
