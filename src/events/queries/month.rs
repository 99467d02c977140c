//! The events of a month, for a calendar.

use super::list::{COLUMNS, ListRow};
use super::reach::Reach;
use crate::accounts::roles::Permission;
use crate::error::AppResult;
use crate::events::types::{EventRow, Month};
use crate::tenancy::TenantTx;
use chrono::{Duration, NaiveTime};
use sqlx::QueryBuilder;

/// How many events a calendar shows; a month with more is read as a list.
const MOST: usize = 500;

/// The events that are under way on some day of a month by their own clocks, the first first, and whether there are more.
///
/// # Errors
/// If whoever acts sees no events.
pub async fn month(tx: &mut TenantTx, month: Month) -> AppResult<(Vec<EventRow>, bool)> {
    let view = Reach::of(tx, Permission::ViewEvents)?;
    // A day longer on both sides: the day begins up to 14 hours earlier and ends up to 12 later elsewhere.
    let from = month.first().and_time(NaiveTime::MIN).and_utc() - Duration::days(1);
    let to = month.next().first().and_time(NaiveTime::MIN).and_utc() + Duration::days(1);
    let mut sql = QueryBuilder::new(format!(
        "select {COLUMNS} from events e where e.organization_id = "
    ));
    sql.push_bind(tx.organization())
        .push(" and not e.is_deleted and e.start_date < ")
        .push_bind(to)
        .push(" and e.end_date > ")
        .push_bind(from)
        // No event lasts longer than a year, which keeps the index's search short.
        .push(" and e.start_date > ")
        .push_bind(from - Duration::days(367));
    view.push_seen(&mut sql);
    sql.push(format!(" order by e.start_date, e.id limit {}", MOST + 1));
    let mut found: Vec<ListRow> = sql.build_query_as().fetch_all(tx.conn()).await?;
    let has_more = found.len() > MOST;
    found.truncate(MOST);
    let rows = found
        .into_iter()
        .map(EventRow::from)
        .filter(|row| row.span.days().any(|day| month.holds(day)));
    Ok((rows.collect(), has_more))
}
