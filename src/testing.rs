//! Real databases for tests: a fresh, migrated one for each, copied from a template, and reached
//! as the application's role, since an administrator's connection would prove nothing.

#![expect(
    clippy::expect_used,
    reason = "a test that cannot have its database has failed"
)]

use crate::accounts::roles::Role;
use crate::db;
use crate::ids::{OrganizationId, UserId};
use crate::media::storage::Files;
use crate::sealing::Keyring;
use crate::server::config::{Command, CommandLine, KeyArgs};
use crate::tenancy::Tenant;
use clap::Parser;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::mpsc;
use std::time::Duration;
use uuid::Uuid;

/// The application's password in a test cluster.
const PASSWORD: &str = "plugs";

/// The master key of tests.
pub const MASTER_KEY: &str = "7e57000000000000000000000000000000000000000000000000000000007e57";

/// A database of its own. It is dropped with this value.
pub struct TestDb {
    administrator: PgConnectOptions,
    name: String,
}

impl TestDb {
    /// Copies the template, which is made first where this version's is missing.
    ///
    /// # Panics
    /// Without `TEST_DATABASE_URL`, an administrator's connection to a cluster for tests;
    /// `scripts/test.sh` starts one.
    pub async fn new() -> Self {
        Keyring::open(&KeyArgs::of(MASTER_KEY)).expect("a keyring");
        let url = std::env::var("TEST_DATABASE_URL").expect("TEST_DATABASE_URL is set by scripts/test.sh");
        let administrator: PgConnectOptions = url.parse().expect("TEST_DATABASE_URL is a database address");
        let mut connection = PgConnection::connect_with(&administrator.clone().database("postgres"))
            .await
            .expect("a cluster for tests");
        let template = template(&mut connection, &administrator).await;
        let name = format!("test_{}", Uuid::now_v7().simple());
        let create = format!("create database {name} template {template} owner plugs_owner");
        connection
            .execute(AssertSqlSafe(create))
            .await
            .expect("a copy of the template");
        connection.close().await.expect("the connection closes");
        Self {
            administrator: administrator.database(&name),
            name,
        }
    }

    /// How the application connects.
    #[must_use]
    pub fn app_options(&self) -> PgConnectOptions {
        self.administrator
            .clone()
            .username("plugs_app")
            .password(PASSWORD)
    }

    /// How an administrator connects.
    #[must_use]
    pub fn admin_options(&self) -> PgConnectOptions {
        self.administrator.clone()
    }

    /// The application's pool, as the server makes it.
    #[must_use]
    pub fn app_pool(&self) -> PgPool {
        self.app_pool_of(4)
    }

    /// The application's pool with a given number of connections.
    #[must_use]
    pub fn app_pool_of(&self, max_connections: u32) -> PgPool {
        let settings = db::PoolSettings {
            max_connections,
            acquire_timeout: Duration::from_secs(30),
            ..db::PoolSettings::default()
        };
        db::pool(self.app_options(), &settings)
    }

    /// An administrator's pool, to look behind the curtain.
    #[must_use]
    pub fn admin_pool(&self) -> PgPool {
        PgPoolOptions::new()
            .max_connections(2)
            .connect_lazy_with(self.administrator.clone())
    }

    /// Makes an organisation with one person of every role, whose addresses are
    /// `role@name.example` in lower case. Nobody can sign in until a password is set.
    pub async fn organization(&self, name: &str) -> Org {
        let id = OrganizationId::new();
        let mut connection = PgConnection::connect_with(&self.administrator)
            .await
            .expect("a connection");
        let mut transaction = connection.begin().await.expect("a transaction");
        let settings = format!(
            "set local app.organization_id = '{id}'; set local app.actor_kind = 'sign_up'; set local app.user_id = ''"
        );
        transaction
            .execute(AssertSqlSafe(settings))
            .await
            .expect("the settings");
        sqlx::query("insert into organizations (id, name) values ($1, $2)")
            .bind(id)
            .bind(name)
            .execute(&mut *transaction)
            .await
            .expect("an organisation");
        let mut people = Vec::new();
        for role in Role::ALL {
            let user = UserId::new();
            sqlx::query(
                "insert into users (organization_id, id, email, password_hash, first_name, last_name, role, is_admin, is_verified) \
                 values ($1, $2, $3, '!', $4, $5, $6, $7, true)",
            )
            .bind(id)
            .bind(user)
            .bind(format!("{role}@{}.example", name.to_lowercase()))
            .bind(role.label())
            .bind(name)
            .bind(role)
            .bind(role.is_admin())
            .execute(&mut *transaction)
            .await
            .expect("a user");
            people.push((*role, user));
        }
        transaction.commit().await.expect("the organisation is stored");
        connection.close().await.expect("the connection closes");
        Org {
            id,
            name: name.to_owned(),
            people,
        }
    }
}

impl Drop for TestDb {
    /// The server drops nothing while somebody is in the middle of connecting, and whoever of the test is waits for the thread
    /// that this blocks. So the server is asked and given a moment; it goes on when they are gone, with or without us.
    fn drop(&mut self) {
        let options = self.administrator.clone().database("postgres");
        let statement = format!("drop database if exists {} with (force)", self.name);
        let (is_asked, asked) = mpsc::channel();
        // Dropping happens in whatever runtime the test used, so it brings its own.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime.block_on(async {
                let connection = PgConnection::connect_with(&options).await;
                let mut connection = connection.map_err(std::io::Error::other)?;
                let _ = is_asked.send(());
                let dropped = connection.execute(AssertSqlSafe(statement)).await;
                let _ = is_asked.send(());
                dropped.map(|_| ()).map_err(std::io::Error::other)
            })
        });
        if asked.recv().is_ok() {
            let _ = asked.recv_timeout(Duration::from_millis(500));
        }
    }
}

/// Opens the process's store of files, in a folder that is gone with it. The first to call it decides.
///
/// # Panics
/// Where these are no options of a store, or of none that works.
pub async fn files(options: &[&str]) {
    static FOLDER: std::sync::LazyLock<tempfile::TempDir> =
        std::sync::LazyLock::new(|| tempfile::tempdir().expect("a folder"));
    let folder = FOLDER.path().display().to_string();
    let line = [
        "the-plugs",
        "worker",
        "--database-url",
        "postgres://nowhere/none",
        "--files-folder",
        &folder,
    ];
    let command = CommandLine::try_parse_from(line.iter().chain(options))
        .expect("options")
        .command;
    if let Command::Worker(worker) = command {
        Files::open(&worker.files).await.expect("a store of files");
    }
}

/// An organisation of a test.
#[derive(Clone, Debug)]
pub struct Org {
    pub id: OrganizationId,
    pub name: String,
    people: Vec<(Role, UserId)>,
}

impl Org {
    /// The person of a role.
    ///
    /// # Panics
    /// Never: every role has one.
    #[must_use]
    pub fn user(&self, role: Role) -> UserId {
        self.people
            .iter()
            .find(|(of, _)| *of == role)
            .map(|(_, user)| *user)
            .expect("a person of every role")
    }

    /// The organisation as the person of a role reaches it.
    #[must_use]
    pub fn tenant(&self, pool: &PgPool, role: Role) -> Tenant {
        Tenant::for_session(
            pool.clone(),
            self.id,
            self.user(role),
            role,
            "test-request".into(),
        )
    }
}

/// The name of this version's template, which is made where it is missing.
async fn template(connection: &mut PgConnection, administrator: &PgConnectOptions) -> String {
    let mut hasher = DefaultHasher::new();
    db::ROLES.hash(&mut hasher);
    db::QUEUE.hash(&mut hasher);
    for migration in db::MIGRATOR.iter() {
        migration.sql.as_str().hash(&mut hasher);
    }
    let name = format!("plugs_template_{:016x}", hasher.finish());
    sqlx::query("select pg_advisory_lock(hashtext($1))")
        .bind(&name)
        .execute(&mut *connection)
        .await
        .expect("the template's lock");
    let ready: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(&name)
        .fetch_one(&mut *connection)
        .await
        .expect("a look at the catalogue");
    if !ready {
        let building = format!("{name}_{}", Uuid::now_v7().simple());
        let options = administrator.clone().database(&building);
        db::prepare_cluster(&options, Some(PASSWORD))
            .await
            .expect("roles and a database");
        db::migrate(&options).await.expect("the migrations");
        let rename = format!("alter database {building} rename to {name}");
        connection
            .execute(AssertSqlSafe(rename))
            .await
            .expect("the template's name");
    }
    sqlx::query("select pg_advisory_unlock(hashtext($1))")
        .bind(&name)
        .execute(&mut *connection)
        .await
        .expect("the lock is free");
    name
}
