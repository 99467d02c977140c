//! Sums, shares and conversions of amounts: whole numbers throughout, exact until the one rounding
//! that is named, and an error where something does not fit.
//!
//! [`Money`] has no `+`: whether two amounts can be added is known only when their currencies are,
//! so the code that adds has to say what becomes of the case where they differ.

use super::{Currency, ExchangeRate, Money, MoneyError};

/// Among how many an amount is divided at most.
pub const MAX_SHARES: usize = 10_000;

impl Money {
    /// Nothing, in a currency.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// The sum of two amounts of one currency.
    ///
    /// # Errors
    /// [`MoneyError::UnlikeCurrencies`], [`MoneyError::TooLarge`].
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.with(other, i64::checked_add)
    }

    /// The difference of two amounts of one currency.
    ///
    /// # Errors
    /// [`MoneyError::UnlikeCurrencies`], [`MoneyError::TooLarge`].
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.with(other, i64::checked_sub)
    }

    /// What takes this amount back.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] for the one amount that has no opposite.
    pub fn checked_neg(self) -> Result<Self, MoneyError> {
        self.minor
            .checked_neg()
            .map(|minor| Self { minor, ..self })
            .ok_or(MoneyError::TooLarge)
    }

    fn with(self, other: Self, sum: fn(i64, i64) -> Option<i64>) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::UnlikeCurrencies);
        }
        sum(self.minor, other.minor)
            .map(|minor| Self { minor, ..self })
            .ok_or(MoneyError::TooLarge)
    }

    /// The amount in equal shares. What cannot be divided goes to the first of them, one minor
    /// unit each, so that the shares come to the whole: 100 cents among three are 34, 33 and 33.
    ///
    /// # Errors
    /// [`MoneyError::NoShares`] for none, and for more than [`MAX_SHARES`].
    pub fn allocate(self, shares: usize) -> Result<Vec<Self>, MoneyError> {
        if shares > MAX_SHARES {
            return Err(MoneyError::NoShares);
        }
        self.allocate_by(&vec![1; shares])
    }

    /// The amount in shares by weight, by largest remainder: each has its part rounded towards
    /// nothing, and what is left goes, one minor unit each, to those who lost most by that; of
    /// those who lost alike, to the first. The shares come to the whole, a negative amount is
    /// divided as the positive one is, and who has no weight gets nothing.
    ///
    /// # Errors
    /// [`MoneyError::NoShares`] where nobody has a weight, and for more than [`MAX_SHARES`].
    pub fn allocate_by(self, weights: &[u64]) -> Result<Vec<Self>, MoneyError> {
        let whole: u128 = weights.iter().copied().map(u128::from).sum();
        if whole == 0 || weights.len() > MAX_SHARES {
            return Err(MoneyError::NoShares);
        }
        let amount = u128::from(self.minor.unsigned_abs());
        let mut shares: Vec<(u128, u128)> = weights
            .iter()
            .map(|&weight| {
                let exact = amount * u128::from(weight);
                (exact / whole, exact % whole)
            })
            .collect();
        let given: u128 = shares.iter().map(|(share, _)| share).sum();
        // Fewer units are left than there are shares that lost something, and than there are shares.
        let left = usize::try_from(amount - given).unwrap_or(usize::MAX);
        let mut by_loss: Vec<&mut (u128, u128)> = shares.iter_mut().collect();
        by_loss.sort_by_key(|(_, lost)| std::cmp::Reverse(*lost));
        for (share, _) in by_loss.into_iter().take(left) {
            *share += 1;
        }
        shares
            .into_iter()
            .map(|(share, _)| self.of_magnitude(share))
            .collect()
    }

    /// The amount in another currency: exact, and rounded once, to the nearer minor unit and of
    /// two that are equally near to the even one. Convert each line and add what comes of it,
    /// rather than convert a sum.
    ///
    /// An amount that is worth less than half a minor unit of the other currency becomes 0 there
    /// and is not raised to 1: a tenth of a yen's worth of cents is 0 yen. Whoever must not
    /// take 0 asks for it themselves.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`]; [`MoneyError::OneCurrency`] for any rate but 1 of a currency to
    /// itself.
    pub fn convert(self, rate: ExchangeRate, into: Currency) -> Result<Self, MoneyError> {
        if self.currency == into {
            return if rate == ExchangeRate::ONE {
                Ok(self)
            } else {
                Err(MoneyError::OneCurrency)
            };
        }
        // Exponents are 0 to 4 and a rate has 10 decimals: always a division by 10^6 to 10^14. What
        // is too large for the product is therefore too large for the quotient.
        let decimals = ExchangeRate::DECIMALS + self.currency.exponent() - into.exponent();
        let product = u128::from(self.minor.unsigned_abs())
            .checked_mul(rate.units())
            .ok_or(MoneyError::TooLarge)?;
        let minor = half_even(product, 10_u128.pow(decimals));
        Self::zero(into).of_sign(self.minor, minor)
    }

    /// So many minor units, with the sign of this amount.
    pub(super) fn of_magnitude(self, magnitude: u128) -> Result<Self, MoneyError> {
        self.of_sign(self.minor, magnitude)
    }

    fn of_sign(self, like: i64, magnitude: u128) -> Result<Self, MoneyError> {
        let magnitude = i128::try_from(magnitude).map_err(|_| MoneyError::TooLarge)?;
        let signed = if like < 0 { -magnitude } else { magnitude };
        let minor = i64::try_from(signed).map_err(|_| MoneyError::TooLarge)?;
        Ok(Self { minor, ..self })
    }
}

/// The whole number nearest to a fraction; of two that are equally near, the even one. Nothing is
/// divided by 0 here: every divisor is a power of ten, a rate or a hundred per cent and more.
pub(super) const fn half_even(dividend: u128, divisor: u128) -> u128 {
    let (quotient, rest) = (dividend / divisor, dividend % divisor);
    // Twice the rest might not fit.
    let other = divisor - rest;
    if rest > other || (rest == other && quotient % 2 == 1) {
        quotient + 1
    } else {
        quotient
    }
}

#[cfg(test)]
mod tests;
