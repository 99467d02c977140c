//! A step, and a substitute, as they are typed.

use super::{Approver, Condition, StepRow};
use crate::expenses::types::ExpenseType;
use crate::forms::{Checker, FieldErrors};
use crate::ids::UserId;
use crate::ui::locale::Locale;
use crate::ui::money::{Currency, Money};
use crate::ui::time::parse_date;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What was typed into the form of a step. A type is asked about where its box is ticked; all are where none is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StepForm {
    /// `anyone`, `budget_holder`, or the id of a person.
    pub approver: String,
    /// In the way of the person's country; empty for every claim.
    pub min_amount: String,
    pub travel: String,
    pub accommodation: String,
    pub catering: String,
    pub venue: String,
    pub marketing: String,
    pub other: String,
    pub only_events: String,
}

/// A step that may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStep {
    condition: Condition,
    approver: Approver,
    person: Option<UserId>,
}

impl NewStep {
    #[must_use]
    pub const fn condition(&self) -> &Condition {
        &self.condition
    }

    #[must_use]
    pub const fn approver(&self) -> Approver {
        self.approver
    }

    #[must_use]
    pub const fn person(&self) -> Option<UserId> {
        self.person
    }
}

/// What a box sends that is ticked.
const TICKED: &str = "true";

impl StepForm {
    /// A step as it is kept, amounts in the way of a country.
    #[must_use]
    pub fn of(step: &StepRow, locale: &Locale) -> Self {
        let ticked = |is_ticked: bool| {
            if is_ticked {
                TICKED.to_owned()
            } else {
                String::new()
            }
        };
        let of_type = |one| ticked(step.condition.expense_types.contains(&one));
        Self {
            approver: match (step.approver, step.person) {
                (Approver::Person, Some(person)) => person.to_string(),
                (other, _) => other.to_string(),
            },
            min_amount: step
                .condition
                .min_amount
                .map(|least| least.to_typed(locale))
                .unwrap_or_default(),
            travel: of_type(ExpenseType::Travel),
            accommodation: of_type(ExpenseType::Accommodation),
            catering: of_type(ExpenseType::Catering),
            venue: of_type(ExpenseType::Venue),
            marketing: of_type(ExpenseType::Marketing),
            other: of_type(ExpenseType::Other),
            only_events: ticked(step.condition.only_events),
        }
    }

    /// The box of a type.
    #[must_use]
    pub const fn of_type(&self, expense_type: ExpenseType) -> &String {
        match expense_type {
            ExpenseType::Travel => &self.travel,
            ExpenseType::Accommodation => &self.accommodation,
            ExpenseType::Catering => &self.catering,
            ExpenseType::Venue => &self.venue,
            ExpenseType::Marketing => &self.marketing,
            ExpenseType::Other => &self.other,
        }
    }

    /// What of it may be stored, with an amount in the currency that claims are counted in.
    ///
    /// # Errors
    /// Every field that cannot be stored, with what to do about it.
    pub fn parse(&self, base: Currency, locale: &Locale) -> Result<NewStep, FieldErrors> {
        let mut check = Checker::default();
        let (approver, person) = match self.approver.trim() {
            "anyone" => (Some(Approver::Anyone), None),
            "budget_holder" => (Some(Approver::BudgetHolder), None),
            id => match id.parse() {
                Ok(person) => (Some(Approver::Person), Some(person)),
                Err(_) => {
                    check.error("approver", "Choose who is asked.");
                    (None, None)
                }
            },
        };
        let min_amount = match check.optional("min_amount", &self.min_amount, 40) {
            None => None,
            Some(typed) => match Money::parse_positive(&typed, base, locale).and_then(Money::storable) {
                Ok(least) => Some(least),
                Err(error) => {
                    check.error("min_amount", error.to_string());
                    None
                }
            },
        };
        let is_ticked = |text: &str| text == TICKED;
        let types = ExpenseType::ALL.iter().copied();
        let mut expense_types: Vec<_> = types.filter(|one| is_ticked(self.of_type(*one))).collect();
        if expense_types.len() == ExpenseType::ALL.len() {
            expense_types.clear();
        }
        check.finish(|| {
            Some(NewStep {
                condition: Condition {
                    min_amount,
                    expense_types,
                    only_events: is_ticked(&self.only_events),
                },
                approver: approver?,
                person,
            })
        })
    }
}

/// What was typed of when somebody else pays than who approved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SecondPersonForm {
    /// From what worth on, in the way of the person's country; empty where it is all the same.
    pub second_person_from: String,
    /// What it was as it was read, as a plain decimal; empty where there was none.
    pub seen: String,
}

impl SecondPersonForm {
    /// What of it may be stored.
    ///
    /// # Errors
    /// The error of the field, with what to do about it.
    pub fn parse(&self, base: Currency, locale: &Locale) -> Result<Option<Money>, FieldErrors> {
        match self.second_person_from.trim() {
            "" => Ok(None),
            typed => Money::parse_positive(typed, base, locale)
                .and_then(Money::storable)
                .map(Some)
                .map_err(|error| FieldErrors::one("second_person_from", &error.to_string())),
        }
    }
}

/// What was typed of somebody who decides in somebody's place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SubstituteForm {
    /// Who is away; empty for whoever types.
    pub user_id: String,
    pub substitute_id: String,
    pub from_date: String,
    /// The last day.
    pub until_date: String,
}

/// A substitute who may be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewSubstitute {
    pub(super) person: UserId,
    pub(super) substitute: UserId,
    pub(super) from: NaiveDate,
    pub(super) until: NaiveDate,
}

impl NewSubstitute {
    #[must_use]
    pub const fn person(&self) -> UserId {
        self.person
    }

    #[must_use]
    pub const fn substitute(&self) -> UserId {
        self.substitute
    }

    #[must_use]
    pub const fn from(&self) -> NaiveDate {
        self.from
    }

    #[must_use]
    pub const fn until(&self) -> NaiveDate {
        self.until
    }
}

/// Most days in a row.
const MOST_DAYS: i64 = 366;

impl SubstituteForm {
    /// What was typed by somebody, or what is wrong with it. `today` is by their clock.
    ///
    /// # Errors
    /// Every field that cannot be stored, with what to do about it.
    pub fn parse(&self, me: UserId, today: NaiveDate) -> Result<NewSubstitute, FieldErrors> {
        let mut check = Checker::default();
        let person = match self.user_id.trim() {
            "" => Some(me),
            id => id.parse().ok(),
        };
        if person.is_none() {
            check.error("user_id", "Choose somebody from the list.");
        }
        let substitute: Option<UserId> = self.substitute_id.trim().parse().ok();
        match substitute {
            None => check.error("substitute_id", "Choose who decides in the meantime."),
            Some(_) if substitute == person => {
                check.error("substitute_id", "Choose somebody else than whoever is away.");
            }
            Some(_) => {}
        }
        let from = parse_date(self.from_date.trim());
        let until = parse_date(self.until_date.trim());
        if from.is_none() {
            check.error("from_date", "Choose the first day.");
        }
        match (from, until) {
            (_, None) => check.error("until_date", "Choose the last day."),
            (Some(from), Some(until)) if until < from => {
                check.error("until_date", "Choose a day that is not before the first.");
            }
            (_, Some(until)) if until < today => check.error("until_date", "This day is over."),
            (Some(from), Some(until)) if (until - from).num_days() > MOST_DAYS => {
                check.error("until_date", "Choose a day within a year of the first.");
            }
            _ => {}
        }
        check.finish(|| {
            Some(NewSubstitute {
                person: person?,
                substitute: substitute?,
                from: from?,
                until: until?,
            })
        })
    }
}
