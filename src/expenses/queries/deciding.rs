//! Deciding about claims: each as it was seen, each with one statement.

use super::refusing::{Asked, outcomes};
use crate::accounts::roles::Permission;
use crate::contacts::queries::Reach;
use crate::error::AppResult;
use crate::expenses::types::{Decided, ExpenseStatus, StepKind, Verdict, Wanted};
use crate::tenancy::TenantTx;
use uuid::Uuid;

impl Verdict {
    const fn leads_to(self) -> ExpenseStatus {
        match self {
            Self::Approve => ExpenseStatus::Approved,
            Self::Reject => ExpenseStatus::Rejected,
            Self::Question => ExpenseStatus::Draft,
        }
    }

    const fn step(self) -> StepKind {
        match self {
            Self::Approve => StepKind::Approved,
            Self::Reject => StepKind::Rejected,
            Self::Question => StepKind::Questioned,
        }
    }
}

/// Decides about claims of others, and says of each what came of it. What somebody has decided in the same way before is done.
///
/// # Errors
/// If whoever acts decides about nobody's claims.
pub async fn decide(
    tx: &mut TenantTx,
    wanted: &[Wanted],
    verdict: Verdict,
    comment: Option<&str>,
) -> AppResult<Decided> {
    let reach = Reach::of(tx, Permission::ApproveExpenses).await?;
    let (organization, me) = (tx.organization(), tx.user()?);
    let (ids, versions) = columns(wanted);
    hold(tx, &ids).await?;
    let done = sqlx::query_scalar!(
        r#"
        with moved as (
          update expenses e
          set status = $6::text,
            approved_by = case when $6::text = 'approved' then $4::uuid end, approved_at = case when $6::text = 'approved' then now() end,
            submitted_at = case when $6::text <> 'draft' then submitted_at end,
            base_amount = case when $6::text <> 'draft' then base_amount end,
            base_currency = case when $6::text <> 'draft' then base_currency end,
            fx_rate = case when $6::text <> 'draft' then fx_rate end, fx_date = case when $6::text <> 'draft' then fx_date end,
            fx_source = case when $6::text <> 'draft' then fx_source end
          from unnest($2::uuid[], $3::int[]) as wanted (id, version)
          where e.organization_id = $1 and e.id = wanted.id and e.version = wanted.version
            and e.status = 'pending' and not e.is_deleted
            and e.created_by <> $4 and coalesce(e.payee_id, e.created_by) <> $4
            and ($5::uuid[] is null or e.created_by = any ($5))
          returning e.id, e.amount, e.currency
        )
        insert into expense_decisions (organization_id, expense_id, user_id, decision, comment, amount, currency)
        select $1, id, $4, $7, $8, amount, currency from moved
        returning expense_id
        "#,
        organization.0,
        &ids,
        &versions,
        me.0,
        reach.owners(),
        verdict.leads_to().as_str(),
        verdict.step().as_str(),
        comment,
    )
    .fetch_all(tx.conn())
    .await?;
    let asked = Asked::ToDecide {
        verdict,
        reach: &reach,
    };
    outcomes(tx, wanted, &done, &asked).await
}

/// Ids and versions, each for an array of a statement.
pub(super) fn columns(wanted: &[Wanted]) -> (Vec<Uuid>, Vec<i32>) {
    wanted.iter().map(|one| (one.id.0, one.version)).unzip()
}

/// Takes claims in the order of their ids: two who decide about the same wait for each other, and in no circle.
pub(super) async fn hold(tx: &mut TenantTx, ids: &[Uuid]) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        "select id from expenses where organization_id = $1 and id = any ($2) order by id for no key update",
        organization.0,
        ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(())
}
