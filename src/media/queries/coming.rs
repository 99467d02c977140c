//! Files on their way into the store.

use crate::accounts::roles::Permission;
use crate::contacts::queries::Reach;
use crate::error::{AppError, AppResult};
use crate::expenses;
use crate::ids::{AgendaItemId, ContactId, EventId, ExpenseId, MediaId, UploadId};
use crate::jobs::queries::{When, add};
use crate::media::jobs::INSPECT;
use crate::media::types::Purpose;
use crate::tenancy::TenantTx;
use serde_json::json;

/// What a file is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The picture of whoever uploads it.
    Avatar,
    Logo,
    Contact(ContactId),
    AgendaItem(AgendaItemId),
    /// The picture at the head of an event.
    Cover(EventId),
    /// The receipt of a claim; without one, a draft is made for it.
    Receipt(Option<ExpenseId>),
}

impl Target {
    #[must_use]
    pub const fn purpose(self) -> Purpose {
        match self {
            Self::Avatar => Purpose::Avatar,
            Self::Logo => Purpose::Logo,
            Self::Contact(_) | Self::AgendaItem(_) | Self::Receipt(_) => Purpose::Attachment,
            Self::Cover(_) => Purpose::Cover,
        }
    }

    /// Whether it takes pictures only, of which one is shown.
    #[must_use]
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Avatar | Self::Logo | Self::Cover(_))
    }

    /// What it takes to upload one.
    #[must_use]
    pub const fn needs(self) -> Permission {
        match self {
            Self::Avatar => Permission::SeeOneself,
            Self::Logo => Permission::ManageOrganization,
            Self::Contact(_) => Permission::EditContacts,
            Self::AgendaItem(_) | Self::Cover(_) => Permission::EditEvents,
            Self::Receipt(_) => Permission::ClaimExpenses,
        }
    }
}

/// Whether whoever acts may attach something to a contact.
pub async fn may_attach(tx: &mut TenantTx, contact: ContactId) -> AppResult<()> {
    let organization = tx.organization();
    let reach = Reach::of(tx, Permission::EditContacts).await?;
    let may = sqlx::query_scalar!(
        r#"select ($3::uuid[] is null or owner_id = any ($3)) is true as "may!" from contacts
           where organization_id = $1 and id = $2 and not is_deleted"#,
        organization.0,
        contact.0,
        reach.owners(),
    )
    .fetch_optional(tx.conn())
    .await?;
    match may {
        Some(true) => Ok(()),
        Some(false) => Err(AppError::Forbidden),
        None => Err(AppError::NotFound),
    }
}

/// Sets bytes aside for an upload that begins; none where the organisation's files would take more
/// than `quota`. One statement: of two who want the last bytes, one gets them.
pub async fn reserve(tx: &mut TenantTx, key: &str, bytes: u64, quota: u64) -> AppResult<Option<UploadId>> {
    let organization = tx.organization();
    let number = |bytes| i64::try_from(bytes).unwrap_or(i64::MAX);
    let upload = sqlx::query_scalar!(
        r#"
        with taken as (
          insert into storage_totals (organization_id, bytes)
          select $1::uuid, $2::bigint where $2::bigint <= $3::bigint
          on conflict (organization_id) do update set bytes = storage_totals.bytes + excluded.bytes
            where storage_totals.bytes + excluded.bytes <= $3::bigint
          returning organization_id)
        insert into uploads (organization_id, file_path, bytes, expires_at)
        select organization_id, $4, $2::bigint, now() + interval '1 hour' from taken where organization_id = $1
        returning id as "id: UploadId"
        "#,
        organization.0,
        number(bytes),
        number(quota),
        key,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(upload)
}

/// A file that lies in the store, whole.
#[derive(Clone, Debug)]
pub struct NewFile {
    pub target: Target,
    pub name: String,
    pub key: String,
    pub media_type: &'static str,
    pub mime_type: &'static str,
    pub size: u64,
    /// In figures from 0 to f.
    pub sha256: String,
}

/// Makes a file of an upload. Where the organisation has the very bytes already, the file shares
/// them, and what came just now is swept; nobody can tell from the answer.
pub async fn store(tx: &mut TenantTx, upload: UploadId, new: &NewFile) -> AppResult<MediaId> {
    let (organization, user) = (tx.organization(), tx.user()?);
    let size = i64::try_from(new.size).map_err(|_| AppError::TooLarge)?;
    settle(tx, upload, size).await?;
    let kept = sqlx::query_scalar!(
        "select file_path from media
         where organization_id = $1 and sha256 = $2 and file_size = $3 and purged_at is null limit 1",
        organization.0,
        new.sha256,
        size,
    )
    .fetch_optional(tx.conn())
    .await?;
    if kept.is_some() {
        super::let_go(tx, &new.key).await?;
    }
    let (mut contact, mut item, mut claim, mut event) = (None, None, None, None);
    match new.target {
        Target::Contact(of) => contact = Some(of.0),
        Target::AgendaItem(of) => item = Some(of.0),
        Target::Receipt(Some(of)) => claim = Some(of),
        Target::Receipt(None) => claim = Some(expenses::queries::draft_of_receipt(tx, &new.name).await?),
        Target::Cover(of) => event = Some(of.0),
        Target::Avatar | Target::Logo => {}
    }
    let id = sqlx::query_scalar!(
        r#"
        insert into media (organization_id, uploaded_by, title, file_name, file_path, media_type, mime_type, file_size,
          related_contact, purpose, sha256, related_agenda_item, related_expense, related_event)
        values ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        returning id as "id: MediaId"
        "#,
        organization.0,
        user.0,
        new.name,
        kept.as_ref().unwrap_or(&new.key),
        new.media_type,
        new.mime_type,
        size,
        contact,
        new.target.purpose().as_str(),
        new.sha256,
        item,
        claim.map(|claim| claim.0),
        event,
    )
    .fetch_one(tx.conn())
    .await?;
    if let Some(claim) = claim {
        expenses::queries::note_receipt(tx, claim, None, Some(&new.name)).await?;
    }
    add(tx, &INSPECT, &json!({ "file": id }), When::default()).await?;
    Ok(id)
}

/// An upload has come to its end: what it takes is counted in the place of what was set aside.
async fn settle(tx: &mut TenantTx, upload: UploadId, bytes: i64) -> AppResult<()> {
    let organization = tx.organization();
    let settled = sqlx::query!(
        "with ended as (delete from uploads where organization_id = $1 and id = $2 returning bytes)
         update storage_totals set bytes = storage_totals.bytes - ended.bytes + $3
         from ended where organization_id = $1",
        organization.0,
        upload.0,
        bytes,
    )
    .execute(tx.conn())
    .await?;
    if settled.rows_affected() == 0 {
        return Err(AppError::Conflict {
            message: "The upload took too long and was given up. Try again.".into(),
        });
    }
    Ok(())
}

/// Gives up uploads: their bytes are free again. One that was swept in the meantime is given up already.
pub async fn release(tx: &mut TenantTx, uploads: &[UploadId]) -> AppResult<()> {
    let organization = tx.organization();
    let uploads: Vec<_> = uploads.iter().map(|upload| upload.0).collect();
    sqlx::query!(
        "with ended as (delete from uploads where organization_id = $1 and id = any ($2) returning bytes)
         update storage_totals set bytes = storage_totals.bytes - freed.bytes
         from (select sum(bytes)::bigint as bytes from ended) as freed
         where organization_id = $1 and freed.bytes > 0",
        organization.0,
        &uploads,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
