//! What is sent to the functions of agendas, and what comes of it.

use super::*;

/// What everybody who sees the event may read; door staff, who are not assigned to it, do not find it.
const SEEN: Expected = Expected::Record {
    foreign: 404,
    door: 404,
    member: 200,
};

fn event(records: &Records) -> Fields {
    vec![("event_id", records.event.to_string())]
}

fn item(records: &Records) -> Fields {
    vec![("item_id", records.agenda_item.to_string())]
}

fn version() -> Fields {
    vec![("version", "1".into())]
}

/// A day within the year around the event.
fn day() -> String {
    let later = chrono::Utc::now() + chrono::TimeDelta::days(20);
    later.format("%Y-%m-%d").to_string()
}

fn item_form(records: &Records) -> Fields {
    vec![
        ("title", format!("Keynote {LUMEN_ONLY}")),
        ("agenda_type", "presentation".into()),
        ("start_time", format!("{}T09:00", day())),
        ("end_time", format!("{}T10:00", day())),
        ("minutes", "45".into()),
        ("room_id", records.room.to_string()),
        ("location", "By the window".into()),
        ("track_id", records.track.to_string()),
        (
            "speakers",
            format!("Ada (contact:{})\nowner@lumen.example", records.contact),
        ),
        ("status", "scheduled".into()),
        ("description", "About looms.".into()),
        ("is_confirmed", "true".into()),
    ]
}

fn room_form() -> Fields {
    vec![
        ("name", format!("Cellar {}", uuid::Uuid::now_v7().simple())),
        ("capacity", "120".into()),
    ]
}

fn track_form() -> Fields {
    vec![
        ("name", format!("Craft {}", uuid::Uuid::now_v7().simple())),
        ("color", "rose".into()),
    ]
}

pub const CASES: &[Case] = &[
    Case {
        path: "/fn/agenda/get",
        fields: event,
        expected: SEEN,
    },
    Case {
        path: "/fn/agenda/add",
        fields: |records| with(event(records), item_form(records)),
        expected: RECORD,
    },
    Case {
        path: "/fn/agenda/save",
        fields: |records| with(with(item(records), version()), item_form(records)),
        expected: RECORD,
    },
    Case {
        path: "/fn/agenda/move",
        fields: |records| {
            let place = vec![
                ("start", format!("{}T09:00:00Z", day())),
                ("end", format!("{}T10:00:00Z", day())),
                ("room_id", records.empty_room.to_string()),
                ("is_confirmed", "false".into()),
            ];
            with(with(item(records), version()), place)
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/agenda/set-status",
        fields: |records| {
            let to = vec![("to", "cancelled".into()), ("is_confirmed", "false".into())];
            with(with(item(records), version()), to)
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/agenda/delete",
        fields: item,
        expected: RECORD,
    },
    Case {
        path: "/fn/agenda/restore",
        fields: |records| vec![("item_id", records.deleted_agenda_item.to_string())],
        expected: RECORD,
    },
    Case {
        path: "/fn/agenda/shift",
        fields: |records| {
            let how = vec![
                ("scope", "from:2020-01-01T00:00:00Z".into()),
                ("minutes", "-15".into()),
                ("is_confirmed", "true".into()),
            ];
            with(event(records), how)
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/agenda/undo-shift",
        fields: |records| {
            let moved = vec![
                ("moved[0][id]", records.agenda_item.to_string()),
                ("moved[0][version]", "1".into()),
                ("moved[0][start]", format!("{}T09:00:00Z", day())),
                ("moved[0][end]", format!("{}T10:00:00Z", day())),
            ];
            with(event(records), moved)
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/agenda/speakers",
        fields: |records| with(event(records), vec![("typed", "Ada".into())]),
        expected: RECORD,
    },
    Case {
        path: "/fn/agenda/files",
        fields: item,
        expected: SEEN,
    },
    Case {
        path: "/fn/agenda/remove-file",
        fields: |records| vec![("file_id", records.item_file.to_string())],
        expected: RECORD,
    },
    Case {
        path: "/fn/agenda/restore-file",
        fields: |records| vec![("file_id", records.item_file.to_string())],
        expected: RECORD,
    },
    Case {
        path: "/fn/agenda/add-room",
        fields: |records| with(event(records), room_form()),
        expected: RECORD,
    },
    Case {
        path: "/fn/agenda/save-room",
        fields: |records| {
            let which = with(vec![("room_id", records.room.to_string())], version());
            with(which, room_form())
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/agenda/move-room",
        fields: |records| vec![("room_id", records.room.to_string()), ("step", "after".into())],
        expected: RECORD,
    },
    Case {
        path: "/fn/agenda/delete-room",
        fields: |records| vec![("room_id", records.empty_room.to_string())],
        expected: RECORD,
    },
    Case {
        path: "/fn/agenda/add-track",
        fields: |records| with(event(records), track_form()),
        expected: RECORD,
    },
    Case {
        path: "/fn/agenda/save-track",
        fields: |records| {
            let which = with(vec![("track_id", records.track.to_string())], version());
            with(which, track_form())
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/agenda/delete-track",
        fields: |records| vec![("track_id", records.empty_track.to_string())],
        expected: RECORD,
    },
];
