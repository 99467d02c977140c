//! Who says yes to a claim, one after the other: the steps that an organisation keeps, whom a claim asks now, and who decides in
//! whose place while they are away.

pub mod components;
#[cfg(feature = "ssr")]
pub mod jobs;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod queries;
pub mod server_fns;
pub mod types;
