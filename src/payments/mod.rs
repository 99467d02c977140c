//! How approved claims are paid: where people want their money, batches, and the files that a bank takes.

pub mod components;
#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
pub mod files;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod queries;
pub mod server_fns;
pub mod types;

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
