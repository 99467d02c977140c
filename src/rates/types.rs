//! Exchange rates as they are found, shown and entered.

mod form;

pub use form::{NewRate, RateForm, example};

use crate::error::AppError;
use crate::ids::RateId;
use crate::text_enum;
use crate::ui::locale::Locale;
use crate::ui::money::{Currency, ExchangeRate};
use crate::ui::time;
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// How many days before a day a rate of the European Central Bank may be and still count for it: there is none
/// on weekends and holidays, and the longest of those together are five days.
pub const ECB_KEEPS: i32 = 7;

/// How many days before a day a rate that was entered by hand may be and still count for it: many organisations
/// enter one a month.
pub const MANUAL_KEEPS: i32 = 31;

text_enum! {
    /// Where a rate is from.
    RateSource {
        Ecb = "ecb", "European Central Bank";
        Manual = "manual", "Entered by hand";
        /// A currency is worth itself. Never stored as a rate; a claim in the organisation's own currency has it.
        Same = "same", "Same currency";
    }
}

/// What is asked: how much of one currency another was worth on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Asked {
    pub from: Currency,
    pub to: Currency,
    pub on: NaiveDate,
}

/// A rate as it is copied into whatever is counted by it, so that no later rate changes that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenRate {
    /// How much of the wanted currency one whole unit of the other is worth.
    pub rate: ExchangeRate,
    /// Of which day it is: the day that was asked for, or one shortly before.
    pub date: NaiveDate,
    pub source: RateSource,
}

/// There is no rate by which to count. Never stands for 0 or 1: whoever asked cannot go on without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "There is no exchange rate from {} to {} for {}, nor a recent one before it. An owner or admin enters it, or imports \
     those of the European Central Bank, under Settings, Exchange rates.",
    .0.from, .0.to, day(.0.on)
)]
pub struct MissingRate(pub Asked);

impl From<MissingRate> for AppError {
    /// Beside the field of the currency, since another currency would do.
    fn from(missing: MissingRate) -> Self {
        Self::field("currency", &missing.to_string())
    }
}

/// A day in an error, which is read before it is known by whom.
fn day(day: NaiveDate) -> String {
    time::date(day, &Locale::of("en-GB"))
}

/// The last day for which there can be a rate: tomorrow by the clock of Greenwich, since it has begun somewhere.
#[must_use]
pub fn last_day(now: DateTime<Utc>) -> NaiveDate {
    let today = now.date_naive();
    today.checked_add_days(Days::new(1)).unwrap_or(today)
}

/// Which currency an organisation counts in, and what the others are worth in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatesOverview {
    pub base: Currency,
    /// How many claims are counted in it; with one, it stays.
    pub claims: i64,
    pub currencies: Vec<CurrencyNow>,
}

/// What a currency is worth today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrencyNow {
    pub currency: Currency,
    /// In the organisation's own; none where the last rate is too old, or there is no way to it.
    pub rate: Option<FrozenRate>,
    /// The day of the last rate in which it occurs.
    pub last: NaiveDate,
}

/// A rate as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateRow {
    pub id: RateId,
    pub base: Currency,
    pub quote: Currency,
    /// How much of the quote currency one of the base currency was worth.
    pub rate: ExchangeRate,
    pub date: NaiveDate,
    pub source: RateSource,
    /// Who entered or imported it.
    pub by: String,
    pub at: DateTime<Utc>,
}

impl RateRow {
    /// "1 EUR = 1.0843 USD".
    #[must_use]
    pub fn in_words(&self, locale: &Locale) -> String {
        format!("1 {} = {} {}", self.base, self.rate.to_typed(locale), self.quote)
    }
}

/// What came of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    pub new: u64,
    /// Stored before with another rate.
    pub changed: u64,
    /// Stored before as they are.
    pub same: u64,
    /// Too old to be kept.
    pub old: u64,
    /// Codes that are no currency any more.
    pub unknown: Vec<String>,
}

impl Imported {
    /// As the address of the page says it that a plain form leads to.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let mut parameters = vec![
            ("new", self.new.to_string()),
            ("changed", self.changed.to_string()),
            ("same", self.same.to_string()),
            ("old", self.old.to_string()),
        ];
        if !self.unknown.is_empty() {
            parameters.push(("unknown", self.unknown.join(",")));
        }
        parameters
    }

    /// What an address says; nothing where it says nothing of a file. Anybody can write an address, so it is numbers
    /// and codes of three letters and nothing else.
    #[must_use]
    pub fn from_query(get: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let number = |name| get(name)?.parse().ok();
        let is_code = |code: &&str| code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase());
        let unknown = get("unknown").unwrap_or_default();
        Some(Self {
            new: number("new")?,
            changed: number("changed")?,
            same: number("same")?,
            old: number("old")?,
            unknown: unknown.split(',').filter(is_code).map(str::to_owned).collect(),
        })
    }

    /// "31 new, 0 changed, 2 unknown currencies skipped (CYP, SIT)."
    #[must_use]
    pub fn in_words(&self, number: impl Fn(u64) -> String) -> String {
        let mut text = format!("{} new, {} changed", number(self.new), number(self.changed));
        if self.same > 0 {
            text.push_str(&format!(", {} as they were", number(self.same)));
        }
        if self.old > 0 {
            text.push_str(&format!(", {} older than two years left out", number(self.old)));
        }
        match self.unknown.len() {
            0 => {}
            1 => text.push_str(", 1 unknown currency skipped"),
            more => text.push_str(&format!(", {more} unknown currencies skipped")),
        }
        if !self.unknown.is_empty() {
            text.push_str(&format!(" ({})", self.unknown.join(", ")));
        }
        text.push('.');
        text
    }
}

#[cfg(test)]
mod tests;
