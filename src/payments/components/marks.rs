//! How what is known of a payment looks at a glance.

use crate::payments::types::{BatchStatus, ItemOutcome};
use crate::ui::money::Money;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// Where a batch stands.
#[component]
pub fn BatchBadge(status: BatchStatus) -> impl IntoView {
    let tone = match status {
        BatchStatus::Open => Tone::Amber,
        BatchStatus::Exported => Tone::Blue,
        BatchStatus::Settled => Tone::Emerald,
        BatchStatus::PartlyFailed => Tone::Danger,
        BatchStatus::Cancelled => Tone::Slate,
    };
    still(badge(tone, status.label()))
}

/// What became of a line.
#[component]
pub fn OutcomeBadge(outcome: ItemOutcome) -> impl IntoView {
    let tone = match outcome {
        ItemOutcome::Open => Tone::Amber,
        ItemOutcome::Paid => Tone::Emerald,
        ItemOutcome::Failed => Tone::Danger,
        ItemOutcome::Dropped | ItemOutcome::Cancelled => Tone::Slate,
    };
    still(badge(tone, outcome.label()))
}

/// Amounts by currency, or that there are none.
#[must_use]
pub fn sums_or_none(sums: &[Money], formats: &Formats) -> String {
    if sums.is_empty() {
        return "–".to_owned();
    }
    let words: Vec<_> = sums.iter().map(|sum| formats.money(*sum)).collect();
    words.join(" · ")
}

/// "1 claim", "12 claims".
#[must_use]
pub fn claims_in_words(count: i64, formats: &Formats) -> String {
    let word = if count == 1 { "claim" } else { "claims" };
    format!("{} {word}", formats.number(count))
}
