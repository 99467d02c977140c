//! The numbers of both views, on a case that was worked out by hand.

use crate::support::texts;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use the_plugs::accounts::roles::Role;
use the_plugs::testing::{Org, TestDb};

/// Events of one type and status with their attendees, and what was spent on them.
const EVENTS: &str = "
    insert into events (organization_id, id, title, event_type, created_by, start_date, end_date, currency, current_attendees)
    select '{org}', id::uuid, 'Evening', 'workshop', '{owner}', '2026-01-01Z', '2026-01-02Z', currency, attendees from (values
      ('00000000-0000-7000-8000-000000000001', 'USD', 10), ('00000000-0000-7000-8000-000000000002', 'USD', 20),
      ('00000000-0000-7000-8000-000000000003', 'EUR', 30), ('00000000-0000-7000-8000-000000000004', 'USD', 900))
      as event (id, currency, attendees);
    insert into expenses (organization_id, created_by, event_id, title, amount, currency, expense_date, is_deleted, deleted_at)
    select '{org}', '{owner}', event::uuid, 'Lamps', amount, currency, '2026-01-01', is_deleted,
      case when is_deleted then now() end
    from (values
      ('00000000-0000-7000-8000-000000000001', 100, 'USD', false), ('00000000-0000-7000-8000-000000000001', 50, 'USD', false),
      ('00000000-0000-7000-8000-000000000001', 7, 'EUR', false), ('00000000-0000-7000-8000-000000000003', 9, 'EUR', false),
      ('00000000-0000-7000-8000-000000000004', 4000, 'USD', false),
      -- In the trash, and for no event: neither counts.
      ('00000000-0000-7000-8000-000000000002', 5000, 'USD', true), (null, 6000, 'USD', false))
      as expense (event, amount, currency, is_deleted);
    update events set is_deleted = true, deleted_at = now() where id = '00000000-0000-7000-8000-000000000004'";

/// Two people of one type and status, and one in the trash.
const CONTACTS: &str = "
    insert into contacts (organization_id, id, first_name, last_name, created_by, lead_score)
    select '{org}', id::uuid, 'Ada', 'Lovelace', '{owner}', score from (values
      ('00000000-0000-7000-8000-000000000001', 10), ('00000000-0000-7000-8000-000000000002', 20),
      ('00000000-0000-7000-8000-000000000003', 90)) as contact (id, score);
    insert into contact_interactions (organization_id, contact_id, user_id, interaction_type, status, interaction_date,
      is_deleted, deleted_at)
    select '{org}', contact::uuid, '{owner}', 'call', status, day::timestamptz, is_deleted, case when is_deleted then now() end
    from (values
      ('00000000-0000-7000-8000-000000000001', 'completed', '2026-01-01Z', false),
      ('00000000-0000-7000-8000-000000000001', 'completed', '2026-01-02Z', false),
      ('00000000-0000-7000-8000-000000000001', 'scheduled', '2030-01-01Z', false),
      ('00000000-0000-7000-8000-000000000002', 'completed', '2026-01-03Z', true),
      ('00000000-0000-7000-8000-000000000003', 'completed', '2026-01-04Z', false))
      as interaction (contact, status, day, is_deleted);
    update contacts set is_deleted = true, deleted_at = now() where id = '00000000-0000-7000-8000-000000000003'";

/// A connection of the application, inside a transaction of an organisation's owner.
pub async fn inside(db: &TestDb, org: &Org) -> PgConnection {
    let mut connection = PgConnection::connect_with(&db.app_options())
        .await
        .expect("the application's connection");
    let settings = format!(
        "begin; set local timezone = 'UTC'; set local app.organization_id = '{}'; set local app.user_id = '{}'; \
         set local app.actor_kind = 'person'",
        org.id,
        org.user(Role::Owner)
    );
    sqlx::raw_sql(AssertSqlSafe(settings))
        .execute(&mut connection)
        .await
        .expect("the settings");
    connection
}

async fn fill(connection: &mut PgConnection, org: &Org, statements: &str) {
    let statements = statements
        .replace("{org}", &org.id.to_string())
        .replace("{owner}", &org.user(Role::Owner).to_string());
    connection
        .execute(AssertSqlSafe(statements.clone()))
        .await
        .unwrap_or_else(|error| panic!("{error}: {statements}"));
}

#[tokio::test]
async fn both_views_show_the_numbers_that_were_worked_out_by_hand() {
    let db = TestDb::new().await;
    let (lumen, harbor) = (db.organization("Lumen").await, db.organization("Harbor").await);
    // The same rows once more, of somebody else.
    let mut theirs = inside(&db, &harbor).await;
    fill(&mut theirs, &harbor, EVENTS).await;
    fill(&mut theirs, &harbor, CONTACTS).await;
    theirs.execute("commit").await.expect("a commit");

    let mut connection = inside(&db, &lumen).await;
    fill(&mut connection, &lumen, EVENTS).await;
    fill(&mut connection, &lumen, CONTACTS).await;
    assert_eq!(
        texts(
            &mut connection,
            "select concat_ws(' ', event_type, status, currency, event_count, round(avg_attendees), total_expenses,
               avg_expense_per_event) from event_analytics order by currency",
        )
        .await,
        [
            "workshop draft EUR 2 20 16.0000 8.0000",
            "workshop draft USD 2 15 150.0000 75.0000",
        ]
    );
    assert_eq!(
        texts(
            &mut connection,
            "select concat_ws(' ', contact_type, status, total_contacts, round(avg_lead_score), total_interactions,
               last_interaction_date::date) from contact_performance_summary",
        )
        .await,
        ["target cold_lead 2 15 3 2026-01-02"]
    );
}
