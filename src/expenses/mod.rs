//! What people spent and claim back: claims, who approves them, and how they are paid.

pub mod components;
pub mod pages;
pub mod server_fns;
pub mod types;

#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
pub mod pdf;
#[cfg(feature = "ssr")]
pub mod queries;
#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
