//! Who comes to the events of the demo.

use super::calendar::Calendar;
use super::events::EventRow;
use super::random::Random;
use super::rows::ContactRow;
use crate::attendees::types::AttendeeStatus;
use crate::error::{AppError, AppResult};
use crate::events::types::EventStatus;
use crate::ids::{AttendeeId, ContactId, EventId, OrganizationId, UserId};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use sqlx::PgConnection;

/// A row of `event_attendees`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AttendeeRow {
    pub id: AttendeeId,
    pub event_id: EventId,
    pub contact_id: ContactId,
    pub status: AttendeeStatus,
    pub registration_date: DateTime<Utc>,
    pub notes: Option<&'static str>,
    /// Who made the event, and added them.
    #[serde(skip)]
    pub by: UserId,
}

/// How many are waiting where a small event is full.
const WAITING: usize = 5;
/// Events of no more places are full.
const SMALL: i32 = 16;

/// What is noted of some.
const NOTES: [&str; 6] = [
    "Vegetarian",
    "Brings a colleague",
    "Arrives late, from the airport",
    "Would like to meet the producers",
    "Needs step-free access",
    "Speaks at the evening",
];

/// The attendees of each event, in the order in which they were added.
pub fn attendees(
    events: &[EventRow],
    contacts: &[ContactRow],
    calendar: &Calendar,
    random: &mut Random,
) -> Vec<AttendeeRow> {
    let mut rows = Vec::new();
    for event in events {
        let known: Vec<_> = contacts
            .iter()
            .filter(|contact| contact.created_at < event.start_date.min(calendar.now))
            .collect();
        let number = number(event).min(known.len());
        if number == 0 {
            continue;
        }
        // Whom one invites is never quite the same.
        let from = random.below(known.len());
        let guests = known.iter().cycle().skip(from).take(number);
        let mut dated: Vec<_> = guests
            .map(|contact| {
                let since = event.created_at.max(contact.created_at);
                let until = event.start_date.min(calendar.now);
                let minutes = (until - since).num_minutes().max(1);
                (since + TimeDelta::minutes(random.between(0, minutes)), contact)
            })
            .collect();
        dated.sort_by_key(|(at, contact)| (*at, contact.id));
        for (place, (at, contact)) in dated.into_iter().enumerate() {
            rows.push(AttendeeRow {
                id: AttendeeId(random.id(at)),
                event_id: event.id,
                contact_id: contact.id,
                status: status(event, place, random),
                registration_date: at,
                notes: random.perhaps(7, |random| random.pick(&NOTES)),
                by: event.created_by,
            });
        }
    }
    rows
}

fn number(event: &EventRow) -> usize {
    let places = |share: i32, most: i32| {
        let number = event
            .max_attendees
            .map_or(most, |places| (places * share / 100).min(most));
        usize::try_from(number).unwrap_or_default()
    };
    match event.status {
        EventStatus::Draft => 0,
        EventStatus::Cancelled => places(60, 10),
        EventStatus::Completed => places(85, 70),
        EventStatus::Ongoing => places(30, 140),
        EventStatus::Published => match event.max_attendees {
            Some(most) if most <= SMALL => usize::try_from(most).unwrap_or_default() + WAITING,
            _ => places(55, 64),
        },
    }
}

fn status(event: &EventRow, place: usize, random: &mut Random) -> AttendeeStatus {
    let chance = random.below(100);
    let is_beyond = event
        .max_attendees
        .and_then(|most| usize::try_from(most).ok())
        .is_some_and(|most| place >= most);
    match event.status {
        _ if is_beyond => AttendeeStatus::Waitlisted,
        EventStatus::Completed => match chance {
            0..=77 => AttendeeStatus::Attended,
            78..=89 => AttendeeStatus::NoShow,
            _ => AttendeeStatus::Cancelled,
        },
        EventStatus::Ongoing => match chance {
            0..=54 => AttendeeStatus::Attended,
            55..=79 => AttendeeStatus::Confirmed,
            80..=94 => AttendeeStatus::Registered,
            _ => AttendeeStatus::Cancelled,
        },
        // While somebody waits, everybody before them has a place.
        _ if event.max_attendees.is_some_and(|most| most <= SMALL) => match chance {
            0..=49 => AttendeeStatus::Confirmed,
            _ => AttendeeStatus::Registered,
        },
        _ => match chance {
            0..=39 => AttendeeStatus::Confirmed,
            40..=93 => AttendeeStatus::Registered,
            _ => AttendeeStatus::Cancelled,
        },
    }
}

/// Stores them in the name of whoever acts, and how many places are taken by them.
pub async fn insert_attendees(
    connection: &mut PgConnection,
    organization: OrganizationId,
    rows: &[&AttendeeRow],
) -> AppResult<()> {
    let json = serde_json::to_value(rows).map_err(|error| AppError::internal(&error))?;
    sqlx::query!(
        "insert into event_attendees (organization_id, id, event_id, contact_id, status, registration_date, waitlisted_at, notes,
           created_at, updated_at)
         select $1, r.id, r.event_id, r.contact_id, r.status, r.registration_date,
           case when r.status = 'waitlisted' then r.registration_date end, r.notes, r.registration_date, r.registration_date
         from jsonb_to_recordset($2) as r (id uuid, event_id uuid, contact_id uuid, status text, registration_date timestamptz,
           notes text)
         order by r.registration_date, r.id",
        organization.0,
        json,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update events as e set current_attendees = counted.taken
         from (
           select event_id, count(*)::integer as taken from event_attendees
           where organization_id = $1 and status in ('registered', 'confirmed', 'attended', 'no_show') group by event_id
         ) as counted
         where e.organization_id = $1 and e.id = counted.event_id",
        organization.0,
    )
    .execute(connection)
    .await?;
    Ok(())
}
