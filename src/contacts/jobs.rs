//! What contacts need done in the background.

use super::queries;
use crate::accounts::roles::Permission;
use crate::jobs::kind::{Kind, Run, Running};
use crate::jobs::types::Queue;

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
