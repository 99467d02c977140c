//! The programme of an event: items in rooms, their tracks and speakers, and what clashes.

pub mod components;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod queries;
pub mod server_fns;
pub mod types;

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
