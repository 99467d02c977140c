//! What is paid for a unit: a kilometre, a day.

use crate::expenses::types::ExpenseType;
use crate::ids::UnitRateId;
use crate::ui::locale::Locale;
use crate::ui::money::{Currency, Quantity, UnitPrice};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A rate as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRate {
    pub id: UnitRateId,
    /// By which it is chosen; several of one name follow each other.
    pub name: String,
    /// "km", "day".
    pub unit: String,
    pub price: UnitPrice,
    pub currency: Currency,
    pub expense_type: ExpenseType,
    pub valid_from: NaiveDate,
    /// The last day on which it counts.
    pub valid_to: Option<NaiveDate>,
    /// It is offered.
    pub is_active: bool,
}

impl UnitRate {
    /// "€0.30 per km".
    #[must_use]
    pub fn in_words(&self, locale: &Locale) -> String {
        format!("{} per {}", self.price.format(self.currency, locale), self.unit)
    }

    fn counts_on(&self, day: NaiveDate) -> bool {
        self.is_active && self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}

/// The rate of a name that counts on a day: of several that do, the one that began last, and of those the last in the list.
#[must_use]
pub fn rate_on<'a>(rates: &'a [UnitRate], name: &str, day: NaiveDate) -> Option<&'a UnitRate> {
    rates
        .iter()
        .filter(|rate| rate.name == name && rate.counts_on(day))
        .max_by_key(|rate| rate.valid_from)
}

/// What a claim was worked out of: a copy, which no later rate changes. Its price is in the claim's currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Units {
    pub name: String,
    pub unit: String,
    pub price: UnitPrice,
    /// How many; none in a draft that does not say yet.
    pub quantity: Option<Quantity>,
}

impl Units {
    /// "124.5 km × €0.30".
    #[must_use]
    pub fn in_words(&self, currency: Currency, locale: &Locale) -> String {
        let count = self
            .quantity
            .map_or_else(|| "?".to_owned(), |count| count.to_typed(locale));
        format!("{count} {} × {}", self.unit, self.price.format(currency, locale))
    }

    /// The rate of a claim that is submitted, as one of its day: it counts before all others.
    #[must_use]
    pub fn as_rate(&self, currency: Currency, expense_type: ExpenseType, day: NaiveDate) -> UnitRate {
        UnitRate {
            id: UnitRateId(uuid::Uuid::nil()),
            name: self.name.clone(),
            unit: self.unit.clone(),
            price: self.price,
            currency,
            expense_type,
            valid_from: day,
            valid_to: Some(day),
            is_active: true,
        }
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn rate(name: &str, price: &str, from: &str, to: Option<&str>) -> UnitRate {
        let units = Units {
            name: name.into(),
            unit: "km".into(),
            price: price.parse().unwrap(),
            quantity: None,
        };
        UnitRate {
            valid_from: day(from),
            valid_to: to.map(day),
            ..units.as_rate(Currency::EUR, ExpenseType::Travel, day(from))
        }
    }

    #[test]
    fn the_rate_that_began_last_counts_on_a_day() {
        let mut rates = vec![
            rate("Car", "0.38", "2026-06-01", None),
            rate("Car", "0.30", "2025-01-01", None),
            rate("Bicycle", "0.05", "2025-01-01", Some("2025-12-31")),
        ];
        let price = |rates: &[UnitRate], name: &str, on: &str| {
            rate_on(rates, name, day(on)).map(|rate| rate.price.to_string())
        };
        assert_eq!(price(&rates, "Car", "2024-12-31"), None);
        assert_eq!(price(&rates, "Car", "2025-01-01").unwrap(), "0.3");
        assert_eq!(price(&rates, "Car", "2026-05-31").unwrap(), "0.3");
        assert_eq!(price(&rates, "Car", "2026-06-01").unwrap(), "0.38");
        assert_eq!(price(&rates, "Bicycle", "2025-12-31").unwrap(), "0.05");
        assert_eq!(price(&rates, "Bicycle", "2026-01-01"), None);
        assert_eq!(price(&rates, "Boat", "2026-01-01"), None);
        // What a claim was worked out by stays its rate on its day.
        rates.push(rate("Car", "0.20", "2026-06-01", Some("2026-06-01")));
        assert_eq!(price(&rates, "Car", "2026-06-01").unwrap(), "0.2");
        rates[0].is_active = false;
        assert_eq!(price(&rates, "Car", "2026-06-02").unwrap(), "0.3");
    }

    #[test]
    fn a_claim_says_what_it_was_worked_out_of() {
        let mut units = Units {
            name: "Car".into(),
            unit: "km".into(),
            price: "0.3".parse().unwrap(),
            quantity: Some("124.5".parse().unwrap()),
        };
        let english = Locale::of("en-GB");
        assert_eq!(units.in_words(Currency::EUR, &english), "124.5 km × €0.30");
        units.quantity = None;
        assert_eq!(units.in_words(Currency::EUR, &english), "? km × €0.30");
    }
}
