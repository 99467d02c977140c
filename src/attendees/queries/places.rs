//! The places of an event: how they are taken, freed, and given to whoever waits longest.

use crate::accounts::roles::Permission;
use crate::attendees::types::{AttendeeStatus, BEFOREHAND, ChangeId};
use crate::error::{AppError, AppResult};
use crate::events::queries::{Reach, allowed};
use crate::events::types::EventStatus;
use crate::ids::EventId;
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// An event whose attendees nobody else changes until the transaction ends.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    pub id: EventId,
    pub status: EventStatus,
    start: DateTime<Utc>,
    is_limited: bool,
}

impl Held {
    /// Refuses to change who comes to an event that nobody comes to.
    pub fn takes_attendees(&self) -> AppResult<()> {
        if self.status == EventStatus::Cancelled {
            let message = "This event is cancelled. Take it up again to change who comes.";
            return Err(AppError::Conflict {
                message: message.into(),
            });
        }
        Ok(())
    }

    /// Refuses what cannot be said yet, and a line where nobody waits.
    pub fn allows(&self, to: AttendeeStatus) -> AppResult<()> {
        let message = if to.is_of_the_day() && self.start - BEFOREHAND > Utc::now() {
            "Who came is said from twelve hours before the event begins."
        } else if to == AttendeeStatus::Waitlisted && !self.is_limited {
            "Anybody may come to this event, so nobody waits."
        } else {
            return Ok(());
        };
        Err(AppError::Conflict {
            message: message.into(),
        })
    }
}

/// Takes the event, if whoever acts may say who comes.
///
/// # Errors
/// `NotFound` where it is not there for whoever acts, `Forbidden` where they may only look at it.
pub async fn hold(tx: &mut TenantTx, id: EventId) -> AppResult<Held> {
    let reach = Reach::of(tx, Permission::EditEvents)?;
    let organization = tx.organization();
    let held = sqlx::query!(
        r#"
        select status as "status: EventStatus", start_date, max_attendees is not null as "is_limited!" from events
        where organization_id = $1 and id = $2 and not is_deleted and ($3::uuid is null or created_by = $3)
        for no key update
        "#,
        organization.0,
        id.0,
        reach.person(),
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(held) = held else {
        allowed(tx, id).await?;
        return Err(AppError::NotFound);
    };
    Ok(Held {
        id,
        status: held.status,
        start: held.start_date,
        is_limited: held.is_limited,
    })
}

/// Takes as many places as are free, of those that are wanted; answers how many that were.
pub async fn take(tx: &mut TenantTx, event: EventId, wanted: usize) -> AppResult<usize> {
    if wanted == 0 {
        return Ok(0);
    }
    let organization = tx.organization();
    let wanted = i32::try_from(wanted).unwrap_or(i32::MAX);
    let taken = sqlx::query_scalar!(
        r#"
        update events
        set current_attendees = current_attendees + least($3, coalesce(max_attendees - current_attendees, $3))
        from (
          select id, current_attendees as taken from events where organization_id = $1 and id = $2 for no key update
        ) as before
        where events.organization_id = $1 and events.id = before.id
          and (max_attendees is null or current_attendees < max_attendees)
        returning current_attendees - before.taken as "taken!"
        "#,
        organization.0,
        event.0,
        wanted,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(usize::try_from(taken.unwrap_or(0)).unwrap_or(0))
}

/// Gives places back.
pub async fn free(tx: &mut TenantTx, event: EventId, places: usize) -> AppResult<()> {
    if places == 0 {
        return Ok(());
    }
    let organization = tx.organization();
    sqlx::query!(
        "update events set current_attendees = current_attendees - $3 where organization_id = $1 and id = $2",
        organization.0,
        event.0,
        i32::try_from(places).unwrap_or(i32::MAX),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How many wait in line.
pub async fn waiting(tx: &mut TenantTx, event: EventId) -> AppResult<usize> {
    let organization = tx.organization();
    let waiting = sqlx::query_scalar!(
        r#"
        select count(*) as "waiting!" from event_attendees
        where organization_id = $1 and event_id = $2 and status = 'waitlisted' and not is_deleted
        "#,
        organization.0,
        event.0,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(usize::try_from(waiting).unwrap_or(0))
}

/// Gives the places that are free to those who wait longest, as a part of a change where there is one; answers with who got one.
/// An event that is over or cancelled gives none.
///
/// # Errors
/// If the database cannot be reached.
pub async fn fill_places(
    tx: &mut TenantTx,
    event: EventId,
    change: Option<ChangeId>,
) -> AppResult<Vec<Uuid>> {
    let organization = tx.organization();
    let wanted = sqlx::query_scalar!(
        r#"
        select count(*) as "wanted!"
        from event_attendees a
        join events e on e.organization_id = $1 and e.id = $2
        where a.organization_id = $1 and a.event_id = $2 and a.status = 'waitlisted' and not a.is_deleted
          and not e.is_deleted and e.status in ('draft', 'published', 'ongoing') and e.end_date > now()
          and (e.max_attendees is null or e.current_attendees < e.max_attendees)
        "#,
        organization.0,
        event.0,
    )
    .fetch_one(tx.conn())
    .await?;
    let taken = take(tx, event, usize::try_from(wanted).unwrap_or(0)).await?;
    if taken == 0 {
        return Ok(Vec::new());
    }
    let promoted = sqlx::query_scalar!(
        r#"
        update event_attendees a
        set status = 'registered',
          -- Whoever was put at the end of the line and got their place right back stands as before.
          prior_status = case when a.change_id = $4 then a.prior_status else a.status end,
          prior_waitlisted_at = case when a.change_id = $4 then a.prior_waitlisted_at else a.waitlisted_at end,
          change_id = $4
        from (
          select id from event_attendees
          where organization_id = $1 and event_id = $2 and status = 'waitlisted' and not is_deleted
          order by waitlisted_at, id limit $3
        ) as first
        where a.organization_id = $1 and a.id = first.id
        returning a.id
        "#,
        organization.0,
        event.0,
        i64::try_from(taken).unwrap_or(0),
        change.map(|change| change.0),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(promoted)
}
