//! The organisations of the demo and who works in them. Nobody real is meant.

use super::events::{self, Plan};
use crate::accounts::roles::Role;

/// What every person of the demo signs in with.
pub const PASSWORD: &str = "the-plugs-demo";

/// An organisation of the demo.
pub struct Organization {
    pub name: &'static str,
    /// Under `.example`, which nobody can register (RFC 2606).
    pub domain: &'static str,
    pub subscription_plan: &'static str,
    /// Where chance begins, so that each organisation has people of its own.
    pub seed: u64,
    pub contacts: usize,
    pub people: &'static [Member],
    pub teams: &'static [Team],
    /// What it invites its contacts to.
    pub events: &'static [&'static str],
    /// What it holds.
    pub plans: &'static [Plan],
}

/// Somebody who works there.
pub struct Member {
    pub role: Role,
    pub first_name: &'static str,
    pub last_name: &'static str,
    pub job_title: &'static str,
    pub timezone: &'static str,
    /// How many of the contacts are theirs, against the shares of the others.
    pub share: u32,
}

impl Member {
    /// Where they sign in: their role at their organisation.
    #[must_use]
    pub fn email(&self, domain: &str) -> String {
        format!("{}@{domain}", self.role)
    }
}

/// People who look after each other's contacts, by their roles.
pub struct Team {
    pub name: &'static str,
    pub description: &'static str,
    pub members: &'static [Role],
}

/// Both organisations.
pub static ORGANIZATIONS: [Organization; 2] = [
    Organization {
        name: "Lumen Events",
        domain: "lumen.example",
        subscription_plan: "pro",
        seed: 0x1_0001,
        contacts: 2_000,
        people: &[
            Member {
                role: Role::Owner,
                first_name: "Ingrid",
                last_name: "Solhaug",
                job_title: "Managing Director",
                timezone: "Europe/Berlin",
                share: 16,
            },
            Member {
                role: Role::Admin,
                first_name: "Tomasz",
                last_name: "Wieczorek",
                job_title: "Head of Operations",
                timezone: "Europe/Berlin",
                share: 12,
            },
            Member {
                role: Role::Manager,
                first_name: "Amélie",
                last_name: "Fournier",
                job_title: "Head of Partnerships",
                timezone: "Europe/Paris",
                share: 30,
            },
            Member {
                role: Role::Member,
                first_name: "Jonas",
                last_name: "Achterberg",
                job_title: "Partnership Manager",
                timezone: "Europe/Berlin",
                share: 42,
            },
            Member {
                role: Role::Door,
                first_name: "Zeynep",
                last_name: "Karaca",
                job_title: "Guest Services",
                timezone: "Europe/Berlin",
                share: 0,
            },
        ],
        teams: &[
            Team {
                name: "Partnerships",
                description: "Sponsors, speakers and everybody who opens doors.",
                members: &[Role::Manager, Role::Member],
            },
            Team {
                name: "Berlin",
                description: "The house in Berlin: venues, suppliers and guests.",
                members: &[Role::Owner, Role::Admin, Role::Door],
            },
        ],
        events: &[
            "Lumen Summer Night",
            "Partner Breakfast",
            "Venue Day",
            "Autumn Forum",
            "Producers' Table",
            "Spring Showcase",
            "Winter Party",
        ],
        plans: &events::LUMEN,
    },
    Organization {
        name: "Harbor Partners",
        domain: "harbor.example",
        subscription_plan: "free",
        seed: 0x2_0002,
        contacts: 50,
        people: &[Member {
            role: Role::Owner,
            first_name: "Eleanor",
            last_name: "Whitfield",
            job_title: "Founding Partner",
            timezone: "Europe/London",
            share: 1,
        }],
        teams: &[],
        events: &["Harbor Open House", "Founders' Dinner", "Quayside Talks"],
        plans: &events::HARBOR,
    },
];
