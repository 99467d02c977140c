//! What is sent to the functions of exchange rates, and what comes of it.

use super::*;
use std::sync::atomic::{AtomicI64, Ordering};

/// A day on which nobody has entered a rate yet.
fn next_day() -> String {
    static DAYS: AtomicI64 = AtomicI64::new(0);
    let before = chrono::TimeDelta::days(DAYS.fetch_add(1, Ordering::Relaxed));
    (chrono::Utc::now() - before).format("%Y-%m-%d").to_string()
}

/// The table of it.
pub const CASES: &[Case] = &[
    Case {
        path: "/fn/rates/overview",
        fields: |_| Vec::new(),
        expected: Expected::Administered { foreign: 200 },
    },
    Case {
        path: "/fn/rates/list",
        fields: |_| vec![("currency", "KWD".into())],
        expected: Expected::Administered { foreign: 200 },
    },
    Case {
        path: "/fn/rates/add",
        fields: |_| {
            vec![
                ("base_currency", "USD".into()),
                ("rate", "0.9222".into()),
                ("quote_currency", "EUR".into()),
                ("rate_date", next_day()),
            ]
        },
        expected: Expected::Administered { foreign: 200 },
    },
    Case {
        path: "/fn/rates/remove",
        fields: |records| vec![("rate_id", records.rate.to_string())],
        expected: Expected::Administered { foreign: 404 },
    },
    Case {
        path: "/fn/rates/set-base",
        // What it is already: there are claims that are counted in it, with which it stays.
        fields: |_| vec![("base_currency", "EUR".into())],
        expected: Expected::Administered { foreign: 200 },
    },
];
