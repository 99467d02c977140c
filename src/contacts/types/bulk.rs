//! Changes of many contacts at once.

use super::{ContactForm, ContactStatus, ContactType, Priority};
use crate::forms::{Checker, FieldErrors};
use crate::ids::{BulkChangeId, UserId};
use crate::text_enum;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Most contacts that one request changes, or one job.
pub const MOST_AT_ONCE: usize = 1_000;

/// What is done to each of many contacts. Stored as long as a change can be undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkChange {
    Type(ContactType),
    Status(ContactStatus),
    Priority(Priority),
    /// Into a colleague's care, or nobody's.
    Owner(Option<UserId>),
    /// Those that a contact has stay, whatever their case.
    AddTags(Vec<String>),
    RemoveTags(Vec<String>),
    /// Into the trash.
    Delete,
    /// Out of the trash.
    Restore,
}

impl BulkChange {
    /// From a form: a field's name and what it is to hold, or both in one as `status=hot_lead`,
    /// which is how a choice among all of them is sent; `delete` and `restore` hold nothing.
    ///
    /// # Errors
    /// What is wrong with it, as the error of `action` or `value`.
    pub fn parse(action: &str, value: &str) -> Result<Self, FieldErrors> {
        let (field, value) = action.split_once('=').unwrap_or((action, value));
        let mut check = Checker::default();
        let change = match field {
            "contact_type" => check.choice("value", value).map(Self::Type),
            "status" => check.choice("value", value).map(Self::Status),
            "priority" => check.choice("value", value).map(Self::Priority),
            "owner_id" => Some(Self::Owner(ContactForm::parse_owner(value)?)),
            "add_tags" => tags(&mut check, value)?.map(Self::AddTags),
            "remove_tags" => tags(&mut check, value)?.map(Self::RemoveTags),
            "delete" => Some(Self::Delete),
            "restore" => Some(Self::Restore),
            _ => {
                check.error("action", "Choose what to do.");
                None
            }
        };
        check.finish(|| change)
    }

    /// What it is called where it is kept.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Type(_) => "contact_type",
            Self::Status(_) => "status",
            Self::Priority(_) => "priority",
            Self::Owner(_) => "owner_id",
            Self::AddTags(_) | Self::RemoveTags(_) => "tags",
            Self::Delete => "delete",
            Self::Restore => "restore",
        }
    }
}

fn tags(check: &mut Checker, typed: &str) -> Result<Option<Vec<String>>, FieldErrors> {
    let tags = ContactForm::parse_tags(typed)?;
    if tags.is_empty() {
        check.error("value", "Write at least one tag.");
    }
    Ok((!tags.is_empty()).then_some(tags))
}

text_enum! {
    /// How far a change of many contacts is.
    BulkState {
        Doing = "doing", "Under way";
        Done = "done", "Done";
        Undoing = "undoing", "Being taken back";
        Undone = "undone", "Taken back";
    }
}

/// What a change of many contacts came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkOutcome {
    pub changed: u32,
    /// Were as they were to be already.
    pub unchanged: u32,
    /// Were meant and are no longer there.
    pub gone: u32,
    /// How many were refused.
    pub refused: u32,
    /// The first of them by name, and why.
    pub refusals: Vec<Refusal>,
    /// Takes it back; absent where nothing was changed.
    pub undo: Option<BulkChangeId>,
    /// Too many for one request: nothing is done yet, and jobs go on with it.
    pub is_under_way: bool,
}

impl BulkOutcome {
    /// In a sentence: "3 changed, 1 was so already".
    #[must_use]
    pub fn in_words(&self, number: impl Fn(i64) -> String) -> String {
        let mut parts = vec![format!("{} changed", number(self.changed.into()))];
        let mut add = |count: u32, one: &str, many: &str| {
            if count > 0 {
                let word = if count == 1 { one } else { many };
                parts.push(format!("{} {word}", number(count.into())));
            }
        };
        add(self.unchanged, "was so already", "were so already");
        add(self.refused, "was refused", "were refused");
        add(self.gone, "is gone", "are gone");
        parts.join(", ")
    }

    /// Of how many it is known what came of them.
    #[must_use]
    pub const fn settled(&self) -> u32 {
        self.changed + self.unchanged + self.gone + self.refused
    }
}

/// A contact that was not changed, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub name: String,
    pub reason: String,
}

/// What taking a change back came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkUndone {
    /// Are as they were before.
    pub reversed: u32,
    /// Were edited since, and stay as they are.
    pub kept: u32,
    /// Were deleted since.
    pub gone: u32,
    /// Too many for one request: jobs take it back.
    pub is_under_way: bool,
}

impl BulkUndone {
    /// In a sentence: "2 are as they were before, 1 was edited since and stays".
    #[must_use]
    pub fn in_words(&self, number: impl Fn(i64) -> String) -> String {
        let mut parts = vec![match self.reversed {
            1 => "1 is as it was before".to_owned(),
            many => format!("{} are as they were before", number(many.into())),
        }];
        match self.kept {
            0 => {}
            1 => parts.push("1 was edited since and stays".to_owned()),
            many => parts.push(format!("{} were edited since and stay", number(many.into()))),
        }
        match self.gone {
            0 => {}
            1 => parts.push("1 was deleted since".to_owned()),
            many => parts.push(format!("{} were deleted since", number(many.into()))),
        }
        parts.join(", ")
    }

    /// Of how many it is known what came of them.
    #[must_use]
    pub const fn settled(&self) -> u32 {
        self.reversed + self.kept + self.gone
    }
}

/// A change of many contacts of the last day, as whoever made it sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkEntry {
    pub id: BulkChangeId,
    pub at: DateTime<Utc>,
    pub what: BulkChange,
    /// Into whose care, by name.
    pub owner: Option<String>,
    pub state: BulkState,
    /// How many are meant.
    pub asked: u32,
    pub outcome: BulkOutcome,
    pub undone: BulkUndone,
    /// Why it does not go on.
    pub stopped: Option<String>,
}

impl BulkEntry {
    /// What it does: "Stage: Plug".
    #[must_use]
    pub fn title(&self) -> String {
        match &self.what {
            BulkChange::Type(to) => format!("Stage: {}", to.label()),
            BulkChange::Status(to) => format!("Status: {}", to.label()),
            BulkChange::Priority(to) => format!("Priority: {}", to.label()),
            BulkChange::Owner(None) => "Owner: nobody".to_owned(),
            BulkChange::Owner(Some(_)) => {
                format!("Owner: {}", self.owner.as_deref().unwrap_or("a colleague"))
            }
            BulkChange::AddTags(tags) => format!("Tags added: {}", tags.join(", ")),
            BulkChange::RemoveTags(tags) => format!("Tags removed: {}", tags.join(", ")),
            BulkChange::Delete => "Moved to trash".to_owned(),
            BulkChange::Restore => "Restored from trash".to_owned(),
        }
    }

    /// How far it is, or its being taken back: of how many, and how many of them are settled.
    #[must_use]
    pub const fn progress(&self) -> (u32, u32) {
        match self.state {
            BulkState::Doing | BulkState::Done => (self.asked, self.outcome.settled()),
            BulkState::Undoing | BulkState::Undone => (self.outcome.changed, self.undone.settled()),
        }
    }

    /// Whether it can be taken back, as far as it has come.
    #[must_use]
    pub const fn can_be_undone(&self) -> bool {
        match self.state {
            BulkState::Doing => true,
            BulkState::Done => self.outcome.changed > 0,
            BulkState::Undoing | BulkState::Undone => false,
        }
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_change_is_read_from_a_field_and_its_value_or_from_both_in_one() {
        let plug = Ok(BulkChange::Type(ContactType::Plug));
        assert_eq!(BulkChange::parse("contact_type", "plug"), plug);
        assert_eq!(BulkChange::parse("contact_type=plug", ""), plug);
        assert_eq!(BulkChange::parse("owner_id=", ""), Ok(BulkChange::Owner(None)));
        assert_eq!(BulkChange::parse("delete", ""), Ok(BulkChange::Delete));
        assert_eq!(
            BulkChange::parse("add_tags", "vip, speaker, VIP"),
            Ok(BulkChange::AddTags(vec!["vip".into(), "speaker".into()]))
        );
    }

    #[test]
    fn what_is_no_change_is_refused_with_a_reason() {
        for (action, value) in [
            ("", ""),
            ("shoe_size", "42"),
            ("contact_type", "enemy"),
            ("status=", ""),
            ("owner_id", "somebody"),
            ("add_tags", " , "),
            ("remove_tags", &"x".repeat(51)),
        ] {
            assert!(BulkChange::parse(action, value).is_err(), "{action}={value}");
        }
    }

    #[test]
    fn an_outcome_tells_of_everybody_who_was_meant() {
        let all = BulkOutcome {
            changed: 998,
            ..BulkOutcome::default()
        };
        assert_eq!(all.in_words(|count| count.to_string()), "998 changed");
        let some = BulkOutcome {
            changed: 1,
            unchanged: 2,
            refused: 1,
            gone: 3,
            ..all
        };
        assert_eq!(
            some.in_words(|count| count.to_string()),
            "1 changed, 2 were so already, 1 was refused, 3 are gone"
        );
        assert_eq!(some.settled(), 7);
    }
}
