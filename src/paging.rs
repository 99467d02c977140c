//! Lists, a page at a time.

use serde::{Deserialize, Serialize};

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

    /// As it stands in a query.
    #[must_use]
    pub fn parameter(&self) -> (&'static str, String) {
        match self {
            Self::After(row) => ("after", row.clone()),
            Self::Before(row) => ("before", row.clone()),
        }
    }
}

/// Some rows of a list and how to get to its neighbours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// Present where rows follow.
    pub next: Option<Cursor>,
    /// Present where rows precede.
    pub previous: Option<Cursor>,
    /// How many rows the whole list has, where somebody wants to know.
    pub total: Option<Total>,
}

impl<T> Page<T> {
    /// The same page of other rows.
    #[must_use]
    pub fn map<U>(self, row: impl FnMut(T) -> U) -> Page<U> {
        Page {
            rows: self.rows.into_iter().map(row).collect(),
            next: self.next,
            previous: self.previous,
            total: self.total,
        }
    }
}

/// How many there are, as far as it is worth counting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    pub count: u32,
    /// There are more; they were not counted.
    pub is_more: bool,
}

impl Total {
    /// From a count that stops one after `most`.
    #[must_use]
    pub fn of(counted: i64, most: u32) -> Self {
        let counted = u32::try_from(counted.max(0)).unwrap_or(u32::MAX);
        Self {
            count: counted.min(most),
            is_more: counted > most,
        }
    }

    /// The same, where there may be more for another reason.
    #[must_use]
    pub fn or_more(self, is_more: bool) -> Self {
        Self {
            is_more: self.is_more || is_more,
            ..self
        }
    }
}
