//! What paid claims in another currency came to, as the bank says.

use super::record::find;
use crate::accounts::roles::Permission;
use crate::contacts::queries::Reach;
use crate::error::{AppError, AppResult};
use crate::expenses::types::ExpenseStatus;
use crate::ids::ExpenseId;
use crate::tenancy::TenantTx;
use crate::ui::money::Money;

/// Writes down what a paid claim of somebody else came to, or that nobody knows. What it is worth in totals stays. The same again
/// changes nothing.
///
/// # Errors
/// `NotFound` where it is not there for whoever acts; `Conflict` where it is not paid, in the own currency, their own, or changed
/// meanwhile.
pub async fn settle_at(
    tx: &mut TenantTx,
    id: ExpenseId,
    version: i32,
    amount: Option<Money>,
) -> AppResult<()> {
    let reach = Reach::of(tx, Permission::ApproveExpenses).await?;
    let (organization, me) = (tx.organization(), tx.user()?);
    let written = sqlx::query!(
        r#"
        update expenses e set settled_amount = $4::text::numeric
        where e.organization_id = $1 and e.id = $2 and e.version = $3 and e.status = 'paid' and not e.is_deleted
          and e.currency <> e.base_currency and e.settled_amount is distinct from $4::text::numeric
          and e.created_by <> $5 and coalesce(e.payee_id, e.created_by) <> $5 and e.reversed_by is distinct from $5::uuid
          and ($6::uuid[] is null or e.created_by = any ($6))
        "#,
        organization.0,
        id.0,
        version,
        amount.map(|amount| amount.to_decimal()),
        me.0,
        reach.owners(),
    )
    .execute(tx.conn())
    .await?;
    if written.rows_affected() == 1 {
        return Ok(());
    }
    let found = find(tx, id).await?;
    let is_so = found.settled.map(|settled| settled.amount) == amount;
    let message = match found.status {
        ExpenseStatus::Paid if found.may.settle && is_so => return Ok(()),
        ExpenseStatus::Paid if found.may.settle => {
            "Somebody else has said what it came to meanwhile. Look at it again."
        }
        ExpenseStatus::Paid
            if found
                .worth
                .is_none_or(|worth| worth.amount.currency == found.amount.currency) =>
        {
            "It was claimed in your own currency, and came to what it is."
        }
        ExpenseStatus::Paid => {
            "It is your own, made by you, or not of your team: somebody else says what it came to."
        }
        _ => "Only what is paid has come to something.",
    };
    Err(AppError::Conflict {
        message: message.to_owned(),
    })
}

/// The same of claims that were paid with one transfer, in this transaction: each its part by what was claimed, by largest remainder.
///
/// # Errors
/// `settled_amount` where one of them would have come to nothing, or not all of them can be said to have come to something.
pub async fn settle_together(
    tx: &mut TenantTx,
    claims: &[(ExpenseId, Money)],
    whole: Money,
) -> AppResult<()> {
    let wrong = |message: &str| AppError::field("settled_amount", message);
    let weights: Vec<u64> = claims
        .iter()
        .map(|(_, amount)| amount.minor.unsigned_abs())
        .collect();
    let parts = whole
        .allocate_by(&weights)
        .map_err(|error| AppError::internal(&error))?;
    if parts.iter().any(|part| part.minor == 0) {
        return Err(wrong(
            "This is too little for so many claims: each came to more than nothing.",
        ));
    }
    let ids: Vec<_> = claims.iter().map(|(id, _)| id.0).collect();
    let parts: Vec<String> = parts.iter().map(Money::to_decimal).collect();
    let organization = tx.organization();
    let written = sqlx::query!(
        r#"
        update expenses e set settled_amount = part.amount::numeric
        from unnest($2::uuid[], $3::text[]) as part (id, amount)
        where e.organization_id = $1 and e.id = part.id and e.status = 'paid' and e.currency <> e.base_currency and e.base_currency = $4
        "#,
        organization.0,
        &ids,
        &parts,
        whole.currency.code(),
    )
    .execute(tx.conn())
    .await?;
    if usize::try_from(written.rows_affected()) == Ok(claims.len()) {
        Ok(())
    } else {
        Err(wrong(
            "Not all of these claims can be said to have come to this: say it claim by claim.",
        ))
    }
}
