//! Steps of approval as they are kept, as they are asked of a claim, and as they are typed.

mod form;

pub use form::{NewStep, NewSubstitute, SecondPersonForm, StepForm, SubstituteForm};

use crate::accounts::types::Colleague;
use crate::expenses::types::ExpenseType;
use crate::ids::{ApprovalStepId, SubstituteId, UserId};
use crate::text_enum;
use crate::ui::locale::Locale;
use crate::ui::money::{Currency, Money};
use crate::ui::words::{capitalised, uncapitalised};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Most steps of a chain. The database says so too.
pub const MOST_STEPS: usize = 10;

text_enum! {
    /// Whom a step asks.
    Approver {
        /// Whoever may decide about the claim.
        Anyone = "anyone", "Anyone who may decide";
        /// One person, by name.
        Person = "person", "One person";
        /// Whoever made the event that the claim is for.
        BudgetHolder = "budget_holder", "The event's budget holder";
    }
}

text_enum! {
    /// Which way a step is moved.
    Shift {
        Before = "before", "Move up";
        After = "after", "Move down";
    }
}

/// Which claims a step is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// From what worth on; every claim where there is none.
    pub min_amount: Option<Money>,
    /// Of which types; of all where there is none.
    pub expense_types: Vec<ExpenseType>,
    /// Only what is spent on an event.
    pub only_events: bool,
}

impl Condition {
    /// "Claims of €500.00 or more for travel or venue, for an event".
    #[must_use]
    pub fn in_words(&self, locale: &Locale) -> String {
        if self.min_amount.is_none() && self.expense_types.is_empty() && !self.only_events {
            return "All claims".to_owned();
        }
        let amount = self
            .min_amount
            .map(|least| format!(" of {} or more", least.format(locale)));
        let types: Vec<_> = self
            .expense_types
            .iter()
            .map(|one| one.label().to_lowercase())
            .collect();
        let types = (!types.is_empty()).then(|| format!(" for {}", either(&types)));
        let events = match types {
            Some(_) => ", for an event",
            None => " for an event",
        };
        let events = self.only_events.then_some(events);
        format!(
            "Claims{}{}{}",
            amount.unwrap_or_default(),
            types.unwrap_or_default(),
            events.unwrap_or_default()
        )
    }
}

/// "a", "a or b", "a, b or c".
#[must_use]
pub fn either(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// A step of the chain as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepRow {
    pub id: ApprovalStepId,
    pub version: i32,
    pub condition: Condition,
    pub approver: Approver,
    pub person: Option<UserId>,
    /// The name of whoever is asked, where it is one person.
    pub name: Option<String>,
    /// Whoever is named may not decide any more: the owner is asked.
    pub is_lost: bool,
}

impl StepRow {
    /// Whom it asks: "anyone who may decide", "Dana Deer".
    #[must_use]
    pub fn whom(&self) -> String {
        match (&self.name, self.approver) {
            (Some(name), Approver::Person) => name.clone(),
            (_, Approver::BudgetHolder) => "the event's budget holder".to_owned(),
            _ => "anyone who may decide".to_owned(),
        }
    }

    /// The same where a line begins with it: "Anyone who may decide".
    #[must_use]
    pub fn whom_first(&self) -> String {
        capitalised(&self.whom())
    }
}

/// The chain in sentences: "Claims of €500.00 or more for an event: first the event's budget holder, then Dana Deer."
#[must_use]
pub fn in_words(steps: &[StepRow], locale: &Locale) -> Vec<String> {
    let mut sentences: Vec<(&Condition, Vec<String>)> = Vec::new();
    for step in steps {
        match sentences.last_mut() {
            Some((condition, whom)) if **condition == step.condition => whom.push(step.whom()),
            _ => sentences.push((&step.condition, vec![step.whom()])),
        }
    }
    let is_one = sentences.len() == 1;
    let sentence = |(at, (condition, whom)): (usize, (&Condition, Vec<String>))| {
        let order = match whom.as_slice() {
            [one] => one.clone(),
            [first, rest @ ..] => format!("first {first}, then {}", rest.join(", then ")),
            [] => String::new(),
        };
        let after = if is_one || at == 0 { "" } else { "After that, " };
        let about = condition.in_words(locale);
        let about = if after.is_empty() {
            about
        } else {
            uncapitalised(&about)
        };
        format!("{after}{about}: {order}.")
    };
    sentences.into_iter().enumerate().map(sentence).collect()
}

/// Who decides in whose place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubstituteRow {
    pub id: SubstituteId,
    /// Who is away.
    pub person: UserId,
    pub name: String,
    pub substitute: UserId,
    pub substitute_name: String,
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// Today is one of the days.
    pub is_now: bool,
    /// The substitute may not decide any more, so that they are asked nothing.
    pub is_lost: bool,
    /// Whoever asks may end it.
    pub may_remove: bool,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    pub steps: Vec<StepRow>,
    /// The currency that claims are counted in.
    pub base: Currency,
    /// From what worth on somebody else pays than who approved; none where it is all the same.
    pub second_person_from: Option<Money>,
    /// Who may decide about claims, by name.
    pub deciders: Vec<Colleague>,
    pub substitutes: Vec<SubstituteRow>,
    pub me: UserId,
    /// Keeps the chain, and names substitutes for others.
    pub may_manage: bool,
    /// Today, by the clock of whoever asks.
    pub today: NaiveDate,
}

/// A step of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedStep {
    pub place: i32,
    pub approver: Approver,
    /// Who was named.
    pub name: Option<String>,
    pub decided_by: Option<String>,
    /// In whose place.
    pub stands_for: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
}

impl AskedStep {
    /// Whom it asks.
    #[must_use]
    pub fn whom(&self) -> String {
        match (self.approver, &self.name) {
            (Approver::Anyone, _) => "Anyone who may decide".to_owned(),
            (Approver::Person, Some(name)) => name.clone(),
            (Approver::Person, None) => "Somebody who is gone".to_owned(),
            (Approver::BudgetHolder, Some(name)) => format!("The event's budget holder, {name}"),
            (Approver::BudgetHolder, None) => "The event's budget holder: there is no event".to_owned(),
        }
    }
}

/// Whom a claim waits for, as it is at this moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitsFor {
    /// Those it asks; none where nobody is left who could decide.
    pub names: Vec<String>,
    /// Who decides in their place today.
    pub substitutes: Vec<String>,
    /// Anybody who may decide is enough.
    pub is_anyone: bool,
}

impl WaitsFor {
    /// "Dana Deer", "Dana Deer (today Eve Elk)", "anyone who may decide".
    #[must_use]
    pub fn in_words(&self) -> String {
        /// More names than this say less than how many there are.
        const SHOWN: usize = 3;
        if self.names.is_empty() {
            return "somebody else: nobody here can take this step".to_owned();
        }
        if self.is_anyone {
            return "anyone who may decide".to_owned();
        }
        let names = match self.names.len() {
            few if few <= SHOWN => either(&self.names),
            many => format!("one of {many} people"),
        };
        match self.substitutes.is_empty() {
            true => names,
            false => format!("{names} (in their place today: {})", either(&self.substitutes)),
        }
    }
}

/// The steps of a claim as it stands, and whom it waits for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approvals {
    /// In their order; none where one decision of anybody who may decide is enough.
    pub steps: Vec<AskedStep>,
    /// Of a claim that is pending and has steps.
    pub waits_for: Option<WaitsFor>,
    /// The open step asks whoever looks; so does a pending claim without steps.
    pub asks_me: bool,
}

#[cfg(test)]
mod unit;
