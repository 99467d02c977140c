//! Companies. There is no table of them: a company is what contacts have in common who name the
//! same one, whatever its letters' case and accents.

use super::filter::written;
use super::{
    ContactLink, ContactType, Cursor, InteractionType, Page, Strength, StrengthLevel, TimelineEntry,
};
use crate::accounts::types::Colleague;
use crate::ids::ContactId;
use crate::text_enum;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What a list of companies can be sorted by.
    CompanySort {
        Name = "name", "Company";
        People = "people", "People";
        LastInteraction = "last_interaction", "Last interaction";
    }
}

impl CompanySort {
    /// Whether a first click on the column puts the greatest on top.
    #[must_use]
    pub const fn descends_first(self) -> bool {
        matches!(self, Self::People | Self::LastInteraction)
    }
}

/// Which companies, in which order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CompanyFilter {
    /// Prefix of the name; empty for all.
    pub search: String,
    pub sort: CompanySort,
    pub descending: bool,
}

impl Default for CompanyFilter {
    fn default() -> Self {
        Self {
            search: String::new(),
            sort: CompanySort::Name,
            descending: false,
        }
    }
}

/// Longest search: no company's name is longer.
const LONGEST_SEARCH: usize = 100;

impl CompanyFilter {
    /// From the page's query, `get` being its look-up. What makes no sense is left out.
    #[must_use]
    pub fn from_query(get: impl Fn(&str) -> Option<String>) -> Self {
        let given = |name| get(name).unwrap_or_default();
        let sort: CompanySort = given("sort").parse().unwrap_or(CompanySort::Name);
        let kept: String = given("q")
            .chars()
            .filter(|letter| !letter.is_control())
            .take(LONGEST_SEARCH)
            .collect();
        Self {
            search: kept.trim().to_owned(),
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
        if !self.search.is_empty() {
            parameters.push(("q", self.search.clone()));
        }
        if self.sort != CompanySort::Name {
            parameters.push(("sort", self.sort.to_string()));
        }
        if self.descending != self.sort.descends_first() {
            parameters.push(("dir", if self.descending { "desc" } else { "asc" }.to_owned()));
        }
        parameters
    }

    /// The query that leads here, with its question mark; empty where everything is as usual.
    #[must_use]
    pub fn to_query(&self, cursor: Option<&Cursor>) -> String {
        let mut parameters = self.parameters();
        match cursor {
            Some(Cursor::After(row)) => parameters.push(("after", row.clone())),
            Some(Cursor::Before(row)) => parameters.push(("before", row.clone())),
            None => {}
        }
        written(&parameters)
    }

    /// The filter after a click on a column: sorted by it, or the other way round if it was.
    #[must_use]
    pub fn sorted_by(&self, sort: CompanySort) -> Self {
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

/// The query of the form of a new contact at a company.
#[must_use]
pub fn query_of_new_at(company: &str) -> String {
    written(&[("company", company.to_owned())])
}

/// A company in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyRow {
    /// What its people have in common: the name, folded.
    pub key: String,
    /// The name as most of its people write it.
    pub name: String,
    pub people: u32,
    /// The furthest that one of its people has come.
    pub best_stage: ContactType,
    /// The mean of its people's lead scores, 0 to 100.
    pub average_score: i32,
    pub last_interaction: Option<DateTime<Utc>>,
    /// Those who look after most of its people.
    pub owners: Vec<String>,
    /// How many look after its people in all.
    pub owners_total: u32,
    /// That of the person there we know best.
    pub strength: StrengthLevel,
}

/// A company's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    pub key: String,
    /// As most of its people write it.
    pub name: String,
    /// Other ways in which it is written, and by how many; only the first of them.
    pub spellings: Vec<(String, u32)>,
    pub people_total: u32,
    pub best_stage: ContactType,
    /// The mean of its people's lead scores, 0 to 100.
    pub average_score: i32,
    pub last_interaction: Option<DateTime<Utc>>,
    /// That of the person there we know best.
    pub strength: StrengthLevel,
    pub closest: Option<Closest>,
    /// Those with the latest interaction first.
    pub people: Page<CompanyPerson>,
}

/// Who of us knows whom of them best.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closest {
    /// Of us.
    pub colleague: String,
    /// Of them.
    pub contact: ContactLink,
    /// The latest that the two did together.
    pub interaction_type: InteractionType,
    pub at: DateTime<Utc>,
}

/// Somebody at a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyPerson {
    pub id: ContactId,
    pub name: String,
    pub job_title: Option<String>,
    pub contact_type: ContactType,
    pub owner: Option<Colleague>,
    pub last_interaction: Option<DateTime<Utc>>,
    pub strength: Strength,
}

/// One line of the joined history of a company's people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyEntry {
    pub contact: ContactLink,
    pub entry: TimelineEntry,
}

#[cfg(all(test, feature = "ssr"))]
mod unit {
    use super::*;
    use proptest::prelude::*;

    fn from_address(query: &str) -> (CompanyFilter, Option<Cursor>) {
        let pairs: Vec<(String, String)> =
            url::form_urlencoded::parse(query.trim_start_matches('?').as_bytes())
                .into_owned()
                .collect();
        let get = |name: &str| {
            let found = pairs.iter().find(|(key, _)| key == name);
            found.map(|(_, value)| value.clone())
        };
        (CompanyFilter::from_query(get), Cursor::from_query(get))
    }

    proptest! {
        #[test]
        fn a_filter_survives_its_address(
            search in "\\PC{0,40}",
            sort in proptest::sample::select(CompanySort::ALL),
            descending: bool,
            row in "[A-Za-z0-9_-]{1,40}",
        ) {
            let filter = CompanyFilter { search: search.trim().to_owned(), sort, descending };
            let cursor = Cursor::After(row);
            prop_assert_eq!(from_address(&filter.to_query(None)), (filter.clone(), None));
            prop_assert_eq!(from_address(&filter.to_query(Some(&cursor))), (filter, Some(cursor)));
        }

        #[test]
        fn any_address_shows_a_list(query in ".{0,200}") {
            let (filter, _) = from_address(&query);
            prop_assert_eq!(from_address(&filter.to_query(None)).0, filter);
        }
    }

    #[test]
    fn the_usual_list_has_a_bare_address() {
        assert_eq!(CompanyFilter::default().to_query(None), "");
        let by_people = CompanyFilter::default().sorted_by(CompanySort::People);
        assert_eq!(by_people.to_query(None), "?sort=people");
        assert_eq!(
            by_people.sorted_by(CompanySort::People).to_query(None),
            "?sort=people&dir=asc"
        );
    }
}
