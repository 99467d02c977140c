//! What, where and when: events, their lifecycle, and who works at them.

pub mod components;
pub mod pages;
pub mod server_fns;
pub mod types;

#[cfg(feature = "ssr")]
pub mod jobs;
#[cfg(feature = "ssr")]
pub mod queries;
#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
