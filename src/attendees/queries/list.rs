//! The list of attendees. Its filter and its order vary, so its statement is put together here, from constants and placeholders
//! only; a test asks for every shape of it.

use super::search::Terms;
use crate::attendees::types::{
    AttendeeFilter, AttendeeList, AttendeeRow, AttendeeSort, AttendeeStatus, Counts, Cursor, Page, Total, Who,
};
use crate::db::mark::{Key, Mark, paged};
use crate::error::AppResult;
use crate::events;
use crate::ids::{AttendeeId, ContactId, EventId, MediaId, OrganizationId, UserId};
use crate::media::queries::Onlooker;
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use sqlx::{Postgres, QueryBuilder};
use std::collections::BTreeMap;

/// Rows on a page.
const PAGE: usize = 50;

/// How far those whom a search finds are counted.
const MOST_COUNTED: u32 = 10_000;

/// The values that a list is sorted by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SortKey {
    Name(String),
    Added(DateTime<Utc>),
    /// The status, and the name.
    Status(String, String),
    Line(DateTime<Utc>),
}

impl Key for SortKey {
    fn is_storable(&self) -> bool {
        match self {
            Self::Name(name) => !name.contains('\0'),
            Self::Status(status, name) => !status.contains('\0') && !name.contains('\0'),
            Self::Added(at) | Self::Line(at) => at.is_storable(),
        }
    }
}

impl SortKey {
    const fn sort(&self) -> AttendeeSort {
        match self {
            Self::Name(_) => AttendeeSort::Name,
            Self::Added(_) => AttendeeSort::Added,
            Self::Status(..) => AttendeeSort::Status,
            Self::Line(_) => AttendeeSort::Line,
        }
    }
}

/// The columns behind an order, as an index has them.
const fn columns(sort: AttendeeSort) -> &'static [&'static str] {
    match sort {
        AttendeeSort::Name => &["a.name_key", "a.id"],
        AttendeeSort::Added => &["a.registration_date", "a.id"],
        AttendeeSort::Status => &["a.status", "a.name_key", "a.id"],
        AttendeeSort::Line => &["a.waitlisted_at", "a.id"],
    }
}

/// A row as the statement gives it.
#[derive(sqlx::FromRow)]
pub struct ListRow {
    pub id: AttendeeId,
    contact_id: Option<ContactId>,
    user_id: Option<UserId>,
    pub first_name: String,
    pub last_name: String,
    pub email: Option<String>,
    pub company: Option<String>,
    picture: Option<MediaId>,
    pub status: AttendeeStatus,
    pub registration_date: DateTime<Utc>,
    waitlisted_at: Option<DateTime<Utc>>,
    pub check_in_time: Option<DateTime<Utc>>,
    pub check_out_time: Option<DateTime<Utc>>,
    pub notes: Option<String>,
    name_key: String,
}

impl ListRow {
    pub fn mark(&self, sort: AttendeeSort) -> Mark<SortKey> {
        let key = match sort {
            AttendeeSort::Name => SortKey::Name(self.name_key.clone()),
            AttendeeSort::Added => SortKey::Added(self.registration_date),
            AttendeeSort::Status => SortKey::Status(self.status.to_string(), self.name_key.clone()),
            AttendeeSort::Line => SortKey::Line(self.waitlisted_at.unwrap_or(self.registration_date)),
        };
        Mark(key, self.id.0)
    }

    /// Whether it is of a contact.
    pub const fn is_contact(&self) -> bool {
        self.contact_id.is_some()
    }

    fn shown_to(self, looking: Onlooker) -> AttendeeRow {
        let who = match (self.contact_id, self.user_id) {
            (Some(contact), _) => Who::Contact(contact),
            (None, user) => Who::Colleague(user.unwrap_or(UserId(uuid::Uuid::nil()))),
        };
        AttendeeRow {
            id: self.id,
            who,
            name: format!("{} {}", self.first_name, self.last_name),
            email: self.email,
            company: self.company,
            picture: looking.picture(self.picture),
            status: self.status,
            position: None,
            registered_at: self.registration_date,
            notes: self.notes,
        }
    }
}

/// On which side of which row a page lies.
#[derive(Clone, Debug)]
pub enum Side {
    After(Mark<SortKey>),
    Before(Mark<SortKey>),
}

impl Side {
    fn new(cursor: &Cursor, sort: AttendeeSort) -> Option<Self> {
        let (text, side): (_, fn(_) -> Self) = match cursor {
            Cursor::After(text) => (text, Self::After),
            Cursor::Before(text) => (text, Self::Before),
        };
        Mark::decode(text)
            .filter(|mark: &Mark<SortKey>| mark.0.sort() == sort)
            .map(side)
    }
}

/// Some of an event's attendees, and how many there are of each status. A cursor that leads nowhere leads to the beginning.
///
/// # Errors
/// `NotFound` where the event is not there for whoever acts.
pub async fn page(
    tx: &mut TenantTx,
    event: EventId,
    filter: &AttendeeFilter,
    cursor: Option<&Cursor>,
) -> AppResult<AttendeeList> {
    let head = events::queries::head(tx, event).await?;
    let counts = counts(tx, event).await?;
    let narrowing = Narrowing::new(tx, event, filter).await?;
    let side = cursor.and_then(|cursor| Side::new(cursor, filter.sort));
    let (mut is_before, mut is_first) = (matches!(side, Some(Side::Before(_))), side.is_none());
    let mut found = narrowing.fetch(tx, side.as_ref(), PAGE).await?;
    if found.is_empty() && !is_first {
        found = narrowing.fetch(tx, None, PAGE).await?;
        (is_before, is_first) = (false, true);
    }
    let total = narrowing.total(tx, &counts).await?;
    let page = paged(found, PAGE, (is_before, is_first), |row| {
        row.mark(filter.sort).encode()
    });
    let before = match page.rows.first() {
        Some(first)
            if filter.sort == AttendeeSort::Line && filter.search.is_empty() && !filter.descending =>
        {
            Some(ahead_of(tx, event, first).await?)
        }
        _ => None,
    };
    let looking = Onlooker::of(tx)?;
    let mut page = page.map(|row| row.shown_to(looking));
    if let Some(before) = before {
        for (place, row) in (before + 1..).zip(&mut page.rows) {
            row.position = Some(place);
        }
    }
    Ok(AttendeeList {
        head,
        counts,
        page: Page { total, ..page },
    })
}

/// How many there are of each status.
pub async fn counts(tx: &mut TenantTx, event: EventId) -> AppResult<Counts> {
    let organization = tx.organization();
    let counts = sqlx::query_scalar!(
        r#"
        select attendee_counts as "counts: Json<BTreeMap<AttendeeStatus, i64>>" from events where organization_id = $1 and id = $2
        "#,
        organization.0,
        event.0,
    )
    .fetch_one(tx.conn())
    .await?;
    let known = counts.0.into_iter();
    Ok(Counts(
        known
            .map(|(status, count)| (status, u32::try_from(count.max(0)).unwrap_or(u32::MAX)))
            .collect(),
    ))
}

/// How many wait in line before somebody does.
async fn ahead_of(tx: &mut TenantTx, event: EventId, row: &ListRow) -> AppResult<u32> {
    let organization = tx.organization();
    let ahead = sqlx::query_scalar!(
        r#"
        select count(*) as "ahead!" from event_attendees
        where organization_id = $1 and event_id = $2 and status = 'waitlisted' and not is_deleted
          and (waitlisted_at, id) < ($3, $4)
        "#,
        organization.0,
        event.0,
        row.waitlisted_at,
        row.id.0,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(u32::try_from(ahead).unwrap_or(0))
}

/// What a filter leaves of an event's attendees: the one predicate of the list, of its export, and of what is done to all that
/// match.
#[derive(Clone, Debug)]
pub struct Narrowing {
    organization: OrganizationId,
    event: EventId,
    filter: AttendeeFilter,
    terms: Option<Terms>,
}

impl Narrowing {
    /// Asks for what the filter leaves open: how common the words are.
    pub async fn new(tx: &mut TenantTx, event: EventId, filter: &AttendeeFilter) -> AppResult<Self> {
        Ok(Self {
            organization: tx.organization(),
            event,
            terms: Terms::new(tx, event, &filter.search).await?,
            filter: filter.clone(),
        })
    }

    /// The words that are looked up.
    fn looked_up(&self) -> Option<&Terms> {
        self.terms.as_ref().filter(|terms| !terms.is_common())
    }

    /// The beginning of a statement: what a search found, where there is one.
    pub fn begin(&self, sql: &mut QueryBuilder<Postgres>) {
        if let Some(terms) = self.looked_up() {
            sql.push("with found (attendee_id) as materialized (");
            terms.push_found(sql, self.organization.0, self.event);
            sql.push(") ");
        }
    }

    /// The attendees `a` that the conditions are about.
    pub fn from(&self) -> &'static str {
        if self.looked_up().is_some() {
            "found join event_attendees a on a.id = found.attendee_id"
        } else {
            "event_attendees a"
        }
    }

    /// The conditions, each with `and` before it, on the live attendees `a` of an event that the statement has named already.
    pub fn push(&self, sql: &mut QueryBuilder<Postgres>) {
        if let Some(status) = self.filter.status {
            sql.push(" and a.status = ").push_bind(status.as_str());
        }
        if let Some(terms) = self.terms.as_ref().filter(|terms| terms.is_common()) {
            terms.push_has(sql, self.organization.0);
        }
    }

    /// One row more than the limit, where there is one, so that it is known whether more follow.
    pub async fn fetch(
        &self,
        tx: &mut TenantTx,
        side: Option<&Side>,
        limit: usize,
    ) -> AppResult<Vec<ListRow>> {
        let mut statement = self.statement(side, limit);
        // A plan kept for all words would be wrong for most of them.
        let is_persistent = self.terms.is_none();
        Ok(statement
            .build_query_as()
            .persistent(is_persistent)
            .fetch_all(tx.conn())
            .await?)
    }

    fn statement(&self, side: Option<&Side>, limit: usize) -> QueryBuilder<Postgres> {
        let mut sql = QueryBuilder::new("");
        self.begin(&mut sql);
        // The page first, and then who they are.
        sql.push(
            "select a.id, a.contact_id, a.user_id, coalesce(c.first_name, u.first_name) as first_name, \
             coalesce(c.last_name, u.last_name) as last_name, coalesce(c.email, u.email) as email, c.company, \
             u.avatar_id as picture, a.status, a.registration_date, a.waitlisted_at, a.check_in_time, a.check_out_time, \
             a.notes, a.name_key from (select a.* from ",
        );
        sql.push(self.from());
        sql.push(" where a.organization_id = ")
            .push_bind(self.organization)
            .push(" and a.event_id = ")
            .push_bind(self.event)
            .push(" and not a.is_deleted");
        self.push(&mut sql);
        let is_backwards = matches!(side, Some(Side::Before(_)));
        let is_descending = self.filter.descending != is_backwards;
        if let Some(Side::After(mark) | Side::Before(mark)) = side {
            beyond(&mut sql, mark, is_descending);
        }
        let direction = if is_descending { " desc" } else { "" };
        let order = columns(self.filter.sort).join(&format!("{direction}, "));
        sql.push(format!(
            " order by {order}{direction} limit {}) as a \
             left join contacts c on c.organization_id = a.organization_id and c.id = a.contact_id \
             left join users u on u.organization_id = a.organization_id and u.id = a.user_id \
             order by {order}{direction}",
            limit + 1
        ));
        sql
    }

    /// How many there are, where that is known.
    async fn total(&self, tx: &mut TenantTx, counts: &Counts) -> AppResult<Option<Total>> {
        let Some(terms) = &self.terms else {
            let count = counts.of(self.filter.status);
            return Ok(Some(Total {
                count,
                is_more: false,
            }));
        };
        if terms.is_common() {
            if self.filter.status.is_some() {
                return Ok(None);
            }
            let (counted, is_more) = terms.count(tx, self.event).await?;
            return Ok(Some(Total::of(counted, MOST_COUNTED).or_more(is_more)));
        }
        let mut sql = QueryBuilder::new("");
        self.begin(&mut sql);
        sql.push("select count(*) from ")
            .push(self.from())
            .push(" where a.organization_id = ")
            .push_bind(self.organization)
            .push(" and a.event_id = ")
            .push_bind(self.event)
            .push(" and not a.is_deleted");
        self.push(&mut sql);
        let counted = sql
            .build_query_scalar()
            .persistent(false)
            .fetch_one(tx.conn())
            .await?;
        Ok(Some(Total::of(counted, u32::MAX)))
    }
}

/// Rows that follow a row in the direction of reading, in one comparison that is also where the index is entered.
fn beyond(sql: &mut QueryBuilder<Postgres>, mark: &Mark<SortKey>, is_descending: bool) {
    sql.push(" and (")
        .push(columns(mark.0.sort()).join(", "))
        .push(if is_descending { ") < (" } else { ") > (" });
    match mark.0.clone() {
        SortKey::Name(name) => sql.push_bind(name),
        SortKey::Added(at) | SortKey::Line(at) => sql.push_bind(at),
        SortKey::Status(status, name) => sql.push_bind(status).push(", ").push_bind(name),
    };
    sql.push(", ").push_bind(mark.1).push(")");
}
