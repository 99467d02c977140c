//! Changing many contacts at once, and one field of one contact.

use crate::calls::Change;
use crate::contacts::types::{BulkEntry, BulkOutcome, BulkUndone};
use crate::error::AppError;
use crate::ids::{BulkChangeId, ContactId};
use leptos::prelude::*;

/// Changes many contacts, those of `ids` or `everything` that the list of an address (`matching`, its
/// query) shows: a field's name and what it is to hold, or both in one (`status=hot_lead`), `add_tags`
/// and `remove_tags` with tags between commas, `delete` or `restore`. Where that is more than one request changes, it leads
/// to where one sees how far it is.
#[server(prefix = "/fn", endpoint = "contacts/change-many", client = Change)]
pub async fn change_many(
    #[server(default)] ids: Vec<ContactId>,
    #[server(default)] everything: bool,
    #[server(default)] matching: String,
    action: String,
    #[server(default)] value: String,
) -> Result<BulkOutcome, AppError> {
    use crate::contacts::queries::{self, Target};
    use crate::contacts::types::{BulkChange, ListState, MOST_AT_ONCE};
    use crate::tenancy::Tenant;

    let tenant = Tenant::current()?;
    let change = BulkChange::parse(&action, &value)?;
    if ids.is_empty() && !everything {
        return Err(AppError::field("ids", "Choose at least one contact."));
    }
    if ids.len() > MOST_AT_ONCE {
        return Err(queries::too_many());
    }
    let target = if everything {
        Target::Matching(ListState::parse(&matching).filter)
    } else {
        Target::Ids(ids)
    };
    let mut tx = tenant.begin(change.permission()).await?;
    let outcome = queries::change_many(&mut tx, &target, &change).await?;
    tx.commit().await?;
    if outcome.is_under_way {
        leptos_axum::redirect("/contacts/changes");
    }
    Ok(outcome)
}

/// What whoever asks has changed of many contacts within a day, and how far it is.
#[server(prefix = "/fn", endpoint = "contacts/list-changes")]
pub async fn list_changes_of_many() -> Result<Vec<BulkEntry>, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    let entries = queries::changes_of_many(&mut tx).await?;
    tx.commit().await?;
    Ok(entries)
}

/// Takes back one's own change of many contacts, or stops it and takes back what it has done.
#[server(prefix = "/fn", endpoint = "contacts/undo-many", client = Change)]
pub async fn undo_many(bulk_change_id: BulkChangeId) -> Result<BulkUndone, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditContacts).await?;
    let undone = queries::undo_many(&mut tx, bulk_change_id).await?;
    tx.commit().await?;
    Ok(undone)
}

/// Saves one field of a contact over the version that was read; answers with the version it has now.
#[server(prefix = "/fn", endpoint = "contacts/edit-field", client = Change)]
pub async fn edit_contact_field(
    contact_id: ContactId,
    version: i32,
    field: String,
    #[server(default)] value: String,
) -> Result<i32, AppError> {
    use crate::contacts::{queries, types::ContactForm};
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let new = ContactForm::parse_field(&field, &value)?;
    let mut tx = tenant.begin(Permission::EditContacts).await?;
    let version = queries::update_field(&mut tx, contact_id, version, &field, &new).await?;
    tx.commit().await?;
    Ok(version)
}
