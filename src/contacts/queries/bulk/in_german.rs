//! What became of a change of many contacts, as a mail in German says it.

use crate::contacts::types::{BulkOutcome, BulkUndone};

/// As [`BulkOutcome::in_words`] has it in English.
pub(super) fn changed(outcome: &BulkOutcome, number: impl Fn(i64) -> String) -> String {
    let counted = [
        (outcome.unchanged, "bereits so", "bereits so"),
        (outcome.refused, "abgelehnt", "abgelehnt"),
        (outcome.gone, "nicht mehr da", "nicht mehr da"),
    ];
    joined(
        format!("{} geändert", number(outcome.changed.into())),
        &counted,
        number,
    )
}

/// As [`BulkUndone::in_words`] has it in English.
pub(super) fn undone(undone: &BulkUndone, number: impl Fn(i64) -> String) -> String {
    let first = match undone.reversed {
        1 => "1 ist wie zuvor".to_owned(),
        many => format!("{} sind wie zuvor", number(many.into())),
    };
    let counted = [
        (
            undone.kept,
            "wurde seither bearbeitet und bleibt",
            "wurden seither bearbeitet und bleiben",
        ),
        (undone.gone, "wurde seither gelöscht", "wurden seither gelöscht"),
    ];
    joined(first, &counted, number)
}

/// What there is at all, each with the words for one or for several.
fn joined(first: String, counted: &[(u32, &str, &str)], number: impl Fn(i64) -> String) -> String {
    let rest = counted
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| {
            let words = if *count == 1 { one } else { many };
            format!("{} {words}", number((*count).into()))
        });
    std::iter::once(first).chain(rest).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn one_and_several_are_said_as_german_has_it() {
        let outcome = BulkOutcome {
            changed: 1_200,
            unchanged: 1,
            refused: 2,
            ..BulkOutcome::default()
        };
        assert_eq!(
            changed(&outcome, |count| count.to_string()),
            "1200 geändert, 1 bereits so, 2 abgelehnt"
        );
        let back = BulkUndone {
            reversed: 1,
            kept: 2,
            gone: 1,
            is_under_way: false,
        };
        assert_eq!(
            undone(&back, |count| count.to_string()),
            "1 ist wie zuvor, 2 wurden seither bearbeitet und bleiben, 1 wurde seither gelöscht"
        );
    }
}
