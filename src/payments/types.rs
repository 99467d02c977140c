//! Payments as pages see them, as they are typed, and as they may be stored.

use crate::ids::{BatchId, BatchItemId, ExpenseId, UserId};
use crate::text_enum;
use crate::ui::money::{Currency, Money, Sums};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use serde::{Deserialize, Serialize};

mod bank_form;
mod iban;
mod settling;

pub use bank_form::{BankForm, NewBankAccount};
pub use iban::{Iban, IbanError, is_bic};
pub use settling::{FailForm, Failure, SettleForm, Settlement};

/// How many days bank data counts as changed recently: a fraud begins with another account.
pub const RECENT_DAYS: u64 = 14;

text_enum! {
    /// Where a batch stands.
    BatchStatus {
        /// Lines come and go.
        Open = "open", "Open";
        /// Its files are made, and may be at the bank.
        Exported = "exported", "Exported";
        Settled = "settled", "Settled";
        PartlyFailed = "partly_failed", "Partly failed";
        Cancelled = "cancelled", "Cancelled";
    }
}

text_enum! {
    /// What became of a claim in a batch.
    ItemOutcome {
        Open = "open", "Waiting";
        Paid = "paid", "Paid";
        /// The bank did not pay it: it can go into another batch.
        Failed = "failed", "Failed";
        /// Left out before the files were made.
        Dropped = "dropped", "Left out";
        Cancelled = "cancelled", "Cancelled";
    }
}

/// An account as it is shown to whoever pays, and to whose it is while they do not change it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaskedAccount {
    pub holder: String,
    /// "DE89 •••• 3000".
    pub iban: String,
    pub bic: Option<String>,
    /// Of the latest version.
    pub changed_at: DateTime<Utc>,
    /// It was another before.
    pub is_changed: bool,
    /// The account is where SEPA reaches.
    pub is_sepa: bool,
}

impl MaskedAccount {
    /// What whoever pays should know: it is new, or another than it was.
    #[must_use]
    pub fn is_recent(&self, now: DateTime<Utc>) -> bool {
        now.checked_sub_days(Days::new(RECENT_DAYS))
            .is_some_and(|from| self.changed_at > from)
    }
}

/// An account, and the form to change it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountToEdit {
    /// None where none is stored.
    pub shown: Option<MaskedAccount>,
    /// What the form begins with: the whole, and only where it was asked for to be changed.
    pub form: BankForm,
    /// That the form was filled from; 0 where nothing is stored.
    pub version: i32,
    pub removal: Removal,
}

/// What it means to remove an account now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    /// Approved claims that wait for their money, and then wait for another account.
    pub waiting: i64,
    /// The number of a batch that is not finished and pays to or from it: until it is, the account stays.
    pub batch: Option<i32>,
}

impl Removal {
    /// Why the account cannot be removed now.
    #[must_use]
    pub fn refusal(&self) -> Option<String> {
        self.batch.map(|number| {
            format!(
                "Batch {number} is not finished, and uses this account: it can be removed once the batch is settled or cancelled. It can be changed now."
            )
        })
    }
}

/// A batch in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchRow {
    pub id: BatchId,
    pub number: i32,
    pub status: BatchStatus,
    pub execution_date: NaiveDate,
    pub created_by: String,
    pub created_at: DateTime<Utc>,
    /// Claims that are in it, without those left out.
    pub claims: i64,
    pub payees: i64,
    /// By currency, reversals subtracted.
    pub sums: Vec<Money>,
}

/// Batches, the latest first, and what could be paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchList {
    pub rows: Vec<BatchRow>,
    /// Where earlier ones begin: before this number.
    pub older: Option<i32>,
    pub payable: Payable,
}

/// Approved claims that are in no batch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payable {
    /// Those that whoever asks may pay.
    pub claims: i64,
    /// Those that are their own.
    pub own: i64,
    /// Of those they may pay, by currency, reversals subtracted.
    pub sums: Vec<Money>,
}

/// A batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    pub id: BatchId,
    pub number: i32,
    /// What was seen: whoever settles it names it.
    pub version: i32,
    pub status: BatchStatus,
    pub execution_date: NaiveDate,
    pub created_by: String,
    pub created_at: DateTime<Utc>,
    pub exported_by: Option<String>,
    pub exported_at: Option<DateTime<Utc>>,
    /// By payee and currency.
    pub lines: Vec<Line>,
    pub left_out: Vec<LeftOut>,
    /// The organisation's own currency.
    pub own: Currency,
    /// From which is paid.
    pub debtor: Option<MaskedAccount>,
    /// Somebody is paid by SEPA, so that there is a file for it.
    pub has_transfers: bool,
}

impl Batch {
    /// What of it has an outcome, by currency.
    #[must_use]
    pub fn sums(&self, outcome: ItemOutcome) -> Vec<Money> {
        let lines = self.lines.iter().filter(|line| line.outcome == outcome);
        // What is too much to be added up is not told.
        Sums::of(lines.map(|line| line.amount))
            .map(|sums| sums.iter().collect())
            .unwrap_or_default()
    }

    /// Nothing of it is paid or failed yet.
    #[must_use]
    pub fn may_cancel(&self) -> bool {
        let untouched = self.lines.iter().all(|line| line.outcome == ItemOutcome::Open);
        untouched && matches!(self.status, BatchStatus::Open | BatchStatus::Exported)
    }
}

/// What somebody gets with a batch, in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub payee: UserId,
    pub name: String,
    /// Reversals are subtracted.
    pub amount: Money,
    pub outcome: ItemOutcome,
    /// Why the bank did not pay it.
    pub reason: Option<String>,
    pub reference: Option<String>,
    pub paid_on: Option<NaiveDate>,
    /// Once the files are made, the one that they name.
    pub account: Option<MaskedAccount>,
    pub way: Way,
    /// It concerns claims of whoever looks: somebody else settles it.
    pub is_own: bool,
    /// Whoever looks approved something of it that is worth so much that somebody else pays it.
    pub needs_another: bool,
    /// Something of it waits no more, though the rest may.
    pub is_begun: bool,
    pub items: Vec<LineItem>,
}

impl Line {
    /// Whether whoever looks may say that it is paid.
    #[must_use]
    pub const fn may_be_settled(&self) -> bool {
        !self.is_own && !self.needs_another
    }

    /// Whether what it came to in the own currency is another figure, which divides among its claims: all of them wait, and nothing
    /// is taken back with them.
    #[must_use]
    pub fn is_exchanged(&self, own: Currency) -> bool {
        self.amount.currency != own && !self.is_begun && !self.items.iter().any(|item| item.is_reversal)
    }
}

/// How a line is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// With the file for the bank.
    Transfer,
    /// In the list only: not in euros, or where SEPA does not reach.
    ByHand,
    /// There is no account to pay to.
    NoAccount,
    /// What was paid before outweighs it.
    NothingToPay,
}

impl Way {
    /// How an amount is paid to an account that is there, or not.
    #[must_use]
    pub fn of(amount: Money, account: Option<bool>) -> Self {
        match (amount.minor > 0, amount.currency == Currency::EUR, account) {
            (false, ..) => Self::NothingToPay,
            (true, false, _) | (true, true, Some(false)) => Self::ByHand,
            (true, true, None) => Self::NoAccount,
            // More than a SEPA credit transfer carries.
            (true, true, Some(true)) if amount.minor > 99_999_999_999 => Self::ByHand,
            (true, true, Some(true)) => Self::Transfer,
        }
    }

    /// It stays in the batch when the files are made.
    #[must_use]
    pub const fn is_paid(self) -> bool {
        matches!(self, Self::Transfer | Self::ByHand)
    }
}

/// A claim in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineItem {
    pub id: BatchItemId,
    pub claim: ExpenseId,
    pub title: String,
    pub amount: Money,
    pub is_reversal: bool,
}

impl LineItem {
    /// Its amount as it is added up.
    #[must_use]
    pub const fn signed(&self) -> Money {
        signed(self.amount, self.is_reversal)
    }
}

/// What takes a claim back is subtracted.
const fn signed(amount: Money, is_reversal: bool) -> Money {
    let minor = if is_reversal {
        amount.minor.saturating_neg()
    } else {
        amount.minor
    };
    Money::new(minor, amount.currency)
}

impl LeftOut {
    /// Its amount as it would have been added up.
    #[must_use]
    pub const fn signed(&self) -> Money {
        signed(self.amount, self.is_reversal)
    }
}

/// A claim that was left out, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    pub claim: ExpenseId,
    pub title: String,
    pub payee: String,
    pub amount: Money,
    pub is_reversal: bool,
    pub reason: String,
}

/// The working day after a day: banks execute on Mondays to Fridays.
#[must_use]
pub fn next_working_day(day: NaiveDate) -> NaiveDate {
    let mut next = day;
    loop {
        next = next.succ_opt().unwrap_or(NaiveDate::MAX);
        if !matches!(next.weekday(), Weekday::Sat | Weekday::Sun) || next == NaiveDate::MAX {
            return next;
        }
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn only_euros_to_where_sepa_reaches_are_in_the_file() {
        let euros = |minor| Money::new(minor, Currency::EUR);
        let yen = Money::new(100, "JPY".parse().unwrap());
        assert_eq!(Way::of(euros(1), Some(true)), Way::Transfer);
        assert_eq!(Way::of(euros(1), Some(false)), Way::ByHand);
        assert_eq!(Way::of(euros(1), None), Way::NoAccount);
        assert_eq!(Way::of(yen, None), Way::ByHand);
        assert_eq!(Way::of(euros(0), Some(true)), Way::NothingToPay);
        assert_eq!(Way::of(euros(-5), None), Way::NothingToPay);
        assert_eq!(Way::of(euros(99_999_999_999), Some(true)), Way::Transfer);
        assert_eq!(Way::of(euros(100_000_000_000), Some(true)), Way::ByHand);
    }

    #[test]
    fn a_weekend_is_no_working_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (from, to) in [
            ("2026-11-19", "2026-11-20"),
            ("2026-11-20", "2026-11-23"),
            ("2026-11-22", "2026-11-23"),
        ] {
            assert_eq!(next_working_day(day(from)), day(to));
        }
    }
}
