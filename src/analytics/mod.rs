//! What is used, when and by whom: pages that were looked at and things that were done, without a word that anybody
//! typed. Dashboards will need a past.

pub mod pages;
pub mod server_fns;

#[cfg(feature = "ssr")]
pub mod events;
#[cfg(feature = "ssr")]
pub mod jobs;
#[cfg(feature = "ssr")]
pub mod observe;
#[cfg(feature = "ssr")]
pub mod queries;
#[cfg(feature = "ssr")]
pub mod recorder;
