//! Files of items of an agenda.

use super::{Onlooker, rows};
use crate::accounts::roles::Permission;
use crate::error::{AppError, AppResult};
use crate::events::queries::{Reach, allowed};
use crate::ids::{AgendaItemId, EventId, MediaId};
use crate::media::types::{FileRow, FileStatus};
use crate::tenancy::TenantTx;

/// Most files that an item shows.
const MOST: i64 = 200;

/// The files of an item, latest first, for whoever sees its event.
///
/// # Errors
/// `NotFound` where the item is not there for whoever acts.
pub async fn item_files(tx: &mut TenantTx, item: AgendaItemId) -> AppResult<Vec<FileRow>> {
    let (view, edit) = (
        Reach::of(tx, Permission::ViewEvents)?,
        Reach::within(tx, Permission::EditEvents)?,
    );
    let organization = tx.organization();
    let can_remove = sqlx::query_scalar!(
        r#"
        select $4::uuid is null or e.created_by = $4 as "can_remove!"
        from event_agenda_items i
        join events e on e.organization_id = $1 and e.id = i.event_id and not e.is_deleted
        where i.organization_id = $1 and i.id = $2 and not i.is_deleted
          and ($3::uuid is null or exists (
            select from event_staff s where s.organization_id = $1 and s.event_id = e.id and s.user_id = $3))
        "#,
        organization.0,
        item.0,
        view.person(),
        edit.person(),
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    let found = sqlx::query_as!(
        rows::Stored,
        r#"
        select m.id as "id: MediaId", m.title, m.mime_type, m.file_size, m.status as "status: FileStatus", m.failure,
          m.created_at, u.first_name || ' ' || u.last_name as "uploaded_by!", m.thumbnail_type is not null as "has_thumbnail!",
          $4::bool as "can_remove!"
        from media m
        join users u on u.organization_id = $1 and u.id = m.uploaded_by
        where m.organization_id = $1 and m.related_agenda_item = $2 and m.purpose = 'attachment' and not m.is_deleted
        order by m.created_at desc, m.id desc limit $3
        "#,
        organization.0,
        item.0,
        MOST,
        can_remove,
    )
    .fetch_all(tx.conn())
    .await?;
    let looking = Onlooker::of(tx)?;
    Ok(found.into_iter().map(|row| row.seen_by(looking)).collect())
}

/// Moves a file of an item to the trash, or brings it back.
///
/// # Errors
/// If it is not there, or the event may not be changed.
pub async fn set_item_file_removed(tx: &mut TenantTx, file: MediaId, is_removed: bool) -> AppResult<()> {
    let organization = tx.organization();
    let event = sqlx::query_scalar!(
        r#"
        select i.event_id as "event_id: EventId"
        from media m
        join event_agenda_items i on i.organization_id = $1 and i.id = m.related_agenda_item and not i.is_deleted
        where m.organization_id = $1 and m.id = $2 and m.purpose = 'attachment' and m.purged_at is null
        for no key update of m
        "#,
        organization.0,
        file.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    allowed(tx, event).await?;
    super::remove(tx, file, is_removed).await
}

/// Whether whoever acts may add a file to an item.
///
/// # Errors
/// If the item is not there, or the event may not be changed.
pub async fn may_add_to(tx: &mut TenantTx, item: AgendaItemId) -> AppResult<()> {
    let organization = tx.organization();
    let event = sqlx::query_scalar!(
        r#"
        select event_id as "event_id: EventId" from event_agenda_items
        where organization_id = $1 and id = $2 and not is_deleted
        "#,
        organization.0,
        item.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    allowed(tx, event).await
}
