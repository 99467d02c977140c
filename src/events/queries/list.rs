//! The lists of events. Their statement varies, so it is put together here, from constants and placeholders only; a test has
//! PostgreSQL prepare every shape of it.

use super::reach::Reach;
use crate::accounts::roles::Permission;
use crate::db::mark::{Mark, paged};
use crate::error::AppResult;
use crate::events::types::{Cursor, EventFilter, EventRow, EventStatus, EventType, Page, Shown, Span, Total};
use crate::ids::{EventId, OrganizationId, SeriesId};
use crate::tenancy::TenantTx;
use crate::ui::time::Zone;
use chrono::{DateTime, Utc};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

/// Rows on a page.
const PAGE: usize = 50;

/// How far events are counted.
const MOST_COUNTED: u32 = 1_000;

/// What is read of an event for a list.
pub(super) const COLUMNS: &str = "e.id, e.title, e.event_type, e.status, e.start_date, e.end_date, e.timezone, e.location, \
     e.venue, e.current_attendees, e.max_attendees, e.deleted_at, e.series_id";

/// A row as the statement gives it.
#[derive(sqlx::FromRow)]
pub(super) struct ListRow {
    id: EventId,
    title: String,
    event_type: EventType,
    status: EventStatus,
    start_date: DateTime<Utc>,
    end_date: DateTime<Utc>,
    timezone: String,
    location: Option<String>,
    venue: Option<String>,
    current_attendees: i32,
    max_attendees: Option<i32>,
    deleted_at: Option<DateTime<Utc>>,
    series_id: Option<SeriesId>,
}

impl From<ListRow> for EventRow {
    fn from(row: ListRow) -> Self {
        Self {
            id: row.id,
            title: row.title,
            event_type: row.event_type,
            status: row.status,
            span: span(row.start_date, row.end_date, &row.timezone),
            location: row.location,
            venue: row.venue,
            attendees: row.current_attendees,
            max_attendees: row.max_attendees,
            deleted_at: row.deleted_at,
            series: row.series_id,
        }
    }
}

/// When an event is, with as much of its zone as that takes.
pub(super) fn span(start: DateTime<Utc>, end: DateTime<Utc>, timezone: &str) -> Span {
    let zone = Zone::named(timezone).unwrap_or_else(Zone::utc);
    Span {
        start,
        end,
        zone: zone.during(start, end),
    }
}

/// On which side of which row a page lies.
enum Side {
    After(Mark<DateTime<Utc>>),
    Before(Mark<DateTime<Utc>>),
}

impl Side {
    fn new(cursor: &Cursor) -> Option<Self> {
        match cursor {
            Cursor::After(text) => Mark::decode(text).map(Self::After),
            Cursor::Before(text) => Mark::decode(text).map(Self::Before),
        }
    }
}

/// Who asks for what of the events.
struct Asked<'a> {
    organization: OrganizationId,
    me: Uuid,
    view: Reach,
    edit: Reach,
    filter: &'a EventFilter,
}

/// Some of the events. A cursor that leads nowhere leads to the beginning.
///
/// # Errors
/// If whoever acts sees no events.
pub async fn page(
    tx: &mut TenantTx,
    filter: &EventFilter,
    cursor: Option<&Cursor>,
) -> AppResult<Page<EventRow>> {
    let asked = Asked {
        organization: tx.organization(),
        me: tx.user()?.0,
        view: Reach::of(tx, Permission::ViewEvents)?,
        edit: Reach::within(tx, Permission::EditEvents)?,
        filter,
    };
    let side = cursor.and_then(Side::new);
    let (mut is_before, mut is_first) = (matches!(side, Some(Side::Before(_))), side.is_none());
    let mut found = asked.fetch(tx, side.as_ref()).await?;
    if found.is_empty() && !is_first {
        found = asked.fetch(tx, None).await?;
        (is_before, is_first) = (false, true);
    }
    let counted = asked.count().build_query_scalar().fetch_one(tx.conn()).await?;
    let page = paged(found, PAGE, (is_before, is_first), |row| {
        Mark(asked.key(row), row.id.0).encode()
    });
    Ok(Page {
        total: Some(Total::of(counted, MOST_COUNTED)),
        ..page.map(Into::into)
    })
}

impl Asked<'_> {
    /// One row more than fits onto a page, where there is one.
    async fn fetch(&self, tx: &mut TenantTx, side: Option<&Side>) -> AppResult<Vec<ListRow>> {
        Ok(self.page(side).build_query_as().fetch_all(tx.conn()).await?)
    }

    /// The column that a list is sorted by.
    const fn column(&self) -> &'static str {
        match self.filter.shown {
            Shown::Trash => "e.deleted_at",
            _ => "e.start_date",
        }
    }

    fn key(&self, row: &ListRow) -> DateTime<Utc> {
        match self.filter.shown {
            Shown::Trash => row.deleted_at.unwrap_or(row.start_date),
            _ => row.start_date,
        }
    }

    fn page(&self, side: Option<&Side>) -> QueryBuilder<Postgres> {
        // Which are on the page is told by the index alone; only these are read.
        let mut sql = QueryBuilder::new(format!(
            "select {COLUMNS} from (select e.id from events e where e.organization_id = "
        ));
        self.listed(&mut sql);
        let column = self.column();
        let descends = self.filter.shown.descends() != matches!(side, Some(Side::Before(_)));
        let (beyond, direction) = if descends { ("<", " desc") } else { (">", "") };
        if let Some(Side::After(mark) | Side::Before(mark)) = side {
            sql.push(format!(" and ({column}, e.id) {beyond} ("))
                .push_bind(mark.0)
                .push(", ")
                .push_bind(mark.1)
                .push(")");
        }
        sql.push(format!(
            " order by {column}{direction}, e.id{direction} limit {}) as listed join events e on e.organization_id = ",
            PAGE + 1
        ))
        .push_bind(self.organization)
        .push(format!(" and e.id = listed.id order by {column}{direction}, e.id{direction}"));
        sql
    }

    fn count(&self) -> QueryBuilder<Postgres> {
        let mut sql =
            QueryBuilder::new("select count(*) from (select from events e where e.organization_id = ");
        self.listed(&mut sql);
        sql.push(format!(" limit {}) as listed", MOST_COUNTED + 1));
        sql
    }

    /// What follows `organization_id =`.
    fn listed(&self, sql: &mut QueryBuilder<Postgres>) {
        sql.push_bind(self.organization);
        match self.filter.shown {
            // No event lasts longer than a year, which keeps the index's search short.
            Shown::Upcoming => sql.push(
                " and not e.is_deleted and e.status <> 'draft' and e.end_date >= now() \
                 and e.start_date > now() - interval '367 days'",
            ),
            Shown::Past => sql.push(
                " and not e.is_deleted and e.status <> 'draft' and e.end_date < now() and e.start_date < now()",
            ),
            Shown::Drafts => sql.push(" and not e.is_deleted and e.status = 'draft'"),
            Shown::Mine => sql
                .push(" and not e.is_deleted and (e.created_by = ")
                .push_bind(self.me)
                .push(" or e.id in (select s.event_id from event_staff s where s.organization_id = e.organization_id and s.user_id = ")
                .push_bind(self.me)
                .push("))"),
            Shown::All => sql.push(" and not e.is_deleted"),
            Shown::Trash => sql.push(" and e.is_deleted"),
        };
        if let Some(series) = self.filter.series {
            sql.push(" and e.series_id = ").push_bind(series);
        }
        self.view.push_seen(sql);
        // What is deleted is shown to those who may bring it back.
        if let (Shown::Trash, Some(person)) = (self.filter.shown, self.edit.person()) {
            sql.push(" and e.created_by = ").push_bind(person);
        }
        if !self.filter.search.is_empty() {
            sql.push(" and strpos(app.fold(concat_ws(' ', e.title, e.venue, e.location)), app.fold(")
                .push_bind(self.filter.search.clone())
                .push(")) > 0");
        }
    }
}

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
