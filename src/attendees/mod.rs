//! Who comes to an event: the list, its places, and the line of those who wait for one.

pub mod components;
pub mod pages;
pub mod server_fns;
pub mod types;

#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
pub mod jobs;
#[cfg(feature = "ssr")]
pub mod queries;
#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
