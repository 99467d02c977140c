//! What happens at the demo's conferences.

use crate::agenda::types::{AgendaType, TrackColor};

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

/// Those that there are.
pub static PROGRAMMES: [Programme; 2] = [
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
    Talk {
        title: "Welcome",
        minutes: 30,
        colleagues: &[0],
        ..TALK
    },
    Talk {
        at: (9, 30),
        title: "Why people still travel to meet",
        minutes: 60,
        contacts: &[3],
        ..TALK
    },
    pause(0, (10, 30), 30, "Coffee"),
    Talk {
        at: (11, 0),
        title: "Budgets that survive the first quote",
        track: Some(1),
        room: Some(2),
        contacts: &[8, 14],
        ..TALK
    },
    Talk {
        at: (11, 0),
        title: "Light for rooms that were never meant for it",
        track: Some(2),
        contacts: &[21],
        ..TALK
    },
    Talk {
        at: (11, 0),
        title: "Name badges people keep",
        track: Some(0),
        room: Some(3),
        colleagues: &[3],
        ..TALK
    },
    Talk {
        at: (12, 0),
        title: "Sponsors as guests",
        track: Some(1),
        room: Some(2),
        contacts: &[11],
        ..TALK
    },
    pause(0, (12, 45), 75, "Lunch"),
    Talk {
        at: (14, 0),
        title: "Workshop: a floor plan in an hour",
        minutes: 90,
        kind: AgendaType::Workshop,
        track: Some(0),
        room: Some(3),
        colleagues: &[1],
        contacts: &[27],
        ..TALK
    },
    Talk {
        at: (14, 0),
        title: "Sound without a sound check",
        minutes: 60,
        track: Some(2),
        room: Some(2),
        contacts: &[33],
        ..TALK
    },
    Talk {
        at: (15, 0),
        title: "Panel: who pays for no-shows?",
        minutes: 60,
        track: Some(1),
        colleagues: &[2],
        contacts: &[8, 17, 40],
        ..TALK
    },
    Talk {
        at: (18, 0),
        title: "Evening reception",
        minutes: 180,
        kind: AgendaType::Networking,
        room: Some(1),
        ..TALK
    },
    pause(1, (8, 30), 30, "Coffee"),
    Talk {
        day: 1,
        title: "What we learned from four hundred evenings",
        minutes: 60,
        colleagues: &[0, 2],
        ..TALK
    },
    Talk {
        day: 1,
        at: (10, 15),
        title: "Contracts in plain words",
        track: Some(1),
        room: Some(2),
        contacts: &[44],
        ..TALK
    },
    Talk {
        day: 1,
        at: (10, 15),
        title: "Doors: the first thirty minutes",
        track: Some(0),
        room: Some(3),
        colleagues: &[4],
        ..TALK
    },
    Talk {
        day: 1,
        at: (10, 30),
        title: "Projection on old stone",
        track: Some(2),
        contacts: &[44],
        ..TALK
    },
    pause(1, (11, 15), 30, "Coffee"),
    Talk {
        day: 1,
        at: (11, 45),
        title: "Workshop: your season on one page",
        minutes: 90,
        kind: AgendaType::Workshop,
        track: Some(1),
        room: Some(3),
        colleagues: &[3],
        contacts: &[50],
        ..TALK
    },
    Talk {
        day: 1,
        at: (11, 45),
        title: "Catering for everybody at the table",
        track: Some(0),
        room: Some(2),
        contacts: &[55],
        ..TALK
    },
    pause(1, (13, 15), 60, "Lunch"),
    Talk {
        day: 1,
        at: (14, 30),
        title: "Drones indoors",
        track: Some(2),
        room: Some(2),
        contacts: &[61],
        is_cancelled: true,
        ..TALK
    },
    Talk {
        day: 1,
        at: (14, 30),
        title: "Panel: towns and their halls",
        minutes: 75,
        track: Some(1),
        contacts: &[14, 66, 70],
        ..TALK
    },
    Talk {
        day: 1,
        at: (21, 0),
        title: "Forum night",
        minutes: 300,
        kind: AgendaType::Networking,
        room: Some(1),
        ..TALK
    },
    Talk {
        day: 2,
        at: (10, 0),
        title: "Breakfast with the speakers",
        minutes: 60,
        kind: AgendaType::Networking,
        room: Some(1),
        ..TALK
    },
    Talk {
        day: 2,
        at: (11, 0),
        title: "Questions we did not get to",
        minutes: 60,
        colleagues: &[1, 2],
        ..TALK
    },
    Talk {
        day: 2,
        at: (12, 0),
        title: "Closing",
        minutes: 30,
        colleagues: &[0],
        ..TALK
    },
    pause(2, (12, 30), 60, "Lunch to take away"),
];

static SHOWCASE: [Talk; 9] = [
    Talk {
        at: (14, 0),
        title: "Doors and drinks",
        minutes: 30,
        kind: AgendaType::Networking,
        room: Some(2),
        ..TALK
    },
    Talk {
        at: (14, 30),
        title: "Opening",
        minutes: 20,
        colleagues: &[0],
        ..TALK
    },
    Talk {
        at: (15, 0),
        title: "Twelve rooms, twelve evenings",
        track: Some(0),
        contacts: &[5],
        ..TALK
    },
    Talk {
        at: (15, 0),
        title: "Behind the bar",
        track: Some(1),
        room: Some(1),
        contacts: &[9],
        ..TALK
    },
    pause(0, (16, 0), 30, "Cake"),
    Talk {
        at: (16, 30),
        title: "The year in light",
        track: Some(0),
        minutes: 60,
        colleagues: &[2],
        contacts: &[12],
        ..TALK
    },
    Talk {
        at: (16, 30),
        title: "Workshop: hang it yourself",
        track: Some(1),
        room: Some(1),
        minutes: 90,
        kind: AgendaType::Workshop,
        contacts: &[21],
        ..TALK
    },
    Talk {
        at: (18, 0),
        title: "Dinner",
        minutes: 90,
        kind: AgendaType::Break,
        room: Some(2),
        ..TALK
    },
    Talk {
        at: (19, 30),
        title: "Band and open end",
        minutes: 90,
        kind: AgendaType::Networking,
        ..TALK
    },
];
