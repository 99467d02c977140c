//! A database that was filled with the demo.

use super::super::cast::{ORGANIZATIONS, PASSWORD};
use super::super::{Seeded, demo, fill};
use crate::accounts::passwords::Passwords;
use crate::accounts::roles::{Permission, Role};
use crate::agenda;
use crate::error::AppResult;
use crate::ids::{EventId, OrganizationId, UserId};
use crate::tenancy::Tenant;
use crate::testing::TestDb;
use chrono::Utc;
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, PgPool};

/// A fresh database with the demo in it.
async fn filled() -> (TestDb, PgPool) {
    let db = TestDb::new().await;
    let app = db.app_pool();
    let seeded = demo(&app, Some(&db.admin_pool()), Utc::now())
        .await
        .expect("the demo is put in");
    assert!(
        matches!(
            seeded,
            Seeded::Filled {
                contacts: 2_050,
                is_dated_back: true,
                ..
            }
        ),
        "{seeded:?}"
    );
    (db, app)
}

/// A person of the demo, as they reach their organisation once they have signed in.
async fn signed_in(app: &PgPool, email: &str) -> (Tenant, UserId) {
    let (organization, user, role): (OrganizationId, UserId, Role) =
        sqlx::query_as("select organization_id, user_id, role from app.sign_in_candidates($1)")
            .bind(email)
            .fetch_one(app)
            .await
            .expect("a person with this address");
    (
        Tenant::for_session(app.clone(), organization, user, role, "test".into()),
        user,
    )
}

/// The answer to a question that has one number as its answer, asked inside an organisation.
async fn count(tenant: &Tenant, question: &'static str) -> i64 {
    let mut tx = tenant.begin(Permission::SeeOneself).await.expect("a transaction");
    sqlx::query_scalar(question)
        .fetch_one(tx.conn())
        .await
        .expect("an answer")
}

#[tokio::test]
async fn the_demo_is_put_in_whole_and_looks_lived_in() {
    let (db, app) = filled().await;
    everybody_can_sign_in(&app).await;
    each_organisation_sees_its_own(&app).await;
    the_data_keeps_last_interaction(&app).await;
    the_forum_has_an_agenda_in_which_one_thing_clashes(&app).await;
    claims_stand_everywhere_and_reports_say_what_they_come_to(&app).await;
    the_member_shares_a_team_with_the_manager(&app).await;
    the_audit_tells_the_story_with_its_dates(&app).await;
    the_application_still_cannot_change_the_audit(&db, &app).await;
    a_second_time_nothing_is_touched(&db, &app).await;
}

async fn the_forum_has_an_agenda_in_which_one_thing_clashes(app: &PgPool) {
    let organization = &ORGANIZATIONS[0];
    let owner = organization.people[0].email(organization.domain);
    let (tenant, _) = signed_in(app, &owner).await;
    let mut tx = tenant.begin(Permission::ViewEvents).await.expect("a transaction");
    let forum: EventId = sqlx::query_scalar("select id from events where title = 'Autumn Forum'")
        .fetch_one(tx.conn())
        .await
        .expect("the forum");
    let agenda = agenda::queries::find(&mut tx, forum).await.expect("its agenda");
    assert_eq!(
        (agenda.rooms.len(), agenda.tracks.len(), agenda.days().len()),
        (4, 3, 3)
    );
    assert_eq!(agenda.clashes().len(), 1);
    let spoken = agenda
        .items
        .iter()
        .filter(|item| !item.speakers.is_empty())
        .count();
    assert!(agenda.items.len() > 25 && spoken > 15);
}

async fn claims_stand_everywhere_and_reports_say_what_they_come_to(app: &PgPool) {
    let (owner, _) = signed_in(app, "owner@lumen.example").await;
    for (status, least) in [("pending", 4), ("approved", 2), ("rejected", 2), ("paid", 60)] {
        let found = match status {
            "pending" => count(&owner, "select count(*) from expenses where status = 'pending'").await,
            "approved" => count(&owner, "select count(*) from expenses where status = 'approved'").await,
            "rejected" => count(&owner, "select count(*) from expenses where status = 'rejected'").await,
            _ => count(&owner, "select count(*) from expenses where status = 'paid'").await,
        };
        assert!(found >= least, "{found} are {status}");
    }
    let mut tx = owner
        .begin(Permission::ViewExpenses)
        .await
        .expect("a transaction");
    assert_eq!(
        crate::reports::queries::differences(&mut tx).await.unwrap(),
        [""; 0]
    );
    let undecided = "select count(*) from expenses e where status <> 'draft' and not exists (select from expense_decisions d \
        where d.organization_id = e.organization_id and d.expense_id = e.id)";
    assert_eq!(count(&owner, undecided).await, 0);
}

async fn everybody_can_sign_in(app: &PgPool) {
    let passwords = Passwords::new(None);
    for organization in &ORGANIZATIONS {
        for member in organization.people {
            let stored: Vec<String> =
                sqlx::query_scalar("select password_hash from app.sign_in_candidates($1) where role = $2")
                    .bind(member.email(organization.domain))
                    .bind(member.role)
                    .fetch_all(app)
                    .await
                    .unwrap();
            assert_eq!(
                passwords.matching(PASSWORD, stored).await.unwrap(),
                [true],
                "{}",
                member.role
            );
        }
    }
}

async fn each_organisation_sees_its_own(app: &PgPool) {
    for (email, contacts, people) in [("owner@lumen.example", 2_000, 5), ("owner@harbor.example", 50, 1)] {
        let (tenant, _) = signed_in(app, email).await;
        assert_eq!(count(&tenant, "select count(*) from organizations").await, 1);
        assert_eq!(count(&tenant, "select count(*) from contacts").await, contacts);
        assert_eq!(
            count(&tenant, "select count(*) from users where role <> 'system'").await,
            people
        );
        assert_eq!(
            count(&tenant, "select count(*) from users where role = 'system'").await,
            1
        );
    }
}

async fn the_data_keeps_last_interaction(app: &PgPool) {
    let (tenant, _) = signed_in(app, "owner@lumen.example").await;
    let wrong = "select count(*) from contacts c where last_interaction is distinct from (
      select max(interaction_date) from contact_interactions i
      where i.contact_id = c.id and i.status = 'completed' and not i.is_deleted)";
    assert_eq!(count(&tenant, wrong).await, 0);
    assert!(
        count(
            &tenant,
            "select count(*) from contacts where last_interaction > now() - interval '4 days'"
        )
        .await
            > 20
    );
    assert_eq!(
        count(
            &tenant,
            "select count(*) from contacts where last_interaction > now()"
        )
        .await,
        0
    );
}

async fn the_member_shares_a_team_with_the_manager(app: &PgPool) {
    let (tenant, _) = signed_in(app, "member@lumen.example").await;
    let shared = "select count(*) from team_members m join team_members other using (team_id)
      join users u on u.id = other.user_id join users me on me.id = m.user_id
      where me.role = 'member' and u.role = 'manager'";
    assert_eq!(count(&tenant, shared).await, 1);
}

async fn the_audit_tells_the_story_with_its_dates(app: &PgPool) {
    let (tenant, _) = signed_in(app, "owner@lumen.example").await;
    // What has no date of the story has one with parts of a second.
    let young = "select count(*) from audit_logs where created_at > now() or created_at <> date_trunc('second', created_at)";
    assert_eq!(count(&tenant, young).await, 0);
    // The last that happened to a claim is what it was changed by last.
    let late = "select count(*) from audit_logs a join expenses e on e.id = a.record_id
      where a.table_name = 'expenses' and a.created_at > e.updated_at";
    assert_eq!(count(&tenant, late).await, 0);
    let undated = "select count(*) from contacts c join audit_logs a on a.record_id = c.id and a.table_name = 'contacts'
      where a.action = 'create' and (a.created_at <> c.created_at or a.user_id <> c.created_by)";
    assert_eq!(count(&tenant, undated).await, 0);
    let moved = "select count(*) from audit_logs where table_name = 'contacts' and action = 'update'
      and old_values ->> 'contact_type' <> new_values ->> 'contact_type'";
    let advanced =
        "select coalesce(sum(case contact_type when 'plug' then 2 when 'contact' then 1 else 0 end), 0)
      from contacts";
    assert!(count(&tenant, moved).await > 800);
    assert_eq!(count(&tenant, moved).await, count(&tenant, advanced).await);
    let versions = "select count(*) from contacts
      where version <> case contact_type when 'plug' then 3 when 'contact' then 2 else 1 end";
    assert_eq!(count(&tenant, versions).await, 0);
    let unsaid = "select count(*) from contacts c where updated_at <> (
      select max(created_at) from audit_logs a where a.record_id = c.id and a.table_name = 'contacts')";
    assert_eq!(count(&tenant, unsaid).await, 0);
    let by_whom =
        "select count(distinct user_id) from audit_logs where table_name = 'contacts' and action = 'update'";
    assert_eq!(count(&tenant, by_whom).await, 4);
}

async fn the_application_still_cannot_change_the_audit(db: &TestDb, app: &PgPool) {
    let refused = sqlx::query("update audit_logs set created_at = now()")
        .execute(app)
        .await;
    assert!(refused.is_err());
    let disabled: i64 = sqlx::query_scalar(
        "select count(*) from pg_trigger t join pg_class c on c.oid = t.tgrelid
         where c.relnamespace = 'public'::regnamespace and tgenabled <> 'O'",
    )
    .fetch_one(&db.admin_pool())
    .await
    .unwrap();
    assert_eq!(disabled, 0, "triggers that do not fire");
}

async fn a_second_time_nothing_is_touched(db: &TestDb, app: &PgPool) {
    let again = demo(app, Some(&db.admin_pool()), Utc::now()).await.unwrap();
    assert_eq!(again, Seeded::NotEmpty { has_demo: true });
    let (tenant, _) = signed_in(app, "owner@lumen.example").await;
    assert_eq!(count(&tenant, "select count(*) from contacts").await, 2_000);
}

#[tokio::test]
async fn a_database_with_an_organisation_even_a_deleted_one_is_left_alone() {
    let db = TestDb::new().await;
    let org = db.organization("Mine").await;
    let mut tx = org
        .tenant(&db.app_pool(), Role::Owner)
        .begin(Permission::OwnOrganization)
        .await
        .unwrap();
    let deleted = sqlx::query("update organizations set is_deleted = true, deleted_at = now() where id = $1")
        .bind(org.id)
        .execute(tx.conn())
        .await
        .unwrap();
    assert_eq!(deleted.rows_affected(), 1);
    tx.commit().await.unwrap();
    assert_eq!(
        harbor(&db, &db.admin_pool()).await.unwrap(),
        Seeded::NotEmpty { has_demo: false }
    );
    assert_eq!(organizations(&db).await, 1);
}

#[tokio::test]
async fn started_twice_at_once_it_fills_once() {
    let db = TestDb::new().await;
    let (one, other) = (db.admin_pool(), db.admin_pool());
    let (one, other) = tokio::join!(harbor(&db, &one), harbor(&db, &other));
    let outcomes = [one.unwrap(), other.unwrap()];
    assert_eq!(
        outcomes
            .iter()
            .filter(|outcome| **outcome == Seeded::NotEmpty { has_demo: true })
            .count(),
        1,
        "{outcomes:?}"
    );
    assert_eq!(organizations(&db).await, 1);
}

#[tokio::test]
async fn what_fails_halfway_leaves_nothing_behind() {
    let db = TestDb::new().await;
    let obstacle = "alter table contact_interactions add constraint obstacle check (status <> 'scheduled')";
    sqlx::query(obstacle).execute(&db.admin_pool()).await.unwrap();
    assert!(harbor(&db, &db.admin_pool()).await.is_err());
    assert_eq!(organizations(&db).await, 0);
    let entries: i64 = sqlx::query_scalar("select count(*) from audit_logs")
        .fetch_one(&db.admin_pool())
        .await
        .unwrap();
    assert_eq!(entries, 0);
}

#[tokio::test]
async fn without_an_administrator_it_says_what_to_do() {
    let db = TestDb::new().await;
    let refused = fill(&db.app_pool(), None, &ORGANIZATIONS[1..], Utc::now())
        .await
        .unwrap_err();
    assert!(
        refused.to_string().contains("MIGRATION_DATABASE_URL"),
        "{refused}"
    );
    assert_eq!(organizations(&db).await, 0);
}

#[tokio::test]
async fn an_administrator_who_is_no_superuser_fills_it_with_a_history_that_begins_today() {
    let db = TestDb::new().await;
    let superuser = db.admin_pool();
    let name = format!("test_administrator_{}", uuid::Uuid::now_v7().simple());
    let make = format!("create role {name} login password 'plugs'; grant plugs_owner to {name}");
    sqlx::raw_sql(AssertSqlSafe(make))
        .execute(&superuser)
        .await
        .unwrap();
    let options = db.admin_options().username(&name).password("plugs");
    let administrator = PgPoolOptions::new().max_connections(1).connect_lazy_with(options);
    let seeded = harbor(&db, &administrator).await;
    administrator.close().await;
    sqlx::raw_sql(AssertSqlSafe(format!("drop role {name}")))
        .execute(&superuser)
        .await
        .unwrap();

    let seeded = seeded.unwrap();
    assert!(
        matches!(
            seeded,
            Seeded::Filled {
                contacts: 50,
                is_dated_back: false,
                ..
            }
        ),
        "{seeded:?}"
    );
    assert!(seeded.to_string().contains("begin today"), "{seeded}");
    let (tenant, _) = signed_in(&db.app_pool(), "owner@harbor.example").await;
    assert_eq!(count(&tenant, "select count(*) from contacts").await, 50);
    let old = "select count(*) from audit_logs where created_at < now() - interval '1 hour'";
    assert_eq!(count(&tenant, old).await, 0);
}

/// Puts in the smaller organisation alone.
async fn harbor(db: &TestDb, administrator: &PgPool) -> AppResult<Seeded> {
    fill(
        &db.app_pool(),
        Some(administrator),
        &ORGANIZATIONS[1..],
        Utc::now(),
    )
    .await
}

async fn organizations(db: &TestDb) -> i64 {
    sqlx::query_scalar("select count(*) from organizations")
        .fetch_one(&db.admin_pool())
        .await
        .unwrap()
}
