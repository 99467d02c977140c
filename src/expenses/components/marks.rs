//! How what is known of a claim looks at a glance.

use crate::expenses::types::{ExpenseStatus, ExpenseType};
use crate::ui::money::{Currency, Money};
use crate::ui::prelude::*;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The colour of a status.
#[must_use]
pub const fn status_tone(status: ExpenseStatus) -> Tone {
    match status {
        ExpenseStatus::Draft => Tone::Slate,
        ExpenseStatus::Pending => Tone::Amber,
        ExpenseStatus::Approved => Tone::Blue,
        ExpenseStatus::Rejected => Tone::Danger,
        ExpenseStatus::Paid => Tone::Emerald,
    }
}

/// Where a claim stands.
#[component]
pub fn StatusBadge(status: ExpenseStatus) -> impl IntoView {
    still(badge(status_tone(status), status.label()))
}

/// The sign of a kind of spending.
#[must_use]
pub const fn type_icon(expense_type: ExpenseType) -> IconName {
    match expense_type {
        ExpenseType::Travel => IconName::Plane,
        ExpenseType::Accommodation => IconName::Bed,
        ExpenseType::Catering => IconName::Utensils,
        ExpenseType::Venue => IconName::MapPin,
        ExpenseType::Marketing => IconName::Megaphone,
        ExpenseType::Other => IconName::Receipt,
    }
}

/// What kind of spending it is, with its sign.
#[component]
pub fn TypeLabel(expense_type: ExpenseType) -> impl IntoView {
    still(type_label(expense_type))
}

/// A [`TypeLabel`] within other markup.
#[must_use]
pub fn type_label(expense_type: ExpenseType) -> Markup {
    markup! {
        span.expense-type {
            (icon(type_icon(expense_type), ""))
            (expense_type.label())
        }
    }
}

/// An amount with the sign that it has in totals: what takes a claim back is subtracted.
#[must_use]
pub const fn signed(amount: Money, is_reversal: bool) -> Money {
    if is_reversal {
        Money::new(amount.minor.saturating_neg(), amount.currency)
    } else {
        amount
    }
}

/// An amount as it was paid, in tabular figures to the right; beneath it what it is worth in the organisation's own currency, where
/// that is another.
#[component]
pub fn Amount(
    amount: Money,
    /// What it is worth, of a claim that is submitted.
    base: Option<Money>,
    /// Of a claim that takes another back.
    #[prop(optional)]
    is_reversal: bool,
) -> impl IntoView {
    let formats = use_formats();
    still(amount_marks(amount, base, is_reversal, &formats))
}

/// An [`Amount`] within other markup.
#[must_use]
pub fn amount_marks(amount: Money, base: Option<Money>, is_reversal: bool, formats: &Formats) -> Markup {
    let other = base.filter(|base| base.currency != amount.currency);
    let is_blank = amount.minor == 0;
    markup! {
        span.amount {
            @if is_blank {
                span.amount-blank { "No amount yet" }
            } @else {
                span.amount-own { (formats.money(signed(amount, is_reversal))) }
            }
            @if let Some(base) = other {
                span.amount-base { (formats.money(signed(base, is_reversal))) }
            }
        }
    }
}

/// Amounts by currency, none of them added to one of another.
#[must_use]
pub fn sums_of(amounts: impl IntoIterator<Item = Money>) -> Vec<Money> {
    let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
    for amount in amounts {
        let sum = sums.entry(amount.currency).or_default();
        *sum = sum.saturating_add(amount.minor);
    }
    let sum = |(currency, minor)| Money::new(minor, currency);
    sums.into_iter().map(sum).collect()
}

/// Sums of unlike currencies, one after the other: "€1,200.00 · US$30.00".
#[must_use]
pub fn sums_in_words(sums: &[Money], formats: &Formats) -> String {
    let words: Vec<_> = sums.iter().map(|sum| formats.money(*sum)).collect();
    words.join(" · ")
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn amounts_are_added_by_currency_and_what_is_taken_back_is_subtracted() {
        let dollar: Currency = "USD".parse().unwrap_or(Currency::EUR);
        let amounts = [
            Money::new(1_200, Currency::EUR),
            signed(Money::new(200, Currency::EUR), true),
            Money::new(5, dollar),
        ];
        assert_eq!(
            sums_of(amounts),
            [Money::new(1_000, Currency::EUR), Money::new(5, dollar)]
        );
        assert!(sums_of([]).is_empty());
    }
}
