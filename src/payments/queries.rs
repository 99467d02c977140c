//! All SQL of payments.
//!
//! Claims are locked first, in the order of their ids; then the batch; then what is in it. The database does the same where a
//! claim falls out of its batch.

mod accounts;
mod batches;
mod exporting;
mod making;
mod record;
mod settling;

pub use accounts::{Whose, account, remove_account, save_account};
pub use batches::list;
pub use exporting::{export, frozen, note_fetched};
pub use making::{cancel, make, plan, reopen, take_out};
pub use record::find;
pub use settling::{fail, settle};

use crate::accounts::roles::{Permission, Scope};
use crate::error::{AppError, AppResult};
use crate::ids::BatchId;
use crate::payments::types::BatchStatus;
use crate::tenancy::TenantTx;
use crate::ui::money::{Currency, Money};
use uuid::Uuid;

/// Batches hold claims of everybody: whoever pays only a team's does so from the list.
///
/// # Errors
/// If whoever acts does not pay everybody's claims.
fn pays(tx: &TenantTx) -> AppResult<()> {
    match tx.scope_of(Permission::ApproveExpenses) {
        Some(Scope::All) => Ok(()),
        _ => Err(AppError::Forbidden),
    }
}

/// An amount as a statement gives it.
fn money(amount: &str, currency: &str) -> AppResult<Money> {
    let currency: Currency = currency.parse().map_err(|error| AppError::internal(&error))?;
    Money::parse(amount, currency).map_err(|error| AppError::internal(&error))
}

fn conflict<T>(message: impl Into<String>) -> AppResult<T> {
    Err(AppError::Conflict {
        message: message.into(),
    })
}

/// Takes claims in the order of their ids, as whoever decides about them does.
async fn hold_claims(tx: &mut TenantTx, ids: &[Uuid]) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        "select id from expenses where organization_id = $1 and id = any ($2) order by id for no key update",
        organization.0,
        ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(())
}

/// The claims of a batch that wait in it.
async fn waiting(tx: &mut TenantTx, id: BatchId) -> AppResult<Vec<Uuid>> {
    let organization = tx.organization();
    Ok(sqlx::query_scalar!(
        "select expense_id from payment_batch_items where organization_id = $1 and batch_id = $2 and outcome = 'open'",
        organization.0,
        id.0,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// A batch that nobody else works on until the transaction ends.
struct Held {
    number: i32,
    status: BatchStatus,
    version: i32,
    execution_date: chrono::NaiveDate,
    was_exported: bool,
}

async fn hold(tx: &mut TenantTx, id: BatchId) -> AppResult<Held> {
    let organization = tx.organization();
    let row = sqlx::query!(
        r#"
        select number, status as "status: BatchStatus", version, execution_date, frozen is not null as "was_exported!"
        from payment_batches where organization_id = $1 and id = $2
        for no key update
        "#,
        organization.0,
        id.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    Ok(Held {
        number: row.number,
        status: row.status,
        version: row.version,
        execution_date: row.execution_date,
        was_exported: row.was_exported,
    })
}

impl Held {
    /// Refuses what was asked of another version.
    fn seen_as(&self, version: i32) -> AppResult<()> {
        if self.version == version {
            return Ok(());
        }
        conflict("Somebody else worked on this batch meanwhile. Look at it again.")
    }
}

/// Gives a batch a new version, and a status.
async fn touch(tx: &mut TenantTx, id: BatchId, status: BatchStatus) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        "update payment_batches set items_version = items_version + 1, status = $3 where organization_id = $1 and id = $2",
        organization.0,
        id.0,
        status.as_str(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
