//! All SQL of expenses.
//!
//! Whoever changes claims locks them in the order of their ids, and writes each with one statement that names the status and the
//! version it was seen in. The database itself refuses every other move, and whoever decides about their own money.

mod budgets;
mod choices;
mod claiming;
mod deciding;
mod documents;
mod inbox;
mod inbox_choices;
mod judging;
mod limits;
mod list;
mod matching;
mod parts;
mod paying;
mod receipts;
mod record;
mod refusing;
mod settled;
mod spending;
mod steps;
mod telling;

pub use budgets::tell_rebudgeted;
pub use choices::choices;
pub use claiming::{insert, recall, set_deleted, submit, update};
pub use deciding::decide;
pub use documents::{Reader, Spent, batch_of, note_document, reader, spent_on};
pub use inbox::{inbox, waiting, waiting_count};
pub use inbox_choices::inbox_choices;
pub use judging::day_rate;
pub use limits::{copy_limits, set_limits};
pub use list::{page, sums};
pub use parts::{rates, version};
pub use paying::{pay, reverse};
pub use receipts::{
    claim_of_receipt, draft_of_receipt, may_add_receipt, note_receipt, receipts, set_receipt_removed,
};
pub use record::{find, similar};
pub use settled::{settle_at, settle_together};
pub use spending::of_event;
pub use telling::{tell, tell_failed};

use crate::accounts::roles::Permission;
use crate::contacts::queries::Reach;
use crate::error::{AppError, AppResult};
use crate::tenancy::TenantTx;
use crate::ui::money::{Currency, Money};
use uuid::Uuid;

/// Whose claims somebody sees, as it is bound to `($n::uuid[] is null or created_by = any ($n) or payee_id = $m)`.
struct Sight {
    people: Reach,
    me: Uuid,
}

impl Sight {
    /// Of whoever acts.
    async fn of(tx: &mut TenantTx) -> AppResult<Self> {
        Ok(Self {
            people: Reach::of(tx, Permission::ViewExpenses).await?,
            me: tx.user()?.0,
        })
    }

    /// Of whoever acts; where it is not permitted to see others' claims, of their own.
    async fn within(tx: &mut TenantTx) -> AppResult<Self> {
        Ok(Self {
            people: Reach::within(tx, Permission::ViewExpenses).await?,
            me: tx.user()?.0,
        })
    }

    fn people(&self) -> Option<&[Uuid]> {
        self.people.owners()
    }
}

/// An amount as a statement gives it.
fn money(amount: &str, currency: &str) -> AppResult<Money> {
    let currency: Currency = currency.parse().map_err(|error| AppError::internal(&error))?;
    Money::parse(amount, currency).map_err(|error| AppError::internal(&error))
}
