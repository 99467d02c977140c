//! The tax in an amount.

use super::arithmetic::half_even;
use super::{Money, MoneyError};
use crate::ui::locale::Locale;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A hundred per cent, in thousandths of a per cent.
const WHOLE: u32 = 100_000;

/// A rate of tax, from 0 to 1,000 per cent, to a thousandth of a per cent: New York asks for 8.875.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TaxRate(u32);

impl TaxRate {
    /// A hundred per cent.
    pub const WHOLE: Self = Self(WHOLE);

    /// So many hundredths of a per cent: 1900 is 19 %.
    ///
    /// # Errors
    /// More than 1,000 per cent.
    pub fn from_basis_points(points: u32) -> Result<Self, MoneyError> {
        Self::from_thousandths(points.checked_mul(10).ok_or(MoneyError::TaxRate)?)
    }

    /// So many thousandths of a per cent: 8875 is 8.875 %.
    ///
    /// # Errors
    /// More than 1,000 per cent.
    pub const fn from_thousandths(thousandths: u32) -> Result<Self, MoneyError> {
        if thousandths > WHOLE * 10 {
            return Err(MoneyError::TaxRate);
        }
        Ok(Self(thousandths))
    }

    /// Reads per cent as people type them, with either mark and with the sign or without: `7,7 %`.
    ///
    /// # Errors
    /// As of reading it without these.
    pub fn parse_typed(text: &str) -> Result<Self, MoneyError> {
        text.trim()
            .trim_end_matches('%')
            .trim_end()
            .replace(',', ".")
            .parse()
    }

    /// The rate as people of a country type it: `7,7`.
    #[must_use]
    pub fn to_typed(self, locale: &Locale) -> String {
        self.to_string().replace('.', &locale.decimal.to_string())
    }

    /// The rate in thousandths of a per cent.
    #[must_use]
    pub const fn thousandths(self) -> u32 {
        self.0
    }
}

impl Money {
    /// The tax that is part of this amount: of 119 at 19 % it is 19. Exact, and rounded once to the
    /// nearer minor unit, half to even.
    ///
    /// # Errors
    /// None that is known of: the tax in an amount is smaller than the amount.
    pub fn tax_included(self, rate: TaxRate) -> Result<Self, MoneyError> {
        let gross = u128::from(self.minor.unsigned_abs());
        self.of_magnitude(half_even(
            gross * u128::from(rate.0),
            u128::from(WHOLE) + u128::from(rate.0),
        ))
    }

    /// This amount without the tax that is part of it. The tax is what is rounded, so that both
    /// come to the whole.
    ///
    /// # Errors
    /// As of [`Money::tax_included`].
    pub fn without_tax(self, rate: TaxRate) -> Result<Self, MoneyError> {
        self.checked_sub(self.tax_included(rate)?)
    }
}

impl FromStr for TaxRate {
    type Err = MoneyError;

    /// Reads per cent: `19`, `7.7`, `8.875`.
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let fraction_is_bad = text.ends_with('.') || !all_digits(fraction);
        let fraction = fraction.trim_end_matches('0');
        if whole.is_empty() || !all_digits(whole) || fraction_is_bad || fraction.len() > 3 {
            return Err(MoneyError::TaxRate);
        }
        let thousandths = format!("{whole}{fraction:0<3}")
            .parse()
            .map_err(|_| MoneyError::TaxRate)?;
        Self::from_thousandths(thousandths)
    }
}

impl fmt::Display for TaxRate {
    /// Per cent, without the sign: `8.875`, `19`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.0 / 1_000, self.0 % 1_000);
        if fraction == 0 {
            return write!(f, "{whole}");
        }
        write!(f, "{whole}.{}", format!("{fraction:0>3}").trim_end_matches('0'))
    }
}

impl TryFrom<String> for TaxRate {
    type Error = MoneyError;

    fn try_from(text: String) -> Result<Self, MoneyError> {
        text.parse()
    }
}

impl From<TaxRate> for String {
    fn from(rate: TaxRate) -> Self {
        rate.to_string()
    }
}

#[cfg(test)]
mod tests;
