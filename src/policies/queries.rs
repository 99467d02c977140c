//! All SQL of policies and of unit rates.

mod policy;
mod unit_rates;

pub use policy::{policy, save, setup};
pub use unit_rates::{insert, rates, set_active};
