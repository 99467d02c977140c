//! Paying what is approved, and taking back what is paid.

use super::deciding::{columns, hold};
use super::record::find;
use super::refusing::{Asked, outcomes};
use crate::accounts::roles::Permission;
use crate::contacts::queries::Reach;
use crate::db::OnConstraint;
use crate::error::{AppError, AppResult};
use crate::expenses::types::{Decided, Wanted};
use crate::ids::ExpenseId;
use crate::tenancy::TenantTx;
use uuid::Uuid;

/// Marks approved claims of others as paid, and says of each what came of it. A request that was carried out before, known by its
/// key, pays nothing again.
///
/// # Errors
/// If whoever acts pays nobody's claims.
pub async fn pay(
    tx: &mut TenantTx,
    wanted: &[Wanted],
    reference: Option<&str>,
    key: Uuid,
) -> AppResult<Decided> {
    let reach = Reach::of(tx, Permission::ApproveExpenses).await?;
    let (organization, me) = (tx.organization(), tx.user()?);
    let (ids, versions) = columns(wanted);
    hold(tx, &ids).await?;
    let done = sqlx::query_scalar!(
        r#"
        with moved as (
          update expenses e
          set status = 'paid', paid_by = $4, paid_at = now(), payment_reference = $6, payment_key = $7
          from unnest($2::uuid[], $3::int[]) as wanted (id, version)
          where e.organization_id = $1 and e.id = wanted.id and e.version = wanted.version
            and e.status = 'approved' and not e.is_deleted
            and e.created_by <> $4 and coalesce(e.payee_id, e.created_by) <> $4 and e.reversed_by is distinct from $4::uuid
            and ($5::uuid[] is null or e.created_by = any ($5))
            and not app.needs_another($1, e.id, e.base_amount, e.approved_by, $4)
            -- The file of its batch may be at the bank: it is marked as paid there.
            and not exists (
              select from payment_batch_items i
              join payment_batches b on b.organization_id = $1 and b.id = i.batch_id and b.status = 'exported'
              where i.organization_id = $1 and i.expense_id = e.id and i.outcome = 'open')
          returning e.id, e.amount, e.currency
        )
        insert into expense_decisions (organization_id, expense_id, user_id, decision, comment, amount, currency)
        select $1, id, $4, 'paid', $6, amount, currency from moved
        returning expense_id
        "#,
        organization.0,
        &ids,
        &versions,
        me.0,
        reach.owners(),
        reference,
        key,
    )
    .fetch_all(tx.conn())
    .await?;
    super::tell(tx, &done, crate::expenses::types::StepKind::Paid, reference).await?;
    outcomes(tx, wanted, &done, &Asked::ToPay { key, reach: &reach }).await
}

/// With what the title of a claim begins that takes another one back.
pub(super) const REVERSAL: &str = "Reversal: ";

/// Makes the claim that takes a paid one back: of the same person and worth, subtracted in totals, and to be approved by somebody who
/// neither made it, nor claimed, nor got the money. Those two hear of it.
///
/// # Errors
/// If the claim is not paid, or is taken back already.
pub async fn reverse(tx: &mut TenantTx, id: ExpenseId) -> AppResult<ExpenseId> {
    let reach = Reach::of(tx, Permission::ApproveExpenses).await?;
    let (organization, me, reversal) = (tx.organization(), tx.user()?, ExpenseId::new());
    let made = sqlx::query!(
        r#"
        insert into expenses (organization_id, id, created_by, reversed_by, payee_id, event_id, title, merchant, description, amount, currency,
          net_amount, tax_amount, tax_rate, category, expense_type, expense_date, status, submitted_at, base_amount, base_currency,
          fx_rate, fx_date, fx_source, reverses_id, unit_name, unit, unit_rate, quantity)
        select e.organization_id, $3, e.created_by, $4, e.payee_id,
          (select v.id from events v where v.organization_id = $1 and v.id = e.event_id and not v.is_deleted),
          left($6 || e.title, 255), e.merchant, e.description, e.amount, e.currency, e.net_amount, e.tax_amount, e.tax_rate,
          e.category, e.expense_type, e.expense_date, 'pending', now(), e.base_amount, e.base_currency, e.fx_rate, e.fx_date,
          e.fx_source, e.id, e.unit_name, e.unit, e.unit_rate, e.quantity
        from expenses e
        where e.organization_id = $1 and e.id = $2 and e.status = 'paid' and e.reverses_id is null and not e.is_deleted
          and ($5::uuid[] is null or e.created_by = any ($5))
        "#,
        organization.0,
        id.0,
        reversal.0,
        me.0,
        reach.owners(),
        REVERSAL,
    )
    .execute(tx.conn())
    .await
    .on_constraint(&[(
        "expenses_reversed_once",
        "expense_id",
        "This claim is taken back already.",
    )])?;
    if made.rows_affected() == 0 {
        let found = find(tx, id).await?;
        let message = match found.reverses {
            Some(_) => "A reversal is not reversed: claim it anew.",
            None => "Only what is paid is reversed.",
        };
        return Err(AppError::Conflict {
            message: message.into(),
        });
    }
    super::parts::copy(tx, id, reversal).await?;
    super::steps::note(tx, reversal, crate::expenses::types::StepKind::Submitted, &[]).await?;
    super::telling::tell_reversed(tx, reversal).await?;
    crate::approvals::queries::begins_to_wait(tx).await?;
    Ok(reversal)
}
