//! What people are told, and how: in the product and by e-mail, each kind as they want it.

pub mod components;
#[cfg(feature = "ssr")]
pub mod jobs;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod queries;
pub mod server_fns;
#[cfg(all(test, feature = "testing"))]
mod tests;
pub mod types;
