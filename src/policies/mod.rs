//! What an organisation warns of or refuses when something is claimed, and what it pays for distance and days.

pub mod components;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod queries;
pub mod server_fns;
pub mod types;

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
