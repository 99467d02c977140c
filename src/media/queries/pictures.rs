//! Reading a file for the first time, and the one picture of a person or an organisation.

use super::Onlooker;
use crate::error::AppResult;
use crate::ids::{EventId, MediaId, UserId};
use crate::media::types::{FileStatus, Pending, Portrait, Purpose};
use crate::tenancy::TenantTx;

/// A file that nobody has read yet.
#[derive(Clone, Debug)]
pub struct Unread {
    pub key: String,
    pub mime_type: String,
    pub size: i64,
    pub sha256: Option<String>,
    pub purpose: Purpose,
    pub uploaded_by: UserId,
    /// Whose picture it is, where it is of an event.
    pub event: Option<EventId>,
}

/// A file, where it is still to be read.
pub async fn unread(tx: &mut TenantTx, file: MediaId) -> AppResult<Option<Unread>> {
    let organization = tx.organization();
    Ok(sqlx::query_as!(
        Unread,
        r#"
        select file_path as key, mime_type, file_size as size, sha256, purpose as "purpose: Purpose",
          uploaded_by as "uploaded_by: UserId", related_event as "event: EventId"
        from media where organization_id = $1 and id = $2 and status = 'processing' and not is_deleted
        "#,
        organization.0,
        file.0,
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// What was seen of a picture.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    pub width: u32,
    pub height: u32,
    pub thumbnail_type: &'static str,
}

/// The server has read a file: from now on it is served.
pub async fn is_ready(tx: &mut TenantTx, file: MediaId, seen: Option<Seen>) -> AppResult<()> {
    let organization = tx.organization();
    let side = |of: fn(&Seen) -> u32| seen.as_ref().and_then(|seen| i32::try_from(of(seen)).ok());
    sqlx::query!(
        "update media set status = 'ready', width = $3, height = $4, thumbnail_type = $5
         where organization_id = $1 and id = $2 and status = 'processing'",
        organization.0,
        file.0,
        side(|seen| seen.width),
        side(|seen| seen.height),
        seen.map(|seen| seen.thumbnail_type),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A file cannot be shown, and why.
pub async fn has_failed(tx: &mut TenantTx, file: MediaId, why: &str) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        "update media set status = 'failed', failure = left($3, 500)
         where organization_id = $1 and id = $2 and status = 'processing'",
        organization.0,
        file.0,
        why,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Shows a picture in the place of the one before, unless a later one is shown already.
pub async fn show(tx: &mut TenantTx, file: MediaId, purpose: Purpose, person: UserId) -> AppResult<()> {
    let organization = tx.organization();
    match purpose {
        Purpose::Avatar => {
            sqlx::query!(
                "update users set avatar_id = $3
                 where organization_id = $1 and id = $2 and (avatar_id is null or avatar_id < $3)",
                organization.0,
                person.0,
                file.0,
            )
            .execute(tx.conn())
            .await?
        }
        Purpose::Logo => {
            sqlx::query!(
                "update organizations set logo_id = $2 where id = $1 and (logo_id is null or logo_id < $2)",
                organization.0,
                file.0,
            )
            .execute(tx.conn())
            .await?
        }
        Purpose::Library | Purpose::Attachment | Purpose::Cover => return Ok(()),
    };
    sqlx::query!(
        "update media set is_deleted = true, deleted_at = now(), deletion_id = app.uuid_v7()
         where organization_id = $1 and purpose = $2 and ($2 = 'logo' or uploaded_by = $3) and id < $4 and not is_deleted",
        organization.0,
        purpose.as_str(),
        person.0,
        file.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The picture of whoever acts, or their organisation's logo.
pub async fn portrait(tx: &mut TenantTx, purpose: Purpose) -> AppResult<Portrait> {
    let (organization, user) = (tx.organization(), tx.user()?);
    let found = sqlx::query!(
        r#"
        select id as "id: MediaId", title, status as "status: FileStatus", failure from media
        where organization_id = $1 and purpose = $2 and ($2 = 'logo' or uploaded_by = $3) and not is_deleted
        order by id desc
        "#,
        organization.0,
        purpose.as_str(),
        user.0,
    )
    .fetch_all(tx.conn())
    .await?;
    let latest = found
        .first()
        .filter(|row| row.status != FileStatus::Ready)
        .map(|row| Pending {
            name: row.title.clone(),
            failure: row.failure.clone(),
        });
    let shown = found
        .iter()
        .find(|row| row.status == FileStatus::Ready)
        .map(|row| row.id);
    Ok(Portrait {
        shown: Onlooker::of(tx)?.picture(shown),
        latest,
    })
}

/// Shows no picture any more.
pub async fn remove_portrait(tx: &mut TenantTx, purpose: Purpose) -> AppResult<()> {
    let (organization, user) = (tx.organization(), tx.user()?);
    if purpose == Purpose::Avatar {
        sqlx::query!(
            "update users set avatar_id = null where organization_id = $1 and id = $2",
            organization.0,
            user.0,
        )
        .execute(tx.conn())
        .await?;
    } else {
        sqlx::query!(
            "update organizations set logo_id = null where id = $1",
            organization.0
        )
        .execute(tx.conn())
        .await?;
    }
    sqlx::query!(
        "update media set is_deleted = true, deleted_at = now(), deletion_id = app.uuid_v7()
         where organization_id = $1 and purpose = $2 and ($2 = 'logo' or uploaded_by = $3) and not is_deleted",
        organization.0,
        purpose.as_str(),
        user.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
