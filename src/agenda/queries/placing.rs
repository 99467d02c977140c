//! Items placed elsewhere: one, a day of them, what follows; and those that time moves on.

use super::items::last_change;
use super::read::{hold, hold_of};
use crate::agenda::types::{
    Agenda, AgendaItem, FARTHEST_DAYS, FARTHEST_SHIFT, ItemStatus, LONGEST_ITEM, Moved, Placed, ShiftScope,
    Shifted, shifted,
};
use crate::error::{AppError, AppResult};
use crate::ids::{AgendaItemId, EventId, RoomId};
use crate::tenancy::TenantTx;
use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

/// Where an item is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub start: DateTime<Utc>,
    /// The first moment after it.
    pub end: DateTime<Utc>,
    pub room_id: Option<RoomId>,
}

impl Place {
    /// Whether an item can be there at all.
    pub(super) fn check(&self, agenda: &Agenda) -> AppResult<()> {
        let (span, around) = (&agenda.event.span, Duration::days(FARTHEST_DAYS));
        if self.end <= self.start {
            return Err(AppError::field("end_time", "It ends after it begins."));
        }
        if self.end - self.start > Duration::minutes(LONGEST_ITEM) {
            return Err(AppError::field("end_time", "An item lasts a week at most."));
        }
        if self.start < span.start - around || self.end > span.end + around {
            return Err(AppError::field(
                "start_time",
                "Choose a day within a year of the event.",
            ));
        }
        if self.room_id.is_some_and(|id| agenda.room(id).is_none()) {
            let gone = "This room is not there any more. Choose another one.";
            return Err(AppError::field("room_id", gone));
        }
        Ok(())
    }
}

/// Where an item stands once it begins at another time: what begins later from now on has not begun.
pub(super) fn status_there(status: ItemStatus, start: DateTime<Utc>, now: DateTime<Utc>) -> ItemStatus {
    match status {
        ItemStatus::Ongoing | ItemStatus::Completed if start > now => ItemStatus::Scheduled,
        other => other,
    }
}

/// Places an item elsewhere over the version that was read.
///
/// # Errors
/// If it is not there, its event may not be changed, it cannot be there at all, or somebody changed it in the meantime.
pub async fn place(
    tx: &mut TenantTx,
    id: AgendaItemId,
    version: i32,
    place: &Place,
    is_confirmed: bool,
) -> AppResult<Placed> {
    let (agenda, stored) = hold_of(tx, id).await?;
    let is_there = (stored.start, stored.end, stored.room_id) == (place.start, place.end, place.room_id);
    if is_there {
        return Ok(Placed::Saved {
            version: stored.version,
        });
    }
    current(tx, &stored, version).await?;
    place.check(&agenda)?;
    let moved = AgendaItem {
        start: place.start,
        end: place.end,
        room_id: place.room_id,
        status: if place.start == stored.start {
            stored.status
        } else {
            status_there(stored.status, place.start, Utc::now())
        },
        ..stored
    };
    save(tx, &agenda, moved, is_confirmed).await
}

/// Moves an item to another status over the version that was read. One that is taken up again stands where it was, and may
/// clash there.
///
/// # Errors
/// If it is not there, its event may not be changed, or somebody changed it in the meantime.
pub async fn set_status(
    tx: &mut TenantTx,
    id: AgendaItemId,
    version: i32,
    to: ItemStatus,
    is_confirmed: bool,
) -> AppResult<Placed> {
    let (agenda, stored) = hold_of(tx, id).await?;
    if stored.status == to {
        return Ok(Placed::Saved {
            version: stored.version,
        });
    }
    current(tx, &stored, version).await?;
    let changed = AgendaItem { status: to, ..stored };
    save(tx, &agenda, changed, is_confirmed).await
}

/// Refuses to go on from a version that is not the stored one.
async fn current(tx: &mut TenantTx, stored: &AgendaItem, version: i32) -> AppResult<()> {
    if stored.version == version {
        return Ok(());
    }
    let (by, _) = last_change(tx, stored.id).await?;
    let title = &stored.title;
    Err(AppError::Conflict {
        message: format!("{by} changed {title} in the meantime. Look at it again first."),
    })
}

/// Writes where an item is and where it stands, unless it would be in the way and that was not confirmed.
async fn save(tx: &mut TenantTx, agenda: &Agenda, item: AgendaItem, is_confirmed: bool) -> AppResult<Placed> {
    if !is_confirmed {
        let clashes = agenda.new_clashes(std::slice::from_ref(&item));
        if !clashes.is_empty() {
            return Ok(Placed::Clashing(clashes));
        }
    }
    let organization = tx.organization();
    let version = sqlx::query_scalar!(
        r#"
        update event_agenda_items set start_time = $3, end_time = $4, room_id = $5, status = $6
        where organization_id = $1 and id = $2 and not is_deleted
        returning version
        "#,
        organization.0,
        item.id.0,
        item.start,
        item.end,
        item.room_id.map(|id| id.0),
        item.status.as_str(),
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    Ok(Placed::Saved { version })
}

/// Moves items by minutes on the event's own clock. Each takes as long as before.
///
/// # Errors
/// If the event may not be changed, the way is too far, or an item could not be there at all.
pub async fn shift(
    tx: &mut TenantTx,
    event_id: EventId,
    scope: ShiftScope,
    minutes: i32,
    is_confirmed: bool,
) -> AppResult<Shifted> {
    if minutes == 0 || !(-FARTHEST_SHIFT..=FARTHEST_SHIFT).contains(&minutes) {
        let message = "Write by how many minutes: up to a day, and with a minus for earlier.";
        return Err(AppError::field("minutes", message));
    }
    let agenda = hold(tx, event_id).await?;
    let (zone, now) = (&agenda.event.span.zone, Utc::now());
    let whole: Vec<&AgendaItem> = agenda
        .items
        .iter()
        .filter(|item| scope.holds(item.start, zone))
        .collect();
    let changed: Vec<AgendaItem> = whole
        .iter()
        .map(|item| {
            let start = shifted(item.start, minutes, zone);
            AgendaItem {
                start,
                end: start + item.length(),
                status: status_there(item.status, start, now),
                ..(*item).clone()
            }
        })
        .collect();
    for item in &changed {
        let place = Place {
            start: item.start,
            end: item.end,
            room_id: None,
        };
        place.check(&agenda)?;
    }
    if !is_confirmed {
        let clashes = agenda.new_clashes(&changed);
        if !clashes.is_empty() {
            return Ok(Shifted::Clashing(clashes));
        }
    }
    let versions = write(tx, event_id, &changed).await?;
    let moved = whole.into_iter().filter_map(|item| {
        let (_, version) = versions.iter().find(|(id, _)| *id == item.id)?;
        Some(Moved {
            id: item.id,
            version: *version,
            start: item.start,
            end: item.end,
        })
    });
    Ok(Shifted::Saved {
        moved: moved.collect(),
    })
}

/// Puts items back to where they were, but those that somebody changed since, and answers with how many.
///
/// # Errors
/// If the event may not be changed, or an item could not be there at all.
pub async fn undo_shift(tx: &mut TenantTx, event_id: EventId, moved: &[Moved]) -> AppResult<u32> {
    let agenda = hold(tx, event_id).await?;
    let now = Utc::now();
    let mut changed = Vec::new();
    for one in moved {
        let place = Place {
            start: one.start,
            end: one.end,
            room_id: None,
        };
        place.check(&agenda)?;
        let stored = agenda
            .items
            .iter()
            .find(|item| item.id == one.id && item.version == one.version);
        let is_first = !changed.iter().any(|item: &AgendaItem| item.id == one.id);
        if let Some(stored) = stored.filter(|_| is_first) {
            changed.push(AgendaItem {
                start: one.start,
                end: one.end,
                status: status_there(stored.status, one.start, now),
                ..stored.clone()
            });
        }
    }
    let written = write(tx, event_id, &changed).await?;
    Ok(u32::try_from(written.len()).unwrap_or(u32::MAX))
}

/// Writes where items are, in one statement; answers with the version that each has since.
async fn write(
    tx: &mut TenantTx,
    event_id: EventId,
    items: &[AgendaItem],
) -> AppResult<Vec<(AgendaItemId, i32)>> {
    let organization = tx.organization();
    let ids: Vec<Uuid> = items.iter().map(|item| item.id.0).collect();
    let starts: Vec<DateTime<Utc>> = items.iter().map(|item| item.start).collect();
    let ends: Vec<DateTime<Utc>> = items.iter().map(|item| item.end).collect();
    let statuses: Vec<String> = items.iter().map(|item| item.status.to_string()).collect();
    let rows = sqlx::query!(
        r#"
        update event_agenda_items i set start_time = moved.start_time, end_time = moved.end_time, status = moved.status
        from unnest($3::uuid[], $4::timestamptz[], $5::timestamptz[], $6::text[]) as moved (id, start_time, end_time, status)
        where i.organization_id = $1 and i.event_id = $2 and i.id = moved.id and not i.is_deleted
        returning i.id as "id: AgendaItemId", i.version
        "#,
        organization.0,
        event_id.0,
        &ids,
        &starts,
        &ends,
        &statuses,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.version)).collect())
}

/// Moves on what has begun or ended: of an event under way, a scheduled item is ongoing from its start; and what has ended is
/// completed, also after the event.
///
/// # Errors
/// If the database cannot be reached.
pub async fn move_on(tx: &mut TenantTx) -> AppResult<()> {
    let organization = tx.organization();
    // Whoever places an item holds its event, too, so neither waits for the other.
    let events: Vec<Uuid> = sqlx::query_scalar!(
        r#"
        select e.id from events e
        where e.organization_id = $1 and not e.is_deleted and e.status in ('ongoing', 'completed')
          and exists (
            select from event_agenda_items i
            where i.organization_id = $1 and i.event_id = e.id and not i.is_deleted and i.status in ('scheduled', 'ongoing')
              and (i.end_time <= now() or e.status = 'ongoing' and i.status = 'scheduled' and i.start_time <= now()))
        order by e.id
        for no key update of e
        "#,
        organization.0,
    )
    .fetch_all(tx.conn())
    .await?;
    sqlx::query!(
        r#"
        update event_agenda_items i set status = case when i.end_time <= now() then 'completed' else 'ongoing' end
        from events e
        where i.organization_id = $1 and e.organization_id = $1 and e.id = i.event_id and e.id = any ($2)
          and not i.is_deleted and i.status in ('scheduled', 'ongoing')
          and (i.end_time <= now() or e.status = 'ongoing' and i.status = 'scheduled' and i.start_time <= now())
        "#,
        organization.0,
        &events,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
