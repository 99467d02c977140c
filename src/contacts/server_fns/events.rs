//! What a browser may ask of the events of a contact.

use crate::attendees::types::ContactEvents;
use crate::error::AppError;
use crate::ids::ContactId;
use leptos::prelude::*;

/// The events that a contact comes to or came to, of those that whoever asks may see.
#[server(prefix = "/fn", endpoint = "contacts/events")]
pub async fn list_contact_events(contact_id: ContactId) -> Result<ContactEvents, AppError> {
    use crate::{accounts::roles::Permission, attendees, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    if queries::hits_of(&mut tx, &[contact_id]).await?.is_empty() {
        return Err(AppError::NotFound);
    }
    let events = attendees::queries::of_contact(&mut tx, contact_id).await?;
    tx.commit().await?;
    Ok(events)
}
