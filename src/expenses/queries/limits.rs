//! How far approving goes for an event, and telling of it.

use super::deciding::columns;
use super::money;
use super::spending::budget_in;
use crate::accounts::roles::{Permission, Role};
use crate::contacts;
use crate::error::{AppError, AppResult};
use crate::events;
use crate::expenses::types::{EventLimits, NewEventLimits, Wanted};
use crate::ids::{EventId, UserId};
use crate::notifications::queries::{Notice, notify_all};
use crate::notifications::types::NotificationKind;
use crate::rates;
use crate::tenancy::TenantTx;
use crate::ui::money::{Currency, Money};
use std::collections::HashMap;
use uuid::Uuid;

/// How far approving goes for an event; without end where nobody has said.
///
/// # Errors
/// Of the database.
pub(super) async fn of(tx: &mut TenantTx, event: EventId, own: Currency) -> AppResult<EventLimits> {
    let organization = tx.organization();
    let row = sqlx::query!(
        r#"
        select approval_limit::text as approval_limit, currency, alert_percent, version from event_limits
        where organization_id = $1 and event_id = $2
        "#,
        organization.0,
        event.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else {
        return Ok(EventLimits::none(own));
    };
    let limit = row.approval_limit.map(|limit| money(&limit, &row.currency));
    Ok(EventLimits {
        own,
        approval_limit: limit.transpose()?,
        alert_percent: row.alert_percent.and_then(|percent| u8::try_from(percent).ok()),
        version: row.version,
    })
}

/// Says how far approving goes for an event, as it was seen.
///
/// # Errors
/// `NotFound` where the event is not there, `Forbidden` where whoever acts may not change it; `Conflict` where somebody else was faster.
pub async fn set_limits(
    tx: &mut TenantTx,
    event: EventId,
    version: i32,
    new: &NewEventLimits,
) -> AppResult<()> {
    let edit = events::queries::Reach::of(tx, Permission::EditEvents)?;
    let own = rates::queries::hold_base_currency(tx).await?;
    let (organization, me) = (tx.organization(), tx.user()?);
    let stored = sqlx::query!(
        r#"
        insert into event_limits (organization_id, event_id, approval_limit, currency, alert_percent, created_by)
        select $1, v.id, $3::text::numeric, $4, $5, $6 from events v
        where v.organization_id = $1 and v.id = $2 and not v.is_deleted and ($7::uuid is null or v.created_by = $7)
        on conflict (organization_id, event_id) do update
        set approval_limit = excluded.approval_limit, currency = excluded.currency, alert_percent = excluded.alert_percent,
          told_percent = 0, updated_by = $6
        where event_limits.version = $8
        "#,
        organization.0,
        event.0,
        new.approval_limit().map(|limit| limit.to_decimal()),
        own.code(),
        new.alert_percent().map(i32::from),
        me.0,
        edit.person(),
        version,
    )
    .execute(tx.conn())
    .await?;
    if stored.rows_affected() == 1 {
        return Ok(());
    }
    let can_edit = sqlx::query_scalar!(
        r#"
        select ($3::uuid is null or v.created_by = $3) as "can_edit!" from events v
        where v.organization_id = $1 and v.id = $2 and not v.is_deleted
        "#,
        organization.0,
        event.0,
        edit.person(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Err(match can_edit {
        None => AppError::NotFound,
        Some(false) => AppError::Forbidden,
        Some(true) => AppError::Conflict {
            message: "Somebody else has changed these limits meanwhile. Look at them again.".into(),
        },
    })
}

/// Gives copies of an event its limits, and from where on people are told. What they were told of it is not told of its copies.
///
/// # Errors
/// If the database cannot be reached.
pub async fn copy_limits(tx: &mut TenantTx, event: EventId, copies: &[Uuid]) -> AppResult<()> {
    let (organization, me) = (tx.organization(), tx.user()?);
    sqlx::query!(
        r#"
        insert into event_limits (organization_id, event_id, approval_limit, currency, alert_percent, created_by)
        select $1, copy.id, l.approval_limit, l.currency, l.alert_percent, $4
        from event_limits l
        cross join unnest($3::uuid[]) as copy (id)
        where l.organization_id = $1 and l.event_id = $2 and num_nonnulls(l.approval_limit, l.alert_percent) > 0
        "#,
        organization.0,
        event.0,
        copies,
        me.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An event with a limit, and what is left of it.
struct Left {
    title: String,
    left: Money,
}

/// Of claims that are to be approved those whose approval would pass what may be approved for their event, and why. The claims are
/// locked by whoever asks; what may be approved is locked here, in the order of the events, until the transaction ends. Taken in the
/// order in which they were named: what fits fits, whatever came before it that did not. What whoever acts could not approve in
/// any case is left to be refused for that.
pub(super) async fn over(
    tx: &mut TenantTx,
    wanted: &[Wanted],
    reach: &contacts::queries::Reach,
) -> AppResult<HashMap<Uuid, String>> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let (ids, versions) = columns(wanted);
    let parts = sqlx::query!(
        r#"
        select e.id, p.event as "event_id!", sum(p.worth)::text as "worth!"
        from expenses e
        join expense_worths p on p.organization_id = $1 and p.expense_id = e.id
        join unnest($2::uuid[], $3::int[]) as wanted (id, version) on wanted.id = e.id and wanted.version = e.version
        where e.organization_id = $1 and e.status = 'pending' and e.reverses_id is null and not e.is_deleted
          and e.created_by <> $4 and coalesce(e.payee_id, e.created_by) <> $4 and ($5::uuid[] is null or e.created_by = any ($5))
          and exists (select from event_limits l
            where l.organization_id = $1 and l.event_id = p.event and l.approval_limit is not null)
        group by e.id, p.event
        "#,
        organization.0,
        &ids,
        &versions,
        me.0,
        reach.owners(),
    )
    .fetch_all(tx.conn())
    .await?;
    if parts.is_empty() {
        return Ok(HashMap::new());
    }
    let events: Vec<Uuid> = parts.iter().map(|part| part.event_id).collect();
    sqlx::query!(
        "select id from event_limits where organization_id = $1 and event_id = any ($2) order by event_id for no key update",
        organization.0,
        &events,
    )
    .fetch_all(tx.conn())
    .await?;
    let own = rates::queries::base_currency(tx).await?;
    let mut left = left(tx, &events, own).await?;
    let mut over = HashMap::new();
    for one in wanted {
        let mut taken = Vec::new();
        for part in parts.iter().filter(|part| part.id == one.id.0) {
            taken.push((part.event_id, money(&part.worth, own.code())?));
        }
        let past = taken.iter().find_map(|(event, worth)| {
            let left = left.get(event)?;
            (worth.minor > left.left.minor).then(|| reason(left))
        });
        if let Some(reason) = past {
            over.insert(one.id.0, reason);
            continue;
        }
        for (event, worth) in taken {
            if let Some(left) = left.get_mut(&event) {
                left.left = left.left.checked_sub(worth).unwrap_or(left.left);
            }
        }
    }
    Ok(over)
}

fn reason(left: &Left) -> String {
    let rest = Money::new(left.left.minor.max(0), left.left.currency);
    format!(
        "No more may be approved for {}: {} {} of its limit are left.",
        left.title,
        rest.to_decimal(),
        rest.currency
    )
}

/// What is left of the limits of events, once they are locked.
async fn left(tx: &mut TenantTx, events: &[Uuid], own: Currency) -> AppResult<HashMap<Uuid, Left>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select l.event_id, v.title, (l.approval_limit - app.bound_on(l.organization_id, l.event_id))::text as "left!"
        from event_limits l
        join events v on v.organization_id = $1 and v.id = l.event_id
        where l.organization_id = $1 and l.event_id = any ($2) and l.approval_limit is not null and l.currency = $3
        "#,
        organization.0,
        events,
        own.code(),
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let left = Left {
                title: row.title,
                left: money(&row.left, own.code())?,
            };
            Ok((row.event_id, left))
        })
        .collect()
}

/// Tells of events whose budget is used as far as somebody wants to hear of it, after claims were approved: whoever holds the budget,
/// and the owners. Once for each of two marks, until it falls below them again.
pub(super) async fn tell_of_budgets(tx: &mut TenantTx, approved: &[Uuid]) -> AppResult<()> {
    if approved.is_empty() {
        return Ok(());
    }
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select l.event_id as "event_id: EventId", l.alert_percent as "alert_percent!", l.told_percent, v.title, v.created_by,
          v.budget::text as "budget!", v.currency, app.bound_on($1, l.event_id)::text as "bound!"
        from event_limits l
        join events v on v.organization_id = $1 and v.id = l.event_id
        where l.organization_id = $1 and l.alert_percent is not null and v.budget > 0 and exists (
          select from expense_worths p where p.organization_id = $1 and p.expense_id = any ($2) and p.event = l.event_id)
        order by l.event_id
        "#,
        organization.0,
        approved,
    )
    .fetch_all(tx.conn())
    .await?;
    let own = rates::queries::base_currency(tx).await?;
    let mut notices = Vec::new();
    for row in rows {
        let Some(budget) = budget_in(tx, money(&row.budget, &row.currency)?, own).await? else {
            continue;
        };
        let bound = money(&row.bound, own.code())?;
        let percent = i128::from(bound.minor.max(0)) * 100 / i128::from(budget.minor.max(1));
        let mark = match percent {
            100.. => 100,
            some if some >= i128::from(row.alert_percent) => row.alert_percent,
            _ => 0,
        };
        if !mark_told(tx, row.event_id, mark).await? {
            continue;
        }
        let title = format!("{}: {percent} % of the budget is used", row.title);
        for person in told_people(tx, UserId(row.created_by)).await? {
            notices.push(Notice {
                to: person,
                kind: NotificationKind::BudgetUsed,
                title: title.chars().take(250).collect(),
                message: format!(
                    "{} {own} of {} {own} are approved or paid.",
                    bound.to_decimal(),
                    budget.to_decimal()
                ),
                path: format!("/events/{}/budget", row.event_id),
                cause: format!("budget/{}/{mark}/{}", row.event_id, Uuid::now_v7()),
            });
        }
    }
    notify_all(tx, &notices).await
}

/// Notes of what mark people know from now on; whether that is more than they knew.
async fn mark_told(tx: &mut TenantTx, event: EventId, mark: i32) -> AppResult<bool> {
    let organization = tx.organization();
    let before = sqlx::query_scalar!(
        r#"
        update event_limits l set told_percent = $3 from event_limits as before
        where l.organization_id = $1 and l.event_id = $2 and before.organization_id = $1 and before.id = l.id and l.told_percent <> $3
        returning before.told_percent
        "#,
        organization.0,
        event.0,
        mark,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(before.is_some_and(|before| before < mark))
}

/// Whoever holds the budget, and the owners.
async fn told_people(tx: &mut TenantTx, holder: UserId) -> AppResult<Vec<UserId>> {
    let organization = tx.organization();
    Ok(sqlx::query_scalar!(
        r#"
        select id as "id: UserId" from users
        where organization_id = $1 and is_active and not is_deleted and (id = $2 or role = $3) order by id
        "#,
        organization.0,
        holder.0,
        Role::Owner.as_str(),
    )
    .fetch_all(tx.conn())
    .await?)
}
