//! What is noted of an attendee.

use super::places::hold;
use crate::audit;
use crate::error::{AppError, AppResult, FieldChange, Stale};
use crate::ids::{AttendeeId, EventId};
use crate::tenancy::TenantTx;

/// Saves a note over the one that was read: where the person stands meanwhile is no hindrance, another note is.
///
/// # Errors
/// If the event may not be changed, or the attendee is not there; and where somebody noted something else in the meantime, with
/// what that is.
pub async fn update_notes(
    tx: &mut TenantTx,
    event: EventId,
    id: AttendeeId,
    before: Option<&str>,
    notes: Option<&str>,
) -> AppResult<()> {
    hold(tx, event).await?;
    let organization = tx.organization();
    let stored = sqlx::query!(
        r#"
        select notes, version from event_attendees
        where organization_id = $1 and event_id = $2 and id = $3 and not is_deleted for no key update
        "#,
        organization.0,
        event.0,
        id.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    if stored.notes.as_deref() == notes {
        return Ok(());
    }
    if stored.notes.as_deref() != before {
        let (by, at) = audit::queries::last_change(tx, "event_attendees", id.0).await?;
        let change = FieldChange {
            field: "notes".into(),
            label: "Note".into(),
            mine: notes.unwrap_or_default().to_owned(),
            theirs: stored.notes.unwrap_or_default(),
        };
        return Err(AppError::Stale {
            stale: Box::new(Stale {
                version: stored.version,
                by,
                at,
                changes: vec![change],
            }),
        });
    }
    sqlx::query!(
        "update event_attendees set notes = $3 where organization_id = $1 and id = $2",
        organization.0,
        id.0,
        notes,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
