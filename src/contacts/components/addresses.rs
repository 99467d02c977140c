//! Where contacts are found.

use crate::contacts::types::{
    CompanyFilter, ContactFilter, ContactType, Cursor, ListState, query_of_new_at, segment,
};
use crate::ids::{ContactId, InteractionId};

/// The list.
pub const LIST: &str = "/contacts";
/// The form of a new one.
pub const NEW: &str = "/contacts/new";
/// What was deleted.
pub const TRASH: &str = "/contacts/trash";
/// What one changed of many contacts.
pub const CHANGES: &str = "/contacts/changes";

/// The parameter that asks for all panels to be drawn.
pub const DRAWN: &str = "filter";

/// The form of a new one in a stage.
#[must_use]
pub fn new_in(stage: ContactType) -> String {
    format!("{NEW}?stage={stage}")
}

/// The list as it is described. Never the bare address, which leads to whatever was used last.
#[must_use]
pub fn list(state: &ListState) -> String {
    match state.to_query().as_str() {
        "" => format!("{LIST}?layout={}", state.layout),
        query => format!("{LIST}{query}"),
    }
}

/// What an address says so that all panels of filters and columns are drawn, as where no script draws them when they are
/// opened.
#[must_use]
pub fn drawn() -> (&'static str, String) {
    (DRAWN, "1".to_owned())
}

/// The list with all its panels drawn.
#[must_use]
pub fn list_drawn(state: &ListState) -> String {
    format!("{}&{DRAWN}=1", list(state))
}

/// The beginning of the list by a filter.
#[must_use]
pub fn filtered(filter: ContactFilter) -> String {
    list(&filter.into())
}

/// The list, telling that a contact went to the trash.
#[must_use]
pub fn list_without(id: ContactId) -> String {
    format!("{LIST}?deleted={id}")
}

/// A record.
#[must_use]
pub fn record(id: ContactId) -> String {
    format!("{LIST}/{id}")
}

/// The form of a record.
#[must_use]
pub fn edit(id: ContactId) -> String {
    format!("{LIST}/{id}/edit")
}

/// A record with the form of one of its interactions.
#[must_use]
pub fn interaction(id: ContactId, interaction: InteractionId) -> String {
    format!("{LIST}/{id}?interaction={interaction}")
}

/// A record, telling that one of its interactions went to the trash.
#[must_use]
pub fn record_without(id: ContactId, interaction: InteractionId) -> String {
    format!("{LIST}/{id}?deleted={interaction}")
}

/// A record's history from a line on.
#[must_use]
pub fn history(id: ContactId, cursor: &Cursor) -> String {
    match cursor {
        Cursor::After(line) => format!("{LIST}/{id}?after={line}"),
        Cursor::Before(line) => format!("{LIST}/{id}?before={line}"),
    }
}

/// The companies.
pub const COMPANIES: &str = "/companies";

/// The companies by a filter, from a row on.
#[must_use]
pub fn companies(filter: &CompanyFilter, cursor: Option<&Cursor>) -> String {
    format!("{COMPANIES}{}", filter.to_query(cursor))
}

/// A company, by its name or by what its people have in common.
#[must_use]
pub fn company(name: &str) -> String {
    format!("{COMPANIES}/{}", segment::encode(name))
}

/// A company with its people from a row on.
#[must_use]
pub fn company_people(name: &str, cursor: &Cursor) -> String {
    match cursor {
        Cursor::After(row) | Cursor::Before(row) => format!("{}?people={row}", company(name)),
    }
}

/// A company with its history from a line on.
#[must_use]
pub fn company_history(name: &str, cursor: &Cursor) -> String {
    match cursor {
        Cursor::After(line) | Cursor::Before(line) => format!("{}?after={line}", company(name)),
    }
}

/// The form of a new contact at a company.
#[must_use]
pub fn new_at(company: &str) -> String {
    format!("{NEW}{}", query_of_new_at(company))
}
