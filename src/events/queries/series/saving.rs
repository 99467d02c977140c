//! One save that reaches several events of a series.
//!
//! Carried over is what this save changes, and nothing else. What was changed on an event alone before (`series_own`) stays as
//! it is there. Everything is checked before anything is written to the others, and all of it is one transaction.

use super::super::record::{self, Saved};
use super::take;
use crate::accounts::roles::Permission;
use crate::attendees;
use crate::error::{AppError, AppResult};
use crate::events::queries::Reach;
use crate::events::types::{EventValues, SavedEvent, SeriesField, SeriesScope, YEARS, is_near, settled};
use crate::expenses;
use crate::ids::{EventId, SeriesId};
use crate::tenancy::TenantTx;
use crate::ui::money::{Currency, Money};
use crate::ui::time::Zone;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use sqlx::types::Json;
use uuid::Uuid;

/// An event of a series that is about to be saved, as it is before.
#[derive(Debug)]
pub struct Held {
    series: SeriesId,
    scope: SeriesScope,
    before: EventValues,
}

/// Takes an event that is about to be saved, and its series where others of it are meant too; nothing where it is in none.
///
/// # Errors
/// If it may not be changed, or others are meant and it is in no series any more.
pub async fn hold(tx: &mut TenantTx, id: EventId, scope: SeriesScope) -> AppResult<Option<Held>> {
    let series = if scope == SeriesScope::This {
        series_of(tx, id).await?
    } else {
        Some(take(tx, id).await?)
    };
    let Some(series) = series else {
        return Ok(None);
    };
    record::timezone(tx, id).await?;
    let event = record::find(tx, id).await?;
    Ok(Some(Held {
        series,
        scope,
        before: EventValues::from(&event),
    }))
}

async fn series_of(tx: &mut TenantTx, id: EventId) -> AppResult<Option<SeriesId>> {
    let organization = tx.organization();
    let found = sqlx::query_scalar!(
        r#"
        select series_id as "series_id: SeriesId" from events
        where organization_id = $1 and id = $2 and not is_deleted
        "#,
        organization.0,
        id.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(found.flatten())
}

/// Another event of the series.
struct Other {
    id: Uuid,
    title: String,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    timezone: String,
    taken: i32,
    own: Vec<String>,
}

impl Other {
    /// Whether a field was changed on this one alone.
    fn owns(&self, field: SeriesField) -> bool {
        self.own.iter().any(|own| own == field.as_str())
    }

    /// "Round table on 12 May 2026".
    fn named(&self) -> String {
        let zone = Zone::named(&self.timezone).unwrap_or_else(Zone::utc);
        format!("{} on {}", self.title, zone.local(self.start).format("%-d %B %Y"))
    }
}

/// Carries over to others of its series what the save of an event has changed, and tells of all their budgets. `by` is the zone by whose clock its times were
/// typed.
///
/// # Errors
/// Fewer places than are taken at one of the others are refused with its name and their number, and a day on which none may be:
/// then nothing is saved at all.
pub async fn carry(
    tx: &mut TenantTx,
    held: Held,
    (id, saved): (EventId, Saved),
    new: &EventValues,
    by: &Zone,
) -> AppResult<SavedEvent> {
    let changed = SeriesField::changed(&held.before, new);
    let alone = SavedEvent {
        version: saved.version,
        ..SavedEvent::default()
    };
    if changed.is_empty() {
        return Ok(alone);
    }
    let mut budgets = vec![(id, saved.budget_before)];
    let names: Vec<String> = changed.iter().map(ToString::to_string).collect();
    if held.scope == SeriesScope::This {
        own(tx, id, &names, true).await?;
        if changed.contains(&SeriesField::Budget) {
            expenses::queries::tell_rebudgeted(tx, &budgets).await?;
        }
        return Ok(alone);
    }
    let others = others(tx, &held, id).await?;
    if changed.contains(&SeriesField::Places) {
        enough_places(&others, new.max_attendees)?;
    }
    let times = Times::of(&held.before, new, by);
    let moves = changed.contains(&SeriesField::Times);
    let moved: Vec<Moved> = others
        .iter()
        .map(|other| times.of_other(other, moves && !other.owns(SeriesField::Times)))
        .collect::<AppResult<_>>()?;
    budgets.extend(store(tx, &names, &moved, new).await?);
    if changed.contains(&SeriesField::Budget) {
        // All at once: whoever holds several of them takes them in one order.
        expenses::queries::tell_rebudgeted(tx, &budgets).await?;
    }
    if moves {
        let now = Utc::now();
        let this = (held.before.start > now).then(|| times.of_this(id));
        shift_agendas(tx, moved.iter().chain(this.as_ref()), by).await?;
    }
    own(tx, id, &names, false).await?;
    if changed.contains(&SeriesField::Title) {
        rename(tx, held.series, &new.title).await?;
    }
    if changed.contains(&SeriesField::Places) {
        for waiting in with_waiting(tx, &moved).await? {
            attendees::queries::fill_places(tx, waiting, None).await?;
        }
    }
    let is_kept = |other: &&Other| changed.iter().any(|field| other.owns(*field));
    let is_carried = |other: &&Other| changed.iter().any(|field| !other.owns(*field));
    Ok(SavedEvent {
        version: saved.version,
        others: others.iter().filter(is_carried).count(),
        kept: others.iter().filter(is_kept).count(),
    })
}

/// The others that are meant: drafts or published, not begun, and for whoever acts to change.
async fn others(tx: &mut TenantTx, held: &Held, id: EventId) -> AppResult<Vec<Other>> {
    let reach = Reach::of(tx, Permission::EditEvents)?;
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select id, title, start_date, end_date, timezone, current_attendees, series_own from events
        where organization_id = $1 and series_id = $2 and id <> $3 and not is_deleted
          and status in ('draft', 'published') and start_date > now()
          and ($4::uuid is null or created_by = $4)
          and ($5 or (start_date, id) > ($6, $3))
        order by id
        for no key update
        "#,
        organization.0,
        held.series.0,
        id.0,
        reach.person(),
        held.scope == SeriesScope::Coming,
        held.before.start,
    )
    .fetch_all(tx.conn())
    .await?;
    let other = rows.into_iter().map(|row| Other {
        id: row.id,
        title: row.title,
        start: row.start_date,
        end: row.end_date,
        timezone: row.timezone,
        taken: row.current_attendees,
        own: row.series_own,
    });
    Ok(other.collect())
}

fn enough_places(others: &[Other], most: Option<i32>) -> AppResult<()> {
    let Some(most) = most else { return Ok(()) };
    let is_full = |other: &&Other| other.taken > most && !other.owns(SeriesField::Places);
    match others.iter().filter(is_full).min_by_key(|other| other.start) {
        Some(full) => {
            let message = format!(
                "{} has {} places taken: leave at least as many.",
                full.named(),
                full.taken
            );
            Err(AppError::field("max_attendees", &message))
        }
        None => Ok(()),
    }
}

/// By how much the event was moved on the clock, and what its clock shows now.
struct Times<'a> {
    days: i64,
    start: NaiveDateTime,
    length: TimeDelta,
    shift: TimeDelta,
    by: &'a Zone,
    timezone: &'a str,
}

/// Where an event comes to.
struct Moved {
    id: Uuid,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    timezone: String,
    /// By whose clock its agenda stands, and by how much that moves on it.
    agenda_zone: String,
    shift: TimeDelta,
}

impl<'a> Times<'a> {
    fn of(before: &EventValues, new: &'a EventValues, by: &'a Zone) -> Self {
        let zone = Zone::named(&before.timezone).unwrap_or_else(Zone::utc);
        let (was, start) = (zone.local(before.start), by.local(new.start));
        Self {
            days: (start.date() - was.date()).num_days(),
            start,
            length: by.local(new.end) - start,
            shift: start - was,
            by,
            timezone: &new.timezone,
        }
    }

    /// The event that is saved: it stands where it is to stand already, and its agenda by the clock of `by`.
    fn of_this(&self, id: EventId) -> Moved {
        let (start, _) = settled(self.by, self.start);
        Moved {
            id: id.0,
            start,
            end: start + self.length,
            timezone: self.timezone.to_owned(),
            agenda_zone: self.by.name.clone(),
            shift: self.shift,
        }
    }

    /// Another one: as many days later on the calendar, at the same time of day, for as long. A time that the clocks skip on that
    /// day is as much later as they are put forward.
    fn of_other(&self, other: &Other, moves: bool) -> AppResult<Moved> {
        let unmoved = Moved {
            id: other.id,
            start: other.start,
            end: other.end,
            timezone: other.timezone.clone(),
            agenda_zone: other.timezone.clone(),
            shift: TimeDelta::zero(),
        };
        if !moves {
            return Ok(unmoved);
        }
        let zone = Zone::named(&other.timezone).unwrap_or_else(Zone::utc);
        let was = zone.local(other.start);
        let local = (was.date() + TimeDelta::days(self.days)).and_time(self.start.time());
        let (start, is_later) = settled(self.by, local);
        let (end, _) = settled(self.by, local + self.length);
        let end = if is_later || end <= start {
            start + self.length
        } else {
            end
        };
        if !(is_near(start, Utc::now()) && is_near(end, Utc::now())) {
            let message = format!("{} would lie more than {YEARS} years from today.", other.named());
            return Err(AppError::field("start_date", &message));
        }
        Ok(Moved {
            start,
            end,
            timezone: self.timezone.to_owned(),
            shift: self.by.local(start) - was,
            ..unmoved
        })
    }
}

/// Writes what was changed to the others, field by field where it is not their own. Answers with the budgets that they had.
async fn store(
    tx: &mut TenantTx,
    fields: &[String],
    moved: &[Moved],
    new: &EventValues,
) -> AppResult<Vec<(EventId, Money)>> {
    if moved.is_empty() {
        return Ok(Vec::new());
    }
    let organization = tx.organization();
    let ids: Vec<_> = moved.iter().map(|one| one.id).collect();
    let starts: Vec<_> = moved.iter().map(|one| one.start).collect();
    let ends: Vec<_> = moved.iter().map(|one| one.end).collect();
    let zones: Vec<_> = moved.iter().map(|one| one.timezone.clone()).collect();
    let rows = sqlx::query!(
        r#"
        update events e
        set start_date = one.begins, end_date = one.ends, timezone = one.zone,
          title = case when 'title' = any (one.fields) then $7 else e.title end,
          description = case when 'description' = any (one.fields) then $8 else e.description end,
          event_type = case when 'event_type' = any (one.fields) then $9 else e.event_type end,
          venue = case when 'venue' = any (one.fields) then $10 else e.venue end,
          venue_details = case when 'venue_details' = any (one.fields) then $11 else e.venue_details end,
          location = case when 'location' = any (one.fields) then $12 else e.location end,
          max_attendees = case when 'max_attendees' = any (one.fields) then $13::int else e.max_attendees end,
          budget = case when 'budget' = any (one.fields) then $14::text::numeric else e.budget end,
          currency = case when 'budget' = any (one.fields) then $15 else e.currency end,
          registration_url = case when 'registration_url' = any (one.fields) then $16 else e.registration_url end
        from (
          select o.id, place.begins, place.ends, place.zone, o.budget, o.currency,
            array(select field from unnest($2::text[]) as field where field <> all (o.series_own)) as fields
          from events o
          join unnest($3::uuid[], $4::timestamptz[], $5::timestamptz[], $6::text[]) as place (id, begins, ends, zone)
            on place.id = o.id
          where o.organization_id = $1
        ) as one
        where e.organization_id = $1 and e.id = one.id
        returning e.id as "id: EventId", one.budget::text as "budget!", one.currency
        "#,
        organization.0,
        fields,
        &ids,
        &starts,
        &ends,
        &zones,
        new.title,
        new.description,
        new.event_type.as_str(),
        new.venue,
        Json(&new.venue_details) as _,
        new.location,
        new.max_attendees,
        new.budget.to_decimal(),
        new.budget.currency.code(),
        new.registration_url,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let currency: Currency = row.currency.parse().map_err(|error| AppError::internal(&error))?;
            let was = Money::parse(&row.budget, currency).map_err(|error| AppError::internal(&error))?;
            Ok((row.id, was))
        })
        .collect()
}

/// Moves the agendas with their events, on the clock: what begins an hour after its event goes on doing so.
async fn shift_agendas(tx: &mut TenantTx, moved: impl Iterator<Item = &Moved>, by: &Zone) -> AppResult<()> {
    let is_moved = |one: &&Moved| !one.shift.is_zero() || one.agenda_zone != by.name;
    let moved: Vec<_> = moved.filter(is_moved).collect();
    if moved.is_empty() {
        return Ok(());
    }
    let organization = tx.organization();
    let ids: Vec<_> = moved.iter().map(|one| one.id).collect();
    let zones: Vec<_> = moved.iter().map(|one| one.agenda_zone.clone()).collect();
    let seconds: Vec<_> = moved.iter().map(|one| one.shift.num_seconds()).collect();
    sqlx::query!(
        r#"
        update event_agenda_items i
        set start_time = there.at, end_time = there.at + (i.end_time - i.start_time)
        from (
          select o.id,
            ((o.start_time at time zone one.zone) + make_interval(secs => one.seconds)) at time zone $5::text as at
          from event_agenda_items o
          join unnest($2::uuid[], $3::text[], $4::bigint[]) as one (event_id, zone, seconds) on one.event_id = o.event_id
          where o.organization_id = $1
        ) as there
        where i.organization_id = $1 and i.id = there.id
        "#,
        organization.0,
        &ids,
        &zones,
        &seconds,
        by.name,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Says that fields were changed on an event alone, or that they agree with the series again.
async fn own(tx: &mut TenantTx, id: EventId, fields: &[String], is_own: bool) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        r#"
        update events
        set series_own = array(
          select field from unnest(series_own) as field where field <> all ($3)
          union all
          select field from unnest($3::text[]) as field where $4
        )
        where organization_id = $1 and id = $2
        "#,
        organization.0,
        id.0,
        fields,
        is_own,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Calls a series what its events are called by now.
async fn rename(tx: &mut TenantTx, series: SeriesId, name: &str) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        "update event_series set name = $3 where organization_id = $1 and id = $2",
        organization.0,
        series.0,
        name,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Those of the events in whose line somebody waits.
async fn with_waiting(tx: &mut TenantTx, moved: &[Moved]) -> AppResult<Vec<EventId>> {
    let organization = tx.organization();
    let ids: Vec<_> = moved.iter().map(|one| one.id).collect();
    Ok(sqlx::query_scalar!(
        r#"
        select distinct event_id as "event_id: EventId" from event_attendees
        where organization_id = $1 and event_id = any ($2) and status = 'waitlisted' and not is_deleted
        order by 1
        "#,
        organization.0,
        &ids,
    )
    .fetch_all(tx.conn())
    .await?)
}
