//! The agendas of the demo.

use super::{act, json, of};
use crate::error::AppResult;
use crate::ids::OrganizationId;
use crate::seed::script::Script;
use sqlx::PgConnection;

/// Stores rooms, tracks and speakers in the name of the founder, and each item in that of whoever made its event.
pub(super) async fn insert_agendas(connection: &mut PgConnection, script: &Script) -> AppResult<()> {
    let organization = script.organization.id;
    let Some(founder) = script.users.first() else {
        return Ok(());
    };
    let agendas = &script.agendas;
    act(connection, organization, Some(founder.id)).await?;
    insert_places(connection, organization, script).await?;
    for user in script.users.iter().map(|user| user.id) {
        act(connection, organization, Some(user)).await?;
        sqlx::query!(
            "insert into event_agenda_items (organization_id, id, event_id, created_by, title, start_time, end_time, agenda_type,
               status, room_id, track_id, created_at, updated_at)
             select $1, r.id, r.event_id, r.created_by, r.title, r.start_time, r.end_time, r.agenda_type, r.status, r.room_id,
               r.track_id, r.created_at, r.created_at
             from jsonb_to_recordset($2) as r (id uuid, event_id uuid, created_by uuid, title text, start_time timestamptz,
               end_time timestamptz, agenda_type text, status text, room_id uuid, track_id uuid, created_at timestamptz)",
            organization.0,
            json(&of(&agendas.items, |row| row.created_by == user))?,
        )
        .execute(&mut *connection)
        .await?;
    }
    act(connection, organization, Some(founder.id)).await?;
    sqlx::query!(
        "insert into event_agenda_speakers (organization_id, id, item_id, user_id, contact_id, sort_order, created_at, updated_at)
         select $1, r.id, r.item_id, r.user_id, r.contact_id, r.sort_order, r.created_at, r.created_at
         from jsonb_to_recordset($2) as r (id uuid, item_id uuid, user_id uuid, contact_id uuid, sort_order integer,
           created_at timestamptz)",
        organization.0,
        json(&agendas.speakers)?,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn insert_places(
    connection: &mut PgConnection,
    organization: OrganizationId,
    script: &Script,
) -> AppResult<()> {
    sqlx::query!(
        "insert into event_rooms (organization_id, id, event_id, name, capacity, sort_order, created_at, updated_at)
         select $1, r.id, r.event_id, r.name, r.capacity, r.sort_order, r.created_at, r.created_at
         from jsonb_to_recordset($2) as r (id uuid, event_id uuid, name text, capacity integer, sort_order integer,
           created_at timestamptz)",
        organization.0,
        json(&script.agendas.rooms)?,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "insert into event_tracks (organization_id, id, event_id, name, color, sort_order, created_at, updated_at)
         select $1, r.id, r.event_id, r.name, r.color, r.sort_order, r.created_at, r.created_at
         from jsonb_to_recordset($2) as r (id uuid, event_id uuid, name text, color text, sort_order integer,
           created_at timestamptz)",
        organization.0,
        json(&script.agendas.tracks)?,
    )
    .execute(connection)
    .await?;
    Ok(())
}
