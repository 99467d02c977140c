//! Claims that nobody here can decide about: said to whoever could help, and to whoever claims.

use super::roles_of;
use crate::accounts::roles::{Role, Scope};
use crate::error::AppResult;
use crate::ids::{ExpenseId, UserId};
use crate::notifications::queries::{Notice, notify_all};
use crate::notifications::types::{NotificationKind, Said};
use crate::tenancy::TenantTx;
use uuid::Uuid;

/// Most people who do not decide about a claim whatever their role: whoever claims, who gets the money, and who took it back.
const CONCERNED: i64 = 3;

/// Pending claims that nobody who is here can decide about.
struct Stuck {
    count: i64,
    /// The one that began to wait last.
    latest: Option<Uuid>,
}

/// Reads by claimants and not by claims, and nothing at all where enough people decide about everybody's.
async fn find(tx: &mut TenantTx) -> AppResult<Stuck> {
    let organization = tx.organization();
    let (all, team) = (roles_of(Scope::All), roles_of(Scope::Team));
    let everywhere = sqlx::query_scalar!(
        r#"
        select count(*) as "count!" from users
        where organization_id = $1 and is_active and not is_deleted and role = any ($2)
        "#,
        organization.0,
        &all,
    )
    .fetch_one(tx.conn())
    .await?;
    let row = sqlx::query!(
        r#"
        with waiting as (
          select e.created_by, e.payee_id, e.reversed_by, null::uuid as stepped, count(*) as claims, max(e.id::text) as latest
          from expenses e
          where $4::bigint <= $5::bigint and e.organization_id = $1 and e.status = 'pending' and not e.is_deleted and e.steps_done = 0
          group by e.created_by, e.payee_id, e.reversed_by
          union all
          -- Nobody takes two steps of a claim.
          select e.created_by, e.payee_id, e.reversed_by, e.id, 1, e.id::text
          from expenses e
          where e.organization_id = $1 and e.status = 'pending' and not e.is_deleted and e.step is not null
            and e.steps_done >= greatest(1, $4::bigint - $5::bigint)
        )
        select coalesce(sum(w.claims), 0)::bigint as "count!", max(w.latest)::uuid as latest
        from waiting w
        where not exists (
          select from users u
          where u.organization_id = $1 and u.is_active and not u.is_deleted
            and u.id <> w.created_by and u.id is distinct from w.payee_id and u.id is distinct from w.reversed_by
            and (u.role = any ($2) or u.role = any ($3) and exists (
              select from team_members lead
              join teams on teams.organization_id = $1 and teams.id = lead.team_id and not teams.is_deleted
              join team_members mate on mate.organization_id = $1 and mate.team_id = lead.team_id and mate.user_id = w.created_by
              where lead.organization_id = $1 and lead.user_id = u.id))
            and not exists (
              select from expense_approvals done
              where done.organization_id = $1 and done.expense_id = w.stepped and done.decided_by = u.id and done.voided_at is null))
        "#,
        organization.0,
        &all,
        &team,
        everywhere,
        CONCERNED,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Stuck {
        count: row.count,
        latest: row.latest,
    })
}

/// How many claims wait that nobody who is here can decide about, with steps or without.
///
/// # Errors
/// If the database cannot be reached.
pub async fn stuck(tx: &mut TenantTx) -> AppResult<i64> {
    Ok(find(tx).await?.count)
}

/// Whether somebody who is here can decide about a claim as it stands, or could if it were submitted.
///
/// # Errors
/// If the database cannot be reached.
pub async fn somebody_can(tx: &mut TenantTx, claim: ExpenseId) -> AppResult<bool> {
    let organization = tx.organization();
    Ok(sqlx::query_scalar!(
        r#"
        select exists (
          select from expenses e
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
          where e.organization_id = $1 and e.id = $2) as "somebody!"
        "#,
        organization.0,
        claim.0,
        &roles_of(Scope::All),
        &roles_of(Scope::Team),
    )
    .fetch_one(tx.conn())
    .await?)
}

/// Whether nobody but whoever acts could decide about what they claim themselves.
///
/// # Errors
/// If the database cannot be reached.
pub async fn is_alone(tx: &mut TenantTx) -> AppResult<bool> {
    let (organization, me) = (tx.organization(), tx.user()?);
    Ok(sqlx::query_scalar!(
        r#"
        select not exists (
          select from users u
          where u.organization_id = $1 and u.id <> $2 and u.is_active and not u.is_deleted
            and (u.role = any ($3) or u.role = any ($4) and exists (
              select from team_members lead
              join teams on teams.organization_id = $1 and teams.id = lead.team_id and not teams.is_deleted
              join team_members mate on mate.organization_id = $1 and mate.team_id = lead.team_id and mate.user_id = $2
              where lead.organization_id = $1 and lead.user_id = u.id))) as "alone!"
        "#,
        organization.0,
        me.0,
        &roles_of(Scope::All),
        &roles_of(Scope::Team),
    )
    .fetch_one(tx.conn())
    .await?)
}

/// Tells the owners that claims wait which nobody can decide about: once for the latest of them.
pub(super) async fn tell_owners(tx: &mut TenantTx) -> AppResult<()> {
    let Stuck { count, latest } = find(tx).await?;
    let Some(latest) = latest else { return Ok(()) };
    let organization = tx.organization();
    let owners = sqlx::query_scalar!(
        r#"
        select id as "id: UserId" from users
        where organization_id = $1 and is_active and not is_deleted and role = $2 order by id
        "#,
        organization.0,
        Role::Owner.as_str(),
    )
    .fetch_all(tx.conn())
    .await?;
    let notices: Vec<_> = owners
        .into_iter()
        .map(|to| Notice {
            to,
            kind: NotificationKind::ExpenseWaiting,
            title: match count {
                1 => Said::new(
                    "Nobody can decide about a claim that waits",
                    "Über eine wartende Abrechnung kann niemand entscheiden",
                ),
                many => Said::new(
                    format!("Nobody can decide about {many} claims that wait"),
                    format!("Über {many} wartende Abrechnungen kann niemand entscheiden"),
                ),
            },
            message: Said::new(
                "Make somebody an owner or admin, or put a manager into a team with whoever claims.",
                "Ernenne jemanden zum Inhaber oder Admin, oder nimm einen Manager in ein Team mit denen auf, die abrechnen.",
            ),
            path: "/expenses/approvals".to_owned(),
            cause: format!("expense_stuck/{latest}"),
        })
        .collect();
    notify_all(tx, &notices).await
}
