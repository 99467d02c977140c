//! Which contacts, in which order: all of it stands in the page's query.

use super::{ContactStatus, ContactType, Priority};
use crate::ids::UserId;
use crate::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What a list of contacts can be sorted by.
    ContactSort {
        Name = "name", "Name";
        Company = "company", "Company";
        Score = "score", "Score";
        LastInteraction = "last_interaction", "Last interaction";
        Created = "created", "Added";
    }
}

impl ContactSort {
    /// Whether a first click on the column puts the greatest on top.
    #[must_use]
    pub const fn descends_first(self) -> bool {
        matches!(self, Self::Score | Self::LastInteraction | Self::Created)
    }
}

/// Whose contacts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum OwnerFilter {
    #[default]
    Anyone,
    /// Whoever is looking.
    Me,
    Nobody,
    Person(UserId),
}

/// Which contacts, in which order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactFilter {
    /// Prefix of a name, a company or an e-mail address; empty for all.
    pub search: String,
    pub contact_type: Option<ContactType>,
    pub status: Option<ContactStatus>,
    pub priority: Option<Priority>,
    pub owner: OwnerFilter,
    pub sort: ContactSort,
    pub descending: bool,
}

impl Default for ContactFilter {
    fn default() -> Self {
        Self {
            search: String::new(),
            contact_type: None,
            status: None,
            priority: None,
            owner: OwnerFilter::Anyone,
            sort: ContactSort::Name,
            descending: false,
        }
    }
}

/// Where a page of a list begins: after, or before, a row (opaque to the browser).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cursor {
    After(String),
    Before(String),
}

impl Cursor {
    /// From the page's query, `get` being its look-up.
    #[must_use]
    pub fn from_query(get: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let given = |name| get(name).filter(|text: &String| !text.is_empty());
        given("after")
            .map(Self::After)
            .or_else(|| given("before").map(Self::Before))
    }
}

/// Longest search; no name, company or address that is worth finding needs more of itself typed.
const LONGEST_SEARCH: usize = 100;

impl ContactFilter {
    /// From the page's query, `get` being its look-up. What makes no sense is left out: an old
    /// or mistyped address still shows a list.
    #[must_use]
    pub fn from_query(get: impl Fn(&str) -> Option<String>) -> Self {
        let given = |name| {
            get(name)
                .map(|text: String| text.trim().to_owned())
                .unwrap_or_default()
        };
        let sort: ContactSort = given("sort").parse().unwrap_or(ContactSort::Name);
        Self {
            search: clean_search(&given("q")),
            contact_type: given("type").parse().ok(),
            status: given("status").parse().ok(),
            priority: given("priority").parse().ok(),
            owner: match given("owner").as_str() {
                "me" => OwnerFilter::Me,
                "none" => OwnerFilter::Nobody,
                id => id.parse().map_or(OwnerFilter::Anyone, OwnerFilter::Person),
            },
            sort,
            descending: match given("dir").as_str() {
                "asc" => false,
                "desc" => true,
                _ => sort.descends_first(),
            },
        }
    }

    /// What of the query leads here, name and value, without what is as usual.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let mut parameters = Vec::new();
        let mut add = |name, value: &str| parameters.push((name, value.to_owned()));
        if !self.search.is_empty() {
            add("q", &self.search);
        }
        if let Some(contact_type) = self.contact_type {
            add("type", contact_type.as_str());
        }
        if let Some(status) = self.status {
            add("status", status.as_str());
        }
        if let Some(priority) = self.priority {
            add("priority", priority.as_str());
        }
        match self.owner {
            OwnerFilter::Anyone => {}
            OwnerFilter::Me => add("owner", "me"),
            OwnerFilter::Nobody => add("owner", "none"),
            OwnerFilter::Person(id) => add("owner", &id.to_string()),
        }
        if self.sort != ContactSort::Name {
            add("sort", self.sort.as_str());
        }
        if self.descending != self.sort.descends_first() {
            add("dir", if self.descending { "desc" } else { "asc" });
        }
        parameters
    }

    /// Whether anything is left out, so that an empty list may mean too narrow a filter.
    #[must_use]
    pub fn narrows(&self) -> bool {
        !self.search.is_empty()
            || self.contact_type.is_some()
            || self.status.is_some()
            || self.priority.is_some()
            || self.owner != OwnerFilter::Anyone
    }

    /// All contacts, in the same order.
    #[must_use]
    pub fn everybody(&self) -> Self {
        Self {
            sort: self.sort,
            descending: self.descending,
            ..Self::default()
        }
    }

    /// The filter after a click on a column: sorted by it, or the other way round if it was.
    #[must_use]
    pub fn sorted_by(&self, sort: ContactSort) -> Self {
        let descending = if self.sort == sort {
            !self.descending
        } else {
            sort.descends_first()
        };
        Self {
            sort,
            descending,
            ..self.clone()
        }
    }
}

/// What is searched for, without what no stored text holds.
fn clean_search(typed: &str) -> String {
    let kept: String = typed
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_SEARCH)
        .collect();
    kept.trim().to_owned()
}
