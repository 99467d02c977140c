//! A change of attendees is taken back as a whole, as far as nobody has changed them since.

use super::changing::delete;
use super::places::{fill_places, free, hold, take};
use super::{attending, number};
use crate::attendees::types::{AttendeeStatus, ChangeId, Undone};
use crate::error::AppResult;
use crate::ids::{AttendeeChangeId, EventId};
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// How many rows one statement changes.
const AT_ONCE: usize = 2_000;

/// A row that the change was the last to touch.
struct Touched {
    id: Uuid,
    status: AttendeeStatus,
    is_deleted: bool,
    /// None where it was not there before.
    prior: Option<AttendeeStatus>,
    prior_waitlisted_at: Option<DateTime<Utc>>,
    registered_at: DateTime<Utc>,
}

impl Touched {
    /// Whether it takes a place now.
    fn has_place(&self) -> bool {
        !self.is_deleted && self.status.holds_place()
    }

    /// Whether it took one before.
    fn had_place(&self) -> bool {
        self.prior.is_some_and(AttendeeStatus::holds_place)
    }
}

/// How a row is to stand.
struct Put {
    ids: Vec<Uuid>,
    statuses: Vec<String>,
    since: Vec<Option<DateTime<Utc>>>,
}

/// Puts everybody back whom the change was the last to touch: who was added is taken off, who was taken off comes back, and who
/// got a place by it gives it up. Where a place is somebody else's by now, its former holder waits ahead of whoever came later.
///
/// # Errors
/// If the event may not be changed.
pub async fn undo(tx: &mut TenantTx, event: EventId, change: ChangeId) -> AppResult<Undone> {
    let held = hold(tx, event).await?;
    let touched = touched(tx, event, change).await?;
    if touched.is_empty() {
        return Ok(Undone::default());
    }
    let back = AttendeeChangeId::new();
    let contacts: Vec<Uuid> = touched
        .iter()
        .filter(|one| one.status == AttendeeStatus::Attended || one.prior == Some(AttendeeStatus::Attended))
        .map(|one| one.id)
        .collect();
    attending::hold_contacts(tx, &contacts, AttendeeStatus::Attended, &[]).await?;

    let freed = touched.iter().filter(|one| one.has_place() && !one.had_place());
    free(tx, held.id, freed.count()).await?;
    let needed = touched.iter().filter(|one| one.had_place() && !one.has_place());
    let mut got = take(tx, held.id, needed.count()).await?;

    let mut put = Put {
        ids: Vec::new(),
        statuses: Vec::new(),
        since: Vec::new(),
    };
    let (mut removed, mut unattended, mut attended, mut waiting) = (vec![], vec![], vec![], 0);
    for one in &touched {
        if !one.is_deleted && one.status == AttendeeStatus::Attended {
            unattended.push(one.id);
        }
        let Some(prior) = one.prior else {
            removed.push(one.id);
            continue;
        };
        let needs_place = one.had_place() && !one.has_place();
        let (status, since) = if needs_place && got == 0 {
            waiting += 1;
            (AttendeeStatus::Waitlisted, Some(one.registered_at))
        } else {
            (prior, one.prior_waitlisted_at)
        };
        got -= usize::from(needs_place && got > 0);
        if status == AttendeeStatus::Attended {
            attended.push(one.id);
        }
        put.ids.push(one.id);
        put.statuses.push(status.to_string());
        put.since.push(since);
    }
    put_back(tx, &put).await?;
    delete(tx, &removed, back).await?;
    attending::take_back(tx, &unattended, back).await?;
    attending::write(tx, held.id, &attended).await?;
    fill_places(tx, held.id, None).await?;
    Ok(Undone {
        reversed: number(touched.len()) - waiting,
        waiting,
    })
}

/// Those whom the change was the last to touch, in the order in which they were added; without those who are back on the list
/// under another row.
async fn touched(tx: &mut TenantTx, event: EventId, change: ChangeId) -> AppResult<Vec<Touched>> {
    let organization = tx.organization();
    Ok(sqlx::query_as!(
        Touched,
        r#"
        select a.id, a.status as "status: AttendeeStatus", a.is_deleted, a.prior_status as "prior: AttendeeStatus",
          a.prior_waitlisted_at, a.registration_date as registered_at
        from event_attendees a
        where a.organization_id = $1 and a.event_id = $2 and a.change_id = $3
          and (not a.is_deleted or a.deletion_id = $3
            and not exists (
              select from event_attendees other
              where other.organization_id = $1 and other.event_id = $2 and other.contact_id = a.contact_id and not other.is_deleted)
            and not exists (
              select from event_attendees other
              where other.organization_id = $1 and other.event_id = $2 and other.user_id = a.user_id and not other.is_deleted))
        order by a.registration_date, a.id
        "#,
        organization.0,
        event.0,
        change.0,
    )
    .fetch_all(tx.conn())
    .await?)
}

async fn put_back(tx: &mut TenantTx, put: &Put) -> AppResult<()> {
    let organization = tx.organization();
    let rows = put.ids.len();
    for from in (0..rows).step_by(AT_ONCE) {
        let to = rows.min(from + AT_ONCE);
        sqlx::query!(
            r#"
            update event_attendees a
            set status = was.status, waitlisted_at = was.since, is_deleted = false, deleted_at = null, deletion_id = null,
              change_id = null, prior_status = null, prior_waitlisted_at = null
            from unnest($2::uuid[], $3::text[], $4::timestamptz[]) as was (id, status, since)
            where a.organization_id = $1 and a.id = was.id
            "#,
            organization.0,
            &put.ids[from..to],
            &put.statuses[from..to],
            put.since[from..to].to_vec() as Vec<Option<DateTime<Utc>>>,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}
