//! What notifications need done in the background: those that wait for each other are mailed, and what has expired is removed.

use super::queries;
use crate::accounts::roles::Permission;
use crate::jobs::kind::{Kind, Run, Running};
use crate::jobs::types::Queue;
use crate::jobs::worker::Organizations;
use sqlx::PgPool;

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

/// Mails what has waited for more of its kind.
pub const MAIL_NEWS: Kind = Kind::new(
    "notifications/mail",
    Queue::Mail,
    Permission::ViewAudit,
    mail_news,
);

fn mail_news(run: Run) -> Running {
    Box::pin(async move {
        let mut tx = run.begin().await?;
        queries::mail_news(&mut tx).await?;
        run.finish(tx).await
    })
}

/// Where news has waited long enough.
pub fn with_news(pool: PgPool) -> Organizations {
    Box::pin(async move { queries::organizations_with_news(&pool).await })
}
