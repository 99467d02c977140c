//! What exchange gained and lost between the day of a claim and the day of its money.

use super::Asked;
use crate::error::{AppError, AppResult};
use crate::reports::types::Exchange;
use crate::tenancy::TenantTx;
use crate::ui::money::{Currency, Money};

/// What those claims came to of which it is said, against what they are worth. They are read from an index that holds no others; the
/// rest of a report says what claims are worth, whatever they came to.
pub(super) async fn exchange(tx: &mut TenantTx, asked: &Asked<'_>, own: Currency) -> AppResult<Exchange> {
    let organization = tx.organization();
    let row = sqlx::query!(
        r#"
        select count(*) as "claims!",
          round(coalesce(sum(greatest(lost.by, 0)), 0), app.currency_exponent($5))::text as "lost!",
          round(coalesce(sum(greatest(-lost.by, 0)), 0), app.currency_exponent($5))::text as "gained!"
        from expenses e,
          lateral (select case when e.reverses_id is null then 1 else -1 end * (e.settled_amount - e.base_amount)) as lost (by)
        where e.organization_id = $1 and e.settled_amount is not null and e.expense_date >= $2 and e.expense_date < $3
          and e.base_currency = $5 and ($4::uuid[] is null or e.created_by = any ($4))
        "#,
        organization.0,
        asked.from.first(),
        asked.to.end(),
        asked.people.as_deref(),
        own.code(),
    )
    .fetch_one(tx.conn())
    .await?;
    let money = |text: &str| Money::parse(text, own).map_err(|error| AppError::internal(&error));
    Ok(Exchange {
        claims: row.claims,
        lost: money(&row.lost)?,
        gained: money(&row.gained)?,
    })
}
