//! Where reports are found.

use crate::query::written;
use crate::reports::types::ReportFilter;

/// The report.
pub const PAGE: &str = "/expenses/reports";
/// The accounts of the books.
pub const ACCOUNTS: &str = "/settings/accounts";

/// A report.
#[must_use]
pub fn report(filter: &ReportFilter) -> String {
    format!("{PAGE}{}", filter.to_query())
}

/// The claims of a report as a file: `csv` or `xlsx`.
#[must_use]
pub fn export(filter: &ReportFilter, format: &'static str) -> String {
    let mut parameters = filter.parameters();
    parameters.push(("format", format.to_owned()));
    format!("/export/expenses{}", written(&parameters))
}
