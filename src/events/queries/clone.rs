//! An event once more, at another time.

use crate::accounts::roles::Permission;
use crate::error::{AppError, AppResult};
use crate::ids::{AgendaItemId, EventId};
use crate::media;
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};
use uuid::Uuid;

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
    media::queries::carry_cover(tx, id, copy).await?;
    Ok(copy)
}

/// Who works there, and the agenda.
async fn copy_around(tx: &mut TenantTx, id: EventId, copy: EventId) -> AppResult<()> {
    let organization = tx.organization();
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
    copy_rooms_and_tracks(tx, id, copy).await?;
    copy_agenda(tx, id, copy).await
}

/// Where things take place and what they have in common.
async fn copy_rooms_and_tracks(tx: &mut TenantTx, id: EventId, copy: EventId) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        r#"
        with rooms as (
          insert into event_rooms (organization_id, event_id, name, capacity, sort_order)
          select $1, $3, name, capacity, sort_order from event_rooms where organization_id = $1 and event_id = $2
        )
        insert into event_tracks (organization_id, event_id, name, color, sort_order)
        select $1, $3, name, color, sort_order from event_tracks where organization_id = $1 and event_id = $2
        "#,
        organization.0,
        id.0,
        copy.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The agenda, each item as long as it is and in the room of the same name, with those of its speakers who are still there. What
/// was cancelled stays behind.
async fn copy_agenda(tx: &mut TenantTx, id: EventId, copy: EventId) -> AppResult<()> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let items: Vec<Uuid> = sqlx::query_scalar!(
        r#"
        select id from event_agenda_items
        where organization_id = $1 and event_id = $2 and not is_deleted and status <> 'cancelled'
        order by start_time, id
        "#,
        organization.0,
        id.0,
    )
    .fetch_all(tx.conn())
    .await?;
    let copies: Vec<Uuid> = items.iter().map(|_| AgendaItemId::new().0).collect();
    sqlx::query!(
        r#"
        insert into event_agenda_items (organization_id, id, event_id, created_by, title, description, start_time, end_time,
          agenda_type, room_id, location, track_id, sort_order, metadata)
        select $1, pair.copy, $3, $4, i.title, i.description, begins.at, begins.at + (i.end_time - i.start_time),
          i.agenda_type, room_copy.id, i.location, track_copy.id, i.sort_order, i.metadata
        from events e
        join events c on c.organization_id = $1 and c.id = $3
        cross join lateral (
          select (c.start_date at time zone c.timezone) - (e.start_date at time zone e.timezone) as by
        ) as shift
        join event_agenda_items i on i.organization_id = $1 and i.event_id = e.id
        join unnest($5::uuid[], $6::uuid[]) as pair (id, copy) on pair.id = i.id
        cross join lateral (
          select ((i.start_time at time zone c.timezone) + shift.by) at time zone c.timezone as at
        ) as begins
        left join event_rooms room on room.organization_id = $1 and room.event_id = e.id and room.id = i.room_id
        left join event_rooms room_copy
          on room_copy.organization_id = $1 and room_copy.event_id = $3 and room_copy.name = room.name
        left join event_tracks track on track.organization_id = $1 and track.event_id = e.id and track.id = i.track_id
        left join event_tracks track_copy
          on track_copy.organization_id = $1 and track_copy.event_id = $3 and track_copy.name = track.name
        where e.organization_id = $1 and e.id = $2
        "#,
        organization.0,
        id.0,
        copy.0,
        me.0,
        &items,
        &copies,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        r#"
        insert into event_agenda_speakers (organization_id, item_id, user_id, contact_id, sort_order)
        select $1, pair.copy, s.user_id, s.contact_id, s.sort_order
        from unnest($2::uuid[], $3::uuid[]) as pair (id, copy)
        join event_agenda_speakers s on s.organization_id = $1 and s.item_id = pair.id
        left join users u on u.organization_id = $1 and u.id = s.user_id and u.is_active and not u.is_deleted
        left join contacts c on c.organization_id = $1 and c.id = s.contact_id and not c.is_deleted
        where u.id is not null or c.id is not null
        "#,
        organization.0,
        &items,
        &copies,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
