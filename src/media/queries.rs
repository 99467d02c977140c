//! All SQL of files.

mod coming;
mod covers;
mod items;
mod pictures;
mod receipts;
mod rows;
mod upkeep;

pub use coming::*;
pub use covers::*;
pub use items::*;
pub use pictures::*;
pub use receipts::*;
pub use upkeep::*;

use super::links::{self, Subject};
use super::sniff::PDF;
use super::storage::Rendition;
use super::types::{FileRow, FileStatus, Purpose, Variant};
use crate::accounts::roles::Permission;
use crate::accounts::types::Colleague;
use crate::contacts::queries::Reach;
use crate::error::{AppError, AppResult};
use crate::events;
use crate::ids::{ContactId, MediaId, OrganizationId, UserId};
use crate::tenancy::TenantTx;

/// Most attachments that a contact shows.
const MOST: i64 = 200;

/// Whoever is shown files and pictures of others.
#[derive(Clone, Copy, Debug)]
pub struct Onlooker {
    pub organization: OrganizationId,
    pub user: UserId,
}

impl Onlooker {
    /// Whoever acts.
    pub fn of(tx: &TenantTx) -> AppResult<Self> {
        Ok(Self {
            organization: tx.organization(),
            user: tx.user()?,
        })
    }

    /// The address of a file for them; none where this process keeps no files.
    #[must_use]
    pub fn address(self, file: MediaId, variant: Variant) -> Option<String> {
        links::address(&Subject {
            organization: self.organization,
            user: self.user,
            file,
            variant,
        })
    }

    /// The address of a picture, where there is one.
    #[must_use]
    pub fn picture(self, file: Option<MediaId>) -> Option<String> {
        self.address(file?, Variant::Thumbnail)
    }

    /// A colleague as they see them, where there is one.
    #[must_use]
    pub fn colleague(
        self,
        id: Option<UserId>,
        name: Option<String>,
        picture: Option<MediaId>,
    ) -> Option<Colleague> {
        Some(Colleague {
            id: id?,
            name: name?,
            picture: self.picture(picture),
        })
    }
}

/// The files attached to a contact, latest first.
pub async fn attachments(tx: &mut TenantTx, contact: ContactId) -> AppResult<Vec<FileRow>> {
    let organization = tx.organization();
    let reach = Reach::within(tx, Permission::EditContacts).await?;
    let found = sqlx::query_as!(
        rows::Stored,
        r#"
        select m.id as "id: MediaId", m.title, m.mime_type, m.file_size, m.status as "status: FileStatus", m.failure,
          m.created_at, u.first_name || ' ' || u.last_name as "uploaded_by!", m.thumbnail_type is not null as "has_thumbnail!",
          ($3::uuid[] is null or c.owner_id = any ($3)) is true as "can_remove!"
        from media m
        join contacts c on c.organization_id = $1 and c.id = m.related_contact and not c.is_deleted
        join users u on u.organization_id = $1 and u.id = m.uploaded_by
        where m.organization_id = $1 and m.related_contact = $2 and m.purpose = 'attachment' and not m.is_deleted
        order by m.created_at desc, m.id desc limit $4
        "#,
        organization.0,
        contact.0,
        reach.owners(),
        MOST,
    )
    .fetch_all(tx.conn())
    .await?;
    let looking = Onlooker::of(tx)?;
    Ok(found.into_iter().map(|row| row.seen_by(looking)).collect())
}

/// Moves an attachment to the trash, or brings it back.
pub async fn set_removed(tx: &mut TenantTx, file: MediaId, is_removed: bool) -> AppResult<()> {
    let organization = tx.organization();
    let reach = Reach::of(tx, Permission::EditContacts).await?;
    let found = sqlx::query!(
        r#"
        select ($3::uuid[] is null or c.owner_id = any ($3)) is true as "may!"
        from media m
        join contacts c on c.organization_id = $1 and c.id = m.related_contact and not c.is_deleted
        where m.organization_id = $1 and m.id = $2 and m.purpose = 'attachment' and m.purged_at is null
        for no key update of m
        "#,
        organization.0,
        file.0,
        reach.owners(),
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    if !found.may {
        return Err(AppError::Forbidden);
    }
    remove(tx, file, is_removed).await
}

/// Moves a file that may be changed to the trash, or brings it back.
async fn remove(tx: &mut TenantTx, file: MediaId, is_removed: bool) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        "update media set is_deleted = $3, deleted_at = case when $3 then now() end,
           deletion_id = case when $3 then app.uuid_v7() end
         where organization_id = $1 and id = $2 and is_deleted <> $3",
        organization.0,
        file.0,
        is_removed,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What is served of a file.
#[derive(Clone, Debug)]
pub struct Readable {
    pub key: String,
    pub mime_type: String,
    pub name: String,
    /// Known of an original.
    pub length: Option<u64>,
    /// Changes with what is served.
    pub tag: String,
}

/// A rendition of a file that the server has read and whoever acts may see.
pub async fn readable(tx: &mut TenantTx, file: MediaId, variant: Variant) -> AppResult<Readable> {
    let organization = tx.organization();
    let sees_contacts = tx.scope_of(Permission::ViewContacts).is_some();
    let events = events::queries::Reach::within(tx, Permission::ViewEvents)?;
    let found = sqlx::query_as!(
        rows::Served,
        r#"
        select m.file_path, m.title, m.mime_type, m.file_size, m.thumbnail_type, m.purpose as "purpose: Purpose",
          left(m.sha256, 32) as tag
        from media m
        left join contacts c on c.organization_id = $1 and c.id = m.related_contact
        left join event_agenda_items i on i.organization_id = $1 and i.id = m.related_agenda_item and not i.is_deleted
        left join events e on e.organization_id = $1 and e.id = coalesce(i.event_id, m.related_event) and not e.is_deleted
        where m.organization_id = $1 and m.id = $2 and m.status = 'ready' and not m.is_deleted
          and (m.purpose in ('avatar', 'logo')
            or m.purpose = 'attachment' and $3 and not c.is_deleted
            or m.purpose in ('attachment', 'cover') and e.id is not null and ($4::uuid is null or exists (
              select from event_staff s where s.organization_id = $1 and s.event_id = e.id and s.user_id = $4)))
        "#,
        organization.0,
        file.0,
        sees_contacts,
        events.person(),
    )
    .fetch_optional(tx.conn())
    .await?;
    let found = match found {
        Some(found) => found,
        // Asked for by themselves: how far somebody's claims reach takes a look of its own, which no other file should wait for.
        None => receipts::readable(tx, file).await?.ok_or(AppError::NotFound)?,
    };
    let tag = format!("{}-{variant}", found.tag.unwrap_or_default());
    Ok(match variant {
        Variant::Original => Readable {
            key: found.file_path,
            mime_type: found.mime_type,
            name: found.title,
            length: u64::try_from(found.file_size).ok(),
            tag,
        },
        // Drawn of the original when it is asked for, and never stored.
        Variant::Page if found.mime_type != PDF => return Err(AppError::NotFound),
        Variant::Page => Readable {
            key: found.file_path,
            mime_type: found.mime_type,
            name: found.title,
            length: u64::try_from(found.file_size).ok(),
            tag,
        },
        Variant::Thumbnail | Variant::Wide => Readable {
            key: rendition(found.purpose, variant)?.key(&found.file_path),
            mime_type: found.thumbnail_type.ok_or(AppError::NotFound)?,
            name: found.title,
            length: None,
            tag,
        },
    })
}

/// What was drawn of a picture for a purpose.
fn rendition(purpose: Purpose, variant: Variant) -> AppResult<Rendition> {
    match (purpose, variant) {
        (Purpose::Avatar, Variant::Thumbnail) => Ok(Rendition::Square),
        (_, Variant::Thumbnail) => Ok(Rendition::Small),
        (Purpose::Cover, Variant::Wide) => Ok(Rendition::Wide),
        (_, Variant::Wide | Variant::Original | Variant::Page) => Err(AppError::NotFound),
    }
}
