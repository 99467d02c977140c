//! Claims as they are taken out, a portion at a time.

use super::person;
use crate::accounts::roles::Permission;
use crate::contacts::queries::Reach;
use crate::error::AppResult;
use crate::expenses::types::{ExpenseStatus, ExpenseType};
use crate::reports::types::ReportFilter;
use crate::tenancy::TenantTx;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// Rows of a portion.
const PORTION: i64 = 1_000;

/// A claim as the export says it. Amounts are decimals with a point; of a reversal they are below nothing.
#[derive(Clone, Debug)]
pub struct ExportRow {
    pub id: Uuid,
    pub expense_date: NaiveDate,
    pub status: ExpenseStatus,
    pub claimant: String,
    pub payee: String,
    pub title: String,
    pub merchant: Option<String>,
    pub expense_type: ExpenseType,
    pub category: Option<String>,
    pub event: Option<String>,
    pub currency: String,
    pub amount: String,
    pub net: Option<String>,
    pub tax: Option<String>,
    pub tax_rate: Option<String>,
    pub base_currency: String,
    pub base_amount: String,
    pub base_net: String,
    pub base_tax: String,
    pub fx_rate: String,
    pub fx_date: NaiveDate,
    /// What it came to, where somebody has said it.
    pub settled: Option<String>,
    /// What it is worth without what it came to: below nothing where exchange lost.
    pub exchange_difference: Option<String>,
    pub approved_by: Option<String>,
    pub approved_at: Option<DateTime<Utc>>,
    pub paid_at: Option<DateTime<Utc>>,
    pub payment_reference: Option<String>,
    pub reverses: Option<Uuid>,
}

/// Where a portion ended.
#[derive(Clone, Copy, Debug)]
pub struct Place(NaiveDate, Uuid);

/// The next of the claims that a filter leaves, by the day on which the money was spent, and where the rest begins, where there
/// is a rest.
///
/// # Errors
/// `NotFound` where it is asked about a person who is not there for whoever acts.
pub async fn portion(
    tx: &mut TenantTx,
    filter: &ReportFilter,
    today: NaiveDate,
    after: Option<&Place>,
) -> AppResult<(Vec<ExportRow>, Option<Place>)> {
    let reach = Reach::of(tx, Permission::ViewExpenses).await?;
    person(tx, filter, &reach).await?;
    let only = filter.person.map(|person| vec![person.0]);
    let people = only.as_deref().or_else(|| reach.owners());
    let statuses: Vec<_> = filter
        .counted
        .statuses()
        .iter()
        .map(ToString::to_string)
        .collect();
    let (from, to) = filter.period(today);
    let (day, id) = after.map_or((from.first(), Uuid::nil()), |place| (place.0, place.1));
    let organization = tx.organization();
    let rows = sqlx::query_as!(
        ExportRow,
        r#"
        select e.id, e.expense_date, e.status as "status: ExpenseStatus", c.first_name || ' ' || c.last_name as "claimant!",
          coalesce(p.first_name || ' ' || p.last_name, c.first_name || ' ' || c.last_name) as "payee!",
          e.title, e.merchant, e.expense_type as "expense_type: ExpenseType", e.category, coalesce(v.title, (
            select string_agg(coalesce(sv.title, 'no event'), ', ' order by s.position) from expense_shares s
            left join events sv on sv.organization_id = $1 and sv.id = s.event_id
            where s.organization_id = $1 and s.expense_id = e.id)) as "event?", e.currency,
          round(sign.of * e.amount, places.of)::text as "amount!", round(sign.of * e.net_amount, places.of)::text as net,
          round(sign.of * e.tax_amount, places.of)::text as tax,
          trim_scale(e.tax_rate)::text as tax_rate, e.base_currency as "base_currency!", round(sign.of * e.base_amount, places.own)::text as "base_amount!",
          round(sign.of * (e.base_amount - base.tax), places.own)::text as "base_net!",
          round(sign.of * base.tax, places.own)::text as "base_tax!",
          trim_scale(e.fx_rate)::text as "fx_rate!", e.fx_date as "fx_date!", round(sign.of * e.settled_amount, places.own)::text as settled,
          round(sign.of * (e.base_amount - e.settled_amount), places.own)::text as exchange_difference, a.first_name || ' ' || a.last_name as "approved_by?",
          e.approved_at, e.paid_at, e.payment_reference, e.reverses_id as reverses
        from expenses e
        join users c on c.organization_id = $1 and c.id = e.created_by
        left join users p on p.organization_id = $1 and p.id = e.payee_id
        left join users a on a.organization_id = $1 and a.id = e.approved_by
        left join events v on v.organization_id = $1 and v.id = e.event_id,
        lateral (select case when e.reverses_id is null then 1 else -1 end) as sign (of),
        lateral (select app.currency_exponent(e.currency), app.currency_exponent(e.base_currency)) as places (of, own),
        lateral (select coalesce(app.half_even(e.tax_amount * e.fx_rate, app.currency_exponent(e.base_currency)), 0)) as base (tax)
        where e.organization_id = $1 and not e.is_deleted and e.status = any ($2)
          and (e.expense_date, e.id) > ($3, $4) and e.expense_date < $5
          and ($6::uuid[] is null or e.created_by = any ($6)) and ($7::uuid is null or e.event_id = $7 or exists (
            select from expense_shares s where s.organization_id = $1 and s.expense_id = e.id and s.event_id = $7))
        order by e.expense_date, e.id limit $8
        "#,
        organization.0,
        &statuses,
        day,
        id,
        to.end(),
        people,
        filter.event.map(|event| event.0),
        PORTION,
    )
    .fetch_all(tx.conn())
    .await?;
    let is_full = i64::try_from(rows.len()).is_ok_and(|rows| rows == PORTION);
    let place = rows
        .last()
        .filter(|_| is_full)
        .map(|row| Place(row.expense_date, row.id));
    Ok((rows, place))
}

/// Notes in the trail that claims were taken out.
///
/// # Errors
/// If the database cannot be reached.
pub async fn note_export(tx: &mut TenantTx, filter: &ReportFilter) -> AppResult<()> {
    let about = serde_json::json!({ "what": "claims", "filter": filter.to_query() });
    sqlx::query_scalar!(
        r#"select app.record_audit('export', 'expenses', null, $1) as "entry!""#,
        about,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(())
}
