//! A rate that somebody enters.

use crate::forms::{Checker, FieldErrors};
use crate::ui::locale::Locale;
use crate::ui::money::{Currency, ExchangeRate, RateError};
use crate::ui::time::parse_date;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How many years back a rate may be entered.
const YEARS: i64 = 10;

/// What was typed into the form of a rate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RateForm {
    /// Of which currency one is worth so much.
    pub base_currency: String,
    /// In the way of whoever types it.
    pub rate: String,
    pub quote_currency: String,
    /// 2026-11-12.
    pub rate_date: String,
}

/// A rate that may be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewRate {
    base: Currency,
    quote: Currency,
    rate: ExchangeRate,
    date: NaiveDate,
}

impl RateForm {
    /// What was typed by somebody of a locale, or what is wrong with it, field by field. `latest` is the last day for
    /// which there can be a rate: today, wherever that begins first.
    ///
    /// # Errors
    /// Every field that cannot be stored, with what to do about it.
    pub fn parse(&self, locale: &Locale, latest: NaiveDate) -> Result<NewRate, FieldErrors> {
        let mut check = Checker::default();
        let base = currency(&mut check, "base_currency", &self.base_currency);
        let quote = currency(&mut check, "quote_currency", &self.quote_currency);
        if base.is_some() && base == quote {
            check.error("quote_currency", "Choose another currency than the first.");
        }
        let rate = if self.rate.trim().is_empty() {
            check.error("rate", "Write what one of the first is worth in the second.");
            None
        } else {
            ExchangeRate::parse_typed(&self.rate, locale)
                .map_err(|error| check.error("rate", told(error, locale)))
                .ok()
        };
        let date = parse_date(&self.rate_date);
        match date {
            None => check.error("rate_date", "Choose a day."),
            Some(date) if date > latest => check.error("rate_date", "This day has not come yet."),
            Some(date) if (latest - date).num_days() > 366 * YEARS => {
                check.error("rate_date", format!("Choose a day of the last {YEARS} years."));
            }
            Some(_) => {}
        }
        check.finish(|| {
            Some(NewRate {
                base: base?,
                quote: quote?,
                rate: rate?,
                date: date?,
            })
        })
    }
}

/// What is wrong with a rate, with an example in the way of whoever typed it.
fn told(error: RateError, locale: &Locale) -> String {
    match error {
        RateError::Malformed => format!(
            "Write a rate like {}, without marks between thousands.",
            example(locale)
        ),
        other => other.to_string(),
    }
}

/// A rate as it is typed in a locale.
#[must_use]
pub fn example(locale: &Locale) -> String {
    "1.0843"
        .parse::<ExchangeRate>()
        .map(|rate| rate.to_typed(locale))
        .unwrap_or_default()
}

fn currency(check: &mut Checker, field: &str, typed: &str) -> Option<Currency> {
    let parsed = typed.trim().parse().ok();
    if parsed.is_none() {
        check.error(field, "Choose a currency from the list.");
    }
    parsed
}

impl NewRate {
    #[must_use]
    pub const fn base(&self) -> Currency {
        self.base
    }

    #[must_use]
    pub const fn quote(&self) -> Currency {
        self.quote
    }

    #[must_use]
    pub const fn rate(&self) -> ExchangeRate {
        self.rate
    }

    #[must_use]
    pub const fn date(&self) -> NaiveDate {
        self.date
    }
}
