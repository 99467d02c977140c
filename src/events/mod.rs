//! What, where and when: events, their lifecycle, and who works at them.

pub mod types;

#[cfg(feature = "ssr")]
pub mod queries;
