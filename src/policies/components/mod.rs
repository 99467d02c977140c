//! What draws policies and unit rates.

pub mod addresses;
pub mod rate_table;
