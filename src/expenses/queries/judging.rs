//! What of a claim is against the policy: asked in the transaction in which it is submitted, and kept with it.

use super::{money, parts};
use crate::accounts;
use crate::error::{AppError, AppResult};
use crate::expenses::types::{ExpenseStatus, ExpenseType};
use crate::forms::FieldErrors;
use crate::ids::ExpenseId;
use crate::policies;
use crate::policies::types::{EndOf, Facts, Finding, Level, findings};
use crate::rates;
use crate::rates::types::{Asked, FrozenRate};
use crate::tenancy::TenantTx;
use crate::ui::money::Currency;
use chrono::NaiveDate;
use sqlx::types::Json;

/// What a claim that has become pending, or was changed while it is, comes to: its shares, and what of it is against the policy.
/// What is decided about already stays as it was seen.
///
/// # Errors
/// At its field, where the policy refuses it: nothing is stored then.
pub(super) async fn settle(tx: &mut TenantTx, id: ExpenseId) -> AppResult<()> {
    // Whoever changes the policy waits until this claim is stored, or is waited for here.
    let own = rates::queries::hold_base_currency(tx).await?;
    let (status, facts) = facts(tx, id, own).await?;
    if status != ExpenseStatus::Pending {
        return Ok(());
    }
    parts::freeze(tx, id).await?;
    let policy = policies::queries::policy(tx).await?;
    let found = findings(&facts, &policy);
    let locale = accounts::queries::locale(tx).await?;
    let mut refused = FieldErrors::default();
    for finding in found.iter().filter(|finding| finding.level == Level::Block) {
        refused.add(finding.field(), finding.message(&locale));
    }
    if !refused.is_empty() {
        return Err(AppError::from(refused));
    }
    let organization = tx.organization();
    sqlx::query!(
        r#"
        update expenses set findings = $3
        where organization_id = $1 and id = $2 and status = 'pending' and findings is distinct from $3
        "#,
        organization.0,
        id.0,
        Json(&found) as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What would be found of a draft if it were submitted now.
pub(super) async fn foreseen(tx: &mut TenantTx, id: ExpenseId) -> AppResult<Vec<Finding>> {
    let own = rates::queries::base_currency(tx).await?;
    let (_, facts) = facts(tx, id, own).await?;
    let policy = policies::queries::policy(tx).await?;
    Ok(findings(&facts, &policy))
}

/// The rate by which a claim in a currency is counted that was spent on a day; none where there is none yet.
///
/// # Errors
/// If the database cannot be reached.
pub async fn day_rate(tx: &mut TenantTx, from: Currency, on: NaiveDate) -> AppResult<Option<FrozenRate>> {
    let to = rates::queries::base_currency(tx).await?;
    let found = rates::queries::rates_on(tx, &[Asked { from, to, on }]).await?;
    Ok(found.into_iter().next().and_then(Result::ok))
}

/// What a policy looks at. A draft in another currency is worth what it would be if it were submitted now, where there is a rate.
async fn facts(tx: &mut TenantTx, id: ExpenseId, own: Currency) -> AppResult<(ExpenseStatus, Facts)> {
    let organization = tx.organization();
    let row = sqlx::query!(
        r#"
        select e.status as "status: ExpenseStatus", e.expense_type as "expense_type: ExpenseType", e.amount::text as "amount!",
          e.currency, e.base_amount::text as base_amount, e.base_currency, e.expense_date, e.unit_name is not null as "is_by_unit!",
          e.reverses_id is not null as "is_reversal!", (coalesce(e.submitted_at, now()) at time zone 'UTC')::date as "submitted_on!",
          exists (select from media m where m.organization_id = $1 and m.related_expense = $2 and m.purpose = 'attachment'
            and not m.is_deleted) as "has_receipt!"
        from expenses e where e.organization_id = $1 and e.id = $2
        "#,
        organization.0,
        id.0,
    )
    .fetch_one(tx.conn())
    .await?;
    let worth = match row.base_amount.zip(row.base_currency) {
        Some((amount, currency)) => Some(money(&amount, &currency)?),
        None => {
            let amount = money(&row.amount, &row.currency)?;
            let rate = day_rate(tx, amount.currency, row.expense_date).await?;
            rate.and_then(|rate| amount.convert(rate.rate, own).ok())
        }
    };
    let events = sqlx::query_as!(
        EndOf,
        r#"
        select v.title, (v.end_date at time zone v.timezone)::date as "on!", concerned.is_share as "is_share!"
        from (
          select event_id, false as is_share from expenses where organization_id = $1 and id = $2
          union all
          select event_id, true from expense_shares where organization_id = $1 and expense_id = $2
        ) as concerned
        join events v on v.organization_id = $1 and v.id = concerned.event_id
        order by v.end_date, v.id
        "#,
        organization.0,
        id.0,
    )
    .fetch_all(tx.conn())
    .await?;
    let facts = Facts {
        expense_type: Some(row.expense_type),
        worth,
        spent_on: Some(row.expense_date),
        submitted_on: row.submitted_on,
        has_receipt: row.has_receipt,
        is_by_unit: row.is_by_unit,
        events,
        is_reversal: row.is_reversal,
    };
    Ok((row.status, facts))
}
