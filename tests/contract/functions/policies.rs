//! What is sent to the functions of policies and unit rates, and what comes of it.

use super::*;
use std::sync::atomic::{AtomicU32, Ordering};

/// A name that nobody has given a rate yet.
fn next_name() -> String {
    static NAMES: AtomicU32 = AtomicU32::new(0);
    format!("Car {}", NAMES.fetch_add(1, Ordering::Relaxed))
}

/// The table of it.
pub const CASES: &[Case] = &[
    Case {
        path: "/fn/policies/get",
        fields: |_| Vec::new(),
        expected: Expected::Administered { foreign: 200 },
    },
    Case {
        // What is saved is what stands there: nobody is told of another version, whichever they name.
        path: "/fn/policies/save",
        fields: |_| vec![("version", "0".into())],
        expected: Expected::Administered { foreign: 200 },
    },
    Case {
        path: "/fn/policies/add-unit-rate",
        fields: |_| {
            vec![
                ("name", next_name()),
                ("unit", "km".into()),
                ("price", "0.30".into()),
                ("currency", "EUR".into()),
                ("expense_type", "travel".into()),
                ("valid_from", "2026-01-01".into()),
                ("valid_to", String::new()),
            ]
        },
        expected: Expected::Administered { foreign: 200 },
    },
    Case {
        path: "/fn/policies/offer-unit-rate",
        fields: |records| {
            vec![
                ("unit_rate_id", records.unit_rate.to_string()),
                ("is_active", "false".into()),
            ]
        },
        expected: Expected::Administered { foreign: 404 },
    },
];
