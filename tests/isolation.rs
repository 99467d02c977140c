//! Two organisations in one database, as the application's role reaches them.

mod rows;
mod sweep;

use crate::support::{Gate, administrator, texts};
use rows::{Known, identity, tenant_tables};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};
use std::collections::BTreeMap;
use sweep::{attempt, settings, sweep};
use the_plugs::accounts::roles::{Permission, Role};
use the_plugs::error::AppError;
use the_plugs::testing::TestDb;
use uuid::Uuid;

/// Lumen and Harbor, each with a row in every table.
async fn two_organizations(db: &TestDb) -> (Known, Known) {
    let mut administrator = administrator(db).await;
    let lumen = db.organization("Lumen").await;
    let harbor = db.organization("Harbor").await;
    let lumen = Known::fill(&mut administrator, &lumen).await;
    let harbor = Known::fill(&mut administrator, &harbor).await;
    (lumen, harbor)
}

/// A connection as the application makes it.
async fn application(db: &TestDb) -> PgConnection {
    PgConnection::connect_with(&db.app_options())
        .await
        .expect("the application's connection")
}

#[tokio::test]
async fn these_tests_work_as_the_applications_role_which_nothing_exempts() {
    let db = TestDb::new().await;
    let facts = texts(
        &mut application(&db).await,
        "select session_user || ' ' || current_user || ' superuser ' || rolsuper || ' bypass ' || rolbypassrls
           || ' member of ' || (select count(*) from pg_auth_members where member = r.oid)
           || ' row_security ' || current_setting('row_security')
         from pg_roles r where rolname = session_user",
    )
    .await;
    assert_eq!(
        facts,
        ["plugs_app plugs_app superuser false bypass false member of 0 row_security on"]
    );
}

#[tokio::test]
async fn neither_organisation_sees_or_changes_a_row_of_the_other_by_any_verb() {
    let db = TestDb::new().await;
    let (lumen, harbor) = two_organizations(&db).await;
    let mut connection = application(&db).await;
    for (ours, theirs) in [(&lumen, &harbor), (&harbor, &lumen)] {
        let found = sweep(&mut connection, ours, theirs).await;
        assert!(found.is_empty(), "{found:#?}");
    }
}

#[tokio::test]
async fn dropping_or_opening_any_policy_turns_the_sweep_red() {
    let db = TestDb::new().await;
    let (lumen, harbor) = two_organizations(&db).await;
    let mut administrator = administrator(&db).await;
    let policies = texts(
        &mut administrator,
        "select format('policy %I on %I', policyname, tablename) from pg_policies order by tablename, policyname",
    )
    .await;
    assert!(policies.len() > 2 * 17, "two on every table at least");
    let drops = policies.iter().map(|policy| format!("drop {policy}"));
    let opens = policies
        .iter()
        .filter(|policy| policy.starts_with("policy tenant "))
        .map(|policy| format!("alter {policy} using (true)"));
    let harmless = ["select 1".to_owned()];
    for change in harmless.into_iter().chain(drops).chain(opens) {
        let mut transaction = administrator.begin().await.expect("a transaction");
        transaction
            .execute(AssertSqlSafe(change.clone()))
            .await
            .expect("the change");
        transaction
            .execute("set local role plugs_app")
            .await
            .expect("the application's role");
        let found = sweep(&mut transaction, &lumen, &harbor).await;
        assert_eq!(
            found.is_empty(),
            change == "select 1",
            "the sweep after `{change}` found {found:#?}"
        );
        transaction.rollback().await.expect("a rollback");
    }
}

/// A digest of every row of an organisation, table by table.
async fn digest(connection: &mut PgConnection, known: &Known) -> BTreeMap<String, String> {
    let mut digests = BTreeMap::new();
    for (table, rows) in &known.tables {
        let query = format!(
            "select coalesce(md5(string_agg(t::text, '|' order by t::text)), 'none') from {table} t where {} = '{}'",
            rows.key, known.organization
        );
        digests.insert(table.clone(), texts(connection, &query).await.join(""));
    }
    digests
}

#[tokio::test]
async fn what_one_organisation_does_to_everything_it_sees_leaves_the_others_rows_as_they_were() {
    let db = TestDb::new().await;
    let (lumen, harbor) = two_organizations(&db).await;
    let mut administrator = administrator(&db).await;
    let before = digest(&mut administrator, &harbor).await;
    let own_before = digest(&mut administrator, &lumen).await;

    let mut connection = application(&db).await;
    let mut transaction = connection.begin().await.expect("a transaction");
    let who = settings(&lumen.organization.to_string(), &lumen.member.to_string());
    transaction
        .execute(AssertSqlSafe(who))
        .await
        .expect("the settings");
    for statement in [
        "update contacts set notes = '\\x0103'",
        "update users set bio = 'mine'",
        "update organizations set name = 'mine'",
        "update contacts set is_deleted = true, deleted_at = now(), deletion_id = app.uuid_v7()",
        "update integrations set credentials = '\\x0103'",
        "delete from team_members",
        "delete from media_collection_items",
        "update events set title = 'mine'",
        "update notifications set is_read = true",
    ] {
        transaction
            .execute(statement)
            .await
            .unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    transaction.commit().await.expect("a commit");

    assert_eq!(digest(&mut administrator, &harbor).await, before);
    let own_after = digest(&mut administrator, &lumen).await;
    for table in ["contacts", "users", "organizations", "team_members", "audit_logs"] {
        assert_ne!(own_after[table], own_before[table], "{table}");
    }
}

#[tokio::test]
async fn without_a_setting_nothing_is_seen_and_every_write_is_refused() {
    let db = TestDb::new().await;
    let (lumen, _) = two_organizations(&db).await;
    let mut connection = application(&db).await;
    let nobody = Uuid::now_v7().to_string();
    for who in [
        String::new(),
        settings("", ""),
        settings(&nobody, &lumen.member.to_string()),
    ] {
        let mut transaction = connection.begin().await.expect("a transaction");
        transaction
            .execute(AssertSqlSafe(who.clone()))
            .await
            .expect("the settings");
        for (table, rows) in &lumen.tables {
            let seen: i64 = sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table}")))
                .fetch_one(&mut *transaction)
                .await
                .expect("a count");
            assert_eq!(seen, 0, "{table} with `{who}`");
            for statement in [
                format!("update {table} set {key} = {key}", key = rows.key),
                format!("delete from {table}"),
            ] {
                let outcome = attempt(&mut transaction, statement.clone()).await;
                assert!(
                    matches!(&outcome, Ok(0))
                        || ["42501", "PL001"]
                            .map(|code| Err(code.to_owned()))
                            .contains(&outcome),
                    "`{statement}` with `{who}`: {outcome:?}"
                );
            }
            let insert = format!(
                "insert into {table} ({columns}) select {columns} from jsonb_populate_record(null::{table}, $row${}$row$)",
                rows.example,
                columns = rows.columns
            );
            let outcome = attempt(&mut transaction, insert).await;
            let refused = ["42501", "23503", "PL001"].map(|code| Err(code.to_owned()));
            assert!(
                refused.contains(&outcome),
                "insert into {table} with `{who}`: {outcome:?}"
            );
        }
        transaction.rollback().await.expect("a rollback");
    }
}

#[tokio::test]
async fn a_setting_that_is_no_organisation_shows_nothing() {
    let db = TestDb::new().await;
    two_organizations(&db).await;
    let mut connection = application(&db).await;
    for garbage in ["x", "%", "null", "00000000-0000-0000-0000-000000000000 or true"] {
        let mut transaction = connection.begin().await.expect("a transaction");
        sqlx::query("select set_config('app.organization_id', $1, true)")
            .bind(garbage)
            .execute(&mut *transaction)
            .await
            .expect("the setting");
        let outcome = attempt(&mut transaction, "select * from contacts".into()).await;
        assert_eq!(outcome, Err("22P02".into()), "{garbage}");
        transaction.rollback().await.expect("a rollback");
    }
}

/// Tables that are written with audited rows and by the same act, whose audit asks who does it.
const WRITTEN_WITH_OTHERS: &[&str] = &[
    "contact_tags",
    "contact_words",
    "event_attendee_words",
    "contact_stage_totals",
    "contact_company_totals",
    "expense_parts",
    "expense_totals",
    "expense_differences",
];

/// Tables on which a trigger of their own asks who does it.
const NOT_AUDITED: &[&str] = &[
    "analytics_events",
    "bulk_change_portions",
    "bulk_change_rows",
    "bulk_changes",
    "integration_logs",
    "jobs",
    "mails",
    "notifications",
];

#[tokio::test]
async fn a_write_without_an_actor_is_refused() {
    let db = TestDb::new().await;
    let (lumen, _) = two_organizations(&db).await;
    let mut connection = application(&db).await;
    for actor in ["", "nobody", "person"] {
        let mut transaction = connection.begin().await.expect("a transaction");
        let who = format!(
            "set local app.organization_id = '{}'; set local app.actor_kind = '{actor}'; set local app.user_id = ''",
            lumen.organization
        );
        transaction
            .execute(AssertSqlSafe(who))
            .await
            .expect("the settings");
        for (table, rows) in &lumen.tables {
            if WRITTEN_WITH_OTHERS.contains(&table.as_str()) {
                continue;
            }
            let insert = format!(
                "insert into {table} ({columns}) select {columns} from jsonb_populate_record(null::{table},
                   $row${}$row$::jsonb || jsonb_build_object('id', app.uuid_v7()))",
                rows.example,
                columns = rows.columns
            );
            for statement in [
                insert,
                format!("update {table} set {key} = {key}", key = rows.key),
                format!("delete from {table}"),
            ] {
                let outcome = attempt(&mut transaction, statement.clone()).await;
                // Refused for its actor, for want of the right, or because the row is there already.
                let refused = ["PL001", "42501", "23505"].map(|code| Err(code.to_owned()));
                assert!(
                    refused.contains(&outcome),
                    "`{statement}` as `{actor}`: {outcome:?}"
                );
                // No audit asks on these, and they may be added to.
                if NOT_AUDITED.contains(&table.as_str()) && statement.starts_with("insert") {
                    assert_eq!(outcome, Err("PL001".into()), "`{statement}` as `{actor}`");
                }
            }
        }
        transaction.rollback().await.expect("a rollback");
    }
}

#[tokio::test]
async fn no_reference_accepts_a_row_of_another_organisation() {
    let db = TestDb::new().await;
    let (lumen, harbor) = two_organizations(&db).await;
    let mut administrator = administrator(&db).await;
    let references: Vec<(String, String, String, String)> = sqlx::query_as(
        "select c.conrelid::regclass::text, c.conname::text, a.attname::text, c.confrelid::regclass::text
         from pg_constraint c
         join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[cardinality(c.conkey)]
         where c.contype = 'f' and cardinality(c.conkey) > 1 and c.conrelid not in ('sessions'::regclass, 'sign_ups'::regclass)",
    )
    .fetch_all(&mut administrator)
    .await
    .expect("the references");
    assert!(references.len() > 25, "{references:?}");
    for (table, constraint, column, parent) in references {
        let parents = &harbor.tables[&parent].ids;
        let mut transaction = administrator.begin().await.expect("a transaction");
        // Only the reference itself is asked: as an administrator, and without the triggers in front of it.
        transaction
            .execute(AssertSqlSafe(format!("alter table {table} disable trigger user")))
            .await
            .expect("no triggers");
        // One that is asked at the end is asked here.
        transaction
            .execute("set constraints all immediate")
            .await
            .expect("at once");
        // What refers to the row by more than its id would be told first.
        let referring = format!(
            "select format('alter table %s drop constraint %I', conrelid::regclass, conname) from pg_constraint
             where contype = 'f' and confrelid = '{table}'::regclass and cardinality(confkey) > 2"
        );
        for drop in texts(&mut transaction, &referring).await {
            transaction
                .execute(AssertSqlSafe(drop))
                .await
                .expect("nothing refers to it");
        }
        let statement = format!(
            "update {table} set {column} = '{}' where {key} = '{org}' and {id} = (
               select {id} from {table} where {key} = '{org}' order by {column} nulls last limit 1)",
            parents[0],
            key = lumen.tables[&table].key,
            org = lumen.organization,
            id = identity(&table)
        );
        let error = transaction
            .execute(AssertSqlSafe(statement))
            .await
            .expect_err(&format!("{constraint} accepts a foreign row"));
        let violated = error.as_database_error().and_then(|error| error.constraint());
        assert_eq!(violated, Some(constraint.as_str()), "{error}");
        transaction.rollback().await.expect("a rollback");
    }
}

#[tokio::test]
async fn an_id_that_another_organisation_uses_is_free_and_so_tells_nothing() {
    let db = TestDb::new().await;
    let (lumen, harbor) = two_organizations(&db).await;
    let mut connection = application(&db).await;
    let mut transaction = connection.begin().await.expect("a transaction");
    let who = settings(&lumen.organization.to_string(), &lumen.member.to_string());
    transaction
        .execute(AssertSqlSafe(who))
        .await
        .expect("the settings");
    let taken = harbor.tables["contacts"].ids[0];
    let insert = format!(
        "insert into contacts (organization_id, id, first_name, last_name, email, created_by)
         values ('{}', '{taken}', 'Ada', 'Lovelace', 'ada@analytical.example', '{}')",
        lumen.organization, lumen.member
    );
    assert_eq!(attempt(&mut transaction, insert).await, Ok(1));
    // Even a new organisation cannot find out by trying: it is refused before uniqueness is looked at.
    for id in [harbor.organization, Uuid::now_v7()] {
        let insert = format!("insert into organizations (id, name) values ('{id}', 'Twin')");
        assert_eq!(attempt(&mut transaction, insert).await, Err("42501".into()));
    }
}

#[tokio::test]
async fn a_connection_that_served_a_tenant_shows_nothing_afterwards() {
    let db = TestDb::new().await;
    let mut administrator = administrator(&db).await;
    let org = db.organization("Lumen").await;
    Known::fill(&mut administrator, &org).await;
    let pool = db.app_pool_of(1);
    for commits in [true, false] {
        let tenant = org.tenant(&pool, Role::Member);
        let mut tx = tenant
            .begin(Permission::ViewContacts)
            .await
            .expect("a transaction");
        let seen: i64 = sqlx::query_scalar("select count(*) from contacts")
            .fetch_one(tx.conn())
            .await
            .expect("a count");
        assert_eq!(seen, 1);
        if commits {
            tx.commit().await.expect("a commit");
        } else {
            drop(tx);
        }
        let mut connection = pool.acquire().await.expect("the same connection");
        for table in tenant_tables(&mut connection).await {
            let seen: i64 = sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table}")))
                .fetch_one(&mut *connection)
                .await
                .expect("a count");
            assert_eq!(seen, 0, "{table}");
        }
        let left: String =
            sqlx::query_scalar("select coalesce(current_setting('app.organization_id', true), '')")
                .fetch_one(&mut *connection)
                .await
                .expect("the setting");
        assert_eq!(left, "");
    }
}

#[tokio::test]
async fn through_a_tenant_another_organisations_ids_lead_nowhere() {
    let db = TestDb::new().await;
    let mut administrator = administrator(&db).await;
    let lumen = db.organization("Lumen").await;
    let harbor = db.organization("Harbor").await;
    Known::fill(&mut administrator, &lumen).await;
    let theirs = Known::fill(&mut administrator, &harbor).await;
    let pool = db.app_pool();
    let mut tx = lumen
        .tenant(&pool, Role::Owner)
        .begin(Permission::ViewContacts)
        .await
        .expect("a transaction");
    for (table, rows) in &theirs.tables {
        for id in &rows.ids {
            let found: Option<i32> = sqlx::query_scalar(AssertSqlSafe(format!(
                "select 1 from {table} where {} = '{id}'",
                identity(table)
            )))
            .fetch_optional(tx.conn())
            .await
            .expect("an answer");
            assert_eq!(found, None, "{table} {id}");
        }
    }
}

#[tokio::test]
async fn without_the_permission_no_transaction_is_opened_and_no_connection_taken() {
    let db = TestDb::new().await;
    let org = db.organization("Lumen").await;
    let pool = db.app_pool_of(1);
    for role in Role::ALL {
        for permission in Permission::ALL {
            let opened = org.tenant(&pool, *role).begin(*permission).await;
            match role.scope(*permission) {
                Some(scope) => assert_eq!(opened.expect("a transaction").scope(), scope),
                None => assert_eq!(opened.err(), Some(AppError::Forbidden), "{role} {permission:?}"),
            }
        }
    }
}

#[tokio::test]
async fn opening_a_tenants_transaction_costs_one_round_trip() {
    let db = TestDb::new().await;
    let org = db.organization("Lumen").await;
    let gate = Gate::before(&db).await;
    let pool = the_plugs::db::pool(
        gate.through(db.app_options()),
        &the_plugs::db::PoolSettings::default(),
    );
    let tenant = org.tenant(&pool, Role::Member);
    let tx = tenant
        .begin(Permission::ViewContacts)
        .await
        .expect("a transaction");
    tx.commit().await.expect("a commit");
    // A connection is rolled back on its way into the pool, which is a question of its own.
    while pool.num_idle() < usize::try_from(pool.size()).expect("a few") {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }

    let before = gate.round_trips();
    let tx = tenant
        .begin(Permission::ViewContacts)
        .await
        .expect("a transaction");
    assert_eq!(gate.round_trips() - before, 1);
    tx.commit().await.expect("a commit");
    assert_eq!(gate.round_trips() - before, 2);
}
