//! An item as it is typed, and what of it may be stored.

use super::{AgendaItem, AgendaType, ItemStatus, SpeakerKey};
use crate::forms::{Checker, FieldErrors};
use crate::ids::{RoomId, TrackId};
use crate::ui::time::{Zone, parse_local};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

/// What was typed into the form of an item; field by field under the column's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AgendaItemForm {
    pub title: String,
    pub agenda_type: String,
    /// As `<input type="datetime-local">` sends it, by the clock of the event's time zone.
    pub start_time: String,
    /// The same; of no account where it is said how long it takes.
    pub end_time: String,
    /// How long it takes; empty where it is said when it ends.
    pub minutes: String,
    /// Empty where it is in none.
    pub room_id: String,
    pub location: String,
    pub track_id: String,
    /// One in a line: a name and a key, "Ada Brenner (user:0190…)"; or as one types it by hand, an e-mail address or a name.
    pub speakers: String,
    pub status: String,
    pub description: String,
    /// "true" where it is to be saved whatever it clashes with.
    pub is_confirmed: String,
}

crate::typed_form!(AgendaItemForm {
    title = "Title";
    agenda_type = "Type";
    start_time = "Begins";
    end_time = "Ends";
    minutes = "Minutes";
    room_id = "Room";
    location = "Elsewhere";
    track_id = "Track";
    speakers = "Speakers";
    status = "Status";
    description = "Description";
    is_confirmed = "Save all the same";
});

/// Whoever is to speak, as far as that can be told without asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypedSpeaker {
    Key(SpeakerKey),
    /// An e-mail address or a whole name.
    Words(String),
}

/// When an item ends, as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypedEnd {
    At(NaiveDateTime),
    After(Duration),
}

/// What was typed, checked as far as that can be done without knowing the event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedItem {
    pub(in crate::agenda) title: String,
    pub(in crate::agenda) agenda_type: AgendaType,
    pub(in crate::agenda) start: NaiveDateTime,
    pub(in crate::agenda) end: TypedEnd,
    pub(in crate::agenda) room_id: Option<RoomId>,
    pub(in crate::agenda) location: Option<String>,
    pub(in crate::agenda) track_id: Option<TrackId>,
    pub(in crate::agenda) speakers: Vec<TypedSpeaker>,
    pub(in crate::agenda) status: ItemStatus,
    pub(in crate::agenda) description: Option<String>,
    pub(in crate::agenda) is_confirmed: bool,
}

/// Longest description.
const LONGEST_TEXT: usize = 10_000;
/// Most speakers of one item.
pub const MOST_SPEAKERS: usize = 50;
/// Longest item, in minutes: a week.
pub const LONGEST_ITEM: i64 = 7 * 24 * 60;

impl AgendaItemForm {
    /// The form of an item that is about to be added somewhere.
    #[must_use]
    pub fn blank(zone: &Zone, start: DateTime<Utc>, end: DateTime<Utc>, room_id: Option<RoomId>) -> Self {
        Self {
            agenda_type: AgendaType::Presentation.to_string(),
            start_time: zone.input_value(start),
            end_time: zone.input_value(end),
            room_id: room_id.map(|id| id.to_string()).unwrap_or_default(),
            status: ItemStatus::Scheduled.to_string(),
            ..Self::default()
        }
    }

    /// The form of an item that is stored.
    #[must_use]
    pub fn of(item: &AgendaItem, zone: &Zone) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let speakers: Vec<String> = item
            .speakers
            .iter()
            .map(|speaker| speaker_line(&speaker.name, speaker.key))
            .collect();
        Self {
            title: item.title.clone(),
            agenda_type: item.agenda_type.to_string(),
            start_time: zone.input_value(item.start),
            end_time: zone.input_value(item.end),
            minutes: String::new(),
            room_id: item.room_id.map(|id| id.to_string()).unwrap_or_default(),
            location: text(&item.location),
            track_id: item.track_id.map(|id| id.to_string()).unwrap_or_default(),
            speakers: speakers.join("\n"),
            status: item.status.to_string(),
            description: text(&item.description),
            is_confirmed: String::new(),
        }
    }

    /// What was typed, or what is wrong with it, field by field.
    ///
    /// # Errors
    /// Every field that cannot be stored, with what to do about it.
    pub fn parse(&self) -> Result<TypedItem, FieldErrors> {
        let mut check = Checker::default();
        let title = check.required("title", &self.title, 255, "Give the item a title.");
        let agenda_type = check.choice("agenda_type", &self.agenda_type);
        let start = moment(&mut check, "start_time", &self.start_time, "Say when it begins.");
        let end = if self.minutes.trim().is_empty() {
            moment(
                &mut check,
                "end_time",
                &self.end_time,
                "Say when it ends, or how long it takes.",
            )
            .map(TypedEnd::At)
        } else {
            minutes(&mut check, &self.minutes).map(|minutes| TypedEnd::After(Duration::minutes(minutes)))
        };
        if let (Some(start), Some(TypedEnd::At(end))) = (start, end) {
            // An hour that comes twice makes it seem an hour too early, at most.
            if end <= start - Duration::hours(1) {
                check.error("end_time", "It ends after it begins.");
            } else if end - start > Duration::minutes(LONGEST_ITEM + 60) {
                check.error("end_time", "An item lasts a week at most.");
            }
        }
        let room_id = listed(&mut check, "room_id", &self.room_id);
        let location = check.optional("location", &self.location, 255);
        let track_id = listed(&mut check, "track_id", &self.track_id);
        let speakers = speakers(&mut check, &self.speakers);
        let status = match self.status.trim() {
            "" => Some(ItemStatus::Scheduled),
            typed => check.choice("status", typed),
        };
        let description = check.multiline("description", &self.description, LONGEST_TEXT);
        check.finish(|| {
            Some(TypedItem {
                title,
                agenda_type: agenda_type?,
                start: start?,
                end: end?,
                room_id,
                location,
                track_id,
                speakers,
                status: status?,
                description,
                is_confirmed: matches!(self.is_confirmed.trim(), "true" | "on"),
            })
        })
    }

    /// A field's value in words, where the value itself is not for people.
    #[must_use]
    pub fn in_words(field: &str, value: &str) -> String {
        match field {
            "agenda_type" => value.parse().map(AgendaType::label).unwrap_or(value).to_owned(),
            "status" => value.parse().map(ItemStatus::label).unwrap_or(value).to_owned(),
            "start_time" | "end_time" => value.replace('T', ", "),
            "speakers" => {
                let names: Vec<&str> = value.lines().map(|line| name_and_key(line).0).collect();
                names.join(", ")
            }
            _ => value.to_owned(),
        }
    }
}

impl TypedItem {
    /// When it begins and ends, by the clock of a zone.
    ///
    /// # Errors
    /// If a time is skipped when the clocks go forward, or it does not end after it begins.
    pub fn by(&self, zone: &Zone) -> Result<(DateTime<Utc>, DateTime<Utc>), FieldErrors> {
        let mut check = Checker::default();
        let start = by_clock(&mut check, "start_time", self.start, zone);
        let end = match self.end {
            TypedEnd::After(length) => start.map(|start| start + length),
            TypedEnd::At(end) => by_clock(&mut check, "end_time", end, zone).map(|end| {
                // What ends in the hour that comes twice ends in the later one, where it would end before it begins in the first.
                match (start, self.end) {
                    (Some(start), TypedEnd::At(local)) if end <= start => {
                        let again = zone.to_utc_near(local, end + Duration::hours(3));
                        again.filter(|again| *again > start).unwrap_or(end)
                    }
                    _ => end,
                }
            }),
        };
        if let (Some(start), Some(end)) = (start, end) {
            if end <= start {
                check.error("end_time", "It ends after it begins.");
            } else if end - start > Duration::minutes(LONGEST_ITEM) {
                check.error("end_time", "An item lasts a week at most.");
            }
        }
        check.finish(|| Some((start?, end?)))
    }
}

/// How somebody is written into the form: so that it can be read, and is found again.
#[must_use]
pub fn speaker_line(name: &str, key: SpeakerKey) -> String {
    format!("{name} ({key})")
}

/// The name of a line and its key, where it has one.
#[must_use]
pub fn name_and_key(line: &str) -> (&str, Option<SpeakerKey>) {
    let line = line.trim();
    let found = line.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    match found.and_then(|(name, key)| Some((name.trim(), key.parse().ok()?))) {
        Some((name, key)) => (name, Some(key)),
        None => (line, line.parse().ok()),
    }
}

fn speakers(check: &mut Checker, typed: &str) -> Vec<TypedSpeaker> {
    let mut speakers: Vec<TypedSpeaker> = Vec::new();
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let speaker = match name_and_key(line) {
            (_, Some(key)) => TypedSpeaker::Key(key),
            (words, None) => match check.optional("speakers", words, 320) {
                Some(words) => TypedSpeaker::Words(words),
                None => continue,
            },
        };
        if !speakers.contains(&speaker) {
            speakers.push(speaker);
        }
    }
    if speakers.len() > MOST_SPEAKERS {
        check.error(
            "speakers",
            format!("{MOST_SPEAKERS} people can speak in one item."),
        );
    }
    speakers
}

fn moment(check: &mut Checker, field: &str, typed: &str, when_empty: &str) -> Option<NaiveDateTime> {
    if typed.trim().is_empty() {
        check.error(field, when_empty);
        return None;
    }
    let parsed = parse_local(typed);
    if parsed.is_none() {
        check.error(field, "Write a day and a time like 2026-05-14T18:30.");
    }
    parsed
}

fn minutes(check: &mut Checker, typed: &str) -> Option<i64> {
    let parsed = typed
        .trim()
        .parse()
        .ok()
        .filter(|minutes| (1..=LONGEST_ITEM).contains(minutes));
    if parsed.is_none() {
        check.error("minutes", "Write how many minutes it takes: from 1 to a week.");
    }
    parsed
}

/// One of a list, or none.
fn listed<T: std::str::FromStr>(check: &mut Checker, field: &str, typed: &str) -> Option<T> {
    match typed.trim() {
        "" => None,
        typed => check.choice(field, typed),
    }
}

fn by_clock(check: &mut Checker, field: &str, local: NaiveDateTime, zone: &Zone) -> Option<DateTime<Utc>> {
    let at = zone.to_utc(local);
    if at.is_none() {
        let message = format!(
            "There is no {} on that day in {}: the clocks go forward.",
            local.format("%H:%M"),
            zone.in_words()
        );
        check.error(field, message);
    }
    at
}

#[cfg(test)]
mod unit {
    use super::*;
    use crate::ids::{ContactId, UserId};

    #[test]
    fn a_speaker_is_found_again_in_the_line_they_are_written_in() {
        let ada = SpeakerKey::Contact(ContactId(uuid::Uuid::from_u128(7)));
        for name in ["Ada Brenner", "Ada (Lights) Brenner", ""] {
            assert_eq!(name_and_key(&speaker_line(name, ada)), (name, Some(ada)));
        }
        let bare = SpeakerKey::User(UserId(uuid::Uuid::from_u128(8)));
        assert_eq!(name_and_key(&bare.to_string()).1, Some(bare));
        for words in [
            "Ada Brenner",
            "Ada (Lights)",
            "ada@northwind.example",
            "contact:7",
        ] {
            assert_eq!(name_and_key(words), (words, None));
        }
    }

    #[test]
    fn nobody_speaks_twice_in_one_item() {
        let form = AgendaItemForm {
            title: "Lamps".into(),
            agenda_type: "workshop".into(),
            start_time: "2026-05-14T09:00".into(),
            minutes: "30".into(),
            speakers: "Ada\n\n Ada \r\nBen".into(),
            ..AgendaItemForm::default()
        };
        let typed = form.parse().unwrap();
        assert_eq!(
            typed.speakers,
            ["Ada", "Ben"].map(|name| TypedSpeaker::Words(name.into()))
        );
        assert_eq!(typed.end, TypedEnd::After(Duration::minutes(30)));
        assert_eq!((typed.status, typed.is_confirmed), (ItemStatus::Scheduled, false));
    }

    #[test]
    fn what_cannot_be_stored_is_told_field_by_field() {
        let form = AgendaItemForm {
            agenda_type: "talk".into(),
            start_time: "tomorrow".into(),
            minutes: "-5".into(),
            room_id: "hall".into(),
            track_id: "7".into(),
            status: "late".into(),
            location: "a\nb".into(),
            ..AgendaItemForm::default()
        };
        let errors = form.parse().unwrap_err();
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(
            fields,
            [
                "agenda_type",
                "location",
                "minutes",
                "room_id",
                "start_time",
                "status",
                "title",
                "track_id"
            ]
        );
    }
}
