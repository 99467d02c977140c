//! All SQL of the demo data.
//!
//! Rows travel as JSON, a thousand in one statement. They are written as `plugs_app`, in the
//! name of whoever wrote them in the story: under the same policies, checks and triggers as
//! anything that is typed into the product.

mod agendas;
mod claims;

use super::attendees::insert_attendees;
use super::events::{EventRow, StaffRow};
use super::rows::{ContactRow, History, InteractionRow, StageRow};
use super::script::{MembershipRow, OrganizationRow, Script, TeamRow, UserRow};
use crate::contacts::queries::seal_rows;
use crate::contacts::types::ContactType;
use crate::error::{AppError, AppResult};
use crate::ids::{OrganizationId, UserId};
use crate::sealing::queries::to_seal_on;
use serde::Serialize;
use sqlx::{Executor, PgConnection};

/// Rows in one statement.
const ROWS: usize = 1_000;

/// Waits until nobody else is putting the demo in; the lock ends with the transaction.
pub async fn wait_for_turn(connection: &mut PgConnection) -> AppResult<()> {
    take_time(connection).await?;
    sqlx::query!("select pg_advisory_xact_lock(hashtext('the-plugs: demo data'))")
        .execute(connection)
        .await?;
    Ok(())
}

/// Lifts the limits that keep a request short, for this transaction.
async fn take_time(connection: &mut PgConnection) -> AppResult<()> {
    connection
        .execute(
            "set local lock_timeout = 0; set local statement_timeout = 0; \
             set local idle_in_transaction_session_timeout = 0",
        )
        .await?;
    Ok(())
}

/// Whether there is any organisation at all, deleted ones among them. Only `plugs_lookup` sees
/// them without working in one.
pub async fn is_empty(connection: &mut PgConnection) -> AppResult<bool> {
    connection.execute("set local role plugs_lookup").await?;
    let is_empty = sqlx::query_scalar!("select not exists (select from organizations) as \"is_empty!\"")
        .fetch_one(&mut *connection)
        .await?;
    connection.execute("set local role none").await?;
    Ok(is_empty)
}

/// Whether somebody has an address, in whichever organisation.
pub async fn is_known(connection: &mut PgConnection, email: &str) -> AppResult<bool> {
    connection.execute("set local role plugs_lookup").await?;
    let is_known = sqlx::query_scalar!(
        "select exists (select from app.sign_in_candidates($1)) as \"is_known!\"",
        email,
    )
    .fetch_one(&mut *connection)
    .await?;
    connection.execute("set local role none").await?;
    Ok(is_known)
}

/// Whose connection the demo is written through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writer {
    /// Writes as the application, and can stop doing so for what only an administrator may do.
    Superuser,
    /// The application itself.
    Application,
}

impl Writer {
    /// What an administrator's connection can be.
    pub async fn of(administrator: &mut PgConnection) -> AppResult<Self> {
        let is_superuser = sqlx::query_scalar!(
            "select rolsuper as \"rolsuper!\" from pg_roles where rolname = session_user"
        )
        .fetch_one(administrator)
        .await?;
        Ok(if is_superuser {
            Self::Superuser
        } else {
            Self::Application
        })
    }

    /// From here on, sees and writes what row-level security lets the application.
    async fn begin(self, connection: &mut PgConnection) -> AppResult<()> {
        take_time(connection).await?;
        connection
            .execute(match self {
                Self::Superuser => "set local role plugs_app",
                // It cannot count rows (see below), but can plan for each row anew: slow, and
                // still faster than with the plans of empty tables.
                Self::Application => "set local plan_cache_mode = force_custom_plan",
            })
            .await?;
        Ok(())
    }

    /// Tells the planner how much has come into tables that were empty a moment ago. The triggers
    /// and foreign keys keep the plans that they make, and for an empty table any index will do.
    async fn count_rows(self, connection: &mut PgConnection) -> AppResult<()> {
        if self == Self::Superuser {
            connection
                .execute(
                    "set local role none; analyze contacts, contact_interactions, audit_logs; \
                     set local role plugs_app",
                )
                .await?;
        }
        Ok(())
    }
}

/// Puts in an organisation. `password_hashes` are those of its users, in their order.
pub async fn store(
    connection: &mut PgConnection,
    writer: Writer,
    script: &Script,
    password_hashes: &[String],
) -> AppResult<()> {
    writer.begin(connection).await?;
    let organization = script.organization.id;
    act(connection, organization, None).await?;
    insert_organization(connection, &script.organization).await?;
    for (user, password_hash) in script.users.iter().zip(password_hashes) {
        act(connection, organization, user.created_by).await?;
        insert_user(connection, organization, user, password_hash).await?;
    }
    if let Some(founder) = script.users.first() {
        act(connection, organization, Some(founder.id)).await?;
        insert_teams(connection, organization, founder.id, &script.teams).await?;
        insert_memberships(connection, organization, &script.memberships).await?;
    }
    let History {
        contacts,
        interactions,
        stages,
    } = &script.history;
    for user in script.users.iter().map(|user| user.id) {
        act(connection, organization, Some(user)).await?;
        insert_contacts(
            connection,
            organization,
            &of(contacts, |row| row.created_by == user),
        )
        .await?;
    }
    writer.count_rows(connection).await?;
    let (first, others) = interactions.split_at(interactions.len().min(250));
    for interactions in [first, others] {
        for user in script.users.iter().map(|user| user.id) {
            act(connection, organization, Some(user)).await?;
            insert_interactions(
                connection,
                organization,
                &of(interactions, |row| row.user_id == user),
            )
            .await?;
        }
        writer.count_rows(connection).await?;
    }
    for user in script.users.iter().map(|user| user.id) {
        act(connection, organization, Some(user)).await?;
        insert_events(
            connection,
            organization,
            &of(&script.events, |row| row.created_by == user),
        )
        .await?;
    }
    if let Some(founder) = script.users.first() {
        act(connection, organization, Some(founder.id)).await?;
        insert_staff(connection, organization, &script.staff).await?;
    }
    for user in script.users.iter().map(|user| user.id) {
        act(connection, organization, Some(user)).await?;
        insert_attendees(
            connection,
            organization,
            &of(&script.attendees, |row| row.by == user),
        )
        .await?;
    }
    agendas::insert_agendas(connection, script).await?;
    claims::insert_claims(connection, script).await?;
    // One stage after the other, as people move.
    for stage in [ContactType::Contact, ContactType::Plug] {
        for user in script.users.iter().map(|user| user.id) {
            act(connection, organization, Some(user)).await?;
            let rows = of(stages, |row| row.user_id == user && row.contact_type == stage);
            move_contacts(connection, organization, &rows).await?;
        }
    }
    Ok(())
}

fn of<T>(rows: &[T], is_wanted: impl Fn(&T) -> bool) -> Vec<&T> {
    rows.iter().filter(|row| is_wanted(row)).collect()
}

/// Says for what follows in which organisation it happens, and who does it; without anybody it is
/// the sign-up.
async fn act(
    connection: &mut PgConnection,
    organization: OrganizationId,
    user: Option<UserId>,
) -> AppResult<()> {
    sqlx::query!(
        "select set_config('app.organization_id', $1::uuid::text, true) as organization,
           set_config('app.user_id', coalesce($2::uuid::text, ''), true) as person,
           set_config('app.actor_kind', case when $2::uuid is null then 'sign_up' else 'person' end, true) as kind,
           set_config('app.request_id', '', true) as request",
        organization.0,
        user.map(|user| user.0),
    )
    .fetch_one(connection)
    .await?;
    Ok(())
}

async fn insert_organization(connection: &mut PgConnection, row: &OrganizationRow) -> AppResult<()> {
    sqlx::query!(
        "insert into organizations (id, name, domain, subscription_plan, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $5)",
        row.id.0,
        row.name,
        row.domain,
        row.subscription_plan,
        row.created_at,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn insert_user(
    connection: &mut PgConnection,
    organization: OrganizationId,
    row: &UserRow,
    password_hash: &str,
) -> AppResult<()> {
    sqlx::query!(
        "insert into users (organization_id, id, email, password_hash, role, is_admin, first_name, last_name,
           job_title, company, timezone, locale, is_verified, verified_at, created_at, updated_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'en-GB', true, $12, $12, $12, $13)",
        organization.0,
        row.id.0,
        row.email,
        password_hash,
        row.role.as_str(),
        row.is_admin,
        row.first_name,
        row.last_name,
        row.job_title,
        row.company,
        row.timezone,
        row.created_at,
        row.created_by.map(|user| user.0),
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn insert_teams(
    connection: &mut PgConnection,
    organization: OrganizationId,
    founder: UserId,
    rows: &[TeamRow],
) -> AppResult<()> {
    sqlx::query!(
        "insert into teams (organization_id, id, name, description, created_at, updated_at, created_by)
         select $1, r.id, r.name, r.description, r.created_at, r.created_at, $2
         from jsonb_to_recordset($3) as r (id uuid, name text, description text, created_at timestamptz)",
        organization.0,
        founder.0,
        json(rows)?,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn insert_memberships(
    connection: &mut PgConnection,
    organization: OrganizationId,
    rows: &[MembershipRow],
) -> AppResult<()> {
    sqlx::query!(
        "insert into team_members (organization_id, id, team_id, user_id, created_at)
         select $1, r.id, r.team_id, r.user_id, r.created_at
         from jsonb_to_recordset($2) as r (id uuid, team_id uuid, user_id uuid, created_at timestamptz)",
        organization.0,
        json(rows)?,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds contacts, all of them targets at first, in the name of whoever acts.
pub async fn insert_contacts(
    connection: &mut PgConnection,
    organization: OrganizationId,
    rows: &[&ContactRow],
) -> AppResult<()> {
    let key = to_seal_on(connection, organization).await?;
    for rows in rows.chunks(ROWS) {
        let mut rows = json(rows)?;
        seal_rows(&key, &mut rows)?;
        sqlx::query!(
            "insert into contacts (organization_id, id, created_by, owner_id, first_name, last_name, email, phone,
               phone_index, company, job_title, linkedin_url, bio, status, priority, business_type, network_type, industry, notes, tags,
               lead_score, created_at, updated_at)
             select $1, r.id, r.created_by, r.owner_id, r.first_name, r.last_name, r.email, r.phone, r.phone_index,
               r.company, r.job_title, r.linkedin_url, r.bio, r.status, r.priority, r.business_type, r.network_type, r.industry,
               r.notes, r.tags, r.lead_score, r.created_at, r.created_at
             from jsonb_to_recordset($2) as r (id uuid, created_by uuid, owner_id uuid, first_name text, last_name text,
               email text, phone bytea, phone_index bytea, company text, job_title text, linkedin_url text, bio text, status text,
               priority text, business_type text, network_type text, industry text, notes bytea, tags text[],
               lead_score integer, created_at timestamptz)",
            organization.0,
            rows,
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Adds interactions in the name of whoever acts.
pub async fn insert_interactions(
    connection: &mut PgConnection,
    organization: OrganizationId,
    rows: &[&InteractionRow],
) -> AppResult<()> {
    for rows in rows.chunks(ROWS) {
        sqlx::query!(
            "insert into contact_interactions (organization_id, id, contact_id, user_id, interaction_type, direction,
               subject, description, outcome, interaction_date, status, created_at, updated_at)
             select $1, r.id, r.contact_id, r.user_id, r.interaction_type, r.direction, r.subject, r.description,
               r.outcome, r.interaction_date, r.status, r.created_at, r.created_at
             from jsonb_to_recordset($2) as r (id uuid, contact_id uuid, user_id uuid, interaction_type text,
               direction text, subject text, description text, outcome text, interaction_date timestamptz,
               status text, created_at timestamptz)",
            organization.0,
            json(rows)?,
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

async fn insert_events(
    connection: &mut PgConnection,
    organization: OrganizationId,
    rows: &[&EventRow],
) -> AppResult<()> {
    sqlx::query!(
        "insert into events (organization_id, id, created_by, title, description, event_type, status, start_date, end_date,
           timezone, location, venue, venue_details, max_attendees, budget, currency, created_at, updated_at)
         select $1, r.id, r.created_by, r.title, nullif(r.description, ''), r.event_type, r.status, r.start_date, r.end_date,
           r.timezone, r.location, r.venue, r.venue_details, r.max_attendees, r.budget, r.currency, r.created_at, r.created_at
         from jsonb_to_recordset($2) as r (id uuid, created_by uuid, title text, description text, event_type text, status text,
           start_date timestamptz, end_date timestamptz, timezone text, location text, venue text, venue_details jsonb,
           max_attendees integer, budget numeric, currency text, created_at timestamptz)",
        organization.0,
        json(rows)?,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn insert_staff(
    connection: &mut PgConnection,
    organization: OrganizationId,
    rows: &[StaffRow],
) -> AppResult<()> {
    sqlx::query!(
        "insert into event_staff (organization_id, id, event_id, user_id, created_at)
         select $1, r.id, r.event_id, r.user_id, r.created_at
         from jsonb_to_recordset($2) as r (id uuid, event_id uuid, user_id uuid, created_at timestamptz)",
        organization.0,
        json(rows)?,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Moves contacts to the next stage in the name of whoever acts.
pub async fn move_contacts(
    connection: &mut PgConnection,
    organization: OrganizationId,
    rows: &[&StageRow],
) -> AppResult<()> {
    for rows in rows.chunks(ROWS) {
        sqlx::query!(
            "update contacts as c set contact_type = r.contact_type
             from jsonb_to_recordset($2) as r (contact_id uuid, contact_type text)
             where c.organization_id = $1 and c.id = r.contact_id",
            organization.0,
            json(rows)?,
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Gives the entries of the audit the dates of the story, and the contacts those of their latest
/// change.
///
/// The trail is written by triggers, which date every entry with the moment of writing, and no
/// one who works in the product can change it. An administrator can; this is the one place that
/// does, in the transaction that made the organisation, so that no entry of anybody's doing is
/// ever touched.
pub async fn date_back(connection: &mut PgConnection, script: &Script) -> AppResult<()> {
    // As a replica, so that no trigger dates the dating.
    connection
        .execute(
            "set local role none; set local session_replication_role = replica; analyze audit_logs, contacts",
        )
        .await?;
    let organization = script.organization.id;
    sqlx::query!(
        "update audit_logs as entry set created_at = made.created_at
         from (
           select 'organizations' as table_name, id, created_at from organizations where id = $1
           union all select 'users', id, created_at from users where organization_id = $1
           union all select 'teams', id, created_at from teams where organization_id = $1
           union all select 'team_members', id, created_at from team_members where organization_id = $1
           union all select 'contacts', id, created_at from contacts where organization_id = $1
           union all select 'contact_interactions', id, created_at from contact_interactions where organization_id = $1
           union all select 'events', id, created_at from events where organization_id = $1
           union all select 'event_staff', id, created_at from event_staff where organization_id = $1
           union all select 'event_attendees', id, created_at from event_attendees where organization_id = $1
           union all select 'event_rooms', id, created_at from event_rooms where organization_id = $1
           union all select 'event_tracks', id, created_at from event_tracks where organization_id = $1
           union all select 'event_agenda_items', id, created_at from event_agenda_items where organization_id = $1
           union all select 'event_agenda_speakers', id, created_at from event_agenda_speakers where organization_id = $1
           union all select 'expenses', id, created_at from expenses where organization_id = $1
           union all select 'exchange_rates', id, created_at from exchange_rates where organization_id = $1
         ) as made
         where entry.organization_id = $1 and entry.table_name = made.table_name and entry.record_id = made.id
           and entry.action = 'create'",
        organization.0,
    )
    .execute(&mut *connection)
    .await?;
    for rows in script.history.stages.chunks(ROWS) {
        sqlx::query!(
            "update audit_logs as entry set created_at = r.at
             from jsonb_to_recordset($2) as r (contact_id uuid, contact_type text, at timestamptz)
             where entry.organization_id = $1 and entry.table_name = 'contacts' and entry.record_id = r.contact_id
               and entry.action = 'update' and entry.new_values ->> 'contact_type' = r.contact_type",
            organization.0,
            json(rows)?,
        )
        .execute(&mut *connection)
        .await?;
    }
    sqlx::query!(
        "update contacts as c set updated_at = latest.at
         from (
           select record_id, max(created_at) as at from audit_logs
           where organization_id = $1 and table_name = 'contacts' group by record_id
         ) as latest
         where c.organization_id = $1 and c.id = latest.record_id",
        organization.0,
    )
    .execute(&mut *connection)
    .await?;
    claims::date_back(connection, organization).await?;
    connection
        .execute("set local session_replication_role = origin")
        .await?;
    Ok(())
}

fn json<T: Serialize + ?Sized>(rows: &T) -> AppResult<serde_json::Value> {
    serde_json::to_value(rows).map_err(|error| AppError::internal(&error))
}
