//! What of reports has an address.

mod accounts;
mod period;
mod report;

pub use accounts::AccountsPage;
pub use report::ReportPage;
