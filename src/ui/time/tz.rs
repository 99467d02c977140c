//! Zones from the time zone database, which only the server carries.

use super::Zone;
use chrono::{DateTime, Datelike, Duration, Offset, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use std::collections::HashMap;
use std::sync::{OnceLock, RwLock};

/// How many years before and after this one a zone's table covers.
const YEARS: i32 = 10;

/// Tables already made: a few hundred names at most, and every page of every person asks for one.
static MADE: OnceLock<RwLock<HashMap<Tz, Zone>>> = OnceLock::new();

impl Zone {
    /// The zone of an IANA name such as `Europe/Berlin`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let tz: Tz = name.parse().ok()?;
        let made = MADE.get_or_init(RwLock::default);
        if let Some(zone) = made.read().ok().and_then(|zones| zones.get(&tz).cloned()) {
            return Some(zone);
        }
        let zone = Self {
            name: tz.name().to_owned(),
            offsets: offsets(tz, Utc::now()),
        };
        if let Ok(mut zones) = made.write() {
            zones.insert(tz, zone.clone());
        }
        Some(zone)
    }
}

/// Every zone that can be chosen: the names with a place in them, and UTC.
#[must_use]
pub fn zone_names() -> Vec<&'static str> {
    const OLD: [&str; 10] = [
        "Etc/",
        "US/",
        "Canada/",
        "Brazil/",
        "Chile/",
        "Mexico/",
        "SystemV/",
        "Antarctica/",
        "Arctic/",
        "posix",
    ];
    let mut names: Vec<_> = TZ_VARIANTS
        .iter()
        .map(|tz| tz.name())
        .filter(|name| name.contains('/') && !OLD.iter().any(|prefix| name.starts_with(prefix)))
        .collect();
    names.sort_unstable();
    names.insert(0, "UTC");
    names
}

/// The offsets of a zone around a point in time. Looks at every day and narrows a change down to
/// its second: no zone has ever changed twice within a day.
fn offsets(tz: Tz, around: DateTime<Utc>) -> Vec<(i64, i32)> {
    let year = |shift: i32| {
        Utc.with_ymd_and_hms(around.year() + shift, 1, 1, 0, 0, 0)
            .single()
    };
    let (Some(start), Some(end)) = (year(-YEARS), year(YEARS + 1)) else {
        return vec![(0, offset(tz, around))];
    };
    let mut offsets = vec![(start.timestamp(), offset(tz, start))];
    let mut day = start;
    while day < end {
        let next = day + Duration::days(1);
        if offset(tz, day) != offset(tz, next) {
            offsets.push(change(tz, day, next));
        }
        day = next;
    }
    offsets
}

/// The first second, after `before` and not after `after`, of the offset that holds at `after`.
fn change(tz: Tz, before: DateTime<Utc>, after: DateTime<Utc>) -> (i64, i32) {
    let (mut low, mut high) = (before, after);
    let old = offset(tz, before);
    while (high - low).num_seconds() > 1 {
        let middle = low + (high - low) / 2;
        if offset(tz, middle) == old {
            low = middle
        } else {
            high = middle
        }
    }
    (high.timestamp(), offset(tz, after))
}

fn offset(tz: Tz, at: DateTime<Utc>) -> i32 {
    tz.offset_from_utc_datetime(&at.naive_utc())
        .fix()
        .local_minus_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_zone_of_the_database_shows_the_same_clock_as_the_database() {
        for name in [
            "Europe/Berlin",
            "America/New_York",
            "Asia/Kolkata",
            "Australia/Lord_Howe",
            "Africa/Casablanca",
        ] {
            let tz: Tz = name.parse().unwrap();
            let zone = Zone::named(name).unwrap();
            let mut moment = Utc::now() - Duration::days(3_000);
            for _ in 0..6_000 {
                moment += Duration::minutes(1_437);
                assert_eq!(
                    zone.local(moment),
                    moment.with_timezone(&tz).naive_local(),
                    "{name} at {moment}"
                );
            }
        }
    }

    #[test]
    fn a_change_of_the_clocks_is_found_to_the_second() {
        let table = offsets("Europe/Berlin".parse().unwrap(), at("2026-06-01T00:00:00Z"));
        assert!(table.contains(&(at("2026-03-29T01:00:00Z").timestamp(), 7_200)));
        assert!(table.contains(&(at("2026-10-25T01:00:00Z").timestamp(), 3_600)));
    }

    #[test]
    fn an_unknown_name_is_no_zone() {
        assert_eq!(Zone::named("Mars/Olympus"), None);
        assert_eq!(Zone::named(""), None);
    }

    #[test]
    fn a_zone_is_small_enough_to_travel_with_every_page() {
        let largest = zone_names()
            .into_iter()
            .filter_map(Zone::named)
            .map(|zone| zone.offsets.len())
            .max();
        assert!(largest.unwrap() <= 90, "{largest:?} changes");
    }

    #[test]
    fn the_list_of_zones_begins_with_utc_and_names_places() {
        let names = zone_names();
        assert_eq!(names.first(), Some(&"UTC"));
        assert!(names.contains(&"Europe/Berlin") && names.contains(&"America/New_York"));
        assert!(!names.contains(&"Etc/GMT+5"));
    }
}
