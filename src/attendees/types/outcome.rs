//! What is done to attendees, and what comes of it.

use super::{AttendeeStatus, ChangeId};
use crate::forms::FieldErrors;
use serde::{Deserialize, Serialize};

/// What is done to each of some attendees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttendeeAction {
    To(AttendeeStatus),
    /// Off the list, into the trash.
    Remove,
}

impl AttendeeAction {
    /// From a form: a status, or `remove`.
    ///
    /// # Errors
    /// As the error of `action`.
    pub fn parse(typed: &str) -> Result<Self, FieldErrors> {
        match typed {
            "remove" => Ok(Self::Remove),
            status => status
                .parse()
                .map(Self::To)
                .map_err(|_| FieldErrors::one("action", "Choose what to do.")),
        }
    }

    /// As a form sends it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::To(status) => status.as_str(),
            Self::Remove => "remove",
        }
    }
}

/// What an addition came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// Got a place.
    pub placed: u32,
    /// Wait for one.
    pub waiting: u32,
    /// Where in the line the first of those stands.
    pub first_in_line: Option<u32>,
    /// Were on the list already.
    pub already: u32,
    /// Are no longer there, or not for whoever asks.
    pub gone: u32,
    /// Takes it back; absent where nobody was added.
    pub undo: Option<ChangeId>,
}

impl Added {
    /// In a sentence: "2 got a place, 1 is waiting as number 5".
    #[must_use]
    pub fn in_words(&self, number: impl Fn(i64) -> String) -> String {
        let n = |count: u32| number(count.into());
        let mut parts = Vec::new();
        if self.placed > 0 {
            parts.push(format!("{} got a place", n(self.placed)));
        }
        match (self.waiting, self.first_in_line) {
            (0, _) => {}
            (1, Some(first)) => parts.push(format!("1 is waiting, as number {} in line", n(first))),
            (many, Some(first)) => {
                let last = first.saturating_add(many).saturating_sub(1);
                parts.push(format!(
                    "{} are waiting, as numbers {} to {} in line",
                    n(many),
                    n(first),
                    n(last)
                ));
            }
            (many, None) => parts.push(format!("{} waiting", n(many))),
        }
        let mut add = |count: u32, one: &str, many: &str| {
            if count > 0 {
                let word = if count == 1 { one } else { many };
                parts.push(format!("{} {word}", n(count)));
            }
        };
        add(
            self.already,
            "was on the list already",
            "were on the list already",
        );
        add(self.gone, "is gone", "are gone");
        if parts.is_empty() {
            "Nobody was added".to_owned()
        } else {
            parts.join(", ")
        }
    }
}

/// What a change of attendees came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    pub changed: u32,
    /// Of those, how many wait for a place that is not free.
    pub waiting: u32,
    /// Stood so already.
    pub unchanged: u32,
    /// Cannot be moved there from where they stand.
    pub unmoved: u32,
    /// Wait on, since no place is free.
    pub no_place: u32,
    /// Are no longer on the list.
    pub gone: u32,
    /// Got one of the places that this freed.
    pub promoted: u32,
    /// Takes it back; absent where nothing was changed.
    pub undo: Option<ChangeId>,
}

impl Changed {
    /// In a sentence, beginning with what was done: "2 cancelled, 1 got a place from the line".
    #[must_use]
    pub fn in_words(&self, action: AttendeeAction, number: impl Fn(i64) -> String) -> String {
        let n = |count: u32| number(count.into());
        let done = match action {
            AttendeeAction::To(AttendeeStatus::Registered) => "registered",
            AttendeeAction::To(AttendeeStatus::Confirmed) => "confirmed",
            AttendeeAction::To(AttendeeStatus::Waitlisted) => "put at the end of the line",
            AttendeeAction::To(AttendeeStatus::Attended) => "marked as attended",
            AttendeeAction::To(AttendeeStatus::NoShow) => "marked as no-show",
            AttendeeAction::To(AttendeeStatus::Cancelled) => "cancelled",
            AttendeeAction::Remove => "taken off the list",
        };
        let mut parts = vec![format!("{} {done}", n(self.changed))];
        let mut add = |count: u32, one: &str, many: &str| {
            if count > 0 {
                let word = if count == 1 { one } else { many };
                parts.push(format!("{} {word}", n(count)));
            }
        };
        add(
            self.waiting,
            "of them waits for a place",
            "of them wait for a place",
        );
        add(
            self.promoted,
            "got a place from the line",
            "got a place from the line",
        );
        add(self.unchanged, "was so already", "were so already");
        add(
            self.unmoved,
            "cannot be from where they stand",
            "cannot be from where they stand",
        );
        add(
            self.no_place,
            "waits on, since no place is free",
            "wait on, since no place is free",
        );
        add(self.gone, "is gone", "are gone");
        parts.join(", ")
    }
}

/// What taking a change back came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// Stand as they stood before.
    pub reversed: u32,
    /// Wait, since their place is somebody else's by now.
    pub waiting: u32,
}

impl Undone {
    /// In a sentence.
    #[must_use]
    pub fn in_words(&self, number: impl Fn(i64) -> String) -> String {
        let mut text = match self.reversed {
            0 => "Nothing is left to take back".to_owned(),
            1 => "1 is as it was before".to_owned(),
            many => format!("{} are as they were before", number(many.into())),
        };
        match self.waiting {
            0 => {}
            1 => text.push_str(", 1 waits for a place"),
            many => text.push_str(&format!(", {} wait for a place", number(many.into()))),
        }
        text
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    fn plain(count: i64) -> String {
        count.to_string()
    }

    #[test]
    fn an_addition_tells_who_got_a_place_and_where_the_others_wait() {
        let added = Added {
            placed: 2,
            waiting: 3,
            first_in_line: Some(5),
            already: 1,
            ..Added::default()
        };
        assert_eq!(
            added.in_words(plain),
            "2 got a place, 3 are waiting, as numbers 5 to 7 in line, 1 was on the list already"
        );
        assert_eq!(Added::default().in_words(plain), "Nobody was added");
    }

    #[test]
    fn a_change_tells_of_everybody_who_was_meant() {
        let changed = Changed {
            changed: 2,
            promoted: 1,
            unmoved: 1,
            ..Changed::default()
        };
        let action = AttendeeAction::To(AttendeeStatus::Cancelled);
        assert_eq!(
            changed.in_words(action, plain),
            "2 cancelled, 1 got a place from the line, 1 cannot be from where they stand"
        );
    }

    #[test]
    fn an_action_survives_its_form() {
        let statuses = AttendeeStatus::ALL.iter().copied().map(AttendeeAction::To);
        for action in statuses.chain([AttendeeAction::Remove]) {
            assert_eq!(AttendeeAction::parse(action.as_str()), Ok(action));
        }
        assert!(AttendeeAction::parse("promote").is_err());
    }
}
