//! What the demo shows of the day.

use super::{afternoon, lumen, script_of};
use crate::contacts::types::InteractionType;
use chrono::{TimeDelta, Timelike};

#[test]
fn no_two_people_telephone_in_the_same_minute_of_today() {
    let midnight = afternoon().with_hour(0).unwrap().with_minute(0).unwrap();
    let script = script_of(lumen(), afternoon());
    let mut calls: Vec<_> = script
        .history
        .interactions
        .iter()
        .filter(|touch| touch.interaction_type == InteractionType::Call && touch.interaction_date >= midnight)
        .filter(|touch| touch.interaction_date < midnight + TimeDelta::days(1))
        .map(|touch| touch.interaction_date)
        .collect();
    let count = calls.len();
    calls.sort();
    calls.dedup();
    assert!(
        count >= 8 && calls.len() == count,
        "{count} calls in {} minutes",
        calls.len()
    );
}
