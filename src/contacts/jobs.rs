//! What contacts need done in the background.

use super::queries;
use crate::accounts::roles::Permission;
use crate::jobs::kind::{Kind, Run, Running};
use crate::jobs::types::Queue;
use crate::jobs::worker::Organizations;
use sqlx::PgPool;

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
        let mut tx = run.begin().await?;
        queries::remove_expired(&mut tx).await?;
        run.finish(tx).await
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
