//! Changes of more contacts than one request changes. Which ones are meant is written down in the transaction that asks for it,
//! a thousand to a row; a job takes one row, changes those contacts in the transaction that removes the row, and queues the
//! next. So none is changed twice, and where a job dies the next attempt goes on where it was.

use super::{Condition, Part, apply, count, in_german, stored};
use crate::accounts::queries::locale;
use crate::contacts::jobs::{CHANGE_MANY, Many};
use crate::contacts::queries::assigning::tell_owner_of_many;
use crate::contacts::queries::reach::{Reach, Reaches};
use crate::contacts::types::{BulkChange, BulkOutcome, MOST_AT_ONCE};
use crate::error::AppResult;
use crate::ids::{BulkChangeId, ContactId, JobId};
use crate::jobs::queries::{When, add};
use crate::notifications::queries::{Notice, notify};
use crate::notifications::types::{NotificationKind, Said};
use crate::tenancy::TenantTx;
use sqlx::types::Json;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

/// Where one's own changes of many contacts are listed.
const PATH: &str = "/contacts/changes";

/// Writes down who is meant by now, and queues the first job.
pub(super) async fn write_down(
    tx: &mut TenantTx,
    condition: &Condition,
    change: &BulkChange,
    id: BulkChangeId,
) -> AppResult<BulkOutcome> {
    statement(tx, condition, change, id)?
        .build()
        .persistent(false)
        .execute(tx.conn())
        .await?;
    let job = add(tx, &CHANGE_MANY, &Many { bulk_change: id }, When::default()).await?;
    carried_by(tx, id, job).await?;
    Ok(BulkOutcome {
        undo: Some(id),
        is_under_way: true,
        ..BulkOutcome::default()
    })
}

fn statement(
    tx: &TenantTx,
    condition: &Condition,
    change: &BulkChange,
    id: BulkChangeId,
) -> AppResult<QueryBuilder<Postgres>> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let mut sql = QueryBuilder::new("with ");
    condition.push_found(&mut sql);
    sql.push("matched as materialized (select c.id, (row_number() over (order by c.id) - 1) / ")
        .push(MOST_AT_ONCE)
        .push(" as place from ")
        .push(condition.from())
        .push(" where c.organization_id = ")
        .push_bind(organization);
    condition.push(&mut sql);
    sql.push(
        "), kept as (insert into bulk_changes (organization_id, id, user_id, change, wanted, state, asked) select ",
    );
    sql.push_bind(organization)
        .push(", ")
        .push_bind(id)
        .push(", ")
        .push_bind(me)
        .push(", '")
        .push(change.kind())
        .push("', ")
        .push_bind(stored(change)?);
    sql.push(
        ", 'doing', count(*) from matched) \
         insert into bulk_change_portions (organization_id, bulk_change_id, place, contact_ids) select ",
    );
    sql.push_bind(organization)
        .push(", ")
        .push_bind(id)
        .push(", place, array_agg(id order by id) from matched group by place");
    Ok(sql)
}

/// This job goes on with it.
pub(super) async fn carried_by(tx: &mut TenantTx, id: BulkChangeId, job: JobId) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        "update bulk_changes set job_id = $3 where organization_id = $1 and id = $2",
        organization.0,
        id.0,
        job.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Changes the next portion, as whoever asked for it may by now, and queues the one after it. Does nothing where the change
/// was taken back meanwhile.
pub async fn change_some(tx: &mut TenantTx, id: BulkChangeId) -> AppResult<()> {
    let (organization, me) = (tx.organization(), tx.user()?);
    // Locked, so that it is taken back before this portion or after it.
    let wanted = sqlx::query_scalar!(
        r#"select wanted as "wanted!: Json<BulkChange>" from bulk_changes
           where organization_id = $1 and id = $2 and user_id = $3 and state = 'doing' for no key update"#,
        organization.0,
        id.0,
        me.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(Json(change)) = wanted else {
        return Ok(());
    };
    let (contacts, is_more) = next_portion(tx, id).await?;
    let asked = count(i64::try_from(contacts.len()).unwrap_or(i64::MAX));
    let reach = Reach::of(tx, change.permission()).await?;
    let view = Reaches::of(tx).await?.view;
    let condition = Condition::Ids(contacts, view, change == BulkChange::Restore);
    let found = apply(tx, &condition, &change, &reach, id, Part::Portion).await?;
    let changed = count(i64::try_from(found.changed.len()).unwrap_or(i64::MAX));
    let (present, refused) = (count(found.present), count(found.refused));
    let full: Vec<Uuid> = (found.refused_ids.iter().copied().zip(&found.are_full))
        .filter_map(|(id, is_full)| is_full.then_some(id))
        .collect();
    let done = sqlx::query!(
        r#"
        update bulk_changes
        set changed = changed + $3, unchanged = unchanged + $4, gone = gone + $5, refused = refused + $6,
          refused_ids = (refused_ids || $7::uuid[])[:50], full_ids = (full_ids || $8::uuid[])[:50],
          state = case when $9 then 'doing' else 'done' end
        where organization_id = $1 and id = $2
        returning changed, unchanged, gone, refused
        "#,
        organization.0,
        id.0,
        signed(changed),
        signed(present.saturating_sub(refused + changed)),
        signed(asked.saturating_sub(present)),
        signed(refused),
        &found.refused_ids,
        &full,
        is_more,
    )
    .fetch_one(tx.conn())
    .await?;
    if is_more {
        let job = add(tx, &CHANGE_MANY, &Many { bulk_change: id }, When::default()).await?;
        return carried_by(tx, id, job).await;
    }
    let outcome = BulkOutcome {
        changed: count(done.changed.into()),
        unchanged: count(done.unchanged.into()),
        gone: count(done.gone.into()),
        refused: count(done.refused.into()),
        ..BulkOutcome::default()
    };
    tell(tx, &change, &outcome, id).await
}

/// Takes the next portion out: whom it means, and whether there are more. None where a race left none.
async fn next_portion(tx: &mut TenantTx, id: BulkChangeId) -> AppResult<(Vec<ContactId>, bool)> {
    let organization = tx.organization();
    let portion = sqlx::query!(
        r#"
        delete from bulk_change_portions taken
        where organization_id = $1 and id = (
          select id from bulk_change_portions where organization_id = $1 and bulk_change_id = $2 order by place limit 1)
        returning contact_ids as "contact_ids: Vec<ContactId>", exists (
          select from bulk_change_portions other
          where other.organization_id = $1 and other.bulk_change_id = $2 and other.place > taken.place) as "is_more!"
        "#,
        organization.0,
        id.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(portion.map_or((Vec::new(), false), |portion| {
        (portion.contact_ids, portion.is_more)
    }))
}

/// Tells whoever asked what came of it, and a colleague what was put into their care.
async fn tell(
    tx: &mut TenantTx,
    change: &BulkChange,
    outcome: &BulkOutcome,
    id: BulkChangeId,
) -> AppResult<()> {
    if let BulkChange::Owner(Some(owner)) = change
        && outcome.changed > 0
    {
        tell_owner_of_many(tx, *owner, outcome.changed as usize, id).await?;
    }
    let locale = locale(tx).await?;
    let title = match change {
        BulkChange::Delete => Said::new(
            "Your contacts are in the trash",
            "Deine Kontakte sind im Papierkorb",
        ),
        _ => Said::new("Your contacts are changed", "Deine Kontakte sind geändert"),
    };
    let number = |count| locale.number(count);
    let words = Said::new(outcome.in_words(number), in_german::changed(outcome, number));
    tell_oneself(tx, title, words, format!("bulk_done/{id}")).await
}

/// Tells whoever acts of the end of something that they left to jobs.
pub(super) async fn tell_oneself(
    tx: &mut TenantTx,
    title: Said,
    message: Said,
    cause: String,
) -> AppResult<()> {
    let notice = Notice {
        to: tx.user()?,
        kind: NotificationKind::BulkDone,
        title,
        message,
        path: PATH.to_owned(),
        cause,
    };
    notify(tx, &notice).await
}

pub(super) fn signed(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
