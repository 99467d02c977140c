//! What became of a claim, step by step.

use super::{ExpenseForm, ExpenseType};
use crate::text_enum;
use crate::ui::money::Money;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// One step of a claim.
    StepKind {
        Submitted = "submitted", "Submitted";
        Recalled = "recalled", "Recalled";
        Revised = "revised", "Changed";
        /// A step of several was taken; the claim goes on to the next.
        Endorsed = "endorsed", "Approved, on to the next step";
        Approved = "approved", "Approved";
        Rejected = "rejected", "Rejected";
        Questioned = "questioned", "Sent back with a question";
        Reopened = "reopened", "Taken up again";
        Paid = "paid", "Paid";
    }
}

/// A field that a revision changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// As the form calls it.
    pub field: String,
    pub before: String,
    pub after: String,
}

impl Change {
    /// What differs between a claim as it was and as it is, field by field, as it is typed.
    #[must_use]
    pub fn between(before: &ExpenseForm, after: &ExpenseForm) -> Vec<Self> {
        use crate::forms::TypedForm;
        let pairs = before.fields().into_iter().zip(after.fields());
        pairs
            .filter(|(was, is)| was.2 != is.2)
            .map(|(was, is)| Self {
                field: was.0.to_owned(),
                before: was.2.to_owned(),
                after: is.2.to_owned(),
            })
            .collect()
    }

    /// The label of its field.
    #[must_use]
    pub fn label(&self) -> &'static str {
        use crate::forms::TypedForm;
        let blank = ExpenseForm::default();
        let named = blank.fields().into_iter().find(|(name, ..)| *name == self.field);
        named.map_or("Receipts", |(_, label, _)| label)
    }

    /// A value of it in words.
    #[must_use]
    pub fn in_words(&self, value: &str) -> String {
        match self.field.as_str() {
            "expense_type" => value.parse().map(ExpenseType::label).unwrap_or(value).to_owned(),
            _ if value.is_empty() => "nothing".to_owned(),
            _ => value.to_owned(),
        }
    }
}

/// What somebody did with a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub kind: StepKind,
    pub by: String,
    /// In whose place.
    pub stands_for: Option<String>,
    pub at: DateTime<Utc>,
    /// Why it was rejected, or what was asked.
    pub comment: Option<String>,
    /// What was claimed at that moment.
    pub amount: Money,
    pub changes: Vec<Change>,
}

impl Step {
    /// Who did it, and in whose place: "Dana Deer for Eve Elk".
    #[must_use]
    pub fn whose(&self) -> String {
        match &self.stands_for {
            Some(away) => format!("{} for {away}", self.by),
            None => self.by.clone(),
        }
    }
}
