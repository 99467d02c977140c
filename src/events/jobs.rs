//! What events need done in the background.

use super::queries;
use crate::accounts::roles::Permission;
use crate::agenda;
use crate::jobs::kind::{Kind, Run, Running};
use crate::jobs::types::Queue;
use crate::jobs::worker::Organizations;
use sqlx::PgPool;

/// Moves on what has begun or ended.
pub const MOVE_ON: Kind = Kind::new("events/move_on", Queue::Cleanup, Permission::EditEvents, move_on);

fn move_on(run: Run) -> Running {
    Box::pin(async move {
        let mut tx = run.begin().await?;
        queries::move_on(&mut tx).await?;
        // After the events: what begins with its event is moved on with it.
        agenda::queries::move_on(&mut tx).await?;
        run.finish(tx).await
    })
}

/// Where something has begun or ended.
pub fn with_due_events(pool: PgPool) -> Organizations {
    Box::pin(async move { queries::organizations_with_due_events(&pool).await })
}
