//! What a browser may ask of one's own notifications.

use super::types::{Marked, NotificationKind, NotificationList, Preferences, Shown};
use crate::calls::Change;
use crate::error::AppError;
use crate::ids::NotificationId;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// Some of one's own, latest first; `after` is the last of the page before.
#[server(prefix = "/fn", endpoint = "notifications/list")]
pub async fn list_notifications(
    shown: Shown,
    #[server(default)] kind: Option<NotificationKind>,
    #[server(default)] after: Option<NotificationId>,
) -> Result<NotificationList, AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::SeeOneself).await?;
    let list = queries::list(&mut tx, shown, kind, after).await?;
    tx.commit().await?;
    Ok(list)
}

/// How many of one's own are unread.
#[server(prefix = "/fn", endpoint = "notifications/unread")]
pub async fn count_unread() -> Result<i64, AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::SeeOneself).await?;
    let unread = queries::unread(&mut tx).await?;
    tx.commit().await?;
    Ok(unread)
}

/// Marks one as read, or as unread again.
#[server(prefix = "/fn", endpoint = "notifications/mark", client = Change)]
pub async fn mark_notification(notification_id: NotificationId, is_read: bool) -> Result<(), AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::SeeOneself).await?;
    queries::mark(&mut tx, notification_id, is_read).await?;
    tx.commit().await
}

/// Marks all as read.
#[server(prefix = "/fn", endpoint = "notifications/mark-all", client = Change)]
pub async fn mark_all_notifications() -> Result<Marked, AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::SeeOneself).await?;
    let marked = queries::mark_all(&mut tx).await?;
    tx.commit().await?;
    Ok(marked)
}

/// Takes back that all were marked as read at some moment.
#[server(prefix = "/fn", endpoint = "notifications/unmark-all", client = Change)]
pub async fn unmark_all_notifications(at: DateTime<Utc>) -> Result<(), AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::SeeOneself).await?;
    queries::unmark_all(&mut tx, at).await?;
    tx.commit().await
}

/// What one wants to be told of.
#[server(prefix = "/fn", endpoint = "notifications/preferences")]
pub async fn get_notification_preferences() -> Result<Preferences, AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::SeeOneself).await?;
    let preferences = queries::preferences(&mut tx).await?;
    tx.commit().await?;
    Ok(preferences)
}

/// Keeps what one wants to be told of: a kind and a channel with a point between them, for each.
#[server(prefix = "/fn", endpoint = "notifications/prefer", client = Change)]
pub async fn prefer_notifications(#[server(default)] wanted: Vec<String>) -> Result<(), AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let preferences = Preferences::parse(&wanted);
    let mut tx = tenant.begin(Permission::SeeOneself).await?;
    queries::prefer(&mut tx, &preferences).await?;
    tx.commit().await
}
