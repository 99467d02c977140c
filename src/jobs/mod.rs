//! Work that no request waits for: queued in the transaction that causes it, tried until it
//! succeeds or has failed too often, and done once.

pub mod components;
pub mod pages;
pub mod server_fns;
pub mod types;

#[cfg(feature = "ssr")]
pub mod kind;
#[cfg(feature = "ssr")]
pub mod queries;
#[cfg(all(test, feature = "testing"))]
mod tests;
#[cfg(feature = "testing")]
pub mod trials;
#[cfg(feature = "ssr")]
pub mod upkeep;
#[cfg(feature = "ssr")]
pub mod worker;
