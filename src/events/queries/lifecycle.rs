//! Where an event stands, and how it is moved on.

use super::reach::{Reach, allowed};
use super::telling;
use crate::accounts::roles::Permission;
use crate::attendees;
use crate::error::{AppError, AppResult};
use crate::events::types::EventStatus;
use crate::ids::{EventId, OrganizationId};
use crate::tenancy::TenantTx;
use sqlx::PgPool;

/// Moves an event to another status from wherever that is a move; one that is there already stays. `reason` is what those who
/// were coming are told of a cancelled one.
///
/// # Errors
/// If the event may not be changed, or cannot be moved there from where it is by now.
pub async fn set_status(
    tx: &mut TenantTx,
    id: EventId,
    to: EventStatus,
    reason: Option<&str>,
) -> AppResult<()> {
    let is_moved = moved(tx, id, to, reason).await?;
    if is_moved && to == EventStatus::Draft {
        telling::take_back(tx, id).await?;
    }
    Ok(())
}

/// The same, and whether it was elsewhere before.
pub(super) async fn moved(
    tx: &mut TenantTx,
    id: EventId,
    to: EventStatus,
    reason: Option<&str>,
) -> AppResult<bool> {
    let reach = Reach::of(tx, Permission::EditEvents)?;
    let organization = tx.organization();
    let origins: Vec<String> = to.origins().into_iter().map(str::to_owned).collect();
    let moved = sqlx::query!(
        r#"
        update events set status = $3, cancelled_reason = case when $3 = 'cancelled' then $4 end
        where organization_id = $1 and id = $2 and not is_deleted and status = any ($5)
          and ($6::uuid is null or created_by = $6)
          and ($3 not in ('published', 'ongoing') or end_date > now())
        "#,
        organization.0,
        id.0,
        to.as_str(),
        reason,
        &origins,
        reach.person(),
    )
    .execute(tx.conn())
    .await?;
    if moved.rows_affected() > 0 {
        // What was freed while it was over, or called off, waits for those who wait.
        attendees::queries::fill_places(tx, id, None).await?;
        return Ok(true);
    }
    allowed(tx, id).await?;
    let now = status(tx, id).await?;
    if now == to {
        return Ok(false);
    }
    let message = if now.moves().contains(&to) {
        "This event is over: change when it ends first.".to_owned()
    } else {
        format!("This event is {} by now.", now.label().to_lowercase())
    };
    Err(AppError::Conflict { message })
}

async fn status(tx: &mut TenantTx, id: EventId) -> AppResult<EventStatus> {
    let organization = tx.organization();
    sqlx::query_scalar!(
        r#"select status as "status: EventStatus" from events where organization_id = $1 and id = $2 and not is_deleted"#,
        organization.0,
        id.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)
}

/// The organisations in which an event has begun or ended that does not say so yet.
///
/// # Errors
/// If the database cannot be reached.
pub async fn organizations_with_due_events(pool: &PgPool) -> Result<Vec<OrganizationId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select organization as "organization!: OrganizationId" from app.organizations_with_due_events() as organization"#
    )
    .fetch_all(pool)
    .await
}

/// Moves on what has begun or ended: a published event is ongoing from its start, and completed from its end.
///
/// # Errors
/// If the database cannot be reached.
pub async fn move_on(tx: &mut TenantTx) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        r#"
        update events set status = case when end_date <= now() then 'completed' else 'ongoing' end
        where organization_id = $1 and not is_deleted
          and (status = 'published' and start_date <= now() or status = 'ongoing' and end_date <= now())
        "#,
        organization.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
