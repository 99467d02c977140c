//! A policy that somebody types.

use super::{Above, Level, Limit, Policy, Within};
use crate::expenses::types::ExpenseType;
use crate::forms::{Checker, FieldErrors};
use crate::ui::locale::Locale;
use crate::ui::money::{Currency, Money};
use serde::{Deserialize, Serialize};

/// Most days that a rule may give: ten years.
const MOST_DAYS: u32 = 3_660;

/// What was typed into the form of a policy: an empty field is no rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PolicyForm {
    /// In the organisation's own currency, in the way of whoever types it.
    pub travel_limit: String,
    pub travel_level: String,
    pub accommodation_limit: String,
    pub accommodation_level: String,
    pub catering_limit: String,
    pub catering_level: String,
    pub venue_limit: String,
    pub venue_level: String,
    pub marketing_limit: String,
    pub marketing_level: String,
    pub other_limit: String,
    pub other_level: String,
    pub receipt_above: String,
    pub receipt_level: String,
    pub age_days: String,
    pub age_level: String,
    pub event_days: String,
    pub event_level: String,
}

crate::typed_form!(PolicyForm {
    travel_limit = "Travel, at most";
    travel_level = "Travel, above it";
    accommodation_limit = "Accommodation, at most";
    accommodation_level = "Accommodation, above it";
    catering_limit = "Catering, at most";
    catering_level = "Catering, above it";
    venue_limit = "Venue, at most";
    venue_level = "Venue, above it";
    marketing_limit = "Marketing, at most";
    marketing_level = "Marketing, above it";
    other_limit = "Other, at most";
    other_level = "Other, above it";
    receipt_above = "Receipt needed above";
    receipt_level = "Without a receipt";
    age_days = "Days to claim";
    age_level = "Later than that";
    event_days = "Days after an event";
    event_level = "After that";
});

impl PolicyForm {
    /// The fields of a type's limit: amount and level.
    #[must_use]
    pub const fn of_type(expense_type: ExpenseType) -> (&'static str, &'static str) {
        match expense_type {
            ExpenseType::Travel => ("travel_limit", "travel_level"),
            ExpenseType::Accommodation => ("accommodation_limit", "accommodation_level"),
            ExpenseType::Catering => ("catering_limit", "catering_level"),
            ExpenseType::Venue => ("venue_limit", "venue_level"),
            ExpenseType::Marketing => ("marketing_limit", "marketing_level"),
            ExpenseType::Other => ("other_limit", "other_level"),
        }
    }

    fn get(&self, name: &str) -> String {
        use crate::forms::TypedForm;
        let fields = self.fields();
        let found = fields.iter().find(|(known, ..)| *known == name);
        found
            .map(|(_, _, text)| (*text).trim().to_owned())
            .unwrap_or_default()
    }

    fn put(&mut self, name: &str, text: String) {
        use crate::forms::TypedForm;
        if let Some(field) = self.field_mut(name) {
            *field = text;
        }
    }

    /// A policy as it would be typed. What is asked in another currency than the own one is left out: nothing is compared with it.
    #[must_use]
    pub fn of(policy: &Policy, own: Currency, locale: &Locale) -> Self {
        let mut form = Self::default();
        for expense_type in ExpenseType::ALL {
            let (amount, level) = Self::of_type(*expense_type);
            let limit = policy
                .limits
                .iter()
                .find(|limit| limit.expense_type == *expense_type && limit.amount.currency == own);
            form.put(
                amount,
                limit
                    .map(|limit| limit.amount.to_typed(locale))
                    .unwrap_or_default(),
            );
            form.put(level, limit.map_or(Level::Warn, |limit| limit.level).to_string());
        }
        let receipt = policy.receipt.filter(|above| above.amount.currency == own);
        form.receipt_above = receipt
            .map(|above| above.amount.to_typed(locale))
            .unwrap_or_default();
        form.receipt_level = receipt.map_or(Level::Warn, |above| above.level).to_string();
        let days = |rule: Option<Within>| rule.map(|rule| rule.days.to_string()).unwrap_or_default();
        let level = |rule: Option<Within>| rule.map_or(Level::Warn, |rule| rule.level).to_string();
        (form.age_days, form.age_level) = (days(policy.age), level(policy.age));
        (form.event_days, form.event_level) = (days(policy.event), level(policy.event));
        form
    }

    /// What many organisations begin with. Amounts only where they are about right in the currency.
    #[must_use]
    pub fn suggested(own: Currency, locale: &Locale) -> Self {
        let is_about = matches!(own.code(), "EUR" | "USD" | "GBP" | "CHF" | "CAD" | "AUD");
        let amount = |whole: i64| Money::new(whole * 100, own);
        let limit = |expense_type, whole| Limit {
            expense_type,
            amount: amount(whole),
            level: Level::Warn,
        };
        let policy = Policy {
            limits: match is_about {
                true => vec![
                    limit(ExpenseType::Accommodation, 180),
                    limit(ExpenseType::Catering, 60),
                ],
                false => Vec::new(),
            },
            receipt: is_about.then(|| Above {
                amount: amount(25),
                level: Level::Warn,
            }),
            age: Some(Within {
                days: 90,
                level: Level::Warn,
            }),
            event: Some(Within {
                days: 60,
                level: Level::Warn,
            }),
        };
        Self::of(&policy, own, locale)
    }

    /// What is wrong without knowing currency and habits.
    ///
    /// # Errors
    /// Days that are no number, and levels that are none.
    pub fn parse(&self) -> Result<(), FieldErrors> {
        let mut check = Checker::default();
        for expense_type in ExpenseType::ALL {
            let (_, level) = Self::of_type(*expense_type);
            self.level(&mut check, level);
        }
        for (field, level) in [("age_days", "age_level"), ("event_days", "event_level")] {
            self.days(&mut check, field);
            self.level(&mut check, level);
        }
        self.level(&mut check, "receipt_level");
        check.finish(|| Some(()))
    }

    /// What may be stored, amounts in the own currency and read in the way of a country.
    ///
    /// # Errors
    /// Every field that cannot be stored, with what to do about it.
    pub fn by(&self, own: Currency, locale: &Locale) -> Result<Policy, FieldErrors> {
        self.parse()?;
        let mut check = Checker::default();
        let mut policy = Policy::default();
        for expense_type in ExpenseType::ALL {
            let (field, level) = Self::of_type(*expense_type);
            if let Some(amount) = self.amount(&mut check, field, own, locale) {
                policy.limits.push(Limit {
                    expense_type: *expense_type,
                    amount,
                    level: self.level(&mut check, level),
                });
            }
        }
        policy.receipt = self
            .amount(&mut check, "receipt_above", own, locale)
            .map(|amount| Above {
                amount,
                level: self.level(&mut check, "receipt_level"),
            });
        let mut within = |days: &str, level: &str| {
            let days = self.days(&mut check, days)?;
            Some(Within {
                days,
                level: self.level(&mut check, level),
            })
        };
        policy.age = within("age_days", "age_level");
        policy.event = within("event_days", "event_level");
        check.finish(|| Some(policy))
    }

    fn amount(&self, check: &mut Checker, field: &str, own: Currency, locale: &Locale) -> Option<Money> {
        let typed = self.get(field);
        if typed.is_empty() {
            return None;
        }
        // Nothing at all may be claimed above 0, or every claim needs a receipt.
        let read = Money::parse_typed(&typed, own, locale).and_then(|amount| match amount.minor {
            ..0 => Err(crate::ui::money::MoneyError::Malformed),
            _ => Ok(amount),
        });
        read.map_err(|error| check.error(field, error.to_string())).ok()
    }

    fn days(&self, check: &mut Checker, field: &str) -> Option<u32> {
        let typed = self.get(field);
        if typed.is_empty() {
            return None;
        }
        let days = typed.parse().ok().filter(|days| *days <= MOST_DAYS);
        if days.is_none() {
            check.error(
                field,
                format!("Write a whole number of days, at most {MOST_DAYS}."),
            );
        }
        days
    }

    /// An empty one is a warning: nobody is stopped by what nobody chose.
    fn level(&self, check: &mut Checker, field: &str) -> Level {
        match self.get(field).as_str() {
            "" => Level::Warn,
            typed => check.choice(field, typed).unwrap_or(Level::Warn),
        }
    }
}

#[cfg(test)]
mod unit {
    use super::*;
    use crate::forms::TypedForm;
    use proptest::prelude::*;

    fn english() -> Locale {
        Locale::of("en-GB")
    }

    #[test]
    fn a_form_that_nobody_filled_in_asks_for_nothing() {
        assert_eq!(
            PolicyForm::default().by(Currency::EUR, &english()),
            Ok(Policy::default())
        );
    }

    #[test]
    fn what_is_suggested_warns_and_refuses_nothing() {
        for code in ["EUR", "JPY", "KWD"] {
            let own: Currency = code.parse().unwrap();
            let policy = PolicyForm::suggested(own, &english())
                .by(own, &english())
                .unwrap();
            assert!(!policy.is_in_another(own));
            assert!(policy.age.is_some_and(|rule| rule.level == Level::Warn));
            assert_eq!(policy.limits.is_empty(), code != "EUR", "{code}");
        }
    }

    #[test]
    fn what_is_no_amount_and_no_number_of_days_is_refused_at_its_field() {
        for (field, typed) in [
            ("catering_limit", "1.005"),
            ("receipt_above", "-1"),
            ("travel_limit", "a lot"),
            ("age_days", "9.5"),
            ("event_days", "-3"),
            ("event_days", "100000"),
            ("venue_level", "shout"),
        ] {
            let mut form = PolicyForm::default();
            *form.field_mut(field).unwrap() = typed.into();
            let errors = form.by(Currency::EUR, &english()).expect_err(field);
            assert!(errors.get(field).is_some(), "{field}: {errors:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_typed_is_shown_again(catering in 0_i64..1_000_000, receipt in 0_i64..1_000_000, age in 0_u32..3_660, block in any::<bool>()) {
            let level = if block { Level::Block } else { Level::Warn };
            let policy = Policy {
                limits: vec![Limit { expense_type: ExpenseType::Catering, amount: Money::new(catering, Currency::EUR), level }],
                receipt: Some(Above { amount: Money::new(receipt, Currency::EUR), level }),
                age: Some(Within { days: age, level }),
                event: None,
            };
            let german = Locale::of("de-DE");
            prop_assert_eq!(PolicyForm::of(&policy, Currency::EUR, &german).by(Currency::EUR, &german), Ok(policy));
        }
    }
}
