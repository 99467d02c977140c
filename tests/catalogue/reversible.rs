//! Migrations that can be taken back.

use crate::support::texts;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use the_plugs::db::MIGRATOR;
use the_plugs::sealing::Keyring;
use the_plugs::sealing::rotation::seal_plain;
use the_plugs::server::config::KeyArgs;
use the_plugs::testing::{MASTER_KEY, TestDb};

/// The catalogue in words: everything that a migration can make, without the numbers that differ each time.
const CATALOGUE: &str = r"
    with own (oid) as (
      select c.oid from pg_class c
      where c.relnamespace in (select oid from pg_namespace where nspname in ('public', 'app'))
        and c.relname not like '\_sqlx\_migrations%'
        and not exists (select from pg_depend where objid = c.oid and deptype = 'e'))
    select 'relation ' || c.oid::regclass || ' ' || c.relkind::text || ' ' || c.relowner::regrole || c.relrowsecurity || c.relforcerowsecurity
      || coalesce(c.reloptions::text, '') || coalesce(obj_description(c.oid, 'pg_class'), '')
      || case when c.relkind = 'v' then pg_get_viewdef(c.oid) else '' end
      from pg_class c join own using (oid)
    union all
    select 'right ' || c.oid::regclass || ' ' || x.grantee || x.privilege_type || x.is_grantable
      from pg_class c join own using (oid) cross join lateral aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) x
    union all
    select 'column ' || a.attrelid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || a.attnotnull
      || a.attgenerated::text || a.attcollation || coalesce(pg_get_expr(d.adbin, d.adrelid), '') || coalesce(a.attacl::text, '')
      || coalesce(col_description(a.attrelid, a.attnum), '')
      from pg_attribute a join own on own.oid = a.attrelid
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attnum > 0 and not a.attisdropped
    union all
    select 'constraint ' || c.conrelid::regclass || '.' || c.conname || ' ' || pg_get_constraintdef(c.oid)
      from pg_constraint c join own on own.oid = c.conrelid
    union all
    select 'index ' || pg_get_indexdef(i.indexrelid) from pg_index i join own on own.oid = i.indrelid
    union all
    select 'trigger ' || pg_get_triggerdef(t.oid) || t.tgenabled::text
      from pg_trigger t join own on own.oid = t.tgrelid where not t.tgisinternal
    union all
    select 'policy ' || p::text from pg_policies p
    union all
    select 'function ' || p.oid::regprocedure || ' ' || p.proowner::regrole || pg_get_functiondef(p.oid)
      || coalesce(obj_description(p.oid, 'pg_proc'), '')
      || array(select x.grantee || x.privilege_type from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x order by 1)::text
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname in ('public', 'app')
        and not exists (select from pg_depend where objid = p.oid and deptype = 'e')
    union all
    select 'schema ' || n.nspname || ' ' || n.nspowner::regrole || ' '
      || array(select x.grantee || x.privilege_type from aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) x order by 1)::text
      from pg_namespace n where n.nspname not like 'pg\_%' and n.nspname <> 'information_schema'
    union all
    select 'default ' || d.defaclrole::regrole || d.defaclobjtype::text || d.defaclacl::text from pg_default_acl d
    union all
    select 'extension ' || extname || extversion from pg_extension
    union all
    select 'type ' || t.oid::regtype || t.typtype::text from pg_type t join pg_namespace n on n.oid = t.typnamespace
      where n.nspname in ('public', 'app') and t.typtype in ('e', 'd', 'r')
        and not exists (select from pg_depend where objid = t.oid and deptype = 'e')
    order by 1";

async fn versions(connection: &mut PgConnection) -> Vec<i64> {
    sqlx::query_scalar("select version from _sqlx_migrations where success order by version")
        .fetch_all(connection)
        .await
        .expect("the list of migrations")
}

/// Says what differs, since the whole catalogue is a long read.
fn assert_same(before: &[String], after: &[String], when: &str) {
    let gone: Vec<_> = before.iter().filter(|line| !after.contains(line)).collect();
    let new: Vec<_> = after.iter().filter(|line| !before.contains(line)).collect();
    assert!(
        gone.is_empty() && new.is_empty(),
        "{when}: gone {gone:#?}, new {new:#?}"
    );
}

/// An empty database, in which a test makes and takes back migrations as their owner.
struct Scratch {
    cluster: PgConnection,
    connection: PgConnection,
    name: String,
}

impl Scratch {
    async fn new() -> Self {
        let db = TestDb::new().await;
        let name = format!("scratch_{}", uuid::Uuid::now_v7().simple());
        let mut cluster = PgConnection::connect_with(&db.admin_options().database("postgres"))
            .await
            .expect("a connection");
        cluster
            .execute(AssertSqlSafe(format!(
                "create database {name} owner plugs_owner encoding 'UTF8' template template0"
            )))
            .await
            .expect("a database");
        let mut connection = PgConnection::connect_with(&db.admin_options().database(&name))
            .await
            .expect("a connection");
        connection
            .execute("set role plugs_owner")
            .await
            .expect("the owner's rights");
        Self {
            cluster,
            connection,
            name,
        }
    }

    async fn dropped(self) {
        let Self {
            mut cluster,
            connection,
            name,
        } = self;
        connection.close().await.expect("the connection closes");
        cluster
            .execute(AssertSqlSafe(format!("drop database {name} with (force)")))
            .await
            .expect("the database goes");
    }
}

#[tokio::test]
async fn every_migration_can_be_taken_back_and_made_again_one_by_one() {
    let mut scratch = Scratch::new().await;
    let connection = &mut scratch.connection;

    let mut up: Vec<i64> = MIGRATOR
        .iter()
        .filter(|migration| migration.migration_type.is_up_migration())
        .map(|migration| migration.version)
        .collect();
    up.sort_unstable();
    let mut previous = 0;
    for version in up {
        let before = texts(connection, CATALOGUE).await;
        MIGRATOR
            .run_to(version, &mut *connection)
            .await
            .expect("the migration");
        let made = texts(connection, CATALOGUE).await;
        assert_ne!(before, made, "migration {version} makes something");
        MIGRATOR
            .undo(&mut *connection, previous)
            .await
            .expect("the migration back");
        let undone = texts(connection, CATALOGUE).await;
        assert_same(&before, &undone, &format!("{version} taken back"));
        MIGRATOR
            .run_to(version, &mut *connection)
            .await
            .expect("the migration again");
        let again = texts(connection, CATALOGUE).await;
        assert_same(&made, &again, &format!("{version} made again"));
        previous = version;
    }
    let whole = texts(connection, CATALOGUE).await;
    MIGRATOR
        .undo(&mut *connection, 0)
        .await
        .expect("all migrations back");
    assert_eq!(versions(connection).await, Vec::<i64>::new());
    MIGRATOR
        .run(&mut *connection)
        .await
        .expect("all migrations again");
    assert_same(
        &whole,
        &texts(connection, CATALOGUE).await,
        "all taken back and made again",
    );

    scratch.dropped().await;
}

/// A contact as it was stored before anything was sealed: added, and changed once.
const PLAIN: &str = "
    begin;
    set local app.actor_kind = 'sign_up';
    set local app.organization_id = '01900000-0000-7000-8000-000000000001';
    insert into organizations (id, name) values ('01900000-0000-7000-8000-000000000001', 'Lumen');
    insert into users (organization_id, id, email, password_hash, first_name, last_name, role)
    values ('01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000002', 'system@lumen.example', '!',
      'The', 'System', 'system');
    insert into contacts (organization_id, created_by, first_name, last_name, phone, notes)
    values ('01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000002', 'Ada', 'Lovelace',
      '+44 20 7946 0958', 'Knows \\x00 numbers.');
    update contacts set notes = 'Señora.';
    commit";

/// What of it is private, in its row and in the trail.
const PRIVATE: &str = "
    select concat_ws('|', phone, notes) from contacts
    union all
    select concat_ws('|', old_values ->> 'phone', old_values ->> 'notes', new_values ->> 'phone', new_values ->> 'notes')
    from audit_logs where table_name = 'contacts'
    order by 1";

#[tokio::test]
async fn what_was_stored_plain_is_sealed_after_its_migration_which_can_be_taken_back_until_then() {
    let mut scratch = Scratch::new().await;
    let connection = &mut scratch.connection;
    let sealed = MIGRATOR
        .iter()
        .find(|migration| migration.description == "sealed contacts");
    let sealed = sealed.expect("the migration").version;
    let run = "the migration runs";
    MIGRATOR.run_to(sealed - 1, &mut *connection).await.expect(run);
    connection.execute("reset role").await.expect("all rights");
    connection.execute(PLAIN).await.expect("a contact");
    let plain = texts(connection, PRIVATE).await;
    assert_eq!(plain.len(), 3, "{plain:?}");

    connection
        .execute("set role plugs_owner")
        .await
        .expect("its rights");
    MIGRATOR.run_to(sealed, &mut *connection).await.expect(run);
    MIGRATOR.undo(&mut *connection, sealed - 1).await.expect("back");
    connection.execute("reset role").await.expect("all rights");
    assert_eq!(texts(connection, PRIVATE).await, plain);

    connection
        .execute("set role plugs_owner")
        .await
        .expect("its rights");
    MIGRATOR.run(&mut *connection).await.expect(run);
    connection.execute("reset role").await.expect("all rights");
    let keyring = Keyring::of(&KeyArgs::of(MASTER_KEY)).expect("a keyring");
    let rotated = seal_plain(connection, &keyring).await.expect("it is sealed");
    assert_eq!((rotated.values, rotated.unreadable), (6, 0));
    let private = texts(connection, PRIVATE).await;
    for line in &private {
        assert!(
            line.split('|').all(|value| value.starts_with("\\x0100000001")),
            "{line}"
        );
    }
    connection
        .execute("set role plugs_owner")
        .await
        .expect("its rights");
    let refused = MIGRATOR
        .undo(&mut *connection, sealed - 1)
        .await
        .expect_err("a refusal");
    assert!(format!("{refused:?}").contains("are sealed"), "{refused:?}");
    connection.execute("reset role").await.expect("all rights");
    assert_eq!(texts(connection, PRIVATE).await, private, "all stays as it is");
    scratch.dropped().await;
}

#[tokio::test]
async fn a_database_that_is_not_there_yet_has_every_migration_before_it() {
    let db = TestDb::new().await;
    let had = async |options: PgConnectOptions| {
        let history = the_plugs::db::history(&options).await.expect("a history");
        let had = history.iter().filter(|applied| applied.installed_on.is_some());
        (had.count(), history.len())
    };
    let (none, all) = had(db.admin_options().database("not_there_yet")).await;
    assert_eq!(none, 0);
    assert_eq!(had(db.admin_options()).await, (all, all));
    let empty = had(db.admin_options().database("postgres")).await;
    assert_eq!(empty, (0, all));
}
