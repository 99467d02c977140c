//! What draws reports.

pub mod addresses;
pub mod chart;
pub mod report_table;
