//! Replacing keys while the product is in use, and sealing what was stored before anything was sealed.
//!
//! A new key is stored and the old one retired; from then on nothing is sealed under it, and everything opens under both.
//! Then whatever is not sealed under the new one is sealed anew, a few rows at a time. Cut off at any point, it is begun again
//! and comes to the same end.

use super::columns::Column;
use super::data_key::{DataKey, OrganizationKeys};
use super::keyring::Keyring;
use super::queries::{masters, rotation as queries, stored};
use super::sealed::{Header, from_text, in_text};
use crate::error::{AppError, AppResult};
use crate::ids::OrganizationId;
use sqlx::PgConnection;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// How often those who seal at a moment are asked to make way.
const TRIES: u32 = 300;

/// What a rotation came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rotated {
    pub organizations: u64,
    pub values: u64,
    /// Values that no key opens: they stay as they are.
    pub unreadable: u64,
}

impl fmt::Display for Rotated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} values of {} organisations are sealed anew.",
            self.values, self.organizations
        )?;
        match self.unreadable {
            0 => Ok(()),
            lost => write!(
                f,
                " {lost} values open with no key, and stay as they are; the log says where."
            ),
        }
    }
}

/// Gives every organisation a new key, wrapped by the newest master key, seals everything under it, and removes the keys
/// before it once whoever read a value under one has had its time to open it. Where a new master key is asked for, it is put
/// into the file first, and those that are needed no longer are taken out in the end.
///
/// # Errors
/// [`AppError::Conflict`] where this is no superuser, or the file cannot be written; else what the database says, and where a
/// key cannot be opened.
pub async fn rotate(
    connection: &mut PgConnection,
    keyring: &Keyring,
    is_new_master: bool,
    reading: Duration,
) -> AppResult<Rotated> {
    let in_the_file = |why: String| AppError::Conflict { message: why };
    administrator(connection).await?;
    if is_new_master {
        keyring.add_master().map_err(in_the_file)?;
    }
    let rotated = replace_all(connection, keyring, reading).await?;
    if is_new_master {
        let needed = masters(connection).await?;
        keyring.leave_masters_but(&needed).map_err(in_the_file)?;
    }
    Ok(rotated)
}

async fn replace_all(
    connection: &mut PgConnection,
    keyring: &Keyring,
    reading: Duration,
) -> AppResult<Rotated> {
    let mut rotated = Rotated::default();
    let mut old = queries::wrapped_otherwise(connection, None).await?;
    loop {
        for organization in &old {
            replace(connection, keyring, *organization).await?;
            seal_all(connection, keyring, *organization, &mut rotated).await?;
            rotated.organizations += 1;
        }
        tokio::time::sleep(reading).await;
        for organization in old {
            let mut transaction = queries::unnoticed(connection).await?;
            queries::forget(&mut transaction, organization).await?;
            transaction.commit().await?;
        }
        // A first key that was made meanwhile may hang from the master key before.
        old = queries::wrapped_otherwise(connection, keyring.newest_master().as_deref()).await?;
        if old.is_empty() {
            return Ok(rotated);
        }
    }
}

/// Seals what is stored plain since before anything was sealed.
///
/// # Errors
/// As [`rotate`].
pub async fn seal_plain(connection: &mut PgConnection, keyring: &Keyring) -> AppResult<Rotated> {
    administrator(connection).await?;
    let mut rotated = Rotated::default();
    for organization in queries::organizations(connection).await? {
        if queries::is_plain(connection, organization).await? {
            if queries::last_number(connection, organization).await? == 0 {
                replace(connection, keyring, organization).await?;
            }
            seal_all(connection, keyring, organization, &mut rotated).await?;
            rotated.organizations += 1;
        }
    }
    Ok(rotated)
}

/// Whether anything is stored plain. What is not a superuser's sees nothing, and could not have brought it about.
///
/// # Errors
/// What the database says.
pub async fn is_plain(connection: &mut PgConnection) -> AppResult<bool> {
    for organization in queries::organizations(connection).await? {
        if queries::is_plain(connection, organization).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn administrator(connection: &mut PgConnection) -> AppResult<()> {
    if queries::is_superuser(connection).await? {
        return queries::be_alone(connection).await;
    }
    Err(AppError::Conflict {
        message: "Only a superuser can seal values anew, since it must leave no trace in the trail: set MIGRATION_DATABASE_URL to one's."
            .into(),
    })
}

/// Gives an organisation a new key.
async fn replace(
    connection: &mut PgConnection,
    keyring: &Keyring,
    organization: OrganizationId,
) -> AppResult<()> {
    for attempt in 0.. {
        let mut transaction = queries::unnoticed(connection).await?;
        match queries::stop_sealing(&mut transaction, organization).await {
            Ok(()) => {
                let last = queries::last_number(&mut transaction, organization).await?;
                let key = keyring.new_key(organization, last + 1)?;
                queries::replace(&mut transaction, organization, &key).await?;
                transaction.commit().await?;
                return Ok(());
            }
            Err(error) if attempt >= TRIES || !is_busy(&error) => return Err(error.into()),
            Err(_) => {
                transaction.rollback().await?;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    Ok(())
}

fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.as_deref() == Some("55P03")
}

/// Seals all values of an organisation under its newest key that are not.
async fn seal_all(
    connection: &mut PgConnection,
    keyring: &Keyring,
    organization: OrganizationId,
    rotated: &mut Rotated,
) -> AppResult<()> {
    // All of them, or what is sealed under the one that is missing would be lost with it.
    let keys = stored(connection, organization).await?;
    let keys = keys.iter().map(|key| keyring.unwrap(organization, key));
    let keys: Vec<_> = keys.map(|key| key.map(Arc::new)).collect::<AppResult<_>>()?;
    let keys = OrganizationKeys::new(organization, keys);
    let key = keys
        .newest()
        .ok_or_else(|| AppError::internal(&"a key cannot be opened"))?;
    for column in Column::ALL {
        let anew = Anew {
            organization,
            column,
            keys: &keys,
            key,
        };
        anew.seal_column(connection, rotated).await?;
        anew.seal_trail(connection, rotated).await?;
    }
    Ok(())
}

/// A column of an organisation that is sealed anew.
struct Anew<'a> {
    organization: OrganizationId,
    column: Column,
    keys: &'a OrganizationKeys,
    key: &'a DataKey,
}

impl Anew<'_> {
    async fn seal_column(&self, connection: &mut PgConnection, rotated: &mut Rotated) -> AppResult<()> {
        let mut after = Uuid::nil();
        loop {
            let mut transaction = queries::unnoticed(connection).await?;
            let header = Header(self.key.number());
            let old =
                queries::old_values(&mut transaction, self.organization, self.column, header, after).await?;
            let Some((last, _)) = old.last() else {
                return Ok(());
            };
            after = *last;
            let mut new = Vec::with_capacity(old.len());
            for (id, value) in old {
                match self.open(id, &value) {
                    None => rotated.unreadable += 1,
                    Some(opened) => {
                        let index = std::str::from_utf8(&opened).ok();
                        new.push(queries::New {
                            id,
                            value: self.key.seal_bytes(self.column, id, &opened)?,
                            index: index.and_then(|text| self.key.index_of(self.column, text)),
                        });
                    }
                }
            }
            rotated.values += new.len() as u64;
            queries::put_values(&mut transaction, self.organization, self.column, new).await?;
            transaction.commit().await?;
        }
    }

    async fn seal_trail(&self, connection: &mut PgConnection, rotated: &mut Rotated) -> AppResult<()> {
        let begins = in_text(&Header(self.key.number()).bytes());
        let mut after = Uuid::nil();
        loop {
            let mut transaction = queries::unnoticed(connection).await?;
            let mut lines =
                queries::old_lines(&mut transaction, self.organization, self.column, &begins, after).await?;
            let Some(last) = lines.last() else {
                return Ok(());
            };
            after = last.id;
            for line in &mut lines {
                for text in [&mut line.old, &mut line.new] {
                    let Some(value) = text.as_deref().and_then(from_text) else {
                        continue;
                    };
                    match self.open(line.row, &value) {
                        None => rotated.unreadable += 1,
                        Some(opened) => {
                            *text = Some(in_text(&self.key.seal_bytes(self.column, line.row, &opened)?));
                            rotated.values += 1;
                        }
                    }
                }
            }
            queries::put_lines(&mut transaction, self.organization, self.column, lines).await?;
            transaction.commit().await?;
        }
    }

    /// A value as it was before, sealed or plain.
    fn open(&self, row: Uuid, value: &[u8]) -> Option<Vec<u8>> {
        match value.split_first() {
            Some((0, plain)) => Some(plain.to_vec()),
            _ => self.keys.open_bytes(self.column, row, value).ok(),
        }
    }
}
