//! Where expenses are found.

use crate::expenses::types::{Cursor, ExpenseFilter};
use crate::ids::{EventId, ExpenseId};
use crate::query::written;

/// The list.
pub const LIST: &str = "/expenses";
/// The form of a new claim.
pub const NEW: &str = "/expenses/new";
/// What waits for a decision.
pub const APPROVALS: &str = "/expenses/approvals";
/// Where receipts are sent to of which each becomes a draft.
pub const UPLOAD: &str = "/upload/expenses";

/// A list of claims.
#[must_use]
pub fn list(filter: &ExpenseFilter, cursor: Option<&Cursor>) -> String {
    let mut parameters = filter.parameters();
    parameters.extend(cursor.map(Cursor::parameter));
    format!("{LIST}{}", written(&parameters))
}

/// A record.
#[must_use]
pub fn record(id: ExpenseId) -> String {
    format!("{LIST}/{id}")
}

/// The form of a record.
#[must_use]
pub fn edit(id: ExpenseId) -> String {
    format!("{LIST}/{id}/edit")
}

/// Where receipts of a claim are sent to.
#[must_use]
pub fn upload(id: ExpenseId) -> String {
    format!("{UPLOAD}/{id}")
}

/// A claim as a document, with its receipts.
#[must_use]
pub fn document(id: ExpenseId) -> String {
    format!("/export/expenses/{id}.pdf")
}

/// What an event cost as a document, with all receipts.
#[must_use]
pub fn costs(event: EventId) -> String {
    format!("/export/events/{event}.pdf")
}
