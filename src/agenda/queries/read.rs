//! The agenda of an event as it stands, and how one begins to change it.

use crate::accounts::roles::Permission;
use crate::agenda::types::{
    Agenda, AgendaItem, AgendaType, FARTHEST_DAYS, ItemStatus, Room, Speaker, SpeakerKey, Track,
};
use crate::error::{AppError, AppResult};
use crate::events;
use crate::events::types::EventHead;
use crate::ids::{AgendaItemId, ContactId, EventId, MediaId, RoomId, TrackId, UserId};
use crate::media::queries::Onlooker;
use crate::tenancy::TenantTx;
use crate::ui::time::Zone;
use chrono::Duration;
use serde::Deserialize;
use sqlx::types::Json;

/// Somebody who speaks, as the statement gives them.
#[derive(Debug, Deserialize)]
struct Speaking {
    user: Option<UserId>,
    contact: Option<ContactId>,
    name: String,
    company: Option<String>,
    picture: Option<MediaId>,
}

/// The whole programme of an event. Whoever sees the event sees who speaks in it; of contacts their company too, where they may
/// see contacts.
///
/// # Errors
/// `NotFound` where the event is not there for whoever acts, or is in the trash.
pub async fn find(tx: &mut TenantTx, event_id: EventId) -> AppResult<Agenda> {
    let event = with_days_around(events::queries::head(tx, event_id).await?);
    let (rooms, tracks) = rooms_and_tracks(tx, event_id).await?;
    let items = items(tx, event_id).await?;
    Ok(Agenda {
        event,
        rooms,
        tracks,
        items,
    })
}

/// The agenda of an event that whoever acts is about to change, which nobody else changes meanwhile.
///
/// # Errors
/// `NotFound` where the event is not there for whoever acts, `Forbidden` where they may only look at it.
pub(super) async fn hold(tx: &mut TenantTx, event_id: EventId) -> AppResult<Agenda> {
    // Asks whether they may, and locks the event's row.
    events::queries::timezone(tx, event_id).await?;
    find(tx, event_id).await
}

/// The same, of the event of an item, and the item.
pub(super) async fn hold_of(tx: &mut TenantTx, item_id: AgendaItemId) -> AppResult<(Agenda, AgendaItem)> {
    let event_id = event_of(tx, item_id).await?;
    let agenda = hold(tx, event_id).await?;
    let item = agenda.items.iter().find(|item| item.id == item_id).cloned();
    let item = item.ok_or(AppError::NotFound)?;
    Ok((agenda, item))
}

/// The event of an item, in the trash or not.
pub(super) async fn event_of(tx: &mut TenantTx, item_id: AgendaItemId) -> AppResult<EventId> {
    let organization = tx.organization();
    sqlx::query_scalar!(
        r#"select event_id as "event_id: EventId" from event_agenda_items where organization_id = $1 and id = $2"#,
        organization.0,
        item_id.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)
}

/// An event whose zone knows the offset of every day on which an item may stand.
fn with_days_around(mut event: EventHead) -> EventHead {
    let around = Duration::days(FARTHEST_DAYS + 1);
    let zone = Zone::named(&event.span.zone.name).unwrap_or_else(Zone::utc);
    event.span.zone = zone.during(event.span.start - around, event.span.end + around);
    event
}

async fn rooms_and_tracks(tx: &mut TenantTx, event_id: EventId) -> AppResult<(Vec<Room>, Vec<Track>)> {
    let organization = tx.organization();
    let row = sqlx::query!(
        r#"
        select
          coalesce((
            select jsonb_agg(jsonb_build_object('id', r.id, 'version', r.version, 'name', r.name, 'capacity', r.capacity)
              order by r.sort_order, r.id)
            from event_rooms r where r.organization_id = $1 and r.event_id = $2
          ), '[]') as "rooms!: Json<Vec<Room>>",
          coalesce((
            select jsonb_agg(jsonb_build_object('id', t.id, 'version', t.version, 'name', t.name, 'color', t.color)
              order by t.sort_order, t.id)
            from event_tracks t where t.organization_id = $1 and t.event_id = $2
          ), '[]') as "tracks!: Json<Vec<Track>>"
        "#,
        organization.0,
        event_id.0,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((row.rooms.0, row.tracks.0))
}

async fn items(tx: &mut TenantTx, event_id: EventId) -> AppResult<Vec<AgendaItem>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select i.id as "id: AgendaItemId", i.version, i.title, i.description, i.start_time, i.end_time,
          i.agenda_type as "agenda_type: AgendaType", i.status as "status: ItemStatus", i.room_id as "room_id: RoomId",
          i.location, i.track_id as "track_id: TrackId",
          coalesce(spoken.speakers, '[]') as "speakers!: Json<Vec<Speaking>>", coalesce(files.count, 0) as "attachments!",
          star.id is not null as "is_starred!"
        from event_agenda_items i
        left join (
          select s.item_id, jsonb_agg(jsonb_build_object('user', u.id, 'contact', c.id,
            'name', coalesce(u.first_name || ' ' || u.last_name, c.first_name || ' ' || c.last_name),
            'company', c.company, 'picture', u.avatar_id) order by s.sort_order, s.id) as speakers
          from event_agenda_items i
          join event_agenda_speakers s on s.organization_id = $1 and s.item_id = i.id
          left join users u on u.organization_id = $1 and u.id = s.user_id
          left join contacts c on c.organization_id = $1 and c.id = s.contact_id
          where i.organization_id = $1 and i.event_id = $2 and not i.is_deleted
          group by s.item_id
        ) as spoken on spoken.item_id = i.id
        left join (
          select m.related_agenda_item as item_id, count(*) as count
          from event_agenda_items i
          join media m on m.organization_id = $1 and m.related_agenda_item = i.id and not m.is_deleted
          where i.organization_id = $1 and i.event_id = $2 and not i.is_deleted
          group by m.related_agenda_item
        ) as files on files.item_id = i.id
        left join agenda_stars star on star.organization_id = $1 and star.user_id = $3 and star.item_id = i.id
        where i.organization_id = $1 and i.event_id = $2 and not i.is_deleted
        order by i.start_time, i.end_time, i.id
        "#,
        organization.0,
        event_id.0,
        tx.actor().user().map(|user| user.0),
    )
    .fetch_all(tx.conn())
    .await?;
    let (looking, sees_contacts) = (Onlooker::of(tx)?, tx.scope_of(Permission::ViewContacts).is_some());
    let speaker = |one: Speaking| {
        let key = (one.user.map(SpeakerKey::User)).or(one.contact.map(SpeakerKey::Contact))?;
        Some(Speaker {
            key,
            name: one.name,
            company: one.company.filter(|_| sees_contacts),
            picture: looking.picture(one.picture),
        })
    };
    let item = |speakers: Vec<Speaking>| speakers.into_iter().filter_map(speaker).collect();
    Ok(rows
        .into_iter()
        .map(|row| AgendaItem {
            id: row.id,
            version: row.version,
            title: row.title,
            description: row.description,
            start: row.start_time,
            end: row.end_time,
            agenda_type: row.agenda_type,
            status: row.status,
            room_id: row.room_id,
            location: row.location,
            track_id: row.track_id,
            speakers: item(row.speakers.0),
            attachments: row.attachments,
            is_starred: row.is_starred,
        })
        .collect())
}
