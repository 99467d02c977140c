//! The picture at the head of an event.

use super::{Onlooker, Readable};
use crate::accounts::roles::Permission;
use crate::error::{AppError, AppResult};
use crate::events::queries::{Reach, allowed};
use crate::events::types::PublicCover;
use crate::ids::{EventId, MediaId};
use crate::media::pictures;
use crate::media::storage::Rendition;
use crate::media::types::{Cover, FileStatus, Pending, ShownCover, Variant};
use crate::tenancy::TenantTx;
use uuid::Uuid;

/// The picture of an event for whoever sees it; what was uploaded last and is not shown, for whoever may change it.
///
/// # Errors
/// `NotFound` where the event is not there for whoever acts.
pub async fn cover(tx: &mut TenantTx, event: EventId) -> AppResult<Cover> {
    let (view, edit) = (
        Reach::of(tx, Permission::ViewEvents)?,
        Reach::within(tx, Permission::EditEvents)?,
    );
    let organization = tx.organization();
    let found = sqlx::query!(
        r#"
        select $4::uuid is null or e.created_by = $4 as "can_edit!", shown.id as "shown?: MediaId",
          shown.description as "alt?", latest.title as "name?", latest.status as "status?: FileStatus", latest.failure as "failure?"
        from events e
        left join media shown on shown.organization_id = $1 and shown.id = e.cover_id and shown.status = 'ready'
          and not shown.is_deleted
        left join lateral (
          select m.title, m.status, m.failure from media m
          where m.organization_id = $1 and m.related_event = e.id and m.purpose = 'cover' and not m.is_deleted
          order by m.id desc limit 1) latest on true
        where e.organization_id = $1 and e.id = $2 and not e.is_deleted
          and ($3::uuid is null or exists (
            select from event_staff s where s.organization_id = $1 and s.event_id = $2 and s.user_id = $3))
        "#,
        organization.0,
        event.0,
        view.person(),
        edit.person(),
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    let looking = Onlooker::of(tx)?;
    let shown = found
        .shown
        .and_then(|file| Some((file, looking.address(file, Variant::Wide)?)));
    let failure = found.failure;
    let latest = found
        .name
        .zip(found.status)
        .filter(|(_, status)| found.can_edit && *status != FileStatus::Ready)
        .map(|(name, _)| Pending { name, failure });
    Ok(Cover {
        shown: shown.map(|(id, address)| ShownCover {
            id,
            address,
            alt: found.alt.unwrap_or_default(),
        }),
        latest,
        can_edit: found.can_edit,
    })
}

/// Shows a picture at the head of an event in the place of the one before, unless a later one is shown already.
///
/// # Errors
/// If the database cannot be reached, or the picture was removed meanwhile.
pub async fn show_cover(tx: &mut TenantTx, file: MediaId, event: EventId) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        "update events set cover_id = $3
         where organization_id = $1 and id = $2 and (cover_id is null or cover_id < $3)",
        organization.0,
        event.0,
        file.0,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update media set is_deleted = true, deleted_at = now(), deletion_id = app.uuid_v7()
         where organization_id = $1 and related_event = $2 and purpose = 'cover' and id < $3 and not is_deleted",
        organization.0,
        event.0,
        file.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Shows no picture at the head of an event any more, and none that is still being checked.
///
/// # Errors
/// If the event may not be changed.
pub async fn remove_cover(tx: &mut TenantTx, event: EventId) -> AppResult<()> {
    allowed(tx, event).await?;
    let organization = tx.organization();
    sqlx::query!(
        "update events set cover_id = null where organization_id = $1 and id = $2",
        organization.0,
        event.0,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update media set is_deleted = true, deleted_at = now(), deletion_id = app.uuid_v7()
         where organization_id = $1 and related_event = $2 and purpose = 'cover' and not is_deleted",
        organization.0,
        event.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Shows a picture again that was removed; one that is shown stays so.
///
/// # Errors
/// If the event may not be changed; `NotFound` where the picture is gone or was never shown, a conflict where there is another by
/// now.
pub async fn restore_cover(tx: &mut TenantTx, event: EventId, file: MediaId) -> AppResult<()> {
    allowed(tx, event).await?;
    let organization = tx.organization();
    let shown = sqlx::query_scalar!(
        r#"select cover_id as "cover: MediaId" from events where organization_id = $1 and id = $2 for no key update"#,
        organization.0,
        event.0,
    )
    .fetch_one(tx.conn())
    .await?;
    match shown {
        Some(shown) if shown == file => return Ok(()),
        Some(_) => {
            return Err(AppError::Conflict {
                message: "The event has another cover picture by now.".into(),
            });
        }
        None => {}
    }
    let restored = sqlx::query!(
        "update media set is_deleted = false, deleted_at = null, deletion_id = null
         where organization_id = $1 and id = $3 and related_event = $2 and purpose = 'cover' and status = 'ready'
           and is_deleted and purged_at is null",
        organization.0,
        event.0,
        file.0,
    )
    .execute(tx.conn())
    .await?;
    if restored.rows_affected() == 0 {
        return Err(AppError::NotFound);
    }
    sqlx::query!(
        "update events set cover_id = $3 where organization_id = $1 and id = $2",
        organization.0,
        event.0,
        file.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Says what can be seen in the picture that is shown.
///
/// # Errors
/// If the event may not be changed, or there is no picture.
pub async fn describe_cover(tx: &mut TenantTx, event: EventId, alt: Option<&str>) -> AppResult<()> {
    allowed(tx, event).await?;
    let organization = tx.organization();
    let said = sqlx::query!(
        "update media set description = $3 from events e
         where e.organization_id = $1 and e.id = $2 and media.organization_id = $1 and media.id = e.cover_id
           and not media.is_deleted",
        organization.0,
        event.0,
        alt,
    )
    .execute(tx.conn())
    .await?;
    if said.rows_affected() == 0 {
        return Err(AppError::Conflict {
            message: "There is no cover picture any more. Upload one first.".into(),
        });
    }
    Ok(())
}

/// Gives copies of an event the same picture: to each a file of its own, which shares the bytes, so that each can lose it alone.
///
/// # Errors
/// If the database cannot be reached.
pub async fn carry_cover(tx: &mut TenantTx, event: EventId, copies: &[Uuid]) -> AppResult<()> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let files: Vec<_> = copies.iter().map(|_| MediaId::new().0).collect();
    sqlx::query!(
        r#"
        with copied as (
          insert into media (organization_id, id, uploaded_by, title, file_name, description, file_path, media_type, mime_type,
            file_size, purpose, sha256, related_event, status, width, height, thumbnail_type)
          select $1, copy.file, $5, m.title, m.file_name, m.description, m.file_path, m.media_type, m.mime_type,
            m.file_size, m.purpose, m.sha256, copy.event, m.status, m.width, m.height, m.thumbnail_type
          from events e
          join media m on m.organization_id = $1 and m.id = e.cover_id and m.status = 'ready' and not m.is_deleted
          cross join unnest($3::uuid[], $4::uuid[]) as copy (event, file)
          where e.organization_id = $1 and e.id = $2
          returning file_size)
        update storage_totals set bytes = bytes + taken.more
        from (select sum(file_size)::bigint as more from copied) as taken
        where organization_id = $1 and taken.more is not null
        "#,
        organization.0,
        event.0,
        copies,
        &files,
        me.0,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        r#"
        update events e set cover_id = m.id from media m
        where e.organization_id = $1 and e.id = any ($2) and m.organization_id = $1 and m.id = any ($3) and m.related_event = e.id
        "#,
        organization.0,
        copies,
        &files,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The picture at the head of an announced event, with its sides as it is served.
///
/// # Errors
/// If the database cannot be reached.
pub async fn cover_of_announced(tx: &mut TenantTx, event: EventId) -> AppResult<Option<PublicCover>> {
    let organization = tx.organization();
    let row = sqlx::query!(
        r#"
        select left(m.sha256, 12) as "version!", m.description as alt, m.width as "width!", m.height as "height!"
        from events e
        join media m on m.organization_id = $1 and m.id = e.cover_id and m.purpose = 'cover' and m.status = 'ready'
          and not m.is_deleted and m.width is not null and m.height is not null and m.sha256 is not null
        where e.organization_id = $1 and e.id = $2
        "#,
        organization.0,
        event.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| {
        let side = |side: i32| u32::try_from(side).unwrap_or(1);
        let (width, height) = pictures::wide(side(row.width), side(row.height));
        PublicCover {
            version: row.version,
            alt: row.alt,
            width,
            height,
        }
    }))
}

/// What of the picture of an announced event everybody is served: the rendition that the server has drawn, never the file.
///
/// # Errors
/// `NotFound` where there is none, and for a draft.
pub async fn announced_cover(tx: &mut TenantTx, event: EventId) -> AppResult<Readable> {
    let organization = tx.organization();
    let found = sqlx::query!(
        r#"
        select m.file_path, m.title, m.thumbnail_type as "mime_type!", left(m.sha256, 32) as "tag!"
        from events e
        join media m on m.organization_id = $1 and m.id = e.cover_id and m.purpose = 'cover' and m.status = 'ready'
          and not m.is_deleted and m.thumbnail_type is not null and m.sha256 is not null
        where e.organization_id = $1 and e.id = $2 and not e.is_deleted and e.status <> 'draft'
        "#,
        organization.0,
        event.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    Ok(Readable {
        key: Rendition::Wide.key(&found.file_path),
        mime_type: found.mime_type,
        name: found.title,
        length: None,
        tag: format!("{}-wide", found.tag),
    })
}
