//! What is sent to the functions of approvals, and what comes of it.

use super::*;
use std::sync::atomic::{AtomicI64, Ordering};

/// A day that nobody has named anybody for yet.
fn next_day() -> String {
    static DAYS: AtomicI64 = AtomicI64::new(2);
    let ahead = chrono::TimeDelta::days(DAYS.fetch_add(1, Ordering::Relaxed));
    (chrono::Utc::now() + ahead).format("%Y-%m-%d").to_string()
}

fn step(records: &Records) -> Fields {
    vec![("step_id", records.approval_step.to_string())]
}

fn step_form() -> Fields {
    vec![
        ("approver", "anyone".into()),
        ("min_amount", "900,000.00".into()),
        ("travel", "true".into()),
        ("only_events", "true".into()),
    ]
}

/// The table of it.
pub const CASES: &[Case] = &[
    Case {
        path: "/fn/approvals/overview",
        fields: |_| Vec::new(),
        expected: Expected::Deciding { foreign: 200 },
    },
    Case {
        path: "/fn/approvals/add-step",
        fields: |_| step_form(),
        expected: Expected::Administered { foreign: 200 },
    },
    Case {
        path: "/fn/approvals/save-step",
        fields: |records| with(with(step(records), vec![("version", "1".into())]), step_form()),
        expected: Expected::Administered { foreign: 404 },
    },
    Case {
        path: "/fn/approvals/move-step",
        fields: |records| with(step(records), vec![("shift", "after".into())]),
        expected: Expected::Administered { foreign: 404 },
    },
    Case {
        path: "/fn/approvals/remove-step",
        fields: step,
        expected: Expected::Administered { foreign: 404 },
    },
    Case {
        path: "/fn/approvals/set-second-person",
        // What it is already.
        fields: |_| vec![("second_person_from", String::new()), ("seen", String::new())],
        expected: Expected::Administered { foreign: 200 },
    },
    Case {
        path: "/fn/approvals/name-substitute",
        // Whom another organisation does not know it cannot choose.
        fields: |records| {
            let day = next_day();
            vec![
                ("user_id", records.owner.to_string()),
                ("substitute_id", records.approver.to_string()),
                ("from_date", day.clone()),
                ("until_date", day),
            ]
        },
        expected: Expected::Deciding { foreign: 422 },
    },
    Case {
        path: "/fn/approvals/end-substitute",
        fields: |records| vec![("substitute_id", records.substitute.to_string())],
        expected: Expected::Deciding { foreign: 404 },
    },
];
