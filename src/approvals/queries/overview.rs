//! The chain as it is shown, with those who may be named.

use super::roles_of;
use super::second_person::second_person_from;
use super::substitutes::{listed, today};
use crate::accounts::roles::{Permission, Scope};
use crate::approvals::types::{Approver, Condition, Overview, StepRow};
use crate::error::{AppError, AppResult};
use crate::ids::{ApprovalStepId, UserId};
use crate::rates;
use crate::tenancy::TenantTx;
use crate::ui::money::{Currency, Money};
use crate::{accounts, expenses::types::ExpenseType};
use std::collections::HashSet;

/// What the page shows to whoever decides about claims.
///
/// # Errors
/// If whoever acts decides about none.
pub async fn overview(tx: &mut TenantTx) -> AppResult<Overview> {
    if tx.scope_of(Permission::ApproveExpenses).is_none() {
        return Err(AppError::Forbidden);
    }
    let (organization, me) = (tx.organization(), tx.user()?);
    let deciding = [roles_of(Scope::All), roles_of(Scope::Team)].concat();
    let who: HashSet<UserId> = sqlx::query_scalar!(
        r#"select id as "id: UserId" from users
           where organization_id = $1 and is_active and not is_deleted and role = any ($2)"#,
        organization.0,
        &deciding,
    )
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .collect();
    let mut deciders = accounts::queries::colleagues(tx).await?;
    deciders.retain(|one| who.contains(&one.id));
    let rows = sqlx::query!(
        r#"
        select s.id as "id: ApprovalStepId", s.version, s.min_amount::text as min_amount, s.currency, s.expense_types, s.only_events,
          s.approver as "approver: Approver", s.approver_id as "person: UserId",
          u.first_name || ' ' || u.last_name as name
        from approval_steps s left join users u on u.organization_id = $1 and u.id = s.approver_id
        where s.organization_id = $1 order by s.place
        "#,
        organization.0,
    )
    .fetch_all(tx.conn())
    .await?;
    let steps = rows
        .into_iter()
        .map(|row| {
            let currency: Currency = row.currency.parse().map_err(|error| AppError::internal(&error))?;
            let min_amount = row
                .min_amount
                .map(|least| Money::parse(&least, currency).map_err(|error| AppError::internal(&error)))
                .transpose()?;
            let expense_types: Vec<ExpenseType> = row
                .expense_types
                .iter()
                .filter_map(|one| one.parse().ok())
                .collect();
            Ok(StepRow {
                id: row.id,
                version: row.version,
                condition: Condition {
                    min_amount,
                    expense_types,
                    only_events: row.only_events,
                },
                approver: row.approver,
                person: row.person,
                name: row.name,
                is_lost: row.person.is_some_and(|person| !who.contains(&person)),
            })
        })
        .collect::<AppResult<_>>()?;
    let base = rates::queries::base_currency(tx).await?;
    Ok(Overview {
        steps,
        base,
        second_person_from: second_person_from(tx, base).await?,
        deciders,
        substitutes: listed(tx).await?,
        me,
        may_manage: tx.scope_of(Permission::ManageOrganization).is_some(),
        today: today(tx).await?,
    })
}
