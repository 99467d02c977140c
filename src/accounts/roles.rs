//! Who may do what: the one permission table. Pages read it to hide what the server refuses;
//! [`crate::tenancy::Tenant::begin`] reads it to refuse.

use crate::text_enum;

text_enum! {
    /// What a person is in their organisation.
    Role {
        Owner = "owner", "Owner";
        Admin = "admin", "Admin";
        Manager = "manager", "Manager";
        Member = "member", "Member";
        /// Checks guests in at the events they are assigned to, and sees nothing else.
        Door = "door", "Door staff";
        /// Owns the rows that no person made. Cannot sign in, is never listed or counted.
        System = "system", "System";
    }
}

/// Something that a role allows, in whole, for one's team, for oneself, or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Permission {
    /// One's own profile, settings and organisation's name: everybody who is signed in.
    SeeOneself,
    ViewContacts,
    EditContacts,
    /// Delete and restore.
    DeleteContacts,
    /// Import and export.
    TransferContacts,
    ViewEvents,
    /// Add, change, publish, cancel, delete and restore, and say who comes.
    EditEvents,
    /// Claim back what one spent.
    ClaimExpenses,
    ViewExpenses,
    /// Approve, reject, pay and reverse: never what is one's own.
    ApproveExpenses,
    /// What is announced of an event, by its address: no role has it.
    ViewAnnounced,
    /// Somebody's own agenda, by the address of their feed: no role has it.
    ReadFeed,
    /// People and roles.
    ManagePeople,
    /// Audit log, everybody's trash, jobs.
    ViewAudit,
    /// Organisation settings and integrations.
    ManageOrganization,
    /// Plan, transfer and deletion of the organisation.
    OwnOrganization,
}

/// How much of the organisation a permission reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Scope {
    /// Records that the person owns.
    Own,
    /// Records that the person or somebody of their teams owns.
    Team,
    /// Every record of the organisation.
    All,
}

impl Permission {
    /// Every permission, for tests that walk the table.
    pub const ALL: &'static [Self] = &[
        Self::SeeOneself,
        Self::ViewContacts,
        Self::EditContacts,
        Self::DeleteContacts,
        Self::TransferContacts,
        Self::ViewEvents,
        Self::EditEvents,
        Self::ClaimExpenses,
        Self::ViewExpenses,
        Self::ApproveExpenses,
        Self::ViewAnnounced,
        Self::ReadFeed,
        Self::ManagePeople,
        Self::ViewAudit,
        Self::ManageOrganization,
        Self::OwnOrganization,
    ];

    /// Its name among what is measured.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SeeOneself => "see_oneself",
            Self::ViewContacts => "view_contacts",
            Self::EditContacts => "edit_contacts",
            Self::DeleteContacts => "delete_contacts",
            Self::TransferContacts => "transfer_contacts",
            Self::ViewEvents => "view_events",
            Self::EditEvents => "edit_events",
            Self::ClaimExpenses => "claim_expenses",
            Self::ViewExpenses => "view_expenses",
            Self::ApproveExpenses => "approve_expenses",
            Self::ViewAnnounced => "view_announced",
            Self::ReadFeed => "read_feed",
            Self::ManagePeople => "manage_people",
            Self::ViewAudit => "view_audit",
            Self::ManageOrganization => "manage_organization",
            Self::OwnOrganization => "own_organization",
        }
    }
}

impl Role {
    /// How far a permission of this role reaches; `None` where the role does not have it.
    #[must_use]
    pub const fn scope(self, permission: Permission) -> Option<Scope> {
        use Permission as P;
        use Role as R;
        match (permission, self) {
            (P::SeeOneself, R::System) => None,
            (P::SeeOneself, _) => Some(Scope::Own),

            (P::ViewContacts, R::Owner | R::Admin | R::Manager | R::Member) => Some(Scope::All),

            (P::EditContacts, R::Owner | R::Admin | R::Manager) => Some(Scope::All),
            (P::EditContacts, R::Member) => Some(Scope::Team),

            (P::DeleteContacts, R::Owner | R::Admin | R::Manager) => Some(Scope::All),
            (P::DeleteContacts, R::Member) => Some(Scope::Own),

            (P::TransferContacts, R::Owner | R::Admin | R::Manager) => Some(Scope::All),

            (P::ViewEvents, R::Owner | R::Admin | R::Manager | R::Member) => Some(Scope::All),
            // Of events, one's own are those that one made; for door staff those that one is assigned to.
            (P::ViewEvents, R::Door) => Some(Scope::Own),

            (P::EditEvents, R::Owner | R::Admin | R::Manager) => Some(Scope::All),
            (P::EditEvents, R::Member) => Some(Scope::Own),

            (P::ClaimExpenses, R::Owner | R::Admin | R::Manager | R::Member) => Some(Scope::Own),

            (P::ViewExpenses, R::Owner | R::Admin) => Some(Scope::All),
            (P::ViewExpenses, R::Manager) => Some(Scope::Team),
            (P::ViewExpenses, R::Member) => Some(Scope::Own),

            (P::ApproveExpenses, R::Owner | R::Admin) => Some(Scope::All),
            (P::ApproveExpenses, R::Manager) => Some(Scope::Team),

            // Held by an address, not by a person.
            (P::ViewAnnounced | P::ReadFeed, _) => None,

            (P::ManagePeople | P::ViewAudit | P::ManageOrganization, R::Owner | R::Admin) => Some(Scope::All),

            (P::OwnOrganization, R::Owner) => Some(Scope::All),

            (
                P::ViewContacts
                | P::EditContacts
                | P::DeleteContacts
                | P::TransferContacts
                | P::ViewEvents
                | P::EditEvents
                | P::ClaimExpenses
                | P::ViewExpenses
                | P::ApproveExpenses
                | P::ManagePeople
                | P::ViewAudit
                | P::ManageOrganization
                | P::OwnOrganization,
                _,
            ) => None,
        }
    }

    /// Whether the role has the permission at all.
    #[must_use]
    pub const fn may(self, permission: Permission) -> bool {
        self.scope(permission).is_some()
    }

    /// What `users.is_admin` says.
    #[must_use]
    pub const fn is_admin(self) -> bool {
        matches!(self, Self::Owner | Self::Admin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Permission as P;

    /// The table of the design, word for word: a all, t own and team's, o own, - not at all. For
    /// owner, admin, manager, member, door staff and the system user.
    const DESIGNED: [(Permission, &str); 16] = [
        (P::SeeOneself, "ooooo-"),
        (P::ViewContacts, "aaaa--"),
        (P::EditContacts, "aaat--"),
        (P::DeleteContacts, "aaao--"),
        (P::TransferContacts, "aaa---"),
        (P::ViewEvents, "aaaao-"),
        (P::EditEvents, "aaao--"),
        (P::ClaimExpenses, "oooo--"),
        (P::ViewExpenses, "aato--"),
        (P::ApproveExpenses, "aat---"),
        (P::ViewAnnounced, "------"),
        (P::ReadFeed, "------"),
        (P::ManagePeople, "aa----"),
        (P::ViewAudit, "aa----"),
        (P::ManageOrganization, "aa----"),
        (P::OwnOrganization, "a-----"),
    ];

    #[test]
    fn every_role_has_the_permissions_that_were_designed_and_no_other() {
        assert_eq!(DESIGNED.map(|(permission, _)| permission), P::ALL);
        for (permission, reaches) in DESIGNED {
            let letters: String = Role::ALL
                .iter()
                .map(|role| match role.scope(permission) {
                    Some(Scope::All) => 'a',
                    Some(Scope::Team) => 't',
                    Some(Scope::Own) => 'o',
                    None => '-',
                })
                .collect();
            assert_eq!(letters, reaches, "{permission:?}");
        }
    }
}
