//! What some people claim, or what is claimed for one event, from the claims themselves.

use super::totals::at_most;
use super::{Asked, Line};
use crate::error::AppResult;
use crate::tenancy::TenantTx;

/// What each of what claims are told apart by comes to, the largest first.
pub(super) async fn lines(tx: &mut TenantTx, asked: &Asked<'_>) -> AppResult<Vec<Line>> {
    let organization = tx.organization();
    let lines = sqlx::query_as!(
        Line,
        r#"
        select key as "key!", count(*) as "claims!", sum(worth)::text as "worth!", sum(tax)::text as "tax!"
        from (
          select case $2::text when 'person' then created_by::text when 'event' then coalesce(event_id::text, '')
              when 'type' then expense_type when 'category' then coalesce(category, '')
              else coalesce(trim_scale(tax_rate)::text, '') end as key,
            case when reverses_id is null then 1 else -1 end * base_amount as worth,
            case when reverses_id is null then 1 else -1 end
              * coalesce(app.half_even(tax_amount * fx_rate, app.currency_exponent(base_currency)), 0) as tax
          from expenses
          where organization_id = $1 and not is_deleted and status = any ($5) and expense_date >= $3 and expense_date < $4
            and ($6::uuid[] is null or created_by = any ($6)) and ($7::uuid is null or event_id = $7)
        ) as counted
        group by key order by sum(worth) desc, key limit $8
        "#,
        organization.0,
        asked.by.as_str(),
        asked.from.first(),
        asked.to.end(),
        asked.statuses,
        asked.people.as_deref(),
        asked.event,
        at_most(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(lines)
}

/// What each month comes to, of those in which something was spent.
pub(super) async fn months(tx: &mut TenantTx, asked: &Asked<'_>) -> AppResult<Vec<Line>> {
    let organization = tx.organization();
    let lines = sqlx::query_as!(
        Line,
        r#"
        select key as "key!", count(*) as "claims!", sum(worth)::text as "worth!", sum(tax)::text as "tax!"
        from (
          select to_char(expense_date, 'YYYY-MM') as key,
            case when reverses_id is null then 1 else -1 end * base_amount as worth,
            case when reverses_id is null then 1 else -1 end
              * coalesce(app.half_even(tax_amount * fx_rate, app.currency_exponent(base_currency)), 0) as tax
          from expenses
          where organization_id = $1 and not is_deleted and status = any ($4) and expense_date >= $2 and expense_date < $3
            and ($5::uuid[] is null or created_by = any ($5)) and ($6::uuid is null or event_id = $6)
        ) as counted
        group by key
        "#,
        organization.0,
        asked.from.first(),
        asked.to.end(),
        asked.statuses,
        asked.people.as_deref(),
        asked.event,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(lines)
}
