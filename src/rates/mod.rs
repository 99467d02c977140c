//! What currencies are worth in each other, and in which of them an organisation counts.

pub mod components;
#[cfg(feature = "ssr")]
pub mod ecb;
#[cfg(feature = "ssr")]
pub mod import;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod queries;
pub mod server_fns;
pub mod types;

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
