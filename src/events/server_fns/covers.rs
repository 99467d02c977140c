//! The picture at the head of an event. What uploads one is a plain route, as for every file.

use crate::calls::Change;
use crate::error::AppError;
use crate::ids::{EventId, MediaId};
use crate::media::types::Cover;
use leptos::prelude::*;

/// The picture of an event.
#[server(prefix = "/fn", endpoint = "events/cover")]
pub async fn get_event_cover(event_id: EventId) -> Result<Cover, AppError> {
    use crate::{accounts::roles::Permission, media::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewEvents).await?;
    let cover = queries::cover(&mut tx, event_id).await?;
    tx.commit().await?;
    Ok(cover)
}

/// Says what can be seen in the picture, for those who do not see it.
#[server(prefix = "/fn", endpoint = "events/describe-cover", client = Change)]
pub async fn describe_event_cover(event_id: EventId, #[server(default)] alt: String) -> Result<(), AppError> {
    use crate::{
        accounts::roles::Permission, forms::Checker, media::queries, media::types::LONGEST_ALT,
        tenancy::Tenant,
    };

    let tenant = Tenant::current()?;
    let mut check = Checker::default();
    let alt = check.optional("alt", &alt, LONGEST_ALT);
    let alt = check.finish(|| Some(alt))?;
    let mut tx = tenant.begin(Permission::EditEvents).await?;
    queries::describe_cover(&mut tx, event_id, alt.as_deref()).await?;
    tx.commit().await
}

/// Shows no picture any more.
#[server(prefix = "/fn", endpoint = "events/remove-cover", client = Change)]
pub async fn remove_event_cover(event_id: EventId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, media::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    queries::remove_cover(&mut tx, event_id).await?;
    tx.commit().await
}

/// Shows a picture again that was removed.
#[server(prefix = "/fn", endpoint = "events/restore-cover", client = Change)]
pub async fn restore_event_cover(event_id: EventId, file_id: MediaId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, media::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    queries::restore_cover(&mut tx, event_id, file_id).await?;
    tx.commit().await
}
