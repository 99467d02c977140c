//! All that the address of the list of contacts says.

use super::{ContactFilter, Cursor};
use crate::ids::ContactId;
use crate::text_enum;

text_enum! {
    /// How the list is laid out: two views of the same contacts.
    Layout {
        Table = "table", "Table";
        Board = "board", "Board";
    }
}

/// Which contacts, in which order, laid out how, and which of them is open beside the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListState {
    pub filter: ContactFilter,
    pub layout: Layout,
    /// The contact in the side panel.
    pub panel: Option<ContactId>,
    /// Where the page of the table begins.
    pub cursor: Option<Cursor>,
}

impl Default for ListState {
    fn default() -> Self {
        ContactFilter::default().into()
    }
}

impl From<ContactFilter> for ListState {
    fn from(filter: ContactFilter) -> Self {
        Self {
            filter,
            layout: Layout::Table,
            panel: None,
            cursor: None,
        }
    }
}

impl ListState {
    /// From the page's query, `get` being its look-up. What makes no sense is left out.
    #[must_use]
    pub fn from_query(get: impl Fn(&str) -> Option<String>) -> Self {
        let given = |name| get(name).unwrap_or_default();
        Self {
            filter: ContactFilter::from_query(&get),
            layout: given("layout").parse().unwrap_or(Layout::Table),
            panel: given("panel").parse().ok(),
            cursor: Cursor::from_query(&get),
        }
    }

    /// What of the query leads here, name and value, without what is as usual.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let mut parameters = self.filter.parameters();
        if self.layout != Layout::Table {
            parameters.push(("layout", self.layout.as_str().to_owned()));
        }
        match &self.cursor {
            Some(Cursor::After(row)) => parameters.push(("after", row.clone())),
            Some(Cursor::Before(row)) => parameters.push(("before", row.clone())),
            None => {}
        }
        if let Some(panel) = self.panel {
            parameters.push(("panel", panel.to_string()));
        }
        parameters
    }

    /// The query that leads here, with its question mark; empty where everything is as usual.
    #[must_use]
    pub fn to_query(&self) -> String {
        let mut query = String::new();
        for (name, value) in self.parameters() {
            query.push(if query.is_empty() { '?' } else { '&' });
            query.push_str(name);
            query.push('=');
            push_escaped(&mut query, &value);
        }
        query
    }

    /// The beginning of another list, laid out alike.
    #[must_use]
    pub fn with_filter(&self, filter: ContactFilter) -> Self {
        Self {
            filter,
            layout: self.layout,
            ..Self::default()
        }
    }

    /// The same list in another layout.
    #[must_use]
    pub fn with_layout(&self, layout: Layout) -> Self {
        Self {
            layout,
            cursor: None,
            ..self.clone()
        }
    }

    /// The same page of the list, another contact beside it or none.
    #[must_use]
    pub fn with_panel(&self, panel: Option<ContactId>) -> Self {
        Self {
            panel,
            ..self.clone()
        }
    }

    /// Another page of the same list.
    #[must_use]
    pub fn with_cursor(&self, cursor: Option<Cursor>) -> Self {
        Self {
            cursor,
            ..self.clone()
        }
    }
}

/// Unreserved characters stay (RFC 3986, section 2.3); everything else is escaped.
fn push_escaped(query: &mut String, value: &str) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            query.push(byte.into());
        } else {
            query.push_str(&format!("%{byte:02X}"));
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod unit;
