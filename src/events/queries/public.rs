//! What everybody is shown of an event who has its address.

use super::reach::{Reach, allowed};
use crate::accounts::roles::Permission;
use crate::agenda::types::{AgendaType, ItemStatus, TrackColor};
use crate::db::OnConstraint;
use crate::error::{AppError, AppResult};
use crate::events::types::{
    EventStatus, EventType, PublicAddress, PublicEvent, PublicItem, Span, VenueDetails,
};
use crate::ids::{AgendaItemId, EventId, OrganizationId, RoomId};
use crate::media;
use crate::tenancy::TenantTx;
use crate::ui::time::Zone;
use sqlx::PgPool;
use sqlx::types::Json;

/// The event that is shown at an address, and whose it is.
///
/// # Errors
/// `NotFound` where none is: a draft is shown to nobody.
pub async fn at(pool: &PgPool, address: &str) -> AppResult<(OrganizationId, EventId)> {
    if !PublicAddress::can_be(address) {
        return Err(AppError::NotFound);
    }
    let found = sqlx::query!(
        r#"
        select organization_id as "organization!: OrganizationId", event_id as "event!: EventId"
        from app.find_public_event($1)
        "#,
        address,
    )
    .fetch_optional(pool)
    .await?
    .ok_or(AppError::NotFound)?;
    Ok((found.organization, found.event))
}

/// What is announced of an event, with its programme.
///
/// # Errors
/// `NotFound` for a draft, and for one that is gone.
pub async fn find(tx: &mut TenantTx, id: EventId) -> AppResult<PublicEvent> {
    let organization = tx.organization();
    let row = sqlx::query!(
        r#"
        select o.name as organization, e.title, e.description, e.event_type as "event_type: EventType",
          e.status as "status: EventStatus", e.cancelled_reason, e.start_date, e.end_date, e.timezone, e.location, e.venue,
          e.venue_details as "venue_details: Json<VenueDetails>", e.registration_url, e.public_address
        from events e join organizations o on o.id = e.organization_id
        where e.organization_id = $1 and e.id = $2 and not e.is_deleted and e.status <> 'draft'
        "#,
        organization.0,
        id.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    Ok(PublicEvent {
        organization: row.organization,
        title: row.title,
        description: row.description,
        event_type: row.event_type,
        status: row.status,
        cancelled_reason: row.cancelled_reason,
        span: Span {
            start: row.start_date,
            end: row.end_date,
            zone: Zone::named(&row.timezone).unwrap_or_else(Zone::utc),
        },
        location: row.location,
        venue: row.venue,
        venue_details: row.venue_details.0,
        registration_url: row.registration_url,
        address: PublicAddress::stored(row.public_address),
        cover: media::queries::cover_of_announced(tx, id).await?,
        items: items(tx, id).await?,
    })
}

async fn items(tx: &mut TenantTx, id: EventId) -> AppResult<Vec<PublicItem>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        with speakers as (
          select s.item_id, jsonb_agg(coalesce(u.first_name || ' ' || u.last_name, c.first_name || ' ' || c.last_name)
            order by s.sort_order, s.id) as names
          from event_agenda_items i
          join event_agenda_speakers s on s.organization_id = $1 and s.item_id = i.id
          left join users u on u.organization_id = $1 and u.id = s.user_id
          left join contacts c on c.organization_id = $1 and c.id = s.contact_id
          where i.organization_id = $1 and i.event_id = $2 and not i.is_deleted
          group by s.item_id
        )
        select i.id as "id: AgendaItemId", i.title, i.description, i.start_time, i.end_time,
          i.agenda_type as "agenda_type: AgendaType", i.status as "status: ItemStatus", i.location,
          room.id as "room_id?: RoomId", room.name as "room?", track.name as "track?", track.color as "color?: TrackColor",
          coalesce(speakers.names, '[]') as "speakers!: Json<Vec<String>>"
        from event_agenda_items i
        left join event_rooms room on room.organization_id = $1 and room.id = i.room_id
        left join event_tracks track on track.organization_id = $1 and track.id = i.track_id
        left join speakers on speakers.item_id = i.id
        where i.organization_id = $1 and i.event_id = $2 and not i.is_deleted
        order by i.start_time, i.end_time, room.sort_order, i.id
        "#,
        organization.0,
        id.0,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| PublicItem {
            id: row.id,
            title: row.title,
            description: row.description,
            start: row.start_time,
            end: row.end_time,
            agenda_type: row.agenda_type,
            is_cancelled: row.status == ItemStatus::Cancelled,
            room: row.room_id.zip(row.room),
            location: row.location,
            track: row.track.zip(row.color),
            speakers: row.speakers.0,
        })
        .collect())
}

/// Gives an event another address, from which on the old one leads nowhere; one that nobody guesses where none was chosen.
///
/// # Errors
/// If the event may not be changed, or the address is another event's.
pub async fn set_address(tx: &mut TenantTx, id: EventId, address: Option<&PublicAddress>) -> AppResult<()> {
    let reach = Reach::of(tx, Permission::EditEvents)?;
    let organization = tx.organization();
    let changed = sqlx::query!(
        r#"
        update events set public_address = coalesce($3, replace(gen_random_uuid()::text, '-', ''))
        where organization_id = $1 and id = $2 and not is_deleted and ($4::uuid is null or created_by = $4)
        "#,
        organization.0,
        id.0,
        address.map(PublicAddress::as_str),
        reach.person(),
    )
    .execute(tx.conn())
    .await
    .on_constraint(&[(
        "events_public_address_key",
        "public_address",
        "Another event has this address.",
    )])?;
    if changed.rows_affected() == 0 {
        allowed(tx, id).await?;
    }
    Ok(())
}
