//! What everybody claims, from the totals.

use super::{Asked, Line, MOST_ROWS};
use crate::error::AppResult;
use crate::tenancy::TenantTx;

/// One line more than is shown, so that one knows that there are more.
pub(super) fn at_most() -> i64 {
    i64::try_from(MOST_ROWS).map_or(i64::MAX, |most| most + 1)
}

/// What each of what claims are told apart by comes to, the largest first.
pub(super) async fn lines(tx: &mut TenantTx, asked: &Asked<'_>) -> AppResult<Vec<Line>> {
    let organization = tx.organization();
    let lines = sqlx::query_as!(
        Line,
        r#"
        select key as "key!", sum(claims)::bigint as "claims!", sum(worth)::text as "worth!", sum(tax)::text as "tax!"
        from expense_sums
        where organization_id = $1 and dimension = $2 and month between $3 and $4 and status = any ($5)
        group by key having sum(claims) <> 0 or sum(worth) <> 0
        order by sum(worth) desc, key limit $6
        "#,
        organization.0,
        asked.by.as_str(),
        asked.from.first(),
        asked.to.first(),
        asked.statuses,
        at_most(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(lines)
}

/// What each month comes to, of those in which something was spent.
pub(super) async fn months(tx: &mut TenantTx, asked: &Asked<'_>) -> AppResult<Vec<Line>> {
    let organization = tx.organization();
    // Any dimension would do: each claim counts once in each. There are fewest types.
    let lines = sqlx::query_as!(
        Line,
        r#"
        select to_char(month, 'YYYY-MM') as "key!", sum(claims)::bigint as "claims!", sum(worth)::text as "worth!",
          sum(tax)::text as "tax!"
        from expense_sums
        where organization_id = $1 and dimension = 'type' and month between $2 and $3 and status = any ($4)
        group by month
        "#,
        organization.0,
        asked.from.first(),
        asked.to.first(),
        asked.statuses,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(lines)
}

/// Where the totals of whoever acts say otherwise than their claims; nowhere, as tests ask.
///
/// # Errors
/// Of the database.
#[cfg(feature = "testing")]
pub async fn differences(tx: &mut TenantTx) -> AppResult<Vec<String>> {
    let organization = tx.organization();
    let found = sqlx::query_scalar!(
        r#"
        with kept as (
          select dimension, key, month, status, sum(claims) as claims, sum(worth) as worth, sum(tax) as tax from expense_sums
          where organization_id = $1 group by dimension, key, month, status
          having sum(claims) <> 0 or sum(worth) <> 0 or sum(tax) <> 0
        ), belonging as (
          select e.*, belongs.dimension, belongs.key, sign.of * e.base_amount as worth,
            sign.of * coalesce(app.half_even(e.tax_amount * e.fx_rate, app.currency_exponent(e.base_currency)), 0) as tax
          from expenses e,
            lateral (select case when e.reverses_id is null then 1 else -1 end) as sign (of),
            lateral (values ('person', e.created_by::text), ('type', e.expense_type), ('category', coalesce(e.category, '')),
              ('tax_rate', coalesce(trim_scale(e.tax_rate)::text, ''))) as belongs (dimension, key)
          union all
          select e.*, 'event', coalesce(w.event::text, ''), w.worth, w.tax
          from expenses e join expense_worths w on w.organization_id = $1 and w.expense_id = e.id
        ), counted as (
          select dimension, key, date_trunc('month', expense_date)::date as month, status, count(*)::numeric as claims,
            sum(worth) as worth, sum(tax) as tax
          from belonging
          where organization_id = $1 and not is_deleted and status in ('pending', 'approved', 'paid')
          group by dimension, key, 3, status
        )
        select to_jsonb(kept)::text || ' for ' || to_jsonb(counted)::text as "difference"
        from kept full join counted using (dimension, key, month, status)
        where (kept.claims, kept.worth, kept.tax) is distinct from (counted.claims, counted.worth, counted.tax)
        "#,
        organization.0,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(found.into_iter().map(Option::unwrap_or_default).collect())
}
