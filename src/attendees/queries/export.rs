//! The list as it is taken out, a portion at a time.

use super::list::{ListRow, Narrowing, Side};
use crate::attendees::types::{AttendeeFilter, AttendeeStatus};
use crate::error::AppResult;
use crate::events;
use crate::events::types::EventHead;
use crate::ids::EventId;
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};

/// Rows of a portion.
const PORTION: usize = 1_000;

/// An attendee as the export says it.
#[derive(Clone, Debug)]
pub struct ExportRow {
    pub first_name: String,
    pub last_name: String,
    pub email: Option<String>,
    pub company: Option<String>,
    pub is_contact: bool,
    pub status: AttendeeStatus,
    pub registered_at: DateTime<Utc>,
    pub check_in_time: Option<DateTime<Utc>>,
    pub check_out_time: Option<DateTime<Utc>>,
    pub notes: Option<String>,
}

impl From<ListRow> for ExportRow {
    fn from(row: ListRow) -> Self {
        Self {
            is_contact: row.is_contact(),
            first_name: row.first_name,
            last_name: row.last_name,
            email: row.email,
            company: row.company,
            status: row.status,
            registered_at: row.registration_date,
            check_in_time: row.check_in_time,
            check_out_time: row.check_out_time,
            notes: row.notes,
        }
    }
}

/// Where a portion ended.
#[derive(Clone, Debug)]
pub struct Place(Side);

/// The next of the attendees whom a filter leaves, in its order, and where the rest begins, where there is a rest.
///
/// # Errors
/// `NotFound` where the event is not there for whoever acts.
pub async fn portion(
    tx: &mut TenantTx,
    event: EventId,
    filter: &AttendeeFilter,
    after: Option<&Place>,
) -> AppResult<(EventHead, Vec<ExportRow>, Option<Place>)> {
    let head = events::queries::head(tx, event).await?;
    let narrowing = Narrowing::new(tx, event, filter).await?;
    let mut rows = narrowing.fetch(tx, after.map(|place| &place.0), PORTION).await?;
    let has_more = rows.len() > PORTION;
    rows.truncate(PORTION);
    let place = rows
        .last()
        .filter(|_| has_more)
        .map(|row| Place(Side::After(row.mark(filter.sort))));
    Ok((head, rows.into_iter().map(Into::into).collect(), place))
}

/// Notes in the trail that the list was taken out.
///
/// # Errors
/// If the database cannot be reached.
pub async fn noted(tx: &mut TenantTx, event: EventId, filter: &AttendeeFilter) -> AppResult<()> {
    let about = serde_json::json!({ "what": "attendees", "filter": filter.to_query() });
    sqlx::query_scalar!(
        r#"select app.record_audit('export', 'events', $1, $2) as "entry!""#,
        event.0,
        about,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(())
}
