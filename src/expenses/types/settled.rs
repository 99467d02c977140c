//! What a claim in another currency came to when it was paid.

use crate::forms::FieldErrors;
use crate::ui::locale::Locale;
use crate::ui::money::{Currency, Money, MoneyError};
use serde::{Deserialize, Serialize};

/// What left the account for a paid claim, as the bank says. What the claim is worth in totals stays as it was frozen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// In the organisation's own currency; positive.
    pub amount: Money,
    /// By how much it was more than the claim is worth: below nothing where exchange gained. Of a reversal, what came back less.
    pub lost: Money,
}

impl Settled {
    /// What was paid, or for a reversal came back, against what it is worth.
    ///
    /// # Errors
    /// [`MoneyError::UnlikeCurrencies`] and [`MoneyError::TooLarge`].
    pub fn of(amount: Money, worth: Money, is_reversal: bool) -> Result<Self, MoneyError> {
        let lost = match is_reversal {
            true => worth.checked_sub(amount)?,
            false => amount.checked_sub(worth)?,
        };
        Ok(Self { amount, lost })
    }

    /// "€2.10 lost by exchange"; "no difference".
    #[must_use]
    pub fn in_words(&self, money: impl Fn(Money) -> String) -> String {
        let much = Money::new(self.lost.minor.saturating_abs(), self.lost.currency);
        match self.lost.minor {
            0 => "No gain or loss by exchange".to_owned(),
            1.. => format!("{} lost by exchange", money(much)),
            _ => format!("{} gained by exchange", money(much)),
        }
    }
}

/// What was typed by somebody who says what a claim came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SettledForm {
    /// Empty where nobody knows it.
    pub settled_amount: String,
}

impl SettledForm {
    /// What was typed, or what is wrong with it. `own` is the currency of the organisation.
    ///
    /// # Errors
    /// The error of the field.
    pub fn parse(&self, own: Currency, locale: &Locale) -> Result<Option<Money>, FieldErrors> {
        settled_amount(&self.settled_amount, own, locale)
            .map_err(|error| FieldErrors::one("settled_amount", &error.to_string()))
    }
}

/// What was typed of what something came to: more than nothing, or left open.
///
/// # Errors
/// What is wrong with the amount.
pub fn settled_amount(typed: &str, own: Currency, locale: &Locale) -> Result<Option<Money>, MoneyError> {
    match typed.trim() {
        "" => Ok(None),
        typed => Money::parse_positive(typed, own, locale)
            .and_then(Money::storable)
            .map(Some),
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn paying_more_than_it_is_worth_loses_and_getting_more_back_gains() {
        let euros = |minor| Money::new(minor, "EUR".parse().unwrap());
        let lost = |amount, is_reversal| {
            let settled = Settled::of(euros(amount), euros(9_000), is_reversal).unwrap();
            (
                settled.lost.minor,
                settled.in_words(|money| money.format(&Locale::of("en-GB"))),
            )
        };
        assert_eq!(lost(9_210, false), (210, "€2.10 lost by exchange".to_owned()));
        assert_eq!(lost(8_800, false), (-200, "€2.00 gained by exchange".to_owned()));
        assert_eq!(lost(9_210, true), (-210, "€2.10 gained by exchange".to_owned()));
        assert_eq!(lost(9_000, true), (0, "No gain or loss by exchange".to_owned()));
        let dollars = Money::new(9_000, "USD".parse().unwrap());
        assert_eq!(
            Settled::of(dollars, euros(1), false),
            Err(MoneyError::UnlikeCurrencies)
        );
    }

    #[test]
    fn what_it_came_to_is_more_than_nothing_or_left_open() {
        let parsed = |typed: &str| {
            let form = SettledForm {
                settled_amount: typed.to_owned(),
            };
            form.parse("EUR".parse().unwrap(), &Locale::of("de-DE"))
                .map(|amount| amount.map(|amount| amount.minor))
                .ok()
        };
        assert_eq!(parsed("1.092,10"), Some(Some(109_210)));
        assert_eq!(parsed("  "), Some(None));
        for wrong in ["0", "-1", "1,005", "much", "1e3", "99999999999999999999"] {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
    }
}
