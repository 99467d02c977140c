//! The list of batches.

use super::{money, pays};
use crate::error::AppResult;
use crate::ids::BatchId;
use crate::payments::types::{BatchList, BatchRow, BatchStatus, Payable};
use crate::tenancy::TenantTx;
use crate::ui::money::Money;
use sqlx::types::Json;

/// Batches on a page.
const PAGE: usize = 30;

/// Batches, the latest first, before a number, and what could be paid.
///
/// # Errors
/// If whoever acts does not pay everybody's claims.
pub async fn list(tx: &mut TenantTx, before: Option<i32>) -> AppResult<BatchList> {
    pays(tx)?;
    let organization = tx.organization();
    let found = sqlx::query!(
        r#"
        select b.id as "id: BatchId", b.number, b.status as "status: BatchStatus", b.execution_date, b.created_at,
          u.first_name || ' ' || u.last_name as "created_by!", held.claims as "claims!", held.payees as "payees!",
          coalesce(held.sums, '[]') as "sums!: Json<Vec<(String, String)>>"
        from payment_batches b
        join users u on u.organization_id = $1 and u.id = b.created_by
        cross join lateral (
          select coalesce(sum(c.claims), 0)::bigint as claims, (
              select count(distinct i.payee_id) from payment_batch_items i
              where i.organization_id = $1 and i.batch_id = b.id and i.outcome <> 'dropped') as payees,
            jsonb_agg(jsonb_build_array(c.currency, c.sum) order by c.currency) as sums
          from (
            select i.currency, count(*) as claims, sum(case when i.is_reversal then -i.amount else i.amount end)::text as sum
            from payment_batch_items i
            where i.organization_id = $1 and i.batch_id = b.id and i.outcome <> 'dropped'
            group by i.currency) c
        ) held
        where b.organization_id = $1 and ($2::int is null or b.number < $2)
        order by b.number desc
        limit $3
        "#,
        organization.0,
        before,
        i64::try_from(PAGE + 1).unwrap_or(i64::MAX),
    )
    .fetch_all(tx.conn())
    .await?;
    let has_more = found.len() > PAGE;
    let mut rows = Vec::with_capacity(PAGE);
    for row in found.into_iter().take(PAGE) {
        let sums = row.sums.0.iter().map(|(currency, sum)| money(sum, currency));
        rows.push(BatchRow {
            id: row.id,
            number: row.number,
            status: row.status,
            execution_date: row.execution_date,
            created_by: row.created_by,
            created_at: row.created_at,
            claims: row.claims,
            payees: row.payees,
            sums: sums.collect::<AppResult<Vec<Money>>>()?,
        });
    }
    Ok(BatchList {
        older: rows.last().filter(|_| has_more).map(|row| row.number),
        rows,
        payable: payable(tx).await?,
    })
}

/// Approved claims that are in no batch.
async fn payable(tx: &mut TenantTx) -> AppResult<Payable> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let rows = sqlx::query!(
        r#"
        select e.currency, (e.created_by = $2 or coalesce(e.payee_id, e.created_by) = $2 or e.reversed_by is not distinct from $2::uuid) as "is_own!", count(*) as "count!",
          sum(case when e.reverses_id is null then e.amount else -e.amount end)::text as "sum!"
        from expenses e
        where e.organization_id = $1 and e.status = 'approved' and not e.is_deleted
          and not exists (
            select from payment_batch_items i where i.organization_id = $1 and i.expense_id = e.id and i.outcome = 'open')
        group by 1, 2 order by 1, 2
        "#,
        organization.0,
        me.0,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut payable = Payable::default();
    for row in rows {
        if row.is_own {
            payable.own += row.count;
        } else {
            payable.claims += row.count;
            payable.sums.push(money(&row.sum, &row.currency)?);
        }
    }
    Ok(payable)
}
