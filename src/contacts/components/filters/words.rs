//! What conditions and their values are called.

use crate::accounts::types::Colleague;
use crate::contacts::components::marks::stage_tone;
use crate::contacts::types::{
    Condition, ConditionKey, ContactStatus, ContactType, FilterValues, Priority, When, industry_value,
    tag_value, value_word,
};
use crate::ids::UserId;
use crate::ui::prelude::*;
use crate::ui::time::date;

/// What the organisation's contacts can be filtered by, besides what all organisations have.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub colleagues: Vec<Colleague>,
    pub me: Option<UserId>,
    pub values: FilterValues,
    /// Whether these are they, and not still on their way.
    pub is_read: bool,
}

/// One of the values that a condition can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterOption {
    /// As it stands in an address.
    pub value: String,
    pub label: String,
    pub tone: Option<Tone>,
}

impl FilterOption {
    fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            tone: None,
        }
    }
}

/// Whether a condition of this key is one of several values, of which more may be chosen than one.
#[must_use]
pub const fn has_options(key: ConditionKey) -> bool {
    !matches!(
        key,
        ConditionKey::Score | ConditionKey::LastInteraction | ConditionKey::Created
    )
}

/// Whether all organisations have the same values.
#[must_use]
pub const fn is_fixed(key: ConditionKey) -> bool {
    matches!(
        key,
        ConditionKey::Type | ConditionKey::Status | ConditionKey::Priority
    )
}

/// Whether people name the values themselves, so that there are more than are listed.
#[must_use]
pub const fn is_open(key: ConditionKey) -> bool {
    matches!(
        key,
        ConditionKey::Industry | ConditionKey::Tags | ConditionKey::AllTags | ConditionKey::NoTags
    )
}

/// The values that can be chosen for a condition, without those that somebody has typed.
#[must_use]
pub fn options(key: ConditionKey, known: &Known) -> Vec<FilterOption> {
    match key {
        ConditionKey::Type => ContactType::ALL
            .iter()
            .map(|stage| FilterOption {
                tone: Some(stage_tone(*stage)),
                ..FilterOption::new(stage.as_str(), stage.label())
            })
            .collect(),
        ConditionKey::Status => ContactStatus::ALL
            .iter()
            .map(|status| FilterOption::new(status.as_str(), status.label()))
            .collect(),
        ConditionKey::Priority => Priority::ALL
            .iter()
            .map(|priority| FilterOption::new(priority.as_str(), priority.label()))
            .collect(),
        ConditionKey::Owner => owners(known),
        ConditionKey::Industry => {
            let named = known.values.industries.iter();
            std::iter::once(FilterOption::new("none", "No industry"))
                .chain(named.map(|industry| FilterOption::new(industry_value(industry), industry)))
                .collect()
        }
        ConditionKey::Tags | ConditionKey::AllTags | ConditionKey::NoTags => known
            .values
            .tags
            .iter()
            .map(|tag| FilterOption::new(tag_value(tag), tag))
            .collect(),
        ConditionKey::Score | ConditionKey::LastInteraction | ConditionKey::Created => Vec::new(),
    }
}

fn owners(known: &Known) -> Vec<FilterOption> {
    let mut options = vec![FilterOption::new("me", "Me"), FilterOption::new("none", "Nobody")];
    let others = known
        .colleagues
        .iter()
        .filter(|colleague| Some(colleague.id) != known.me);
    options.extend(others.map(|colleague| FilterOption::new(colleague.id.to_string(), &colleague.name)));
    options
}

/// A value that is not among the listed ones: a person who left, or what people name themselves.
#[must_use]
pub fn unlisted(key: ConditionKey, value: &str, known: &Known) -> FilterOption {
    let label = match key {
        ConditionKey::Owner if known.me.is_some_and(|me| me.to_string() == value) => "Me".to_owned(),
        ConditionKey::Owner if known.is_read => "Somebody who left".to_owned(),
        ConditionKey::Owner => "…".to_owned(),
        _ => value_word(value),
    };
    FilterOption::new(value, label)
}

/// A condition's values in words: the first two, and how many more.
#[must_use]
pub fn in_words(condition: &Condition, known: &Known, formats: &Formats) -> String {
    match condition {
        Condition::Score(from, to) => match (from, to) {
            (Some(from), Some(to)) if from == to => format!("{from}"),
            (Some(from), Some(to)) => format!("{from} to {to}"),
            (Some(from), None) => format!("{from} or more"),
            (None, Some(to)) => format!("up to {to}"),
            (None, None) => String::new(),
        },
        Condition::LastInteraction(when) | Condition::Created(when) => when_in_words(*when, formats),
        _ => {
            let options = options(condition.key(), known);
            let values = condition.values();
            let mut words = String::new();
            for value in values.iter().take(2) {
                let option = options.iter().find(|option| option.value == *value);
                if !words.is_empty() {
                    words.push_str(", ");
                }
                match option {
                    Some(option) => words.push_str(&option.label),
                    None => words.push_str(&unlisted(condition.key(), value, known).label),
                }
            }
            match values.len() {
                0..=2 => words,
                many => format!("{words} +{}", many - 2),
            }
        }
    }
}

/// "last 30 days".
#[must_use]
pub fn when_in_words(when: When, formats: &Formats) -> String {
    let days = |days: u16| match days {
        1 => "day".to_owned(),
        days => format!("{days} days"),
    };
    let day = |day| date(day, &formats.locale);
    match when {
        When::Within(count) => format!("last {}", days(count)),
        When::Before(1) => "more than a day ago".to_owned(),
        When::Before(count) => format!("more than {} ago", days(count)),
        When::Never => "never".to_owned(),
        When::Between(Some(from), Some(to)) => format!("{} to {}", day(from), day(to)),
        When::Between(Some(from), None) => format!("from {}", day(from)),
        When::Between(None, Some(to)) => format!("until {}", day(to)),
        When::Between(None, None) => String::new(),
    }
}
