//! A claim as it is typed, and what of it may be stored.

use super::shares::{TypedShare, divide, typed_shares};
use super::{Expense, ExpenseType, Share, written_split};
use crate::forms::{Checker, FieldErrors};
use crate::ids::{EventId, UserId};
use crate::policies::types::{UnitRate, Units};
use crate::ui::locale::Locale;
use crate::ui::money::{Currency, Money, MoneyError, TaxRate};
use crate::ui::time::parse_date;
use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// What was typed into the form of a claim; field by field under the column's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExpenseForm {
    /// Left empty, it is named after its type and merchant.
    pub title: String,
    pub merchant: String,
    /// In the way of the person's country, tax included.
    pub amount: String,
    pub currency: String,
    /// The name of what is paid for by distance or days; amount, currency and type follow from it.
    pub unit_rate: String,
    /// How many kilometres or days.
    pub quantity: String,
    pub expense_date: String,
    pub expense_type: String,
    pub category: String,
    /// In percent.
    pub tax_rate: String,
    /// What of the amount is tax; worked out of the rate where it is empty.
    pub tax_amount: String,
    pub event_id: String,
    /// Events and what of it is theirs, where it is divided: a line for each in turn. A plain form sends one field for each line.
    #[serde(deserialize_with = "super::shares::lines")]
    pub split: String,
    /// Empty where whoever claims gets the money.
    pub payee_id: String,
    pub description: String,
    pub notes: String,
}

crate::typed_form!(ExpenseForm {
    merchant = "Paid to";
    amount = "Amount";
    currency = "Currency";
    unit_rate = "By distance or days";
    quantity = "How many";
    expense_date = "Date";
    expense_type = "Type";
    title = "Title";
    category = "Category";
    tax_rate = "Tax rate";
    tax_amount = "Tax";
    event_id = "Event";
    split = "Divided over";
    payee_id = "Pay to";
    description = "Description";
    notes = "Notes";
});

/// What was typed, checked as far as that can be done without knowing habits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedExpense {
    title: String,
    merchant: Option<String>,
    amount: String,
    currency: Currency,
    unit_rate: Option<String>,
    quantity: String,
    expense_date: NaiveDate,
    expense_type: ExpenseType,
    category: Option<String>,
    tax_rate: Option<TaxRate>,
    tax_amount: Option<String>,
    event: Option<EventId>,
    split: Vec<TypedShare>,
    payee: Option<UserId>,
    description: Option<String>,
    notes: Option<String>,
}

/// A claim's values, as they are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpenseValues {
    pub title: String,
    pub merchant: Option<String>,
    /// Tax included.
    pub amount: Money,
    /// What it was worked out of, where it was.
    pub units: Option<Units>,
    /// Absent where nothing is said of tax.
    pub tax: Option<Money>,
    pub tax_rate: Option<TaxRate>,
    pub expense_date: NaiveDate,
    pub expense_type: ExpenseType,
    pub category: Option<String>,
    pub event: Option<EventId>,
    /// Its parts, which come to the amount, where it is divided; then it has no event of its own.
    pub shares: Vec<Share>,
    pub payee: Option<UserId>,
    pub description: Option<String>,
    pub notes: Option<String>,
}

/// Values that may be stored: only [`TypedExpense::by`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewExpense(ExpenseValues);

impl NewExpense {
    /// What to store.
    #[must_use]
    pub const fn values(&self) -> &ExpenseValues {
        &self.0
    }

    /// What of the amount is not tax.
    #[must_use]
    pub fn net(&self) -> Option<Money> {
        let tax = self.0.tax?;
        Some(Money::new(self.0.amount.minor - tax.minor, tax.currency))
    }
}

impl From<&Expense> for ExpenseValues {
    fn from(expense: &Expense) -> Self {
        Self {
            title: expense.title.clone(),
            merchant: expense.merchant.clone(),
            amount: expense.amount,
            units: expense.units.clone(),
            tax: expense.tax,
            tax_rate: expense.tax_rate,
            expense_date: expense.expense_date,
            expense_type: expense.expense_type,
            category: expense.category.clone(),
            event: expense.event.as_ref().map(|event| event.id),
            shares: expense.shares.iter().map(Share::from).collect(),
            payee: expense.payee.as_ref().map(|payee| payee.id),
            description: expense.description.clone(),
            notes: expense.notes.clone(),
        }
    }
}

/// How many years ago something may have been spent.
const YEARS: i32 = 10;

impl ExpenseForm {
    /// The form of a claim that is about to be made: of today, in a currency.
    #[must_use]
    pub fn blank(today: NaiveDate, currency: Currency) -> Self {
        Self {
            currency: currency.to_string(),
            expense_date: today.to_string(),
            expense_type: ExpenseType::Other.to_string(),
            ..Self::default()
        }
    }

    /// The form of a claim that is stored, amounts written in the way of a country.
    #[must_use]
    pub fn of(expense: &Expense, locale: &Locale) -> Self {
        Self::written(&ExpenseValues::from(expense), locale)
    }

    /// Values as they would be typed, amounts in the way of a country.
    #[must_use]
    pub fn written(values: &ExpenseValues, locale: &Locale) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let id = |id: Option<String>| id.unwrap_or_default();
        let amount = match values.amount.minor {
            0 => String::new(),
            _ => values.amount.to_typed(locale),
        };
        Self {
            title: values.title.clone(),
            merchant: text(&values.merchant),
            amount,
            currency: values.amount.currency.to_string(),
            unit_rate: values
                .units
                .as_ref()
                .map(|units| units.name.clone())
                .unwrap_or_default(),
            quantity: values
                .units
                .as_ref()
                .and_then(|units| units.quantity)
                .map(|quantity| quantity.to_typed(locale))
                .unwrap_or_default(),
            expense_date: values.expense_date.to_string(),
            expense_type: values.expense_type.to_string(),
            category: text(&values.category),
            tax_rate: values
                .tax_rate
                .map(|rate| rate.to_typed(locale))
                .unwrap_or_default(),
            tax_amount: values.tax.map(|tax| tax.to_typed(locale)).unwrap_or_default(),
            event_id: id(values.event.map(|event| event.to_string())),
            split: written_split(&values.shares, locale),
            payee_id: id(values.payee.map(|payee| payee.to_string())),
            description: text(&values.description),
            notes: text(&values.notes),
        }
    }

    /// A field's value in words, where the value itself is not for people.
    #[must_use]
    pub fn in_words(field: &str, value: &str) -> String {
        match field {
            "expense_type" => value.parse().map(ExpenseType::label).unwrap_or(value).to_owned(),
            "event_id" | "payee_id" if !value.is_empty() => "another one".to_owned(),
            "split" => super::split_in_words(value, |_| None),
            _ => value.to_owned(),
        }
    }

    /// What was typed, or what is wrong with it, field by field.
    ///
    /// # Errors
    /// Every field that cannot be stored, with what to do about it.
    pub fn parse(&self) -> Result<TypedExpense, FieldErrors> {
        let mut check = Checker::default();
        let merchant = check.optional("merchant", &self.merchant, 120);
        let amount = check.optional("amount", &self.amount, 40).unwrap_or_default();
        let currency = match self.currency.trim().parse::<Currency>() {
            Ok(currency) => Some(currency),
            Err(error) => {
                check.error("currency", error.to_string());
                None
            }
        };
        let unit_rate = check.optional("unit_rate", &self.unit_rate, 80);
        let quantity = check.optional("quantity", &self.quantity, 40).unwrap_or_default();
        let expense_date = parse_date(self.expense_date.trim());
        if expense_date.is_none() {
            check.error("expense_date", "Say on which day it was paid.");
        }
        let expense_type: Option<ExpenseType> = check.choice("expense_type", &self.expense_type);
        let title = check.optional("title", &self.title, 255).or_else(|| {
            let kind = match &unit_rate {
                Some(rate) => rate.as_str(),
                None => expense_type?.label(),
            };
            Some(
                merchant
                    .as_ref()
                    .map_or_else(|| kind.to_owned(), |from| format!("{kind}, {from}")),
            )
        });
        let category = check.optional("category", &self.category, 50);
        let tax_rate = match self.tax_rate.trim() {
            "" => None,
            typed => TaxRate::parse_typed(typed)
                .map_err(|error| check.error("tax_rate", error.to_string()))
                .ok()
                .filter(|rate| {
                    let is_whole = *rate >= TaxRate::WHOLE;
                    if is_whole {
                        check.error("tax_rate", "A tax is less than what it is raised on.");
                    }
                    !is_whole
                }),
        };
        let tax_amount = check.optional("tax_amount", &self.tax_amount, 40);
        let event = reference(
            &mut check,
            "event_id",
            &self.event_id,
            "Choose an event from the list.",
        );
        let split = typed_shares(&mut check, &self.split);
        if event.is_some() && !split.is_empty() {
            check.error(
                "event_id",
                "Leave this empty: the claim is divided over events below.",
            );
        }
        let payee = reference(
            &mut check,
            "payee_id",
            &self.payee_id,
            "Choose somebody from the list.",
        );
        let description = check.multiline("description", &self.description, 5_000);
        let notes = check.multiline("notes", &self.notes, 5_000);
        check.finish(|| {
            Some(TypedExpense {
                title: title?,
                merchant,
                amount,
                currency: currency?,
                unit_rate,
                quantity,
                expense_date: expense_date?,
                expense_type: expense_type?,
                category,
                tax_rate,
                tax_amount,
                event,
                split,
                payee,
                description,
                notes,
            })
        })
    }
}

/// An id as a list of choices sends it; none where nothing was chosen.
fn reference<T: std::str::FromStr>(
    check: &mut Checker,
    field: &str,
    typed: &str,
    message: &str,
) -> Option<T> {
    match typed.trim() {
        "" => None,
        typed => {
            let parsed = typed.parse().ok();
            if parsed.is_none() {
                check.error(field, message);
            }
            parsed
        }
    }
}

impl TypedExpense {
    /// What may be stored, the amounts read in the way of a country. A draft may be without an amount; what is submitted may not.
    ///
    /// # Errors
    /// If an amount cannot be read, or the day lies ahead of `today` by more than one (it may be tomorrow already elsewhere).
    pub fn by(
        self,
        locale: &Locale,
        today: NaiveDate,
        is_submitted: bool,
    ) -> Result<NewExpense, FieldErrors> {
        self.by_rates(locale, today, is_submitted, &[])
    }

    /// The same where something may be worked out of a distance or of days, by the rate that counts on its day.
    ///
    /// # Errors
    /// As [`Self::by`]; and if no rate of the chosen name counts on the day.
    pub fn by_rates(
        mut self,
        locale: &Locale,
        today: NaiveDate,
        is_submitted: bool,
        rates: &[UnitRate],
    ) -> Result<NewExpense, FieldErrors> {
        let mut check = Checker::default();
        let units = self.units(&mut check, locale, is_submitted, rates);
        let amount = match (&self.unit_rate, &units) {
            (None, _) => amount(&mut check, "amount", &self.amount, self.currency, locale),
            (Some(_), None) => None,
            (Some(_), Some(units)) => {
                match units.quantity.map(|count| count.at(units.price, self.currency)) {
                    Some(sum) => sum
                        .map_err(|error| check.error("quantity", error.to_string()))
                        .ok(),
                    None => Some(Money::zero(self.currency)),
                }
            }
        };
        if is_submitted && amount.is_some_and(|amount| amount.minor == 0) {
            let field = if units.is_some() { "quantity" } else { "amount" };
            check.error(field, "Say how much it was.");
        }
        if self.expense_date > today.checked_add_days(Days::new(1)).unwrap_or(today) {
            check.error("expense_date", "This day is still to come.");
        } else if self.expense_date.year() < today.year() - YEARS {
            check.error("expense_date", format!("Choose a day of the last {YEARS} years."));
        }
        let tax_rate = self.tax_rate;
        let typed_tax = self
            .tax_amount
            .as_deref()
            .and_then(|typed| self::amount(&mut check, "tax_amount", typed, self.currency, locale));
        let tax = match (amount, typed_tax, tax_rate) {
            (Some(amount), None, Some(rate)) if self.tax_amount.is_none() => amount
                .tax_included(rate)
                .map_err(|error| check.error("tax_rate", error.to_string()))
                .ok(),
            (_, typed, _) => typed,
        };
        if let (Some(amount), Some(tax)) = (amount, tax)
            && tax.minor > amount.minor
        {
            check.error("tax_amount", "There is not more tax in it than it comes to.");
        }
        let shares = match amount.map(|amount| divide(&self.split, amount, locale, is_submitted)) {
            Some(Ok(shares)) => shares,
            Some(Err(message)) => {
                check.error("split", message);
                Vec::new()
            }
            None => Vec::new(),
        };
        // All of it is one event's.
        let event = match shares.as_slice() {
            [only] => only.event,
            _ => self.event,
        };
        let shares = if shares.len() > 1 { shares } else { Vec::new() };
        check.finish(|| {
            Some(NewExpense(ExpenseValues {
                title: self.title,
                merchant: self.merchant,
                amount: amount?,
                units,
                tax,
                tax_rate,
                expense_date: self.expense_date,
                expense_type: self.expense_type,
                category: self.category,
                event,
                shares,
                payee: self.payee,
                description: self.description,
                notes: self.notes,
            }))
        })
    }
}

/// An amount that is not below nothing; nothing where nothing was typed.
fn amount(
    check: &mut Checker,
    field: &str,
    typed: &str,
    currency: Currency,
    locale: &Locale,
) -> Option<Money> {
    if typed.is_empty() {
        return Some(Money::new(0, currency));
    }
    let read = Money::parse_typed(typed, currency, locale).and_then(|money| {
        if money.minor < 0 {
            Err(MoneyError::Malformed)
        } else {
            money.storable()
        }
    });
    match read {
        Ok(money) => Some(money),
        Err(error) => {
            check.error(field, error.to_string());
            None
        }
    }
}

mod by_unit;
#[cfg(test)]
mod unit;
