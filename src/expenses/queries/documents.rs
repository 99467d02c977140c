//! What stands in documents: a claim's, and those of an event's whole cost.

use super::{Sight, money};
use crate::error::AppResult;
use crate::expenses::types::{ExpenseStatus, ExpenseType};
use crate::ids::{EventId, ExpenseId};
use crate::tenancy::TenantTx;
use crate::ui::locale::Locale;
use crate::ui::money::{Currency, Money};
use crate::ui::time::Zone;
use chrono::NaiveDate;

/// For whom a document is made, and how they write dates and numbers.
#[derive(Clone, Debug)]
pub struct Reader {
    pub organization: String,
    pub name: String,
    pub locale: Locale,
    pub zone: Zone,
}

/// Whoever acts.
///
/// # Errors
/// If nobody acts.
pub async fn reader(tx: &mut TenantTx) -> AppResult<Reader> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let row = sqlx::query!(
        r#"
        select o.name as organization, u.first_name || ' ' || u.last_name as "name!", u.locale, u.timezone
        from users u join organizations o on o.id = $1
        where u.organization_id = $1 and u.id = $2
        "#,
        organization.0,
        me.0,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Reader {
        organization: row.organization,
        name: row.name,
        locale: Locale::of(&row.locale),
        zone: Zone::named(&row.timezone).unwrap_or_else(Zone::utc),
    })
}

/// The batch with which a claim was paid, or is being paid: its number, and its day.
///
/// # Errors
/// If the database cannot be reached.
pub async fn batch_of(tx: &mut TenantTx, id: ExpenseId) -> AppResult<Option<(i32, NaiveDate)>> {
    let organization = tx.organization();
    let row = sqlx::query!(
        r#"
        select b.number, b.execution_date
        from payment_batch_items i
        join payment_batches b on b.organization_id = $1 and b.id = i.batch_id and b.status in ('exported', 'settled', 'partly_failed')
        where i.organization_id = $1 and i.expense_id = $2 and i.outcome in ('open', 'paid')
        order by b.number desc limit 1
        "#,
        organization.0,
        id.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.number, row.execution_date)))
}

/// A claim as the table of an event's cost says it. Amounts are below nothing where it takes another back.
#[derive(Clone, Debug)]
pub struct Spent {
    pub id: ExpenseId,
    pub date: NaiveDate,
    pub title: String,
    pub claimant: String,
    pub expense_type: ExpenseType,
    pub status: ExpenseStatus,
    pub amount: Money,
    /// In the organisation's own currency.
    pub worth: Money,
    /// What of the amount is this event's, and what that is worth.
    pub share: Money,
    pub share_worth: Money,
}

/// The claims that count for an event and that whoever acts sees, from the first day to the last; so many at most.
///
/// # Errors
/// If whoever acts sees no claims.
pub async fn spent_on(tx: &mut TenantTx, event: EventId, own: Currency, most: i64) -> AppResult<Vec<Spent>> {
    let sight = Sight::within(tx).await?;
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select e.id as "id: ExpenseId", e.expense_date, e.title, e.expense_type as "expense_type: ExpenseType",
          e.status as "status: ExpenseStatus", e.reverses_id is not null as "is_reversal!", e.currency,
          e.amount::text as "amount!", coalesce(e.base_amount, 0)::text as "worth!", part.amount::text as "share!",
          coalesce(part.worth, 0)::text as "share_worth!", u.first_name || ' ' || u.last_name as "claimant!"
        from (
          select id, amount, base_amount as worth
          from expenses
          where organization_id = $1 and event_id = $2 and not is_deleted and status in ('pending', 'approved', 'paid')
          union all
          select expense_id, amount, base_amount from expense_shares where organization_id = $1 and event_id = $2
        ) as part
        join expenses e on e.organization_id = $1 and e.id = part.id and not e.is_deleted
          and e.status in ('pending', 'approved', 'paid')
        join users u on u.organization_id = $1 and u.id = e.created_by
        where ($3::uuid[] is null or e.created_by = any ($3) or e.payee_id = $4)
        order by e.expense_date, e.id limit $5
        "#,
        organization.0,
        event.0,
        sight.people(),
        sight.me,
        most,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let signed = |amount: &str, currency: &str| {
                let amount = money(amount, currency)?;
                let minor = if row.is_reversal {
                    amount.minor.saturating_neg()
                } else {
                    amount.minor
                };
                AppResult::Ok(Money::new(minor, amount.currency))
            };
            Ok(Spent {
                id: row.id,
                date: row.expense_date,
                amount: signed(&row.amount, &row.currency)?,
                worth: signed(&row.worth, own.code())?,
                share: signed(&row.share, &row.currency)?,
                share_worth: signed(&row.share_worth, own.code())?,
                title: row.title,
                claimant: row.claimant,
                expense_type: row.expense_type,
                status: row.status,
            })
        })
        .collect()
}

/// Notes in the trail that a document was made; not what stands in it.
///
/// # Errors
/// If the database cannot be reached.
pub async fn note_document(tx: &mut TenantTx, table: &str, id: uuid::Uuid, receipts: usize) -> AppResult<()> {
    let about = serde_json::json!({ "what": "document", "receipts": receipts });
    sqlx::query_scalar!(
        r#"select app.record_audit('export', $1, $2, $3) as "entry!""#,
        table,
        id,
        about,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(())
}
