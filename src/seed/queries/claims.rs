//! The claims of the demo.

use super::{act, json, of};
use crate::error::AppResult;
use crate::ids::OrganizationId;
use crate::seed::claims::ClaimRow;
use crate::seed::script::Script;
use sqlx::PgConnection;

/// Stores the rates in the name of the founder, each claim in that of whoever makes it, and each decision in that of whoever decides.
pub(super) async fn insert_claims(connection: &mut PgConnection, script: &Script) -> AppResult<()> {
    let organization = script.organization.id;
    let Some(founder) = script.users.first() else {
        return Ok(());
    };
    act(connection, organization, Some(founder.id)).await?;
    sqlx::query!(
        "insert into exchange_rates (organization_id, id, base_currency, quote_currency, rate, rate_date, source, created_by,
           created_at, updated_at)
         select $1, r.id, r.base_currency, 'EUR', r.rate, r.rate_date, 'manual', $3, entered.at, entered.at
         from jsonb_to_recordset($2) as r (id uuid, base_currency text, rate numeric, rate_date date),
           lateral (select (r.rate_date - 1)::timestamptz + interval '9 hours' as at) as entered",
        organization.0,
        json(&script.rates)?,
        founder.id.0,
    )
    .execute(&mut *connection)
    .await?;
    for user in script.users.iter().map(|user| user.id) {
        act(connection, organization, Some(user)).await?;
        submit(
            connection,
            organization,
            &of(&script.claims, |row| row.created_by == user),
        )
        .await?;
    }
    for user in script.users.iter().map(|user| user.id) {
        act(connection, organization, Some(user)).await?;
        decide(
            connection,
            organization,
            &of(&script.claims, |row| row.decided_by == Some(user)),
        )
        .await?;
    }
    Ok(())
}

async fn submit(
    connection: &mut PgConnection,
    organization: OrganizationId,
    rows: &[&ClaimRow],
) -> AppResult<()> {
    sqlx::query!(
        "with claimed as (
           insert into expenses (organization_id, id, created_by, event_id, title, merchant, amount, currency, net_amount, tax_amount,
             tax_rate, category, expense_type, expense_date, status, submitted_at, base_amount, base_currency, fx_rate, fx_date,
             fx_source, created_at, updated_at)
           select $1, r.id, r.created_by, r.event_id, r.title, r.merchant, r.amount, r.currency, r.net_amount, r.tax_amount, r.tax_rate,
             r.category, r.expense_type, r.expense_date, s.status, case when s.status <> 'draft' then r.submitted_at end,
             case when s.status <> 'draft' then r.base_amount end, case when s.status <> 'draft' then 'EUR' end,
             case when s.status <> 'draft' then r.fx_rate end, case when s.status <> 'draft' then r.expense_date end,
             case when s.status = 'draft' then null when r.currency = 'EUR' then 'same' else 'manual' end, r.submitted_at, r.submitted_at
           from jsonb_to_recordset($2) as r (id uuid, created_by uuid, event_id uuid, title text, merchant text, amount numeric,
               currency text, net_amount numeric, tax_amount numeric, tax_rate numeric, category text, expense_type text,
               expense_date date, status text, submitted_at timestamptz, base_amount numeric, fx_rate numeric),
             lateral (select case when r.status = 'draft' then 'draft' else 'pending' end) as s (status)
           order by r.submitted_at, r.id
           returning id, created_by, status, amount, currency, submitted_at
         )
         insert into expense_decisions (organization_id, expense_id, user_id, decision, amount, currency, created_at)
         select $1, id, created_by, 'submitted', amount, currency, submitted_at from claimed where status <> 'draft'",
        organization.0,
        json(rows)?,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn decide(
    connection: &mut PgConnection,
    organization: OrganizationId,
    rows: &[&ClaimRow],
) -> AppResult<()> {
    for (status, decision) in [
        ("rejected", "rejected"),
        ("approved", "approved"),
        ("paid", "paid"),
    ] {
        sqlx::query!(
            "with decided as (
               update expenses as e set status = $3::text,
                 approved_by = case when $3 <> 'rejected' then r.decided_by end,
                 approved_at = case when $3 <> 'rejected' then r.decided_at end,
                 paid_by = case when $3 = 'paid' then r.decided_by end, paid_at = case when $3 = 'paid' then r.paid_at end,
                 payment_key = case when $3 = 'paid' then r.id end,
                 payment_reference = case when $3 = 'paid' then 'Salaries ' || to_char(r.paid_at, 'YYYY-MM') end
               from jsonb_to_recordset($2) as r (id uuid, status text, decided_by uuid, decided_at timestamptz, paid_at timestamptz,
                 reason text)
               where e.organization_id = $1 and e.id = r.id and (r.status = $3 or ($3 = 'approved' and r.status = 'paid'))
               returning e.id, e.amount, e.currency, r.decided_by, case when $3 = 'paid' then r.paid_at else r.decided_at end as at,
                 case when $3 = 'paid' then e.payment_reference else r.reason end as comment
             )
             insert into expense_decisions (organization_id, expense_id, user_id, decision, comment, amount, currency, created_at)
             select $1, id, decided_by, $4, comment, amount, currency, at from decided",
            organization.0,
            json(rows)?,
            status,
            decision,
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Gives what was decided its dates in the trail, and each claim that of its latest step.
pub(super) async fn date_back(connection: &mut PgConnection, organization: OrganizationId) -> AppResult<()> {
    sqlx::query!(
        "update audit_logs as entry
         set created_at = case entry.new_values ->> 'status' when 'paid' then e.paid_at when 'approved' then e.approved_at
           else d.created_at end
         from expenses e
         join expense_decisions d on d.organization_id = $1 and d.expense_id = e.id and d.decision in ('approved', 'rejected')
         where e.organization_id = $1 and entry.organization_id = $1 and entry.table_name = 'expenses' and entry.record_id = e.id
           and entry.action = 'update' and entry.new_values ? 'status'",
        organization.0,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update expenses as e
         set updated_at = greatest(e.created_at, (
           select max(d.created_at) from expense_decisions d where d.organization_id = $1 and d.expense_id = e.id))
         where organization_id = $1",
        organization.0,
    )
    .execute(&mut *connection)
    .await?;
    Ok(())
}
