//! Pages of expenses.

mod approvals;
mod edit;
mod list;
mod new;
mod record;

pub use approvals::ApprovalsPage;
pub use edit::EditExpensePage;
pub use list::ExpensesPage;
pub use new::NewExpensePage;
pub use record::ExpensePage;
