//! The rooms and tracks of an event.

use crate::agenda::types::{RoomForm, Step, TrackForm};
use crate::calls::Change;
use crate::error::AppError;
use crate::ids::{EventId, RoomId, TrackId};
use leptos::prelude::*;

/// Adds a room, after the others.
#[server(prefix = "/fn", endpoint = "agenda/add-room", client = Change)]
pub async fn add_room(event_id: EventId, #[server(flatten)] form: RoomForm) -> Result<RoomId, AppError> {
    use crate::{accounts::roles::Permission, agenda::queries, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let new = form.parse()?;
    let mut tx = tenant.begin(Permission::EditEvents).await?;
    let id = queries::insert_room(&mut tx, event_id, &new).await?;
    tx.commit().await?;
    Ok(id)
}

/// Saves a room over the version that was read; answers with the version it has now.
#[server(prefix = "/fn", endpoint = "agenda/save-room", client = Change)]
pub async fn save_room(
    room_id: RoomId,
    version: i32,
    #[server(flatten)] form: RoomForm,
) -> Result<i32, AppError> {
    use crate::{accounts::roles::Permission, agenda::queries, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let new = form.parse()?;
    let mut tx = tenant.begin(Permission::EditEvents).await?;
    let version = queries::update_room(&mut tx, room_id, version, &new).await?;
    tx.commit().await?;
    Ok(version)
}

/// Moves a room before or after its neighbour.
#[server(prefix = "/fn", endpoint = "agenda/move-room", client = Change)]
pub async fn move_room(room_id: RoomId, step: Step) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, agenda::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    queries::move_room(&mut tx, room_id, step).await?;
    tx.commit().await
}

/// Removes a room in which nothing takes place.
#[server(prefix = "/fn", endpoint = "agenda/delete-room", client = Change)]
pub async fn delete_room(room_id: RoomId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, agenda::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    queries::delete_room(&mut tx, room_id).await?;
    tx.commit().await
}

/// Adds a track, after the others.
#[server(prefix = "/fn", endpoint = "agenda/add-track", client = Change)]
pub async fn add_track(event_id: EventId, #[server(flatten)] form: TrackForm) -> Result<TrackId, AppError> {
    use crate::{accounts::roles::Permission, agenda::queries, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let new = form.parse()?;
    let mut tx = tenant.begin(Permission::EditEvents).await?;
    let id = queries::insert_track(&mut tx, event_id, &new).await?;
    tx.commit().await?;
    Ok(id)
}

/// Saves a track over the version that was read; answers with the version it has now.
#[server(prefix = "/fn", endpoint = "agenda/save-track", client = Change)]
pub async fn save_track(
    track_id: TrackId,
    version: i32,
    #[server(flatten)] form: TrackForm,
) -> Result<i32, AppError> {
    use crate::{accounts::roles::Permission, agenda::queries, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let new = form.parse()?;
    let mut tx = tenant.begin(Permission::EditEvents).await?;
    let version = queries::update_track(&mut tx, track_id, version, &new).await?;
    tx.commit().await?;
    Ok(version)
}

/// Removes a track to which nothing belongs.
#[server(prefix = "/fn", endpoint = "agenda/delete-track", client = Change)]
pub async fn delete_track(track_id: TrackId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, agenda::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    queries::delete_track(&mut tx, track_id).await?;
    tx.commit().await
}
