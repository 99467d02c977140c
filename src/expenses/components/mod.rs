//! What draws expenses.

pub mod addresses;
pub mod marks;
