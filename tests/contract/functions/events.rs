//! What is sent to the functions of events, and what comes of it.

use super::*;

fn event(records: &Records) -> Fields {
    vec![("event_id", records.event.to_string())]
}

fn event_form() -> Fields {
    vec![
        ("title", format!("Gala {LUMEN_ONLY}")),
        ("event_type", "conference".into()),
        ("description", "With dinner.".into()),
        ("start_date", "2027-06-12T18:30".into()),
        ("end_date", "2027-06-12T23:00".into()),
        ("timezone", "Europe/Berlin".into()),
        ("zone_change", String::new()),
        ("location", "Berlin".into()),
        ("venue", "Old mint".into()),
        ("address", "Molkenmarkt 2".into()),
        ("directions", "By the river.".into()),
        ("online_url", "https://meet.example.com/gala".into()),
        ("max_attendees", "80".into()),
        ("budget", "1,250.50".into()),
        ("currency", "EUR".into()),
        ("registration_url", "https://tickets.example.com/gala".into()),
    ]
}

fn series(records: &Records) -> Fields {
    vec![("series_id", records.series.to_string())]
}

fn repeat_form() -> Fields {
    vec![
        ("repeats", "week".into()),
        ("every", "1".into()),
        ("tuesday", "true".into()),
        ("month_by", "day".into()),
        ("ends", "count".into()),
        ("count", "3".into()),
        ("until", String::new()),
    ]
}

/// What everybody sees who sees events. Door staff find those that they are assigned to.
const SEEN: Expected = Expected::Record {
    foreign: 404,
    door: 404,
    member: 200,
};

pub const CASES: &[Case] = &[
    Case {
        path: "/fn/events/list",
        fields: |_| {
            vec![
                ("filter[shown]", "upcoming".into()),
                ("filter[search]", "gala".into()),
            ]
        },
        expected: Expected::List { door: 200 },
    },
    Case {
        path: "/fn/events/month",
        fields: |_| vec![("month", chrono::Utc::now().format("%Y-%m").to_string())],
        expected: Expected::List { door: 200 },
    },
    Case {
        path: "/fn/events/get",
        fields: event,
        expected: SEEN,
    },
    Case {
        path: "/fn/events/create",
        fields: |_| event_form(),
        expected: Expected::Record {
            foreign: 200,
            door: 403,
            member: 200,
        },
    },
    Case {
        path: "/fn/events/create",
        fields: |_| with(event_form(), repeat_form()),
        expected: Expected::Record {
            foreign: 200,
            door: 403,
            member: 200,
        },
    },
    Case {
        path: "/fn/events/series",
        fields: series,
        expected: SEEN,
    },
    Case {
        path: "/fn/events/time-zone",
        fields: |_| vec![("name", "Europe/Berlin".into())],
        expected: Expected::List { door: 403 },
    },
    Case {
        path: "/fn/events/repeat",
        fields: |records| with(event(records), repeat_form()),
        expected: RECORD,
    },
    Case {
        path: "/fn/events/extend-series",
        fields: |records| {
            let which = with(series(records), vec![("made", "1".into())]);
            with(which, repeat_form())
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/events/update",
        fields: |records| {
            let which = vec![
                ("event_id", records.serial_event.to_string()),
                ("version", "1".into()),
                ("scope", "following".into()),
            ];
            with(which, event_form())
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/events/move-series",
        fields: |records| {
            vec![
                ("event_id", records.serial_event.to_string()),
                ("to", "published".into()),
                ("reason", String::new()),
                ("tell", "false".into()),
            ]
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/events/delete-series",
        fields: |records| vec![("event_id", records.serial_event.to_string())],
        expected: RECORD,
    },
    Case {
        path: "/fn/events/restore-series",
        fields: |records| vec![("event_id", records.deleted_event.to_string())],
        expected: TRASHED,
    },
    Case {
        path: "/fn/events/leave-series",
        fields: |records| vec![("event_id", records.serial_event.to_string())],
        expected: RECORD,
    },
    Case {
        path: "/fn/events/update",
        fields: |records| {
            let which = with(event(records), vec![("version", "1".into())]);
            with(which, event_form())
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/events/set-status",
        fields: |records| {
            let reason = vec![
                ("to", "cancelled".into()),
                ("reason", "Rain".into()),
                ("tell", "true".into()),
            ];
            with(event(records), reason)
        },
        expected: RECORD,
    },
    // Whoever sees an event may make one of their own like it.
    Case {
        path: "/fn/events/clone",
        fields: |records| {
            let when = vec![
                ("title", "Again".into()),
                ("start_date", "2027-06-19T18:30".into()),
            ];
            with(event(records), when)
        },
        expected: Expected::Record {
            foreign: 404,
            door: 403,
            member: 200,
        },
    },
    Case {
        path: "/fn/events/time-zones",
        fields: |_| Vec::new(),
        expected: Expected::List { door: 403 },
    },
    Case {
        path: "/fn/events/colleagues",
        fields: |_| Vec::new(),
        expected: Expected::List { door: 403 },
    },
    Case {
        path: "/fn/events/assign",
        fields: |records| with(event(records), vec![("user_id", records.owner.to_string())]),
        expected: RECORD,
    },
    Case {
        path: "/fn/events/unassign",
        fields: |records| with(event(records), vec![("user_id", records.owner.to_string())]),
        expected: RECORD,
    },
    Case {
        path: "/fn/events/delete",
        fields: event,
        expected: RECORD,
    },
    Case {
        path: "/fn/events/restore",
        fields: |records| vec![("event_id", records.deleted_event.to_string())],
        expected: TRASHED,
    },
    Case {
        path: "/fn/events/head",
        fields: event,
        expected: SEEN,
    },
    Case {
        path: "/fn/events/speakers",
        fields: event,
        expected: SEEN,
    },
    Case {
        path: "/fn/events/activity",
        fields: event,
        expected: SEEN,
    },
    Case {
        path: "/fn/events/set-address",
        fields: |records| {
            with(
                event(records),
                vec![("public_address", format!("gala {}", records.event))],
            )
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/events/set-limits",
        // Whoever comes first makes them; nobody has seen them before.
        fields: |records| {
            with(
                event(records),
                vec![
                    ("version", "0".into()),
                    ("approval_limit", "5,000".into()),
                    ("alert_percent", "80".into()),
                ],
            )
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/events/cover",
        fields: event,
        expected: SEEN,
    },
    Case {
        path: "/fn/events/remove-cover",
        fields: event,
        expected: RECORD,
    },
    Case {
        path: "/fn/events/describe-cover",
        fields: |records| with(event(records), vec![("alt", "A hall full of looms".into())]),
        expected: RECORD,
    },
    Case {
        path: "/fn/events/restore-cover",
        fields: |records| with(event(records), vec![("file_id", records.cover.to_string())]),
        expected: RECORD,
    },
    // One's own, whoever one is.
    Case {
        path: "/fn/calendars/own",
        fields: |_| Vec::new(),
        expected: Expected::List { door: 200 },
    },
    Case {
        path: "/fn/calendars/feed",
        fields: |_| Vec::new(),
        expected: Expected::List { door: 200 },
    },
    Case {
        path: "/fn/calendars/renew-feed",
        fields: |_| Vec::new(),
        expected: Expected::List { door: 200 },
    },
    Case {
        path: "/fn/calendars/end-feed",
        fields: |_| Vec::new(),
        expected: Expected::List { door: 200 },
    },
    Case {
        path: "/fn/agenda/star",
        fields: |records| {
            vec![
                ("item_id", records.agenda_item.to_string()),
                ("is_starred", "true".into()),
            ]
        },
        expected: Expected::Record {
            foreign: 404,
            door: 404,
            member: 200,
        },
    },
    Case {
        path: "/fn/events/spending",
        fields: event,
        expected: SEEN,
    },
];
