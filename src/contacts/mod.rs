//! People and their stage: target → contact → plug; and what was said and done with them.

pub mod components;
pub mod pages;
pub mod server_fns;
pub mod types;

#[cfg(feature = "ssr")]
pub mod jobs;
#[cfg(feature = "ssr")]
pub mod queries;
#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
