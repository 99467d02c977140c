//! Which events a list shows.

use crate::ids::SeriesId;
use crate::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// One of the lists.
    Shown {
        /// Announced and not over, those called off among them; the next first.
        Upcoming = "upcoming", "Upcoming";
        /// Announced and over; the latest first.
        Past = "past", "Past";
        /// Made by whoever asks, or with their help; the latest first.
        Mine = "mine", "Mine";
        /// Not announced yet; the next first.
        Drafts = "drafts", "Drafts";
        /// Whatever is not in the trash, the first first: of a series.
        All = "all", "All";
        /// Deleted; what was deleted last first.
        Trash = "trash", "Trash";
    }
}

impl Shown {
    /// Whether the latest comes first.
    #[must_use]
    pub const fn descends(self) -> bool {
        matches!(self, Self::Past | Self::Mine | Self::Trash)
    }
}

/// Longest search.
const LONGEST_SEARCH: usize = 100;

/// What of the events is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventFilter {
    pub shown: Shown,
    /// Part of the title, the venue or the town; empty for all.
    pub search: String,
    /// Those of a series only.
    #[serde(default)]
    pub series: Option<SeriesId>,
}

impl Default for EventFilter {
    fn default() -> Self {
        Self {
            shown: Shown::Upcoming,
            search: String::new(),
            series: None,
        }
    }
}

impl EventFilter {
    /// All events of a series.
    #[must_use]
    pub fn of_series(series: SeriesId) -> Self {
        Self {
            shown: Shown::All,
            series: Some(series),
            ..Self::default()
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
        Self {
            shown: given("show").parse().unwrap_or(Shown::Upcoming),
            search: search.trim().to_owned(),
            series: given("series").parse().ok(),
        }
    }

    /// What of the query leads here, without what is as usual.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let mut parameters = Vec::new();
        if self.shown != Shown::Upcoming {
            parameters.push(("show", self.shown.to_string()));
        }
        if !self.search.is_empty() {
            parameters.push(("q", self.search.clone()));
        }
        if let Some(series) = self.series {
            parameters.push(("series", series.to_string()));
        }
        parameters
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_filter_survives_its_address() {
        for shown in Shown::ALL {
            let filter = EventFilter {
                shown: *shown,
                search: "Gala & Dinner".into(),
                series: Some(SeriesId::new()),
            };
            let parameters = filter.parameters();
            let get = |name: &str| {
                parameters
                    .iter()
                    .find(|(known, _)| *known == name)
                    .map(|(_, value)| value.clone())
            };
            assert_eq!(EventFilter::from_query(get), filter);
        }
    }

    #[test]
    fn nonsense_in_an_address_still_shows_a_list() {
        let get = |name: &str| Some(if name == "show" { "?" } else { " a\0b " }.to_owned());
        assert_eq!(EventFilter::from_query(get).search, "ab");
        assert_eq!(EventFilter::from_query(get).shown, Shown::Upcoming);
    }
}
