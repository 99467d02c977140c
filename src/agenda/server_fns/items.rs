//! The programme and its items.

use crate::agenda::types::{
    Agenda, AgendaItemForm, DeletedItem, ItemStatus, Moved, Placed, SavedItem, ShiftScope, Shifted, Speaker,
};
use crate::calls::Change;
use crate::error::AppError;
use crate::ids::{AgendaItemId, EventId, RoomId};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// The whole programme of an event.
#[server(prefix = "/fn", endpoint = "agenda/get")]
pub async fn get_agenda(event_id: EventId) -> Result<Agenda, AppError> {
    use crate::{accounts::roles::Permission, agenda::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewEvents).await?;
    let agenda = queries::find(&mut tx, event_id).await?;
    tx.commit().await?;
    Ok(agenda)
}

/// Adds an item, and leads to its day. What clashes is told at the field `is_confirmed` and not saved before that is ticked.
#[server(prefix = "/fn", endpoint = "agenda/add", client = Change)]
pub async fn add_item(
    event_id: EventId,
    #[server(flatten)] form: AgendaItemForm,
) -> Result<SavedItem, AppError> {
    use crate::{accounts::roles::Permission, agenda::queries, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let typed = form.parse()?;
    let mut tx = tenant.begin(Permission::EditEvents).await?;
    let saved = queries::insert(&mut tx, event_id, typed).await?;
    tx.commit().await?;
    leptos_axum::redirect(&saved.address());
    Ok(saved)
}

/// Saves an item over the version that was read, and leads to its day. What clashes is told at the field `is_confirmed` and not
/// saved before that is ticked.
#[server(prefix = "/fn", endpoint = "agenda/save", client = Change)]
pub async fn save_item(
    item_id: AgendaItemId,
    version: i32,
    #[server(flatten)] form: AgendaItemForm,
) -> Result<SavedItem, AppError> {
    use crate::{accounts::roles::Permission, agenda::queries, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let typed = form.parse()?;
    let mut tx = tenant.begin(Permission::EditEvents).await?;
    let saved = queries::update(&mut tx, item_id, version, typed).await?;
    tx.commit().await?;
    leptos_axum::redirect(&saved.address());
    Ok(saved)
}

/// Places an item elsewhere over the version that was read: in time, in length, in another room.
#[server(prefix = "/fn", endpoint = "agenda/move", client = Change)]
pub async fn move_item(
    item_id: AgendaItemId,
    version: i32,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    #[server(default)] room_id: Option<RoomId>,
    #[server(default)] is_confirmed: bool,
) -> Result<Placed, AppError> {
    use crate::{accounts::roles::Permission, agenda::queries, agenda::queries::Place, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    let place = Place { start, end, room_id };
    let placed = queries::place(&mut tx, item_id, version, &place, is_confirmed).await?;
    tx.commit().await?;
    Ok(placed)
}

/// Moves an item to the trash.
#[server(prefix = "/fn", endpoint = "agenda/delete", client = Change)]
pub async fn delete_item(item_id: AgendaItemId) -> Result<DeletedItem, AppError> {
    use crate::{accounts::roles::Permission, agenda::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    let deleted = queries::delete(&mut tx, item_id).await?;
    tx.commit().await?;
    Ok(deleted)
}

/// Brings an item back to where it was, whatever stands there by now.
#[server(prefix = "/fn", endpoint = "agenda/restore", client = Change)]
pub async fn restore_item(item_id: AgendaItemId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, agenda::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    queries::restore(&mut tx, item_id).await?;
    tx.commit().await
}

/// Moves an item to another status over the version that was read. A cancelled one that is taken up again may clash by now.
#[server(prefix = "/fn", endpoint = "agenda/set-status", client = Change)]
pub async fn set_item_status(
    item_id: AgendaItemId,
    version: i32,
    to: ItemStatus,
    #[server(default)] is_confirmed: bool,
) -> Result<Placed, AppError> {
    use crate::{accounts::roles::Permission, agenda::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    let placed = queries::set_status(&mut tx, item_id, version, to, is_confirmed).await?;
    tx.commit().await?;
    Ok(placed)
}

/// Moves a day of items, or what follows, by minutes on the event's own clock: a day at most, earlier or later.
#[server(prefix = "/fn", endpoint = "agenda/shift", client = Change)]
pub async fn shift_items(
    event_id: EventId,
    scope: ShiftScope,
    minutes: i32,
    #[server(default)] is_confirmed: bool,
) -> Result<Shifted, AppError> {
    use crate::{accounts::roles::Permission, agenda::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    let shifted = queries::shift(&mut tx, event_id, scope, minutes, is_confirmed).await?;
    tx.commit().await?;
    Ok(shifted)
}

/// Puts items back to where they were before they were moved together, but those that somebody changed since; answers with
/// how many.
#[server(prefix = "/fn", endpoint = "agenda/undo-shift", client = Change)]
pub async fn undo_shift(event_id: EventId, #[server(default)] moved: Vec<Moved>) -> Result<u32, AppError> {
    use crate::{accounts::roles::Permission, agenda::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    let count = queries::undo_shift(&mut tx, event_id, &moved).await?;
    tx.commit().await?;
    Ok(count)
}

/// Whoever could speak: colleagues and contacts whose name or address matches what was typed, the best first.
#[server(prefix = "/fn", endpoint = "agenda/speakers")]
pub async fn find_speakers(
    event_id: EventId,
    #[server(default)] typed: String,
) -> Result<Vec<Speaker>, AppError> {
    use crate::{accounts::roles::Permission, agenda::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    let speakers = queries::find_speakers(&mut tx, event_id, &typed).await?;
    tx.commit().await?;
    Ok(speakers)
}
