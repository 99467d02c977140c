//! Where payments are found.

use crate::ids::{BatchId, ExpenseId};

/// The list of batches.
pub const LIST: &str = "/expenses/payments";

/// Where a plain form makes a batch of the claims that it names, or of all.
pub const MAKE: &str = "/fn/payments/make";

/// Where one says where one wants one's money.
pub const OWN_ACCOUNT: &str = "/account/bank";

/// From where the organisation pays.
pub const PAYING_ACCOUNT: &str = "/settings/bank";

/// What could be put into a batch.
pub const APPROVED: &str = "/expenses?whose=all&status=approved";

/// The list, with batches before a number.
#[must_use]
pub fn before(number: i32) -> String {
    format!("{LIST}?before={number}")
}

/// A batch.
#[must_use]
pub fn record(id: BatchId) -> String {
    format!("{LIST}/{id}")
}

/// A claim in it.
#[must_use]
pub fn claim(id: ExpenseId) -> String {
    format!("/expenses/{id}")
}

/// Its file for the bank.
#[must_use]
pub fn bank_file(id: BatchId) -> String {
    format!("/export/payments/{id}/transfers.xml")
}

/// Its file for people.
#[must_use]
pub fn list_file(id: BatchId) -> String {
    format!("/export/payments/{id}/transfers.csv")
}
