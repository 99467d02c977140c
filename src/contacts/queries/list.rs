//! The list of contacts. Its filters and its order vary, so its statement is put together here,
//! from constants and placeholders only; a test has PostgreSQL prepare every shape of it.

use super::mark::{Key, Mark};
use super::reach::Reaches;
use crate::accounts::types::Colleague;
use crate::contacts::types::{
    ContactFilter, ContactRow, ContactSort, ContactStatus, ContactType, Cursor, OwnerFilter, Page, Priority,
    Total,
};
use crate::error::AppResult;
use crate::ids::{ContactId, OrganizationId, UserId};
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{Postgres, QueryBuilder};

/// Rows on a page.
const PAGE: usize = 50;

/// How far the rows of a list are counted: where an index alone has the answer, and where each
/// row must be looked at.
const MOST_BY_INDEX: u32 = 10_000;
const MOST_BY_LOOKING: u32 = 1_000;

/// Whether a filter may find a handful as well as everything: that depends on what was typed and
/// on whose contacts are asked for, not on the shape of the statement.
fn is_unpredictable(filter: &ContactFilter) -> bool {
    !filter.search.is_empty() || filter.owner != OwnerFilter::Anyone
}

/// The order in which rows are counted, until there are enough: that of an index which holds what
/// the filter asks for. Without one, a table in which most rows match is read from its beginning,
/// past the rows of every other organisation.
fn order_of_counting(filter: &ContactFilter) -> &'static str {
    if is_unpredictable(filter) {
        "c.id"
    } else if filter.contact_type.is_some() {
        "c.contact_type, c.status, c.priority"
    } else if filter.status.is_some() {
        "c.status, c.priority"
    } else {
        "c.priority"
    }
}

fn most_counted(filter: &ContactFilter) -> u32 {
    if is_unpredictable(filter) {
        MOST_BY_LOOKING
    } else {
        MOST_BY_INDEX
    }
}

/// The values that a list of contacts is sorted by. `last_interaction` is empty where nothing
/// has happened yet, and then precedes everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SortKey {
    Name(String, String),
    Company(String),
    Score(i32),
    LastInteraction(Option<DateTime<Utc>>),
    Created(DateTime<Utc>),
}

impl Key for SortKey {
    fn is_storable(&self) -> bool {
        match self {
            Self::Name(last, full) => !last.contains('\0') && !full.contains('\0'),
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
            Self::Name(..) => ContactSort::Name,
            Self::Company(_) => ContactSort::Company,
            Self::Score(_) => ContactSort::Score,
            Self::LastInteraction(_) => ContactSort::LastInteraction,
            Self::Created(_) => ContactSort::Created,
        }
    }

    fn of(row: &ListRow, sort: ContactSort) -> Self {
        match sort {
            ContactSort::Name => Self::Name(row.last_name_key.clone(), row.full_name_key.clone()),
            ContactSort::Company => Self::Company(row.company_key.clone()),
            ContactSort::Score => Self::Score(row.lead_score),
            ContactSort::LastInteraction => Self::LastInteraction(row.last_interaction),
            ContactSort::Created => Self::Created(row.created_at),
        }
    }
}

/// The columns behind an order, as an index has them. All of them ascend in the index, the id
/// too, so that reading it backwards gives the other direction.
const fn columns(sort: ContactSort) -> &'static [&'static str] {
    match sort {
        ContactSort::Name => &["c.last_name_key", "c.full_name_key", "c.id"],
        ContactSort::Company => &["c.company_key", "c.id"],
        ContactSort::Score => &["c.lead_score", "c.id"],
        ContactSort::LastInteraction => &["c.last_interaction_key", "c.id"],
        ContactSort::Created => &["c.created_at", "c.id"],
    }
}

/// A row as the statement gives it.
#[derive(sqlx::FromRow)]
struct ListRow {
    id: ContactId,
    first_name: String,
    last_name: String,
    email: Option<String>,
    company: Option<String>,
    job_title: Option<String>,
    contact_type: ContactType,
    status: ContactStatus,
    priority: Priority,
    lead_score: i32,
    last_interaction: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    owner_id: Option<UserId>,
    owner_name: Option<String>,
    tags: Vec<String>,
    can_edit: bool,
    can_delete: bool,
    last_name_key: String,
    full_name_key: String,
    company_key: String,
    total: Option<i64>,
}

impl From<ListRow> for ContactRow {
    fn from(row: ListRow) -> Self {
        Self {
            id: row.id,
            first_name: row.first_name,
            last_name: row.last_name,
            email: row.email,
            company: row.company,
            job_title: row.job_title,
            contact_type: row.contact_type,
            status: row.status,
            priority: row.priority,
            lead_score: row.lead_score,
            last_interaction: row.last_interaction,
            created_at: row.created_at,
            owner: row
                .owner_id
                .zip(row.owner_name)
                .map(|(id, name)| Colleague { id, name }),
            tags: row.tags,
            can_edit: row.can_edit,
            can_delete: row.can_delete,
        }
    }
}

/// Some of the contacts, in the filter's order. A cursor that leads nowhere leads to the
/// beginning.
pub async fn page(
    tx: &mut TenantTx,
    filter: &ContactFilter,
    cursor: Option<&Cursor>,
) -> AppResult<Page<ContactRow>> {
    let reaches = Reaches::of(tx).await?;
    let asked = Asked::new(tx, filter, reaches)?;
    let side = cursor.and_then(|cursor| Side::new(cursor, filter.sort));
    let mut found = asked.fetch(tx, filter, side.as_ref(), PAGE, true).await?;
    let mut is_before = matches!(side, Some(Side::Before(_)));
    let mut is_first = side.is_none();
    if found.is_empty() && !is_first {
        found = asked.fetch(tx, filter, None, PAGE, true).await?;
        (is_before, is_first) = (false, true);
    }

    let total = Total::of(
        found.first().and_then(|row| row.total).unwrap_or(0),
        most_counted(filter),
    );
    let has_more = found.len() > PAGE;
    found.truncate(PAGE);
    if is_before {
        found.reverse();
    }
    let mark = |row: &ListRow| Mark(SortKey::of(row, filter.sort), row.id.0).encode();
    let next = found
        .last()
        .filter(|_| has_more || is_before)
        .map(|row| Cursor::After(mark(row)));
    let previous = found
        .first()
        .filter(|_| if is_before { has_more } else { !is_first })
        .map(|row| Cursor::Before(mark(row)));
    Ok(Page {
        rows: found.into_iter().map(Into::into).collect(),
        next,
        previous,
        total: Some(total),
    })
}

/// The first of the contacts, in the filter's order.
pub async fn rows(
    tx: &mut TenantTx,
    filter: &ContactFilter,
    reaches: &Reaches,
    limit: usize,
) -> AppResult<Vec<ContactRow>> {
    let asked = Asked::new(tx, filter, reaches.clone())?;
    let found = asked.fetch(tx, filter, None, limit, false).await?;
    Ok(found.into_iter().take(limit).map(Into::into).collect())
}

/// On which side of which row a page lies.
#[derive(Clone, Debug)]
pub enum Side {
    After(Mark<SortKey>),
    Before(Mark<SortKey>),
}

impl Side {
    fn new(cursor: &Cursor, sort: ContactSort) -> Option<Self> {
        let (text, side): (_, fn(_) -> Self) = match cursor {
            Cursor::After(text) => (text, Self::After),
            Cursor::Before(text) => (text, Self::Before),
        };
        Mark::decode(text)
            .filter(|mark: &Mark<SortKey>| mark.0.sort() == sort)
            .map(side)
    }
}

/// Who asks for a list, and of what.
struct Asked {
    organization: OrganizationId,
    me: Option<UserId>,
    reaches: Reaches,
}

impl Asked {
    fn new(tx: &TenantTx, filter: &ContactFilter, reaches: Reaches) -> AppResult<Self> {
        let me = if filter.owner == OwnerFilter::Me {
            Some(tx.user()?)
        } else {
            None
        };
        Ok(Self {
            organization: tx.organization(),
            me,
            reaches,
        })
    }

    /// One row more than the limit, where there is one, so that it is known whether more follow.
    async fn fetch(
        &self,
        tx: &mut TenantTx,
        filter: &ContactFilter,
        side: Option<&Side>,
        limit: usize,
        is_counted: bool,
    ) -> AppResult<Vec<ListRow>> {
        let mut statement = self.statement(filter, side, limit, is_counted);
        // A plan kept for all values would be wrong for most of them.
        let is_persistent = !is_unpredictable(filter);
        Ok(statement
            .build_query_as()
            .persistent(is_persistent)
            .fetch_all(tx.conn())
            .await?)
    }

    fn statement(
        &self,
        filter: &ContactFilter,
        side: Option<&Side>,
        limit: usize,
        is_counted: bool,
    ) -> QueryBuilder<Postgres> {
        let mut sql = QueryBuilder::new(
            "select c.id, c.first_name, c.last_name, c.email, c.company, c.job_title, c.contact_type, c.status, \
             c.priority, c.lead_score, c.last_interaction, c.created_at, c.tags, \
             c.last_name_key, c.full_name_key, c.company_key, \
             owner.id as owner_id, owner.first_name || ' ' || owner.last_name as owner_name, ",
        );
        for (reach, name) in [
            (&self.reaches.edit, "can_edit"),
            (&self.reaches.delete, "can_delete"),
        ] {
            match reach.owners() {
                None => sql.push("true"),
                Some(owners) => sql
                    .push("coalesce(c.owner_id = any (")
                    .push_bind(owners.to_vec())
                    .push("), false)"),
            };
            sql.push(" as ").push(name).push(", ");
        }
        if is_counted {
            sql.push("(select count(*) from (select from contacts c where c.organization_id = ")
                .push_bind(self.organization);
            self.narrow(&mut sql, filter);
            sql.push(" order by ")
                .push(order_of_counting(filter))
                .push(" limit ")
                .push(most_counted(filter) + 1)
                .push(") as counted) as total ");
        } else {
            sql.push("null::bigint as total ");
        }
        sql.push(
            "from contacts c \
             left join users owner on owner.organization_id = c.organization_id and owner.id = c.owner_id \
             where c.organization_id = ",
        )
        .push_bind(self.organization);
        self.narrow(&mut sql, filter);
        let is_backwards = matches!(side, Some(Side::Before(_)));
        let is_descending = filter.descending != is_backwards;
        if let Some(Side::After(mark) | Side::Before(mark)) = side {
            beyond(&mut sql, mark, is_descending);
        }
        let direction = if is_descending { " desc" } else { "" };
        sql.push(" order by ")
            .push(columns(filter.sort).join(&format!("{direction}, ")))
            .push(direction)
            .push(" limit ")
            .push(limit + 1);
        sql
    }

    /// The conditions of the filter, and of what whoever asks may see.
    fn narrow(&self, sql: &mut QueryBuilder<Postgres>, filter: &ContactFilter) {
        sql.push(" and not c.is_deleted");
        if let Some(owners) = self.reaches.view.owners() {
            sql.push(" and c.owner_id = any (")
                .push_bind(owners.to_vec())
                .push(")");
        }
        // Values of enumerations stand in the statement itself: they are our own words, and the
        // planner knows how common each is.
        if let Some(contact_type) = filter.contact_type {
            sql.push(" and c.contact_type = '").push(contact_type).push("'");
        }
        if let Some(status) = filter.status {
            sql.push(" and c.status = '").push(status).push("'");
        }
        if let Some(priority) = filter.priority {
            sql.push(" and c.priority = '").push(priority).push("'");
        }
        match (filter.owner, self.me) {
            (OwnerFilter::Nobody, _) => {
                sql.push(" and c.owner_id is null");
            }
            (OwnerFilter::Person(owner), _) | (OwnerFilter::Me, Some(owner)) => {
                sql.push(" and c.owner_id = ").push_bind(owner);
            }
            (OwnerFilter::Anyone | OwnerFilter::Me, _) => {}
        }
        if !filter.search.is_empty() {
            starts_with(sql, &filter.search);
        }
    }
}

/// Rows of which a name, the company or the address begins with what was typed. Ranges and not
/// `like`, which row-level security keeps away from indexes: everything that begins with a prefix
/// lies between it and itself followed by the last of all characters.
fn starts_with(sql: &mut QueryBuilder<Postgres>, typed: &str) {
    let columns = [
        ("c.full_name_key", "app.fold("),
        ("c.last_name_key", "app.fold("),
        ("c.company_key", "app.fold("),
        ("c.email_lower", "app.lower_case("),
    ];
    for (position, (column, folded)) in columns.into_iter().enumerate() {
        sql.push(if position == 0 { " and (" } else { " or " });
        sql.push(column)
            .push(" >= ")
            .push(folded)
            .push_bind(typed.to_owned())
            .push(") and ");
        sql.push(column)
            .push(" < ")
            .push(folded)
            .push_bind(typed.to_owned())
            .push(") || chr(1114111)");
    }
    sql.push(")");
}

/// Rows that follow a row in the direction of reading, in one comparison that is also where the
/// index is entered.
fn beyond(sql: &mut QueryBuilder<Postgres>, mark: &Mark<SortKey>, is_descending: bool) {
    sql.push(" and (")
        .push(columns(mark.0.sort()).join(", "))
        .push(if is_descending { ") < (" } else { ") > (" });
    match mark.0.clone() {
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

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
