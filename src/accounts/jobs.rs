//! What accounts need done on the clock.

use super::queries;
use crate::error::AppResult;
use crate::jobs::worker::Scheduled;
use sqlx::PgPool;

/// Removes the sessions, attempts, forms and browsers that have run out. They stand in tables
/// without a tenant, so this is no organisation's job.
pub fn remove_expired(pool: PgPool) -> Scheduled {
    Box::pin(async move {
        queries::remove_expired(&pool).await?;
        AppResult::Ok(())
    })
}
