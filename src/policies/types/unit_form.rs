//! A unit rate that somebody enters.

use crate::expenses::types::ExpenseType;
use crate::forms::{Checker, FieldErrors};
use crate::ui::locale::Locale;
use crate::ui::money::{Currency, UnitPrice};
use crate::ui::time::parse_date;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// The years in which a rate may begin or end.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// What was typed into the form of a unit rate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UnitRateForm {
    pub name: String,
    pub unit: String,
    /// In the way of whoever types it.
    pub price: String,
    pub currency: String,
    pub expense_type: String,
    pub valid_from: String,
    pub valid_to: String,
}

/// A rate that may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUnitRate {
    name: String,
    unit: String,
    price: UnitPrice,
    currency: Currency,
    expense_type: ExpenseType,
    valid: (NaiveDate, Option<NaiveDate>),
}

impl UnitRateForm {
    /// What was typed by somebody of a locale, or what is wrong with it, field by field.
    ///
    /// # Errors
    /// Every field that cannot be stored, with what to do about it.
    pub fn parse(&self, locale: &Locale) -> Result<NewUnitRate, FieldErrors> {
        let mut check = Checker::default();
        let name = check.required("name", &self.name, 80, "Write a name like “Car, private”.");
        let unit = check.required("unit", &self.unit, 20, "Write of what: km, day, night.");
        let price = match self.price.trim() {
            "" => {
                check.error("price", "Write what is paid for one.");
                None
            }
            typed => UnitPrice::parse_typed(typed, locale)
                .map_err(|error| check.error("price", error.to_string()))
                .ok(),
        };
        let currency = self.currency.trim().parse().ok();
        if currency.is_none() {
            check.error("currency", "Choose a currency from the list.");
        }
        let expense_type = check.choice("expense_type", &self.expense_type);
        let mut day = |field: &str, typed: &str| match typed.trim() {
            "" => None,
            typed => {
                let day = parse_date(typed).filter(|day| YEARS.contains(&day.year()));
                if day.is_none() {
                    check.error(field, "Choose a day.");
                }
                day
            }
        };
        let (from, to) = (
            day("valid_from", &self.valid_from),
            day("valid_to", &self.valid_to),
        );
        if self.valid_from.trim().is_empty() {
            check.error("valid_from", "Choose the first day on which it counts.");
        }
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            check.error("valid_to", "It ends after it begins.");
        }
        check.finish(|| {
            Some(NewUnitRate {
                name,
                unit,
                price: price?,
                currency: currency?,
                expense_type: expense_type?,
                valid: (from?, to),
            })
        })
    }
}

impl NewUnitRate {
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    #[must_use]
    pub fn unit(&self) -> &str {
        &self.unit
    }

    #[must_use]
    pub const fn price(&self) -> UnitPrice {
        self.price
    }

    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    #[must_use]
    pub const fn expense_type(&self) -> ExpenseType {
        self.expense_type
    }

    /// The first day on which it counts, and the last, where there is one.
    #[must_use]
    pub const fn valid(&self) -> (NaiveDate, Option<NaiveDate>) {
        self.valid
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    fn car() -> UnitRateForm {
        UnitRateForm {
            name: " Car, private ".into(),
            unit: "km".into(),
            price: "0.30".into(),
            currency: "EUR".into(),
            expense_type: "travel".into(),
            valid_from: "2026-01-01".into(),
            valid_to: String::new(),
        }
    }

    #[test]
    fn a_rate_is_read_with_its_name_unit_and_first_day() {
        let new = car().parse(&Locale::of("en-GB")).unwrap();
        assert_eq!(
            (new.name(), new.price().to_string().as_str()),
            ("Car, private", "0.3")
        );
        assert_eq!(new.valid().1, None);
    }

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        let refused = |change: fn(&mut UnitRateForm), field: &str| {
            let mut form = car();
            change(&mut form);
            let errors = form.parse(&Locale::of("en-GB")).expect_err(field);
            assert!(errors.get(field).is_some(), "{field}: {errors:?}");
        };
        refused(|form| form.name = " ".into(), "name");
        refused(|form| form.unit = "x".repeat(21), "unit");
        for price in ["", "0", "-1", "0,30", "1e3", "0.00001"] {
            let form = UnitRateForm {
                price: price.into(),
                ..car()
            };
            assert!(form.parse(&Locale::of("en-GB")).is_err(), "{price}");
        }
        refused(|form| form.currency = "XXX".into(), "currency");
        refused(|form| form.expense_type = "fun".into(), "expense_type");
        refused(|form| form.valid_from = String::new(), "valid_from");
        refused(|form| form.valid_from = "1.1.2026".into(), "valid_from");
        refused(|form| form.valid_to = "2025-12-31".into(), "valid_to");
    }
}
