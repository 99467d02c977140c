//! Files that people upload: where their bytes lie, how they come in, and who may read them.

pub mod components;
pub mod types;

#[cfg(feature = "ssr")]
pub mod drawing;
#[cfg(feature = "ssr")]
pub mod jobs;
#[cfg(feature = "ssr")]
pub mod links;
#[cfg(feature = "ssr")]
pub mod papers;
#[cfg(feature = "ssr")]
pub mod pdf;
#[cfg(feature = "ssr")]
pub mod pictures;
#[cfg(feature = "ssr")]
pub mod queries;
#[cfg(feature = "ssr")]
pub mod reading;
#[cfg(feature = "ssr")]
pub mod sniff;
#[cfg(feature = "ssr")]
pub mod storage;
#[cfg(feature = "ssr")]
pub mod strip;
#[cfg(all(test, feature = "testing"))]
mod tests;
#[cfg(feature = "ssr")]
pub mod upload;
