//! What draws jobs.

pub mod addresses;
pub mod job_table;
pub mod queue_table;
