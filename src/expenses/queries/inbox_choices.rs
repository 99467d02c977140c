//! What the filter of the inbox offers.

use super::inbox::waits;
use crate::accounts::roles::Permission;
use crate::accounts::types::Colleague;
use crate::approvals::queries::Asking;
use crate::contacts::queries::Reach;
use crate::error::{AppError, AppResult};
use crate::expenses::types::{EventOf, InboxChoices, InboxFilter};
use crate::ids::{EventId, UserId};
use crate::tenancy::TenantTx;
use crate::ui::money::Currency;
use sqlx::QueryBuilder;
use uuid::Uuid;

/// Of how many claims, the longest waiting, the choices are taken.
const LOOKED_AT: u32 = 5_000;

/// Most choices of a kind.
const MOST: u32 = 200;

/// Who claims what waits for whoever acts, on which events it was spent and in which currencies. What the filter names by its id is
/// among them although nothing of it waits any more, so that it can be called by its name.
///
/// # Errors
/// If they decide about nobody's claims.
pub async fn inbox_choices(tx: &mut TenantTx, filter: &InboxFilter) -> AppResult<InboxChoices> {
    let reach = Reach::of(tx, Permission::ApproveExpenses).await?;
    let asking = Asking::of(tx).await?;
    let organization = tx.organization().0;
    // Who is out of reach is not named, either.
    let person = filter.person.map(|person| person.0);
    let person = person.filter(|id| reach.owners().is_none_or(|owners| owners.contains(id)));
    let mut sql = QueryBuilder::new(
        "with waiting as materialized (select e.id, e.created_by, e.event_id, e.currency from expenses e where e.organization_id = ",
    );
    waits(&mut sql, tx, &reach, &asking)?;
    sql.push(format!(" order by e.submitted_at, e.id limit {LOOKED_AT}) "))
        .push("(select 'person' as kind, u.id, u.first_name || ' ' || u.last_name as label from users u where u.organization_id = ")
        .push_bind(organization)
        .push(" and (u.id in (select created_by from waiting) or u.id = ")
        .push_bind(person)
        .push(format!(") order by label, u.id limit {MOST}) union all "))
        .push("(select 'event', v.id, v.title from events v where v.organization_id = ")
        .push_bind(organization)
        .push(" and not v.is_deleted and (v.id in (select event_id from waiting) or v.id in (select s.event_id from expense_shares s where s.organization_id = ")
        .push_bind(organization)
        .push(" and s.expense_id in (select id from waiting)) or v.id = ")
        .push_bind(filter.event.map(|event| event.0))
        .push(format!(") order by v.start_date desc, v.id limit {MOST}) union all "))
        .push(format!(
            "(select distinct 'currency', null::uuid, currency::text from waiting order by 3 limit {MOST})"
        ));
    let rows: Vec<(String, Option<Uuid>, String)> = sql.build_query_as().fetch_all(tx.conn()).await?;
    let mut choices = InboxChoices::default();
    for (kind, id, label) in rows {
        match (kind.as_str(), id) {
            ("person", Some(id)) => choices.people.push(Colleague {
                id: UserId(id),
                name: label,
                picture: None,
            }),
            ("event", Some(id)) => choices.events.push(EventOf {
                id: EventId(id),
                title: label,
            }),
            _ => choices.currencies.push(
                label
                    .parse::<Currency>()
                    .map_err(|error| AppError::internal(&error))?,
            ),
        }
    }
    Ok(choices)
}
