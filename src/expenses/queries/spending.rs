//! What is spent on an event.

use super::money;
use crate::accounts::roles::{Permission, Scope};
use crate::error::{AppError, AppResult};
use crate::events::queries::Reach;
use crate::expenses::types::{ExpenseType, Spending, SpentIn, SpentOn};
use crate::ids::EventId;
use crate::rates;
use crate::tenancy::TenantTx;
use crate::ui::money::{Currency, Money};
use chrono::Utc;

/// What claims for an event come to; none for whoever neither sees everybody's claims nor may change the event.
///
/// # Errors
/// `NotFound` where the event is not there for whoever acts.
pub async fn of_event(tx: &mut TenantTx, event: EventId) -> AppResult<Option<Spending>> {
    let view = Reach::of(tx, Permission::ViewEvents)?;
    let edit = Reach::within(tx, Permission::EditEvents)?;
    let organization = tx.organization();
    let found = sqlx::query!(
        r#"
        select e.budget::text as "budget!", e.currency, ($4::uuid is null or e.created_by = $4) as "can_edit!"
        from events e
        where e.organization_id = $1 and e.id = $2 and not e.is_deleted
          and ($3::uuid is null or exists (
            select from event_staff s where s.organization_id = $1 and s.event_id = $2 and s.user_id = $3))
        "#,
        organization.0,
        event.0,
        view.person(),
        edit.person(),
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    let sees_all = tx.scope_of(Permission::ViewExpenses) == Some(Scope::All);
    if !sees_all && !found.can_edit {
        return Ok(None);
    }
    let own = rates::queries::base_currency(tx).await?;
    let by_type = by_type(tx, event, own).await?;
    let sum = |of: fn(&SpentOn) -> Money| {
        let parts = by_type.iter().map(of);
        parts.fold(Money::zero(own), |sum, part| sum.checked_add(part).unwrap_or(sum))
    };
    let budget = money(&found.budget, &found.currency)?;
    Ok(Some(Spending {
        forecast: sum(|one| one.forecast),
        committed: sum(|one| one.committed),
        actual: sum(|one| one.actual),
        budget: budget_in(tx, budget, own).await?,
        limits: super::limits::of(tx, event, own).await?,
        can_limit: found.can_edit,
        by_currency: by_currency(tx, event, own).await?,
        by_type,
    }))
}

/// What each type comes to, the largest first. One statement along the event's own claims.
async fn by_type(tx: &mut TenantTx, event: EventId, own: Currency) -> AppResult<Vec<SpentOn>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select e.expense_type as "expense_type: ExpenseType", count(*) as "count!",
          coalesce(sum(w.worth) filter (where e.status = 'pending'), 0)::text as "forecast!",
          coalesce(sum(w.worth) filter (where e.status = 'approved'), 0)::text as "committed!",
          coalesce(sum(w.worth) filter (where e.status = 'paid'), 0)::text as "actual!"
        from expense_worths w
        join expenses e on e.organization_id = $1 and e.id = w.expense_id
        where w.organization_id = $1 and w.event = $2 and not e.is_deleted and e.status in ('pending', 'approved', 'paid')
        group by e.expense_type order by sum(w.worth) desc, e.expense_type
        "#,
        organization.0,
        event.0,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(SpentOn {
                expense_type: row.expense_type,
                count: row.count,
                forecast: money(&row.forecast, own.code())?,
                committed: money(&row.committed, own.code())?,
                actual: money(&row.actual, own.code())?,
            })
        })
        .collect()
}

/// What was spent in each currency, by its code: the event's own claims as they were paid, and of divided ones its part.
async fn by_currency(tx: &mut TenantTx, event: EventId, own: Currency) -> AppResult<Vec<SpentIn>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select part.currency as "currency!", count(*) as "count!",
          coalesce(sum(part.sign * part.amount) filter (where part.status = 'pending'), 0)::text as "forecast!",
          coalesce(sum(part.sign * part.amount) filter (where part.status = 'approved'), 0)::text as "committed!",
          coalesce(sum(part.sign * part.amount) filter (where part.status = 'paid'), 0)::text as "actual!",
          coalesce(sum(part.sign * part.worth), 0)::text as "worth!"
        from (
          select e.currency, e.status, case when e.reverses_id is null then 1 else -1 end as sign, e.amount, e.base_amount as worth
          from expenses e
          where e.organization_id = $1 and e.event_id = $2 and e.shares_version = 0 and not e.is_deleted
            and e.status in ('pending', 'approved', 'paid')
          union all
          select s.currency, e.status, case when e.reverses_id is null then 1 else -1 end, s.amount, s.base_amount
          from expense_shares s
          join expenses e on e.organization_id = $1 and e.id = s.expense_id and not e.is_deleted
            and e.status in ('pending', 'approved', 'paid')
          where s.organization_id = $1 and s.event_id = $2
        ) as part
        group by part.currency order by part.currency
        "#,
        organization.0,
        event.0,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(SpentIn {
                count: row.count,
                forecast: money(&row.forecast, &row.currency)?,
                committed: money(&row.committed, &row.currency)?,
                actual: money(&row.actual, &row.currency)?,
                worth: money(&row.worth, own.code())?,
            })
        })
        .collect()
}

/// A budget in the own currency; none where there is no budget, or no rate for today.
async fn budget_in(tx: &mut TenantTx, budget: Money, own: Currency) -> AppResult<Option<Money>> {
    Ok(budgets_in(tx, &[budget], own).await?.pop().flatten())
}

/// Budgets in the own currency, in the order in which they are given: none where there is no budget, or no rate for today.
pub(super) async fn budgets_in(
    tx: &mut TenantTx,
    budgets: &[Money],
    own: Currency,
) -> AppResult<Vec<Option<Money>>> {
    let today = Utc::now().date_naive();
    let asked: Vec<_> = budgets
        .iter()
        .map(|budget| rates::types::Asked {
            from: budget.currency,
            to: own,
            on: today,
        })
        .collect();
    let found = rates::queries::rates_on(tx, &asked).await?;
    let worth = |(budget, rate): (&Money, Result<rates::types::FrozenRate, _>)| {
        let rate = rate.ok().filter(|_| budget.minor != 0)?;
        budget.convert(rate.rate, own).ok()
    };
    Ok(budgets.iter().zip(found).map(worth).collect())
}
