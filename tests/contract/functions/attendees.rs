//! What is sent to the functions of attendees, and what comes of it.

use super::*;

fn event(records: &Records) -> Fields {
    vec![("event_id", records.event.to_string())]
}

fn of(records: &Records, more: Fields) -> Fields {
    with(event(records), more)
}

/// Door staff find what they are assigned to, which is none of this.
const SEEN: Expected = Expected::Record {
    foreign: 404,
    door: 404,
    member: 200,
};

pub const CASES: &[Case] = &[
    Case {
        path: "/fn/attendees/list",
        fields: |records| {
            let filter = vec![
                ("filter[status]", "registered".into()),
                ("filter[search]", LUMEN_ONLY.into()),
                ("filter[sort]", "name".into()),
                ("filter[descending]", "false".into()),
            ];
            of(records, filter)
        },
        expected: SEEN,
    },
    Case {
        path: "/fn/attendees/candidates",
        fields: |records| of(records, vec![("typed", LUMEN_ONLY.into())]),
        expected: RECORD,
    },
    Case {
        path: "/fn/attendees/views",
        fields: |_| Vec::new(),
        expected: Expected::List { door: 403 },
    },
    Case {
        path: "/fn/attendees/add",
        fields: |records| {
            let people = vec![
                ("contact_ids[]", records.contact.to_string()),
                ("user_ids[]", records.owner.to_string()),
            ];
            of(records, people)
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/attendees/add-matching",
        fields: |records| of(records, vec![("matching", format!("?q={LUMEN_ONLY}"))]),
        expected: RECORD,
    },
    Case {
        path: "/fn/attendees/change",
        fields: |records| {
            let change = vec![
                ("ids[]", records.attendee.to_string()),
                ("everything", "false".into()),
                ("matching", String::new()),
                ("action", "confirmed".into()),
            ];
            of(records, change)
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/attendees/undo",
        fields: |records| of(records, vec![("change_id", uuid::Uuid::now_v7().to_string())]),
        expected: RECORD,
    },
    Case {
        path: "/fn/attendees/note",
        fields: |records| {
            let note = vec![
                ("attendee_id", records.attendee.to_string()),
                ("before", format!("Knows {LUMEN_ONLY}")),
                ("notes", "Vegetarian".into()),
            ];
            of(records, note)
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/events",
        fields: contact,
        expected: READ,
    },
];
