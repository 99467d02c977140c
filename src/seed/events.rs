//! The events of the demo: what an organisation has held, holds and is about to hold.

use super::calendar::Calendar;
use super::random::Random;
use crate::events::types::{EventStatus, EventType, VenueDetails};
use crate::ids::{EventId, UserId};
use chrono::{DateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use uuid::Uuid;

/// An event as it is planned: by the clock of its place, in days from today.
pub struct Plan {
    pub title: &'static str,
    pub event_type: EventType,
    pub status: EventStatus,
    /// Days from today; one that falls on a weekend is moved to the Monday after it.
    pub day: i64,
    /// When it begins, in hours and minutes.
    pub at: (u32, u32),
    pub hours: i64,
    pub timezone: &'static str,
    pub venue: &'static str,
    pub town: &'static str,
    pub address: &'static str,
    pub places: Option<i32>,
    /// In whole units of the currency.
    pub budget: i32,
    pub currency: &'static str,
    pub description: &'static str,
    /// Who made it, by their place among the people, and who works there.
    pub made_by: usize,
    pub staff: &'static [usize],
}

/// A row of `events`.
#[derive(Debug, PartialEq, Serialize)]
pub struct EventRow {
    pub id: EventId,
    pub created_by: UserId,
    pub created_at: DateTime<Utc>,
    pub title: &'static str,
    pub description: &'static str,
    pub event_type: EventType,
    pub status: EventStatus,
    pub start_date: DateTime<Utc>,
    pub end_date: DateTime<Utc>,
    pub timezone: &'static str,
    pub location: &'static str,
    pub venue: &'static str,
    pub venue_details: VenueDetails,
    pub max_attendees: Option<i32>,
    pub budget: i32,
    pub currency: &'static str,
}

/// A row of `event_staff`.
#[derive(Debug, PartialEq, Serialize)]
pub struct StaffRow {
    pub id: Uuid,
    pub event_id: EventId,
    pub user_id: UserId,
    pub created_at: DateTime<Utc>,
}

/// How many days before it begins an event is first thought of.
const AHEAD: i64 = 60;

/// The events, and who works at them. `people` are those of the organisation, in the order of the cast.
pub fn events(
    plans: &[Plan],
    people: &[UserId],
    calendar: &Calendar,
    random: &mut Random,
) -> (Vec<EventRow>, Vec<StaffRow>) {
    let (mut rows, mut staff) = (Vec::new(), Vec::new());
    for plan in plans {
        let Some(made_by) = people.get(plan.made_by) else {
            continue;
        };
        let created_at = calendar.moment(AHEAD.max(AHEAD - plan.day), 9 * 60 + plan.day.rem_euclid(400));
        let id = EventId(random.id(created_at));
        let start = begins(plan, calendar);
        rows.push(EventRow {
            id,
            created_by: *made_by,
            created_at,
            title: plan.title,
            description: plan.description,
            event_type: plan.event_type,
            status: plan.status,
            start_date: start,
            end_date: start + TimeDelta::hours(plan.hours),
            timezone: plan.timezone,
            location: plan.town,
            venue: plan.venue,
            venue_details: VenueDetails {
                address: Some(plan.address.to_owned()),
                ..VenueDetails::default()
            },
            max_attendees: plan.places,
            budget: plan.budget,
            currency: plan.currency,
        });
        for user in plan.staff.iter().filter_map(|place| people.get(*place)) {
            staff.push(StaffRow {
                id: random.id(created_at),
                event_id: id,
                user_id: *user,
                created_at,
            });
        }
    }
    (rows, staff)
}

fn begins(plan: &Plan, calendar: &Calendar) -> DateTime<Utc> {
    // What is under way goes on today, whatever day that is.
    let day = match plan.status {
        EventStatus::Ongoing => plan.day,
        _ if plan.day < 0 => -calendar.workday_before(-plan.day),
        _ => calendar.workday_after(plan.day),
    };
    let day = calendar.today + TimeDelta::days(day);
    let (hour, minute) = plan.at;
    let local = day.and_time(NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN));
    let zone: Option<Tz> = plan.timezone.parse().ok();
    let at = zone.and_then(|zone| zone.from_local_datetime(&local).earliest());
    at.map_or_else(|| local.and_utc(), |at| at.to_utc())
}

/// What every plan has unless it says otherwise.
const PLAN: Plan = Plan {
    title: "",
    event_type: EventType::Networking,
    status: EventStatus::Published,
    day: 0,
    at: (18, 30),
    hours: 4,
    timezone: "Europe/Berlin",
    venue: "Festsaal Kreuzberg",
    town: "Berlin",
    address: "Am Flutgraben 2\n12435 Berlin",
    places: Some(120),
    budget: 9_500,
    currency: "EUR",
    description: "Drinks, small plates and people worth knowing. Doors open half an hour earlier.",
    made_by: 2,
    staff: &[3, 4],
};

/// Of Lumen Events.
pub static LUMEN: [Plan; 14] = [
    Plan {
        title: "Spring Showcase",
        status: EventStatus::Completed,
        day: -210,
        at: (14, 0),
        hours: 7,
        event_type: EventType::Conference,
        places: Some(300),
        budget: 42_000,
        ..PLAN
    },
    Plan {
        title: "Lumen Summer Night",
        status: EventStatus::Completed,
        day: -140,
        at: (19, 0),
        hours: 6,
        venue: "Strandbad Plötzensee",
        address: "Nordufer 26\n13351 Berlin",
        places: Some(450),
        budget: 58_000,
        ..PLAN
    },
    Plan {
        title: "Partner Breakfast",
        status: EventStatus::Completed,
        day: -62,
        at: (8, 30),
        hours: 2,
        event_type: EventType::Meeting,
        venue: "Café Einstein Stammhaus",
        address: "Kurfürstenstraße 58\n10785 Berlin",
        places: Some(24),
        budget: 900,
        description: "Two hours over coffee: what partners plan for the season, and where we can help one another.",
        ..PLAN
    },
    Plan {
        title: "Venue Day",
        status: EventStatus::Completed,
        day: -33,
        at: (10, 0),
        hours: 8,
        event_type: EventType::Workshop,
        venue: "Kühlhaus",
        address: "Luckenwalder Straße 3\n10963 Berlin",
        places: Some(60),
        budget: 6_200,
        made_by: 1,
        ..PLAN
    },
    Plan {
        title: "Producers' Table",
        status: EventStatus::Cancelled,
        day: -12,
        hours: 3,
        places: Some(16),
        budget: 1_400,
        ..PLAN
    },
    Plan {
        title: "Autumn Forum",
        status: EventStatus::Ongoing,
        day: -1,
        at: (9, 0),
        hours: 57,
        event_type: EventType::Conference,
        venue: "Kongresshalle am Zoo, Weißer Saal und Foyer im ersten Obergeschoss",
        town: "Leipzig",
        address: "Pfaffendorfer Straße 31\n04105 Leipzig",
        places: Some(520),
        budget: 148_000,
        description: "Three days for everybody who brings people together: talks in the morning, workshops after lunch, and the evenings for \
                      one another.\n\nRegistration opens at eight in the foyer.",
        staff: &[1, 3, 4],
        ..PLAN
    },
    Plan {
        title: "Partner Breakfast",
        day: 6,
        at: (8, 30),
        hours: 2,
        event_type: EventType::Meeting,
        venue: "Café Einstein Stammhaus",
        address: "Kurfürstenstraße 58\n10785 Berlin",
        places: Some(24),
        budget: 900,
        made_by: 3,
        ..PLAN
    },
    Plan {
        title: "Producers' Table",
        day: 13,
        hours: 3,
        venue: "Restaurant Lode & Stijn",
        address: "Lausitzer Straße 25\n10999 Berlin",
        places: Some(16),
        budget: 1_600,
        ..PLAN
    },
    Plan {
        title: "Winter Party",
        day: 24,
        at: (19, 0),
        hours: 7,
        places: Some(380),
        budget: 46_500,
        ..PLAN
    },
    Plan {
        title: "Lumen in New York: an evening with partners old and new, on the roof above the river",
        day: 38,
        at: (18, 0),
        timezone: "America/New_York",
        venue: "The Foundry",
        town: "New York",
        address: "42-38 9th Street\nLong Island City, NY 11101",
        places: Some(90),
        budget: 31_000,
        currency: "USD",
        made_by: 0,
        staff: &[0, 2],
        ..PLAN
    },
    Plan {
        title: "Lighting workshop",
        day: 45,
        at: (10, 0),
        hours: 6,
        event_type: EventType::Workshop,
        venue: "Studio Nord",
        town: "Hamburg",
        address: "Große Elbstraße 160\n22767 Hamburg",
        places: Some(18),
        budget: 2_400,
        made_by: 1,
        staff: &[1],
        ..PLAN
    },
    Plan {
        title: "Season meeting",
        day: 52,
        at: (15, 0),
        hours: 2,
        event_type: EventType::Meeting,
        venue: "Office, large room",
        address: "Köpenicker Straße 154\n10997 Berlin",
        places: None,
        budget: 0,
        description: "",
        made_by: 0,
        staff: &[],
        ..PLAN
    },
    Plan {
        title: "Spring Showcase",
        status: EventStatus::Draft,
        day: 120,
        at: (14, 0),
        hours: 7,
        event_type: EventType::Conference,
        places: Some(320),
        budget: 48_000,
        staff: &[],
        ..PLAN
    },
    Plan {
        title: "Lumen Summer Night",
        status: EventStatus::Draft,
        day: 215,
        at: (19, 0),
        hours: 6,
        description: "",
        places: None,
        budget: 0,
        made_by: 3,
        staff: &[],
        ..PLAN
    },
];

/// Of Harbor Partners.
pub static HARBOR: [Plan; 3] = [
    Plan {
        title: "Harbor Open House",
        status: EventStatus::Completed,
        day: -41,
        timezone: "Europe/London",
        venue: "Harbor House",
        town: "London",
        address: "12 Wapping High Street\nLondon E1W 1NQ",
        places: Some(60),
        budget: 3_000,
        currency: "GBP",
        made_by: 0,
        staff: &[],
        ..PLAN
    },
    Plan {
        title: "Founders' Dinner",
        day: 17,
        timezone: "Europe/London",
        venue: "Harbor House",
        town: "London",
        address: "12 Wapping High Street\nLondon E1W 1NQ",
        places: Some(14),
        budget: 1_900,
        currency: "GBP",
        made_by: 0,
        staff: &[0],
        ..PLAN
    },
    Plan {
        title: "Quayside Talks",
        status: EventStatus::Draft,
        day: 75,
        timezone: "Europe/London",
        venue: "Harbor House",
        town: "London",
        address: "12 Wapping High Street\nLondon E1W 1NQ",
        places: Some(80),
        budget: 5_000,
        currency: "GBP",
        made_by: 0,
        staff: &[],
        ..PLAN
    },
];
