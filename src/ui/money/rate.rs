//! What one currency is worth in another.

use super::arithmetic::half_even;
use super::{Locale, NO_BREAK};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// One, in ten-thousand-millionths.
const UNIT: u128 = 10_u128.pow(ExchangeRate::DECIMALS);

/// The first that is too large: what `numeric(20,10)` holds has ten digits before the point.
const LIMIT: u128 = UNIT * UNIT;

/// How much of one currency a whole unit of another is worth: more than nothing, and with at most
/// ten decimals, as `numeric(20,10)` holds it. Exact, never in binary.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ExchangeRate(u128);

/// Why something is not an exchange rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RateError {
    #[error("Write a rate like 1.0843, without marks between thousands.")]
    Malformed,
    #[error("A rate is more than 0.")]
    NotPositive,
    #[error("A rate has at most ten decimals.")]
    TooManyDecimals,
    #[error("A rate has at most ten digits before its decimals.")]
    TooLarge,
    #[error("This rate is too small to be kept with ten decimals.")]
    TooSmall,
}

impl ExchangeRate {
    /// Decimals that are kept.
    pub const DECIMALS: u32 = 10;

    /// What a currency is worth in itself.
    pub const ONE: Self = Self(UNIT);

    /// The rate in ten-thousand-millionths: 10^10 is 1.
    #[must_use]
    pub const fn units(self) -> u128 {
        self.0
    }

    fn of_units(units: u128) -> Result<Self, RateError> {
        match units {
            0 => Err(RateError::TooSmall),
            LIMIT.. => Err(RateError::TooLarge),
            _ => Ok(Self(units)),
        }
    }

    /// The rate the other way: with 1 EUR = 1.25 USD, 1 USD = 0.8 EUR. Rounded to ten decimals,
    /// half to even.
    ///
    /// # Errors
    /// [`RateError::TooSmall`], [`RateError::TooLarge`] where it does not fit.
    pub fn inverse(self) -> Result<Self, RateError> {
        Self::of_units(half_even(UNIT * UNIT, self.0))
    }

    /// From the first currency to the second, where both are given in a third: with 1 EUR = 1.25
    /// USD (`from`) and 1 EUR = 160 JPY (`to`), 1 USD = 128 JPY. Rounded once, to ten decimals, half to
    /// even.
    ///
    /// # Errors
    /// [`RateError::TooSmall`], [`RateError::TooLarge`] where it does not fit.
    pub fn cross(from: Self, to: Self) -> Result<Self, RateError> {
        Self::of_units(half_even(to.0 * UNIT, from.0))
    }

    /// Reads what a person typed, with their locale's decimal mark. Marks between thousands are
    /// refused: `1.084` is a thousandfold to a German and not to a Briton, and a rate is typed as
    /// often from the paper of one as of the other.
    ///
    /// # Errors
    /// It is no rate.
    pub fn parse_typed(text: &str, locale: &Locale) -> Result<Self, RateError> {
        let text = text.trim_matches(|mark: char| mark.is_whitespace() || mark == NO_BREAK);
        if locale.decimal == '.' {
            return text.parse();
        }
        if text.contains('.') {
            return Err(RateError::Malformed);
        }
        text.replace(locale.decimal, ".").parse()
    }

    /// The rate as [`ExchangeRate::parse_typed`] reads it and as people read it: `1,0843` in German.
    #[must_use]
    pub fn to_typed(self, locale: &Locale) -> String {
        self.to_string().replace('.', &locale.decimal.to_string())
    }
}

impl FromStr for ExchangeRate {
    type Err = RateError;

    /// Reads a decimal number as a database or a file writes it: `1.0843`. Zeros may follow the
    /// tenth decimal, anything else may not.
    fn from_str(text: &str) -> Result<Self, RateError> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || unsigned.ends_with('.') {
            return Err(RateError::Malformed);
        }
        let fraction = fraction.trim_end_matches('0');
        let decimals = Self::DECIMALS as usize;
        if fraction.len() > decimals {
            return Err(RateError::TooManyDecimals);
        }
        let units = format!("{whole}{fraction:0<decimals$}")
            .parse()
            .map_err(|_| RateError::TooLarge)?;
        if negative || units == 0 {
            return Err(RateError::NotPositive);
        }
        Self::of_units(units)
    }
}

impl fmt::Display for ExchangeRate {
    /// The decimal number, without zeros that say nothing: `1.0843`, `160`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.0 / UNIT, self.0 % UNIT);
        if fraction == 0 {
            return write!(f, "{whole}");
        }
        let decimals = Self::DECIMALS as usize;
        let fraction = format!("{fraction:0>decimals$}");
        write!(f, "{whole}.{}", fraction.trim_end_matches('0'))
    }
}

impl fmt::Debug for ExchangeRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for ExchangeRate {
    type Error = RateError;

    fn try_from(text: String) -> Result<Self, RateError> {
        text.parse()
    }
}

impl From<ExchangeRate> for String {
    fn from(rate: ExchangeRate) -> Self {
        rate.to_string()
    }
}

#[cfg(test)]
mod tests;
