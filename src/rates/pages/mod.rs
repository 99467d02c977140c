//! Pages of exchange rates.

mod base;
mod entering;
mod history;
mod importing;
mod rates;

pub use rates::RatesPage;
