//! Several organisations over a pool of one connection, while work fails and is cut off wherever it may be: no row
//! bleeds over, and what was acknowledged is stored.
//!
//! `PLUGS_LONG=1` runs a hundred thousand units of work, `PLUGS_SEED` repeats a run's chances.

use crate::support::{Gate, administrator, texts};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sqlx::postgres::PgPool;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;
use the_plugs::accounts::roles::{Permission, Role};
use the_plugs::db::{PoolSettings, pool};
use the_plugs::error::{AppError, AppResult};
use the_plugs::tenancy::Tenant;
use the_plugs::testing::{Org, TestDb};
use uuid::Uuid;

/// Polls a future so many times and drops it if it is not done by then, as a server drops the work of a client that has
/// gone. Each poll ends where the work waits for the database, so every number cuts it off at another place.
async fn cut_off_after<T>(polls: u32, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut polled = 0;
    poll_fn(|context| {
        if polled == polls {
            return Poll::Ready(None);
        }
        polled += 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}

/// What was acknowledged, and what should never have been seen.
#[derive(Default)]
struct Ledger {
    contacts: Mutex<Vec<(Uuid, Uuid)>>,
    attempts: Mutex<Vec<Uuid>>,
    bleeding: Mutex<Vec<String>>,
    cut_off: AtomicU32,
    failed: AtomicU32,
}

impl Ledger {
    fn note<T>(list: &Mutex<Vec<T>>, item: T) {
        list.lock().expect("the ledger").push(item);
    }

    /// Everything acknowledged is there, and every contact is where it was put.
    async fn assert_true(&self, db: &TestDb) {
        let bleeding = self.bleeding.lock().expect("the ledger").clone();
        assert!(bleeding.is_empty(), "{bleeding:#?}");
        let mut administrator = administrator(db).await;
        let contacts = self.contacts.lock().expect("the ledger").clone();
        let (organizations, ids): (Vec<Uuid>, Vec<Uuid>) = contacts.into_iter().unzip();
        let lost: Vec<Uuid> = sqlx::query_scalar(
            "select id from unnest($1::uuid[], $2::uuid[]) as acknowledged (organization_id, id)
             except select id from contacts join unnest($1::uuid[], $2::uuid[]) as a (organization_id, id) using (organization_id, id)",
        )
        .bind(&organizations)
        .bind(&ids)
        .fetch_all(&mut administrator)
        .await
        .expect("an answer");
        assert!(lost.is_empty(), "{} of {} contacts lost", lost.len(), ids.len());
        // The last name of each says for whom it was written.
        let strays = texts(
            &mut administrator,
            "select id::text from contacts where last_name <> organization_id::text
             union all
             select a.id::text from audit_logs a join contacts c on c.id = a.record_id where c.organization_id <> a.organization_id
             union all
             select c.id::text from contacts c where (select count(*) from audit_logs a where a.record_id = c.id) <> 1",
        )
        .await;
        assert!(
            strays.is_empty(),
            "written for another, or not audited once: {strays:?}"
        );
        let attempts = self.attempts.lock().expect("the ledger").clone();
        let lost = lost_attempts(&mut administrator, &attempts).await;
        assert!(
            lost.is_empty(),
            "{} of {} attempts lost",
            lost.len(),
            attempts.len()
        );
    }
}

async fn lost_attempts(administrator: &mut sqlx::PgConnection, attempts: &[Uuid]) -> Vec<Uuid> {
    sqlx::query_scalar(
        "select id from unnest($1::uuid[]) as id
         where not exists (select from sign_in_attempts where kind = 'client' and key_hash = uuid_send(id))",
    )
    .bind(attempts)
    .fetch_all(administrator)
    .await
    .expect("an answer")
}

/// A unit of work as a server function does it: look, write, perhaps fail, commit.
async fn write_contact(tenant: &Tenant, ledger: &Ledger, fails: bool) -> AppResult<()> {
    let mut tx = tenant.begin(Permission::EditContacts).await?;
    let organization = tx.organization().0;
    let (setting, foreign): (String, i64) = sqlx::query_as(
        "select current_setting('app.organization_id'), count(*) filter (where organization_id <> $1) from users",
    )
    .bind(organization)
    .fetch_one(tx.conn())
    .await?;
    if setting != organization.to_string() || foreign != 0 {
        Ledger::note(
            &ledger.bleeding,
            format!("{organization} saw {foreign} rows under {setting}"),
        );
    }
    let id = Uuid::now_v7();
    let user = tx.user()?;
    sqlx::query(
        "insert into contacts (organization_id, id, first_name, last_name, created_by) values ($1, $2, 'Ada', $3, $4)",
    )
    .bind(organization)
    .bind(id)
    .bind(organization.to_string())
    .bind(user)
    .execute(tx.conn())
    .await?;
    if fails {
        sqlx::query("select 1 / (count(*) - count(*)) from teams")
            .execute(tx.conn())
            .await?;
    }
    tx.commit().await?;
    Ledger::note(&ledger.contacts, (organization, id));
    Ok(())
}

/// A write without a transaction, as sessions and counters are written.
async fn count_attempt(pool: &PgPool, ledger: &Ledger) -> AppResult<()> {
    let id = Uuid::now_v7();
    sqlx::query(
        "insert into sign_in_attempts (kind, key_hash, attempts) values ('client', uuid_send($1), 1)",
    )
    .bind(id)
    .execute(pool)
    .await?;
    Ledger::note(&ledger.attempts, id);
    Ok(())
}

/// One unit of work, cut off or not as chance has it.
async fn one_unit(pool: &PgPool, tenant: &Tenant, ledger: &Ledger, chance: &mut StdRng) {
    let fails = chance.random_ratio(1, 5);
    let writes_contact = chance.random_ratio(4, 5);
    let work = async {
        if writes_contact {
            write_contact(tenant, ledger, fails).await
        } else {
            count_attempt(pool, ledger).await
        }
    };
    let done = match chance.random_range(0..4) {
        0 => Some(work.await),
        1 => {
            let limit = Duration::from_micros(chance.random_range(0..6_000));
            tokio::time::timeout(limit, work).await.ok()
        }
        _ => cut_off_after(chance.random_range(0..24), work).await,
    };
    match done {
        None => ledger.cut_off.fetch_add(1, Ordering::Relaxed),
        Some(Err(_)) => ledger.failed.fetch_add(1, Ordering::Relaxed),
        Some(Ok(())) => 0,
    };
}

/// The pool's connections, as the server sees them once they are back in the pool.
async fn states(pool: &PgPool, db: &TestDb) -> Vec<String> {
    // Whoever holds the connection has waited until it was handed back.
    let held = pool.acquire().await.expect("a connection");
    let states = texts(
        &mut administrator(db).await,
        "select state from pg_stat_activity where usename = 'plugs_app' and datname = current_database()",
    )
    .await;
    drop(held);
    states
}

async fn tenants(db: &TestDb, pool: &PgPool) -> Vec<Tenant> {
    let mut orgs: Vec<Org> = Vec::new();
    for name in ["Lumen", "Harbor", "Quay", "Vale"] {
        orgs.push(db.organization(name).await);
    }
    orgs.iter().map(|org| org.tenant(pool, Role::Member)).collect()
}

/// How many units of work a run has: as many as fit an ordinary run, or as many as it is told to have.
fn units(ordinary: u32, long: u32) -> u32 {
    if std::env::var_os("PLUGS_LONG").is_some() {
        long
    } else {
        ordinary
    }
}

/// Lets six workers share the pool until so many units are done, and holds the ledger against the database.
async fn run(db: &TestDb, pool: &PgPool, units: u32) {
    let seed: u64 = std::env::var("PLUGS_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or_else(rand::random);
    println!("PLUGS_SEED={seed}");
    let tenants = Arc::new(tenants(db, pool).await);
    let ledger = Arc::new(Ledger::default());
    let left = Arc::new(AtomicU32::new(units));
    let mut workers = Vec::new();
    for worker in 0..6 {
        let (pool, tenants, ledger, left) = (
            pool.clone(),
            Arc::clone(&tenants),
            Arc::clone(&ledger),
            Arc::clone(&left),
        );
        workers.push(tokio::spawn(async move {
            let mut chance = StdRng::seed_from_u64(seed.wrapping_add(worker));
            let take = |left: u32| left.checked_sub(1);
            while left
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
                .is_ok()
            {
                let tenant = &tenants[chance.random_range(0..tenants.len())];
                one_unit(&pool, tenant, &ledger, &mut chance).await;
            }
        }));
    }
    for worker in workers {
        worker.await.expect("a worker");
    }

    assert_eq!(states(pool, db).await, ["idle"]);
    ledger.assert_true(db).await;
    let acknowledged =
        ledger.contacts.lock().expect("the ledger").len() + ledger.attempts.lock().expect("the ledger").len();
    let (cut_off, failed) = (
        ledger.cut_off.load(Ordering::Relaxed),
        ledger.failed.load(Ordering::Relaxed),
    );
    println!("{units} units: {acknowledged} acknowledged, {cut_off} cut off, {failed} failed");
    // Chance has had its say in every way.
    for count in [acknowledged, cut_off as usize, failed as usize] {
        assert!(count > units as usize / 100, "{count} of {units}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn interleaved_failing_and_cut_off_work_neither_bleeds_nor_loses() {
    let db = TestDb::new().await;
    let pool = db.app_pool_of(1);
    run(&db, &pool, units(4_000, 100_000)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_does_it_over_a_slow_line() {
    let db = TestDb::new().await;
    let gate = Gate::before(&db).await;
    let settings = PoolSettings {
        max_connections: 1,
        acquire_timeout: Duration::from_secs(30),
        ..PoolSettings::default()
    };
    let slow = pool(gate.through(db.app_options()), &settings);
    // Made before the line is slow.
    drop(slow.acquire().await.expect("a connection"));
    gate.delay(Duration::from_millis(1));
    run(&db, &slow, units(400, 5_000)).await;
}

#[tokio::test]
async fn wherever_a_unit_of_work_is_cut_off_the_next_one_is_whole() {
    let db = TestDb::new().await;
    let pool = db.app_pool_of(1);
    let tenants = tenants(&db, &pool).await;
    let ledger = Ledger::default();
    for fails in [false, true] {
        let mut places = 0;
        loop {
            let done = cut_off_after(places, write_contact(&tenants[0], &ledger, fails)).await;
            count_attempt(&pool, &ledger).await.expect("a count");
            write_contact(&tenants[1], &ledger, false)
                .await
                .expect("a contact");
            assert_eq!(states(&pool, &db).await, ["idle"], "cut off after {places} polls");
            if let Some(outcome) = done {
                assert_eq!(outcome.is_err(), fails);
                break;
            }
            places += 1;
        }
        // Opening, writing and committing each wait, unless a busy machine lets an answer come first.
        assert!(places >= 2, "the work waits at {places} places only");
    }
    ledger.assert_true(&db).await;
}

/// The fault for which `Tenant::begin` goes on in a task of its own. Once this test fails, sqlx has mended it, and the
/// task can go.
#[tokio::test]
async fn a_begin_of_sqlx_that_is_cut_off_loses_what_is_acknowledged_next_and_ours_does_not() {
    let db = TestDb::new().await;
    let gate = Gate::before(&db).await;
    let settings = PoolSettings {
        max_connections: 1,
        ..PoolSettings::default()
    };
    let pool = pool(gate.through(db.app_options()), &settings);
    let tenant = db.organization("Org").await.tenant(&pool, Role::Member);
    // No answer is there before the first look, whatever else the machine does.
    gate.delay(Duration::from_millis(1));
    let theirs = lost_after(&db, &pool, || pool.begin()).await;
    assert!(theirs > 0, "sqlx has mended its begin");
    // What was left behind by it goes with its connection.
    pool.acquire()
        .await
        .expect("a connection")
        .close()
        .await
        .expect("closed");
    let ours = lost_after(&db, &pool, || tenant.begin(Permission::ViewContacts)).await;
    assert_eq!(ours, 0, "lost");
}

/// Cuts a begin off wherever it waits, and says how many of the writes that came after each were acknowledged and lost.
async fn lost_after<B, T>(db: &TestDb, pool: &PgPool, begin: impl Fn() -> B) -> usize
where
    B: Future<Output = T>,
{
    let ledger = Ledger::default();
    for polls in (0..12).cycle().take(48) {
        drop(cut_off_after(polls, begin()).await);
        count_attempt(pool, &ledger).await.expect("a count");
    }
    let attempts = ledger.attempts.lock().expect("the ledger").clone();
    lost_attempts(&mut administrator(db).await, &attempts).await.len()
}

#[tokio::test]
async fn a_failed_unit_of_work_costs_no_connection() {
    let db = TestDb::new().await;
    let pool = db.app_pool_of(1);
    let tenants = tenants(&db, &pool).await;
    let ledger = Ledger::default();
    let backend = "select pg_backend_pid()";
    let before: i32 = sqlx::query_scalar(backend)
        .fetch_one(&pool)
        .await
        .expect("a backend");
    for _ in 0..20 {
        let outcome = write_contact(&tenants[0], &ledger, true).await;
        assert!(matches!(outcome, Err(AppError::Internal { .. })), "{outcome:?}");
    }
    let after: i32 = sqlx::query_scalar(backend)
        .fetch_one(&pool)
        .await
        .expect("a backend");
    assert_eq!(before, after);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_in_the_middle_of_work_leaves_nothing_behind() {
    let db = TestDb::new().await;
    let pool = db.app_pool_of(1);
    let tenants = tenants(&db, &pool).await;
    let ledger = Ledger::default();
    for _ in 0..5 {
        let tenant = tenants[0].clone();
        let crashed = tokio::spawn(async move {
            let mut tx = tenant
                .begin(Permission::EditContacts)
                .await
                .expect("a transaction");
            sqlx::query("update users set bio = 'half done'")
                .execute(tx.conn())
                .await
                .expect("a change");
            panic!("a fault of ours");
        })
        .await;
        assert!(crashed.is_err());
        write_contact(&tenants[1], &ledger, false)
            .await
            .expect("a contact");
    }
    assert_eq!(states(&pool, &db).await, ["idle"]);
    ledger.assert_true(&db).await;
    let half_done = texts(
        &mut administrator(&db).await,
        "select id::text from users where bio = 'half done'",
    )
    .await;
    assert!(half_done.is_empty());
}
