//! An interaction as it is typed, and what of it may be stored.

use super::{Direction, Interaction, InteractionStatus, InteractionType};
use crate::forms::{Checker, FieldErrors};
use crate::ui::time::Zone;
use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};

/// What was typed into the form of an interaction; field by field under the column's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InteractionForm {
    pub interaction_type: String,
    /// Empty counts as completed.
    pub status: String,
    /// Empty where nobody can say.
    pub direction: String,
    /// As `<input type="datetime-local">` sends it, by the person's clock; empty for now.
    pub interaction_date: String,
    pub subject: String,
    pub description: String,
    pub outcome: String,
}

/// An interaction's values, as they are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InteractionValues {
    pub interaction_type: InteractionType,
    pub status: InteractionStatus,
    pub direction: Option<Direction>,
    /// `None` for this moment, by the database's clock: ours may be ahead of it.
    pub interaction_date: Option<DateTime<Utc>>,
    pub subject: Option<String>,
    pub description: Option<String>,
    pub outcome: Option<String>,
}

/// Values that may be stored: only [`InteractionForm::parse`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInteraction(InteractionValues);

impl NewInteraction {
    /// What to store.
    #[must_use]
    pub const fn values(&self) -> &InteractionValues {
        &self.0
    }
}

/// Longest description and longest outcome.
const LONGEST_TEXT: usize = 10_000;

impl InteractionForm {
    /// The form of an interaction that is stored, by the clock of the person who changes it.
    #[must_use]
    pub fn of(interaction: &Interaction, zone: &Zone) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Self {
            interaction_type: interaction.interaction_type.to_string(),
            status: interaction.status.to_string(),
            direction: interaction
                .direction
                .map(|direction| direction.to_string())
                .unwrap_or_default(),
            interaction_date: zone.input_value(interaction.interaction_date),
            subject: text(&interaction.subject),
            description: text(&interaction.description),
            outcome: text(&interaction.outcome),
        }
    }

    /// What may be stored, or what is wrong, field by field. `zone` is the person's, `now` the
    /// time by which "not yet" is told.
    ///
    /// # Errors
    /// Every field that cannot be stored, with what to do about it.
    pub fn parse(&self, zone: &Zone, now: DateTime<Utc>) -> Result<NewInteraction, FieldErrors> {
        let mut check = Checker::default();
        let interaction_type = check.choice("interaction_type", &self.interaction_type);
        let status = match self.status.trim() {
            "" => Some(InteractionStatus::Completed),
            typed => check.choice("status", typed),
        };
        let direction = match self.direction.trim() {
            "" => None,
            typed => check.choice("direction", typed),
        };
        let interaction_date = date(&mut check, &self.interaction_date, zone);
        match (status, interaction_date) {
            (Some(InteractionStatus::Completed), Some(at)) if at > now => {
                check.error(
                    "interaction_date",
                    "This is still to come. Choose Scheduled, or a time that has passed.",
                );
            }
            (Some(InteractionStatus::Scheduled), None) => {
                check.error("interaction_date", "Choose the day and time it is planned for.");
            }
            _ => {}
        }
        let subject = check.optional("subject", &self.subject, 255);
        let description = check.multiline("description", &self.description, LONGEST_TEXT);
        let outcome = check.multiline("outcome", &self.outcome, LONGEST_TEXT);
        check.finish(|| {
            Some(NewInteraction(InteractionValues {
                interaction_type: interaction_type?,
                status: status?,
                direction,
                interaction_date,
                subject,
                description,
                outcome,
            }))
        })
    }

    /// The outcome alone, as it is typed when a plan is ticked off.
    ///
    /// # Errors
    /// If it cannot be stored.
    pub fn parse_outcome(typed: &str) -> Result<Option<String>, FieldErrors> {
        let mut check = Checker::default();
        let outcome = check.multiline("outcome", typed, LONGEST_TEXT);
        check.finish(|| Some(outcome))
    }

    /// Every field: its name, its label on the screen, and what was typed into it.
    #[must_use]
    pub fn fields(&self) -> [(&'static str, &'static str, &str); 7] {
        [
            ("interaction_type", "Type", &self.interaction_type),
            ("status", "Status", &self.status),
            ("direction", "Direction", &self.direction),
            ("interaction_date", "When", &self.interaction_date),
            ("subject", "Subject", &self.subject),
            ("description", "Description", &self.description),
            ("outcome", "Outcome", &self.outcome),
        ]
    }

    /// A field's value in words, where the value itself is not for people.
    #[must_use]
    pub fn in_words(field: &str, value: &str) -> String {
        let label = match field {
            "interaction_type" => value.parse().map(InteractionType::label).ok(),
            "status" => value.parse().map(InteractionStatus::label).ok(),
            "direction" => value.parse().map(Direction::label).ok(),
            "interaction_date" => return value.replacen('T', " ", 1),
            _ => None,
        };
        label.unwrap_or(value).to_owned()
    }
}

/// A day and time of the person's clock, in a year that a calendar of ours may hold.
fn date(check: &mut Checker, typed: &str, zone: &Zone) -> Option<DateTime<Utc>> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let at = zone
        .parse_input(typed)
        .filter(|at| (1900..2200).contains(&at.year()));
    if at.is_none() {
        check.error(
            "interaction_date",
            "Choose a day and time. An hour that is skipped when the clocks change does not exist.",
        );
    }
    at
}

#[cfg(test)]
mod unit;
