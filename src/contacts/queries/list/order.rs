//! In which order the list is, and where in it a page begins.

use crate::contacts::types::{ContactSort, Cursor};
use crate::db::mark::{Key, Mark};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{Postgres, QueryBuilder};

/// The values that a list of contacts is sorted by. `last_interaction` is empty where nothing
/// has happened yet, and then precedes everything. A company that nobody named comes after all others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SortKey {
    /// The rank, and the name.
    Relevance(i32, String, String),
    Name(String, String),
    Company(String),
    Score(i32),
    LastInteraction(Option<DateTime<Utc>>),
    Created(DateTime<Utc>),
}

impl Key for SortKey {
    fn is_storable(&self) -> bool {
        match self {
            Self::Relevance(_, last, full) | Self::Name(last, full) => {
                !last.contains('\0') && !full.contains('\0')
            }
            Self::Company(company) => !company.contains('\0'),
            Self::Score(_) => true,
            Self::LastInteraction(at) => at.as_ref().is_none_or(Key::is_storable),
            Self::Created(at) => at.is_storable(),
        }
    }
}

impl SortKey {
    const fn sort(&self) -> ContactSort {
        match self {
            Self::Relevance(..) => ContactSort::Relevance,
            Self::Name(..) => ContactSort::Name,
            Self::Company(_) => ContactSort::Company,
            Self::Score(_) => ContactSort::Score,
            Self::LastInteraction(_) => ContactSort::LastInteraction,
            Self::Created(_) => ContactSort::Created,
        }
    }
}

/// The columns behind an order, as an index has them; relevance has none, since it is of what a search
/// `found`. All of them ascend in the index, the id too, so that reading it backwards gives the other
/// direction.
pub const fn columns(sort: ContactSort) -> &'static [&'static str] {
    match sort {
        ContactSort::Relevance => &["-found.rank", "c.last_name_key", "c.full_name_key", "c.id"],
        ContactSort::Name => &["c.last_name_key", "c.full_name_key", "c.id"],
        ContactSort::Company => &["c.company_order", "c.id"],
        ContactSort::Score => &["c.lead_score", "c.id"],
        ContactSort::LastInteraction => &["c.last_interaction_key", "c.id"],
        ContactSort::Created => &["c.created_at", "c.id"],
    }
}

/// On which side of which row a page lies.
#[derive(Clone, Debug)]
pub enum Side {
    After(Mark<SortKey>),
    Before(Mark<SortKey>),
}

impl Side {
    /// The side that a cursor names; `None` where it is none of this order.
    pub fn new(cursor: &Cursor, sort: ContactSort) -> Option<Self> {
        let (text, side): (_, fn(_) -> Self) = match cursor {
            Cursor::After(text) => (text, Self::After),
            Cursor::Before(text) => (text, Self::Before),
        };
        Mark::decode(text)
            .filter(|mark: &Mark<SortKey>| mark.0.sort() == sort)
            .map(side)
    }
}

/// Rows that follow a row in the direction of reading, in one comparison that is also where the
/// index is entered.
pub fn beyond(sql: &mut QueryBuilder<Postgres>, mark: &Mark<SortKey>, is_descending: bool) {
    sql.push(" and (")
        .push(columns(mark.0.sort()).join(", "))
        .push(if is_descending { ") < (" } else { ") > (" });
    match mark.0.clone() {
        SortKey::Relevance(rank, last, full) => {
            sql.push_bind(rank.saturating_neg()).push(", ");
            sql.push_bind(last).push(", ").push_bind(full)
        }
        SortKey::Name(last, full) => sql.push_bind(last).push(", ").push_bind(full),
        SortKey::Company(company) => sql.push_bind(company),
        SortKey::Score(score) => sql.push_bind(score),
        // Not `coalesce`, which row-level security keeps away from indexes.
        SortKey::LastInteraction(None) => sql.push("'-infinity'"),
        SortKey::LastInteraction(Some(at)) => sql.push_bind(at),
        SortKey::Created(at) => sql.push_bind(at),
    };
    sql.push(", ").push_bind(mark.1).push(")");
}
