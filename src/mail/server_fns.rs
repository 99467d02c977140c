//! Mail, as a browser may ask for it.

use super::types::UndeliveredMail;
use crate::error::AppError;
use leptos::prelude::*;

/// The newest mail that did not arrive, and why.
#[server(prefix = "/fn", endpoint = "mail/list-undelivered")]
pub async fn list_undelivered() -> Result<Vec<UndeliveredMail>, AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewAudit).await?;
    let found = queries::undelivered(&mut tx).await?;
    tx.commit().await?;
    Ok(found)
}
