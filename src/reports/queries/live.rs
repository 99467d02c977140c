//! What some people claim, or what is claimed for one event, from the claims themselves.

use super::totals::at_most;
use super::{Asked, Line};
use crate::error::AppResult;
use crate::reports::types::Dimension;
use crate::tenancy::TenantTx;

/// What each of what claims are told apart by comes to, the largest first.
pub(super) async fn lines(tx: &mut TenantTx, asked: &Asked<'_>, by: Dimension) -> AppResult<Vec<Line>> {
    let organization = tx.organization();
    let lines = sqlx::query_as!(
        Line,
        r#"
        select key as "key!", count(distinct id) as "claims!", sum(worth)::text as "worth!", sum(tax)::text as "tax!"
        from (
          select e.id, w.worth, w.tax,
            case $2::text when 'person' then e.created_by::text when 'event' then coalesce(w.event::text, '')
              when 'type' then e.expense_type when 'category' then coalesce(e.category, '')
              when 'month' then to_char(e.expense_date, 'YYYY-MM')
              else coalesce(trim_scale(e.tax_rate)::text, '') end as key
          from expenses e
          join expense_worths w on w.organization_id = $1 and w.expense_id = e.id
          where e.organization_id = $1 and not e.is_deleted and e.status = any ($5) and e.expense_date >= $3 and e.expense_date < $4
            and ($6::uuid[] is null or e.created_by = any ($6)) and ($7::uuid is null or w.event = $7)
        ) as counted
        group by key order by sum(worth) desc, key limit $8
        "#,
        organization.0,
        by.as_str(),
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
