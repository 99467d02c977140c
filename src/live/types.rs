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
    /// A batch of payments.
    Payment,
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
            Self::Payment => Permission::ApproveExpenses,
        }
    }
}

/// Whom a change of claims concerns. The server alone knows it, and passes it on to nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Concerned {
    /// Who claims, and who gets the money.
    people: Vec<UserId>,
    /// Who answers for whoever claims, because they share a team.
    managers: Vec<UserId>,
    /// Nobody else is told of it.
    is_private: bool,
}

impl Concerned {
    /// Whether somebody hears of it whose permission to see claims reaches so far.
    fn reaches(&self, scope: Scope, person: UserId) -> bool {
        self.people.contains(&person)
            || !self.is_private
                && match scope {
                    Scope::All => true,
                    Scope::Team => self.managers.contains(&person),
                    Scope::Own => false,
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
    /// Of claims: whom it concerns.
    #[serde(default, skip_serializing)]
    pub concerned: Option<Concerned>,
}

impl Change {
    /// Whether somebody of a role hears of it. Of events nobody is told which one reaches whom, so those who see only some are told
    /// of none. Batches are for those who pay everybody's claims.
    fn is_told_to(&self, role: Role, person: UserId) -> bool {
        let Some(scope) = role.scope(self.kind.needs()) else {
            return false;
        };
        match (self.kind, &self.concerned) {
            (Kind::Notification, _) => self.id.is_none_or(|id| id == person.0),
            (Kind::Expense, Some(concerned)) => concerned.reaches(scope, person),
            (Kind::Event | Kind::Expense | Kind::Payment, _) => scope == Scope::All,
            (Kind::Contact | Kind::Presence, _) => true,
        }
    }
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
        seen.retain(|change| change.is_told_to(role, person));
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
            concerned: None,
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
    fn of_payments_those_are_told_who_pay_everybodys_claims() {
        let batch = news(&[(Kind::Payment, Uuid::nil())]);
        for role in Role::ALL {
            let pays_all = role.scope(Permission::ApproveExpenses) == Some(Scope::All);
            assert_eq!(batch.seen_by(*role, UserId::new()).is_some(), pays_all, "{role}");
        }
    }

    #[test]
    fn of_a_claim_its_people_hear_and_who_answers_for_them_and_who_sees_all_but_of_a_draft_its_people_alone()
    {
        let (claimant, manager, other) = (UserId::new(), UserId::new(), UserId::new());
        let claim = |is_private| {
            let mut news = news(&[(Kind::Expense, Uuid::nil())]);
            let concerned = Concerned {
                people: vec![claimant],
                managers: vec![manager],
                is_private,
            };
            for change in news.changes.iter_mut().flatten() {
                change.concerned = Some(concerned.clone());
            }
            news
        };
        let hears = |news: &News, role, person| news.seen_by(role, person).is_some();
        for role in Role::ALL {
            let scope = role.scope(Permission::ViewExpenses);
            for is_private in [false, true] {
                let news = claim(is_private);
                assert_eq!(hears(&news, *role, claimant), scope.is_some(), "{role}");
                assert_eq!(
                    hears(&news, *role, other),
                    scope == Some(Scope::All) && !is_private,
                    "{role}"
                );
            }
        }
        assert!(hears(&claim(false), Role::Manager, manager));
        assert!(!hears(&claim(true), Role::Manager, manager));
        assert!(
            !hears(&claim(false), Role::Member, manager),
            "who is a manager no longer"
        );
        // Whom it concerns is told to nobody.
        let told = serde_json::to_string(&claim(false).seen_by(Role::Owner, other)).unwrap_or_default();
        assert!(
            !told.contains(&claimant.to_string()) && !told.contains("concerned"),
            "{told}"
        );
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
