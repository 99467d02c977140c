//! What of a claim is against a policy: one function, the same in the browser as one types and on the server as one submits.

use super::{Level, Policy};
use crate::expenses::types::ExpenseType;
use crate::ui::locale::Locale;
use crate::ui::money::Money;
use crate::ui::time::date;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a policy looks at. What is not known is not looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub expense_type: Option<ExpenseType>,
    /// What it is worth in the organisation's own currency.
    pub worth: Option<Money>,
    pub spent_on: Option<NaiveDate>,
    /// The day of the submission, or of today.
    pub submitted_on: NaiveDate,
    pub has_receipt: bool,
    /// Worked out of a distance or of days, of which there is no receipt.
    pub is_by_unit: bool,
    pub events: Vec<EndOf>,
    /// What takes a paid claim back is not looked at.
    pub is_reversal: bool,
}

/// The last day of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndOf {
    pub title: String,
    pub on: NaiveDate,
    /// It is one of several over which the claim is divided.
    pub is_share: bool,
}

/// A rule that a claim does not keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub level: Level,
    /// The rule, with its figures as they were then.
    pub broken: Broken,
}

/// Which rule, and by how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Broken {
    Limit {
        expense_type: ExpenseType,
        limit: Money,
        claimed: Money,
    },
    Receipt {
        above: Money,
        claimed: Money,
    },
    Age {
        days: i64,
        most: u32,
    },
    Event {
        end: EndOf,
        days: i64,
        most: u32,
    },
}

impl Finding {
    /// The field that it is about.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match &self.broken {
            Broken::Limit { .. } => "amount",
            Broken::Receipt { .. } => "receipts",
            Broken::Age { .. } => "expense_date",
            Broken::Event { end, .. } if end.is_share => "split",
            Broken::Event { .. } => "event_id",
        }
    }

    /// The reason in words, naming the figures: "Catering is limited to €60.00; this is €84.50."
    #[must_use]
    pub fn message(&self, locale: &Locale) -> String {
        match &self.broken {
            Broken::Limit {
                expense_type,
                limit,
                claimed,
            } => format!(
                "{} is limited to {}; this is {}.",
                expense_type.label(),
                limit.format(locale),
                claimed.format(locale)
            ),
            Broken::Receipt { above, claimed } => format!(
                "A receipt is needed above {}; this is {}.",
                above.format(locale),
                claimed.format(locale)
            ),
            Broken::Age { days, most } => format!(
                "What was paid is claimed within {}; this was {} ago.",
                in_days(i64::from(*most)),
                in_days(*days)
            ),
            Broken::Event { end, days, most } => format!(
                "Claims for “{}” are taken for {} after its end on {}; that was {} ago.",
                end.title,
                in_days(i64::from(*most)),
                date(end.on, locale),
                in_days(*days)
            ),
        }
    }
}

fn in_days(days: i64) -> String {
    match days {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

/// What of a claim is against a policy. Exactly a limit is not over it, and amounts are compared in the currency of the policy only.
#[must_use]
pub fn findings(facts: &Facts, policy: &Policy) -> Vec<Finding> {
    let mut found = Vec::new();
    if facts.is_reversal {
        return found;
    }
    let is_over = |most: Money, worth: Money| worth.currency == most.currency && worth.minor > most.minor;
    let since = |day: NaiveDate| (facts.submitted_on - day).num_days();
    if let (Some(expense_type), Some(claimed)) = (facts.expense_type, facts.worth) {
        let of_type = policy
            .limits
            .iter()
            .find(|limit| limit.expense_type == expense_type);
        if let Some(limit) = of_type.filter(|limit| is_over(limit.amount, claimed)) {
            found.push(Finding {
                level: limit.level,
                broken: Broken::Limit {
                    expense_type,
                    limit: limit.amount,
                    claimed,
                },
            });
        }
    }
    if let (Some(rule), Some(claimed)) = (policy.receipt, facts.worth)
        && !facts.has_receipt
        && !facts.is_by_unit
        && is_over(rule.amount, claimed)
    {
        found.push(Finding {
            level: rule.level,
            broken: Broken::Receipt {
                above: rule.amount,
                claimed,
            },
        });
    }
    if let (Some(rule), Some(spent_on)) = (policy.age, facts.spent_on) {
        let days = since(spent_on);
        if days > i64::from(rule.days) {
            found.push(Finding {
                level: rule.level,
                broken: Broken::Age {
                    days,
                    most: rule.days,
                },
            });
        }
    }
    if let Some(rule) = policy.event {
        let closed = facts.events.iter().filter_map(|end| {
            let days = since(end.on);
            (days > i64::from(rule.days)).then(|| Finding {
                level: rule.level,
                broken: Broken::Event {
                    end: end.clone(),
                    days,
                    most: rule.days,
                },
            })
        });
        found.extend(closed);
    }
    found
}

#[cfg(test)]
mod unit;
