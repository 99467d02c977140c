//! The list of contacts. Its filters and its order vary, so its statement is put together here,
//! from constants and placeholders only; a test has PostgreSQL prepare every shape of it.

use super::private;
use super::reach::Reaches;
use crate::contacts::types::{
    ConditionKey, ContactFilter, ContactRow, ContactSort, ContactStatus, ContactType, Cursor, Page, Priority,
    Total,
};
use crate::db::mark::{Mark, paged};
use crate::error::AppResult;
use crate::ids::{ContactId, MediaId, OrganizationId, UserId};
use crate::media::queries::Onlooker;
use crate::sealing::queries::to_open;
use crate::sealing::{ContactPhone, OrganizationKeys, Sealed};
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};
use sqlx::{Postgres, QueryBuilder};

mod narrowing;
mod order;

pub use narrowing::Narrowing;
pub use order::Side;
use order::{SortKey, beyond, columns};

/// Rows on a page.
const PAGE: usize = 50;

/// How far the rows of a list are counted: where an index alone has the answer, and where each
/// row must be looked at.
const MOST_BY_INDEX: u32 = 10_000;
const MOST_BY_LOOKING: u32 = 1_000;

/// The order in which rows are counted, until there are enough: that of an index which holds what
/// the filter asks for. Without one, a table in which most rows match is read from its beginning,
/// past the rows of every other organisation.
fn order_of_counting(filter: &ContactFilter, is_plain: bool) -> &'static str {
    if !is_plain {
        "c.id"
    } else if filter.condition(ConditionKey::Type).is_some() {
        "c.contact_type, c.status, c.priority"
    } else if filter.condition(ConditionKey::Status).is_some() {
        "c.status, c.priority"
    } else {
        "c.priority"
    }
}

/// A row as the statement gives it.
#[derive(sqlx::FromRow)]
pub struct ListRow {
    id: ContactId,
    version: i32,
    first_name: String,
    last_name: String,
    email: Option<String>,
    phone: Option<Sealed<ContactPhone>>,
    company: Option<String>,
    job_title: Option<String>,
    industry: Option<String>,
    pub contact_type: ContactType,
    status: ContactStatus,
    priority: Priority,
    lead_score: i32,
    last_interaction: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    owner_id: Option<UserId>,
    owner_name: Option<String>,
    owner_picture: Option<MediaId>,
    tags: Vec<String>,
    is_sample: bool,
    can_edit: bool,
    can_delete: bool,
    last_name_key: String,
    full_name_key: String,
    company_order: String,
    rank: Option<i32>,
    total: Option<i64>,
    is_cut: bool,
}

impl ListRow {
    /// The row as it is shown to somebody.
    fn shown_to(self, looking: Onlooker, keys: &OrganizationKeys) -> ContactRow {
        let row = self;
        let mut unreadable = Vec::new();
        ContactRow {
            id: row.id,
            version: row.version,
            first_name: row.first_name,
            last_name: row.last_name,
            email: row.email,
            phone: private::open(keys, row.id, row.phone.as_ref(), &mut unreadable),
            company: row.company,
            job_title: row.job_title,
            industry: row.industry,
            contact_type: row.contact_type,
            status: row.status,
            priority: row.priority,
            lead_score: row.lead_score,
            last_interaction: row.last_interaction,
            created_at: row.created_at,
            owner: looking.colleague(row.owner_id, row.owner_name, row.owner_picture),
            tags: row.tags,
            unreadable,
            is_sample: row.is_sample,
            can_edit: row.can_edit,
            can_delete: row.can_delete,
        }
    }
}

impl ListRow {
    fn key_number(&self) -> Option<u32> {
        self.phone.as_ref().and_then(Sealed::key_number)
    }

    /// Where the row stands in an order.
    pub fn mark(&self, sort: ContactSort) -> Mark<SortKey> {
        let key = match sort {
            ContactSort::Relevance => SortKey::Relevance(
                self.rank.unwrap_or(0),
                self.last_name_key.clone(),
                self.full_name_key.clone(),
            ),
            ContactSort::Name => SortKey::Name(self.last_name_key.clone(), self.full_name_key.clone()),
            ContactSort::Company => SortKey::Company(self.company_order.clone()),
            ContactSort::Score => SortKey::Score(self.lead_score),
            ContactSort::LastInteraction => SortKey::LastInteraction(self.last_interaction),
            ContactSort::Created => SortKey::Created(self.created_at),
        };
        Mark(key, self.id.0)
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
    let asked = Asked::new(tx, filter, reaches).await?;
    let side = cursor.and_then(|cursor| Side::new(cursor, filter.sort));
    let mut found = asked.fetch(tx, filter, side.as_ref(), PAGE, true).await?;
    let mut is_before = matches!(side, Some(Side::Before(_)));
    let mut is_first = side.is_none();
    if found.is_empty() && !is_first {
        found = asked.fetch(tx, filter, None, PAGE, true).await?;
        (is_before, is_first) = (false, true);
    }

    let (counted, is_cut) = match found.first() {
        Some(row) => (row.total.unwrap_or(0), row.is_cut),
        None => (0, asked.is_cut(tx).await?),
    };
    let total = Total::of(counted, asked.most_counted()).or_more(is_cut);
    let page = paged(found, PAGE, (is_before, is_first), |row| {
        row.mark(filter.sort).encode()
    });
    Ok(Page {
        rows: shown(tx, page.rows).await?,
        next: page.next,
        previous: page.previous,
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
    let asked = Asked::new(tx, filter, reaches.clone()).await?;
    let mut found = asked.fetch(tx, filter, None, limit, false).await?;
    found.truncate(limit);
    shown(tx, found).await
}

/// The rows as they are shown to whoever asks.
pub async fn shown(tx: &mut TenantTx, found: Vec<ListRow>) -> AppResult<Vec<ContactRow>> {
    let looking = Onlooker::of(tx)?;
    let numbers: Vec<_> = found.iter().map(ListRow::key_number).collect();
    let keys = to_open(tx, &numbers).await?;
    Ok(found
        .into_iter()
        .map(|row| row.shown_to(looking, &keys))
        .collect())
}

/// Who asks for a list, and of what.
pub struct Asked {
    pub organization: OrganizationId,
    reaches: Reaches,
    pub narrowing: Narrowing,
}

impl Asked {
    pub async fn new(tx: &mut TenantTx, filter: &ContactFilter, reaches: Reaches) -> AppResult<Self> {
        Ok(Self {
            organization: tx.organization(),
            narrowing: Narrowing::new(tx, filter, &reaches).await?,
            reaches,
        })
    }

    /// How far the rows are counted.
    pub fn most_counted(&self) -> u32 {
        if self.narrowing.is_plain() {
            MOST_BY_INDEX
        } else {
            MOST_BY_LOOKING
        }
    }

    /// The beginning of a statement: what a search found, where there is one.
    pub fn begin(&self) -> QueryBuilder<Postgres> {
        let mut sql = QueryBuilder::new("");
        if self.narrowing.searches() {
            sql.push("with ");
            self.narrowing.push_found(&mut sql);
        }
        sql
    }

    /// Whether more contacts may match than those that were found, for where there is no row that says so.
    async fn is_cut(&self, tx: &mut TenantTx) -> AppResult<bool> {
        let mut sql = self.begin();
        sql.push("select ").push(self.narrowing.is_cut());
        Ok(sql
            .build_query_scalar()
            .persistent(false)
            .fetch_one(tx.conn())
            .await?)
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
        let is_persistent = self.narrowing.is_common();
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
        let mut sql = self.begin();
        sql.push("select ");
        self.push_columns(&mut sql);
        if is_counted {
            sql.push("(select count(*) from (select from ")
                .push(self.narrowing.from())
                .push(" where c.organization_id = ")
                .push_bind(self.organization);
            self.narrowing.push(&mut sql);
            sql.push(" order by ")
                .push(order_of_counting(filter, self.narrowing.is_plain()))
                .push(" limit ")
                .push(self.most_counted() + 1)
                .push(") as counted) as total ");
        } else {
            sql.push("null::bigint as total ");
        }
        self.push_rows(&mut sql);
        push_order(&mut sql, filter, side);
        sql.push(" limit ").push(limit + 1);
        sql
    }

    /// From where the columns are read, and the conditions.
    pub fn push_rows(&self, sql: &mut QueryBuilder<Postgres>) {
        sql.push("from ")
            .push(self.narrowing.from())
            .push(
                " left join users owner on owner.organization_id = c.organization_id and owner.id = c.owner_id \
                 where c.organization_id = ",
            )
            .push_bind(self.organization);
        self.narrowing.push(sql);
    }

    /// What is read of each contact `c` and its owner, and a comma.
    pub fn push_columns(&self, sql: &mut QueryBuilder<Postgres>) {
        sql.push(
            "c.id, c.version, c.first_name, c.last_name, c.email, c.phone, c.company, c.job_title, c.industry, \
             c.contact_type, c.status, c.priority, c.lead_score, c.last_interaction, c.created_at, c.tags, c.is_sample, \
             c.last_name_key, c.full_name_key, c.company_order, \
             owner.id as owner_id, owner.first_name || ' ' || owner.last_name as owner_name, owner.avatar_id as owner_picture, ",
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
        sql.push(if self.narrowing.searches() {
            "found.rank, "
        } else {
            "null::integer as rank, "
        });
        sql.push(self.narrowing.is_cut()).push(" as is_cut, ");
    }
}

/// Where the rows begin, and their order.
pub fn push_order(sql: &mut QueryBuilder<Postgres>, filter: &ContactFilter, side: Option<&Side>) {
    let is_backwards = matches!(side, Some(Side::Before(_)));
    let is_descending = filter.descending != is_backwards;
    if let Some(Side::After(mark) | Side::Before(mark)) = side {
        beyond(sql, mark, is_descending);
    }
    let direction = if is_descending { " desc" } else { "" };
    sql.push(" order by ")
        .push(columns(filter.sort).join(&format!("{direction}, ")))
        .push(direction);
}

#[cfg(test)]
#[cfg(feature = "testing")]
pub mod tests;
