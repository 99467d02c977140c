//! What approvals need done in the background: whoever is asked is told, not once for each claim.

use super::queries;
use crate::accounts::roles::Permission;
use crate::jobs::kind::{Kind, Run, Running};
use crate::jobs::types::Queue;

/// Tells those whom claims ask that there is work.
pub const TELL: Kind = Kind::new("approvals/tell", Queue::Mail, Permission::ApproveExpenses, tell);

fn tell(run: Run) -> Running {
    Box::pin(async move {
        let mut tx = run.begin().await?;
        queries::tell_waiting(&mut tx).await?;
        run.finish(tx).await
    })
}

/// Reminds whoever is asked of claims that have waited for days, and tells substitutes that their days begin.
pub const REMIND: Kind = Kind::new(
    "approvals/remind",
    Queue::Mail,
    Permission::ApproveExpenses,
    remind,
);

fn remind(run: Run) -> Running {
    Box::pin(async move {
        let mut tx = run.begin().await?;
        queries::remind(&mut tx).await?;
        run.finish(tx).await
    })
}
