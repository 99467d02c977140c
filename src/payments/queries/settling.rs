//! What became of a batch at the bank.

use super::record::{Item, items};
use super::{Held, conflict, hold, hold_claims, pays, touch, waiting};
use crate::error::{AppError, AppResult};
use crate::expenses;
use crate::expenses::types::{Decided, Outcome, Wanted};
use crate::ids::{BatchId, UserId};
use crate::payments::types::{BatchStatus, Failure, ItemOutcome, Settlement};
use crate::tenancy::TenantTx;
use crate::ui::money::{Currency, Money};
use uuid::Uuid;

/// Marks what waits in a batch as paid, all of it or one line, and says of each claim what came of it. A request that was
/// carried out before, known by its key, changes nothing. Somebody's own claims stay, for somebody else to settle.
///
/// # Errors
/// If the files are not made, or somebody else worked on the batch meanwhile.
pub async fn settle(
    tx: &mut TenantTx,
    id: BatchId,
    version: i32,
    settlement: &Settlement,
    key: Uuid,
) -> AppResult<Decided> {
    pays(tx)?;
    let organization = tx.organization();
    let claims = waiting(tx, id).await?;
    hold_claims(tx, &claims).await?;
    let held = hold(tx, id).await?;
    if is_carried_out(tx, id, key).await? {
        return again(tx, id, settlement, key).await;
    }
    settleable(&held)?;
    held.seen_as(version)?;
    let items = items(tx, id).await?;
    let meant =
        |payee: UserId, currency: Currency| settlement.line.is_none_or(|line| line == (payee, currency));
    let (mut wanted, mut refused) = (Vec::new(), Vec::new());
    for item in items.iter().filter(|item| item.outcome == ItemOutcome::Open) {
        if !meant(item.payee, item.amount.currency) {
            continue;
        }
        if item.is_own {
            refused.push(Outcome {
                id: item.claim,
                title: item.title.clone(),
                refusal: Some("It is your own, or made by you: somebody else marks it as paid.".to_owned()),
            });
        } else {
            wanted.push(Wanted {
                id: item.claim,
                version: item.version,
            });
        }
    }
    if wanted.is_empty() {
        let why = refused.first().and_then(|one| one.refusal.clone());
        return conflict(why.unwrap_or_else(|| "Nothing of this waits to be settled.".to_owned()));
    }
    let ids: Vec<Uuid> = wanted.iter().map(|one| one.id.0).collect();
    // Before the claims are: what is paid otherwise falls out of its batch.
    sqlx::query!(
        r#"
        update payment_batch_items set outcome = 'paid', reference = $4, paid_on = $5
        where organization_id = $1 and batch_id = $2 and expense_id = any ($3) and outcome = 'open'
        "#,
        organization.0,
        id.0,
        &ids,
        settlement.reference,
        settlement.paid_on,
    )
    .execute(tx.conn())
    .await?;
    let mut decided = expenses::queries::pay(tx, &wanted, settlement.reference.as_deref(), key).await?;
    let not_paid: Vec<Uuid> = decided.refused().map(|one| one.id.0).collect();
    if !not_paid.is_empty() {
        sqlx::query!(
            r#"
            update payment_batch_items set outcome = 'open', reference = null, paid_on = null
            where organization_id = $1 and batch_id = $2 and expense_id = any ($3)
            "#,
            organization.0,
            id.0,
            &not_paid,
        )
        .execute(tx.conn())
        .await?;
    }
    decided.outcomes.append(&mut refused);
    if let Some(whole) = settlement.settled {
        let of_line: Vec<&Item> = items
            .iter()
            .filter(|item| item.outcome != ItemOutcome::Dropped && meant(item.payee, item.amount.currency))
            .collect();
        came_to(tx, &of_line, &decided, whole).await?;
    }
    conclude(tx, id).await?;
    Ok(decided)
}

/// Divides what a line came to among its claims, once all of them are paid.
async fn came_to(tx: &mut TenantTx, of_line: &[&Item], decided: &Decided, whole: Money) -> AppResult<()> {
    if let Some(refused) = decided.refused().next() {
        let why = refused.refusal.clone().unwrap_or_default();
        return conflict(format!(
            "{}: {why} Say what each claim came to once it is paid.",
            refused.title
        ));
    }
    let wrong = |message: &str| Err(AppError::field("settled_amount", message));
    // What stands on the statement of the bank is all that was sent.
    if of_line.iter().any(|item| item.outcome != ItemOutcome::Open) {
        return wrong("A part of this line was settled before: say what each claim came to.");
    }
    if of_line.iter().any(|item| item.is_reversal) {
        return wrong("Something is taken back with this line: say what each claim came to.");
    }
    let amounts: Vec<_> = of_line.iter().map(|item| (item.claim, item.amount)).collect();
    expenses::queries::settle_together(tx, &amounts, whole).await
}

/// Whether a request with this key was carried out before.
async fn is_carried_out(tx: &mut TenantTx, id: BatchId, key: Uuid) -> AppResult<bool> {
    let organization = tx.organization();
    Ok(sqlx::query_scalar!(
        r#"
        select exists (
          select from payment_batch_items i
          join expenses e on e.organization_id = $1 and e.id = i.expense_id
          where i.organization_id = $1 and i.batch_id = $2 and i.outcome = 'paid' and e.payment_key = $3) as "is_so!"
        "#,
        organization.0,
        id.0,
        key,
    )
    .fetch_one(tx.conn())
    .await?)
}

/// What is answered to a request that was carried out before: what it left open, and an amount that it did not carry then, are no
/// more done than the first time.
async fn again(tx: &mut TenantTx, id: BatchId, settlement: &Settlement, key: Uuid) -> AppResult<Decided> {
    let organization = tx.organization();
    let left = items(tx, id).await?.into_iter().filter(|item| {
        item.outcome == ItemOutcome::Open
            && settlement
                .line
                .is_none_or(|line| line == (item.payee, item.amount.currency))
    });
    let outcomes = left.map(|item| Outcome {
        id: item.claim,
        title: item.title,
        refusal: Some("It was not marked as paid: look at the batch again.".to_owned()),
    });
    let decided = Decided {
        outcomes: outcomes.collect(),
    };
    let Some(whole) = settlement.settled else {
        return Ok(decided);
    };
    let is_so = sqlx::query_scalar!(
        r#"
        select coalesce(sum(e.settled_amount) = $4::text::numeric, false) as "is_so!"
        from payment_batch_items i
        join expenses e on e.organization_id = $1 and e.id = i.expense_id
        where i.organization_id = $1 and i.batch_id = $2 and i.outcome = 'paid' and e.payment_key = $3
        "#,
        organization.0,
        id.0,
        key,
        whole.to_decimal(),
    )
    .fetch_one(tx.conn())
    .await?;
    if is_so {
        Ok(decided)
    } else {
        conflict(
            "This line is marked as paid already, without this amount: say on each claim what it came to.",
        )
    }
}

fn settleable(held: &Held) -> AppResult<()> {
    match held.status {
        BatchStatus::Exported => Ok(()),
        BatchStatus::Open => conflict("Make the files of this batch first: what is paid is what they say."),
        other => conflict(format!("This batch is {} already.", other.label().to_lowercase())),
    }
}

/// Says that the bank did not pay a line: its claims can go into another batch.
///
/// # Errors
/// If nothing of it waits, or somebody else worked on the batch meanwhile.
pub async fn fail(tx: &mut TenantTx, id: BatchId, version: i32, failure: &Failure) -> AppResult<()> {
    pays(tx)?;
    let held = hold(tx, id).await?;
    let organization = tx.organization();
    let (payee, currency) = failure.line;
    let line = sqlx::query!(
        r#"
        select count(*) as "all!", count(*) filter (where outcome = 'open') as "open!",
          count(*) filter (where outcome = 'failed' and reason = $5) as "failed!"
        from payment_batch_items
        where organization_id = $1 and batch_id = $2 and payee_id = $3 and currency = $4 and outcome <> 'dropped'
        "#,
        organization.0,
        id.0,
        payee.0,
        currency.code(),
        failure.reason,
    )
    .fetch_one(tx.conn())
    .await?;
    if line.all == 0 {
        return Err(AppError::field("payee", "Choose a line of the batch."));
    }
    if line.failed == line.all {
        return Ok(());
    }
    settleable(&held)?;
    held.seen_as(version)?;
    if line.open == 0 {
        return conflict("Nothing of this waits to be settled: what is paid is final.");
    }
    let failed = sqlx::query_scalar!(
        r#"
        update payment_batch_items set outcome = 'failed', reason = $5
        where organization_id = $1 and batch_id = $2 and payee_id = $3 and currency = $4 and outcome = 'open'
        returning expense_id
        "#,
        organization.0,
        id.0,
        payee.0,
        currency.code(),
        failure.reason,
    )
    .fetch_all(tx.conn())
    .await?;
    expenses::queries::tell_failed(tx, &failed, id, &failure.reason).await?;
    conclude(tx, id).await
}

/// A batch of which nothing waits any more is settled, or partly failed.
async fn conclude(tx: &mut TenantTx, id: BatchId) -> AppResult<()> {
    let organization = tx.organization();
    let left = sqlx::query!(
        r#"
        select count(*) filter (where outcome = 'open') as "open!", count(*) filter (where outcome = 'failed') as "failed!"
        from payment_batch_items where organization_id = $1 and batch_id = $2
        "#,
        organization.0,
        id.0,
    )
    .fetch_one(tx.conn())
    .await?;
    let status = match (left.open, left.failed) {
        (0, 0) => BatchStatus::Settled,
        (0, _) => BatchStatus::PartlyFailed,
        _ => BatchStatus::Exported,
    };
    touch(tx, id, status).await
}
