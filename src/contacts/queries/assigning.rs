//! Telling colleagues what was put into their care.

use crate::error::AppResult;
use crate::ids::{BulkChangeId, ContactId, UserId};
use crate::notifications::queries::{Notice, notify, withdraw};
use crate::notifications::types::{NotificationKind, Said};
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
    match now.filter(|now| before != Some(*now) && tx.actor().user() != Some(*now)) {
        Some(to) => tell_of_one(tx, to, contact, None).await,
        None => Ok(()),
    }
}

/// Tells a colleague of the contacts that one change has put into their care.
pub(super) async fn tell_owner_of_these(
    tx: &mut TenantTx,
    to: UserId,
    contacts: &[uuid::Uuid],
    change: BulkChangeId,
) -> AppResult<()> {
    match contacts {
        [] => Ok(()),
        [one] => tell_of_one(tx, to, ContactId(*one), Some(change)).await,
        many => tell_owner_of_many(tx, to, many.len(), change).await,
    }
}

/// Tells a colleague how many contacts one change has put into their care.
pub(super) async fn tell_owner_of_many(
    tx: &mut TenantTx,
    to: UserId,
    contacts: usize,
    change: BulkChangeId,
) -> AppResult<()> {
    let title = match contacts {
        1 => Said::new(
            "1 contact was put into your care",
            "1 Kontakt wurde dir anvertraut",
        ),
        many => Said::new(
            format!("{many} contacts were put into your care"),
            format!("{many} Kontakte wurden dir anvertraut"),
        ),
    };
    let by = name_of_actor(tx).await?;
    let notice = Notice {
        to,
        kind: NotificationKind::Assigned,
        title,
        message: Said::new(format!("By {by}"), format!("Von {by}")),
        path: "/contacts?owner=me".into(),
        cause: cause_of(change),
    };
    notify(tx, &notice).await
}

/// Takes back what was told of a change that was undone as a whole, from whoever has not read it yet.
pub(super) async fn take_back(tx: &mut TenantTx, change: BulkChangeId) -> AppResult<()> {
    withdraw(tx, &cause_of(change)).await
}

fn cause_of(change: BulkChangeId) -> String {
    format!("bulk/{change}")
}

/// Tells a colleague of a contact by name, which came to them by itself or as the only one of a change of many.
async fn tell_of_one(
    tx: &mut TenantTx,
    to: UserId,
    contact: ContactId,
    change: Option<BulkChangeId>,
) -> AppResult<()> {
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
        title: Said::new(
            format!("{} was put into your care", given.name),
            format!("{} wurde dir anvertraut", given.name),
        ),
        message: match given.company {
            Some(company) => Said::new(format!("{company}, by {by}"), format!("{company}, von {by}")),
            None => Said::new(format!("By {by}"), format!("Von {by}")),
        },
        path: format!("/contacts/{contact}"),
        cause: match change {
            Some(change) => cause_of(change),
            None => format!("contact/{contact}/{}", given.version),
        },
    };
    notify(tx, &notice).await
}

/// The name of whoever acts.
pub(super) async fn name_of_actor(tx: &mut TenantTx) -> AppResult<String> {
    let me = tx.user()?;
    Ok(super::record::name_of(tx, me).await?.unwrap_or_default())
}
