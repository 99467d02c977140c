//! All that the address of the list of contacts says.

use super::filter::written;
use super::{ContactFilter, Cursor, Query};
use crate::ids::{ContactId, SavedViewId};
use crate::text_enum;

text_enum! {
    /// How the list is laid out: two views of the same contacts.
    Layout {
        Table = "table", "Table";
        Board = "board", "Board";
    }
}

text_enum! {
    /// A column of the table. The name is no choice: it always comes first.
    Column {
        Company = "company", "Company";
        Stage = "stage", "Stage";
        Status = "status", "Status";
        Priority = "priority", "Priority";
        Score = "score", "Score";
        LastInteraction = "last", "Last interaction";
        Owner = "owner", "Owner";
        Email = "email", "E-mail";
        Phone = "phone", "Phone";
        JobTitle = "job", "Job title";
        Industry = "industry", "Industry";
        Tags = "tags", "Tags";
        Created = "created", "Added";
    }
}

/// The columns of the table after the name, in their order; each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns(Vec<Column>);

impl Default for Columns {
    fn default() -> Self {
        Self(vec![
            Column::Company,
            Column::Stage,
            Column::Status,
            Column::Priority,
            Column::Score,
            Column::LastInteraction,
            Column::Owner,
        ])
    }
}

impl Columns {
    /// These, each where it stands first.
    #[must_use]
    pub fn of(columns: impl IntoIterator<Item = Column>) -> Self {
        let mut kept = Vec::new();
        for column in columns {
            if !kept.contains(&column) {
                kept.push(column);
            }
        }
        Self(kept)
    }

    /// From an address: `name,company,stage`. The usual ones where it names none.
    fn parse(text: &str) -> Self {
        let columns = Self::of(text.split(',').filter_map(|name| name.trim().parse().ok()));
        if columns.0.is_empty() && !text.split(',').any(|name| name.trim() == "name") {
            return Self::default();
        }
        columns
    }

    fn text(&self) -> String {
        let mut text = "name".to_owned();
        for column in &self.0 {
            text.push(',');
            text.push_str(column.as_str());
        }
        text
    }

    /// In their order.
    #[must_use]
    pub fn as_slice(&self) -> &[Column] {
        &self.0
    }
}

/// Which contacts, in which order, laid out how, and which of them is open beside the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListState {
    pub filter: ContactFilter,
    pub layout: Layout,
    /// What the table shows.
    pub columns: Columns,
    /// The saved view from which this list came.
    pub view: Option<SavedViewId>,
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
            columns: Columns::default(),
            view: None,
            panel: None,
            cursor: None,
        }
    }
}

impl ListState {
    /// From what stands behind the address's question mark. What makes no sense is left out.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let query = Query::parse(query);
        Self::from_query(|name| query.get(name))
    }

    /// From the page's query, `get` being its look-up.
    #[must_use]
    pub fn from_query(get: impl Fn(&str) -> Option<String>) -> Self {
        let given = |name| get(name).unwrap_or_default();
        Self {
            filter: ContactFilter::from_query(&get),
            layout: given("layout").parse().unwrap_or(Layout::Table),
            columns: Columns::parse(&given("columns")),
            view: given("view").parse().ok(),
            panel: given("panel").parse().ok(),
            cursor: Cursor::from_query(&get),
        }
    }

    /// What of the query leads here, name and value, without what is as usual.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let mut parameters = self.lasting_parameters();
        if let Some(view) = self.view {
            // An address that names a view and nothing else stands for all that the view says.
            if parameters.is_empty() {
                parameters.push(("sort", self.filter.sort.to_string()));
            }
            parameters.push(("view", view.to_string()));
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

    /// What of them a saved view keeps: not where in the list somebody is.
    fn lasting_parameters(&self) -> Vec<(&'static str, String)> {
        let mut parameters = self.filter.parameters();
        if self.layout != Layout::Table {
            parameters.push(("layout", self.layout.to_string()));
        }
        if self.columns != Columns::default() {
            parameters.push(("columns", self.columns.text()));
        }
        parameters
    }

    /// The query that leads here, with its question mark; empty where everything is as usual.
    #[must_use]
    pub fn to_query(&self) -> String {
        written(&self.parameters())
    }

    /// The query that a saved view keeps of it: filter, order, layout and columns.
    #[must_use]
    pub fn to_view(&self) -> String {
        written(&self.lasting_parameters())
    }

    /// The beginning of another list, laid out alike.
    #[must_use]
    pub fn with_filter(&self, filter: ContactFilter) -> Self {
        Self {
            filter,
            panel: None,
            cursor: None,
            ..self.clone()
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

    /// The same page of the list with other columns.
    #[must_use]
    pub fn with_columns(&self, columns: Columns) -> Self {
        Self {
            columns,
            ..self.clone()
        }
    }

    /// The same list, as it came from a saved view or from none.
    #[must_use]
    pub fn with_view(&self, view: Option<SavedViewId>) -> Self {
        Self { view, ..self.clone() }
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

#[cfg(all(test, feature = "ssr"))]
mod unit;
