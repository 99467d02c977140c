//! Live updates: what somebody changes, others see without asking; and who is looking at a record.

pub mod components;
#[cfg(feature = "ssr")]
pub mod hub;
#[cfg(feature = "ssr")]
pub mod jobs;
#[cfg(feature = "ssr")]
pub mod queries;
#[cfg(feature = "ssr")]
pub mod tell;
pub mod types;

#[cfg(all(test, feature = "testing"))]
mod tests;
