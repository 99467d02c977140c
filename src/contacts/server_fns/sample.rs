//! Sample contacts, as a browser may ask for them.

use crate::calls::Change;
use crate::error::AppError;
use crate::ids::DeletionId;
use leptos::prelude::*;

/// Puts sample contacts into an organisation without any; answers how many.
#[server(prefix = "/fn", endpoint = "contacts/add-sample", client = Change)]
pub async fn add_sample() -> Result<u32, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditContacts).await?;
    let added = queries::add_sample(&mut tx, chrono::Utc::now()).await?;
    tx.commit().await?;
    Ok(added)
}

/// Moves the sample contacts to the trash, and leads to where that can be undone.
#[server(prefix = "/fn", endpoint = "contacts/remove-sample", client = Change)]
pub async fn remove_sample() -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::DeleteContacts).await?;
    let deleted = queries::remove_sample(&mut tx).await?;
    tx.commit().await?;
    leptos_axum::redirect(&format!("/contacts?without_sample={}", deleted.deletion_id));
    Ok(())
}

/// Brings back the sample contacts that one removal took.
#[server(prefix = "/fn", endpoint = "contacts/restore-sample", client = Change)]
pub async fn restore_sample(deletion_id: DeletionId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::DeleteContacts).await?;
    queries::restore_sample(&mut tx, deletion_id).await?;
    tx.commit().await
}
