//! What is told, and to whom.

#![expect(clippy::expect_used, reason = "what a test cannot do has failed")]

use super::hub::{Listener, Live};
use super::queries;
use super::types::{Change, Kind, News};
use crate::accounts::roles::{Permission, Role};
use crate::accounts::types::PersonId;
use crate::ids::{ContactId, OrganizationId, UserId};
use crate::tenancy::TenantTx;
use crate::testing::{Org, TestDb};
use futures::StreamExt;
use serde_json::Value;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use std::collections::BTreeSet;
use std::time::Duration;

async fn acting(org: &Org, pool: &PgPool) -> TenantTx {
    let tenant = org.tenant(pool, Role::Member);
    tenant
        .begin(Permission::EditContacts)
        .await
        .expect("a transaction")
}

/// So many contacts, by one statement.
async fn add(tx: &mut TenantTx, count: i32) -> Vec<ContactId> {
    let (organization, user) = (tx.organization(), tx.user().expect("a person"));
    sqlx::query_scalar(
        "insert into contacts (organization_id, first_name, last_name, created_by)
         select $1, 'Ada', 'Number ' || number, $2 from generate_series(1, $3) as number returning id",
    )
    .bind(organization)
    .bind(user)
    .bind(count)
    .fetch_all(tx.conn())
    .await
    .expect("contacts")
}

/// The next message.
async fn message(listener: &mut PgListener) -> Value {
    let told = tokio::time::timeout(Duration::from_secs(10), listener.recv()).await;
    let told = told.expect("a message in time").expect("a message");
    serde_json::from_str(told.payload()).expect("JSON")
}

/// Asserts that no more is told for a moment.
async fn silence(listener: &mut PgListener) {
    let told = tokio::time::timeout(Duration::from_millis(300), listener.recv()).await;
    assert!(told.is_err(), "{told:?}");
}

fn ids(message: &Value) -> Vec<ContactId> {
    let changes = message["changes"].as_array().expect("changes");
    let id = |change: &Value| change["id"].as_str().expect("an id").parse().expect("an id");
    changes.iter().map(id).collect()
}

#[tokio::test]
async fn what_is_stored_late_is_told_late_and_never_passed_by() {
    let db = TestDb::new().await;
    let (org, pool) = (db.organization("Lumen").await, db.app_pool());
    let mut listener = queries::listener(&pool).await.expect("a listener");
    let mut early = acting(&org, &pool).await;
    let begun_first = add(&mut early, 1).await;
    let mut late = acting(&org, &pool).await;
    let stored_first = add(&mut late, 1).await;
    late.commit().await.expect("a commit");

    assert_eq!(queries::tell(&pool).await.expect("told"), 1);
    let told = message(&mut listener).await;
    assert_eq!((ids(&told), &told["number"]), (stored_first, &1.into()));
    assert_eq!(queries::tell(&pool).await.expect("told"), 0);

    early.commit().await.expect("a commit");
    assert_eq!(queries::tell(&pool).await.expect("told"), 1);
    let told = message(&mut listener).await;
    assert_eq!((ids(&told), &told["number"]), (begun_first, &2.into()));
    silence(&mut listener).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_tell_at_once_and_each_change_is_told_once_and_the_numbers_have_no_gap() {
    let db = TestDb::new().await;
    let orgs = [db.organization("Lumen").await, db.organization("Harbor").await];
    let pool = db.app_pool_of(12);
    let mut listener = queries::listener(&pool).await.expect("a listener");
    let mut writers = Vec::new();
    for org in orgs.clone() {
        for _ in 0..3 {
            let (org, pool) = (org.clone(), pool.clone());
            writers.push(tokio::spawn(async move {
                let mut added = BTreeSet::new();
                // Few enough that all of them fit into one message.
                for _ in 0..15 {
                    let mut tx = acting(&org, &pool).await;
                    added.extend(add(&mut tx, 1).await);
                    tx.commit().await.expect("a commit");
                }
                (org.id, added)
            }));
        }
    }
    let tellers: Vec<_> = (0..3)
        .map(|_| {
            let pool = pool.clone();
            tokio::spawn(async move {
                for _ in 0..60 {
                    queries::tell(&pool).await.expect("told");
                }
            })
        })
        .collect();
    let mut added = BTreeSet::new();
    for writer in writers {
        let (org, ids) = writer.await.expect("a writer");
        added.extend(ids.into_iter().map(|id| (org, id)));
    }
    for teller in tellers {
        teller.await.expect("a teller");
    }
    queries::tell(&pool).await.expect("told");

    let mut told = BTreeSet::new();
    let mut numbers = [0, 0];
    while numbers != [45, 45] {
        let message = message(&mut listener).await;
        let at = orgs
            .iter()
            .position(|org| message["organization"] == org.id.to_string());
        let at = at.expect("one of both");
        let before = message["number"].as_i64().zip(message["count"].as_i64());
        assert_eq!(
            before.map(|(number, count)| number - count),
            Some(numbers[at]),
            "{message}"
        );
        numbers[at] = message["number"].as_i64().expect("a number");
        for id in ids(&message) {
            assert!(told.insert((orgs[at].id, id)), "{id} was told twice");
        }
    }
    assert_eq!(told, added);
    silence(&mut listener).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn however_often_something_is_stored_an_organisation_is_told_ten_times_a_second_at_most() {
    let db = TestDb::new().await;
    let orgs = [db.organization("Lumen").await, db.organization("Harbor").await];
    let pool = db.app_pool_of(8);
    let mut listener = queries::listener(&pool).await.expect("a listener");
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let begun = std::time::Instant::now();
    let teller = tokio::spawn(super::tell::tell_only(pool.clone(), stopping));
    let writers = orgs.clone().map(|org| {
        let pool = pool.clone();
        tokio::spawn(async move {
            for _ in 0..150 {
                let mut tx = acting(&org, &pool).await;
                add(&mut tx, 1).await;
                tx.commit().await.expect("a commit");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
    });
    let mut messages = [0_u128; 2];
    let mut told = [0; 2];
    while told != [150, 150] {
        let message = message(&mut listener).await;
        let at = orgs
            .iter()
            .position(|org| message["organization"] == org.id.to_string())
            .expect("one of both");
        messages[at] += 1;
        told[at] += message["count"].as_i64().expect("a number");
    }
    let beats = begun.elapsed().as_millis() / 100;
    for writer in writers {
        writer.await.expect("a writer");
    }
    stop.send_replace(true);
    teller.await.expect("the teller");
    for messages in messages {
        assert!(
            messages <= beats + 1,
            "{messages} messages in {beats} tenths of a second"
        );
        assert!(messages > 1, "it is told while it goes on");
    }
}

#[tokio::test]
async fn a_change_of_many_is_told_as_of_many_and_what_changes_nothing_is_not_told() {
    let db = TestDb::new().await;
    let (org, pool) = (db.organization("Lumen").await, db.app_pool());
    let mut listener = queries::listener(&pool).await.expect("a listener");
    let mut tx = acting(&org, &pool).await;
    add(&mut tx, 51).await;
    tx.commit().await.expect("a commit");
    queries::tell(&pool).await.expect("told");
    let told = message(&mut listener).await;
    let all = serde_json::json!([{ "kind": "contact", "id": null, "cause": "test-request" }]);
    assert_eq!(told["changes"], all);

    for set in ["bio = bio", "bio = 'x'"] {
        let mut tx = acting(&org, &pool).await;
        sqlx::query(sqlx::AssertSqlSafe(format!(
            "update contacts set {set} where organization_id = $1 and last_name = 'Number 7'"
        )))
        .bind(org.id)
        .execute(tx.conn())
        .await
        .expect("an update");
        tx.commit().await.expect("a commit");
        let told = queries::tell(&pool).await.expect("told");
        assert_eq!(told, i64::from(set == "bio = 'x'"), "{set}");
    }
}

#[tokio::test]
async fn who_looks_at_a_contact_is_seen_by_the_others_until_they_look_away() {
    let db = TestDb::new().await;
    let (org, pool) = (db.organization("Lumen").await, db.app_pool());
    let harbor = db.organization("Harbor").await;
    let mut tx = acting(&org, &pool).await;
    let contact = add(&mut tx, 1).await[0];
    tx.commit().await.expect("a commit");
    let names = async |of: &Org, role| {
        let tenant = of.tenant(&pool, role);
        let mut tx = tenant
            .begin(Permission::ViewContacts)
            .await
            .expect("a transaction");
        let others = queries::look_at(&mut tx, contact).await.expect("an answer");
        tx.commit().await.expect("a commit");
        others.into_iter().map(|one| one.name).collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    assert_eq!(names(&org, Role::Member).await, none);
    assert_eq!(names(&org, Role::Owner).await, ["Member Lumen"]);
    assert_eq!(names(&org, Role::Member).await, ["Owner Lumen"]);
    assert_eq!(names(&harbor, Role::Owner).await, none);
    // Going on to look is no news: one contact, and two who came.
    assert_eq!(queries::tell(&pool).await.expect("told"), 3);

    let tenant = org.tenant(&pool, Role::Owner);
    let mut tx = tenant
        .begin(Permission::ViewContacts)
        .await
        .expect("a transaction");
    queries::look_away(&mut tx, contact).await.expect("done");
    tx.commit().await.expect("a commit");
    assert_eq!(names(&org, Role::Member).await, none);
    assert_eq!(queries::tell(&pool).await.expect("told"), 1);

    sqlx::query("update viewings set seen_at = now() - interval '2 minutes'")
        .execute(&mut *administrator(&db, &org).await)
        .await
        .expect("an update");
    assert_eq!(names(&org, Role::Owner).await, none, "a browser that fell silent");
}

/// An administrator's connection that may write in an organisation.
async fn administrator(db: &TestDb, org: &Org) -> sqlx::pool::PoolConnection<sqlx::Postgres> {
    let mut connection = db.admin_pool().acquire().await.expect("a connection");
    let settings = format!(
        "set app.organization_id = '{}'; set app.actor_kind = 'job'",
        org.id
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(settings))
        .execute(&mut *connection)
        .await
        .expect("the settings");
    connection
}

fn listener(organization: OrganizationId, role: Role) -> Listener {
    Listener {
        person: PersonId {
            organization_id: organization,
            user_id: UserId::new(),
        },
        role,
        session: [0; 32],
        stamp: Vec::new(),
    }
}

/// What comes of a stream before it rests.
async fn heard(
    stream: &mut (impl futures::Stream<Item = Result<axum::body::Bytes, std::convert::Infallible>> + Unpin),
) -> String {
    let mut text = String::new();
    while let Ok(Some(Ok(bytes))) = tokio::time::timeout(Duration::from_millis(50), stream.next()).await {
        text.push_str(&String::from_utf8_lossy(&bytes));
    }
    text
}

fn told(organization: OrganizationId, number: i64, count: i64) -> String {
    let change = Change {
        kind: Kind::Contact,
        id: None,
        cause: None,
        concerned: None,
    };
    serde_json::json!({ "organization": organization, "number": number, "count": count, "changes": [change] })
        .to_string()
}

#[tokio::test]
async fn a_number_that_does_not_follow_is_a_gap_and_so_are_a_broken_connection_and_too_much_at_once() {
    let live = Live::default();
    let organization = OrganizationId::new();
    live.learn(organization, 6);
    let open = live
        .listen(listener(organization, Role::Member))
        .expect("a stream");
    let mut stream = Box::pin(open.events());
    assert!(
        heard(&mut stream)
            .await
            .ends_with("event: hello\nid: 6\ndata: 6\n\n")
    );

    live.hear(&told(organization, 7, 1));
    let whole = heard(&mut stream).await;
    assert!(
        whole.contains("id: 7") && whole.contains("\"kind\":\"contact\""),
        "{whole}"
    );
    live.hear(&told(organization, 9, 1));
    let gap = heard(&mut stream).await;
    assert_eq!(gap, "id: 9\ndata: {\"number\":9,\"changes\":null}\n\n");
    live.miss();
    let gap = format!("data: {}\n\n", serde_json::to_string(&News::GAP).expect("json"));
    assert_eq!(heard(&mut stream).await, gap);
    for number in 10..100 {
        live.hear(&told(organization, number, 1));
    }
    assert!(heard(&mut stream).await.starts_with(&gap));
    // A kind that only newer processes know.
    live.hear(&told(organization, 100, 1).replace("contact", "starship"));
    assert_eq!(
        heard(&mut stream).await,
        "id: 100\ndata: {\"number\":100,\"changes\":null}\n\n"
    );
}

#[tokio::test]
async fn streams_end_when_the_process_does_and_none_begins_after_that() {
    let live = Live::default();
    let organization = OrganizationId::new();
    let open = live
        .listen(listener(organization, Role::Member))
        .expect("a stream");
    let mut stream = Box::pin(open.events());
    heard(&mut stream).await;
    live.end();
    let ended = tokio::time::timeout(Duration::from_secs(1), stream.next()).await;
    assert!(matches!(ended, Ok(None)));
    assert!(live.listen(listener(organization, Role::Member)).is_none());
}
