//! Connections, and what a database error means to a person.

pub mod mark;
mod reason;

pub use reason::reason;

use crate::error::AppError;
use crate::forms::FieldErrors;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, Executor};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// The roles of a cluster: `plugs_owner`, `plugs_app`, `plugs_lookup`.
pub const ROLES: &str = include_str!("db/roles.sql");

/// What the application may do with the queue of background work.
pub const QUEUE: &str = include_str!("db/queue.sql");

/// The schema in which workers find what to do.
pub const QUEUE_SCHEMA: &str = "graphile_worker";

/// The migrations, carried in the binary.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

/// How the application's pool is set.
#[derive(Clone, Debug)]
pub struct PoolSettings {
    /// Most connections that this process opens.
    pub max_connections: u32,
    /// How long one statement may take.
    pub statement_timeout: Duration,
    /// How long a request waits for a free connection.
    pub acquire_timeout: Duration,
    /// From how long on a statement is logged as slow; never where this is none.
    pub slow_statement: Option<Duration>,
}

impl Default for PoolSettings {
    fn default() -> Self {
        Self {
            max_connections: 16,
            statement_timeout: Duration::from_secs(5),
            acquire_timeout: Duration::from_secs(2),
            slow_statement: Some(Duration::from_millis(200)),
        }
    }
}

/// How long a connection lies idle before it is asked whether it still lives.
const ASKED_AFTER: Duration = Duration::from_secs(1);

/// Opens the application's pool. Connections are made when they are needed, so a database that
/// is away is met by the first request and not here.
pub fn pool(options: PgConnectOptions, settings: &PoolSettings) -> PgPool {
    let options = options.application_name("the-plugs").options([
        (
            "statement_timeout",
            settings.statement_timeout.as_millis().to_string(),
        ),
        ("lock_timeout", "2000".to_owned()),
        ("idle_in_transaction_session_timeout", "10000".to_owned()),
        ("timezone", "UTC".to_owned()),
        // What it saves statements of milliseconds it spends fifty of on being made.
        ("jit", "off".to_owned()),
    ]);
    // The driver logs a statement's text, in which every value is a placeholder; it never has the
    // values themselves.
    let options = match settings.slow_statement {
        Some(from) => options.log_slow_statements(log::LevelFilter::Warn, from),
        None => options.log_slow_statements(log::LevelFilter::Off, Duration::MAX),
    };
    PgPoolOptions::new()
        .max_connections(settings.max_connections)
        .acquire_timeout(settings.acquire_timeout)
        // Asking a connection whether it lives costs a round trip, so only those are asked that
        // have lain idle; a database that was away has closed them.
        .test_before_acquire(false)
        .before_acquire(|connection, metadata| {
            Box::pin(async move {
                if metadata.idle_for >= ASKED_AFTER {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_lazy_with(options)
}

/// Applies what is pending, as the owner of the tables.
///
/// # Errors
/// If the database cannot be reached or a migration fails.
pub async fn migrate(options: &PgConnectOptions) -> Result<(), sqlx::Error> {
    let mut connection = sqlx::PgConnection::connect_with(options).await?;
    if connection
        .server_version_num()
        .is_some_and(|version| version < 150_000)
    {
        return Err(sqlx::Error::Configuration(
            "PostgreSQL 15 or later is needed".into(),
        ));
    }
    connection.execute("set role plugs_owner").await?;
    MIGRATOR
        .run(&mut connection)
        .await
        .map_err(|error| sqlx::Error::Migrate(Box::new(error)))?;
    // sqlx makes this table itself, so no migration can grant it; the health check reads it.
    connection
        .execute("grant select on _sqlx_migrations to plugs_app")
        .await?;
    connection.close().await?;
    migrate_queue(options).await
}

/// Brings the queue to the version of the library that reads it, and grants the application its
/// part of it.
async fn migrate_queue(options: &PgConnectOptions) -> Result<(), sqlx::Error> {
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection.execute("set role plugs_owner").await?;
                Ok(())
            })
        })
        .connect_with(options.clone())
        .await?;
    graphile_worker::WorkerUtils::new(pool.clone(), QUEUE_SCHEMA)
        .migrate()
        .await
        .map_err(|error| sqlx::Error::Configuration(error.into()))?;
    sqlx::raw_sql(QUEUE).execute(&pool).await?;
    pool.close().await;
    Ok(())
}

/// How long a process gathers reasons to wake the workers before it does.
const WAKING: Duration = Duration::from_millis(20);

/// Tells the workers that there is something to do, once for all that is queued within a moment.
///
/// Not within the transaction that queues: a NOTIFY there takes one lock of the whole cluster at
/// the commit, and would put the commits of all writers in a single file. Should nobody be told,
/// the workers look by themselves within a second.
pub fn wake_workers(pool: &PgPool) {
    static WAKES: AtomicBool = AtomicBool::new(false);
    if WAKES.swap(true, Ordering::SeqCst) {
        return;
    }
    let pool = pool.clone();
    tokio::spawn(async move {
        tokio::time::sleep(WAKING).await;
        WAKES.store(false, Ordering::SeqCst);
        let told = sqlx::query("select pg_notify('jobs:insert', '{\"count\":1}')")
            .execute(&pool)
            .await;
        if let Err(error) = told {
            tracing::debug!(%error, "the workers were not told of new jobs");
        }
    });
}

/// Notes that this process has stored something.
pub fn note_stored() {
    STORED.send_replace(());
}

/// Hears whenever this process has stored something.
#[must_use]
pub fn stored() -> watch::Receiver<()> {
    STORED.subscribe()
}

static STORED: LazyLock<watch::Sender<()>> = LazyLock::new(|| watch::Sender::new(()));

impl From<sqlx::Error> for AppError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_) => {
                tracing::error!(error = reason(&error), "the database is away or the pool is dry");
                Self::Unavailable {
                    retry_after_seconds: 2,
                }
            }
            sqlx::Error::Database(database) => match database.code().as_deref() {
                // query_canceled, lock_not_available, serialization_failure, deadlock_detected,
                // too_many_connections, admin_shutdown, crash_shutdown, cannot_connect_now
                Some("57014" | "55P03" | "40001" | "40P01" | "53300" | "57P01" | "57P02" | "57P03") => {
                    tracing::error!(%error, "the database gave up");
                    Self::Unavailable {
                        retry_after_seconds: 2,
                    }
                }
                // character_not_in_repertoire, untranslatable_character: a NUL byte, for one.
                Some("22021" | "22P05") => Self::BadRequest {
                    message: "The text holds characters that cannot be stored.".into(),
                },
                _ => Self::internal(&error),
            },
            _ => Self::internal(&error),
        }
    }
}

/// Turns the violation of a named constraint into the error of a field.
pub trait OnConstraint<T> {
    /// `pairs`: constraint name, field, message.
    ///
    /// # Errors
    /// Whatever went wrong, as the field's error where the constraint is listed.
    fn on_constraint(self, pairs: &[(&str, &str, &str)]) -> Result<T, AppError>;
}

impl<T> OnConstraint<T> for Result<T, sqlx::Error> {
    fn on_constraint(self, pairs: &[(&str, &str, &str)]) -> Result<T, AppError> {
        self.map_err(|error| {
            let violated = error.as_database_error().and_then(|error| error.constraint());
            match pairs.iter().find(|(name, ..)| Some(*name) == violated) {
                Some((_, field, message)) => FieldErrors::one(field, message).into(),
                None => error.into(),
            }
        })
    }
}

/// The newest migration that this binary carries.
#[must_use]
pub fn newest_migration() -> i64 {
    MIGRATOR
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or_default()
}

/// The newest migration that the database has.
///
/// # Errors
/// If the database cannot be reached or was never migrated.
pub async fn schema_version(pool: &PgPool) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("select coalesce(max(version), 0) from _sqlx_migrations where success")
        .fetch_one(pool)
        .await
}

/// A migration and when it was applied.
pub struct Applied {
    pub version: i64,
    pub description: String,
    pub installed_on: Option<chrono::DateTime<chrono::Utc>>,
}

/// Every migration of this binary, with the time at which the database got it; none of them where
/// there is no such database yet.
///
/// # Errors
/// If the server cannot be reached.
pub async fn history(options: &PgConnectOptions) -> Result<Vec<Applied>, sqlx::Error> {
    let installed = match sqlx::PgConnection::connect_with(options).await {
        Ok(connection) => installed(connection).await?,
        // invalid_catalog_name
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("3D000") => Vec::new(),
        Err(error) => return Err(error),
    };
    let up = MIGRATOR
        .iter()
        .filter(|migration| !migration.migration_type.is_down_migration());
    Ok(up
        .map(|migration| Applied {
            version: migration.version,
            description: migration.description.to_string(),
            installed_on: installed
                .iter()
                .find(|(version, _)| *version == migration.version)
                .map(|(_, at)| *at),
        })
        .collect())
}

/// The migrations that a database has had, by version.
async fn installed(
    mut connection: sqlx::PgConnection,
) -> Result<Vec<(i64, chrono::DateTime<chrono::Utc>)>, sqlx::Error> {
    let migrated: bool = sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null")
        .fetch_one(&mut connection)
        .await?;
    let mut installed = Vec::new();
    if migrated {
        installed = sqlx::query_as("select version, installed_on from _sqlx_migrations where success")
            .fetch_all(&mut connection)
            .await?;
    }
    connection.close().await?;
    Ok(installed)
}

/// Makes what a cluster needs before the first migration: the roles, the application's password
/// and the database.
///
/// # Errors
/// If the connection is not an administrator's.
pub async fn prepare_cluster(
    options: &PgConnectOptions,
    app_password: Option<&str>,
) -> Result<(), sqlx::Error> {
    let mut connection = sqlx::PgConnection::connect_with(&options.clone().database("postgres")).await?;
    // Roles belong to the cluster: two that migrate at once must not make them twice.
    sqlx::query("select pg_advisory_lock(hashtext('the-plugs roles'))")
        .execute(&mut connection)
        .await?;
    connection.execute(ROLES).await?;
    if let Some(password) = app_password {
        let statement: String =
            sqlx::query_scalar("select format('alter role plugs_app password %L', $1::text)")
                .bind(password)
                .fetch_one(&mut connection)
                .await?;
        connection.execute(sqlx::AssertSqlSafe(statement)).await?;
    }
    if let Some(name) = options.get_database() {
        let missing: Option<String> = sqlx::query_scalar(
            "select format('create database %I owner plugs_owner encoding ''UTF8'' template template0', $1::text) \
             where not exists (select from pg_database where datname = $1)",
        )
        .bind(name)
        .fetch_optional(&mut connection)
        .await?;
        if let Some(statement) = missing {
            connection.execute(sqlx::AssertSqlSafe(statement)).await?;
        }
    }
    connection.close().await
}
