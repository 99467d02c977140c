//! Who is looking at a contact.

use crate::accounts::types::Colleague;
use crate::calls::Change;
use crate::error::AppError;
use crate::ids::ContactId;
use leptos::prelude::*;

/// Says that one looks at a contact, for a minute; answers who else does.
#[server(prefix = "/fn", endpoint = "contacts/look", client = Change)]
pub async fn look_at_contact(contact_id: ContactId) -> Result<Vec<Colleague>, AppError> {
    use crate::{accounts::roles::Permission, live::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    let others = queries::look_at(&mut tx, contact_id).await?;
    tx.commit().await?;
    Ok(others)
}

/// Says that one looks at it no longer.
#[server(prefix = "/fn", endpoint = "contacts/look-away", client = Change)]
pub async fn look_away(contact_id: ContactId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, live::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    queries::look_away(&mut tx, contact_id).await?;
    tx.commit().await
}
