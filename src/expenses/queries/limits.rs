//! How far approving goes for an event.

use super::budgets::{Before, tell};
use super::deciding::columns;
use super::money;
use crate::accounts::roles::Permission;
use crate::contacts;
use crate::error::{AppError, AppResult};
use crate::events;
use crate::expenses::types::{EventLimits, NewEventLimits, Wanted};
use crate::ids::EventId;
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

/// Says how far approving goes for an event, as it was seen. Where it is used beyond the new mark, that is told at once.
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
    let was = of(tx, event, own).await?.alert_percent;
    let stored = sqlx::query!(
        r#"
        insert into event_limits (organization_id, event_id, approval_limit, currency, alert_percent, created_by)
        select $1, v.id, $3::text::numeric, $4, $5, $6 from events v
        where v.organization_id = $1 and v.id = $2 and not v.is_deleted and ($7::uuid is null or v.created_by = $7)
        on conflict (organization_id, event_id) do update
        set approval_limit = excluded.approval_limit, currency = excluded.currency, alert_percent = excluded.alert_percent,
          updated_by = $6
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
        return tell(tx, &[event.0], &Before::Mark(was)).await;
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
/// any case is left to be refused for that, and a yes that others have to follow approves nothing yet.
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
        where e.organization_id = $1 and p.expense_id = any ($2) and e.status = 'pending' and e.reverses_id is null
          and not e.is_deleted and e.created_by <> $4 and coalesce(e.payee_id, e.created_by) <> $4 and ($5::uuid[] is null or e.created_by = any ($5))
          and exists (select from event_limits l
            where l.organization_id = $1 and l.event_id = p.event and l.approval_limit is not null)
          and not exists (select from expense_approvals a
            where a.organization_id = $1 and a.expense_id = e.id and a.place > e.step and a.decided_by is null and a.voided_at is null)
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
    let mut taken_by: HashMap<Uuid, Vec<(Uuid, Money)>> = HashMap::new();
    for part in parts {
        let taken = (part.event_id, money(&part.worth, own.code())?);
        taken_by.entry(part.id).or_default().push(taken);
    }
    let mut over = HashMap::new();
    for one in wanted {
        let taken = taken_by.remove(&one.id.0).unwrap_or_default();
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
