//! What contacts need done in the background.

use super::queries;
use crate::accounts::roles::Permission;
use crate::ids::BulkChangeId;
use crate::jobs::kind::{Acting, Kind, Run, Running};
use crate::jobs::types::Queue;
use crate::jobs::worker::Organizations;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use std::time::Duration;

/// Changes a portion of more contacts than one request changes, as whoever asked for it may by then.
pub const CHANGE_MANY: Kind = of_many("contacts/change_many", change_many);

/// Takes such a change back, a portion at a time.
pub const UNDO_MANY: Kind = of_many("contacts/undo_many", undo_many);

const fn of_many(name: &'static str, run: fn(Run) -> Running) -> Kind {
    Kind {
        acting: Acting::AsPerson,
        patience: Duration::from_secs(2),
        ..Kind::new(name, Queue::Matching, Permission::EditContacts, run)
    }
}

/// Which change a job goes on with.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Many {
    pub bulk_change: BulkChangeId,
}

fn change_many(run: Run) -> Running {
    Box::pin(async move {
        let many: Many = run.payload()?;
        let mut tx = run.begin().await?;
        queries::change_some(&mut tx, many.bulk_change).await?;
        run.finish(tx).await
    })
}

fn undo_many(run: Run) -> Running {
    Box::pin(async move {
        let many: Many = run.payload()?;
        let mut tx = run.begin().await?;
        queries::undo_some(&mut tx, many.bulk_change).await?;
        run.finish(tx).await
    })
}

/// Removes the changes of many contacts that can no longer be undone, and with them what stood
/// there before.
pub const FORGET_BULK_CHANGES: Kind = Kind::new(
    "contacts/forget_bulk_changes",
    Queue::Cleanup,
    Permission::EditContacts,
    forget_bulk_changes,
);

fn forget_bulk_changes(run: Run) -> Running {
    Box::pin(async move {
        loop {
            let mut tx = run.begin().await?;
            if !queries::remove_expired(&mut tx).await? {
                return run.finish(tx).await;
            }
            tx.commit().await?;
        }
    })
}

/// Reminds people of what they have planned.
pub const REMIND: Kind = Kind::new("contacts/remind", Queue::Mail, Permission::ViewContacts, remind);

fn remind(run: Run) -> Running {
    Box::pin(async move {
        let mut tx = run.begin().await?;
        queries::remind(&mut tx).await?;
        run.finish(tx).await
    })
}

/// Where there is somebody to remind.
pub fn with_reminders(pool: PgPool) -> Organizations {
    Box::pin(async move { queries::organizations_with_reminders(&pool).await })
}
