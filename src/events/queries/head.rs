//! What every page of an event shows of it.

use super::reach::Reach;
use super::series;
use crate::accounts::roles::Permission;
use crate::error::{AppError, AppResult};
use crate::events::types::{EventHead, EventStatus, Span};
use crate::ids::{EventId, SeriesId};
use crate::tenancy::TenantTx;
use crate::ui::time::Zone;

/// An event's name, times and counts. The zone it comes with holds its own stretch of time, and a day around it.
///
/// # Errors
/// `NotFound` where it is not there for whoever acts, or is in the trash.
pub async fn head(tx: &mut TenantTx, id: EventId) -> AppResult<EventHead> {
    let (view, edit) = (
        Reach::of(tx, Permission::ViewEvents)?,
        Reach::within(tx, Permission::EditEvents)?,
    );
    let organization = tx.organization();
    let row = sqlx::query!(
        r#"
        select e.title, e.status as "status: EventStatus", e.cancelled_reason, e.start_date, e.end_date, e.timezone,
          e.current_attendees, e.max_attendees, e.series_id as "series_id: SeriesId", $4::uuid is null or e.created_by = $4 as "can_edit!",
          (select count(*) from event_agenda_items i
            where i.organization_id = $1 and i.event_id = $2 and not i.is_deleted) as "agenda_items!"
        from events e
        where e.organization_id = $1 and e.id = $2 and not e.is_deleted
          and ($3::uuid is null or exists (
            select from event_staff s where s.organization_id = $1 and s.event_id = $2 and s.user_id = $3))
        "#,
        organization.0,
        id.0,
        view.person(),
        edit.person(),
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    let series = series::standing(tx, row.series_id, id).await?;
    let (start, end) = (row.start_date, row.end_date);
    let day = chrono::Duration::days(1);
    let zone = Zone::named(&row.timezone).unwrap_or_else(Zone::utc);
    Ok(EventHead {
        id,
        title: row.title,
        status: row.status,
        cancelled_reason: row.cancelled_reason,
        span: Span {
            start,
            end,
            zone: zone.during(start - day, end + day),
        },
        attendees: row.current_attendees,
        max_attendees: row.max_attendees,
        agenda_items: row.agenda_items,
        series,
        can_edit: row.can_edit,
    })
}
