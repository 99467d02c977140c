//! An event once more, at another time.

use crate::accounts::roles::Permission;
use crate::error::{AppError, AppResult};
use crate::ids::EventId;
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};

/// Makes a draft of all that an event is but its attendees: what it says, who works there, and its agenda, moved with it by the
/// clock of its time zone, so that what begins at nine begins at nine.
///
/// # Errors
/// If there is no such event, or whoever acts may add none.
pub async fn clone_event(
    tx: &mut TenantTx,
    id: EventId,
    title: &str,
    start: DateTime<Utc>,
) -> AppResult<EventId> {
    if tx.scope_of(Permission::EditEvents).is_none() {
        return Err(AppError::Forbidden);
    }
    let (organization, me, copy) = (tx.organization(), tx.user()?, EventId::new());
    let made = sqlx::query!(
        r#"
        insert into events (organization_id, id, created_by, title, description, event_type, start_date, end_date, timezone,
          location, venue, venue_details, budget, currency, max_attendees, registration_url, settings)
        select $1, $3, $4, $5, description, event_type, $6,
          ((($6 at time zone timezone) + ((end_date at time zone timezone) - (start_date at time zone timezone)))
            at time zone timezone), timezone,
          location, venue, venue_details, budget, currency, max_attendees, registration_url, settings
        from events
        where organization_id = $1 and id = $2 and not is_deleted
        "#,
        organization.0,
        id.0,
        copy.0,
        me.0,
        title,
        start,
    )
    .execute(tx.conn())
    .await?;
    if made.rows_affected() == 0 {
        return Err(AppError::NotFound);
    }
    copy_around(tx, id, copy).await?;
    Ok(copy)
}

/// Who works there, and the agenda.
async fn copy_around(tx: &mut TenantTx, id: EventId, copy: EventId) -> AppResult<()> {
    let (organization, me) = (tx.organization(), tx.user()?);
    sqlx::query!(
        r#"
        insert into event_staff (organization_id, event_id, user_id)
        select $1, $3, s.user_id
        from event_staff s
        join users u on u.organization_id = $1 and u.id = s.user_id and u.is_active and not u.is_deleted
        where s.organization_id = $1 and s.event_id = $2
        "#,
        organization.0,
        id.0,
        copy.0,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        r#"
        insert into event_agenda_items (organization_id, event_id, created_by, title, description, start_time, end_time,
          agenda_type, location, speaker_id, sort_order, metadata)
        select $1, $3, $4, i.title, i.description,
          ((i.start_time at time zone c.timezone) + shift.by) at time zone c.timezone,
          ((i.end_time at time zone c.timezone) + shift.by) at time zone c.timezone,
          i.agenda_type, i.location, i.speaker_id, i.sort_order, i.metadata
        from events e
        join events c on c.organization_id = $1 and c.id = $3
        cross join lateral (
          select (c.start_date at time zone c.timezone) - (e.start_date at time zone e.timezone) as by
        ) as shift
        join event_agenda_items i on i.organization_id = $1 and i.event_id = e.id and not i.is_deleted
        where e.organization_id = $1 and e.id = $2
        "#,
        organization.0,
        id.0,
        copy.0,
        me.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
