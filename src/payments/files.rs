//! The files of a batch: whom they pay is frozen when they are made, and from then on each is written from that alone.

pub mod charset;
pub mod list;
pub mod pain;

use crate::ids::{BatchId, UserId};
use crate::payments::types::{Iban, MaskedAccount, Way};
use crate::ui::money::{Currency, Money, MoneyError};
use charset::plain;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Most characters of what the payee reads on their statement.
const LONGEST_REMITTANCE: usize = 140;

/// Whom the files of a batch pay, how much and where.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    pub batch: BatchId,
    pub number: i32,
    pub made_at: DateTime<Utc>,
    pub execution_date: NaiveDate,
    /// Who orders it.
    pub organization: String,
    /// From where; none where nothing is paid by SEPA.
    pub debtor: Option<Account>,
    pub transfers: Vec<Transfer>,
}

/// An account in the clear.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub holder: String,
    pub iban: String,
    pub bic: Option<String>,
    pub changed_at: DateTime<Utc>,
    pub is_changed: bool,
}

/// What somebody gets, in one currency.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// By which it is known from end to end.
    pub end_to_end: String,
    pub payee: UserId,
    pub name: String,
    pub account: Option<Account>,
    pub amount: Money,
    pub remittance: String,
    /// In the file for the bank.
    pub is_sepa: bool,
}

/// Nothing that is written into a log tells them.
macro_rules! untold {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}
untold!(Frozen, Account, Transfer);

impl Account {
    /// It is where SEPA reaches.
    #[must_use]
    pub fn is_sepa(&self) -> bool {
        self.iban.parse::<Iban>().is_ok_and(|iban| iban.is_sepa())
    }

    /// As whoever pays sees it.
    #[must_use]
    pub fn masked(&self) -> MaskedAccount {
        let iban = self.iban.parse::<Iban>();
        MaskedAccount {
            holder: self.holder.clone(),
            iban: iban.map(|iban| iban.masked()).unwrap_or_default(),
            bic: self.bic.clone(),
            changed_at: self.changed_at,
            is_changed: self.is_changed,
            is_sepa: self.is_sepa(),
        }
    }
}

/// How an amount is paid to an account.
#[must_use]
pub fn way(amount: Money, account: Option<&Account>) -> Way {
    Way::of(amount, account.map(Account::is_sepa))
}

impl Frozen {
    /// Those in the file for the bank.
    pub fn sepa(&self) -> impl Iterator<Item = &Transfer> {
        self.transfers.iter().filter(|transfer| transfer.is_sepa)
    }

    /// What the file for the bank comes to.
    ///
    /// # Errors
    /// If it is more than can be counted.
    pub fn control_sum(&self) -> Result<Money, MoneyError> {
        self.sepa().try_fold(Money::zero(Currency::EUR), |sum, transfer| {
            sum.checked_add(transfer.amount)
        })
    }
}

/// By which a transfer is known from end to end: at most 35 characters, of no other batch in the world.
#[must_use]
pub fn end_to_end(batch: BatchId, number: i32, line: usize) -> String {
    let whole = batch.0.simple().to_string();
    // Of an id of version 7 the end is drawn at random.
    format!("B{number}-{line}-{}", &whole[20..])
}

/// What the payee reads: of which batch, and for which claims; as many of them as there is room for.
#[must_use]
pub fn remittance(number: i32, titles: &[&str]) -> String {
    let mut text = format!("Expenses {number}: ");
    for (index, title) in titles.iter().enumerate() {
        let more = titles.len() - index;
        let next = match index {
            0 => plain(title),
            _ => format!(", {}", plain(title)),
        };
        let rest = match more {
            1 => 0,
            _ => format!(" +{more}").len(),
        };
        if text.len() + next.len() + rest > LONGEST_REMITTANCE {
            if index == 0 {
                // All of it is ASCII by now.
                text.push_str(&next[..LONGEST_REMITTANCE - text.len() - rest]);
                if more > 1 {
                    text = format!("{text} +{}", more - 1);
                }
            } else {
                text = format!("{text} +{more}");
            }
            break;
        }
        text.push_str(&next);
    }
    text
}

#[cfg(test)]
mod unit;
