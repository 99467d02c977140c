//! One condition of a filter, and how it stands in an address.

use super::text::{escape, join, split, tidy, unescape};
use crate::contacts::types::{ContactStatus, ContactType, Priority};
use crate::ids::UserId;
use crate::text_enum;
use crate::ui::time::parse_date;
use chrono::{Datelike, NaiveDate};
use std::fmt::Display;
use std::str::FromStr;

text_enum! {
    /// What a condition is about: its name in an address.
    ConditionKey {
        Type = "type", "Stage";
        Status = "status", "Status";
        Priority = "priority", "Priority";
        Owner = "owner", "Owner";
        Industry = "industry", "Industry";
        /// Has at least one of the tags.
        Tags = "tags", "Tags";
        /// Has every one of them.
        AllTags = "tags.all", "All tags";
        /// Has none of them.
        NoTags = "tags.none", "Without tags";
        Score = "score", "Score";
        LastInteraction = "last", "Last interaction";
        Created = "created", "Added";
    }
}

/// Whose contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OwnerFilter {
    /// Whoever is looking.
    Me,
    Nobody,
    Person(UserId),
}

/// When something happened. Days are those of whoever is looking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Today, or on one of so many days before.
    Within(u16),
    /// Longer ago than that.
    Before(u16),
    Never,
    /// From one day to another, both included; open where there is none.
    Between(Option<NaiveDate>, Option<NaiveDate>),
}

/// What has to be so. Lists are sorted and hold each value once; any of their values will do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    Type(Vec<ContactType>),
    Status(Vec<ContactStatus>),
    Priority(Vec<Priority>),
    Owner(Vec<OwnerFilter>),
    /// `None` for contacts of no industry.
    Industry(Vec<Option<String>>),
    Tags(Vec<String>),
    AllTags(Vec<String>),
    NoTags(Vec<String>),
    /// From and to, both included; 0 to 100.
    Score(Option<u8>, Option<u8>),
    LastInteraction(When),
    Created(When),
}

/// What an address says for nobody and for no industry.
const NONE: &str = "none";

/// Longest industry and longest tag that are stored.
const LONGEST_INDUSTRY: usize = 100;
const LONGEST_TAG: usize = 50;

/// Most days that somebody looks back.
const MOST_DAYS: u16 = 3650;

impl Condition {
    /// From its name and what follows it in an address; `None` where that makes no sense.
    #[must_use]
    pub fn parse(key: ConditionKey, text: &str) -> Option<Self> {
        let condition = match key {
            ConditionKey::Type => Self::Type(words(text)),
            ConditionKey::Status => Self::Status(words(text)),
            ConditionKey::Priority => Self::Priority(words(text)),
            ConditionKey::Owner => Self::Owner(words(text)),
            ConditionKey::Industry => Self::Industry(industries(text)),
            ConditionKey::Tags => Self::Tags(tags(text)),
            ConditionKey::AllTags => Self::AllTags(tags(text)),
            ConditionKey::NoTags => Self::NoTags(tags(text)),
            ConditionKey::Score => {
                let (from, to) = bounds(text, "-", |text| {
                    text.parse().ok().filter(|score: &u8| *score <= 100)
                })?;
                Self::Score(from, to)
            }
            ConditionKey::LastInteraction => Self::LastInteraction(text.trim().parse().ok()?),
            ConditionKey::Created => match text.trim().parse().ok()? {
                When::Never => return None,
                when => Self::Created(when),
            },
        };
        (!condition.is_empty()).then_some(condition)
    }

    /// What it is about.
    #[must_use]
    pub const fn key(&self) -> ConditionKey {
        match self {
            Self::Type(_) => ConditionKey::Type,
            Self::Status(_) => ConditionKey::Status,
            Self::Priority(_) => ConditionKey::Priority,
            Self::Owner(_) => ConditionKey::Owner,
            Self::Industry(_) => ConditionKey::Industry,
            Self::Tags(_) => ConditionKey::Tags,
            Self::AllTags(_) => ConditionKey::AllTags,
            Self::NoTags(_) => ConditionKey::NoTags,
            Self::Score(..) => ConditionKey::Score,
            Self::LastInteraction(_) => ConditionKey::LastInteraction,
            Self::Created(_) => ConditionKey::Created,
        }
    }

    /// What follows its name in an address: each value as it stands in a list.
    #[must_use]
    pub fn values(&self) -> Vec<String> {
        let own = |tags: &[String]| tags.iter().map(|tag| escape(tag, None)).collect();
        match self {
            Self::Type(values) => texts(values),
            Self::Status(values) => texts(values),
            Self::Priority(values) => texts(values),
            Self::Owner(values) => texts(values),
            Self::Industry(values) => values
                .iter()
                .map(|value| {
                    value
                        .as_ref()
                        .map_or(NONE.into(), |word| escape(word, Some(NONE)))
                })
                .collect(),
            Self::Tags(values) | Self::AllTags(values) | Self::NoTags(values) => own(values),
            Self::Score(from, to) => vec![range(*from, *to, "-")],
            Self::LastInteraction(when) | Self::Created(when) => vec![when.to_string()],
        }
    }

    /// The same as one text.
    #[must_use]
    pub fn text(&self) -> String {
        join(self.values())
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Type(values) => values.is_empty(),
            Self::Status(values) => values.is_empty(),
            Self::Priority(values) => values.is_empty(),
            Self::Owner(values) => values.is_empty(),
            Self::Industry(values) => values.is_empty(),
            Self::Tags(values) | Self::AllTags(values) | Self::NoTags(values) => values.is_empty(),
            Self::Score(None, None) => true,
            Self::Score(..) | Self::LastInteraction(_) | Self::Created(_) => false,
        }
    }
}

/// A tag as it stands in an address's list.
#[must_use]
pub fn tag_value(tag: &str) -> String {
    escape(tag, None)
}

/// An industry as it stands in an address's list.
#[must_use]
pub fn industry_value(industry: &str) -> String {
    escape(industry, Some(NONE))
}

/// The word that a value of such a list stands for.
#[must_use]
pub fn value_word(value: &str) -> String {
    unescape(value, LONGEST_INDUSTRY).unwrap_or_default()
}

fn texts<T: Display>(values: &[T]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

fn words<T: FromStr + Ord>(text: &str) -> Vec<T> {
    tidy(
        split(text, ',')
            .iter()
            .filter_map(|word| word.trim().parse().ok()),
    )
}

fn tags(text: &str) -> Vec<String> {
    tidy(
        split(text, ',')
            .iter()
            .filter_map(|word| unescape(word, LONGEST_TAG)),
    )
}

fn industries(text: &str) -> Vec<Option<String>> {
    tidy(split(text, ',').iter().filter_map(|word| match word.trim() {
        NONE => Some(None),
        word => unescape(word, LONGEST_INDUSTRY).map(Some),
    }))
}

/// Two bounds, the lesser first. A form that has a field for each sends them with a comma between.
fn bounds<T: Ord>(
    text: &str,
    separator: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<(Option<T>, Option<T>)> {
    let (from, to) = text.split_once(separator).or_else(|| text.split_once(','))?;
    let bound = |text: &str| match text.trim() {
        "" => Some(None),
        text => parse(text).map(Some),
    };
    let (from, to) = (bound(from)?, bound(to)?);
    let is_reversed = matches!((&from, &to), (Some(from), Some(to)) if from > to);
    Some(if is_reversed { (to, from) } else { (from, to) })
}

fn range<T: Display>(from: Option<T>, to: Option<T>, separator: &str) -> String {
    let bound = |value: Option<T>| value.map(|value| value.to_string()).unwrap_or_default();
    format!("{}{separator}{}", bound(from), bound(to))
}

impl Display for OwnerFilter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Me => f.write_str("me"),
            Self::Nobody => f.write_str(NONE),
            Self::Person(id) => id.fmt(f),
        }
    }
}

impl FromStr for OwnerFilter {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "me" => Ok(Self::Me),
            NONE => Ok(Self::Nobody),
            id => id.parse().map(Self::Person),
        }
    }
}

impl Display for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Within(days) => write!(f, "{days}d"),
            Self::Before(days) => write!(f, "over-{days}d"),
            Self::Never => f.write_str("never"),
            Self::Between(from, to) => f.write_str(&range(from.map(iso), to.map(iso), "..")),
        }
    }
}

impl FromStr for When {
    type Err = text_enum::UnknownValue;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let days = |text: &str| {
            let days = text.strip_suffix('d')?.parse().ok()?;
            (1..=MOST_DAYS).contains(&days).then_some(days)
        };
        let when = match text {
            "never" => Some(Self::Never),
            _ if text.ends_with('d') => match text.strip_prefix("over-") {
                Some(text) => days(text).map(Self::Before),
                None => days(text).map(Self::Within),
            },
            _ => bounds(text, "..", day)
                .filter(|bounds| *bounds != (None, None))
                .map(|(from, to)| Self::Between(from, to)),
        };
        when.ok_or(text_enum::UnknownValue)
    }
}

/// A day of an age in which people have contacts.
fn day(text: &str) -> Option<NaiveDate> {
    parse_date(text).filter(|day| (1900..2200).contains(&day.year()))
}

/// 2026-01-05.
fn iso(day: NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}
