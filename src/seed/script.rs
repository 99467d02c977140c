//! Everything that is put in for one organisation: the same every time on the same day.

use super::agendas::Agendas;
use super::attendees::{AttendeeRow, attendees};
use super::calendar::{Calendar, MORNING};
use super::cast::Organization;
use super::claims::{ClaimRow, RateRow, claims};
use super::events::{EventRow, StaffRow, events};
use super::history::{House, Narrator};
use super::plans;
use super::random::Random;
use super::rows::History;
use crate::accounts::roles::Role;
use crate::ids::{OrganizationId, TeamId, UserId};
use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

/// How many days ago the organisations were founded.
const FOUNDED: i64 = 1110;

/// An organisation and all that is in it.
#[derive(Debug, PartialEq)]
pub struct Script {
    pub organization: OrganizationRow,
    /// The owner first, the system user last.
    pub users: Vec<UserRow>,
    pub teams: Vec<TeamRow>,
    pub memberships: Vec<MembershipRow>,
    pub history: History,
    pub events: Vec<EventRow>,
    pub staff: Vec<StaffRow>,
    pub attendees: Vec<AttendeeRow>,
    pub agendas: Agendas,
    pub claims: Vec<ClaimRow>,
    pub rates: Vec<RateRow>,
}

/// A row of `organizations`.
#[derive(Debug, PartialEq)]
pub struct OrganizationRow {
    pub id: OrganizationId,
    pub name: &'static str,
    pub domain: &'static str,
    pub subscription_plan: &'static str,
    pub created_at: DateTime<Utc>,
}

/// A row of `users`, but for the password.
#[derive(Debug, PartialEq, Serialize)]
pub struct UserRow {
    pub id: UserId,
    pub email: String,
    pub role: Role,
    pub is_admin: bool,
    pub first_name: &'static str,
    pub last_name: &'static str,
    pub job_title: Option<&'static str>,
    pub company: Option<&'static str>,
    pub timezone: &'static str,
    pub created_at: DateTime<Utc>,
    pub created_by: Option<UserId>,
}

/// A row of `teams`.
#[derive(Debug, PartialEq, Serialize)]
pub struct TeamRow {
    pub id: TeamId,
    pub name: &'static str,
    pub description: &'static str,
    pub created_at: DateTime<Utc>,
}

/// A row of `team_members`.
#[derive(Debug, PartialEq, Serialize)]
pub struct MembershipRow {
    pub id: Uuid,
    pub team_id: TeamId,
    pub user_id: UserId,
    pub created_at: DateTime<Utc>,
}

impl Script {
    /// Writes the script of an organisation.
    #[must_use]
    pub fn of(cast: &Organization, calendar: Calendar) -> Self {
        let mut random = Random::seeded(cast.seed);
        let founded = calendar.moment(FOUNDED, MORNING);
        let organization = OrganizationRow {
            id: OrganizationId(random.id(founded)),
            name: cast.name,
            domain: cast.domain,
            subscription_plan: cast.subscription_plan,
            created_at: founded,
        };
        let users = users(cast, &calendar, &mut random);
        let (teams, memberships) = teams(cast, &calendar, &users, &mut random);
        let house = House {
            colleagues: cast
                .people
                .iter()
                .zip(&users)
                .filter(|(member, _)| member.share > 0)
                .map(|(member, user)| (user.id, member.share))
                .collect(),
            events: cast.events,
        };
        let mut narrator = Narrator::new(calendar, house.clone(), cast.contacts, !cast.seed);
        let mut history = narrator.tell(cast.contacts, &mut random);
        plans::plan(&calendar, &house, &mut history, &mut random);
        let people: Vec<_> = users.iter().take(cast.people.len()).map(|user| user.id).collect();
        let (events, staff) = events(cast.plans, &people, &calendar, &mut random);
        let attendees = attendees(&events, &history.contacts, &calendar, &mut random);
        let agendas = Agendas::of(&events, &people, &history.contacts, &calendar, &mut random);
        let (claims, rates) = claims(&users, &events, &calendar, &mut random);
        Self {
            organization,
            users,
            teams,
            memberships,
            history,
            events,
            staff,
            attendees,
            agendas,
            claims,
            rates,
        }
    }
}

/// The people in the order of the cast, of whom the first founded the organisation and took in
/// the others, and its system user.
fn users(cast: &Organization, calendar: &Calendar, random: &mut Random) -> Vec<UserRow> {
    let mut users: Vec<UserRow> = Vec::with_capacity(cast.people.len() + 1);
    for (days, member) in (0..).step_by(2).zip(cast.people) {
        let created_at = calendar.moment(FOUNDED - days, MORNING + 30);
        users.push(UserRow {
            id: UserId(random.id(created_at)),
            email: member.email(cast.domain),
            role: member.role,
            is_admin: member.role.is_admin(),
            first_name: member.first_name,
            last_name: member.last_name,
            job_title: Some(member.job_title),
            company: Some(cast.name),
            timezone: member.timezone,
            created_at,
            created_by: users.first().map(|founder| founder.id),
        });
    }
    let founded = calendar.moment(FOUNDED, MORNING);
    users.push(UserRow {
        id: UserId(random.id(founded)),
        // As a sign-up names it.
        email: "system@the-plugs.invalid".to_owned(),
        role: Role::System,
        is_admin: false,
        first_name: "The",
        last_name: "Plugs",
        job_title: None,
        company: None,
        timezone: "UTC",
        created_at: founded,
        created_by: None,
    });
    users
}

fn teams(
    cast: &Organization,
    calendar: &Calendar,
    users: &[UserRow],
    random: &mut Random,
) -> (Vec<TeamRow>, Vec<MembershipRow>) {
    let created_at = calendar.moment(FOUNDED - 12, MORNING);
    let mut teams = Vec::new();
    let mut memberships = Vec::new();
    for team in cast.teams {
        let team_id = TeamId(random.id(created_at));
        teams.push(TeamRow {
            id: team_id,
            name: team.name,
            description: team.description,
            created_at,
        });
        for user in users.iter().filter(|user| team.members.contains(&user.role)) {
            memberships.push(MembershipRow {
                id: random.id(created_at),
                team_id,
                user_id: user.id,
                created_at,
            });
        }
    }
    (teams, memberships)
}
