//! How far approving goes for an event.

use crate::calls::Change;
use crate::error::AppError;
use crate::expenses::types::EventLimitsForm;
use crate::ids::EventId;
use leptos::prelude::*;

/// Says how far approving goes for an event, and from where on people are told; empty fields are no limits. The version is that of
/// the limits as they were seen.
#[server(prefix = "/fn", endpoint = "events/set-limits", client = Change)]
pub async fn set_event_limits(
    event_id: EventId,
    version: i32,
    #[server(flatten)] form: EventLimitsForm,
) -> Result<(), AppError> {
    use crate::{accounts, accounts::roles::Permission, expenses::queries, rates, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    let locale = accounts::queries::locale(&mut tx).await?;
    let own = rates::queries::base_currency(&mut tx).await?;
    let new = form.by(&locale, own)?;
    queries::set_limits(&mut tx, event_id, version, &new).await?;
    tx.commit().await
}
