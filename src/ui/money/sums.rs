//! Totals of amounts that need not be of one currency.

use super::{Currency, Money, MoneyError};
use serde::{Deserialize, Serialize};

/// A subtotal for each currency, by its code. There is no total across currencies; whoever needs
/// one converts each amount first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Money>", into = "Vec<Money>")]
pub struct Sums(Vec<Money>);

impl Sums {
    /// Adds up amounts, in whatever order they come. A currency whose amounts come to nothing has a
    /// subtotal of 0.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] where a subtotal is, whatever it was on the way.
    pub fn of(amounts: impl IntoIterator<Item = Money>) -> Result<Self, MoneyError> {
        let mut subtotals: Vec<(Currency, i128)> = Vec::new();
        for amount in amounts {
            let minor = i128::from(amount.minor);
            match subtotals.binary_search_by_key(&amount.currency, |&(currency, _)| currency) {
                // Of 64-bit numbers, more can be added to 128 bits than there is memory to hold.
                Ok(at) => {
                    if let Some((_, subtotal)) = subtotals.get_mut(at) {
                        *subtotal += minor;
                    }
                }
                Err(at) => subtotals.insert(at, (amount.currency, minor)),
            }
        }
        subtotals
            .into_iter()
            .map(|(currency, minor)| match i64::try_from(minor) {
                Ok(minor) => Ok(Money::new(minor, currency)),
                Err(_) => Err(MoneyError::TooLarge),
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// These subtotals and others.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn checked_add(&self, other: &Self) -> Result<Self, MoneyError> {
        Self::of(self.iter().chain(other.iter()))
    }

    /// The subtotals, by the code of their currency.
    pub fn iter(&self) -> impl Iterator<Item = Money> + '_ {
        self.0.iter().copied()
    }

    /// The subtotal of a currency; 0 where it has none.
    #[must_use]
    pub fn in_currency(&self, currency: Currency) -> Money {
        self.iter()
            .find(|subtotal| subtotal.currency == currency)
            .unwrap_or(Money::zero(currency))
    }

    /// The total, where there is only one currency.
    #[must_use]
    pub fn only(&self) -> Option<Money> {
        match self.0.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// How many currencies there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was added.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl TryFrom<Vec<Money>> for Sums {
    type Error = MoneyError;

    fn try_from(amounts: Vec<Money>) -> Result<Self, MoneyError> {
        Self::of(amounts)
    }
}

impl From<Sums> for Vec<Money> {
    fn from(sums: Sums) -> Self {
        sums.0
    }
}

#[cfg(test)]
mod tests;
