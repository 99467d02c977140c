//! Who can take the open step of claims, whom it asks of them, and the steps of one.

use super::substitutes::away_today;
use super::{asks_me, roles_of};
use crate::accounts::roles::Scope;
use crate::approvals::types::{Approvals, Approver, AskedStep, WaitsFor};
use crate::error::AppResult;
use crate::ids::ExpenseId;
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use uuid::Uuid;

/// Somebody who can take the open step of a claim, or decide about one without steps.
pub(super) struct Able {
    pub claim: Uuid,
    pub person: Uuid,
    pub name: String,
    /// It is they who are asked: they were named, or own the organisation where whoever was named cannot, or anybody is enough.
    pub is_asked: bool,
    /// Anybody is enough.
    pub is_anyone: bool,
    /// Since when the claim asks.
    pub since: Option<DateTime<Utc>>,
}

/// Who can take the open steps of these pending claims.
pub(super) async fn able(tx: &mut TenantTx, claims: &[Uuid]) -> AppResult<Vec<Able>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        with able as (
          select e.id as claim, u.id as person, u.first_name || ' ' || u.last_name as name, e.asked_at,
            coalesce(e.step_approver, 'anyone') as approver, u.id = e.asked_id as is_named, u.role = 'owner' as is_owner
          from expenses e
          join users u on u.organization_id = $1 and u.is_active and not u.is_deleted
            and u.id <> e.created_by and u.id is distinct from e.payee_id and u.id is distinct from e.reversed_by
            and (u.role = any ($3) or u.role = any ($4) and exists (
              select from team_members lead
              join teams on teams.organization_id = $1 and teams.id = lead.team_id and not teams.is_deleted
              join team_members mate on mate.organization_id = $1 and mate.team_id = lead.team_id and mate.user_id = e.created_by
              where lead.organization_id = $1 and lead.user_id = u.id))
            and not exists (
              select from expense_approvals done
              where done.organization_id = $1 and done.expense_id = e.id and done.decided_by = u.id and done.voided_at is null)
          where e.organization_id = $1 and e.id = any ($2) and e.status = 'pending' and not e.is_deleted
        ), asked as (
          select able.*, bool_or(is_named) over of_claim as has_named, bool_or(is_owner) over of_claim as has_owner
          from able window of_claim as (partition by claim)
        )
        select claim as "claim!", person as "person!", name as "name!", asked_at,
          (approver = 'anyone' or not coalesce(has_named, false) and not has_owner) as "is_anyone!",
          case when approver = 'anyone' then true when has_named then coalesce(is_named, false) when has_owner then is_owner
            else true end as "is_asked!"
        from asked order by claim, name, person
        "#,
        organization.0,
        claims,
        &roles_of(Scope::All),
        &roles_of(Scope::Team),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Able {
            claim: row.claim,
            person: row.person,
            name: row.name,
            is_asked: row.is_asked,
            is_anyone: row.is_anyone,
            since: row.asked_at,
        })
        .collect())
}

/// Whom each of these pending claims waits for.
///
/// # Errors
/// If the database cannot be reached.
pub async fn waits_for(tx: &mut TenantTx, claims: &[Uuid]) -> AppResult<HashMap<Uuid, WaitsFor>> {
    let mut found: HashMap<Uuid, WaitsFor> = claims.iter().map(|id| (*id, WaitsFor::default())).collect();
    if claims.is_empty() {
        return Ok(found);
    }
    let able = able(tx, claims).await?;
    let away = away_today(tx).await?;
    for one in able.iter().filter(|one| one.is_asked) {
        let waits = found.entry(one.claim).or_default();
        waits.is_anyone = one.is_anyone;
        waits.names.push(one.name.clone());
        for (_, substitute) in away.iter().filter(|(person, _)| *person == one.person) {
            let stands_in = able
                .iter()
                .find(|other| other.claim == one.claim && other.person == *substitute);
            if let Some(stands_in) = stands_in.filter(|_| !one.is_anyone) {
                waits.substitutes.push(stands_in.name.clone());
            }
        }
    }
    Ok(found)
}

/// The steps of a claim, and whom it waits for.
///
/// # Errors
/// If the database cannot be reached.
pub async fn of_claim(tx: &mut TenantTx, id: ExpenseId) -> AppResult<Approvals> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select a.place, a.approver as "approver: Approver", a.decided_at,
          named.first_name || ' ' || named.last_name as name,
          by.first_name || ' ' || by.last_name as decided_by,
          away.first_name || ' ' || away.last_name as stands_for
        from expense_approvals a
        left join users named on named.organization_id = $1 and named.id = a.approver_id
        left join users by on by.organization_id = $1 and by.id = a.decided_by
        left join users away on away.organization_id = $1 and away.id = a.stands_for
        where a.organization_id = $1 and a.expense_id = $2 and a.voided_at is null
        order by a.place
        "#,
        organization.0,
        id.0,
    )
    .fetch_all(tx.conn())
    .await?;
    let steps: Vec<_> = rows
        .into_iter()
        .map(|row| AskedStep {
            place: row.place,
            approver: row.approver,
            name: row.name,
            decided_by: row.decided_by,
            stands_for: row.stands_for,
            decided_at: row.decided_at,
        })
        .collect();
    let is_open = steps.iter().any(|step| step.decided_by.is_none());
    if !is_open {
        return Ok(Approvals {
            steps,
            waits_for: None,
            asks_me: true,
        });
    }
    let is_pending = sqlx::query_scalar!(
        r#"select status = 'pending' as "is_pending!" from expenses where organization_id = $1 and id = $2"#,
        organization.0,
        id.0,
    )
    .fetch_one(tx.conn())
    .await?;
    if !is_pending {
        return Ok(Approvals {
            steps,
            waits_for: None,
            asks_me: false,
        });
    }
    Ok(Approvals {
        steps,
        waits_for: waits_for(tx, &[id.0]).await?.remove(&id.0),
        asks_me: !asks_me(tx, &[id.0]).await?.is_empty(),
    })
}
