//! Which attendees a list shows, and in which order.

use super::AttendeeStatus;
use crate::query::{Query, written};
use crate::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What a list is sorted by.
    AttendeeSort {
        /// The last name, and the first.
        Name = "name", "Name";
        /// When they were added.
        Added = "added", "Added";
        Status = "status", "Status";
        /// Their place in the line; only of those who wait.
        Line = "line", "Place in line";
    }
}

/// Longest search.
const LONGEST_SEARCH: usize = 100;

/// What of the attendees is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendeeFilter {
    /// All where there is none.
    pub status: Option<AttendeeStatus>,
    /// Beginnings of words of the name, the company and the e-mail address; empty for all.
    pub search: String,
    pub sort: AttendeeSort,
    pub descending: bool,
}

impl Default for AttendeeFilter {
    fn default() -> Self {
        Self::of(None)
    }
}

impl AttendeeFilter {
    /// All of a status, or all, in their usual order: the line as it is, everybody else by name.
    #[must_use]
    pub fn of(status: Option<AttendeeStatus>) -> Self {
        Self {
            status,
            search: String::new(),
            sort: Self::usual(status),
            descending: false,
        }
    }

    fn usual(status: Option<AttendeeStatus>) -> AttendeeSort {
        match status {
            Some(AttendeeStatus::Waitlisted) => AttendeeSort::Line,
            _ => AttendeeSort::Name,
        }
    }

    /// From the page's query, `get` being its look-up. What makes no sense is left out.
    #[must_use]
    pub fn from_query(get: impl Fn(&str) -> Option<String>) -> Self {
        let given = |name| get(name).unwrap_or_default();
        let search: String = given("q")
            .chars()
            .filter(|c| !c.is_control())
            .take(LONGEST_SEARCH)
            .collect();
        let status = given("status").parse().ok();
        let sort = given("sort").parse().ok();
        let is_line = status == Some(AttendeeStatus::Waitlisted);
        Self {
            status,
            search: search.trim().to_owned(),
            sort: sort
                .filter(|sort| *sort != AttendeeSort::Line || is_line)
                .unwrap_or_else(|| Self::usual(status)),
            descending: given("order") == "desc",
        }
    }

    /// From the text of a query, as [`AttendeeFilter::to_query`] writes it.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let query = Query::parse(query);
        Self::from_query(|name| query.get(name))
    }

    /// What of the query leads here, without what is as usual.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let mut parameters = Vec::new();
        if let Some(status) = self.status {
            parameters.push(("status", status.to_string()));
        }
        if self.sort != Self::usual(self.status) {
            parameters.push(("sort", self.sort.to_string()));
        }
        if self.descending {
            parameters.push(("order", "desc".to_owned()));
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

    /// The same list of another status, in its own usual order where this one's is usual.
    #[must_use]
    pub fn with_status(&self, status: Option<AttendeeStatus>) -> Self {
        Self {
            search: self.search.clone(),
            ..Self::of(status)
        }
    }

    /// The same list in another order; the other way round where it is in that one already.
    #[must_use]
    pub fn sorted_by(&self, sort: AttendeeSort) -> Self {
        Self {
            sort,
            descending: self.sort == sort && !self.descending,
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_filter_survives_its_address() {
        for status in AttendeeStatus::ALL.iter().copied().map(Some).chain([None]) {
            for sort in AttendeeSort::ALL {
                let filter = AttendeeFilter {
                    search: "Ada & Söhne".into(),
                    descending: true,
                    ..AttendeeFilter::of(status).sorted_by(*sort)
                };
                let is_line = status == Some(AttendeeStatus::Waitlisted);
                if *sort != AttendeeSort::Line || is_line {
                    assert_eq!(AttendeeFilter::parse(&filter.to_query()), filter);
                }
            }
        }
    }

    #[test]
    fn nonsense_in_an_address_still_shows_a_list() {
        let filter = AttendeeFilter::parse("?status=dead&sort=line&order=up&q=+a%00b+");
        assert_eq!(
            filter,
            AttendeeFilter {
                search: "ab".into(),
                ..AttendeeFilter::default()
            }
        );
    }
}
