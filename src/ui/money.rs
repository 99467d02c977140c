//! Amounts of money: whole minor units of a currency, never a fraction in binary.

use super::locale::{CurrencyPlace, Locale};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

mod arithmetic;
mod rate;
mod sums;
mod tax;
mod units;

pub use arithmetic::MAX_SHARES;
pub use rate::{ExchangeRate, RateError};
pub use sums::Sums;
pub use tax::TaxRate;
pub use units::{Quantity, UnitError, UnitPrice};

/// Currencies with a number of decimals other than two (ISO 4217, table A.1).
const EXPONENTS: [(u32, &str); 3] = [
    (
        0,
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    ),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
];

/// Currencies with two decimals (ISO 4217, table A.1, without metals, funds and test codes).
const TWO_DECIMALS: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD \
     CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF \
     IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN \
     MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD \
     SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";

/// Signs that are not taken for another currency's; every other currency shows its code.
const SIGNS: [(&str, &str); 7] = [
    ("EUR", "€"),
    ("GBP", "£"),
    ("ILS", "₪"),
    ("INR", "₹"),
    ("JPY", "¥"),
    ("KRW", "₩"),
    ("UAH", "₴"),
];

const NO_BREAK: char = '\u{a0}';

/// A currency of ISO 4217.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// The euro, for tests and as a first suggestion.
    pub const EUR: Self = Self(*b"EUR");

    /// The three letters.
    #[must_use]
    pub fn code(&self) -> &str {
        // Only capital letters ever come in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// How many decimals its minor unit is.
    #[must_use]
    pub fn exponent(&self) -> u32 {
        EXPONENTS
            .iter()
            .find(|(_, codes)| lists(codes, self.code()))
            .map_or(2, |&(exponent, _)| exponent)
    }

    /// Every currency, by code.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all: Vec<_> = EXPONENTS
            .iter()
            .flat_map(|(_, codes)| codes.split_whitespace())
            .chain(TWO_DECIMALS.split_whitespace())
            .filter_map(|code| code.parse().ok())
            .collect();
        all.sort_unstable();
        all
    }

    fn sign(&self, locale: &Locale) -> Option<&'static str> {
        // A dollar without its country is American only to Americans.
        if self.code() == "USD" {
            return Some(if locale.tag == "en-US" { "$" } else { "US$" });
        }
        SIGNS
            .iter()
            .find(|(code, _)| *code == self.code())
            .map(|&(_, sign)| sign)
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let known = lists(TWO_DECIMALS, text) || EXPONENTS.iter().any(|(_, codes)| lists(codes, text));
        let code = <[u8; 3]>::try_from(text.as_bytes()).map_err(|_| MoneyError::UnknownCurrency)?;
        if known {
            Ok(Self(code))
        } else {
            Err(MoneyError::UnknownCurrency)
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;

    fn try_from(text: String) -> Result<Self, MoneyError> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

fn lists(codes: &str, code: &str) -> bool {
    codes.split_whitespace().any(|listed| listed == code)
}

/// An amount of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Cents, pence, or whatever the currency's smallest unit is.
    pub minor: i64,
    pub currency: Currency,
}

/// Why something is not an amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("Choose a currency from the list.")]
    UnknownCurrency,
    #[error("Write an amount like 1234.50.")]
    Malformed,
    #[error("This currency has fewer decimals.")]
    TooManyDecimals,
    #[error("This amount is too large.")]
    TooLarge,
    #[error("Write an amount of more than nothing.")]
    NotPositive,
    #[error("Amounts of different currencies are not added.")]
    UnlikeCurrencies,
    #[error("A currency is changed into itself at 1 only.")]
    OneCurrency,
    #[error("An amount is divided among 1 to 10,000 shares, and one of them at least is more than nothing.")]
    NoShares,
    #[error("Write a rate from 0 to 1,000 per cent, with at most three decimals.")]
    TaxRate,
}

impl Money {
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Reads a decimal number as a database or an interface writes it: `-1234.5000`. Zeros may
    /// follow the currency's decimals, anything else may not.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || unsigned.ends_with('.') {
            return Err(MoneyError::Malformed);
        }
        let exponent = currency.exponent() as usize;
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > exponent {
            return Err(MoneyError::TooManyDecimals);
        }
        let sign = if negative { "-" } else { "" };
        let minor = format!("{sign}{whole}{fraction:0<exponent$}")
            .parse()
            .map_err(|_| MoneyError::TooLarge)?;
        Ok(Self { minor, currency })
    }

    /// Reads what a person typed in their locale's way: `1.234,50` in German, `1,234.50` in
    /// English. Groups may be left out, but not stand in a wrong place: a comma too many is a
    /// mistake to ask about, not to guess at.
    pub fn parse_typed(text: &str, currency: Currency, locale: &Locale) -> Result<Self, MoneyError> {
        let text: String = text
            .trim()
            .chars()
            .map(|c| if c.is_whitespace() { NO_BREAK } else { c })
            .collect();
        let (whole, fraction) = match text.split_once(locale.decimal) {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (text.as_str(), None),
        };
        let group = if locale.group.is_whitespace() {
            NO_BREAK
        } else {
            locale.group
        };
        let mut groups = whole.split(group);
        let first = groups.next().unwrap_or_default();
        let rest: Vec<&str> = groups.collect();
        let first_digits = first.trim_start_matches('-').len();
        if !rest.is_empty() && (!(1..=3).contains(&first_digits) || rest.iter().any(|group| group.len() != 3))
        {
            return Err(MoneyError::Malformed);
        }
        let mut plain = format!("{first}{}", rest.concat());
        if let Some(fraction) = fraction {
            plain.push('.');
            plain.push_str(fraction);
        }
        Self::parse(&plain, currency)
    }

    /// The amount, where a column of the database holds it: up to 922,337,203,685,477.5807, whatever the currency.
    ///
    /// # Errors
    /// `TooLarge`, where it does not.
    pub fn storable(self) -> Result<Self, MoneyError> {
        let scale = 10_i64.pow(4_u32.saturating_sub(self.currency.exponent()));
        match self.minor.checked_mul(scale) {
            Some(_) => Ok(self),
            None => Err(MoneyError::TooLarge),
        }
    }

    /// Reads what somebody says they spent: [`Money::parse_typed`], and more than nothing.
    ///
    /// # Errors
    /// It is no amount of this currency, or is not above 0.
    pub fn parse_positive(text: &str, currency: Currency, locale: &Locale) -> Result<Self, MoneyError> {
        let money = Self::parse_typed(text, currency, locale)?;
        if money.minor > 0 {
            Ok(money)
        } else {
            Err(MoneyError::NotPositive)
        }
    }

    /// The decimal number for a database or an interface: `-1234.50`.
    #[must_use]
    pub fn to_decimal(&self) -> String {
        let (whole, fraction) = self.digits();
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{}{whole}{point}{fraction}", self.minus())
    }

    /// The amount as [`Money::parse_typed`] reads it: `-1234,50` in German.
    #[must_use]
    pub fn to_typed(&self, locale: &Locale) -> String {
        let (whole, fraction) = self.digits();
        let mut text = format!("{}{whole}", self.minus());
        if !fraction.is_empty() {
            text.push(locale.decimal);
            text.push_str(&fraction);
        }
        text
    }

    /// The amount as a person reads it: `€1,234.50`, `1.234,50 €`, `CHF 1,234.50`.
    #[must_use]
    pub fn format(&self, locale: &Locale) -> String {
        let (whole, fraction) = self.digits();
        let mut amount = locale.grouped(&whole);
        if !fraction.is_empty() {
            amount.push(locale.decimal);
            amount.push_str(&fraction);
        }
        let (sign, is_code) = match self.currency.sign(locale) {
            Some(sign) => (sign, false),
            None => (self.currency.code(), true),
        };
        let minus = self.minus();
        match locale.currency {
            CurrencyPlace::Before if is_code => format!("{minus}{sign}{NO_BREAK}{amount}"),
            CurrencyPlace::Before => format!("{minus}{sign}{amount}"),
            CurrencyPlace::BeforeWithSpace => format!("{sign}{NO_BREAK}{minus}{amount}"),
            CurrencyPlace::After => format!("{minus}{amount}{NO_BREAK}{sign}"),
        }
    }

    fn minus(&self) -> &'static str {
        if self.minor < 0 { "-" } else { "" }
    }

    /// The digits before and after the decimal mark, without a sign.
    fn digits(&self) -> (String, String) {
        let exponent = self.currency.exponent();
        let unit = 10_u64.pow(exponent);
        let minor = self.minor.unsigned_abs();
        let fraction = match exponent {
            0 => String::new(),
            _ => format!("{:0>width$}", minor % unit, width = exponent as usize),
        };
        ((minor / unit).to_string(), fraction)
    }
}

#[cfg(test)]
mod tests;
