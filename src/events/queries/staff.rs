//! Who works at an event.

use super::reach::allowed;
use crate::error::{AppError, AppResult};
use crate::ids::{EventId, UserId};
use crate::tenancy::TenantTx;

/// Assigns a colleague to an event. One who is assigned already stays so.
///
/// # Errors
/// If the event may not be changed, or there is no such active colleague.
pub async fn assign(tx: &mut TenantTx, id: EventId, user: UserId) -> AppResult<()> {
    allowed(tx, id).await?;
    let organization = tx.organization();
    let is_there = sqlx::query_scalar!(
        r#"
        with colleague as (
          select id from users
          where organization_id = $1 and id = $3 and is_active and not is_deleted and role <> 'system'
        ), assigned as (
          insert into event_staff (organization_id, event_id, user_id) select $1, $2, id from colleague
          on conflict on constraint event_staff_unique do nothing
        )
        select exists (select from colleague) as "is_there!"
        "#,
        organization.0,
        id.0,
        user.0,
    )
    .fetch_one(tx.conn())
    .await?;
    if is_there {
        Ok(())
    } else {
        Err(AppError::field("user_id", "Choose an active colleague."))
    }
}

/// Takes a colleague off an event. One who is not assigned stays so.
///
/// # Errors
/// If the event may not be changed.
pub async fn unassign(tx: &mut TenantTx, id: EventId, user: UserId) -> AppResult<()> {
    allowed(tx, id).await?;
    let organization = tx.organization();
    sqlx::query!(
        "delete from event_staff where organization_id = $1 and event_id = $2 and user_id = $3",
        organization.0,
        id.0,
        user.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
