//! What is done with events in the background.

use super::queries;
use crate::accounts::roles::Permission;
use crate::jobs::kind::{Kind, Run, Running};
use crate::jobs::types::Queue;
use std::time::Duration;

/// Forgets the events that are older than 90 days.
pub const FORGET: Kind = Kind {
    limit: Duration::from_secs(600),
    ..Kind::new(
        "analytics/forget",
        Queue::Analytics,
        Permission::ViewAudit,
        forget,
    )
};

fn forget(run: Run) -> Running {
    Box::pin(async move {
        loop {
            let mut tx = run.begin().await?;
            if !queries::forget_old(&mut tx).await? {
                return run.finish(tx).await;
            }
            tx.commit().await?;
        }
    })
}
