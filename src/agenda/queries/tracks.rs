//! The tracks of an event.

use super::read::hold;
use crate::agenda::types::NewTrack;
use crate::db::OnConstraint;
use crate::error::{AppError, AppResult};
use crate::events::queries::timezone;
use crate::ids::{EventId, TrackId};
use crate::tenancy::TenantTx;

/// Most tracks of an event.
const MOST: i64 = 50;

/// Two tracks of an event of the same name.
const TAKEN: (&str, &str, &str) = (
    "event_tracks_name_unique",
    "name",
    "There is a track of this name already.",
);

/// Adds a track, after the others.
///
/// # Errors
/// If the event may not be changed, or has a track of this name.
pub async fn insert_track(tx: &mut TenantTx, event_id: EventId, new: &NewTrack) -> AppResult<TrackId> {
    timezone(tx, event_id).await?;
    let (organization, id) = (tx.organization(), TrackId::new());
    let added = sqlx::query!(
        r#"
        insert into event_tracks (organization_id, id, event_id, name, color, sort_order)
        select $1, $2, $3, $4, $5, coalesce(max(sort_order), 0) + 1
        from event_tracks where organization_id = $1 and event_id = $3
        having count(*) < $6
        "#,
        organization.0,
        id.0,
        event_id.0,
        new.name(),
        new.color().as_str(),
        MOST,
    )
    .execute(tx.conn())
    .await
    .on_constraint(&[TAKEN])?;
    if added.rows_affected() == 0 {
        let message = format!("An event has {MOST} tracks at most.");
        return Err(AppError::Conflict { message });
    }
    Ok(id)
}

/// Saves a track over the version that was read, and answers with the version it has now.
///
/// # Errors
/// If it is not there, the event may not be changed, another track has this name, or somebody changed it in the meantime.
pub async fn update_track(tx: &mut TenantTx, id: TrackId, version: i32, new: &NewTrack) -> AppResult<i32> {
    let event_id = event_of(tx, id).await?;
    let agenda = hold(tx, event_id).await?;
    let stored = agenda.track(id).ok_or(AppError::NotFound)?;
    if stored.version != version {
        if (stored.name.as_str(), stored.color) == (new.name(), new.color()) {
            return Ok(stored.version);
        }
        let message = format!(
            "Somebody changed this track in the meantime: it is called {} by now.",
            stored.name
        );
        return Err(AppError::Conflict { message });
    }
    let organization = tx.organization();
    sqlx::query_scalar!(
        "update event_tracks set name = $3, color = $4 where organization_id = $1 and id = $2 returning version",
        organization.0,
        id.0,
        new.name(),
        new.color().as_str(),
    )
    .fetch_optional(tx.conn())
    .await
    .on_constraint(&[TAKEN])?
    .ok_or(AppError::NotFound)
}

/// Removes a track to which nothing belongs.
///
/// # Errors
/// If it is not there, the event may not be changed, or something belongs to it.
pub async fn delete_track(tx: &mut TenantTx, id: TrackId) -> AppResult<()> {
    let event_id = event_of(tx, id).await?;
    let agenda = hold(tx, event_id).await?;
    let of_it = agenda
        .items
        .iter()
        .filter(|item| item.track_id == Some(id))
        .count();
    if of_it > 0 {
        let message = match of_it {
            1 => "One item belongs to this track. Give it another one first.".to_owned(),
            more => format!("{more} items belong to this track. Give them another one first."),
        };
        return Err(AppError::Conflict { message });
    }
    let organization = tx.organization();
    sqlx::query!(
        "delete from event_tracks where organization_id = $1 and id = $2",
        organization.0,
        id.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn event_of(tx: &mut TenantTx, id: TrackId) -> AppResult<EventId> {
    let organization = tx.organization();
    sqlx::query_scalar!(
        r#"select event_id as "event_id: EventId" from event_tracks where organization_id = $1 and id = $2"#,
        organization.0,
        id.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)
}
