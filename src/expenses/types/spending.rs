//! What is spent on an event, against what it may cost.

use super::{EventLimits, ExpenseType};
use crate::ui::money::Money;
use serde::{Deserialize, Serialize};

/// What claims for an event come to, in the organisation's own currency; what was taken back is subtracted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spending {
    /// Claimed, and waiting for a decision.
    pub forecast: Money,
    /// Approved, and not paid yet.
    pub committed: Money,
    /// Paid.
    pub actual: Money,
    /// The largest first.
    pub by_type: Vec<SpentOn>,
    /// By code, each in its own money; what they are worth comes to the sums above.
    pub by_currency: Vec<SpentIn>,
    /// The event's budget in the own currency, by the rate of today; none where there is no budget, or no rate.
    pub budget: Option<Money>,
    /// How far approving goes.
    pub limits: EventLimits,
    /// Whether whoever asks may say how far.
    pub can_limit: bool,
}

/// What of it is of one type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpentOn {
    pub expense_type: ExpenseType,
    pub count: i64,
    pub forecast: Money,
    pub committed: Money,
    pub actual: Money,
}

/// What of it was spent in one currency, in that currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpentIn {
    pub count: i64,
    pub forecast: Money,
    pub committed: Money,
    pub actual: Money,
    /// What all of it is worth in the own currency: the sum of its lines, each converted once.
    pub worth: Money,
}

impl Spending {
    /// All that counts: paid, approved and waiting.
    #[must_use]
    pub fn total(&self) -> Money {
        let bound = self.bound();
        bound.checked_add(self.forecast).unwrap_or(bound)
    }

    /// What was spent in each currency; nothing where all of it is in the own one, since that is what the sums say.
    #[must_use]
    pub fn currencies(&self) -> &[SpentIn] {
        let is_own = |one: &SpentIn| one.actual.currency == one.worth.currency;
        match self.by_currency.iter().all(is_own) {
            true => &[],
            false => &self.by_currency,
        }
    }

    /// What is paid or will be: more than the budget is over it, and exactly the budget is not.
    #[must_use]
    pub fn bound(&self) -> Money {
        self.committed.checked_add(self.actual).unwrap_or(self.actual)
    }

    /// How much of the budget something is, in per cent, at most a thousand; none without a budget.
    #[must_use]
    pub fn share(&self, of: Money) -> Option<u32> {
        let budget = self.budget.filter(|budget| budget.minor > 0)?;
        let share = i128::from(of.minor.max(0)) * 100 / i128::from(budget.minor);
        Some(u32::try_from(share).unwrap_or(u32::MAX).min(1_000))
    }

    /// How much is left of the budget, below nothing where it is passed; none without a budget.
    #[must_use]
    pub fn left(&self) -> Option<Money> {
        self.budget?.checked_sub(self.bound()).ok()
    }
}

#[cfg(test)]
mod unit {
    use super::*;
    use crate::ui::money::Currency;

    fn spending(committed: i64, actual: i64, budget: i64) -> Spending {
        let euros = |minor| Money::new(minor, Currency::EUR);
        Spending {
            forecast: euros(0),
            committed: euros(committed),
            actual: euros(actual),
            by_type: Vec::new(),
            by_currency: Vec::new(),
            budget: Some(euros(budget)),
            limits: EventLimits::none(Currency::EUR),
            can_limit: false,
        }
    }

    #[test]
    fn exactly_the_budget_is_not_over_it() {
        let left = |committed, actual| spending(committed, actual, 100).left().map(|left| left.minor);
        assert_eq!(left(60, 40), Some(0));
        assert_eq!(left(61, 40), Some(-1));
        assert_eq!(
            spending(60, 40, 100).share(spending(60, 40, 100).bound()),
            Some(100)
        );
        assert_eq!(spending(1, 1, 0).share(Money::new(5, Currency::EUR)), None);
    }
}
