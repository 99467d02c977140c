//! What draws exchange rates.

pub mod addresses;
pub mod rate_table;
pub mod today_table;
