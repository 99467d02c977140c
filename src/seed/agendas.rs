//! The agendas of the demo's conferences.

use super::calendar::Calendar;
use super::events::EventRow;
use super::programmes::{PROGRAMMES, Programme, Talk};
use super::random::Random;
use super::rows::ContactRow;
use crate::agenda::types::{AgendaType, ItemStatus, TrackColor};
use crate::events::types::EventStatus;
use crate::ids::{AgendaItemId, ContactId, EventId, RoomId, TrackId, UserId};
use chrono::{DateTime, Days, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use uuid::Uuid;

/// A row of `event_rooms`.
#[derive(Debug, PartialEq, Serialize)]
pub struct RoomRow {
    pub id: RoomId,
    pub event_id: EventId,
    pub name: &'static str,
    pub capacity: Option<i32>,
    pub sort_order: usize,
    pub created_at: DateTime<Utc>,
}

/// A row of `event_tracks`.
#[derive(Debug, PartialEq, Serialize)]
pub struct TrackRow {
    pub id: TrackId,
    pub event_id: EventId,
    pub name: &'static str,
    pub color: TrackColor,
    pub sort_order: usize,
    pub created_at: DateTime<Utc>,
}

/// A row of `event_agenda_items`.
#[derive(Debug, PartialEq, Serialize)]
pub struct ItemRow {
    pub id: AgendaItemId,
    pub event_id: EventId,
    pub created_by: UserId,
    pub title: &'static str,
    pub start_time: DateTime<Utc>,
    pub end_time: DateTime<Utc>,
    pub agenda_type: AgendaType,
    pub status: ItemStatus,
    pub room_id: Option<RoomId>,
    pub track_id: Option<TrackId>,
    pub created_at: DateTime<Utc>,
}

/// A row of `event_agenda_speakers`.
#[derive(Debug, PartialEq, Serialize)]
pub struct SpeakerRow {
    pub id: Uuid,
    pub item_id: AgendaItemId,
    pub user_id: Option<UserId>,
    pub contact_id: Option<ContactId>,
    pub sort_order: usize,
    pub created_at: DateTime<Utc>,
}

/// Everything that stands in agendas.
#[derive(Debug, Default, PartialEq)]
pub struct Agendas {
    pub rooms: Vec<RoomRow>,
    pub tracks: Vec<TrackRow>,
    pub items: Vec<ItemRow>,
    pub speakers: Vec<SpeakerRow>,
}

/// How long after an event its agenda is made.
const AFTER: TimeDelta = TimeDelta::minutes(25);

impl Agendas {
    /// The agendas of those of the events that have one. `people` and `contacts` are those of the organisation.
    pub fn of(
        events: &[EventRow],
        people: &[UserId],
        contacts: &[ContactRow],
        calendar: &Calendar,
        random: &mut Random,
    ) -> Self {
        let mut all = Self::default();
        for event in events {
            let programme = PROGRAMMES.iter().find(|programme| programme.event == event.title);
            if let Some(programme) = programme {
                all.add(event, programme, (people, contacts), calendar, random);
            }
        }
        all
    }

    fn add(
        &mut self,
        event: &EventRow,
        programme: &Programme,
        (people, contacts): (&[UserId], &[ContactRow]),
        calendar: &Calendar,
        random: &mut Random,
    ) {
        let created_at = event.created_at + AFTER;
        let rooms: Vec<RoomId> = programme
            .rooms
            .iter()
            .map(|_| RoomId(random.id(created_at)))
            .collect();
        let tracks: Vec<TrackId> = programme
            .tracks
            .iter()
            .map(|_| TrackId(random.id(created_at)))
            .collect();
        for (at, (id, (name, capacity))) in rooms.iter().zip(programme.rooms).enumerate() {
            self.rooms.push(RoomRow {
                id: *id,
                event_id: event.id,
                name,
                capacity: *capacity,
                sort_order: at + 1,
                created_at,
            });
        }
        for (at, (id, (name, color))) in tracks.iter().zip(programme.tracks).enumerate() {
            self.tracks.push(TrackRow {
                id: *id,
                event_id: event.id,
                name,
                color: *color,
                sort_order: at + 1,
                created_at,
            });
        }
        for talk in programme.talks {
            let Some((start_time, end_time)) = times(event, talk) else {
                continue;
            };
            let id = AgendaItemId(random.id(created_at));
            self.items.push(ItemRow {
                id,
                event_id: event.id,
                created_by: event.created_by,
                title: talk.title,
                start_time,
                end_time,
                agenda_type: talk.kind,
                status: status(event, talk, (start_time, end_time), calendar.now),
                room_id: talk.room.and_then(|room| rooms.get(room)).copied(),
                track_id: talk.track.and_then(|track| tracks.get(track)).copied(),
                created_at,
            });
            let users = talk.colleagues.iter().filter_map(|place| people.get(*place));
            let contacts = talk.contacts.iter().filter_map(|place| contacts.get(*place));
            let users = users.map(|user| (Some(*user), None));
            let speakers = users.chain(contacts.map(|contact| (None, Some(contact.id))));
            for (at, (user_id, contact_id)) in speakers.enumerate() {
                self.speakers.push(SpeakerRow {
                    id: random.id(created_at),
                    item_id: id,
                    user_id,
                    contact_id,
                    sort_order: at + 1,
                    created_at,
                });
            }
        }
    }
}

/// When a talk begins and ends.
fn times(event: &EventRow, talk: &Talk) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let zone: Tz = event.timezone.parse().ok()?;
    let first = event.start_date.with_timezone(&zone).date_naive();
    let day = first.checked_add_days(Days::new(talk.day))?;
    let (hour, minute) = talk.at;
    let local = day.and_time(NaiveTime::from_hms_opt(hour, minute, 0)?);
    let start = zone.from_local_datetime(&local).earliest()?.to_utc();
    Some((start, start + TimeDelta::minutes(talk.minutes)))
}

/// Where a talk stands, as the clock moves it on.
fn status(
    event: &EventRow,
    talk: &Talk,
    (start, end): (DateTime<Utc>, DateTime<Utc>),
    now: DateTime<Utc>,
) -> ItemStatus {
    match event.status {
        _ if talk.is_cancelled => ItemStatus::Cancelled,
        EventStatus::Completed => ItemStatus::Completed,
        EventStatus::Ongoing if end <= now => ItemStatus::Completed,
        EventStatus::Ongoing if start <= now => ItemStatus::Ongoing,
        _ => ItemStatus::Scheduled,
    }
}
