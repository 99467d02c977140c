//! Receipts of claims. Who may see and change them is known to whoever asks.

use super::{Onlooker, rows};
use crate::accounts::roles::Permission;
use crate::contacts::queries::Reach;
use crate::error::{AppError, AppResult};
use crate::ids::{ExpenseId, MediaId};
use crate::media::types::{FileRow, FileStatus, Purpose};
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};

/// Most receipts that a claim shows.
const MOST: i64 = 200;

/// The receipts of a claim that whoever acts sees, latest first.
///
/// # Errors
/// If the database cannot be reached.
pub async fn receipts(tx: &mut TenantTx, claim: ExpenseId, can_remove: bool) -> AppResult<Vec<FileRow>> {
    let organization = tx.organization();
    let found = sqlx::query_as!(
        rows::Stored,
        r#"
        select m.id as "id: MediaId", m.title, m.mime_type, m.file_size, m.status as "status: FileStatus", m.failure,
          m.created_at, u.first_name || ' ' || u.last_name as "uploaded_by!", m.thumbnail_type is not null as "has_thumbnail!",
          $4::bool as "can_remove!"
        from media m
        join users u on u.organization_id = $1 and u.id = m.uploaded_by
        where m.organization_id = $1 and m.related_expense = $2 and m.purpose = 'attachment' and not m.is_deleted
        order by m.created_at desc, m.id desc limit $3
        "#,
        organization.0,
        claim.0,
        MOST,
        can_remove,
    )
    .fetch_all(tx.conn())
    .await?;
    let looking = Onlooker::of(tx)?;
    Ok(found.into_iter().map(|row| row.seen_by(looking)).collect())
}

/// A receipt as it is put into a document.
#[derive(Clone, Debug)]
pub struct Filed {
    pub claim: ExpenseId,
    /// Where it lies in the store.
    pub key: String,
    pub name: String,
    pub mime_type: String,
    pub size: i64,
    pub status: FileStatus,
    pub failure: Option<String>,
    pub uploaded_by: String,
    pub uploaded_at: DateTime<Utc>,
}

/// The receipts of claims that whoever acts sees, each claim's from the first to the last; so many at most.
///
/// # Errors
/// If the database cannot be reached.
pub async fn filed(tx: &mut TenantTx, claims: &[ExpenseId], most: i64) -> AppResult<Vec<Filed>> {
    let organization = tx.organization();
    let claims: Vec<uuid::Uuid> = claims.iter().map(|claim| claim.0).collect();
    Ok(sqlx::query_as!(
        Filed,
        r#"
        select m.related_expense as "claim!: ExpenseId", m.file_path as key, m.title as name, m.mime_type, m.file_size as size,
          m.status as "status: FileStatus", m.failure, u.first_name || ' ' || u.last_name as "uploaded_by!",
          m.created_at as uploaded_at
        from unnest($2::uuid[]) with ordinality as wanted (id, place)
        join media m on m.organization_id = $1 and m.related_expense = wanted.id
        join users u on u.organization_id = $1 and u.id = m.uploaded_by
        where m.organization_id = $1 and m.purpose = 'attachment' and not m.is_deleted and m.purged_at is null
        order by wanted.place, m.created_at, m.id limit $3
        "#,
        organization.0,
        &claims,
        most,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// A receipt that was checked, for whoever sees its claim: the claimant, who gets the money, and whoever sees others' claims. What
/// is a draft or in the trash is its claimant's alone.
pub(super) async fn readable(tx: &mut TenantTx, file: MediaId) -> AppResult<Option<rows::Served>> {
    let reach = Reach::within(tx, Permission::ViewExpenses).await?;
    let (organization, me) = (tx.organization(), tx.user()?);
    Ok(sqlx::query_as!(
        rows::Served,
        r#"
        select m.file_path, m.title, m.mime_type, m.file_size, m.thumbnail_type, m.purpose as "purpose: Purpose",
          left(m.sha256, 32) as tag
        from media m
        join expenses e on e.organization_id = $1 and e.id = m.related_expense
        where m.organization_id = $1 and m.id = $2 and m.status = 'ready' and not m.is_deleted
          and ($3::uuid[] is null or e.created_by = any ($3) or e.payee_id = $4)
          and (e.status <> 'draft' and not e.is_deleted or e.created_by = $4)
        "#,
        organization.0,
        file.0,
        reach.owners(),
        me.0,
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// Moves a receipt to the trash, or brings it back; answers with its name where that changed something.
///
/// # Errors
/// If its bytes are gone.
pub async fn set_receipt_removed(
    tx: &mut TenantTx,
    file: MediaId,
    is_removed: bool,
) -> AppResult<Option<String>> {
    let organization = tx.organization();
    let found = sqlx::query!(
        "select title, is_deleted from media
         where organization_id = $1 and id = $2 and related_expense is not null and purged_at is null for no key update",
        organization.0,
        file.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    if found.is_deleted == is_removed {
        return Ok(None);
    }
    super::remove(tx, file, is_removed).await?;
    Ok(Some(found.title))
}
