//! Receipts: the files of claims.

use super::record::find;
use super::{judging, steps};
use crate::accounts::roles::Permission;
use crate::error::{AppError, AppResult};
use crate::expenses::types::{Change, ExpenseStatus, StepKind};
use crate::ids::{ExpenseId, MediaId};
use crate::media;
use crate::media::types::FileRow;
use crate::rates;
use crate::tenancy::TenantTx;

/// The receipts of a claim, for whoever sees it.
///
/// # Errors
/// `NotFound` where the claim is not there for whoever acts.
pub async fn receipts(tx: &mut TenantTx, id: ExpenseId) -> AppResult<Vec<FileRow>> {
    let claim = find(tx, id).await?;
    media::queries::receipts(tx, id, claim.may.edit).await
}

/// Whether whoever acts may add a receipt to a claim.
///
/// # Errors
/// If the claim is not there, is somebody else's, or paid.
pub async fn may_add_receipt(tx: &mut TenantTx, id: ExpenseId) -> AppResult<()> {
    let claim = find(tx, id).await?;
    if claim.claimant.id != tx.user()? {
        return Err(AppError::Forbidden);
    }
    if claim.may.edit {
        return Ok(());
    }
    let message = match claim.status {
        ExpenseStatus::Rejected => "This claim was rejected. Take it up again to change it.",
        ExpenseStatus::Approved => "This claim is being paid: the bank may have it already.",
        _ => "What is paid stays as it is.",
    };
    Err(AppError::Conflict {
        message: message.into(),
    })
}

/// Makes a draft for a receipt that is about to be stored, named after its file.
///
/// # Errors
/// If whoever acts may claim nothing.
pub async fn draft_of_receipt(tx: &mut TenantTx, file_name: &str) -> AppResult<ExpenseId> {
    if tx.scope_of(Permission::ClaimExpenses).is_none() {
        return Err(AppError::Forbidden);
    }
    let own = rates::queries::base_currency(tx).await?;
    let title = file_name.rsplit_once('.').map_or(file_name, |(name, _)| name);
    let (organization, me, id) = (tx.organization(), tx.user()?, ExpenseId::new());
    sqlx::query!(
        r#"
        insert into expenses (organization_id, id, created_by, title, amount, currency, expense_date)
        select $1, $2, u.id, coalesce(nullif(btrim(left($4, 255)), ''), 'Receipt'), 0, $5, (now() at time zone u.timezone)::date
        from users u where u.organization_id = $1 and u.id = $3
        "#,
        organization.0,
        id.0,
        me.0,
        title,
        own.code(),
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// The claim that a receipt belongs to.
///
/// # Errors
/// `NotFound` where there is none for whoever acts.
pub async fn claim_of_receipt(tx: &mut TenantTx, file: MediaId) -> AppResult<ExpenseId> {
    let (organization, me) = (tx.organization(), tx.user()?);
    sqlx::query_scalar!(
        r#"
        select e.id as "id: ExpenseId"
        from media m join expenses e on e.organization_id = $1 and e.id = m.related_expense
        where m.organization_id = $1 and m.id = $2 and e.created_by = $3 and not e.is_deleted
        "#,
        organization.0,
        file.0,
        me.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)
}

/// Moves a receipt of whoever acts to the trash, or brings it back. One that was approved waits for a decision again.
///
/// # Errors
/// If it is not there, or its claim may not be changed.
pub async fn set_receipt_removed(tx: &mut TenantTx, file: MediaId, is_removed: bool) -> AppResult<()> {
    let id = claim_of_receipt(tx, file).await?;
    may_add_receipt(tx, id).await?;
    let Some(name) = media::queries::set_receipt_removed(tx, file, is_removed).await? else {
        return Ok(());
    };
    let (before, after) = if is_removed {
        (Some(name), None)
    } else {
        (None, Some(name))
    };
    note_receipt(tx, id, before.as_deref(), after.as_deref()).await
}

/// Writes down that a receipt came or went, of a claim that was submitted: it waits for a decision about what it is now.
///
/// # Errors
/// If the database cannot be reached.
pub async fn note_receipt(
    tx: &mut TenantTx,
    id: ExpenseId,
    before: Option<&str>,
    after: Option<&str>,
) -> AppResult<()> {
    let organization = tx.organization();
    let is_submitted = sqlx::query_scalar!(
        r#"select status <> 'draft' as "is_submitted!" from expenses where organization_id = $1 and id = $2"#,
        organization.0,
        id.0,
    )
    .fetch_one(tx.conn())
    .await?;
    if !is_submitted {
        return Ok(());
    }
    let change = Change {
        field: "receipts".to_owned(),
        before: before.unwrap_or_default().to_owned(),
        after: after.unwrap_or_default().to_owned(),
    };
    // Without it the claim may be against the policy by now.
    judging::settle(tx, id).await?;
    steps::note(tx, id, StepKind::Revised, &[change]).await?;
    crate::approvals::queries::begins_to_wait(tx).await
}
