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

    /// The query that leads here, with its question mark; empty where everything is as usual.
    #[must_use]
    pub fn to_query(&self, cursor: Option<&Cursor>) -> String {
        let mut query = Query::default();
        for (name, value) in self.parameters() {
            query.add(name, &value);
        }
        match cursor {
            Some(Cursor::After(row)) => query.add("after", row),
            Some(Cursor::Before(row)) => query.add("before", row),
            None => {}
        }
        query.0
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

/// A query under construction.
#[derive(Default)]
struct Query(String);

impl Query {
    fn add(&mut self, name: &str, value: &str) {
        self.0.push(if self.0.is_empty() { '?' } else { '&' });
        self.0.push_str(name);
        self.0.push('=');
        for byte in value.bytes() {
            // Unreserved characters stay (RFC 3986, section 2.3); everything else is escaped.
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                self.0.push(byte.into());
            } else {
                self.0.push_str(&format!("%{byte:02X}"));
            }
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod unit {
    use super::*;
    use proptest::prelude::*;

    fn from_address(query: &str) -> (ContactFilter, Option<Cursor>) {
        let pairs: Vec<(String, String)> =
            url::form_urlencoded::parse(query.trim_start_matches('?').as_bytes())
                .into_owned()
                .collect();
        let get = |name: &str| {
            pairs
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.clone())
        };
        (ContactFilter::from_query(get), Cursor::from_query(get))
    }

    fn any_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = Option<T>> {
        proptest::option::of(proptest::sample::select(all))
    }

    fn any_filter() -> impl Strategy<Value = ContactFilter> {
        let owner = prop_oneof![
            Just(OwnerFilter::Anyone),
            Just(OwnerFilter::Me),
            Just(OwnerFilter::Nobody),
            any::<u128>().prop_map(|id| OwnerFilter::Person(UserId(uuid::Uuid::from_u128(id)))),
        ];
        (
            any::<String>().prop_map(|typed| clean_search(typed.trim())),
            any_of(ContactType::ALL),
            any_of(ContactStatus::ALL),
            any_of(Priority::ALL),
            owner,
            proptest::sample::select(ContactSort::ALL),
            any::<bool>(),
        )
            .prop_map(
                |(search, contact_type, status, priority, owner, sort, descending)| ContactFilter {
                    search,
                    contact_type,
                    status,
                    priority,
                    owner,
                    sort,
                    descending,
                },
            )
    }

    proptest! {
        #[test]
        fn a_filter_survives_its_address(filter in any_filter(), row in "[A-Za-z0-9_-]{1,40}", back: bool) {
            let cursor = if back { Cursor::Before(row) } else { Cursor::After(row) };
            prop_assert_eq!(from_address(&filter.to_query(None)), (filter.clone(), None));
            prop_assert_eq!(from_address(&filter.to_query(Some(&cursor))), (filter, Some(cursor)));
        }

        #[test]
        fn any_address_shows_a_list(query in ".{0,200}") {
            let (filter, _) = from_address(&query);
            let again = from_address(&filter.to_query(None)).0;
            prop_assert_eq!(again, filter);
        }
    }

    #[test]
    fn the_usual_list_has_a_bare_address() {
        assert_eq!(ContactFilter::default().to_query(None), "");
    }

    #[test]
    fn unknown_values_are_left_out() {
        let (filter, cursor) = from_address(
            "?q=%00ada%07&type=enemy&status=&priority=HIGH&owner=someone&sort=shoe_size&dir=up&after=",
        );
        assert_eq!(
            filter,
            ContactFilter {
                search: "ada".into(),
                ..ContactFilter::default()
            }
        );
        assert_eq!(cursor, None);
        assert!(filter.narrows());
    }

    #[test]
    fn a_column_clicked_twice_is_turned_round() {
        let by_score = ContactFilter::default().sorted_by(ContactSort::Score);
        assert!(by_score.descending);
        assert_eq!(by_score.to_query(None), "?sort=score");
        assert_eq!(
            by_score.sorted_by(ContactSort::Score).to_query(None),
            "?sort=score&dir=asc"
        );
    }
}
