//! Events and agendas for other programs: files and feeds in their own format.

pub mod components;
pub mod pages;
pub mod server_fns;
pub mod types;

#[cfg(feature = "ssr")]
mod ical;
#[cfg(feature = "ssr")]
pub mod queries;
#[cfg(feature = "ssr")]
pub mod reading;
