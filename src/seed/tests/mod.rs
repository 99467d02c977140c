//! What the demo promises, of the script alone and of a database that was filled with it.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod database;
mod script;
mod search;
mod today;

use super::calendar::Calendar;
use super::cast::{ORGANIZATIONS, Organization};
use super::script::Script;
use chrono::{DateTime, Utc};

/// A Thursday in the afternoon.
fn afternoon() -> DateTime<Utc> {
    "2026-03-12T14:30:00Z".parse().expect("a moment")
}

fn lumen() -> &'static Organization {
    &ORGANIZATIONS[0]
}

fn script_of(organization: &'static Organization, now: DateTime<Utc>) -> Script {
    Script::of(organization, Calendar::at(now))
}
