//! What is said of an agenda: times, rooms, and what stands in each other's way.

use crate::agenda::types::{Agenda, AgendaItem, Clash, ClashOf, Concern};
use crate::ids::{AgendaItemId, RoomId};
use crate::ui::formats::Formats;
use crate::ui::locale::Locale;
use crate::ui::time::{self, Zone};
use chrono::{DateTime, Datelike, NaiveDate, Utc};

/// What an item is called that is gone.
const GONE: &str = "an item that is gone";

/// The clock of an event, and that of whoever looks.
#[derive(Clone)]
pub struct Clock {
    pub zone: Zone,
    locale: Locale,
    /// Whoever looks, where their zone is another.
    own: Option<Formats>,
}

impl Clock {
    #[must_use]
    pub fn new(zone: &Zone, formats: Formats) -> Self {
        Self {
            zone: zone.clone(),
            locale: formats.locale,
            own: (zone.name != formats.zone_name()).then_some(formats),
        }
    }

    /// "14:30".
    #[must_use]
    pub fn time(&self, at: DateTime<Utc>) -> String {
        self.zone.time(at, &self.locale)
    }

    /// "10:15–11:00".
    #[must_use]
    pub fn times(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> String {
        format!("{}–{}", self.time(start), self.time(end))
    }

    /// "10:15 to 11:00".
    #[must_use]
    pub fn spoken(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> String {
        format!("{} to {}", self.time(start), self.time(end))
    }

    /// "16:15–17:00 by your clock", where that is another one, with its day where that is another too.
    #[must_use]
    pub fn own(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> Option<String> {
        let own = self.own?;
        let begins = if own.date(start) == self.zone.date(start, &self.locale) {
            own.time(start)
        } else {
            own.date_time(start)
        };
        Some(format!("{begins}–{} by your clock", own.time(end)))
    }

    /// Whose clock it is, and whose it is not, where the two differ.
    #[must_use]
    pub fn note(&self) -> Option<String> {
        let own = self.own?.zone_name().replace('_', " ");
        Some(format!(
            "All times are by the clock of the event, {}. Yours is {own}.",
            self.zone.in_words()
        ))
    }

    /// "Sun 22 Nov".
    #[must_use]
    pub fn short_day(&self, day: NaiveDate) -> String {
        let full = time::date(day, &self.locale);
        let year = day.year();
        let short = full
            .strip_suffix(&format!(", {year}"))
            .or_else(|| full.strip_suffix(&format!(" {year}")))
            .unwrap_or(&full);
        format!("{} {short}", day.format("%a"))
    }

    /// "Sunday 22 Nov 2026".
    #[must_use]
    pub fn long_day(&self, day: NaiveDate) -> String {
        format!("{} {}", day.format("%A"), time::date(day, &self.locale))
    }
}

/// What a room is called; what is in none may be in all.
#[must_use]
pub fn room_name(agenda: &Agenda, room: Option<RoomId>) -> Option<&str> {
    Some(agenda.room(room?)?.name.as_str())
}

/// An item by its id.
#[must_use]
pub fn item(agenda: &Agenda, id: AgendaItemId) -> Option<&AgendaItem> {
    agenda.items.iter().find(|item| item.id == id)
}

fn title(agenda: &Agenda, id: AgendaItemId) -> &str {
    item(agenda, id).map_or(GONE, |item| item.title.as_str())
}

/// What two items both need: "Main hall", "Ada Lovelace".
#[must_use]
pub fn contested<'a>(agenda: &'a Agenda, clash: &Clash) -> &'a str {
    match clash.of {
        ClashOf::Room(room) => room_name(agenda, Some(room)).unwrap_or("the same room"),
        ClashOf::Speaker(key) => {
            let both = [clash.first, clash.second];
            let speakers = both
                .iter()
                .filter_map(|id| item(agenda, *id))
                .flat_map(|item| &item.speakers);
            let mut speakers = speakers.filter(|speaker| speaker.key == key);
            speakers
                .next()
                .map_or("the same speaker", |speaker| speaker.name.as_str())
        }
    }
}

/// Something that is worth a look, as a sentence.
#[must_use]
pub fn concern(agenda: &Agenda, concern: &Concern) -> String {
    match concern {
        Concern::Clash(clash) => self::clash(agenda, clash),
        Concern::RoomTooSmall {
            item,
            holds,
            expected,
        } => {
            let id = *item;
            let room = self::item(agenda, id).and_then(|item| room_name(agenda, item.room_id));
            format!(
                "{} holds {holds}, and {expected} are coming to {}",
                room.unwrap_or("The room"),
                title(agenda, id)
            )
        }
        Concern::OutsideEvent { item } => {
            format!("{} is outside the times of the event", title(agenda, *item))
        }
    }
}

/// Two items that both need something, as a sentence.
#[must_use]
pub fn clash(agenda: &Agenda, clash: &Clash) -> String {
    let (first, second) = (title(agenda, clash.first), title(agenda, clash.second));
    let what = contested(agenda, clash);
    match clash.of {
        ClashOf::Room(_) => format!("{first} and {second} are both in {what}"),
        ClashOf::Speaker(_) => format!("{what} speaks in {first} and in {second} at once"),
    }
}

/// With what an item clashes: "Lunch (Main hall), Panel (Ada Lovelace)".
#[must_use]
pub fn others(agenda: &Agenda, id: AgendaItemId, clashes: &[Clash]) -> String {
    let other = |clash: &Clash| {
        let other = if clash.first == id {
            clash.second
        } else {
            clash.first
        };
        format!("{} ({})", title(agenda, other), contested(agenda, clash))
    };
    let mut all: Vec<String> = clashes.iter().map(other).collect();
    all.dedup();
    all.join(", ")
}

/// How many there are of what: "2 clashes, 1 room too small".
#[must_use]
pub fn summary(concerns: &[Concern]) -> String {
    let count = |is: fn(&Concern) -> bool| concerns.iter().filter(|concern| is(concern)).count();
    let clashes = count(|concern| matches!(concern, Concern::Clash(_)));
    let small = count(|concern| matches!(concern, Concern::RoomTooSmall { .. }));
    let outside = count(|concern| matches!(concern, Concern::OutsideEvent { .. }));
    let part = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let parts = [
        part(clashes, "clash", "clashes"),
        part(small, "room too small", "rooms too small"),
        part(outside, "item outside the event", "items outside the event"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// "30 min", "1 h", "1 h 30 min".
#[must_use]
pub fn length(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_length_is_said_in_hours_and_minutes() {
        assert_eq!(
            [5, 60, 90, 125].map(length),
            ["5 min", "1 h", "1 h 30 min", "2 h 5 min"]
        );
    }

    #[test]
    fn what_is_worth_a_look_is_counted_by_its_kind() {
        let id = AgendaItemId::new();
        let clash = Concern::Clash(Clash {
            first: id,
            second: AgendaItemId::new(),
            of: ClashOf::Room(RoomId::new()),
        });
        let small = Concern::RoomTooSmall {
            item: id,
            holds: 20,
            expected: 90,
        };
        assert_eq!(summary(&[clash, clash, small]), "2 clashes, 1 room too small");
        assert_eq!(
            summary(&[Concern::OutsideEvent { item: id }]),
            "1 item outside the event"
        );
        assert_eq!(summary(&[]), "");
    }

    #[test]
    fn a_day_is_called_by_its_weekday_in_every_order_of_a_date() {
        let day: NaiveDate = "2026-11-22".parse().unwrap();
        let clock = |tag: &str| Clock {
            zone: Zone::utc(),
            locale: Locale::of(tag),
            own: None,
        };
        assert_eq!(clock("en-GB").short_day(day), "Sun 22 Nov");
        assert_eq!(clock("en-US").short_day(day), "Sun Nov 22");
        assert_eq!(clock("de-DE").short_day(day), "Sun 22. Nov");
        assert_eq!(clock("sv-SE").short_day(day), "Sun 2026-11-22");
        assert_eq!(clock("en-GB").long_day(day), "Sunday 22 Nov 2026");
    }
}
