//! Workers as processes of their own, which are killed.
//!
//! `PLUGS_LONG=1` kills a hundred.

use crate::contract::program::Program;
use sqlx::{AssertSqlSafe, PgPool};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use the_plugs::accounts::roles::{Permission, Role};
use the_plugs::contacts::queries::{Target, change_many};
use the_plugs::contacts::types::{BulkChange, ContactFilter, ContactType};
use the_plugs::jobs::kind::Kind;
use the_plugs::jobs::queries::{self, When};
use the_plugs::jobs::trials::{Deed, STURDY_TRIAL, TRIAL, Trial};
use the_plugs::testing::{MASTER_KEY, Org, TestDb};

/// A worker of its own, whose jobs others take over a second after it falls silent.
fn worker(db: &TestDb, queues: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_the-plugs"))
        .args(["worker", "--queues", queues])
        .env("DATABASE_URL", crate::support::address_of(db))
        .env("PLUGS_MASTER_KEY", MASTER_KEY)
        .env("JOBS_RESCUE_AFTER", "1")
        .env("LOG_LEVEL", "warn")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program")
}

async fn queue(org: &Org, pool: &PgPool, kind: &Kind, trials: impl Iterator<Item = Trial>) {
    let mut tx = org
        .tenant(pool, Role::Member)
        .begin(Permission::ViewContacts)
        .await
        .expect("a transaction");
    for trial in trials {
        queries::add(&mut tx, kind, &trial, When::default())
            .await
            .expect("a job");
    }
    tx.commit().await.expect("a commit");
}

async fn value<T>(pool: &PgPool, query: &str) -> T
where
    T: Send + Unpin + sqlx::Type<sqlx::Postgres> + for<'r> sqlx::Decode<'r, sqlx::Postgres>,
{
    sqlx::query_scalar(AssertSqlSafe(query.to_owned()))
        .fetch_one(pool)
        .await
        .expect(query)
}

/// Waits until a query, which counts what is still to come, finds nothing.
async fn until_none(pool: &PgPool, query: &str, within: Duration) {
    let begun = Instant::now();
    loop {
        let left: i64 = value(pool, query).await;
        if left == 0 {
            return;
        }
        assert!(begun.elapsed() < within, "{left} left: {query}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
#[ignore = "long: kills ten workers, or a hundred"]
async fn workers_that_are_killed_lose_no_job_and_make_no_effect_twice() {
    let kills: u64 = if std::env::var_os("PLUGS_LONG").is_some() {
        100
    } else {
        10
    };
    let db = TestDb::new().await;
    let (lumen, harbor) = (db.organization("Lumen").await, db.organization("Harbor").await);
    let (pool, admin) = (db.app_pool(), db.admin_pool());
    let mut queued = 0;
    for kill in 0..kills {
        for org in [&lumen, &harbor] {
            let numbers = queued..queued + 40;
            queued += 40;
            let trials = numbers.map(|number| Trial {
                deed: Deed::Mark,
                number,
                millis: u64::try_from(number % 4).unwrap_or_default() * 15,
            });
            queue(org, &pool, &STURDY_TRIAL, trials).await;
        }
        let mut process = worker(&db, "analytics");
        // Somewhere between its start and its thirtieth job or so, another place each time.
        tokio::time::sleep(Duration::from_millis(250 + kill * 37 % 400)).await;
        process.kill().expect("it is killed");
        process.wait().expect("it is dead");
    }

    let mut process = worker(&db, "analytics");
    until_none(
        &admin,
        "select count(*) from jobs where state <> 'done'",
        Duration::from_secs(180),
    )
    .await;
    until_none(
        &admin,
        "select count(*) from graphile_worker._private_jobs",
        Duration::from_secs(20),
    )
    .await;
    process.kill().expect("it is killed");
    process.wait().expect("it is dead");
    let again: i64 = value(&admin, "select count(*) from jobs where attempts > 1").await;
    println!("{queued} jobs, {kills} workers killed, {again} jobs tried more than once");
    assert!(again > 0, "some were killed while they ran a job");

    let jobs: i64 = value(&admin, "select count(*) from jobs").await;
    let marks: i64 = value(&admin, "select count(*) from notifications").await;
    let once: i64 = value(&admin, "select count(distinct title) from notifications").await;
    assert_eq!(
        (jobs, marks, once),
        (i64::from(queued), i64::from(queued), i64::from(queued))
    );
    let strays: i64 = value(
        &admin,
        "select count(*) from jobs j join notifications n on n.title = 'Trial ' || (j.payload ->> 'number')
         where n.organization_id <> j.organization_id",
    )
    .await;
    assert_eq!(strays, 0, "each in the organisation that queued it");
}

#[tokio::test]
#[ignore = "long: waits for what is not to happen"]
async fn a_server_without_a_worker_leaves_jobs_to_the_workers_of_their_queues() {
    let db = TestDb::new().await;
    let lumen = db.organization("Lumen").await;
    let (pool, admin) = (db.app_pool(), db.admin_pool());
    let mark = Trial {
        deed: Deed::Mark,
        number: 1,
        millis: 0,
    };
    queue(&lumen, &pool, &STURDY_TRIAL, [mark].into_iter()).await;
    let server = Program::start(&db, &[("NO_WORKER", "true"), ("JOBS_RESCUE_AFTER", "1")]).await;
    let mut elsewhere = worker(&db, "mail,media");
    let undone = "select count(*) from jobs where state <> 'done'";
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(4) {
        assert_eq!(
            value::<i64>(&admin, undone).await,
            1,
            "nobody runs what is another's"
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let mut process = worker(&db, "analytics");
    until_none(&admin, undone, Duration::from_secs(20)).await;
    for one in [&mut process, &mut elsewhere] {
        one.kill().expect("it is killed");
        one.wait().expect("it is dead");
    }
    // One that has a worker runs it, as it does by default.
    drop(server);
    let _both = Program::start(&db, &[]).await;
    queue(
        &lumen,
        &pool,
        &STURDY_TRIAL,
        [Trial { number: 2, ..mark }].into_iter(),
    )
    .await;
    until_none(&admin, undone, Duration::from_secs(20)).await;
}

#[tokio::test]
#[ignore = "long: starts workers until a job has ended four of them"]
async fn a_job_that_ends_its_process_is_left_for_somebody_to_look_at_and_the_others_are_done() {
    let db = TestDb::new().await;
    let lumen = db.organization("Lumen").await;
    let (pool, admin) = (db.app_pool(), db.admin_pool());
    let deed = |deed, number| Trial {
        deed,
        number,
        millis: 30,
    };
    queue(&lumen, &pool, &TRIAL, [deed(Deed::Abort, 0)].into_iter()).await;
    queue(
        &lumen,
        &pool,
        &STURDY_TRIAL,
        (1..=20).map(|number| deed(Deed::Mark, number)),
    )
    .await;
    let begun = Instant::now();
    let mut ended = 0;
    let mut process = worker(&db, "matching,analytics");
    let is_left = "select count(*) from jobs where state not in ('done', 'failed')";
    while value::<i64>(&admin, is_left).await > 0 {
        assert!(begun.elapsed() < Duration::from_secs(120), "some are not over");
        if process.try_wait().expect("its state").is_some() {
            ended += 1;
            process = worker(&db, "matching,analytics");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let _ = process.kill();
    let _ = process.wait();
    assert_eq!(ended, 4, "as often as it may be tried");
    let failed: String = value(
        &admin,
        "select string_agg(concat_ws(' ', payload ->> 'deed', attempts, last_error), '; ') from jobs where state = 'failed'",
    )
    .await;
    assert_eq!(failed, "Abort 4 The process that ran it ended before it did.");
    assert_eq!(
        value::<i64>(&admin, "select count(*) from notifications").await,
        20
    );
}

#[tokio::test]
#[ignore = "long: kills workers in the middle of a change of 4,000 contacts"]
async fn a_change_of_very_many_goes_on_where_a_killed_worker_left_it_and_changes_nobody_twice() {
    let db = TestDb::new().await;
    let (lumen, harbor) = (db.organization("Lumen").await, db.organization("Harbor").await);
    let (pool, admin) = (db.app_pool(), db.admin_pool());
    for org in [&lumen, &harbor] {
        let fill = format!(
            "begin; set local app.organization_id = '{}'; set local app.actor_kind = 'job';
             insert into contacts (organization_id, first_name, last_name, created_by)
               select '{}', 'Ada', 'Number ' || n, '{}' from generate_series(1, 4000) as n; commit",
            org.id,
            org.id,
            org.user(Role::Owner)
        );
        sqlx::raw_sql(AssertSqlSafe(fill))
            .execute(&admin)
            .await
            .expect("contacts");
    }
    let owner = lumen.tenant(&pool, Role::Owner);
    let mut tx = owner
        .begin(Permission::EditContacts)
        .await
        .expect("a transaction");
    let everybody = Target::Matching(ContactFilter::default());
    let asked = change_many(&mut tx, &everybody, &BulkChange::Type(ContactType::Plug)).await;
    assert!(asked.expect("a change").is_under_way);
    tx.commit().await.expect("a commit");

    let is_left = "select count(*) from bulk_changes where state <> 'done'";
    for kill in 0..5 {
        let mut process = worker(&db, "matching");
        tokio::time::sleep(Duration::from_millis(500 + kill * 170)).await;
        process.kill().expect("it is killed");
        process.wait().expect("it is dead");
    }
    let mut process = worker(&db, "matching");
    until_none(&admin, is_left, Duration::from_secs(120)).await;
    process.kill().expect("it is killed");
    process.wait().expect("it is dead");
    let again: i64 = value(&admin, "select count(*) from jobs where attempts > 1").await;
    println!("{again} portions were tried more than once");
    let once =
        "select count(*) from contacts where contact_type = 'plug' and version = 2 and organization_id";
    let changed: i64 = value(&admin, &format!("{once} = '{}'", lumen.id)).await;
    let foreign: i64 = value(&admin, &format!("{once} = '{}'", harbor.id)).await;
    assert_eq!((changed, foreign), (4_000, 0));
    let counted: i32 = value(&admin, "select changed from bulk_changes").await;
    let told: i64 = value(
        &admin,
        "select count(*) from notifications where channel = 'in_app'",
    )
    .await;
    assert_eq!((counted, told), (4_000, 1));
}
