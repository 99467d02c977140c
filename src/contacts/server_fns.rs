//! What a browser may ask of contacts. Every function here is a public endpoint; each takes its
//! arguments from a plain form as well.

pub mod companies;
pub mod sample;

pub use companies::*;
pub use sample::*;

use super::types::{
    Contact, ContactFilter, ContactForm, ContactRow, ContactType, Cursor, Deleted, HomeSummary, Interaction,
    InteractionForm, Page, TimelineEntry, TrashRow,
};
use crate::accounts::types::Colleague;
use crate::calls::Change;
use crate::error::AppError;
use crate::ids::{ContactId, InteractionId};
use leptos::prelude::*;

mod attachments;
mod board;
mod bulk;
mod events;
mod presence;
mod search;
mod views;

pub use attachments::*;
pub use board::*;
pub use bulk::*;
pub use events::*;
pub use presence::*;
pub use search::*;
pub use views::*;

/// Some of the contacts, in the filter's order.
#[server(prefix = "/fn", endpoint = "contacts/list")]
pub async fn list_contacts(
    #[server(default)] filter: ContactFilter,
    #[server(default)] cursor: Option<Cursor>,
) -> Result<Page<ContactRow>, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    let page = queries::page(&mut tx, &filter, cursor.as_ref()).await?;
    tx.commit().await?;
    Ok(page)
}

/// One contact's record.
#[server(prefix = "/fn", endpoint = "contacts/get")]
pub async fn get_contact(contact_id: ContactId) -> Result<Contact, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    let contact = queries::find(&mut tx, contact_id).await?;
    tx.commit().await?;
    Ok(contact)
}

/// What happened with a contact, latest first; `after` is the cursor of the page before.
#[server(prefix = "/fn", endpoint = "contacts/timeline")]
pub async fn contact_timeline(
    contact_id: ContactId,
    #[server(default)] after: Option<Cursor>,
) -> Result<Page<TimelineEntry>, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    let page = queries::timeline(&mut tx, contact_id, after.as_ref()).await?;
    tx.commit().await?;
    Ok(page)
}

/// Adds a contact, and leads to its record.
#[server(prefix = "/fn", endpoint = "contacts/create", client = Change)]
pub async fn create_contact(#[server(flatten)] form: ContactForm) -> Result<ContactId, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let new = form.parse()?;
    let mut tx = tenant.begin(Permission::EditContacts).await?;
    let id = queries::insert(&mut tx, &new).await?;
    tx.commit().await?;
    leptos_axum::redirect(&format!("/contacts/{id}"));
    Ok(id)
}

/// Saves a contact's record over the version that was read; answers with the version it has now.
#[server(prefix = "/fn", endpoint = "contacts/update", client = Change)]
pub async fn update_contact(
    contact_id: ContactId,
    version: i32,
    #[server(flatten)] form: ContactForm,
) -> Result<i32, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let new = form.parse()?;
    let mut tx = tenant.begin(Permission::EditContacts).await?;
    let version = queries::update(&mut tx, contact_id, version, &new).await?;
    tx.commit().await?;
    Ok(version)
}

/// Moves a contact to another stage.
#[server(prefix = "/fn", endpoint = "contacts/move", client = Change)]
pub async fn move_contact(contact_id: ContactId, to: ContactType) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditContacts).await?;
    queries::set_type(&mut tx, contact_id, to).await?;
    tx.commit().await
}

/// Puts a contact into a colleague's care; an empty `owner_id` into nobody's.
#[server(prefix = "/fn", endpoint = "contacts/set-owner", client = Change)]
pub async fn set_owner(contact_id: ContactId, #[server(default)] owner_id: String) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let owner = ContactForm::parse_owner(&owner_id)?;
    let mut tx = tenant.begin(Permission::EditContacts).await?;
    queries::set_owner(&mut tx, contact_id, owner).await?;
    tx.commit().await
}

/// Moves a contact and its interactions to the trash.
#[server(prefix = "/fn", endpoint = "contacts/delete", client = Change)]
pub async fn delete_contact(contact_id: ContactId) -> Result<Deleted, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::DeleteContacts).await?;
    let deleted = queries::delete(&mut tx, contact_id).await?;
    tx.commit().await?;
    Ok(deleted)
}

/// Takes a contact out of the trash, with what was deleted together with it.
#[server(prefix = "/fn", endpoint = "contacts/restore", client = Change)]
pub async fn restore_contact(contact_id: ContactId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::DeleteContacts).await?;
    queries::restore(&mut tx, contact_id).await?;
    tx.commit().await
}

/// What is in the trash and may be restored by whoever asks, latest first.
#[server(prefix = "/fn", endpoint = "contacts/trash")]
pub async fn list_trash(#[server(default)] cursor: Option<Cursor>) -> Result<Page<TrashRow>, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::DeleteContacts).await?;
    let page = queries::trash(&mut tx, cursor.as_ref()).await?;
    tx.commit().await?;
    Ok(page)
}

/// Who can look after a contact.
#[server(prefix = "/fn", endpoint = "contacts/owners")]
pub async fn list_owners() -> Result<Vec<Colleague>, AppError> {
    use crate::{accounts, accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    let colleagues = accounts::queries::colleagues(&mut tx).await?;
    tx.commit().await?;
    Ok(colleagues)
}

/// One interaction, for the form that changes it.
#[server(prefix = "/fn", endpoint = "contacts/get-interaction")]
pub async fn get_interaction(interaction_id: InteractionId) -> Result<Interaction, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    let interaction = queries::interaction(&mut tx, interaction_id).await?;
    tx.commit().await?;
    Ok(interaction)
}

/// Adds an interaction to a contact's history, or plans one.
#[server(prefix = "/fn", endpoint = "contacts/log-interaction", client = Change)]
pub async fn log_interaction(
    contact_id: ContactId,
    #[server(flatten)] form: InteractionForm,
) -> Result<InteractionId, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditContacts).await?;
    let zone = queries::zone(&mut tx).await?;
    let new = form.parse(&zone, chrono::Utc::now())?;
    let id = queries::insert_interaction(&mut tx, contact_id, &new).await?;
    tx.commit().await?;
    Ok(id)
}

/// Saves an interaction over the version that was read; answers with the version it has now.
#[server(prefix = "/fn", endpoint = "contacts/update-interaction", client = Change)]
pub async fn update_interaction(
    interaction_id: InteractionId,
    version: i32,
    #[server(flatten)] form: InteractionForm,
) -> Result<i32, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditContacts).await?;
    let zone = queries::zone(&mut tx).await?;
    let new = form.parse(&zone, chrono::Utc::now())?;
    let version = queries::update_interaction(&mut tx, interaction_id, version, &new).await?;
    tx.commit().await?;
    Ok(version)
}

/// A planned interaction has happened, or is said to have happened now if it lay ahead.
#[server(prefix = "/fn", endpoint = "contacts/complete-interaction", client = Change)]
pub async fn complete_interaction(
    interaction_id: InteractionId,
    #[server(default)] outcome: String,
) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let outcome = InteractionForm::parse_outcome(&outcome)?;
    let mut tx = tenant.begin(Permission::EditContacts).await?;
    queries::complete_interaction(&mut tx, interaction_id, outcome.as_deref()).await?;
    tx.commit().await
}

/// An interaction will not, or did not, happen.
#[server(prefix = "/fn", endpoint = "contacts/cancel-interaction", client = Change)]
pub async fn cancel_interaction(interaction_id: InteractionId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditContacts).await?;
    queries::cancel_interaction(&mut tx, interaction_id).await?;
    tx.commit().await
}

/// Moves an interaction to the trash.
#[server(prefix = "/fn", endpoint = "contacts/delete-interaction", client = Change)]
pub async fn delete_interaction(interaction_id: InteractionId) -> Result<Deleted, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditContacts).await?;
    let deleted = queries::delete_interaction(&mut tx, interaction_id).await?;
    tx.commit().await?;
    Ok(deleted)
}

/// Takes an interaction out of the trash.
#[server(prefix = "/fn", endpoint = "contacts/restore-interaction", client = Change)]
pub async fn restore_interaction(interaction_id: InteractionId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditContacts).await?;
    queries::restore_interaction(&mut tx, interaction_id).await?;
    tx.commit().await
}

/// What the first page of whoever asks shows; empty for those who see no contacts.
#[server(prefix = "/fn", endpoint = "contacts/home")]
pub async fn home() -> Result<HomeSummary, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let tenant = Tenant::current()?;
    if !tenant.role().may(Permission::ViewContacts) {
        return Ok(HomeSummary::default());
    }
    let mut tx = tenant.begin(Permission::ViewContacts).await?;
    let zone = queries::zone(&mut tx).await?;
    let summary = queries::home(&mut tx, &zone, chrono::Utc::now()).await?;
    tx.commit().await?;
    Ok(summary)
}
