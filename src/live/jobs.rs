//! What live updates need done in the background.

use super::queries;
use crate::accounts::roles::Permission;
use crate::jobs::kind::{Kind, Run, Running};
use crate::jobs::types::Queue;

/// Forgets who looked at what, where their browser ended without saying so.
pub const FORGET_VIEWINGS: Kind = Kind::new(
    "live/forget_viewings",
    Queue::Cleanup,
    Permission::ViewContacts,
    forget_viewings,
);

fn forget_viewings(run: Run) -> Running {
    Box::pin(async move {
        let mut tx = run.begin().await?;
        queries::forget_viewings(&mut tx).await?;
        run.finish(tx).await
    })
}
