//! Taking a change of many contacts back: at once where a request made it, and else by jobs, a portion at a time.

use super::portions::{carried_by, signed, tell_oneself};
use super::{count, follow_into_trash, follow_out_of_trash, in_german};
use crate::accounts::queries::locale;
use crate::accounts::roles::Permission;
use crate::contacts::jobs::{Many, UNDO_MANY};
use crate::contacts::queries::assigning::take_back;
use crate::contacts::queries::reach::Reach;
use crate::contacts::types::{BulkUndone, MOST_AT_ONCE};
use crate::error::{AppError, AppResult};
use crate::ids::BulkChangeId;
use crate::jobs::queries::{When, add};
use crate::notifications::types::Said;
use crate::tenancy::TenantTx;

/// Puts back what stood there before, wherever nobody has edited the contact since. Only whoever
/// made the change can take it back, once, and for a day; it is their own act, so a contact that
/// they gave out of their hands by it comes back too. What is under way is stopped.
pub async fn undo(tx: &mut TenantTx, id: BulkChangeId) -> AppResult<BulkUndone> {
    Reach::of(tx, Permission::EditContacts).await?;
    let (organization, me) = (tx.organization(), tx.user()?);
    let begun = sqlx::query!(
        "update bulk_changes set state = 'undoing'
         where organization_id = $1 and id = $2 and user_id = $3 and created_at > now() - interval '24 hours'
           and state in ('doing', 'done')
         returning change, asked",
        organization.0,
        id.0,
        me.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(begun) = begun else {
        return Err(AppError::Conflict {
            message: "This can no longer be undone: it was undone already, or it was more than a day ago."
                .into(),
        });
    };
    if begun.asked.is_some() {
        forget_portions(tx, id).await?;
        let job = add(tx, &UNDO_MANY, &Many { bulk_change: id }, When::default()).await?;
        carried_by(tx, id, job).await?;
        return Ok(BulkUndone {
            is_under_way: true,
            ..BulkUndone::default()
        });
    }
    let undone = put_back(tx, id, &begun.change).await?;
    withdraw(tx, id, &begun.change, &undone).await?;
    sqlx::query!(
        "delete from bulk_changes where organization_id = $1 and id = $2",
        organization.0,
        id.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(undone)
}

/// Whom a change that is taken back has not come to, it no longer comes to.
async fn forget_portions(tx: &mut TenantTx, id: BulkChangeId) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        "delete from bulk_change_portions where organization_id = $1 and bulk_change_id = $2",
        organization.0,
        id.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes back some of a change, and queues the rest.
pub async fn undo_some(tx: &mut TenantTx, id: BulkChangeId) -> AppResult<()> {
    Reach::of(tx, Permission::EditContacts).await?;
    let (organization, me) = (tx.organization(), tx.user()?);
    let change = sqlx::query_scalar!(
        "select change from bulk_changes
         where organization_id = $1 and id = $2 and user_id = $3 and state = 'undoing' for no key update",
        organization.0,
        id.0,
        me.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(change) = change else {
        return Ok(());
    };
    let some = put_back(tx, id, &change).await?;
    let done = sqlx::query!(
        r#"
        update bulk_changes b
        set reversed = reversed + $3, kept = kept + $4, lost = lost + $5, state = case when exists (
          select from bulk_change_rows r where r.organization_id = $1 and r.bulk_change_id = $2) then 'undoing' else 'undone' end
        where b.organization_id = $1 and b.id = $2
        returning state = 'undoing' as "is_more!", reversed, kept, lost
        "#,
        organization.0,
        id.0,
        signed(some.reversed),
        signed(some.kept),
        signed(some.gone),
    )
    .fetch_one(tx.conn())
    .await?;
    if done.is_more {
        let job = add(tx, &UNDO_MANY, &Many { bulk_change: id }, When::default()).await?;
        return carried_by(tx, id, job).await;
    }
    let undone = BulkUndone {
        reversed: count(done.reversed.into()),
        kept: count(done.kept.into()),
        gone: count(done.lost.into()),
        is_under_way: false,
    };
    withdraw(tx, id, &change, &undone).await?;
    let locale = locale(tx).await?;
    let number = |count| locale.number(count);
    let title = Said::new(
        "Your change was taken back",
        "Deine Änderung wurde zurückgenommen",
    );
    let words = Said::new(undone.in_words(number), in_german::undone(&undone, number));
    tell_oneself(tx, title, words, format!("bulk_undone/{id}")).await
}

/// What was told of a change that is taken back as a whole is taken back too.
async fn withdraw(tx: &mut TenantTx, id: BulkChangeId, change: &str, undone: &BulkUndone) -> AppResult<()> {
    if change == "owner_id" && undone.kept == 0 && undone.gone == 0 {
        take_back(tx, id).await?;
    }
    Ok(())
}

/// Puts back the contacts of as many rows as may be changed at once, and removes those rows.
async fn put_back(tx: &mut TenantTx, id: BulkChangeId, change: &str) -> AppResult<BulkUndone> {
    let organization = tx.organization();
    let found = sqlx::query!(
        r#"
        with taken as (
          delete from bulk_change_rows
          where organization_id = $1 and id in (
            select id from bulk_change_rows where organization_id = $1 and bulk_change_id = $2 order by contact_id limit $4)
          returning contact_id, contact_version, prior
        ), locked as (
          select c.id, c.version, c.is_deleted, c.deletion_id, taken.contact_version, taken.prior
          from taken
          join contacts c on c.organization_id = $1 and c.id = taken.contact_id
          order by c.id
          for no key update of c
        ), reversed as (
          update contacts c
          set contact_type = case $3 when 'contact_type' then l.prior #>> '{}' else c.contact_type end,
            status = case $3 when 'status' then l.prior #>> '{}' else c.status end,
            priority = case $3 when 'priority' then l.prior #>> '{}' else c.priority end,
            owner_id = case $3 when 'owner_id' then (l.prior #>> '{}')::uuid else c.owner_id end,
            tags = case $3 when 'tags' then array(select jsonb_array_elements_text(l.prior)) else c.tags end,
            is_deleted = case $3 when 'delete' then false when 'restore' then true else c.is_deleted end,
            deleted_at = case $3 when 'delete' then null when 'restore' then now() else c.deleted_at end,
            deletion_id = case $3 when 'delete' then null when 'restore' then app.uuid_v7() else c.deletion_id end
          from locked l
          where c.organization_id = $1 and c.id = l.id and l.version = l.contact_version
          returning c.id, l.deletion_id
        )
        select array(select id from reversed) as "reversed!",
          array(select deletion_id from reversed where deletion_id is not null) as "deletions!",
          (select count(*) from locked) as "all!",
          (select count(*) from locked where version <> contact_version and is_deleted) as "gone!"
        "#,
        organization.0,
        id.0,
        change,
        i64::try_from(MOST_AT_ONCE).unwrap_or(i64::MAX),
    )
    .fetch_one(tx.conn())
    .await?;
    match change {
        "delete" => follow_out_of_trash(tx, &found.reversed, &found.deletions).await?,
        "restore" => follow_into_trash(tx, &found.reversed).await?,
        _ => {}
    }
    let reversed = i64::try_from(found.reversed.len()).unwrap_or(i64::MAX);
    Ok(BulkUndone {
        reversed: count(reversed),
        kept: count(found.all - reversed - found.gone),
        gone: count(found.gone),
        is_under_way: false,
    })
}
