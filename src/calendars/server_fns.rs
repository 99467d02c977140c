//! The address of one's own calendar, and what is starred.

use super::types::{Entry, Feed};
use crate::calls::Change;
use crate::error::AppError;
use leptos::prelude::*;

/// Where one is expected from now on.
#[server(prefix = "/fn", endpoint = "calendars/own")]
pub async fn list_own_agenda() -> Result<Vec<Entry>, AppError> {
    use crate::{accounts::roles::Permission, calendars::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewEvents).await?;
    let (me, now) = (tx.user()?, chrono::Utc::now());
    let calendar = queries::own(&mut tx, me, now, |id| format!("/events/{id}/agenda")).await?;
    tx.commit().await?;
    Ok(calendar.entries.into_iter().map(Entry::to_travel).collect())
}

/// The path at which other programs read one's own agenda, if there is one.
#[server(prefix = "/fn", endpoint = "calendars/feed")]
pub async fn get_feed() -> Result<Option<Feed>, AppError> {
    use crate::{accounts::roles::Permission, calendars, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewEvents).await?;
    let (organization, feed) = (tx.organization(), calendars::queries::feed(&mut tx).await?);
    tx.commit().await?;
    let Some((id, created_at)) = feed else {
        return Ok(None);
    };
    let address = calendars::feeds::path(organization, id)?;
    Ok(Some(Feed { address, created_at }))
}

/// Makes a new address; the old one, if there was one, leads nowhere from then on.
#[server(prefix = "/fn", endpoint = "calendars/renew-feed", client = Change)]
pub async fn renew_feed() -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, calendars::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewEvents).await?;
    queries::renew(&mut tx).await?;
    tx.commit().await
}

/// Ends the address.
#[server(prefix = "/fn", endpoint = "calendars/end-feed", client = Change)]
pub async fn end_feed() -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, calendars::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewEvents).await?;
    queries::end(&mut tx).await?;
    tx.commit().await
}
