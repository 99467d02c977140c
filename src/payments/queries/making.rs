//! Making a batch, and changing one whose files are not made yet.

use super::{conflict, hold, hold_claims, pays, touch};
use crate::error::{AppError, AppResult};
use crate::expenses::types::{ExpenseStatus, Wanted};
use crate::ids::{BatchId, BatchItemId};
use crate::payments::types::BatchStatus;
use crate::tenancy::TenantTx;
use chrono::NaiveDate;
use uuid::Uuid;

/// Most claims of a batch.
const AT_ONCE: i64 = 1_000;

/// Makes a batch of chosen claims, each as it was seen, or of all that are approved and in no other. What cannot be in it is
/// named there with the reason. The same request again makes none.
///
/// # Errors
/// If whoever acts does not pay everybody's claims, or nothing is left to be paid.
pub async fn make(
    tx: &mut TenantTx,
    id: BatchId,
    chosen: Option<&[Wanted]>,
    execution_date: NaiveDate,
) -> AppResult<()> {
    pays(tx)?;
    let (organization, me) = (tx.organization(), tx.user()?);
    let ids = match chosen {
        Some(chosen) => chosen.iter().map(|one| one.id.0).collect(),
        None => all_approved(tx).await?,
    };
    hold_claims(tx, &ids).await?;
    // After whoever sent the same request a moment before.
    let is_made = sqlx::query_scalar!(
        r#"select exists (select from payment_batches where organization_id = $1 and id = $2) as "is_made!""#,
        organization.0,
        id.0,
    )
    .fetch_one(tx.conn())
    .await?;
    if is_made {
        return is_of(tx, id, chosen).await;
    }
    let found = sqlx::query!(
        r#"
        select e.id, e.title, e.version, e.status as "status: ExpenseStatus",
          (e.created_by = $3 or coalesce(e.payee_id, e.created_by) = $3 or e.reversed_by is not distinct from $3::uuid) as "is_own!",
          (select b.number from payment_batch_items i
            join payment_batches b on b.organization_id = $1 and b.id = i.batch_id
            where i.organization_id = $1 and i.expense_id = e.id and i.outcome = 'open') as batch
        from expenses e
        where e.organization_id = $1 and e.id = any ($2) and not e.is_deleted and e.status <> 'draft'
        order by e.id
        "#,
        organization.0,
        &ids,
        me.0,
    )
    .fetch_all(tx.conn())
    .await?;
    let (mut claims, mut outcomes, mut reasons) = (Vec::new(), Vec::new(), Vec::new());
    let mut first_refusal = None;
    for claim in found {
        let seen = chosen.and_then(|chosen| chosen.iter().find(|one| one.id.0 == claim.id));
        let is_as_seen = seen.is_none_or(|seen| seen.version == claim.version);
        let refusal = if claim.is_own {
            Some("It is your own, or made by you: somebody else pays it.".to_owned())
        } else if let Some(number) = claim.batch {
            Some(format!("It is in batch {number} already."))
        } else if claim.status != ExpenseStatus::Approved {
            Some(format!("It is {}.", claim.status.label().to_lowercase()))
        } else if !is_as_seen {
            Some("It was changed after you saw it.".to_owned())
        } else {
            None
        };
        if let Some(reason) = &refusal {
            first_refusal.get_or_insert_with(|| format!("{}: {reason}", claim.title));
        }
        claims.push(claim.id);
        outcomes.push(if refusal.is_some() { "dropped" } else { "open" }.to_owned());
        reasons.push(refusal);
    }
    if !outcomes.iter().any(|outcome| outcome == "open") {
        return conflict(first_refusal.unwrap_or_else(|| "No approved claim waits to be paid.".to_owned()));
    }
    insert(tx, id, execution_date).await?;
    sqlx::query!(
        r#"
        insert into payment_batch_items
          (organization_id, batch_id, expense_id, payee_id, amount, currency, is_reversal, expense_version, outcome, reason)
        select $1, $2, e.id, coalesce(e.payee_id, e.created_by), e.amount, e.currency, e.reverses_id is not null, e.version,
          given.outcome, given.reason
        from unnest($3::uuid[], $4::text[], $5::text[]) as given (id, outcome, reason)
        join expenses e on e.organization_id = $1 and e.id = given.id
        "#,
        organization.0,
        id.0,
        &claims,
        &outcomes,
        &reasons as &[Option<String>],
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// That a batch which is made already is of the claims that were chosen: a form that is sent again is, one that was filled in anew is not.
async fn is_of(tx: &mut TenantTx, id: BatchId, chosen: Option<&[Wanted]>) -> AppResult<()> {
    let Some(chosen) = chosen else { return Ok(()) };
    let ids: Vec<_> = chosen.iter().map(|one| one.id.0).collect();
    let organization = tx.organization();
    let is_known = sqlx::query_scalar!(
        r#"
        select not exists (
          select from unnest($3::uuid[]) as chosen (id)
          where chosen.id not in (select i.expense_id from payment_batch_items i where i.organization_id = $1 and i.batch_id = $2)
        ) as "is_known!"
        "#,
        organization.0,
        id.0,
        &ids,
    )
    .fetch_one(tx.conn())
    .await?;
    if is_known {
        return Ok(());
    }
    conflict("This batch was made already, of other claims. Open the list again, and choose there.")
}

async fn all_approved(tx: &mut TenantTx) -> AppResult<Vec<Uuid>> {
    let (organization, me) = (tx.organization(), tx.user()?);
    Ok(sqlx::query_scalar!(
        r#"
        select e.id from expenses e
        where e.organization_id = $1 and e.status = 'approved' and not e.is_deleted
          -- One's own are paid by somebody else.
          and e.created_by <> $3 and coalesce(e.payee_id, e.created_by) <> $3 and e.reversed_by is distinct from $3::uuid
          and not exists (
            select from payment_batch_items i where i.organization_id = $1 and i.expense_id = e.id and i.outcome = 'open')
        order by e.approved_at, e.id
        limit $2
        "#,
        organization.0,
        AT_ONCE,
        me.0,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// The batch itself, under the next number.
async fn insert(tx: &mut TenantTx, id: BatchId, execution_date: NaiveDate) -> AppResult<()> {
    let (organization, me) = (tx.organization(), tx.user()?);
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtext('the-plugs: payment batches'), hashtext($1::uuid::text))",
        organization.0,
    )
    .fetch_one(tx.conn())
    .await?;
    sqlx::query!(
        r#"
        insert into payment_batches (organization_id, id, number, execution_date, created_by)
        select $1, $2, coalesce(max(number), 0) + 1, $3, $4 from payment_batches where organization_id = $1
        "#,
        organization.0,
        id.0,
        execution_date,
        me.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Sets the day on which the bank is asked to pay.
///
/// # Errors
/// If the files are made, or somebody else worked on the batch meanwhile.
pub async fn plan(tx: &mut TenantTx, id: BatchId, version: i32, day: NaiveDate) -> AppResult<()> {
    pays(tx)?;
    let held = hold(tx, id).await?;
    if held.execution_date == day {
        return Ok(());
    }
    if held.status != BatchStatus::Open {
        return conflict("The files of this batch are made: its day stays.");
    }
    held.seen_as(version)?;
    let organization = tx.organization();
    sqlx::query!(
        "update payment_batches set execution_date = $3 where organization_id = $1 and id = $2 and status = 'open'",
        organization.0,
        id.0,
        day,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes a claim out of a batch whose files are not made yet. It can go into another.
///
/// # Errors
/// If they are made by now.
pub async fn take_out(tx: &mut TenantTx, id: BatchId, item: BatchItemId) -> AppResult<()> {
    pays(tx)?;
    let held = hold(tx, id).await?;
    let organization = tx.organization();
    if held.status == BatchStatus::Open {
        let taken = sqlx::query!(
            r#"
            update payment_batch_items set outcome = 'dropped', reason = 'It was taken out.'
            where organization_id = $1 and batch_id = $2 and id = $3 and outcome = 'open'
            "#,
            organization.0,
            id.0,
            item.0,
        )
        .execute(tx.conn())
        .await?;
        if taken.rows_affected() > 0 {
            return touch(tx, id, BatchStatus::Open).await;
        }
    }
    let outcome = sqlx::query_scalar!(
        "select outcome from payment_batch_items where organization_id = $1 and batch_id = $2 and id = $3",
        organization.0,
        id.0,
        item.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    match outcome.as_str() {
        "dropped" => Ok(()),
        _ => conflict("The files of this batch are made: mark the line as failed, or cancel the batch."),
    }
}

/// Cancels a batch, as it was seen, of which nothing is paid or failed yet: its claims can go into another. Where its files are made,
/// whoever cancels says that the bank does not have them: what it has, it pays.
///
/// # Errors
/// If something of it is, somebody else worked on it meanwhile, or its files are made and nothing is said of them.
pub async fn cancel(tx: &mut TenantTx, id: BatchId, version: i32, is_not_sent: bool) -> AppResult<()> {
    pays(tx)?;
    let held = hold(tx, id).await?;
    match held.status {
        BatchStatus::Cancelled => return Ok(()),
        BatchStatus::Open => {}
        BatchStatus::Exported if is_not_sent => {}
        BatchStatus::Exported => {
            return conflict(
                "The files of this batch are made. It can be cancelled only if the bank does not have them: otherwise its claims would be paid twice.",
            );
        }
        BatchStatus::Settled | BatchStatus::PartlyFailed => {
            return conflict("This batch is settled: what is paid is final.");
        }
    }
    held.seen_as(version)?;
    let organization = tx.organization();
    let settled = sqlx::query_scalar!(
        r#"
        select count(*) as "count!" from payment_batch_items
        where organization_id = $1 and batch_id = $2 and outcome in ('paid', 'failed')
        "#,
        organization.0,
        id.0,
    )
    .fetch_one(tx.conn())
    .await?;
    if settled > 0 {
        return conflict("Some of it is settled already: mark the rest as failed instead.");
    }
    sqlx::query!(
        "update payment_batch_items set outcome = 'cancelled' where organization_id = $1 and batch_id = $2 and outcome = 'open'",
        organization.0,
        id.0,
    )
    .execute(tx.conn())
    .await?;
    touch(tx, id, BatchStatus::Cancelled).await
}

/// Takes a cancellation back. A claim that went elsewhere meanwhile stays there, and is named; of a batch whose files are made
/// none may have.
///
/// # Errors
/// If nothing of it is left to be paid, or its files name what is paid no more.
pub async fn reopen(tx: &mut TenantTx, id: BatchId) -> AppResult<()> {
    pays(tx)?;
    let organization = tx.organization();
    let claims = sqlx::query_scalar!(
        "select expense_id from payment_batch_items where organization_id = $1 and batch_id = $2 and outcome = 'cancelled'",
        organization.0,
        id.0,
    )
    .fetch_all(tx.conn())
    .await?;
    hold_claims(tx, &claims).await?;
    let held = hold(tx, id).await?;
    if held.status != BatchStatus::Cancelled {
        return Ok(());
    }
    let back = sqlx::query!(
        r#"
        with back as (
          update payment_batch_items i
          set outcome = case when as_it_was.is_so then 'open' else 'dropped' end,
            reason = case when as_it_was.is_so then null else 'It went elsewhere, or was changed, while the batch was cancelled.' end
          from (
            select o.id, e.status = 'approved' and e.version = o.expense_version and not e.is_deleted and not exists (
                select from payment_batch_items other
                where other.organization_id = $1 and other.expense_id = o.expense_id and other.outcome = 'open') as is_so
            from payment_batch_items o
            join expenses e on e.organization_id = $1 and e.id = o.expense_id
            where o.organization_id = $1 and o.batch_id = $2 and o.outcome = 'cancelled'
          ) as_it_was
          where i.organization_id = $1 and i.id = as_it_was.id
          returning i.outcome
        )
        select count(*) filter (where outcome = 'open') as "open!", count(*) filter (where outcome = 'dropped') as "dropped!"
        from back
        "#,
        organization.0,
        id.0,
    )
    .fetch_one(tx.conn())
    .await?;
    if back.open == 0 {
        return conflict("All of its claims went elsewhere meanwhile.");
    }
    if held.was_exported && back.dropped > 0 {
        return conflict(
            "Some of its claims went elsewhere meanwhile, and its files still name them. Make a new batch.",
        );
    }
    let status = if held.was_exported {
        BatchStatus::Exported
    } else {
        BatchStatus::Open
    };
    touch(tx, id, status).await
}
