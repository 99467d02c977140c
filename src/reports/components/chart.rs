//! What was spent month by month, as a picture; the report by month says the same in figures.

use crate::reports::types::{Month, Sum};
use crate::ui::money::Money;
use crate::ui::prelude::*;
use chrono::Datelike;
use leptos::prelude::*;

/// From how many months on only the turn of each year is named.
const MANY: usize = 13;

/// A column for each month.
#[component]
pub fn MonthChart(months: Vec<(Month, Sum)>) -> impl IntoView {
    let formats = use_formats();
    let Some(most) = months.iter().max_by_key(|(_, sum)| sum.gross.minor).copied() else {
        return ().into_any();
    };
    let top = Money::new(ceiling(most.1.gross.minor), most.1.gross.currency);
    let words = format!(
        "Spent by month from {} to {}: most in {}, {}",
        months.first().map(|(month, _)| month.label()).unwrap_or_default(),
        months.last().map(|(month, _)| month.label()).unwrap_or_default(),
        most.0.label(),
        formats.money(most.1.gross),
    );
    let count = months.len();
    let columns: Vec<_> = (0..)
        .zip(&months)
        .map(|(at, (month, sum))| Column::of(at, count, *month, *sum, top, &formats))
        .collect();
    still(markup! {
        svg.chart role="img" aria-label=(words) {
            @for (part, amount) in [(0, top), (50, Money::new(top.minor / 2, top.currency))] {
                line.chart-line x1="0" x2="100%" y1=(height(part)) y2=(height(part)) {}
                text.chart-amount x="0" y=(height(part)) dy="-0.35em" { (formats.money(amount)) }
            }
            line.chart-base x1="0" x2="100%" y1=(height(100)) y2=(height(100)) {}
            @for column in &columns {
                rect.chart-column x=(column.x) width=(column.width) y=(column.y) height=(column.height) rx="2" {
                    title { (column.words) }
                }
                @if let Some(name) = &column.name {
                    text.chart-name x=(column.middle) y="100%" dy="-0.25em" { (name) }
                }
            }
        }
    })
    .into_any()
}

/// Of the picture's height, in per cent, what lies so far beneath its top line: room is left above it for an amount, and
/// beneath the base for names.
fn height(part: u32) -> String {
    format!("{:.2}%", 9.0 + f64::from(part) * 0.79)
}

/// A round amount that is not less than the largest: 1, 2 or 5 and noughts.
fn ceiling(minor: i64) -> i64 {
    let mut step: i64 = 100;
    loop {
        for factor in [1, 2, 5] {
            match step.checked_mul(factor) {
                Some(round) if round >= minor => return round,
                Some(_) => {}
                None => return minor,
            }
        }
        match step.checked_mul(10) {
            Some(next) => step = next,
            None => return minor,
        }
    }
}

struct Column {
    x: String,
    width: String,
    middle: String,
    y: String,
    height: String,
    words: String,
    name: Option<String>,
}

impl Column {
    fn of(at: u32, count: usize, month: Month, sum: Sum, top: Money, formats: &Formats) -> Self {
        let slot = 100.0 / f64::from(u32::try_from(count).unwrap_or(u32::MAX).max(1));
        let left = f64::from(at) * slot;
        // What is below nothing has no column; its words tell of it.
        let parts = i128::from(sum.gross.minor.max(0)) * 10_000 / i128::from(top.minor.max(1));
        let share = f64::from(u32::try_from(parts).unwrap_or(0)) / 10_000.0 * 79.0;
        let first = month.first();
        let name = if count < MANY {
            Some(first.format("%b").to_string())
        } else {
            (first.month() == 1).then(|| first.year().to_string())
        };
        Self {
            x: format!("{:.3}%", left + slot * 0.15),
            width: format!("{:.3}%", slot * 0.7),
            middle: format!("{:.3}%", left + slot / 2.0),
            y: format!("{:.3}%", 88.0 - share),
            height: format!("{share:.3}%"),
            words: format!("{}: {}", month.label(), formats.money(sum.gross)),
            name,
        }
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn the_top_of_a_chart_is_round_and_no_less_than_its_largest_column() {
        let of = [
            (0, 100),
            (100, 100),
            (101, 200),
            (230, 500),
            (99_900, 100_000),
            (i64::MAX, i64::MAX),
        ];
        for (largest, top) in of {
            assert_eq!(ceiling(largest), top, "{largest}");
        }
    }
}
