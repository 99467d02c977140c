//! Files attached to a contact. They come in by `POST /upload/contacts/{id}`.

use crate::calls::Change;
use crate::error::AppError;
use crate::ids::{ContactId, MediaId};
use crate::media::types::FileRow;
use leptos::prelude::*;

/// The files attached to a contact, latest first.
#[server(prefix = "/fn", endpoint = "contacts/attachments")]
pub async fn list_attachments(contact_id: ContactId) -> Result<Vec<FileRow>, AppError> {
    use crate::{accounts::roles::Permission, media::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    let files = queries::attachments(&mut tx, contact_id).await?;
    tx.commit().await?;
    Ok(files)
}

/// Moves an attachment to the trash.
#[server(prefix = "/fn", endpoint = "contacts/remove-attachment", client = Change)]
pub async fn remove_attachment(file_id: MediaId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, media::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditContacts).await?;
    queries::set_removed(&mut tx, file_id, true).await?;
    tx.commit().await
}

/// Brings an attachment back.
#[server(prefix = "/fn", endpoint = "contacts/restore-attachment", client = Change)]
pub async fn restore_attachment(file_id: MediaId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, media::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditContacts).await?;
    queries::set_removed(&mut tx, file_id, false).await?;
    tx.commit().await
}
