//! So many of something at so much each: kilometres, days.

use super::arithmetic::half_even;
use super::{Currency, Locale, Money, MoneyError};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Decimals of a quantity.
const QUANTITY: u32 = 3;

/// Decimals of a price: a litre of petrol has three.
const PRICE: u32 = 4;

/// Digits that both may have before their decimals.
const DIGITS: u32 = 7;

/// How many of something, more than nothing and with at most three decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Quantity(u64);

/// What one of it costs, more than nothing and with at most four decimals, whatever its currency has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UnitPrice(u64);

/// Why something is no quantity and no price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    #[error("Write a number like 124.5.")]
    Malformed,
    #[error("At most three decimals.")]
    QuantityDecimals,
    #[error("At most four decimals.")]
    PriceDecimals,
    #[error("Write a number of more than nothing.")]
    NotPositive,
    #[error("This number is too large.")]
    TooLarge,
}

/// A number in units of its last decimal, as a database writes it or, with a locale, as somebody types it: groups may be left
/// out, but not stand in a wrong place.
fn read(text: &str, decimals: u32, locale: Option<&Locale>) -> Result<u64, UnitError> {
    let plain = match locale {
        Some(locale) => ungrouped(text, locale)?,
        None => text.to_owned(),
    };
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_negative = whole.starts_with('-');
    let whole = whole.trim_start_matches('-');
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || plain.ends_with('.') {
        return Err(UnitError::Malformed);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > decimals as usize {
        return Err(match decimals {
            QUANTITY => UnitError::QuantityDecimals,
            _ => UnitError::PriceDecimals,
        });
    }
    let units: u64 = format!("{whole}{fraction:0<width$}", width = decimals as usize)
        .parse()
        .map_err(|_| UnitError::TooLarge)?;
    match units {
        _ if is_negative => Err(UnitError::NotPositive),
        0 => Err(UnitError::NotPositive),
        units if units >= 10_u64.pow(DIGITS + decimals) => Err(UnitError::TooLarge),
        units => Ok(units),
    }
}

/// What somebody typed, as a database writes it.
fn ungrouped(text: &str, locale: &Locale) -> Result<String, UnitError> {
    let text: String = text
        .trim()
        .chars()
        .map(|mark| if mark.is_whitespace() { ' ' } else { mark })
        .collect();
    let group = if locale.group.is_whitespace() {
        ' '
    } else {
        locale.group
    };
    let (whole, fraction) = match text.split_once(locale.decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text.as_str(), None),
    };
    if fraction.is_some_and(|fraction| fraction.is_empty() || fraction.contains('.')) {
        return Err(UnitError::Malformed);
    }
    let groups: Vec<&str> = whole.split(group).collect();
    let is_grouped = match groups.as_slice() {
        [_] => true,
        [first, rest @ ..] => (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3),
        [] => false,
    };
    if !is_grouped || (locale.decimal != '.' && groups.iter().any(|group| group.contains('.'))) {
        return Err(UnitError::Malformed);
    }
    let whole = groups.concat();
    Ok(match fraction {
        Some(fraction) => format!("{whole}.{fraction}"),
        None => whole,
    })
}

/// The decimal number without zeros that say nothing, with at least so many decimals.
fn write(units: u64, decimals: u32, least: u32) -> String {
    let unit = 10_u64.pow(decimals);
    let fraction = format!("{:0>width$}", units % unit, width = decimals as usize);
    let mut fraction = fraction.trim_end_matches('0').to_owned();
    while (fraction.len() as u64) < u64::from(least.min(decimals)) {
        fraction.push('0');
    }
    if fraction.is_empty() {
        (units / unit).to_string()
    } else {
        format!("{}.{fraction}", units / unit)
    }
}

impl Quantity {
    /// Reads what a person typed in their locale's way.
    ///
    /// # Errors
    /// It is no number of more than nothing, or has too many decimals.
    pub fn parse_typed(text: &str, locale: &Locale) -> Result<Self, UnitError> {
        read(text, QUANTITY, Some(locale)).map(Self)
    }

    /// As [`Quantity::parse_typed`] reads it: `124,5` in German.
    #[must_use]
    pub fn to_typed(self, locale: &Locale) -> String {
        self.to_string().replace('.', &locale.decimal.to_string())
    }

    /// What so many cost at a price: exact, and rounded once, to the nearer minor unit and of two that are equally near to the
    /// even one.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn at(self, price: UnitPrice, currency: Currency) -> Result<Money, MoneyError> {
        // Both have less than eleven digits and a currency at most four decimals: it always fits.
        let product = u128::from(self.0) * u128::from(price.0) * 10_u128.pow(currency.exponent());
        let minor = half_even(product, 10_u128.pow(QUANTITY + PRICE));
        let minor = i64::try_from(minor).map_err(|_| MoneyError::TooLarge)?;
        Ok(Money::new(minor, currency))
    }
}

impl UnitPrice {
    /// Reads what a person typed in their locale's way.
    ///
    /// # Errors
    /// It is no number of more than nothing, or has too many decimals.
    pub fn parse_typed(text: &str, locale: &Locale) -> Result<Self, UnitError> {
        read(text, PRICE, Some(locale)).map(Self)
    }

    /// As [`UnitPrice::parse_typed`] reads it, with the decimals of a currency at least.
    #[must_use]
    pub fn to_typed(self, currency: Currency, locale: &Locale) -> String {
        write(self.0, PRICE, currency.exponent()).replace('.', &locale.decimal.to_string())
    }

    /// As a person reads it: `€0.30`, `0,725 €`.
    #[must_use]
    pub fn format(self, currency: Currency, locale: &Locale) -> String {
        let nothing = Money::zero(currency);
        // Where the sign stands, an amount knows.
        nothing
            .format(locale)
            .replacen(&nothing.to_typed(locale), &self.to_typed(currency, locale), 1)
    }
}

impl FromStr for Quantity {
    type Err = UnitError;

    /// Reads a decimal number as a database writes it.
    fn from_str(text: &str) -> Result<Self, UnitError> {
        read(text, QUANTITY, None).map(Self)
    }
}

impl FromStr for UnitPrice {
    type Err = UnitError;

    /// Reads a decimal number as a database writes it.
    fn from_str(text: &str) -> Result<Self, UnitError> {
        read(text, PRICE, None).map(Self)
    }
}

impl fmt::Display for Quantity {
    /// The decimal number, without zeros that say nothing: `124.5`, `3`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write(self.0, QUANTITY, 0))
    }
}

impl fmt::Display for UnitPrice {
    /// The decimal number, without zeros that say nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write(self.0, PRICE, 0))
    }
}

impl TryFrom<String> for Quantity {
    type Error = UnitError;

    fn try_from(text: String) -> Result<Self, UnitError> {
        text.parse()
    }
}

impl From<Quantity> for String {
    fn from(quantity: Quantity) -> Self {
        quantity.to_string()
    }
}

impl TryFrom<String> for UnitPrice {
    type Error = UnitError;

    fn try_from(text: String) -> Result<Self, UnitError> {
        text.parse()
    }
}

impl From<UnitPrice> for String {
    fn from(price: UnitPrice) -> Self {
        price.to_string()
    }
}

#[cfg(test)]
mod tests;
