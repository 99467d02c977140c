//! Finding contacts by what somebody types.

use crate::contacts::types::ContactHit;
use crate::error::AppError;
use crate::ids::ContactId;
use leptos::prelude::*;

/// The contacts that match best what was typed, the best first; where nothing was typed, those of
/// `opened`, in that order. A handful at most.
#[server(prefix = "/fn", endpoint = "contacts/search")]
pub async fn search_contacts(
    #[server(default)] typed: String,
    #[server(default)] opened: Vec<ContactId>,
) -> Result<Vec<ContactHit>, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    const MOST: usize = 8;
    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    let hits = if typed.trim().is_empty() {
        let opened = &opened[..opened.len().min(MOST)];
        queries::hits_of(&mut tx, opened).await?
    } else {
        queries::hits(&mut tx, &typed, MOST as i64).await?
    };
    tx.commit().await?;
    Ok(hits)
}
