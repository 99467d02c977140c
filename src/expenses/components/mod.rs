//! What draws expenses.

pub mod about;
pub mod addresses;
pub mod approval_steps;
pub mod document;
pub mod expense_fields;
pub mod expense_table;
pub mod found;
pub mod history;
pub mod inbox_claim;
pub mod inbox_row;
pub mod judged;
pub mod marks;
pub mod overview;
pub mod receipt_viewer;
pub mod shares;
pub mod spending;
pub mod split_fields;
pub mod twins;
pub mod unit_fields;
