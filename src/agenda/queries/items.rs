//! One item: added, changed, deleted and restored.

use super::placing::{Place, status_there};
use super::read::{event_of, hold, hold_of};
use super::speakers::{resolve, set_speakers};
use crate::accounts;
use crate::agenda::types::{Agenda, AgendaItem, AgendaItemForm, DeletedItem, SavedItem, TypedItem};
use crate::error::{AppError, AppResult, FieldChange, Stale};
use crate::events::queries::{allowed, timezone};
use crate::forms::TypedForm;
use crate::ids::{AgendaItemId, DeletionId, EventId};
use crate::tenancy::TenantTx;

/// Adds an item.
///
/// # Errors
/// What is wrong with it, field by field; where it clashes and that was not confirmed, at `is_confirmed` with what clashes.
pub async fn insert(tx: &mut TenantTx, event_id: EventId, typed: TypedItem) -> AppResult<SavedItem> {
    let agenda = hold(tx, event_id).await?;
    let is_confirmed = typed.is_confirmed;
    let item = meant(tx, &agenda, None, typed).await?;
    refuse_clashes(tx, &agenda, &item, is_confirmed).await?;
    let (organization, me) = (tx.organization(), tx.user()?);
    sqlx::query!(
        r#"
        insert into event_agenda_items (organization_id, id, event_id, created_by, title, description, start_time, end_time,
          agenda_type, status, room_id, location, track_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        "#,
        organization.0,
        item.id.0,
        event_id.0,
        me.0,
        item.title,
        item.description,
        item.start,
        item.end,
        item.agenda_type.as_str(),
        item.status.as_str(),
        item.room_id.map(|id| id.0),
        item.location,
        item.track_id.map(|id| id.0),
    )
    .execute(tx.conn())
    .await?;
    set_speakers(tx, item.id, &item.speakers).await?;
    Ok(saved(&agenda, &item, 1))
}

/// Saves an item over the version that was read.
///
/// # Errors
/// Where somebody else saved in the meantime nothing is written, and the error tells what differs. What is wrong with it, field
/// by field; where it clashes as it did not before and that was not confirmed, at `is_confirmed` with what clashes.
pub async fn update(
    tx: &mut TenantTx,
    id: AgendaItemId,
    version: i32,
    typed: TypedItem,
) -> AppResult<SavedItem> {
    let (agenda, stored) = hold_of(tx, id).await?;
    let is_confirmed = typed.is_confirmed;
    let mut item = meant(tx, &agenda, Some(&stored), typed).await?;
    if stored.version != version {
        return not_saved(tx, &agenda, &stored, &item).await;
    }
    refuse_clashes(tx, &agenda, &item, is_confirmed).await?;
    if item.status == stored.status && item.start != stored.start {
        item.status = status_there(item.status, item.start, chrono::Utc::now());
    }
    let organization = tx.organization();
    let keys = |item: &AgendaItem| item.speakers.iter().map(|one| one.key).collect::<Vec<_>>();
    let speak_others = keys(&item) != keys(&stored);
    let version = sqlx::query_scalar!(
        r#"
        update event_agenda_items
        set title = $3, description = $4, start_time = $5, end_time = $6, agenda_type = $7, status = $8, room_id = $9,
          location = $10, track_id = $11, speakers_version = speakers_version + $12::bool::int
        where organization_id = $1 and id = $2 and not is_deleted
        returning version
        "#,
        organization.0,
        id.0,
        item.title,
        item.description,
        item.start,
        item.end,
        item.agenda_type.as_str(),
        item.status.as_str(),
        item.room_id.map(|id| id.0),
        item.location,
        item.track_id.map(|id| id.0),
        speak_others,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    if speak_others {
        set_speakers(tx, id, &item.speakers).await?;
    }
    Ok(saved(&agenda, &item, version))
}

/// The item that was typed: by the clock of its event, in a room and a track that are there, with people who are there.
async fn meant(
    tx: &mut TenantTx,
    agenda: &Agenda,
    stored: Option<&AgendaItem>,
    typed: TypedItem,
) -> AppResult<AgendaItem> {
    let (start, end) = typed.by(&agenda.event.span.zone)?;
    let place = Place {
        start,
        end,
        room_id: typed.room_id,
    };
    place.check(agenda)?;
    if typed.track_id.is_some_and(|id| agenda.track(id).is_none()) {
        let gone = "This track is not there any more. Choose another one.";
        return Err(AppError::field("track_id", gone));
    }
    let before = stored.map(|item| item.speakers.as_slice()).unwrap_or_default();
    let speakers = resolve(tx, &typed.speakers, before).await?;
    Ok(AgendaItem {
        id: stored.map_or_else(AgendaItemId::new, |item| item.id),
        version: stored.map_or(1, |item| item.version),
        title: typed.title,
        description: typed.description,
        start,
        end,
        agenda_type: typed.agenda_type,
        status: typed.status,
        room_id: typed.room_id,
        location: typed.location,
        track_id: typed.track_id,
        speakers,
        attachments: stored.map_or(0, |item| item.attachments),
        is_starred: stored.is_some_and(|item| item.is_starred),
    })
}

/// What would be in the way of an item as it is about to be saved, told at the field by which one saves it all the same.
async fn refuse_clashes(
    tx: &mut TenantTx,
    agenda: &Agenda,
    item: &AgendaItem,
    is_confirmed: bool,
) -> AppResult<()> {
    let changed = std::slice::from_ref(item);
    let clashes = agenda.new_clashes(changed);
    if is_confirmed || clashes.is_empty() {
        return Ok(());
    }
    let locale = accounts::queries::locale(tx).await?;
    let after = agenda.with(changed);
    let words: Vec<String> = clashes
        .iter()
        .map(|clash| after.clash_in_words(clash, item.id, &locale))
        .collect();
    Err(AppError::field("is_confirmed", &words.join(" ")))
}

/// Why a save found another version. The same form twice is no conflict.
async fn not_saved(
    tx: &mut TenantTx,
    agenda: &Agenda,
    stored: &AgendaItem,
    mine: &AgendaItem,
) -> AppResult<SavedItem> {
    let zone = &agenda.event.span.zone;
    let (mine, theirs) = (AgendaItemForm::of(mine, zone), AgendaItemForm::of(stored, zone));
    let pairs = mine.fields().into_iter().zip(theirs.fields());
    let changes: Vec<FieldChange> = pairs
        .filter(|((_, _, mine), (_, _, theirs))| mine != theirs)
        .map(|((field, label, mine), (_, _, theirs))| FieldChange {
            field: field.into(),
            label: label.into(),
            mine: agenda.in_words(field, mine),
            theirs: agenda.in_words(field, theirs),
        })
        .collect();
    if changes.is_empty() {
        return Ok(saved(agenda, stored, stored.version));
    }
    let (by, at) = last_change(tx, stored.id).await?;
    let stale = Stale {
        version: stored.version,
        by,
        at,
        changes,
    };
    Err(AppError::Stale {
        stale: Box::new(stale),
    })
}

/// Who changed an item last, and when.
pub(super) async fn last_change(
    tx: &mut TenantTx,
    id: AgendaItemId,
) -> AppResult<(String, chrono::DateTime<chrono::Utc>)> {
    let organization = tx.organization();
    let row = sqlx::query!(
        r#"
        select u.first_name || ' ' || u.last_name as "by!", i.updated_at
        from event_agenda_items i
        join users u on u.organization_id = $1 and u.id = coalesce(i.updated_by, i.created_by)
        where i.organization_id = $1 and i.id = $2
        "#,
        organization.0,
        id.0,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((row.by, row.updated_at))
}

fn saved(agenda: &Agenda, item: &AgendaItem, version: i32) -> SavedItem {
    SavedItem {
        id: item.id,
        event_id: agenda.event.id,
        version,
        day: agenda.day_of(item),
    }
}

/// Moves an item to the trash.
///
/// # Errors
/// If it is not there, or its event may not be changed.
pub async fn delete(tx: &mut TenantTx, id: AgendaItemId) -> AppResult<DeletedItem> {
    let event_id = event_of(tx, id).await?;
    allowed(tx, event_id).await?;
    let (organization, deletion_id) = (tx.organization(), DeletionId::new());
    let title = sqlx::query_scalar!(
        r#"
        update event_agenda_items set is_deleted = true, deleted_at = now(), deletion_id = $3
        where organization_id = $1 and id = $2 and not is_deleted
        returning title
        "#,
        organization.0,
        id.0,
        deletion_id.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    Ok(DeletedItem { event_id, title })
}

/// Takes an item out of the trash, to where it was. One that is not there any more stays as it is.
///
/// # Errors
/// If it is not there, or its event may not be changed.
pub async fn restore(tx: &mut TenantTx, id: AgendaItemId) -> AppResult<()> {
    let event_id = event_of(tx, id).await?;
    timezone(tx, event_id).await?;
    let organization = tx.organization();
    sqlx::query!(
        r#"
        update event_agenda_items set is_deleted = false, deleted_at = null, deletion_id = null
        where organization_id = $1 and id = $2 and is_deleted
        "#,
        organization.0,
        id.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
