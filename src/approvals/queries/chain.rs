//! The chain of an organisation. Whoever changes it holds the organisation's row, so that two changes come one after the other.

use super::substitutes::decides;
use crate::accounts::roles::Permission;
use crate::approvals::types::{Approver, MOST_STEPS, NewStep, Shift};
use crate::db::OnConstraint;
use crate::error::{AppError, AppResult};
use crate::ids::ApprovalStepId;
use crate::rates;
use crate::tenancy::TenantTx;
use uuid::Uuid;

/// Whoever is named and is not there.
const GONE: &[(&str, &str, &str)] = &[
    (
        "approval_steps_approver_id_fkey",
        "approver",
        "Choose somebody from the list.",
    ),
    (
        "approval_steps_approver_id_live",
        "approver",
        "Choose somebody from the list.",
    ),
];

/// Holds the chain until the transaction ends; its steps in their order.
pub(super) async fn hold(tx: &mut TenantTx) -> AppResult<Vec<Uuid>> {
    if tx.scope_of(Permission::ManageOrganization).is_none() {
        return Err(AppError::Forbidden);
    }
    let organization = tx.organization();
    sqlx::query!(
        "select id from organizations where id = $1 for no key update",
        organization.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(sqlx::query_scalar!(
        "select id from approval_steps where organization_id = $1 order by place",
        organization.0,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Refuses to ask somebody who may not decide.
async fn may_be_asked(tx: &mut TenantTx, new: &NewStep) -> AppResult<()> {
    let Some(person) = new.person().filter(|_| new.approver() == Approver::Person) else {
        return Ok(());
    };
    if decides(tx, person).await? {
        return Ok(());
    }
    Err(AppError::field(
        "approver",
        "Choose somebody who decides about claims.",
    ))
}

fn types_of(new: &NewStep) -> Vec<String> {
    new.condition()
        .expense_types
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// Adds a step, after the others, or at the place from which it was removed.
///
/// # Errors
/// If whoever acts does not keep the chain, it is as long as it may be, or whoever is named does not decide.
pub async fn add(tx: &mut TenantTx, new: &NewStep, at: Option<usize>) -> AppResult<ApprovalStepId> {
    let order = hold(tx).await?;
    if order.len() >= MOST_STEPS {
        let message = format!("A chain has {MOST_STEPS} steps at most.");
        return Err(AppError::Conflict { message });
    }
    may_be_asked(tx, new).await?;
    let (organization, me, id) = (tx.organization(), tx.user()?, ApprovalStepId::new());
    let base = rates::queries::base_currency(tx).await?;
    let condition = new.condition();
    let currency = condition.min_amount.map_or(base, |least| least.currency);
    sqlx::query!(
        r#"
        insert into approval_steps (organization_id, id, place, min_amount, currency, expense_types, only_events, approver, approver_id,
          created_by)
        values ($1, $2, $3, $4::text::numeric, $5, $6, $7, $8, $9, $10)
        "#,
        organization.0,
        id.0,
        i32::try_from(order.len() + 1).unwrap_or(i32::MAX),
        condition.min_amount.map(|least| least.to_decimal()),
        currency.code(),
        &types_of(new),
        condition.only_events,
        new.approver().as_str(),
        new.person().map(|person| person.0),
        me.0,
    )
    .execute(tx.conn())
    .await
    .on_constraint(GONE)?;
    if let Some(at) = at.filter(|at| *at < order.len()) {
        let mut order = order;
        order.insert(at, id.0);
        put_in_order(tx, &order).await?;
    }
    Ok(id)
}

/// Saves a step over the version that was read, and answers with the version it has now.
///
/// # Errors
/// If it is not there, whoever is named does not decide, or somebody changed it in the meantime.
pub async fn save(tx: &mut TenantTx, id: ApprovalStepId, version: i32, new: &NewStep) -> AppResult<i32> {
    hold(tx).await?;
    may_be_asked(tx, new).await?;
    let organization = tx.organization();
    let base = rates::queries::base_currency(tx).await?;
    let condition = new.condition();
    let currency = condition.min_amount.map_or(base, |least| least.currency);
    let saved = sqlx::query_scalar!(
        r#"
        update approval_steps
        set min_amount = $4::text::numeric, currency = $5, expense_types = $6, only_events = $7, approver = $8, approver_id = $9
        where organization_id = $1 and id = $2 and version = $3
        returning version
        "#,
        organization.0,
        id.0,
        version,
        condition.min_amount.map(|least| least.to_decimal()),
        currency.code(),
        &types_of(new),
        condition.only_events,
        new.approver().as_str(),
        new.person().map(|person| person.0),
    )
    .fetch_optional(tx.conn())
    .await
    .on_constraint(GONE)?;
    if let Some(version) = saved {
        return Ok(version);
    }
    let by = sqlx::query_scalar!(
        r#"
        select coalesce(u.first_name || ' ' || u.last_name, 'Somebody') as "by!"
        from approval_steps s left join users u on u.organization_id = $1 and u.id = coalesce(s.updated_by, s.created_by)
        where s.organization_id = $1 and s.id = $2
        "#,
        organization.0,
        id.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    Err(AppError::Conflict {
        message: format!("{by} changed this step in the meantime. It is shown as it is now."),
    })
}

/// Moves a step past its neighbour. The first stays before all others, the last after them.
///
/// # Errors
/// If it is not there, or whoever acts does not keep the chain.
pub async fn move_step(tx: &mut TenantTx, id: ApprovalStepId, shift: Shift) -> AppResult<()> {
    let mut order = hold(tx).await?;
    let from = order
        .iter()
        .position(|one| *one == id.0)
        .ok_or(AppError::NotFound)?;
    let to = match shift {
        Shift::Before => from.saturating_sub(1),
        Shift::After => (from + 1).min(order.len() - 1),
    };
    order.swap(from, to);
    put_in_order(tx, &order).await
}

/// Removes a step. Those that claims wait for stay.
///
/// # Errors
/// If it is not there, or whoever acts does not keep the chain.
pub async fn remove(tx: &mut TenantTx, id: ApprovalStepId) -> AppResult<()> {
    let mut order = hold(tx).await?;
    let organization = tx.organization();
    let removed = sqlx::query!(
        "delete from approval_steps where organization_id = $1 and id = $2",
        organization.0,
        id.0,
    )
    .execute(tx.conn())
    .await?;
    if removed.rows_affected() == 0 {
        return Err(AppError::NotFound);
    }
    order.retain(|one| *one != id.0);
    put_in_order(tx, &order).await
}

async fn put_in_order(tx: &mut TenantTx, order: &[Uuid]) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        r#"
        update approval_steps s set place = wanted.place
        from unnest($2::uuid[]) with ordinality as wanted (id, place)
        where s.organization_id = $1 and s.id = wanted.id and s.place <> wanted.place
        "#,
        organization.0,
        order,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
