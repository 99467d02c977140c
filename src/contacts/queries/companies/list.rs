//! The list of companies, page by page.

use super::statement::Asked;
use crate::accounts::roles::Permission;
use crate::contacts::queries::reach::Reach;
use crate::contacts::types::{
    CompanyFilter, CompanyRow, CompanySort, ContactType, Cursor, Page, StrengthLevel, Total,
};
use crate::db::mark::{Key, Mark, paged};
use crate::error::AppResult;
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Rows on a page.
const PAGE: usize = 50;

/// How far companies are counted.
const MOST_COUNTED: u32 = 1_000;

/// What a list of companies is sorted by, and what settles ties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum SortKey {
    Name(String),
    /// How many; those with as many stand by their names.
    People(i64, String),
    /// When, and with which contact; empty where nothing has happened yet.
    LastInteraction(Option<DateTime<Utc>>),
}

impl Key for SortKey {
    fn is_storable(&self) -> bool {
        match self {
            Self::Name(key) | Self::People(_, key) => !key.contains('\0'),
            Self::LastInteraction(at) => at.as_ref().is_none_or(Key::is_storable),
        }
    }
}

impl SortKey {
    const fn sort(&self) -> CompanySort {
        match self {
            Self::Name(_) => CompanySort::Name,
            Self::People(..) => CompanySort::People,
            Self::LastInteraction(_) => CompanySort::LastInteraction,
        }
    }
}

/// A row as the statement gives it.
#[derive(sqlx::FromRow)]
struct ListRow {
    key: String,
    /// Of the contact that stands for the company, in the order of the latest interaction.
    newest: Option<Uuid>,
    name: String,
    people: i64,
    best_stage: ContactType,
    average_score: i32,
    last_interaction: Option<DateTime<Utc>>,
    owners: Vec<String>,
    owners_total: i64,
    tenths: i32,
}

impl ListRow {
    fn mark(&self, sort: CompanySort) -> String {
        let key = match sort {
            CompanySort::Name => SortKey::Name(self.key.clone()),
            CompanySort::People => SortKey::People(self.people, self.key.clone()),
            CompanySort::LastInteraction => SortKey::LastInteraction(self.last_interaction),
        };
        Mark(key, self.newest.unwrap_or_default()).encode()
    }
}

impl From<ListRow> for CompanyRow {
    fn from(row: ListRow) -> Self {
        Self {
            key: row.key,
            name: row.name,
            people: u32::try_from(row.people).unwrap_or(u32::MAX),
            best_stage: row.best_stage,
            average_score: row.average_score,
            last_interaction: row.last_interaction,
            owners: row.owners,
            owners_total: u32::try_from(row.owners_total).unwrap_or(u32::MAX),
            strength: StrengthLevel::of(row.tenths),
        }
    }
}

/// Some of the companies, in the filter's order. A cursor that leads nowhere leads to the
/// beginning.
pub async fn companies(
    tx: &mut TenantTx,
    filter: &CompanyFilter,
    cursor: Option<&Cursor>,
    now: DateTime<Utc>,
) -> AppResult<Page<CompanyRow>> {
    let reach = Reach::of(tx, Permission::ViewContacts).await?;
    let asked = Asked::new(tx.organization(), &reach, now);
    let side = cursor.and_then(|cursor| Side::new(cursor, filter.sort));
    let mut found = fetch(tx, &asked, filter, side.as_ref()).await?;
    let mut is_before = matches!(side, Some(Side::Before(_)));
    let mut is_first = side.is_none();
    if found.is_empty() && !is_first {
        found = fetch(tx, &asked, filter, None).await?;
        (is_before, is_first) = (false, true);
    }
    let total = count(tx, &asked, filter).await?;

    let page = paged(found, PAGE, (is_before, is_first), |row: &ListRow| {
        row.mark(filter.sort)
    });
    Ok(Page {
        total: Some(total),
        ..page.map(Into::into)
    })
}

/// One row more than fits onto a page, where there is one, so that it is known whether more follow.
async fn fetch(
    tx: &mut TenantTx,
    asked: &Asked,
    filter: &CompanyFilter,
    side: Option<&Side>,
) -> AppResult<Vec<ListRow>> {
    let mut sql = asked.page(filter, side, PAGE + 1);
    Ok(sql.build_query_as().fetch_all(tx.conn()).await?)
}

async fn count(tx: &mut TenantTx, asked: &Asked, filter: &CompanyFilter) -> AppResult<Total> {
    let mut sql = asked.count(filter, MOST_COUNTED + 1);
    let counted = sql.build_query_scalar().fetch_one(tx.conn()).await?;
    Ok(Total::of(counted, MOST_COUNTED))
}

/// On which side of which row a page lies.
#[derive(Clone, Debug)]
pub(super) enum Side {
    After(Mark<SortKey>),
    Before(Mark<SortKey>),
}

impl Side {
    fn new(cursor: &Cursor, sort: CompanySort) -> Option<Self> {
        let (text, side): (_, fn(_) -> Self) = match cursor {
            Cursor::After(text) => (text, Self::After),
            Cursor::Before(text) => (text, Self::Before),
        };
        Mark::decode(text)
            .filter(|mark: &Mark<SortKey>| mark.0.sort() == sort)
            .map(side)
    }

    pub(super) const fn mark(&self) -> &Mark<SortKey> {
        match self {
            Self::After(mark) | Self::Before(mark) => mark,
        }
    }
}

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
