//! What a report is asked for, and what it says.

mod accounts;

pub use accounts::{Account, Accounts, AccountsForm, Purpose};

pub use crate::events::types::Month;
use crate::ids::{EventId, UserId};
use crate::query::written;
use crate::text_enum;
use crate::ui::money::Money;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

text_enum! {
    /// By what the claims of a report are told apart.
    Dimension {
        Type = "type", "Type";
        Person = "person", "Person";
        Event = "event", "Event";
        Category = "category", "Category";
        TaxRate = "tax_rate", "Tax";
        Month = "month", "Month";
    }
}

text_enum! {
    /// Which claims count.
    Counted {
        /// What is spent or will be.
        Bound = "bound", "Approved and paid";
        Paid = "paid", "Paid";
        Approved = "approved", "Approved";
        Waiting = "waiting", "Waiting";
        All = "all", "All submitted";
    }
}

impl Counted {
    /// The statuses of claims that count, as they are stored.
    #[must_use]
    pub const fn statuses(self) -> &'static [&'static str] {
        match self {
            Self::Bound => &["approved", "paid"],
            Self::Paid => &["paid"],
            Self::Approved => &["approved"],
            Self::Waiting => &["pending"],
            Self::All => &["pending", "approved", "paid"],
        }
    }
}

/// What a report is asked for. A claim belongs to the month in which the money was spent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportFilter {
    pub by: Dimension,
    /// The first and the last month; the year that it is where there is none.
    pub from: Option<Month>,
    pub to: Option<Month>,
    pub counted: Counted,
    /// Of one person only.
    pub person: Option<UserId>,
    /// For one event only.
    pub event: Option<EventId>,
}

impl Default for ReportFilter {
    fn default() -> Self {
        Self {
            by: Dimension::Type,
            from: None,
            to: None,
            counted: Counted::Bound,
            person: None,
            event: None,
        }
    }
}

impl ReportFilter {
    /// From the page's query, `get` being its look-up. What makes no sense is left out.
    #[must_use]
    pub fn from_query(get: impl Fn(&str) -> Option<String>) -> Self {
        let given = |name| get(name).unwrap_or_default();
        let usual = Self::default();
        Self {
            by: given("by").parse().unwrap_or(usual.by),
            from: given("from").parse().ok(),
            to: given("to").parse().ok(),
            counted: given("counted").parse().unwrap_or(usual.counted),
            person: given("person").parse().ok(),
            event: given("event").parse().ok(),
        }
    }

    /// What of the query leads here, without what is as usual.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let usual = Self::default();
        let mut parameters = Vec::new();
        if self.by != usual.by {
            parameters.push(("by", self.by.to_string()));
        }
        parameters.extend(self.from.map(|month| ("from", month.to_string())));
        parameters.extend(self.to.map(|month| ("to", month.to_string())));
        if self.counted != usual.counted {
            parameters.push(("counted", self.counted.to_string()));
        }
        parameters.extend(self.person.map(|id| ("person", id.to_string())));
        parameters.extend(self.event.map(|id| ("event", id.to_string())));
        parameters
    }

    /// The same as the text of a query.
    #[must_use]
    pub fn to_query(&self) -> String {
        written(&self.parameters())
    }

    /// The months that are meant, on a day: in their order, and ten years at most.
    #[must_use]
    pub fn period(&self, today: NaiveDate) -> (Month, Month) {
        let (first, last) = match (self.from, self.to) {
            (None, None) => year(today.year()),
            (Some(from), None) => (from, from.max(Month::of(today))),
            (None, Some(to)) => (to.back(11), to),
            (Some(from), Some(to)) => (from.min(to), from.max(to)),
        };
        (first.max(last.back(MOST_MONTHS - 1)), last)
    }
}

/// The first and the last month of a year.
#[must_use]
pub fn year(year: i32) -> (Month, Month) {
    let month = |month| Month::of(NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default());
    (month(1), month(12))
}

/// The longest period of a report.
pub const MOST_MONTHS: u32 = 120;

/// What some claims come to, in the organisation's own currency; what was taken back is subtracted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    pub claims: i64,
    /// Tax included.
    pub gross: Money,
    pub tax: Money,
}

impl Sum {
    /// Without the tax.
    #[must_use]
    pub fn net(&self) -> Money {
        self.gross.checked_sub(self.tax).unwrap_or(self.gross)
    }
}

/// What exchange gained and lost with the claims of which somebody has said what they came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    pub claims: i64,
    /// Of those that came to more than they are worth; of reversals, less.
    pub lost: Money,
    /// Of the others.
    pub gained: Money,
}

/// A line of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRow {
    /// What the claims of this line have in common, as it is stored; empty where there is nothing.
    pub key: String,
    /// The same for people: a name, a title, a type; months and rates of tax are put into words where they are drawn.
    pub label: String,
    pub sum: Sum,
}

/// What a report says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// By what its lines are told apart: what was asked for.
    pub by: Dimension,
    pub from: Month,
    pub to: Month,
    /// On which day it was made.
    pub today: NaiveDate,
    /// The largest first; months in their order.
    pub rows: Vec<ReportRow>,
    /// What the lines that are left out come to, where there are too many.
    pub others: Option<Sum>,
    pub total: Sum,
    /// Each month of the period.
    pub months: Vec<(Month, Sum)>,
    /// None where it is said of no claim, and in a report of one event.
    pub exchange: Option<Exchange>,
    /// Whose claims, where it is one person's.
    pub person: Option<String>,
    /// For which event, where it is one.
    pub event: Option<String>,
    /// Whether it is of everybody's claims, and not of those only that whoever asks may see.
    pub is_of_all: bool,
}

#[cfg(test)]
mod unit;
