//! Which claims ask whoever acts.

use super::roles_of;
use super::substitutes::stood_in_for;
use crate::accounts::roles::{Role, Scope};
use crate::error::AppResult;
use crate::expenses::types::Wanted;
use crate::tenancy::TenantTx;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

/// What it takes to say which claims ask whoever acts: read once, whatever the number of claims.
pub struct Asking {
    organization: Uuid,
    me: Uuid,
    /// Nothing of this is needed where no claim takes steps.
    people: Option<People>,
}

struct People {
    /// Who decides about everybody's claims.
    everywhere: Vec<Uuid>,
    /// Who decides about their team's.
    leaders: Vec<Uuid>,
    owners: Vec<Uuid>,
    /// Whoever acts, and those in whose place they decide today.
    principals: Vec<Uuid>,
}

impl Asking {
    /// As it is for whoever acts at this moment.
    ///
    /// # Errors
    /// If the database cannot be reached.
    pub async fn of(tx: &mut TenantTx) -> AppResult<Self> {
        let (organization, me) = (tx.organization().0, tx.user()?.0);
        let is_stepped = sqlx::query_scalar!(
            r#"
            select exists (
              select from expenses where organization_id = $1 and status = 'pending' and not is_deleted and step is not null)
              as "is_stepped!"
            "#,
            organization,
        )
        .fetch_one(tx.conn())
        .await?;
        let people = match is_stepped {
            true => Some(People::of(tx).await?),
            false => None,
        };
        Ok(Self {
            organization,
            me,
            people,
        })
    }

    /// Adds to a statement about pending claims `e` of others, as far as whoever acts decides about them, that they ask them now.
    pub fn push(&self, sql: &mut QueryBuilder<Postgres>) {
        let Some(people) = &self.people else {
            sql.push(" and e.step is null");
            return;
        };
        sql.push(" and (e.step is null or (")
            .push(NOT_YET)
            .push_bind(self.me);
        sql.push(")) and (e.step_approver = 'anyone' or case when ");
        self.push_can(sql, people);
        sql.push(" then e.asked_id = any (")
            .push_bind(people.principals.clone())
            .push(") else ");
        self.push_owner(sql, people, true);
        sql.push(" or not ");
        self.push_owner(sql, people, false);
        sql.push(" end)))");
    }

    /// Adds in whose place whoever acts would decide about a claim `e` that asks them; none where they are asked themselves.
    fn push_stands_for(&self, sql: &mut QueryBuilder<Postgres>) {
        let Some(people) = &self.people else {
            sql.push("null::uuid");
            return;
        };
        sql.push("case when e.step is null or e.step_approver = 'anyone' then null when ");
        self.push_can(sql, people);
        sql.push(" then nullif(e.asked_id, ").push_bind(self.me).push(")");
        if people.owners.contains(&self.me) {
            sql.push(" else null end");
            return;
        }
        sql.push(" else (select owner.id from unnest(")
            .push_bind(people.owners.clone())
            .push("::uuid[]) as owner (id) where ");
        sql.push(OWNER_CAN);
        sql.push(" and owner.id = any (")
            .push_bind(people.principals.clone())
            .push(") limit 1) end");
    }

    /// Whether whoever is named can take the step: they may, it is not their own, and they have not taken another one.
    fn push_can(&self, sql: &mut QueryBuilder<Postgres>, people: &People) {
        sql.push("(e.asked_id is not null and e.asked_id <> e.created_by and e.asked_id is distinct from e.payee_id and e.asked_id is distinct from e.reversed_by and ")
            .push(NOT_YET)
            .push("e.asked_id)) and (e.asked_id = any (")
            .push_bind(people.everywhere.clone())
            .push(") or (e.asked_id, e.created_by) in (select lead.user_id, mate.user_id from team_members lead ")
            .push("join teams on teams.organization_id = lead.organization_id and teams.id = lead.team_id and not teams.is_deleted ")
            .push("join team_members mate on mate.organization_id = lead.organization_id and mate.team_id = lead.team_id ")
            .push("where lead.organization_id = ")
            .push_bind(self.organization)
            .push(" and lead.user_id = any (")
            .push_bind(people.leaders.clone())
            .push("))))");
    }

    /// Whether there is an owner who can take the step; `as_me` one in whose place, or as whom, somebody acts.
    fn push_owner(&self, sql: &mut QueryBuilder<Postgres>, people: &People, as_me: bool) {
        sql.push("exists (select from unnest(")
            .push_bind(people.owners.clone())
            .push("::uuid[]) as owner (id) where ")
            .push(OWNER_CAN);
        if as_me {
            sql.push(" and owner.id = any (")
                .push_bind(people.principals.clone())
                .push(")");
        }
        sql.push(")");
    }
}

/// Nobody takes two steps of a claim. What follows is who, and two brackets.
const NOT_YET: &str = "(e.steps_done = 0 or not exists (select from expense_approvals done \
     where done.organization_id = e.organization_id and done.expense_id = e.id and done.voided_at is null and done.decided_by = ";

/// An owner who can take the open step.
const OWNER_CAN: &str = "owner.id <> e.created_by and owner.id is distinct from e.payee_id and owner.id is distinct from e.reversed_by and (e.steps_done = 0 or not exists ( \
     select from expense_approvals done where done.organization_id = e.organization_id and done.expense_id = e.id \
     and done.voided_at is null and done.decided_by = owner.id))";

impl People {
    async fn of(tx: &mut TenantTx) -> AppResult<Self> {
        let (organization, me) = (tx.organization(), tx.user()?);
        let (all, team) = (roles_of(Scope::All), roles_of(Scope::Team));
        let rows = sqlx::query!(
            r#"
            select id, role as "role: Role" from users
            where organization_id = $1 and is_active and not is_deleted and (role = any ($2) or role = any ($3))
            "#,
            organization.0,
            &all,
            &team,
        )
        .fetch_all(tx.conn())
        .await?;
        let of = |is_it: &dyn Fn(Role) -> bool| -> Vec<Uuid> {
            rows.iter()
                .filter(|row| is_it(row.role))
                .map(|row| row.id)
                .collect()
        };
        let mut principals = stood_in_for(tx).await?;
        principals.push(me.0);
        Ok(Self {
            everywhere: of(&|role| all.iter().any(|one| one == role.as_str())),
            leaders: of(&|role| team.iter().any(|one| one == role.as_str())),
            owners: of(&|role| role == Role::Owner),
            principals,
        })
    }
}

/// A claim that takes steps, and asks whoever acts now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsksMe {
    pub claim: Uuid,
    /// In whose place they are asked.
    pub stands_for: Option<Uuid>,
}

/// Which of these claims of others take steps and ask whoever acts now. Whether they may decide about them is for the caller.
///
/// # Errors
/// If the database cannot be reached.
pub async fn asks_me(tx: &mut TenantTx, claims: &[Uuid]) -> AppResult<Vec<AsksMe>> {
    let asking = Asking::of(tx).await?;
    let mut sql = QueryBuilder::new("select e.id, ");
    asking.push_stands_for(&mut sql);
    sql.push(" from expenses e where e.organization_id = ")
        .push_bind(asking.organization)
        .push(" and e.id = any (")
        .push_bind(claims.to_vec())
        .push(") and e.status = 'pending' and not e.is_deleted and e.step is not null and e.created_by <> ")
        .push_bind(asking.me)
        .push(" and e.payee_id is distinct from ")
        .push_bind(asking.me)
        .push(" and e.reversed_by is distinct from ")
        .push_bind(asking.me);
    asking.push(&mut sql);
    let rows: Vec<(Uuid, Option<Uuid>)> = sql.build_query_as().fetch_all(tx.conn()).await?;
    Ok(rows
        .into_iter()
        .map(|(claim, stands_for)| AsksMe { claim, stands_for })
        .collect())
}

/// Fills the open step of each of these claims, as it was seen, in the name of whoever acts; answers with those it was filled of.
/// The claims are locked by whoever calls this.
///
/// # Errors
/// What the database says to it.
pub async fn fill(tx: &mut TenantTx, wanted: &[Wanted], asked: &[AsksMe]) -> AppResult<Vec<Uuid>> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let stands_for = |id: Uuid| {
        let found = asked.iter().find(|one| one.claim == id);
        found.map(|one| one.stands_for)
    };
    let mut given: (Vec<Uuid>, Vec<i32>, Vec<Option<Uuid>>) = Default::default();
    for one in wanted {
        if let Some(person) = stands_for(one.id.0) {
            given.0.push(one.id.0);
            given.1.push(one.version);
            given.2.push(person);
        }
    }
    if given.0.is_empty() {
        return Ok(Vec::new());
    }
    let filled = sqlx::query_scalar!(
        r#"
        update expense_approvals a
        set decided_by = $2, stands_for = given.stands_for, decided_at = now()
        from unnest($3::uuid[], $4::int[], $5::uuid[]) as given (id, version, stands_for)
        join expenses e on e.organization_id = $1 and e.id = given.id and e.version = given.version
          and e.status = 'pending' and not e.is_deleted and e.created_by <> $2 and e.payee_id is distinct from $2::uuid
          and e.reversed_by is distinct from $2::uuid
        where a.organization_id = $1 and a.expense_id = e.id and a.place = e.step and a.decided_by is null
          and a.voided_at is null
        returning a.expense_id
        "#,
        organization.0,
        me.0,
        &given.0,
        &given.1,
        &given.2 as &[Option<Uuid>],
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(filled)
}
