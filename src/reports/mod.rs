//! What claims come to: by person, event, type, category, tax and month, and as files for whoever keeps the books.

pub mod components;
#[cfg(feature = "ssr")]
pub mod export;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod queries;
pub mod server_fns;
pub mod types;
#[cfg(feature = "ssr")]
mod workbook;

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
