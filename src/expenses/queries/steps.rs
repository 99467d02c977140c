//! The steps of claims, as they are written and read.

use super::money;
use crate::error::AppResult;
use crate::expenses::types::{Change, Step, StepKind};
use crate::ids::ExpenseId;
use crate::tenancy::TenantTx;
use sqlx::types::Json;

/// Writes a step of a claim, with what is claimed now.
pub(super) async fn note(
    tx: &mut TenantTx,
    id: ExpenseId,
    kind: StepKind,
    changes: &[Change],
) -> AppResult<()> {
    let (organization, me) = (tx.organization(), tx.user()?);
    sqlx::query!(
        r#"
        insert into expense_decisions (organization_id, expense_id, user_id, decision, amount, currency, changes)
        select $1, id, $3, $4, amount, currency, $5 from expenses where organization_id = $1 and id = $2
        "#,
        organization.0,
        id.0,
        me.0,
        kind.as_str(),
        Json(changes) as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What became of a claim so far, oldest first.
pub(super) async fn of(tx: &mut TenantTx, id: ExpenseId) -> AppResult<Vec<Step>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select d.decision as "kind: StepKind", d.comment, d.amount::text as "amount!", d.currency,
          d.changes as "changes: Json<Vec<Change>>", d.created_at, u.first_name || ' ' || u.last_name as "by!",
          away.first_name || ' ' || away.last_name as stands_for
        from expense_decisions d
        join users u on u.organization_id = $1 and u.id = d.user_id
        left join users away on away.organization_id = $1 and away.id = d.stands_for
        where d.organization_id = $1 and d.expense_id = $2
        order by d.created_at, d.id limit 500
        "#,
        organization.0,
        id.0,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Step {
                kind: row.kind,
                by: row.by,
                stands_for: row.stands_for,
                at: row.created_at,
                comment: row.comment,
                amount: money(&row.amount, &row.currency)?,
                changes: row.changes.0,
            })
        })
        .collect()
}
