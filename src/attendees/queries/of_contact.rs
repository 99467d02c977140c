//! The events on the record of a contact.

use crate::accounts::roles::Permission;
use crate::attendees::types::{AttendeeStatus, ContactEvent, ContactEvents};
use crate::error::AppResult;
use crate::events::queries::Reach;
use crate::events::types::{EventStatus, Span};
use crate::ids::{ContactId, EventId};
use crate::tenancy::TenantTx;
use crate::ui::time::Zone;
use chrono::{Duration, Utc};

/// How many are told of each sort.
const MOST: usize = 20;

/// The events that a contact comes to or came to, of those that whoever acts may see. Whoever cancelled is told of as long as the
/// event is ahead.
///
/// # Errors
/// If the database cannot be reached.
pub async fn of_contact(tx: &mut TenantTx, contact: ContactId) -> AppResult<ContactEvents> {
    if tx.scope_of(Permission::ViewEvents).is_none() {
        return Ok(ContactEvents::default());
    }
    let view = Reach::of(tx, Permission::ViewEvents)?;
    let organization = tx.organization();
    let limit = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
    let rows = sqlx::query!(
        r#"
        with coming as (
          select e.id, e.title, e.status, e.start_date, e.end_date, e.timezone, a.status as attendee_status,
            e.end_date > $4 and e.status <> 'completed' as is_planned
          from event_attendees a
          join events e on e.organization_id = $1 and e.id = a.event_id and not e.is_deleted
          where a.organization_id = $1 and a.contact_id = $2 and not a.is_deleted
            and ($3::uuid is null or exists (
              select from event_staff s where s.organization_id = $1 and s.event_id = e.id and s.user_id = $3))
        )
        (select * from coming where is_planned order by start_date, id limit $5)
        union all
        (select * from coming where not is_planned and attendee_status <> 'cancelled' order by start_date desc, id limit $5)
        "#,
        organization.0,
        contact.0,
        view.person(),
        Utc::now(),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut events = ContactEvents::default();
    for row in rows {
        let (Some(id), Some(title), Some(start), Some(end)) =
            (row.id, row.title, row.start_date, row.end_date)
        else {
            continue;
        };
        let parsed = |text: Option<String>| text.unwrap_or_default();
        let (Ok(event_status), Ok(status)) = (
            parsed(row.status).parse::<EventStatus>(),
            parsed(row.attendee_status).parse::<AttendeeStatus>(),
        ) else {
            continue;
        };
        let zone = Zone::named(&row.timezone.unwrap_or_default()).unwrap_or_else(Zone::utc);
        let day = Duration::days(1);
        let event = ContactEvent {
            event_id: EventId(id),
            title,
            event_status,
            span: Span {
                start,
                end,
                zone: zone.during(start - day, end + day),
            },
            status,
        };
        let list = if row.is_planned == Some(true) {
            &mut events.planned
        } else {
            &mut events.past
        };
        if list.len() == MOST {
            events.has_more = true;
        } else {
            list.push(event);
        }
    }
    Ok(events)
}
