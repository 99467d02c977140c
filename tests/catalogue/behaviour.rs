//! What the schema does, where the catalogue alone cannot show it.

use super::views::inside;
use crate::support::{administrator, texts};
use sqlx::{AssertSqlSafe, Executor, PgConnection};
use the_plugs::accounts::roles::Role;
use the_plugs::testing::{Org, TestDb};
use the_plugs::ui::money::Currency;

/// An organisation with the application's connection, inside a transaction of its owner.
struct Inside {
    org: Org,
    connection: PgConnection,
    /// Held, because the database goes with it.
    db: TestDb,
}

impl Inside {
    async fn new() -> Self {
        let db = TestDb::new().await;
        let org = db.organization("Lumen").await;
        let connection = inside(&db, &org).await;
        Self { org, connection, db }
    }

    /// `{org}`, `{owner}`, `{member}` and `{system}` stand for the organisation and its people.
    fn written(&self, statement: &str) -> String {
        let mut text = statement.replace("{org}", &self.org.id.to_string());
        for role in [Role::Owner, Role::Member, Role::System] {
            text = text.replace(&format!("{{{role}}}"), &self.org.user(role).to_string());
        }
        text
    }

    async fn run(&mut self, statement: &str) {
        let statement = self.written(statement);
        self.connection
            .execute(AssertSqlSafe(statement.clone()))
            .await
            .unwrap_or_else(|error| panic!("{error}: {statement}"));
    }

    async fn look(&mut self, query: &str) -> Vec<String> {
        let query = self.written(query);
        texts(&mut self.connection, &query).await
    }

    /// The constraint, or else the code, by which a statement is refused.
    async fn refusal(&mut self, statement: &str) -> String {
        let statement = self.written(statement);
        self.connection
            .execute("savepoint before")
            .await
            .expect("a savepoint");
        let error = self
            .connection
            .execute(AssertSqlSafe(statement.clone()))
            .await
            .expect_err(&statement);
        let back = self.connection.execute("rollback to savepoint before").await;
        back.expect("back to before");
        let error = error.as_database_error().expect("an error of the database");
        let name = error.constraint().map(str::to_owned);
        name.or_else(|| error.code().map(std::borrow::Cow::into_owned))
            .unwrap_or_default()
    }
}

const EVENT: &str = "insert into events (organization_id, id, title, created_by, start_date, end_date)
    values ('{org}', '00000000-0000-7000-8000-000000000001', 'Evening', '{owner}', now(), now() + interval '1 hour')";
const CONTACT: &str = "insert into contacts (organization_id, id, first_name, last_name, created_by)
    values ('{org}', '00000000-0000-7000-8000-000000000001', 'Ada', 'Lovelace', '{owner}')";

#[tokio::test]
async fn the_trail_says_that_secrets_were_set_and_changed_and_never_what_they_are() {
    let mut inside = Inside::new().await;
    inside
        .run(
            "insert into integrations (organization_id, provider, integration_type, credentials)
             values ('{org}', 'hubspot', 'crm', '\\x01' || 'whisper-1'::bytea);
             update integrations set credentials = '\\x01' || 'whisper-2'::bytea;
             update users set password_hash = 'whisper-3' where id = '{member}'",
        )
        .await;
    let trail = inside
        .look("select concat_ws(' ', action, old_values, new_values) from audit_logs where created_at >= now() order by id")
        .await
        .join("\n");
    assert!(!trail.contains("whisper"), "{trail}");
    assert_eq!(trail.matches("[hidden]").count(), 5, "{trail}");
}

#[tokio::test]
async fn the_number_of_attendees_is_derived_and_changes_neither_version_nor_date_nor_trail() {
    let mut inside = Inside::new().await;
    inside.run(EVENT).await;
    inside.run("update events set current_attendees = 3").await;
    let look = "select concat_ws(' ', version, updated_at = created_at, current_attendees,
        (select count(*) from audit_logs where table_name = 'events')) from events";
    assert_eq!(inside.look(look).await, ["1 t 3 1"]);
}

#[tokio::test]
async fn an_attendee_is_a_person_of_ours_or_a_contact_and_never_none_or_both() {
    let mut inside = Inside::new().await;
    inside.run(EVENT).await;
    inside.run(CONTACT).await;
    for (user, contact) in [
        ("null", "null"),
        ("'{member}'", "'00000000-0000-7000-8000-000000000001'"),
    ] {
        let refusal = inside
            .refusal(&format!(
                "insert into event_attendees (organization_id, event_id, user_id, contact_id)
                 values ('{{org}}', '00000000-0000-7000-8000-000000000001', {user}, {contact})"
            ))
            .await;
        assert!(
            refusal.starts_with("event_attendees_"),
            "{user} {contact}: {refusal}"
        );
    }
}

#[tokio::test]
async fn ids_of_the_database_are_of_version_seven_and_in_the_order_in_which_they_were_made() {
    let db = TestDb::new().await;
    let mut connection = administrator(&db).await;
    let ids = texts(
        &mut connection,
        "select app.uuid_v7()::text from generate_series(1, 5000)",
    )
    .await;
    let times: Vec<&str> = ids.iter().map(|id| &id[..18]).collect();
    assert!(times.is_sorted());
    for id in &ids {
        assert_eq!(&id[14..15], "7", "{id}");
        assert!(matches!(&id[19..20], "8" | "9" | "a" | "b"), "{id}");
    }
    let now = chrono::Utc::now().timestamp_millis();
    let last = i64::from_str_radix(&ids[4999][..13].replace('-', ""), 16).expect("milliseconds");
    assert!((now - last).abs() < 60_000, "{last} at {now}");
}

#[tokio::test]
async fn database_and_program_know_the_same_currencies_and_their_decimals() {
    let db = TestDb::new().await;
    let mut connection = administrator(&db).await;
    let ours: Vec<String> = Currency::all()
        .iter()
        .map(|currency| format!("{} {}", currency.code(), currency.exponent()))
        .collect();
    let letters = "(select chr(number) as letter from generate_series(65, 90) as number)";
    let theirs = texts(
        &mut connection,
        &format!(
            "select code || ' ' || app.currency_exponent(code) from (
               select (a.letter || b.letter || c.letter) collate \"C\" as code from {letters} a, {letters} b, {letters} c) as codes
             where app.is_currency(code) order by code"
        ),
    )
    .await;
    assert_eq!(ours, theirs);
}

#[tokio::test]
async fn an_amount_is_a_number_with_its_currencys_decimals() {
    let mut inside = Inside::new().await;
    for (amount, currency, constraint) in [
        ("1.5", "JPY", "expenses_amount_exponent_check"),
        ("1.005", "EUR", "expenses_amount_exponent_check"),
        ("-1", "EUR", "expenses_amount_check"),
        ("'NaN'", "EUR", "expenses_amount_check"),
        ("999999999999999.9999", "CLF", "expenses_amount_check"),
        ("1", "XYZ", "expenses_currency_known"),
    ] {
        let refusal = inside
            .refusal(&format!(
                "insert into expenses (organization_id, created_by, title, amount, currency, expense_date)
                 values ('{{org}}', '{{owner}}', 'Lamps', {amount}, '{currency}', '2026-01-01')"
            ))
            .await;
        assert_eq!(refusal, constraint, "{amount} {currency}");
    }
    let refusal = inside
        .refusal(
            &EVENT
                .replace("start_date", "start_date, budget")
                .replace("now(),", "now(), 'NaN',"),
        )
        .await;
    assert_eq!(refusal, "events_budget_check");
    let refusal = inside
        .refusal(&EVENT.replace("now() + interval '1 hour'", "'infinity'"))
        .await;
    assert_eq!(refusal, "events_finite");
}

#[tokio::test]
async fn an_interaction_is_of_a_day_that_people_live_to_see() {
    let mut inside = Inside::new().await;
    inside.run(CONTACT).await;
    for day in ["0001-01-01 BC", "1850-01-01", "2500-01-01"] {
        let refusal = inside
            .refusal(&format!(
                "insert into contact_interactions (organization_id, contact_id, user_id, interaction_type, status, interaction_date)
                 select '{{org}}', id, '{{owner}}', 'call', 'scheduled', '{day}' from contacts"
            ))
            .await;
        assert_eq!(refusal, "contact_interactions_date_check", "{day}");
    }
}

#[tokio::test]
async fn the_system_user_stays_what_it_is_and_no_organisation_is_without_it() {
    let mut inside = Inside::new().await;
    for (statement, refusal) in [
        (
            "update users set role = 'owner', is_admin = true, password_hash = 'real' where id = '{system}'",
            "PL002",
        ),
        ("update users set role = 'member' where id = '{system}'", "PL002"),
        (
            "update users set role = 'system', is_admin = false, password_hash = '!' where id = '{member}'",
            "PL002",
        ),
        (
            "update users set is_deleted = true, deleted_at = now() where id = '{system}'",
            "users_system_is_fixed",
        ),
        (
            "update users set is_active = false where id = '{system}'",
            "users_system_is_fixed",
        ),
    ] {
        assert_eq!(inside.refusal(statement).await, refusal, "{statement}");
    }
    inside.run("rollback").await;
    let lonely = "begin; set local app.organization_id = '00000000-0000-7000-8000-000000000009'; \
        set local app.actor_kind = 'sign_up'; set local app.user_id = ''; \
        insert into organizations (id, name) values ('00000000-0000-7000-8000-000000000009', 'Lonely')";
    sqlx::raw_sql(lonely)
        .execute(&mut inside.connection)
        .await
        .expect("an organisation, so far");
    let error = inside
        .connection
        .execute("commit")
        .await
        .expect_err("nobody owns its rows");
    let constraint = error.as_database_error().and_then(|error| error.constraint());
    assert_eq!(constraint, Some("organizations_system_user"));
    drop(inside.db);
}

#[tokio::test]
async fn nothing_new_is_put_under_what_is_in_the_trash() {
    let mut inside = Inside::new().await;
    inside.run(EVENT).await;
    inside.run(CONTACT).await;
    inside
        .run(
            "insert into teams (organization_id, id, name, created_by)
             values ('{org}', '00000000-0000-7000-8000-000000000001', 'Lighting', '{owner}');
             insert into media_collections (organization_id, id, created_by, name)
             values ('{org}', '00000000-0000-7000-8000-000000000001', '{owner}', 'Portraits');
             update teams set is_deleted = true, deleted_at = now();
             update events set is_deleted = true, deleted_at = now();
             update media_collections set is_deleted = true, deleted_at = now();
             update contacts set is_deleted = true, deleted_at = now()",
        )
        .await;
    let gone = "'00000000-0000-7000-8000-000000000001'";
    let media = |reference: &str| {
        format!(
            "insert into media (organization_id, uploaded_by, title, file_name, file_path, media_type, mime_type, file_size, {reference})
             values ('{{org}}', '{{owner}}', 'Portrait', 'a.png', 'a.png', 'image', 'image/png', 1, {gone})"
        )
    };
    for (statement, refusal) in [
        (
            format!("insert into team_members (organization_id, team_id, user_id) values ('{{org}}', {gone}, '{{member}}')"),
            "team_members_team_id_live",
        ),
        (
            format!(
                "insert into expenses (organization_id, created_by, event_id, title, amount, expense_date)
                 values ('{{org}}', '{{owner}}', {gone}, 'Lamps', 1, '2026-01-01')"
            ),
            "expenses_event_id_live",
        ),
        (media("related_event"), "media_related_event_live"),
        (media("related_contact"), "media_related_contact_live"),
        (
            format!(
                "with file as ({} returning id) insert into media_collection_items (organization_id, collection_id, media_id)
                 select '{{org}}', {gone}, id from file",
                media("related_event").replace(gone, "null")
            ),
            "media_collection_items_collection_id_live",
        ),
    ] {
        assert_eq!(inside.refusal(&statement).await, refusal, "{statement}");
    }
}
