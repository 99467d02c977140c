//! What is told of a change: that there was one, never what it made.

use crate::accounts::roles::{Permission, Role};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A contact, or an interaction with it.
    Contact,
    /// Who is looking at a contact.
    Presence,
}

impl Kind {
    /// Who may not do this is not told.
    #[must_use]
    pub const fn needs(self) -> Permission {
        match self {
            Self::Contact | Self::Presence => Permission::ViewContacts,
        }
    }

    /// Every kind.
    pub const ALL: &'static [Self] = &[Self::Contact, Self::Presence];
}

/// A change of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub kind: Kind,
    /// Which one; none where many changed at once.
    pub id: Option<Uuid>,
    /// The request that did it.
    pub cause: Option<String>,
}

/// What the stream says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// How many changes of the organisation were told by now; none where nobody knows.
    pub number: Option<i64>,
    /// What changed; none where something was missed, and anything may have.
    pub changes: Option<Vec<Change>>,
}

/// How many changes of the organisation were told before a page was drawn, if that is known.
#[derive(Clone, Copy, Debug)]
pub struct Told(pub Option<i64>);

impl News {
    /// Something was missed.
    pub const GAP: Self = Self {
        number: None,
        changes: None,
    };

    /// As much of it as a role may know, if that is anything.
    #[must_use]
    pub fn seen_by(&self, role: Role) -> Option<Self> {
        let Some(changes) = &self.changes else {
            let sees_any = Kind::ALL.iter().any(|kind| role.may(kind.needs()));
            return sees_any.then(|| self.clone());
        };
        let mut seen = changes.clone();
        seen.retain(|change| role.may(change.kind.needs()));
        (!seen.is_empty()).then_some(Self {
            number: self.number,
            changes: Some(seen),
        })
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    fn news() -> News {
        let change = |kind| Change {
            kind,
            id: Some(Uuid::nil()),
            cause: None,
        };
        News {
            number: Some(2),
            changes: Some(vec![change(Kind::Contact), change(Kind::Presence)]),
        }
    }

    #[test]
    fn who_may_not_see_contacts_is_told_nothing_of_them_not_even_that_something_was_missed() {
        for role in Role::ALL {
            let may = role.may(Permission::ViewContacts);
            assert_eq!(news().seen_by(*role), may.then(news), "{role}");
            assert_eq!(News::GAP.seen_by(*role), may.then_some(News::GAP), "{role}");
        }
    }
}
