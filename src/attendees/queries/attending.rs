//! What attending leaves on the record of a contact.

use crate::attendees::types::{AttendeeStatus, ChangeId};
use crate::error::AppResult;
use crate::ids::EventId;
use crate::tenancy::TenantTx;
use uuid::Uuid;

/// How many rows one statement writes.
const AT_ONCE: usize = 500;

/// Takes the contacts of those of whom it is about to be written that they were there, or no longer, in the order in which
/// everybody takes contacts; before their attendances, which whoever renames a contact takes after it.
pub async fn hold_contacts(
    tx: &mut TenantTx,
    attended: &[Uuid],
    to: AttendeeStatus,
    moved: &[Uuid],
) -> AppResult<()> {
    let mut attendees = attended.to_vec();
    if to == AttendeeStatus::Attended {
        attendees.extend(moved);
    }
    if attendees.is_empty() {
        return Ok(());
    }
    let organization = tx.organization();
    sqlx::query!(
        r#"
        select c.id from contacts c
        where c.organization_id = $1
          and c.id in (select contact_id from event_attendees where organization_id = $1 and id = any ($2))
        order by c.id for no key update
        "#,
        organization.0,
        &attendees,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(())
}

/// Writes of those of them who are contacts and not in the trash that they were there. What was written before and taken back
/// comes out of the trash.
pub async fn write(tx: &mut TenantTx, event: EventId, attendees: &[Uuid]) -> AppResult<()> {
    let (organization, me) = (tx.organization(), tx.user()?);
    for some in attendees.chunks(AT_ONCE) {
        sqlx::query!(
            r#"
            insert into contact_interactions (organization_id, contact_id, user_id, interaction_type, subject, interaction_date,
              status, attendee_id, metadata)
            select $1, c.id, $3, 'event', said.subject, said.at, 'completed', a.id,
              jsonb_build_object('event_id', e.id, 'subject', said.subject, 'at', said.at)
            from event_attendees a
            join events e on e.organization_id = $1 and e.id = $2
            join contacts c on c.organization_id = $1 and c.id = a.contact_id and not c.is_deleted
            cross join lateral (
              select left('Attended ' || e.title, 255) as subject, least(e.start_date, clock_timestamp()) as at
            ) as said
            where a.organization_id = $1 and a.event_id = $2 and a.id = any ($4)
            order by c.id
            on conflict on constraint contact_interactions_attended_once
              do update set is_deleted = false, deleted_at = null, deletion_id = null
              where contact_interactions.is_deleted
            "#,
            organization.0,
            event.0,
            me.0,
            some,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Takes back what was written of them, unless somebody has made it their own since.
pub async fn take_back(tx: &mut TenantTx, attendees: &[Uuid], change: ChangeId) -> AppResult<()> {
    let organization = tx.organization();
    for some in attendees.chunks(AT_ONCE) {
        sqlx::query!(
            r#"
            update contact_interactions set is_deleted = true, deleted_at = now(), deletion_id = $3
            where organization_id = $1 and attendee_id = any ($2) and not is_deleted
              and interaction_type = 'event' and status = 'completed' and direction is null and description is null and outcome is null
              and subject = metadata ->> 'subject' and interaction_date = (metadata ->> 'at')::timestamptz
            "#,
            organization.0,
            some,
            change.0,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}
