//! All SQL of keys.

pub(super) mod rotation;

use super::data_key::{DataKey, OrganizationKeys};
use super::keyring::{Keyring, Wrapped};
use crate::error::{AppError, AppResult};
use crate::ids::OrganizationId;
use crate::tenancy::TenantTx;
use sqlx::{PgConnection, PgExecutor};
use std::sync::Arc;

/// The key under which this transaction seals values. An organisation without one is given one.
///
/// # Errors
/// What the database says; and where no master key opens it.
pub async fn to_seal(tx: &mut TenantTx) -> AppResult<Arc<DataKey>> {
    let organization = tx.organization();
    to_seal_on(tx.conn(), organization).await
}

/// The same on a connection that works in that organisation.
///
/// # Errors
/// As [`to_seal`].
pub async fn to_seal_on(
    connection: &mut PgConnection,
    organization: OrganizationId,
) -> AppResult<Arc<DataKey>> {
    let keyring = Keyring::get()?;
    let mut current = current(connection).await?;
    if current.is_none() {
        // Somebody who makes one at the same moment is waited for, and theirs is taken.
        let first = keyring.new_key(organization, 1)?;
        sqlx::query!(
            "insert into organization_keys (organization_id, number, master, wrapped) values ($1, $2, $3, $4)
             on conflict do nothing",
            organization.0,
            number_of(&first)?,
            first.master,
            first.wrapped,
        )
        .execute(&mut *connection)
        .await?;
        current = self::current(connection).await?;
    }
    let wrapped = current.ok_or_else(|| AppError::internal(&"an organisation has no key"))?;
    let held = keyring.held(organization);
    if let Some(key) = held.as_ref().and_then(|held| held.get(wrapped.number)) {
        return Ok(Arc::clone(key));
    }
    let key = Arc::new(keyring.unwrap(organization, &wrapped)?);
    // Held after a transaction that takes it back, it would seal values that nobody could open.
    if !wrapped.is_new {
        let more = match held {
            Some(held) => held.and(Arc::clone(&key)),
            None => OrganizationKeys::new(organization, [Arc::clone(&key)]),
        };
        keyring.hold(organization, Arc::new(more));
    }
    Ok(key)
}

async fn current(connection: &mut PgConnection) -> AppResult<Option<Wrapped>> {
    let row = sqlx::query!(
        r#"select number as "number!", master as "master!", wrapped as "wrapped!", is_new as "is_new!" from app.sealing_key()"#
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| Wrapped {
        number: row.number.unsigned_abs(),
        master: row.master,
        wrapped: row.wrapped,
        is_new: row.is_new,
    }))
}

pub(super) fn number_of(key: &Wrapped) -> AppResult<i32> {
    i32::try_from(key.number).map_err(|error| AppError::internal(&error))
}

/// The keys that open values, by the numbers that stand in them. As a rule they are held already; where one is not,
/// as after a rotation, all are read anew.
///
/// # Errors
/// What the database says.
pub async fn to_open(tx: &mut TenantTx, numbers: &[Option<u32>]) -> AppResult<Arc<OrganizationKeys>> {
    let organization = tx.organization();
    let keyring = Keyring::get()?;
    let held = keyring
        .held(organization)
        .unwrap_or_else(|| Arc::new(OrganizationKeys::new(organization, [])));
    let mut wanted = numbers.iter().flatten();
    if wanted.all(|number| held.get(*number).is_some()) {
        return Ok(held);
    }
    let stored = stored(tx.conn(), organization).await?;
    let keys = Arc::new(opened(keyring, organization, &stored));
    if !stored.iter().any(|key| key.is_new) {
        keyring.hold(organization, Arc::clone(&keys));
    }
    Ok(keys)
}

/// The keys under which something may be found by what stands beside it: all that there are at this moment.
///
/// # Errors
/// What the database says.
pub async fn to_find(tx: &mut TenantTx) -> AppResult<OrganizationKeys> {
    let organization = tx.organization();
    let stored = stored(tx.conn(), organization).await?;
    Ok(opened(Keyring::get()?, organization, &stored))
}

/// Those of the keys that can be opened.
fn opened(keyring: &Keyring, organization: OrganizationId, stored: &[Wrapped]) -> OrganizationKeys {
    let opened = stored.iter().map(|key| keyring.unwrap(organization, key));
    OrganizationKeys::new(organization, opened.filter_map(Result::ok).map(Arc::new))
}

/// All keys of an organisation.
pub(super) async fn stored(
    connection: &mut PgConnection,
    organization: OrganizationId,
) -> AppResult<Vec<Wrapped>> {
    let rows = sqlx::query!(
        r#"
        select number, master, wrapped, created_at = now() as "is_new!"
        from organization_keys
        where organization_id = $1
        "#,
        organization.0,
    )
    .fetch_all(connection)
    .await?;
    let keys = rows.into_iter().map(|row| Wrapped {
        number: row.number.unsigned_abs(),
        master: row.master,
        wrapped: row.wrapped,
        is_new: row.is_new,
    });
    Ok(keys.collect())
}

/// The names of the master keys by which keys are wrapped.
pub(super) async fn masters(database: impl PgExecutor<'_>) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(r#"select name as "name!" from app.master_keys() as needed (name)"#)
        .fetch_all(database)
        .await
}

/// Makes sure that the master keys open the keys of all organisations. Says whether that could be seen: not of a database that
/// is away.
///
/// # Errors
/// A sentence, where one is missing.
pub async fn check(database: impl PgExecutor<'_>, keyring: &Keyring) -> Result<bool, String> {
    let needed = match masters(database).await {
        Ok(needed) => needed,
        Err(error) => {
            tracing::warn!(
                error = crate::db::reason(&error),
                "whether the master key is the right one cannot be seen yet"
            );
            return Ok(false);
        }
    };
    match needed.iter().find(|name| !keyring.knows(name)) {
        None => Ok(true),
        Some(name) => Err(format!(
            "The master key is not the one that this database was used with: key {name} is missing. Give it in PLUGS_MASTER_KEY \
             or PLUGS_MASTER_KEY_FILE; what is sealed in the database opens with no other."
        )),
    }
}
