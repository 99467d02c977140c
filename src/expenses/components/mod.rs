//! What draws expenses.

pub mod addresses;
