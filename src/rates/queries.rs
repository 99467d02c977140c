//! All SQL of exchange rates, and of the currency in which an organisation counts.

mod base;
mod finding;
mod stored;

pub use base::{base_currency, claims_counted, hold_base_currency, set_base_currency};
pub use finding::{rate_on, rates_on};
pub use stored::{import, insert, list, now, remove};

use crate::error::{AppError, AppResult};
use crate::ui::money::{Currency, ExchangeRate};

/// A currency as the database gives it.
fn currency(code: &str) -> AppResult<Currency> {
    code.parse().map_err(|error| AppError::internal(&error))
}

/// A rate as the database gives it: exact, as text.
fn exact(rate: &str) -> AppResult<ExchangeRate> {
    rate.parse().map_err(|error| AppError::internal(&error))
}
