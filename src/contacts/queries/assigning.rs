//! Telling colleagues what was put into their care.

use crate::error::AppResult;
use crate::ids::{BulkChangeId, ContactId, UserId};
use crate::notifications::queries::{Notice, notify};
use crate::notifications::types::NotificationKind;
use crate::tenancy::TenantTx;

/// Who looks after a contact that is about to be changed. It is locked, so that of two changes each knows what it changes.
pub(super) async fn owner_before(tx: &mut TenantTx, contact: ContactId) -> AppResult<Option<UserId>> {
    let organization = tx.organization();
    let owner = sqlx::query_scalar!(
        r#"select owner_id as "owner: UserId" from contacts where organization_id = $1 and id = $2 for no key update"#,
        organization.0,
        contact.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(owner.flatten())
}

/// Tells whoever looks after a contact now that it was put into their care, if it was not there before.
pub(super) async fn tell_owner(
    tx: &mut TenantTx,
    contact: ContactId,
    before: Option<UserId>,
    now: Option<UserId>,
) -> AppResult<()> {
    let Some(to) = now.filter(|now| before != Some(*now) && tx.actor().user() != Some(*now)) else {
        return Ok(());
    };
    let organization = tx.organization();
    let given = sqlx::query!(
        r#"select first_name || ' ' || last_name as "name!", company, version
           from contacts where organization_id = $1 and id = $2"#,
        organization.0,
        contact.0,
    )
    .fetch_one(tx.conn())
    .await?;
    let by = name_of_actor(tx).await?;
    let notice = Notice {
        to,
        kind: NotificationKind::Assigned,
        title: format!("{} was put into your care", given.name),
        message: match given.company {
            Some(company) => format!("{company}, by {by}"),
            None => format!("By {by}"),
        },
        path: format!("/contacts/{contact}"),
        cause: format!("contact/{contact}/{}", given.version),
    };
    notify(tx, &notice).await
}

/// Tells a colleague of all the contacts that one change has put into their care.
pub(super) async fn tell_owner_of_many(
    tx: &mut TenantTx,
    to: UserId,
    contacts: &[uuid::Uuid],
    change: BulkChangeId,
) -> AppResult<()> {
    match contacts {
        [] => Ok(()),
        [one] => tell_owner(tx, ContactId(*one), None, Some(to)).await,
        many => {
            let notice = Notice {
                to,
                kind: NotificationKind::Assigned,
                title: format!("{} contacts were put into your care", many.len()),
                message: format!("By {}", name_of_actor(tx).await?),
                path: "/contacts?owner=me".into(),
                cause: format!("bulk/{change}"),
            };
            notify(tx, &notice).await
        }
    }
}

/// The name of whoever acts.
pub(super) async fn name_of_actor(tx: &mut TenantTx) -> AppResult<String> {
    let me = tx.user()?;
    Ok(super::record::name_of(tx, me).await?.unwrap_or_default())
}
