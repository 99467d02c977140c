//! The agendas of the demo's conferences.

use super::calendar::Calendar;
use super::events::EventRow;
use super::random::Random;
use super::rows::ContactRow;
use crate::agenda::types::{AgendaType, ItemStatus, TrackColor};
use crate::events::types::EventStatus;
use crate::ids::{AgendaItemId, ContactId, EventId, RoomId, TrackId, UserId};
use chrono::{DateTime, Days, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use uuid::Uuid;

/// The agenda of an event of a title.
pub struct Programme {
    pub event: &'static str,
    /// With how many people they hold.
    pub rooms: &'static [(&'static str, Option<i32>)],
    pub tracks: &'static [(&'static str, TrackColor)],
    pub talks: &'static [Talk],
}

/// An item, by the clock of its event.
pub struct Talk {
    /// The first day is 0.
    pub day: u64,
    pub at: (u32, u32),
    pub minutes: i64,
    pub title: &'static str,
    pub kind: AgendaType,
    /// By their place among the rooms and the tracks.
    pub room: Option<usize>,
    pub track: Option<usize>,
    /// By their place among the people and among the contacts.
    pub colleagues: &'static [usize],
    pub contacts: &'static [usize],
    pub is_cancelled: bool,
}

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
        let rooms: Vec<RoomId> = programme.rooms.iter().map(|_| RoomId(random.id(created_at))).collect();
        let tracks: Vec<TrackId> = programme.tracks.iter().map(|_| TrackId(random.id(created_at))).collect();
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

/// What every talk has unless it says otherwise.
const TALK: Talk = Talk {
    day: 0,
    at: (9, 0),
    minutes: 45,
    title: "",
    kind: AgendaType::Presentation,
    room: Some(0),
    track: None,
    colleagues: &[],
    contacts: &[],
    is_cancelled: false,
};

const fn pause(day: u64, at: (u32, u32), minutes: i64, title: &'static str) -> Talk {
    Talk {
        day,
        at,
        minutes,
        title,
        kind: AgendaType::Break,
        room: None,
        ..TALK
    }
}

static PROGRAMMES: [Programme; 2] = [
    Programme {
        event: "Autumn Forum",
        rooms: &[
            ("Weißer Saal", Some(560)),
            ("Foyer", Some(400)),
            ("Salon Telemann", Some(80)),
            ("Salon Gellert", Some(40)),
        ],
        tracks: &[
            ("Practice", TrackColor::Blue),
            ("Business", TrackColor::Emerald),
            ("Stage and light", TrackColor::Amber),
        ],
        talks: &FORUM,
    },
    Programme {
        event: "Spring Showcase",
        rooms: &[("Großer Saal", Some(350)), ("Galerie", Some(60)), ("Hof", None)],
        tracks: &[("Show", TrackColor::Violet), ("Backstage", TrackColor::Slate)],
        talks: &SHOWCASE,
    },
];

/// Three days. On the second, one person is announced in two rooms at once, which nobody has seen yet.
static FORUM: [Talk; 29] = [
    pause(0, (8, 0), 60, "Registration and coffee"),
    Talk { title: "Welcome", minutes: 30, colleagues: &[0], ..TALK },
    Talk { at: (9, 30), title: "Why people still travel to meet", minutes: 60, contacts: &[3], ..TALK },
    pause(0, (10, 30), 30, "Coffee"),
    Talk { at: (11, 0), title: "Budgets that survive the first quote", track: Some(1), room: Some(2), contacts: &[8, 14], ..TALK },
    Talk { at: (11, 0), title: "Light for rooms that were never meant for it", track: Some(2), contacts: &[21], ..TALK },
    Talk { at: (11, 0), title: "Name badges people keep", track: Some(0), room: Some(3), colleagues: &[3], ..TALK },
    Talk { at: (12, 0), title: "Sponsors as guests", track: Some(1), room: Some(2), contacts: &[11], ..TALK },
    pause(0, (12, 45), 75, "Lunch"),
    Talk {
        at: (14, 0), title: "Workshop: a floor plan in an hour", minutes: 90, kind: AgendaType::Workshop, track: Some(0), room: Some(3),
        colleagues: &[1], contacts: &[27], ..TALK
    },
    Talk { at: (14, 0), title: "Sound without a sound check", minutes: 60, track: Some(2), room: Some(2), contacts: &[33], ..TALK },
    Talk { at: (15, 0), title: "Panel: who pays for no-shows?", minutes: 60, track: Some(1), colleagues: &[2], contacts: &[8, 17, 40], ..TALK },
    Talk { at: (18, 0), title: "Evening reception", minutes: 180, kind: AgendaType::Networking, room: Some(1), ..TALK },
    pause(1, (8, 30), 30, "Coffee"),
    Talk { day: 1, title: "What we learned from four hundred evenings", minutes: 60, colleagues: &[0, 2], ..TALK },
    Talk { day: 1, at: (10, 15), title: "Contracts in plain words", track: Some(1), room: Some(2), contacts: &[44], ..TALK },
    Talk { day: 1, at: (10, 15), title: "Doors: the first thirty minutes", track: Some(0), room: Some(3), colleagues: &[4], ..TALK },
    Talk { day: 1, at: (10, 30), title: "Projection on old stone", track: Some(2), contacts: &[44], ..TALK },
    pause(1, (11, 15), 30, "Coffee"),
    Talk {
        day: 1, at: (11, 45), title: "Workshop: your season on one page", minutes: 90, kind: AgendaType::Workshop, track: Some(1),
        room: Some(3), colleagues: &[3], contacts: &[50], ..TALK
    },
    Talk { day: 1, at: (11, 45), title: "Catering for everybody at the table", track: Some(0), room: Some(2), contacts: &[55], ..TALK },
    pause(1, (13, 15), 60, "Lunch"),
    Talk { day: 1, at: (14, 30), title: "Drones indoors", track: Some(2), room: Some(2), contacts: &[61], is_cancelled: true, ..TALK },
    Talk { day: 1, at: (14, 30), title: "Panel: towns and their halls", minutes: 75, track: Some(1), contacts: &[14, 66, 70], ..TALK },
    Talk { day: 1, at: (21, 0), title: "Forum night", minutes: 300, kind: AgendaType::Networking, room: Some(1), ..TALK },
    Talk { day: 2, at: (10, 0), title: "Breakfast with the speakers", minutes: 60, kind: AgendaType::Networking, room: Some(1), ..TALK },
    Talk { day: 2, at: (11, 0), title: "Questions we did not get to", minutes: 60, colleagues: &[1, 2], ..TALK },
    Talk { day: 2, at: (12, 0), title: "Closing", minutes: 30, colleagues: &[0], ..TALK },
    pause(2, (12, 30), 60, "Lunch to take away"),
];

static SHOWCASE: [Talk; 9] = [
    Talk { at: (14, 0), title: "Doors and drinks", minutes: 30, kind: AgendaType::Networking, room: Some(2), ..TALK },
    Talk { at: (14, 30), title: "Opening", minutes: 20, colleagues: &[0], ..TALK },
    Talk { at: (15, 0), title: "Twelve rooms, twelve evenings", track: Some(0), contacts: &[5], ..TALK },
    Talk { at: (15, 0), title: "Behind the bar", track: Some(1), room: Some(1), contacts: &[9], ..TALK },
    pause(0, (16, 0), 30, "Cake"),
    Talk { at: (16, 30), title: "The year in light", track: Some(0), minutes: 60, colleagues: &[2], contacts: &[12], ..TALK },
    Talk {
        at: (16, 30), title: "Workshop: hang it yourself", track: Some(1), room: Some(1), minutes: 90, kind: AgendaType::Workshop,
        contacts: &[21], ..TALK
    },
    Talk { at: (18, 0), title: "Dinner", minutes: 90, kind: AgendaType::Break, room: Some(2), ..TALK },
    Talk { at: (19, 30), title: "Band and open end", minutes: 90, kind: AgendaType::Networking, ..TALK },
];
