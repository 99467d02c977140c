//! What draws expenses.

pub mod addresses;
pub mod inbox_claim;
pub mod inbox_row;
pub mod marks;
pub mod receipt_viewer;
