//! What of expenses has an address.

mod approvals;
mod day_rate;
mod edit;
mod intake;
mod list;
mod memory;
mod new;
mod receipts;
mod record;
mod similar;

pub use approvals::ApprovalsPage;
pub use edit::EditExpensePage;
pub use list::ExpensesPage;
pub use memory::provide_expenses_memory;
pub use new::NewExpensePage;
pub use record::ExpensePage;
