//! What a condition can say, as it is chosen step by step: of what, in which way, and with which values.

use crate::contacts::types::{Condition, ConditionKey, When};

/// With what a condition is completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// Some of a list.
    Values,
    /// Two numbers, either of which may be missing.
    Numbers,
    /// Two days, the same.
    Days,
    /// How many days, written between these.
    Count(&'static str),
    /// With nothing more.
    Nothing,
}

/// A field and a way to ask of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Predicate {
    pub field: &'static str,
    pub verb: &'static str,
    pub key: ConditionKey,
    pub operand: Operand,
    /// What it asks before anything is chosen, as it stands in an address.
    pub blank: &'static str,
}

const fn values(field: &'static str, verb: &'static str, key: ConditionKey) -> Predicate {
    Predicate {
        field,
        verb,
        key,
        operand: Operand::Values,
        blank: "",
    }
}

const fn span(key: ConditionKey, verb: &'static str, operand: Operand, blank: &'static str) -> Predicate {
    Predicate {
        field: key.label(),
        verb,
        key,
        operand,
        blank,
    }
}

/// All of them; those of one field stand together.
pub const PREDICATES: &[Predicate] = &[
    values("Stage", "is any of", ConditionKey::Type),
    values("Status", "is any of", ConditionKey::Status),
    values("Priority", "is any of", ConditionKey::Priority),
    values("Owner", "is any of", ConditionKey::Owner),
    values("Industry", "is any of", ConditionKey::Industry),
    values("Tags", "have any of", ConditionKey::Tags),
    values("Tags", "have all of", ConditionKey::AllTags),
    values("Tags", "have none of", ConditionKey::NoTags),
    span(ConditionKey::Score, "is between", Operand::Numbers, ""),
    span(
        ConditionKey::LastInteraction,
        "in the last",
        Operand::Count(""),
        "30d",
    ),
    span(
        ConditionKey::LastInteraction,
        "longer ago than",
        Operand::Count("over-"),
        "over-30d",
    ),
    span(ConditionKey::LastInteraction, "is between", Operand::Days, ""),
    span(ConditionKey::LastInteraction, "never", Operand::Nothing, "never"),
    span(ConditionKey::Created, "in the last", Operand::Count(""), "30d"),
    span(
        ConditionKey::Created,
        "longer ago than",
        Operand::Count("over-"),
        "over-30d",
    ),
    span(ConditionKey::Created, "is between", Operand::Days, ""),
];

impl Predicate {
    /// The one that a condition says.
    #[must_use]
    pub fn of(condition: &Condition) -> &'static Self {
        let operand = match condition {
            Condition::Score(..) => Operand::Numbers,
            Condition::LastInteraction(when) | Condition::Created(when) => match when {
                When::Within(_) => Operand::Count(""),
                When::Before(_) => Operand::Count("over-"),
                When::Never => Operand::Nothing,
                When::Between(..) => Operand::Days,
            },
            _ => Operand::Values,
        };
        PREDICATES
            .iter()
            .find(|one| one.key == condition.key() && one.operand == operand)
            .unwrap_or(&PREDICATES[0])
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn every_condition_can_be_said_step_by_step() {
        for (key, text) in [
            (ConditionKey::Type, "plug"),
            (ConditionKey::Status, "hot_lead"),
            (ConditionKey::Priority, "low"),
            (ConditionKey::Owner, "me"),
            (ConditionKey::Industry, "none"),
            (ConditionKey::Tags, "vip"),
            (ConditionKey::AllTags, "vip"),
            (ConditionKey::NoTags, "vip"),
            (ConditionKey::Score, "1-2"),
            (ConditionKey::LastInteraction, "7d"),
            (ConditionKey::LastInteraction, "over-7d"),
            (ConditionKey::LastInteraction, "never"),
            (ConditionKey::LastInteraction, "2026-01-01.."),
            (ConditionKey::Created, "7d"),
            (ConditionKey::Created, "over-7d"),
            (ConditionKey::Created, "..2026-01-01"),
        ] {
            let condition =
                Condition::parse(key, text).unwrap_or_else(|| panic!("{key}:{text} is a condition"));
            assert_eq!(Predicate::of(&condition).key, key, "{key}:{text}");
        }
        let blanks = PREDICATES.iter().filter(|one| !one.blank.is_empty());
        for one in blanks {
            let condition = Condition::parse(one.key, one.blank).map(|condition| *Predicate::of(&condition));
            assert_eq!(condition.as_ref(), Some(one));
        }
    }
}
