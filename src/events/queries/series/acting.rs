//! What is done to an event of a series and those that begin after it.

use super::super::reach::{Reach, allowed};
use super::super::{cancel, set_status};
use super::take;
use crate::accounts::roles::Permission;
use crate::error::{AppError, AppResult};
use crate::events::types::{DeletedSeries, EventStatus};
use crate::ids::{DeletionId, EventId, SeriesId};
use crate::tenancy::TenantTx;

/// Moves those of an event and the ones after it to another status that can be moved there. Answers how many were.
///
/// # Errors
/// If the event may not be changed; and where none can be moved there, why this one cannot.
pub async fn move_following(
    tx: &mut TenantTx,
    id: EventId,
    to: EventStatus,
    reason: Option<&str>,
    tell: bool,
) -> AppResult<usize> {
    let series = take(tx, id).await?;
    let mut found = following(tx, series, id).await?;
    found.retain(|one| one.status.moves().contains(&to) && !(one.is_over && needs_time(to)));
    if found.is_empty() {
        set_status(tx, id, to, reason).await?;
    }
    for one in &found {
        // One by one, so that whoever comes is told as of any other event.
        if tell && to == EventStatus::Cancelled {
            cancel(tx, one.id, reason).await?;
        } else {
            set_status(tx, one.id, to, reason).await?;
        }
    }
    Ok(found.len())
}

/// What is over is not moved there.
const fn needs_time(to: EventStatus) -> bool {
    matches!(to, EventStatus::Published | EventStatus::Ongoing)
}

struct Following {
    id: EventId,
    status: EventStatus,
    is_over: bool,
}

/// The event and those of its series after it that whoever acts may change, taken by id and told by when they begin.
async fn following(tx: &mut TenantTx, series: SeriesId, id: EventId) -> AppResult<Vec<Following>> {
    let reach = Reach::of(tx, Permission::EditEvents)?;
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        with taken as (
          select e.id, e.start_date, e.end_date, e.status from events e
          where e.organization_id = $1 and e.series_id = $2 and not e.is_deleted and ($4::uuid is null or e.created_by = $4)
            and (e.start_date, e.id) >= (select f.start_date, f.id from events f where f.organization_id = $1 and f.id = $3)
          order by e.id
          for no key update of e
        )
        select id as "id: EventId", status as "status: EventStatus", end_date <= now() as "is_over!"
        from taken order by start_date, id
        "#,
        organization.0,
        series.0,
        id.0,
        reach.person(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Following {
            id: row.id,
            status: row.status,
            is_over: row.is_over,
        })
        .collect())
}

/// Moves an event and those after it to the trash, with all that belongs to them: together, so that they come back together.
///
/// # Errors
/// If the event is not there, in no series, or may not be changed.
pub async fn delete_following(tx: &mut TenantTx, id: EventId) -> AppResult<DeletedSeries> {
    let series = take(tx, id).await?;
    let found = following(tx, series, id).await?;
    let (organization, deletion_id) = (tx.organization(), DeletionId::new());
    let ids: Vec<_> = found.iter().map(|one| one.id.0).collect();
    let titles = sqlx::query!(
        r#"
        update events set is_deleted = true, deleted_at = now(), deletion_id = $3
        where organization_id = $1 and id = any ($2) and not is_deleted
        returning id as "id: EventId", title
        "#,
        organization.0,
        &ids,
        deletion_id.0,
    )
    .fetch_all(tx.conn())
    .await?;
    sqlx::query!(
        r#"
        with attendees as (
          update event_attendees set is_deleted = true, deleted_at = now(), deletion_id = $3
          where organization_id = $1 and event_id = any ($2) and not is_deleted
        )
        update event_agenda_items set is_deleted = true, deleted_at = now(), deletion_id = $3
        where organization_id = $1 and event_id = any ($2) and not is_deleted
        "#,
        organization.0,
        &ids,
        deletion_id.0,
    )
    .execute(tx.conn())
    .await?;
    let count = titles.len();
    let title = titles
        .into_iter()
        .find(|one| one.id == id)
        .map(|one| one.title)
        .ok_or(AppError::NotFound)?;
    Ok(DeletedSeries { title, count })
}

/// Takes an event out of the trash, and all events that went there with it. Those that are not there any more stay as they are.
/// Answers how many came back.
///
/// # Errors
/// If it is not there, or may not be changed.
pub async fn restore_together(tx: &mut TenantTx, id: EventId) -> AppResult<usize> {
    let reach = Reach::of(tx, Permission::EditEvents)?;
    let organization = tx.organization();
    let deletion = sqlx::query_scalar!(
        r#"
        select deletion_id as "deletion_id!" from events
        where organization_id = $1 and id = $2 and is_deleted and deletion_id is not null
          and ($3::uuid is null or created_by = $3)
        "#,
        organization.0,
        id.0,
        reach.person(),
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(deletion) = deletion else {
        allowed(tx, id).await?;
        return Ok(0);
    };
    let restored = sqlx::query_scalar!(
        r#"
        update events set is_deleted = false, deleted_at = null, deletion_id = null
        where organization_id = $1 and is_deleted and deletion_id = $2 and ($3::uuid is null or created_by = $3)
        returning id
        "#,
        organization.0,
        deletion,
        reach.person(),
    )
    .fetch_all(tx.conn())
    .await?;
    sqlx::query!(
        r#"
        with attendees as (
          update event_attendees set is_deleted = false, deleted_at = null, deletion_id = null
          where organization_id = $1 and event_id = any ($2) and is_deleted and deletion_id = $3
        )
        update event_agenda_items set is_deleted = false, deleted_at = null, deletion_id = null
        where organization_id = $1 and event_id = any ($2) and is_deleted and deletion_id = $3
        "#,
        organization.0,
        &restored,
        deletion,
    )
    .execute(tx.conn())
    .await?;
    Ok(restored.len())
}

/// Takes an event out of its series: from then on it is an event like any other. One that is in none stays as it is.
///
/// # Errors
/// If it is not there, or may not be changed.
pub async fn leave(tx: &mut TenantTx, id: EventId) -> AppResult<()> {
    allowed(tx, id).await?;
    let organization = tx.organization();
    sqlx::query!(
        r#"
        update events set series_id = null, series_position = null, series_own = '{}'
        where organization_id = $1 and id = $2 and not is_deleted and series_id is not null
        "#,
        organization.0,
        id.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
