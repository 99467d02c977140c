//! What PostgreSQL itself says of the schema: every rule of tenancy is read from the catalogue, and each
//! rule is shown to find the fault that it is for.

mod behaviour;
mod columns;
mod queue;
mod reversible;
mod rights;
mod shape;
mod upkeep;
mod values;
mod views;

pub use columns::TABLES;

use crate::support::{administrator, texts};
use sqlx::{Connection, Executor, PgConnection};
use the_plugs::testing::TestDb;

/// The tenant's tables, by which every rule goes: all but the five that have no tenant.
const TENANT_TABLES: &str = "create temp view tenant_table as
    select oid, relname::text as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
      and relname <> all (array['_sqlx_migrations', 'sessions', 'sign_in_attempts', 'sign_ups', 'known_browsers']);
    create temp view own_function as
    select p.oid, p.oid::regprocedure::text as name, p.proowner::regrole::text as owner, p.prosecdef, p.proconfig,
      p.prolang, p.proacl
    from pg_proc p
    where p.pronamespace in ('public'::regnamespace, 'app'::regnamespace)
      and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')";

/// A rule: a query that names what breaks it, and statements each of which breaks it.
struct Rule {
    offenders: &'static str,
    broken_by: &'static [&'static str],
}

impl Rule {
    /// Roles are the whole cluster's: whoever would change them, if only to roll back, does so alone.
    async fn roles(&self, db: &TestDb) -> Option<PgConnection> {
        let is_about_roles = |fault: &&str| fault.contains("alter role") || fault.starts_with("grant plugs_");
        self.broken_by.iter().find(|fault| is_about_roles(fault))?;
        let mut connection = PgConnection::connect_with(&db.admin_options().database("postgres"))
            .await
            .expect("a connection");
        connection
            .execute("select pg_advisory_lock(hashtext('the-plugs roles'))")
            .await
            .expect("the lock on roles");
        Some(connection)
    }

    /// The schema keeps the rule, and the rule finds each of its faults.
    async fn holds(&self) {
        let db = TestDb::new().await;
        let mut connection = administrator(&db).await;
        connection.execute(TENANT_TABLES).await.expect("the views");
        let offenders = texts(&mut connection, self.offenders).await;
        assert!(offenders.is_empty(), "broken by {offenders:#?}");
        let _roles = self.roles(&db).await;
        for fault in self.broken_by {
            let mut transaction = connection.begin().await.expect("a transaction");
            transaction
                .execute(*fault)
                .await
                .unwrap_or_else(|error| panic!("{error}\n{fault}"));
            let offenders = texts(&mut transaction, self.offenders).await;
            assert!(!offenders.is_empty(), "the rule does not see: {fault}");
            transaction.rollback().await.expect("a rollback");
        }
    }
}

/// Tests that each hold one [`Rule`] against the catalogue.
macro_rules! rules {
    ($($name:ident { $offenders:expr, broken by $($fault:expr),+ $(,)? })+) => {$(
        #[tokio::test]
        async fn $name() {
            crate::catalogue::Rule { offenders: $offenders, broken_by: &[$($fault),+] }.holds().await;
        }
    )+};
}
use rules;
