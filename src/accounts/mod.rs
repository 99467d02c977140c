//! Organisations, the people in them, what each may do, and how they sign in.

pub mod pages;
pub mod roles;
pub mod server_fns;
pub mod types;

#[cfg(feature = "ssr")]
mod attempts;
#[cfg(feature = "ssr")]
pub mod authentication;
#[cfg(feature = "ssr")]
pub mod jobs;
#[cfg(feature = "ssr")]
pub mod passwords;
#[cfg(feature = "ssr")]
pub mod queries;
#[cfg(feature = "ssr")]
pub mod sign_in;
#[cfg(feature = "ssr")]
mod sign_up;
#[cfg(all(test, feature = "testing"))]
mod tests;
