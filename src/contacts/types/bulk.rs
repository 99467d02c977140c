//! Changes of many contacts at once.

use super::{ContactForm, ContactStatus, ContactType, Priority};
use crate::forms::{Checker, FieldErrors};
use crate::ids::{BulkChangeId, UserId};
use serde::{Deserialize, Serialize};

/// Most contacts that one request changes.
pub const MOST_AT_ONCE: usize = 1_000;

/// What is done to each of many contacts.
#[derive(Clone, Debug, PartialEq, Eq)]
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
}
