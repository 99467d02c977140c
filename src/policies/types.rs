//! Policies and unit rates as they are shown, typed and stored.

mod finding;
mod policy_form;
mod unit_form;
mod unit_rate;

pub use finding::{Broken, EndOf, Facts, Finding, findings};
pub use policy_form::PolicyForm;
pub use unit_form::{NewUnitRate, UnitRateForm};
pub use unit_rate::{UnitRate, Units, rate_on};

use crate::expenses::types::ExpenseType;
use crate::text_enum;
use crate::ui::money::{Currency, Money};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// How strict a rule is.
    Level {
        /// Whoever claims and whoever decides are told.
        Warn = "warn", "Warn";
        /// Nothing is submitted against it.
        Block = "block", "Refuse";
    }
}

/// What an organisation asks of claims. Nothing, unless somebody says so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// At most one for each type.
    pub limits: Vec<Limit>,
    /// From which amount on a receipt is needed.
    pub receipt: Option<Above>,
    /// How many days after it was paid something is claimed.
    pub age: Option<Within>,
    /// How many days after its end something is claimed for an event.
    pub event: Option<Within>,
}

/// What may be claimed of one type; exactly that is not too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    pub expense_type: ExpenseType,
    pub amount: Money,
    pub level: Level,
}

/// An amount above which something is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Above {
    pub amount: Money,
    pub level: Level,
}

/// A number of days within which something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Within {
    pub days: u32,
    pub level: Level,
}

impl Policy {
    /// What is asked in another currency than the own one: nothing is compared with it.
    #[must_use]
    pub fn is_in_another(&self, own: Currency) -> bool {
        let limits = self.limits.iter().map(|limit| limit.amount);
        limits
            .chain(self.receipt.map(|above| above.amount))
            .any(|amount| amount.currency != own)
    }
}

/// The policy as it is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicySetup {
    pub policy: Policy,
    /// What is saved over; 0 where there is none yet.
    pub version: i32,
    /// The organisation's own currency.
    pub currency: Currency,
    /// Who saved it last, and when.
    pub saved: Option<(String, DateTime<Utc>)>,
    /// All unit rates, by name, the latest first; those no longer offered last.
    pub rates: Vec<UnitRate>,
}
