//! Which claims a list shows.

use super::ExpenseStatus;
use crate::ids::EventId;
use crate::query::written;
use crate::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// Whose claims.
    Whose {
        Mine = "mine", "Mine";
        /// Of everybody whose claims one sees.
        All = "all", "Everybody's";
    }
}

/// Longest search.
pub(super) const LONGEST_SEARCH: usize = 100;

/// What of the claims is listed; the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpenseFilter {
    pub whose: Whose,
    /// All where there is none.
    pub status: Option<ExpenseStatus>,
    pub event: Option<EventId>,
    /// Part of the title, the merchant or the category; empty for all.
    pub search: String,
}

impl Default for ExpenseFilter {
    fn default() -> Self {
        Self {
            whose: Whose::Mine,
            status: None,
            event: None,
            search: String::new(),
        }
    }
}

impl ExpenseFilter {
    /// From the page's query, `get` being its look-up. What makes no sense is left out.
    #[must_use]
    pub fn from_query(get: impl Fn(&str) -> Option<String>) -> Self {
        let given = |name| get(name).unwrap_or_default();
        let search: String = given("q")
            .chars()
            .filter(|c| !c.is_control())
            .take(LONGEST_SEARCH)
            .collect();
        Self {
            whose: given("whose").parse().unwrap_or(Whose::Mine),
            status: given("status").parse().ok(),
            event: given("event").parse().ok(),
            search: search.trim().to_owned(),
        }
    }

    /// What of the query leads here, without what is as usual.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let mut parameters = Vec::new();
        if self.whose != Whose::Mine {
            parameters.push(("whose", self.whose.to_string()));
        }
        if let Some(status) = self.status {
            parameters.push(("status", status.to_string()));
        }
        if let Some(event) = self.event {
            parameters.push(("event", event.to_string()));
        }
        if !self.search.is_empty() {
            parameters.push(("q", self.search.clone()));
        }
        parameters
    }

    /// The same as the text of a query.
    #[must_use]
    pub fn to_query(&self) -> String {
        written(&self.parameters())
    }
}

#[cfg(test)]
mod unit {
    use super::*;
    use crate::query::Query;

    #[test]
    fn a_filter_survives_its_address() {
        let filter = ExpenseFilter {
            whose: Whose::All,
            status: Some(ExpenseStatus::Approved),
            event: Some(EventId::new()),
            search: "Bahn & Söhne".into(),
        };
        let query = Query::parse(&filter.to_query());
        assert_eq!(ExpenseFilter::from_query(|name| query.get(name)), filter);
        assert_eq!(ExpenseFilter::default().to_query(), "");
    }
}
