//! What events need done in the background.

use super::queries;
use crate::accounts::roles::Permission;
use crate::agenda;
use crate::ids::{ContactId, EventNoticeId};
use crate::jobs::kind::{Kind, Run, Running};
use crate::jobs::queries::{When, add};
use crate::jobs::types::Queue;
use crate::jobs::worker::Organizations;
use serde::{Deserialize, Serialize};
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

/// Writes to contacts who were coming to an event that was cancelled, some at a time.
pub const TELL_GUESTS: Kind = Kind::new(
    "events/tell_guests",
    Queue::Mail,
    Permission::EditEvents,
    tell_guests,
);

/// How far that has come.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Telling {
    pub notice: EventNoticeId,
    /// The last who was written to.
    pub after: Option<ContactId>,
}

fn tell_guests(run: Run) -> Running {
    Box::pin(async move {
        let Telling { notice, after } = run.payload()?;
        let mut tx = run.begin().await?;
        let last = queries::tell_guests(&mut tx, notice, after).await?;
        if last.is_some() {
            let rest = Telling { notice, after: last };
            add(&mut tx, &TELL_GUESTS, &rest, When::default()).await?;
        }
        run.finish(tx).await
    })
}

/// Where something has begun or ended.
pub fn with_due_events(pool: PgPool) -> Organizations {
    Box::pin(async move { queries::organizations_with_due_events(&pool).await })
}
