//! Pages of jobs.

mod list;

pub use list::JobsPage;
