//! Who changed what. PostgreSQL writes the trail by itself; here it is read.

pub mod types;

#[cfg(feature = "ssr")]
pub mod queries;
#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
