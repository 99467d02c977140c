//! Calendars as other programs read them: iCalendar (RFC 5545; names and intervals of feeds after RFC 7986).

use super::types::{Calendar, Entry};
use crate::ui::time::Zone;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType as Kind, ICalendarParameter,
    ICalendarParameterName, ICalendarProperty as Property, ICalendarValue, Uri,
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// How an instant is written in universal time.
const INSTANT: &str = "%Y%m%dT%H%M%SZ";
/// How a time on a clock is written.
const LOCAL: &str = "%Y%m%dT%H%M%S";
/// How often a program should look again.
const LOOK_AGAIN: &str = "PT30M";
/// Since when the first offset of a zone is said to hold; nothing in a calendar of ours is as old.
const LONG_AGO: &str = "19700101T000000";

/// The name of universal time, which needs no description.
const UNIVERSAL: &str = "UTC";

/// The whole of a calendar, in lines of at most 75 bytes that end as the format wants it.
#[must_use]
pub fn written(calendar: &Calendar) -> String {
    let mut root = ICalendarComponent::new(Kind::VCalendar);
    root.add_property(Property::Version, "2.0");
    root.add_property(Property::Prodid, "-//The Plugs//Calendar//EN");
    root.add_property(Property::Calscale, "GREGORIAN");
    root.add_property(Property::Name, plain(&calendar.name));
    root.add_property(Property::Other("X-WR-CALNAME".into()), plain(&calendar.name));
    let duration = ICalendarParameter::new(ICalendarParameterName::Value, "DURATION".to_owned());
    root.add_property_with_params(Property::RefreshInterval, [duration], LOOK_AGAIN);
    root.add_property(Property::Other("X-PUBLISHED-TTL".into()), LOOK_AGAIN);

    let mut whole = ICalendar {
        components: vec![root],
    };
    for (zone, from, to) in zones(calendar) {
        push_zone(&mut whole, &zone, from, to);
    }
    for entry in &calendar.entries {
        push(&mut whole, 0, event(entry));
    }
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = whole.write_to(&mut text);
    text
}

/// Puts a component under another one, and tells where it is.
fn push(whole: &mut ICalendar, parent: usize, child: ICalendarComponent) -> usize {
    let index = whole.components.len();
    whole.components.push(child);
    if let (Ok(id), Some(parent)) = (u32::try_from(index), whole.components.get_mut(parent)) {
        parent.component_ids.push(id);
    }
    index
}

/// The zones in which something stands, each with the stretch of time in which something does.
fn zones(calendar: &Calendar) -> Vec<(Zone, DateTime<Utc>, DateTime<Utc>)> {
    let mut zones: BTreeMap<&str, (Zone, DateTime<Utc>, DateTime<Utc>)> = BTreeMap::new();
    for Entry { span, .. } in &calendar.entries {
        if span.zone.name == UNIVERSAL {
            continue;
        }
        let known = zones
            .entry(&span.zone.name)
            .or_insert_with(|| (span.zone.clone(), span.start, span.end));
        known.1 = known.1.min(span.start);
        known.2 = known.2.max(span.end);
        // Of one zone some travel with more of its offsets than others.
        if known.0.offsets.len() < span.zone.offsets.len() {
            known.0 = span.zone.clone();
        }
    }
    zones.into_values().collect()
}

/// A zone by its IANA name, and the offsets that it has while something of the calendar is on.
fn push_zone(whole: &mut ICalendar, zone: &Zone, from: DateTime<Utc>, to: DateTime<Utc>) {
    let mut described = ICalendarComponent::new(Kind::VTimezone);
    described.add_property(Property::Tzid, zone.name.as_str());
    let described = push(whole, 0, described);
    let offsets = zone.during(from, to).offsets;
    let mut before: Option<i32> = None;
    for (index, &(since, offset)) in offsets.iter().enumerate() {
        let next = offsets.get(index + 1).map(|(_, offset)| *offset);
        let is_summer = before.or(next).is_some_and(|other| offset > other);
        let mut part = ICalendarComponent::new(if is_summer { Kind::Daylight } else { Kind::Standard });
        let begins = before.and_then(|before| {
            let clock = DateTime::from_timestamp(since.checked_add(before.into())?, 0)?;
            Some(clock.format(LOCAL).to_string())
        });
        part.add_property(Property::Dtstart, begins.unwrap_or_else(|| LONG_AGO.to_owned()));
        part.add_property(Property::Tzoffsetfrom, written_offset(before.unwrap_or(offset)));
        part.add_property(Property::Tzoffsetto, written_offset(offset));
        push(whole, described, part);
        before = Some(offset);
    }
}

/// Seconds east of UTC: "+0130".
fn written_offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

fn event(entry: &Entry) -> ICalendarComponent {
    let changed = entry.changed_at.format(INSTANT).to_string();
    let mut event = ICalendarComponent::new(Kind::VEvent);
    event.add_uid(&entry.id.to_string());
    event.add_property(Property::Dtstamp, changed.as_str());
    event.add_property(Property::LastModified, changed.as_str());
    // A first version has been changed zero times.
    event.add_sequence(i64::from(entry.version) - 1);
    at(&mut event, Property::Dtstart, entry, entry.span.start);
    at(&mut event, Property::Dtend, entry, entry.span.end);
    event.add_property(Property::Summary, plain(&entry.title));
    if let Some(text) = &entry.description {
        event.add_property(Property::Description, plain(text));
    }
    if let Some(place) = &entry.place {
        event.add_property(Property::Location, plain(place));
    }
    if let Some(url) = &entry.url {
        event.add_property(Property::Url, ICalendarValue::Uri(Uri::Location(url.clone())));
    }
    let status = if entry.is_cancelled {
        "CANCELLED"
    } else {
        "CONFIRMED"
    };
    event.add_property(Property::Status, status);
    event
}

/// When something begins or ends: on the clock of its zone, by name.
fn at(event: &mut ICalendarComponent, property: Property, entry: &Entry, instant: DateTime<Utc>) {
    let zone = &entry.span.zone;
    if zone.name == UNIVERSAL {
        event.add_property(property, instant.format(INSTANT).to_string());
        return;
    }
    let name = ICalendarParameter::new(ICalendarParameterName::Tzid, zone.name.clone());
    let clock = zone.local(instant).format(LOCAL).to_string();
    event.add_property_with_params(property, [name], clock);
}

/// A text without the characters that the format has no place for.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter(|c| !c.is_control() || *c == '\n' || *c == '\t')
        .collect()
}

#[cfg(test)]
mod unit;
