//! The rooms of an event.

use super::read::hold;
use crate::agenda::types::{NewRoom, Step};
use crate::db::OnConstraint;
use crate::error::{AppError, AppResult};
use crate::events::queries::timezone;
use crate::ids::{EventId, RoomId};
use crate::tenancy::TenantTx;
use uuid::Uuid;

/// Most rooms of an event.
const MOST: i64 = 100;

/// Two rooms of an event of the same name.
const TAKEN: (&str, &str, &str) = (
    "event_rooms_name_unique",
    "name",
    "There is a room of this name already.",
);

/// Adds a room, after the others.
///
/// # Errors
/// If the event may not be changed, or has a room of this name.
pub async fn insert_room(tx: &mut TenantTx, event_id: EventId, new: &NewRoom) -> AppResult<RoomId> {
    timezone(tx, event_id).await?;
    let (organization, id) = (tx.organization(), RoomId::new());
    let added = sqlx::query!(
        r#"
        insert into event_rooms (organization_id, id, event_id, name, capacity, sort_order)
        select $1, $2, $3, $4, $5, coalesce(max(sort_order), 0) + 1
        from event_rooms where organization_id = $1 and event_id = $3
        having count(*) < $6
        "#,
        organization.0,
        id.0,
        event_id.0,
        new.name(),
        new.capacity(),
        MOST,
    )
    .execute(tx.conn())
    .await
    .on_constraint(&[TAKEN])?;
    if added.rows_affected() == 0 {
        let message = format!("An event has {MOST} rooms at most.");
        return Err(AppError::Conflict { message });
    }
    Ok(id)
}

/// Saves a room over the version that was read, and answers with the version it has now.
///
/// # Errors
/// If it is not there, the event may not be changed, another room has this name, or somebody changed it in the meantime.
pub async fn update_room(tx: &mut TenantTx, id: RoomId, version: i32, new: &NewRoom) -> AppResult<i32> {
    let event_id = event_of(tx, id).await?;
    let agenda = hold(tx, event_id).await?;
    let stored = agenda.room(id).ok_or(AppError::NotFound)?;
    if stored.version != version {
        if (stored.name.as_str(), stored.capacity) == (new.name(), new.capacity()) {
            return Ok(stored.version);
        }
        let holds = stored
            .capacity
            .map(|holds| format!(" and holds {holds}"))
            .unwrap_or_default();
        let message = format!(
            "Somebody changed this room in the meantime: it is called {}{holds} by now.",
            stored.name
        );
        return Err(AppError::Conflict { message });
    }
    let organization = tx.organization();
    sqlx::query_scalar!(
        "update event_rooms set name = $3, capacity = $4 where organization_id = $1 and id = $2 returning version",
        organization.0,
        id.0,
        new.name(),
        new.capacity(),
    )
    .fetch_optional(tx.conn())
    .await
    .on_constraint(&[TAKEN])?
    .ok_or(AppError::NotFound)
}

/// Moves a room past its neighbour. The first stays before all others, the last after them.
///
/// # Errors
/// If it is not there, or the event may not be changed.
pub async fn move_room(tx: &mut TenantTx, id: RoomId, step: Step) -> AppResult<()> {
    let event_id = event_of(tx, id).await?;
    let agenda = hold(tx, event_id).await?;
    let mut order: Vec<Uuid> = agenda.rooms.iter().map(|room| room.id.0).collect();
    let from = order
        .iter()
        .position(|one| *one == id.0)
        .ok_or(AppError::NotFound)?;
    let to = match step {
        Step::Before => from.saturating_sub(1),
        Step::After => (from + 1).min(order.len() - 1),
    };
    order.swap(from, to);
    let organization = tx.organization();
    sqlx::query!(
        r#"
        update event_rooms r set sort_order = wanted.place
        from unnest($3::uuid[]) with ordinality as wanted (id, place)
        where r.organization_id = $1 and r.event_id = $2 and r.id = wanted.id and r.sort_order <> wanted.place
        "#,
        organization.0,
        event_id.0,
        &order,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Removes a room in which nothing takes place.
///
/// # Errors
/// If it is not there, the event may not be changed, or something takes place in it.
pub async fn delete_room(tx: &mut TenantTx, id: RoomId) -> AppResult<()> {
    let event_id = event_of(tx, id).await?;
    let agenda = hold(tx, event_id).await?;
    let here = agenda
        .items
        .iter()
        .filter(|item| item.room_id == Some(id))
        .count();
    if here > 0 {
        let message = match here {
            1 => "One item takes place in this room. Move it first.".to_owned(),
            more => format!("{more} items take place in this room. Move them first."),
        };
        return Err(AppError::Conflict { message });
    }
    let organization = tx.organization();
    sqlx::query!(
        "delete from event_rooms where organization_id = $1 and id = $2",
        organization.0,
        id.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn event_of(tx: &mut TenantTx, id: RoomId) -> AppResult<EventId> {
    let organization = tx.organization();
    sqlx::query_scalar!(
        r#"select event_id as "event_id: EventId" from event_rooms where organization_id = $1 and id = $2"#,
        organization.0,
        id.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)
}
