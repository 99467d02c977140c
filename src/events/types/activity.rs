//! What was done with an event, as people are told of it.

use crate::audit::types::Action;
use crate::text_enum;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

text_enum! {
    /// What something was done to.
    ActivityOf {
        Event = "events", "the event";
        Staff = "event_staff", "an assignment";
        Room = "event_rooms", "a room";
        Track = "event_tracks", "a track";
        Item = "event_agenda_items", "an item of the agenda";
        Attendee = "event_attendees", "an attendee";
        Picture = "media", "a picture";
        Notice = "event_notices", "a notice";
    }
}

/// What one request did to one kind of thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityLine {
    /// The entry of the trail with which it began.
    pub id: Uuid,
    pub at: DateTime<Utc>,
    /// Who did it; nobody where it moved by itself.
    pub by: Option<String>,
    pub of: ActivityOf,
    pub action: Action,
    /// The name of the thing, if it has one.
    pub subject: Option<String>,
    /// To how many others it did the same.
    pub others: i64,
    /// Which status the thing got, if it got one.
    pub status: Option<String>,
    /// Which columns were changed.
    pub columns: Vec<String>,
}

impl ActivityLine {
    /// What was done, in words: who comes before them.
    #[must_use]
    pub fn in_words(&self) -> String {
        let what = self.what();
        match (self.of, self.action) {
            (ActivityOf::Event, Action::Create) => "made this event".into(),
            (ActivityOf::Event, Action::Delete) => "moved this event to the trash".into(),
            (ActivityOf::Event, Action::Restore) => "brought this event back".into(),
            (ActivityOf::Event, _) => self.change_of_event(),
            (ActivityOf::Staff, Action::Create) => format!("assigned {what}"),
            (ActivityOf::Staff, _) => format!("took {what} off"),
            (ActivityOf::Room, Action::Create) => format!("added the room {what}"),
            (ActivityOf::Track, Action::Create) => format!("added the track {what}"),
            (ActivityOf::Item, Action::Create) => format!("added {what} to the agenda"),
            (ActivityOf::Attendee, Action::Create) => format!("added {what}"),
            (ActivityOf::Notice, _) => match self.subject.as_deref() {
                Some("1") => "told 1 person that it was cancelled".into(),
                count => format!("told {} people that it was cancelled", count.unwrap_or("some")),
            },
            (ActivityOf::Picture, Action::Create) => format!("added the cover picture {what}"),
            (ActivityOf::Picture, Action::Delete) => format!("removed the cover picture {what}"),
            (_, Action::Delete) => format!("removed {what}"),
            (_, Action::Restore) => format!("brought {what} back"),
            (ActivityOf::Attendee | ActivityOf::Item, _) => match &self.status {
                Some(status) => format!("set {what} to {}", status.replace('_', " ")),
                None => format!("changed {} of {what}", self.fields()),
            },
            _ => format!("changed {} of {what}", self.fields()),
        }
    }

    fn change_of_event(&self) -> String {
        match self.status.as_deref() {
            Some("published") => "published the event".into(),
            Some("cancelled") => "cancelled the event".into(),
            Some("draft") => "took the event back to a draft".into(),
            Some(status) => format!("moved the event to {status}"),
            None => format!("changed {}", self.fields()),
        }
    }

    /// "Keynote", "Keynote and 3 others".
    fn what(&self) -> String {
        let first = self.subject.as_deref().unwrap_or(self.of.label());
        match self.others {
            0 => first.to_owned(),
            1 => format!("{first} and one other"),
            others => format!("{first} and {others} others"),
        }
    }

    /// "the times and the room".
    fn fields(&self) -> String {
        let mut fields: Vec<&str> = Vec::new();
        for field in self.columns.iter().map(|column| field(column)) {
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        match fields.split_last() {
            None => "something".into(),
            Some((only, [])) => (*only).to_owned(),
            Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        }
    }
}

/// What people call a column.
fn field(column: &str) -> &'static str {
    match column {
        "title" | "name" => "the name",
        "description" => "the description",
        "start_date" | "end_date" | "start_time" | "end_time" => "the times",
        "timezone" => "the time zone",
        "location" => "the location",
        "venue" | "venue_details" => "the venue",
        "budget" | "currency" => "the budget",
        "max_attendees" | "capacity" => "the places",
        "registration_url" => "the registration",
        "series_id" | "series_position" => "the series",
        "public_address" => "the public address",
        "event_type" | "agenda_type" => "the type",
        "room_id" => "the room",
        "track_id" => "the track",
        "color" => "the colour",
        "sort_order" => "the order",
        "notes" => "the notes",
        _ => "details",
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    fn line(of: ActivityOf, action: Action, columns: &[&str]) -> ActivityLine {
        ActivityLine {
            id: Uuid::nil(),
            at: DateTime::UNIX_EPOCH,
            by: None,
            of,
            action,
            subject: Some("Keynote".into()),
            others: 0,
            status: None,
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
        }
    }

    #[test]
    fn a_line_says_what_was_done_in_words() {
        use ActivityOf as Of;
        let said = |of, action, columns: &[&str]| line(of, action, columns).in_words();
        assert_eq!(said(Of::Event, Action::Create, &[]), "made this event");
        assert_eq!(
            said(Of::Event, Action::Update, &["start_date", "end_date", "venue"]),
            "changed the times and the venue"
        );
        assert_eq!(
            said(Of::Item, Action::Update, &["start_time", "room_id", "title"]),
            "changed the times, the room and the name of Keynote"
        );
        let many = ActivityLine {
            others: 4,
            status: Some("no_show".into()),
            ..line(Of::Attendee, Action::Update, &["status"])
        };
        assert_eq!(many.in_words(), "set Keynote and 4 others to no show");
        let unknown = ActivityLine {
            subject: None,
            ..line(Of::Staff, Action::Delete, &[])
        };
        assert_eq!(unknown.in_words(), "took an assignment off");
    }
}
