//! What becomes of bytes that nobody needs.

use crate::error::AppResult;
use crate::ids::UploadId;
use crate::tenancy::TenantTx;

/// How many are seen to in one go.
const AT_ONCE: i64 = 200;

/// An object in the store that belongs to no file.
#[derive(Clone, Debug)]
pub struct Stray {
    pub id: UploadId,
    pub key: String,
}

/// Leaves an object in the store to be swept.
pub async fn let_go(tx: &mut TenantTx, key: &str) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        "insert into uploads (organization_id, file_path, bytes, expires_at) values ($1, $2, 0, now())",
        organization.0,
        key,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What is to be removed from the store by now.
pub async fn strays(tx: &mut TenantTx) -> AppResult<Vec<Stray>> {
    let organization = tx.organization();
    Ok(sqlx::query_as!(
        Stray,
        r#"
        select id as "id: UploadId", file_path as key from uploads
        where organization_id = $1 and expires_at <= now() order by expires_at limit $2
        "#,
        organization.0,
        AT_ONCE,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Gives up the bytes of files that have been in the trash for thirty days. The row stays, and says
/// that there was one.
pub async fn purge(tx: &mut TenantTx) -> AppResult<()> {
    let organization = tx.organization();
    // One at a time with uploads, which may come to share the very bytes.
    sqlx::query!(
        "update storage_totals set bytes = bytes where organization_id = $1",
        organization.0,
    )
    .execute(tx.conn())
    .await?;
    let given_up = sqlx::query!(
        r#"
        update media set purged_at = now()
        where organization_id = $1 and id in (
          select id from media
          where organization_id = $1 and is_deleted and purged_at is null and deleted_at < now() - interval '30 days'
            and sha256 is not null
          order by deleted_at limit $2)
        returning file_path, file_size
        "#,
        organization.0,
        AT_ONCE,
    )
    .fetch_all(tx.conn())
    .await?;
    let bytes: i64 = given_up.iter().map(|file| file.file_size).sum();
    let keys: Vec<String> = given_up.into_iter().map(|file| file.file_path).collect();
    sqlx::query!(
        "insert into uploads (organization_id, file_path, bytes, expires_at)
         select distinct $1::uuid, path, 0, now() from unnest($2::text[]) as given_up (path)
         where not exists (
           select from media where organization_id = $1 and file_path = path and purged_at is null)",
        organization.0,
        &keys,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update storage_totals set bytes = bytes - $2 where organization_id = $1",
        organization.0,
        bytes,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
