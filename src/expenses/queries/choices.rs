//! What the form of a claim offers.

use crate::accounts;
use crate::error::AppResult;
use crate::expenses::types::{EventOf, ExpenseChoices};
use crate::ids::EventId;
use crate::policies;
use crate::policies::types::EndOf;
use crate::rates;
use crate::tenancy::TenantTx;

/// Most events to choose from.
const EVENTS: i64 = 200;

/// Most categories to choose from.
const CATEGORIES: i64 = 100;

/// What can be chosen.
///
/// # Errors
/// If the database cannot be reached.
pub async fn choices(tx: &mut TenantTx) -> AppResult<ExpenseChoices> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let found = sqlx::query!(
        r#"
        select id as "id: EventId", title || case status when 'cancelled' then ' (cancelled)' else '' end as "title!",
          (end_date at time zone timezone)::date as "ends!"
        from (
          -- Those nearest to today, where there are more than can be offered.
          select * from events
          where organization_id = $1 and not is_deleted and start_date between now() - interval '1 year' and now() + interval '1 year'
          order by abs(extract(epoch from start_date - now())), id limit $2
        ) as near
        order by start_date desc, id
        "#,
        organization.0,
        EVENTS,
    )
    .fetch_all(tx.conn())
    .await?;
    let (mut events, mut ends) = (Vec::new(), Vec::new());
    for event in found {
        let end = EndOf {
            title: event.title.clone(),
            on: event.ends,
            is_share: false,
        };
        ends.push((event.id, end));
        events.push(EventOf {
            id: event.id,
            title: event.title,
        });
    }
    // Of the latest claims: reading all of them to offer a few words would grow with the organisation.
    let categories = sqlx::query_scalar!(
        r#"
        select distinct category as "category!" from (
          select category from expenses
          where organization_id = $1 and not is_deleted and category is not null and (status <> 'draft' or created_by = $3)
          order by expense_date desc, id desc limit 1000) as latest
        order by 1 limit $2
        "#,
        organization.0,
        CATEGORIES,
        me.0,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut colleagues = accounts::queries::colleagues(tx).await?;
    colleagues.retain(|one| one.id != me);
    Ok(ExpenseChoices {
        base_currency: rates::queries::base_currency(tx).await?,
        events,
        ends,
        policy: policies::queries::policy(tx).await?,
        unit_rates: policies::queries::rates(tx).await?,
        categories,
        colleagues,
    })
}
