//! What is decided about claims, and what comes of it for each.

use crate::forms::{Checker, FieldErrors};
use crate::ids::ExpenseId;
use crate::text_enum;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

text_enum! {
    /// What is decided about claims.
    Verdict {
        Approve = "approve", "Approve";
        /// With a reason.
        Reject = "reject", "Reject";
        /// Back to whoever claims, with a question.
        Question = "question", "Send back";
    }
}

impl Verdict {
    /// What is said with it.
    ///
    /// # Errors
    /// Nobody is refused without a reason, or sent something back without a question.
    pub fn comment(self, typed: &str) -> Result<Option<String>, FieldErrors> {
        let mut check = Checker::default();
        let comment = check.multiline("comment", typed, 1_000);
        match (self, &comment) {
            (Self::Reject, None) => check.error("comment", "Say why: whoever claimed it reads this."),
            (Self::Question, None) => check.error("comment", "Say what is to be answered."),
            _ => {}
        }
        check.finish(|| Some(comment))
    }
}

/// A claim as it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    pub id: ExpenseId,
    pub version: i32,
}

impl Wanted {
    /// A key for a request to pay. It is made when somebody begins to pay, and never while both sides draw the same.
    #[must_use]
    pub fn new_key() -> Uuid {
        Uuid::now_v7()
    }

    /// From a form: an id, a colon, a version.
    ///
    /// # Errors
    /// If it is anything else.
    pub fn parse(text: &str) -> Result<Self, FieldErrors> {
        text.split_once(':')
            .and_then(|(id, version)| {
                Some(Self {
                    id: id.parse().ok()?,
                    version: version.parse().ok()?,
                })
            })
            .ok_or_else(|| FieldErrors::one("claims", "Choose claims of the list."))
    }
}

impl std::fmt::Display for Wanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.id, self.version)
    }
}

/// What came of one claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub id: ExpenseId,
    /// Empty where the claim is not there for whoever acts.
    pub title: String,
    /// Why nothing was done.
    pub refusal: Option<String>,
}

/// What came of all of them, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    pub outcomes: Vec<Outcome>,
}

impl Decided {
    /// How many went well.
    #[must_use]
    pub fn done(&self) -> usize {
        self.outcomes.iter().filter(|one| one.refusal.is_none()).count()
    }

    /// Those that did not.
    pub fn refused(&self) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().filter(|one| one.refusal.is_some())
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_claim_as_it_was_seen_survives_a_form() {
        let seen = Wanted {
            id: ExpenseId::new(),
            version: 7,
        };
        assert_eq!(Wanted::parse(&seen.to_string()), Ok(seen));
        for nonsense in ["", ":", "7", "x:7", "00000000-0000-7000-8000-000000000000"] {
            assert!(Wanted::parse(nonsense).is_err(), "{nonsense:?}");
        }
    }

    #[test]
    fn nobody_is_refused_without_a_reason() {
        assert!(Verdict::Reject.comment("  ").is_err());
        assert!(Verdict::Question.comment("").is_err());
        assert_eq!(Verdict::Approve.comment(""), Ok(None));
        assert_eq!(Verdict::Reject.comment(" Private "), Ok(Some("Private".into())));
    }
}
