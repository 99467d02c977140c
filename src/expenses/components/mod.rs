//! What draws expenses.

pub mod about;
pub mod addresses;
pub mod spending;
pub mod expense_fields;
pub mod expense_table;
pub mod history;
pub mod marks;
pub mod overview;
pub mod twins;
pub mod inbox_claim;
pub mod inbox_row;
pub mod receipt_viewer;
