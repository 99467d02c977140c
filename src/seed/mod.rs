//! The demo: two organisations with people, contacts and a history, for whoever wants to see the
//! product at work before they have anything in it.
//!
//! It is put only into a database without any organisation, since everybody knows its password.
//! What comes out depends on the day and on nothing else.

mod agendas;
mod attendees;
mod calendar;
mod cast;
mod claims;
mod companies;
mod events;
mod history;
mod industries;
mod name_lists;
mod names;
mod people;
mod plans;
mod programmes;
mod queries;
mod random;
mod rows;
mod script;
#[cfg(all(test, feature = "testing"))]
mod tests;
mod words;

use crate::accounts::passwords::Passwords;
use crate::accounts::roles::Role;
use crate::error::{AppError, AppResult};
use calendar::Calendar;
use cast::{ORGANIZATIONS, Organization, PASSWORD};
use chrono::{DateTime, Utc};
use queries::Writer;
use script::Script;
use sqlx::{PgConnection, PgPool};
use std::fmt;

/// What has become of the demo data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seeded {
    /// It was put in.
    Filled {
        contacts: usize,
        interactions: usize,
        /// Whether the audit tells the story with its own dates, or only from now on.
        is_dated_back: bool,
    },
    /// There is an organisation already, so nothing was touched.
    NotEmpty {
        /// Whether the demo's own people are among those in it.
        has_demo: bool,
    },
}

impl fmt::Display for Seeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (contacts, interactions, is_dated_back) = match self {
            Self::Filled {
                contacts,
                interactions,
                is_dated_back,
            } => (contacts, interactions, *is_dated_back),
            Self::NotEmpty { has_demo: true } => return f.write_str("The demo data is in already."),
            Self::NotEmpty { has_demo: false } => {
                return f.write_str(
                    "The database holds an organisation already; the demo data is only put into an empty one.",
                );
            }
        };
        writeln!(
            f,
            "The demo data is in: {contacts} contacts and {interactions} interactions."
        )?;
        if !is_dated_back {
            writeln!(
                f,
                "Changes of stage begin today, because only a superuser can date the audit back."
            )?;
        }
        write!(f, "Sign in with the password {PASSWORD} as")?;
        for organization in &ORGANIZATIONS {
            write!(f, "\n  {}:", organization.name)?;
            for (number, member) in organization.people.iter().enumerate() {
                let comma = if number == 0 { "" } else { "," };
                write!(f, "{comma} {}", member.email(organization.domain))?;
            }
        }
        Ok(())
    }
}

/// Fills an empty database with the demo, whole or not at all.
///
/// `administrator` is the connection that migrates: the application sees no organisation but its
/// own, so only an administrator can tell that there is none. Where that is a superuser, the
/// history also gets its dates.
///
/// # Errors
/// [`AppError::Conflict`] without an administrator; else what the database says.
pub async fn demo(app: &PgPool, administrator: Option<&PgPool>, now: DateTime<Utc>) -> AppResult<Seeded> {
    fill(app, administrator, &ORGANIZATIONS, now).await
}

async fn fill(
    app: &PgPool,
    administrator: Option<&PgPool>,
    organizations: &'static [Organization],
    now: DateTime<Utc>,
) -> AppResult<Seeded> {
    let Some(administrator) = administrator else {
        return Err(AppError::Conflict {
            message:
                "Only an administrator can see whether the database is empty; set MIGRATION_DATABASE_URL."
                    .into(),
        });
    };
    let mut transaction = administrator.begin().await?;
    queries::wait_for_turn(&mut transaction).await?;
    if !queries::is_empty(&mut transaction).await? {
        let owner = organizations.first().and_then(|organization| {
            let owner = organization.people.first()?;
            Some(owner.email(organization.domain))
        });
        let has_demo = queries::is_known(&mut transaction, &owner.unwrap_or_default()).await?;
        return Ok(Seeded::NotEmpty { has_demo });
    }
    let scripts = scripts(organizations, now).await?;
    let writer = Writer::of(&mut transaction).await?;
    match writer {
        Writer::Superuser => {
            store(&mut transaction, writer, &scripts).await?;
            for (script, _) in &scripts {
                queries::date_back(&mut transaction, script).await?;
            }
            transaction.commit().await?;
        }
        Writer::Application => {
            // The administrator's transaction stays open for its lock.
            let mut application = app.begin().await?;
            store(&mut application, writer, &scripts).await?;
            application.commit().await?;
        }
    }
    let count = |of: fn(&Script) -> usize| scripts.iter().map(|(script, _)| of(script)).sum();
    Ok(Seeded::Filled {
        contacts: count(|script| script.history.contacts.len()),
        interactions: count(|script| script.history.interactions.len()),
        is_dated_back: writer == Writer::Superuser,
    })
}

async fn store(
    connection: &mut PgConnection,
    writer: Writer,
    scripts: &[(Script, Vec<String>)],
) -> AppResult<()> {
    for (script, password_hashes) in scripts {
        queries::store(connection, writer, script, password_hashes).await?;
    }
    Ok(())
}

/// The script of each organisation, with a password hash for each of its users.
async fn scripts(
    organizations: &'static [Organization],
    now: DateTime<Utc>,
) -> AppResult<Vec<(Script, Vec<String>)>> {
    let calendar = Calendar::at(now);
    let passwords = Passwords::new(None);
    let mut scripts = Vec::with_capacity(organizations.len());
    for cast in organizations {
        let script = tokio::task::spawn_blocking(move || Script::of(cast, calendar))
            .await
            .map_err(|error| AppError::internal(&error))?;
        let mut password_hashes = Vec::with_capacity(script.users.len());
        for user in &script.users {
            password_hashes.push(match user.role {
                Role::System => "!".to_owned(),
                _ => passwords.hash_new(PASSWORD, vec![user.email.clone()]).await?,
            });
        }
        scripts.push((script, password_hashes));
    }
    Ok(scripts)
}
