//! Which contacts, in which order: all of it stands in the page's query.

use crate::text_enum;
use serde::{Deserialize, Serialize};

mod condition;
mod text;

pub use crate::query::Query;
pub(super) use crate::query::{push_escaped, written};
pub use condition::{Condition, ConditionKey, OwnerFilter, When, industry_value, tag_value, value_word};

text_enum! {
    /// What a list of contacts can be sorted by. Relevance is how well a contact matches a search; equals
    /// are in the order of their names.
    ContactSort {
        Relevance = "relevance", "Relevance";
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

    /// The order of a list for which none was chosen.
    const fn usual(search: &str) -> Self {
        if search.is_empty() {
            Self::Name
        } else {
            Self::Relevance
        }
    }
}

text_enum! {
    /// How many of several things have to be so.
    Join {
        All = "all", "All";
        Any = "any", "Any";
    }
}

/// Conditions of which all, or any, have to be met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub join: Join,
    pub conditions: Vec<Condition>,
}

/// Which contacts, in which order. It travels as the query of its address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct ContactFilter {
    /// Words of a name, a company or an e-mail address, or how they begin; empty for all.
    pub search: String,
    /// All of these have to be met; at most one for each key, in the keys' order.
    pub conditions: Vec<Condition>,
    /// And all, or any, of these as well.
    pub groups: Vec<Group>,
    /// How many of the groups.
    pub join: Join,
    pub sort: ContactSort,
    pub descending: bool,
}

impl Default for ContactFilter {
    fn default() -> Self {
        Self {
            search: String::new(),
            conditions: Vec::new(),
            groups: Vec::new(),
            join: Join::Any,
            sort: ContactSort::Name,
            descending: false,
        }
    }
}

/// Longest search; no name, company or address that is worth finding needs more of itself typed.
const LONGEST_SEARCH: usize = 100;
/// Most values of a condition, conditions of a filter and groups of it. What exceeds them is left out.
pub const MOST_VALUES: usize = 50;
pub const MOST_CONDITIONS: usize = 20;
pub const MOST_GROUPS: usize = 10;

/// The groups' names in an address.
const GROUPS: [&str; MOST_GROUPS] = ["g1", "g2", "g3", "g4", "g5", "g6", "g7", "g8", "g9", "g10"];

impl Group {
    /// As it stands in an address: `type:plug;score:50-80`, and with `any;` before it where one is
    /// enough.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        if self.join == Join::Any {
            text.push_str("any");
        }
        for condition in &self.conditions {
            if !text.is_empty() {
                text.push(';');
            }
            text.push_str(condition.key().as_str());
            text.push(':');
            text.push_str(&condition.text());
        }
        text
    }

    /// From an address; conditions that make no sense are left out.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut group = Self {
            join: Join::All,
            conditions: Vec::new(),
        };
        for (position, part) in text::split(text, ';').iter().enumerate() {
            match part.split_once(':') {
                Some((key, values)) => group.conditions.extend(
                    key.trim()
                        .parse()
                        .ok()
                        .and_then(|key| Condition::parse(key, values)),
                ),
                None if position == 0 => group.join = part.trim().parse().unwrap_or(Join::All),
                None => {}
            }
        }
        group
    }
}

impl ContactFilter {
    /// Contacts that meet all of these, by name.
    #[must_use]
    pub fn of(conditions: impl IntoIterator<Item = Condition>) -> Self {
        let mut filter = Self::default();
        for condition in conditions {
            filter.set(condition.key(), Some(condition));
        }
        filter
    }

    /// From the page's query, `get` being its look-up. What makes no sense is left out: an old
    /// or mistyped address still shows a list.
    #[must_use]
    pub fn from_query(get: &dyn Fn(&str) -> Option<String>) -> Self {
        let given = |name| get(name).unwrap_or_default().trim().to_owned();
        let search = clean_search(&given("q"));
        let sort: ContactSort = given("sort")
            .parse()
            .unwrap_or_else(|_| ContactSort::usual(&search));
        let mut filter = Self {
            search,
            join: given("match").parse().unwrap_or(Join::Any),
            sort,
            descending: match given("dir").as_str() {
                "asc" => false,
                "desc" => true,
                _ => sort.descends_first(),
            },
            ..Self::default()
        };
        for key in ConditionKey::ALL {
            filter.set(*key, Condition::parse(*key, &given(key.as_str())));
        }
        filter.groups = GROUPS.iter().map(|name| Group::parse(&given(name))).collect();
        filter.tidied()
    }

    /// The same filter within its bounds, and without what changes nothing: one address for each.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        self.conditions.truncate(MOST_CONDITIONS);
        let mut room = MOST_CONDITIONS - self.conditions.len();
        self.groups.truncate(MOST_GROUPS);
        for group in &mut self.groups {
            group.conditions.truncate(room);
            room -= group.conditions.len();
            if group.conditions.len() < 2 {
                group.join = Join::All;
            }
        }
        self.groups.retain(|group| !group.conditions.is_empty());
        if self.groups.len() < 2 {
            self.join = Join::Any;
        }
        if self.sort == ContactSort::Relevance {
            // The best come first, and without a search none is better than another.
            self.sort = ContactSort::usual(&self.search);
            self.descending = self.sort.descends_first();
        }
        self
    }

    /// What of the query leads here, name and value, without what is as usual.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let mut parameters = Vec::new();
        let mut add = |name, value: String| parameters.push((name, value));
        if !self.search.is_empty() {
            add("q", self.search.clone());
        }
        for condition in &self.conditions {
            add(condition.key().as_str(), condition.text());
        }
        for (name, group) in GROUPS.iter().zip(&self.groups) {
            add(name, group.text());
        }
        if self.join != Join::Any {
            add("match", self.join.to_string());
        }
        if self.sort != ContactSort::usual(&self.search) {
            add("sort", self.sort.to_string());
        }
        if self.descending != self.sort.descends_first() {
            add("dir", if self.descending { "desc" } else { "asc" }.to_owned());
        }
        parameters
    }

    /// What has to be so of one thing, outside of the groups.
    #[must_use]
    pub fn condition(&self, key: ConditionKey) -> Option<&Condition> {
        self.conditions.iter().find(|condition| condition.key() == key)
    }

    /// The filter with another condition of this key, or with none.
    #[must_use]
    pub fn with(&self, key: ConditionKey, condition: Option<Condition>) -> Self {
        let mut filter = self.clone();
        filter.set(key, condition);
        filter.tidied()
    }

    fn set(&mut self, key: ConditionKey, condition: Option<Condition>) {
        self.conditions.retain(|one| one.key() != key);
        if let Some(condition) = condition {
            let place = self.conditions.partition_point(|one| one.key() < key);
            self.conditions.insert(place, condition);
        }
    }

    /// The filter with another search: in the order that was chosen, or the usual one where none was.
    #[must_use]
    pub fn with_search(&self, search: String) -> Self {
        let usual = ContactSort::usual(&self.search);
        let is_usual = self.sort == usual && self.descending == usual.descends_first();
        let sort = if is_usual {
            ContactSort::usual(&search)
        } else {
            self.sort
        };
        Self {
            descending: if is_usual {
                sort.descends_first()
            } else {
                self.descending
            },
            search,
            sort,
            ..self.clone()
        }
        .tidied()
    }

    /// What it can be sorted by.
    pub fn sorts(&self) -> impl Iterator<Item = ContactSort> {
        let is_search = !self.search.is_empty();
        let all = ContactSort::ALL.iter().copied();
        all.filter(move |sort| is_search || *sort != ContactSort::Relevance)
    }

    /// The filter with other groups.
    #[must_use]
    pub fn with_groups(&self, join: Join, groups: Vec<Group>) -> Self {
        Self {
            join,
            groups,
            ..self.clone()
        }
        .tidied()
    }

    /// Whether anything is left out, so that an empty list may mean too narrow a filter.
    #[must_use]
    pub fn narrows(&self) -> bool {
        !self.search.is_empty() || !self.conditions.is_empty() || !self.groups.is_empty()
    }

    /// All contacts, in the same order.
    #[must_use]
    pub fn everybody(&self) -> Self {
        Self {
            sort: self.sort,
            descending: self.descending,
            ..Self::default()
        }
        .tidied()
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
        .tidied()
    }
}

impl From<ContactFilter> for String {
    fn from(filter: ContactFilter) -> Self {
        written(&filter.parameters())
    }
}

impl From<String> for ContactFilter {
    fn from(query: String) -> Self {
        let query = Query::parse(&query);
        Self::from_query(&|name| query.get(name))
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
