//! Expenses as pages see them, as they are typed, and as they may be stored.

use crate::accounts::types::Colleague;
use crate::approvals::types::Approvals;
use crate::ids::{EventId, ExpenseId};
pub use crate::paging::{Cursor, Page, Total};
use crate::policies::types::{EndOf, Finding, Policy, UnitRate, Units};
use crate::rates::types::RateSource;
use crate::text_enum;
use crate::ui::money::{Currency, ExchangeRate, Money, TaxRate};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

mod expense_form;
mod filter;
mod inbox_filter;
mod limits;
mod outcome;
mod settled;
mod shares;
mod spending;
mod step;

pub use expense_form::{ExpenseForm, ExpenseValues, NewExpense, TypedExpense};
pub use filter::{ExpenseFilter, Whose};
pub use inbox_filter::{InboxChoices, InboxFilter};
pub use limits::{EventLimits, EventLimitsForm, NewEventLimits};
pub use outcome::{Decided, Outcome, Verdict, Wanted};
pub use settled::{Settled, SettledForm, settled_amount};
pub use shares::{Share, ShareOf, divided, split_in_words, written_split};
pub use spending::{Spending, SpentIn, SpentOn};
pub use step::{Change, Step, StepKind};

text_enum! {
    /// What kind of spending it is.
    ExpenseType {
        Travel = "travel", "Travel";
        Accommodation = "accommodation", "Accommodation";
        Catering = "catering", "Catering";
        Venue = "venue", "Venue";
        Marketing = "marketing", "Marketing";
        Other = "other", "Other";
    }
}

text_enum! {
    /// Where a claim stands.
    ExpenseStatus {
        /// Only whoever makes it works on it.
        Draft = "draft", "Draft";
        /// Submitted, and waiting for somebody to decide.
        Pending = "pending", "Pending";
        Approved = "approved", "Approved";
        Rejected = "rejected", "Rejected";
        /// The money is on its way; nothing changes any more.
        Paid = "paid", "Paid";
    }
}

impl ExpenseStatus {
    /// Where a claim may be moved from here. The database refuses every other move.
    #[must_use]
    pub const fn moves(self) -> &'static [Self] {
        match self {
            Self::Draft => &[Self::Pending],
            // Recalled or questioned; decided.
            Self::Pending => &[Self::Draft, Self::Approved, Self::Rejected],
            // Changed after it was approved; paid.
            Self::Approved => &[Self::Pending, Self::Paid],
            Self::Rejected => &[Self::Draft],
            Self::Paid => &[],
        }
    }
}

/// What a claim is worth in the organisation's own currency, as it was worked out when it was submitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worth {
    pub amount: Money,
    /// How much of the own currency one of the claim's was.
    pub rate: ExchangeRate,
    pub rate_date: NaiveDate,
    pub source: RateSource,
}

/// A claim in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpenseRow {
    pub id: ExpenseId,
    /// What was seen: whoever decides names it.
    pub version: i32,
    pub title: String,
    pub merchant: Option<String>,
    pub amount: Money,
    /// Of one that is submitted.
    pub base_amount: Option<Money>,
    pub expense_type: ExpenseType,
    pub category: Option<String>,
    pub expense_date: NaiveDate,
    pub status: ExpenseStatus,
    pub event: Option<EventOf>,
    /// The events over which it is divided, where it is.
    pub divided_over: Option<String>,
    /// What it was worked out of, where it was.
    pub units: Option<Units>,
    /// What was against the policy when it was submitted.
    pub findings: Vec<Finding>,
    pub claimant: Colleague,
    pub submitted_at: Option<DateTime<Utc>>,
    /// How many receipts it has.
    pub receipts: i64,
    pub is_reversal: bool,
    /// Who made one that takes another back.
    pub made_by: Option<Colleague>,
    /// Whom the step of a pending claim asks, in words; only in the list of claims.
    pub waits_for: Option<String>,
}

/// Who claims; and of a claim that takes another back, who made it.
#[must_use]
pub fn whose(claimant: &Colleague, made_by: Option<&Colleague>) -> String {
    match made_by {
        Some(by) => format!("{} · reversal by {}", claimant.name, by.name),
        None => claimant.name.clone(),
    }
}

impl Expense {
    /// Who claims, and who made a reversal.
    #[must_use]
    pub fn whose(&self) -> String {
        whose(&self.claimant, self.made_by.as_ref())
    }
}

impl ExpenseRow {
    /// Whether somebody claims it, or made it to take another back: they do not decide about it.
    #[must_use]
    pub fn is_of(&self, person: crate::ids::UserId) -> bool {
        self.claimant.id == person || self.made_by.as_ref().is_some_and(|by| by.id == person)
    }
}

/// The event that something was spent on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventOf {
    pub id: EventId,
    pub title: String,
}

/// A claim's record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expense {
    pub id: ExpenseId,
    pub version: i32,
    pub title: String,
    pub description: Option<String>,
    pub merchant: Option<String>,
    /// Tax included.
    pub amount: Money,
    pub net: Option<Money>,
    pub tax: Option<Money>,
    pub tax_rate: Option<TaxRate>,
    pub expense_type: ExpenseType,
    pub category: Option<String>,
    pub expense_date: NaiveDate,
    pub notes: Option<String>,
    pub status: ExpenseStatus,
    pub event: Option<EventOf>,
    /// Its parts, where it is divided over several events.
    pub shares: Vec<ShareOf>,
    /// What it was worked out of, where it was.
    pub units: Option<Units>,
    /// What of it was against the policy when it was submitted; of a draft, what would be now.
    pub findings: Vec<Finding>,
    pub claimant: Colleague,
    /// Who gets the money, where it is not the claimant.
    pub payee: Option<Colleague>,
    pub submitted_at: Option<DateTime<Utc>>,
    /// Of one that is submitted.
    pub worth: Option<Worth>,
    /// Of one in another currency that is paid, once somebody has said it.
    pub settled: Option<Settled>,
    pub approved_by: Option<Colleague>,
    pub approved_at: Option<DateTime<Utc>>,
    pub paid_by: Option<Colleague>,
    pub paid_at: Option<DateTime<Utc>>,
    pub payment_reference: Option<String>,
    /// The paid claim that this one takes back.
    pub reverses: Option<ExpenseId>,
    /// Who made a claim that takes another back.
    pub made_by: Option<Colleague>,
    /// The claim that takes this one back.
    pub reversed_by: Option<ExpenseId>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub is_deleted: bool,
    /// What became of it so far, oldest first.
    pub steps: Vec<Step>,
    /// Who has said yes, and whom it waits for.
    pub approvals: Approvals,
    /// Others that may be the same.
    pub duplicates: Vec<Duplicate>,
    /// What should be looked at before it is submitted or approved.
    pub warnings: Vec<String>,
    pub may: MayDo,
}

/// What whoever asks may do with a claim as it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a button of its own")]
pub struct MayDo {
    pub edit: bool,
    pub submit: bool,
    pub recall: bool,
    pub delete: bool,
    /// Approve, reject, or send back with a question.
    pub decide: bool,
    pub pay: bool,
    /// Say what it came to.
    pub settle: bool,
    pub reverse: bool,
}

/// A claim that may be the same as another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duplicate {
    pub id: ExpenseId,
    pub title: String,
    pub amount: Money,
    pub expense_date: NaiveDate,
    pub status: ExpenseStatus,
    pub claimant: String,
    /// The very same file; otherwise the same amount on the same day.
    pub is_same_receipt: bool,
}

/// How much there is of one status, in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusSum {
    pub status: ExpenseStatus,
    pub count: i64,
    pub sum: Money,
}

/// What waits for a decision of whoever asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbox {
    /// The longest waiting first.
    pub page: Page<ExpenseRow>,
    /// All of them, not only those of the page, by currency.
    pub sums: Vec<Money>,
    /// Nobody but whoever asks could decide about their own claims.
    pub is_alone: bool,
    /// How many claims wait that nobody who is here can decide about.
    pub stuck: i64,
}

/// All that waits for a decision of whoever asks, each as it stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The longest waiting first; as many as are decided about at once.
    pub claims: Vec<Wanted>,
    /// What each of these counts in a sum, in their order.
    pub amounts: Vec<Money>,
    /// What these come to, by currency.
    pub sums: Vec<Money>,
    /// More wait than these.
    pub is_more: bool,
}

/// What the form of a claim offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpenseChoices {
    /// The organisation's own.
    pub base_currency: Currency,
    /// Recent and coming events, latest first.
    pub events: Vec<EventOf>,
    /// Their last days.
    pub ends: Vec<(EventId, EndOf)>,
    /// What is asked of claims.
    pub policy: Policy,
    /// What is paid for a distance or a day.
    pub unit_rates: Vec<UnitRate>,
    /// Categories in use, by name.
    pub categories: Vec<String>,
    /// Who else could get the money.
    pub colleagues: Vec<Colleague>,
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn every_status_is_reached_and_only_what_is_paid_ends_a_claim() {
        for status in ExpenseStatus::ALL {
            let is_reached = ExpenseStatus::ALL
                .iter()
                .any(|from| from.moves().contains(status));
            assert!(is_reached, "{status} is never reached");
            assert_eq!(
                status.moves().is_empty(),
                *status == ExpenseStatus::Paid,
                "{status}"
            );
        }
    }
}
