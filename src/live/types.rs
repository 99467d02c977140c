//! What is told of a change: that there was one, never what it made.

use crate::accounts::roles::{Permission, Role, Scope};
use crate::ids::UserId;
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
    /// What somebody was told, or how far something is that they left to jobs; its record is that person, who alone is
    /// told of it.
    Notification,
    /// An event, who comes to it, who works there, or its agenda.
    Event,
    /// A claim.
    Expense,
}

impl Kind {
    /// Who may not do this is not told.
    #[must_use]
    pub const fn needs(self) -> Permission {
        match self {
            Self::Contact | Self::Presence => Permission::ViewContacts,
            Self::Notification => Permission::SeeOneself,
            Self::Event => Permission::ViewEvents,
            Self::Expense => Permission::ViewExpenses,
        }
    }

    /// Whether a role hears of it. Of events and claims nobody is told which one reaches whom, so those who see only some are told
    /// of none.
    fn is_told_to(self, role: Role) -> bool {
        match role.scope(self.needs()) {
            Some(scope) => !matches!(self, Self::Event | Self::Expense) || scope == Scope::All,
            None => false,
        }
    }
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

    /// As much of it as a person may know, if that is anything. That something was missed everybody
    /// may know.
    #[must_use]
    pub fn seen_by(&self, role: Role, person: UserId) -> Option<Self> {
        let Some(changes) = &self.changes else {
            return Some(self.clone());
        };
        let mut seen = changes.clone();
        seen.retain(|change| {
            let is_theirs = change.kind != Kind::Notification || change.id.is_none_or(|id| id == person.0);
            is_theirs && change.kind.is_told_to(role)
        });
        (!seen.is_empty()).then_some(Self {
            number: self.number,
            changes: Some(seen),
        })
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    fn news(of: &[(Kind, Uuid)]) -> News {
        let change = |(kind, id): &(Kind, Uuid)| Change {
            kind: *kind,
            id: Some(*id),
            cause: None,
        };
        News {
            number: Some(2),
            changes: Some(of.iter().map(change).collect()),
        }
    }

    #[test]
    fn who_may_not_see_contacts_is_told_nothing_of_them() {
        let contacts = news(&[(Kind::Contact, Uuid::nil()), (Kind::Presence, Uuid::nil())]);
        for role in Role::ALL {
            let may = role.may(Permission::ViewContacts);
            let seen = contacts.seen_by(*role, UserId::new());
            assert_eq!(seen, may.then(|| contacts.clone()), "{role}");
            assert_eq!(News::GAP.seen_by(*role, UserId::new()), Some(News::GAP), "{role}");
        }
    }

    #[test]
    fn of_events_those_are_told_who_see_all_of_them() {
        let event = news(&[(Kind::Event, Uuid::nil())]);
        for role in Role::ALL {
            let sees_all = role.scope(Permission::ViewEvents) == Some(Scope::All);
            assert_eq!(
                event.seen_by(*role, UserId::new()),
                sees_all.then(|| event.clone()),
                "{role}"
            );
        }
    }

    #[test]
    fn of_a_notification_the_one_hears_whom_it_is_for() {
        let (one, other) = (UserId::new(), UserId::new());
        let for_one = (Kind::Notification, one.0);
        let both = news(&[for_one, (Kind::Notification, other.0)]);
        assert_eq!(both.seen_by(Role::Door, one), Some(news(&[for_one])));
        assert_eq!(news(&[for_one]).seen_by(Role::Owner, other), None);
    }
}
