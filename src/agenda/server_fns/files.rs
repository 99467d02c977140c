//! Files of an item. They come in by `POST /upload/agenda/{id}`.

use crate::calls::Change;
use crate::error::AppError;
use crate::ids::{AgendaItemId, MediaId};
use crate::media::types::FileRow;
use leptos::prelude::*;

/// The files of an item, latest first.
#[server(prefix = "/fn", endpoint = "agenda/files")]
pub async fn list_item_files(item_id: AgendaItemId) -> Result<Vec<FileRow>, AppError> {
    use crate::{accounts::roles::Permission, media::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewEvents).await?;
    let files = queries::item_files(&mut tx, item_id).await?;
    tx.commit().await?;
    Ok(files)
}

/// Moves a file of an item to the trash.
#[server(prefix = "/fn", endpoint = "agenda/remove-file", client = Change)]
pub async fn remove_item_file(file_id: MediaId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, media::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    queries::set_item_file_removed(&mut tx, file_id, true).await?;
    tx.commit().await
}

/// Brings a file of an item back.
#[server(prefix = "/fn", endpoint = "agenda/restore-file", client = Change)]
pub async fn restore_item_file(file_id: MediaId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, media::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    queries::set_item_file_removed(&mut tx, file_id, false).await?;
    tx.commit().await
}
