//! When the database is slow, busy or away, and when the server is told to stop.

use super::program::Program;
use super::site::{PAGE, PROGRAM, TestSite, leptos_options};
use super::world::{Person, World};
use crate::support::Gate;
use reqwest::{Method, StatusCode};
use sqlx::{Connection, Executor};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use the_plugs::accounts::roles::Role;
use the_plugs::db::{PoolSettings, pool};
use the_plugs::error::AppError;
use the_plugs::testing::TestDb;

fn quick(max_connections: u32) -> PoolSettings {
    PoolSettings {
        max_connections,
        statement_timeout: Duration::from_millis(500),
        acquire_timeout: Duration::from_millis(500),
        ..PoolSettings::default()
    }
}

/// A site whose database stands behind a gate.
async fn behind_a_gate(settings: &PoolSettings) -> (World, Gate, sqlx::PgPool) {
    let db = TestDb::new().await;
    let gate = Gate::before(&db).await;
    let pool = pool(gate.through(db.app_options()), settings);
    let site = TestSite::over(db, pool.clone(), &[], leptos_options()).await;
    (World::of(site).await, gate, pool)
}

fn assert_unavailable(what: &str, answer: &super::site::Answer) {
    assert_eq!(
        answer.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "{what}: {}",
        answer.body
    );
    let seconds: u32 = answer.header("retry-after").parse().unwrap_or_default();
    assert!(seconds > 0, "{what}: no Retry-After");
    answer.assert_tells_nothing();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_statement_that_takes_too_long_is_given_up_with_a_word_when_to_come_back() {
    let (world, _gate, _) = behind_a_gate(&quick(4)).await;
    let mut manager = world.browser(Person::Manager).await;
    let mut administrator = world.site.administrator().await;
    let mut lock = administrator.begin().await.expect("a transaction");
    lock.execute("lock table contacts in access exclusive mode")
        .await
        .expect("the lock");

    let begun = Instant::now();
    let answer = manager.call("/fn/contacts/list", &[]).await;
    assert_unavailable("a function", &answer);
    assert!(matches!(answer.error(), AppError::Unavailable { .. }));
    assert!(begun.elapsed() < Duration::from_secs(2));
    let page = manager.get("/contacts").await;
    assert_unavailable("a page", &page);
    assert!(page.is_whole_page(), "{}", page.body);

    lock.rollback().await.expect("the lock goes");
    assert_eq!(
        manager.call("/fn/contacts/list", &[]).await.status,
        StatusCode::OK
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_dry_pool_is_said_and_not_waited_for_without_end() {
    let (world, _gate, pool) = behind_a_gate(&quick(1)).await;
    let mut manager = world.browser(Person::Manager).await;
    let held = pool.acquire().await.expect("the only connection");
    let begun = Instant::now();
    for path in ["/fn/contacts/list", "/fn/contacts/home"] {
        assert_unavailable(path, &manager.call(path, &[]).await);
    }
    for page in ["/", "/contacts"] {
        let answer = manager.get(page).await;
        assert_unavailable(page, &answer);
        assert!(answer.is_whole_page(), "{page}: {}", answer.body);
    }
    assert!(begun.elapsed() < Duration::from_secs(6));
    let health = manager.request(Method::GET, "/health", PROGRAM).send().await;
    assert_eq!(health.status, StatusCode::OK);
    drop(held);
    assert_eq!(
        manager.call("/fn/contacts/list", &[]).await.status,
        StatusCode::OK
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_beyond_those_that_are_worked_on_wait_their_turn_and_nothing_else_does() {
    let settings = PoolSettings {
        max_connections: 1,
        acquire_timeout: Duration::from_secs(30),
        ..PoolSettings::default()
    };
    let (world, _gate, _) = behind_a_gate(&settings).await;
    let manager = world.browser(Person::Manager).await;
    let mut stranger = world.site.browser();
    let mut administrator = world.site.administrator().await;
    let mut lock = administrator.begin().await.expect("a transaction");
    lock.execute("lock table contacts in access exclusive mode")
        .await
        .expect("the lock");
    // One waits for the database and one for its connection: two at once are worked on.
    let mut pages = Vec::new();
    for _ in 0..2 {
        let mut manager = manager.clone();
        pages.push(tokio::spawn(async move { manager.get("/contacts").await }));
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let early = tokio::time::timeout(Duration::from_millis(500), stranger.get("/sign-in")).await;
    assert!(early.is_err(), "a third page is worked on");
    let health = stranger.request(Method::GET, "/health", PROGRAM).send().await;
    assert_eq!(health.status, StatusCode::OK);
    let function = stranger.call("/fn/contacts/list", &[]).await;
    assert_eq!(function.status, StatusCode::UNAUTHORIZED);
    let mut late = stranger.clone();
    let late = tokio::spawn(async move { late.get("/sign-in").await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    lock.rollback().await.expect("the lock goes");
    for page in pages {
        assert_eq!(page.await.expect("an answer").status, StatusCode::OK);
    }
    assert_eq!(late.await.expect("an answer").status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_crowd_that_the_pool_cannot_bear_gets_whole_pages_or_whole_apologies() {
    let settings = PoolSettings {
        max_connections: 2,
        acquire_timeout: Duration::from_millis(500),
        ..PoolSettings::default()
    };
    let db = TestDb::new().await;
    let pool = pool(db.app_options(), &settings);
    let site = TestSite::over(db, pool.clone(), &[], leptos_options()).await;
    let world = World::of(site).await;
    let manager = world.browser(Person::Manager).await;
    let (mut whole, mut apologies) = (0, 0);
    while whole == 0 || apologies == 0 {
        // Half of the crowd comes while nobody can be served for longer than anybody waits.
        let held = (pool.acquire().await, pool.acquire().await);
        let mut visits = Vec::new();
        for number in 0..60 {
            if number == 30 {
                tokio::time::sleep(Duration::from_millis(700)).await;
            }
            let mut manager = manager.clone();
            visits.push(tokio::spawn(async move { manager.get("/contacts").await }));
        }
        drop(held);
        for visit in visits {
            let answer = visit.await.expect("an answer");
            assert!(answer.is_whole_page(), "{}", answer.body);
            if answer.status == StatusCode::OK {
                whole += 1;
            } else {
                assert_unavailable("a page", &answer);
                apologies += 1;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_that_takes_too_long_is_answered_and_leaves_nothing_half_done() {
    let settings = PoolSettings {
        max_connections: 2,
        ..PoolSettings::default()
    };
    let db = TestDb::new().await;
    let pool = pool(db.app_options(), &settings);
    let site = TestSite::over(db, pool, &["--request-timeout", "1"], leptos_options()).await;
    let world = World::of(site).await;
    let mut manager = world.browser(Person::Manager).await;
    let records = world.of_lumen(Role::Manager).await;
    let id = records.contact.to_string();
    let mut administrator = world.site.administrator().await;
    let mut lock = administrator.begin().await.expect("a transaction");
    // Writing to the trail waits, when the contact itself has been moved already.
    lock.execute("lock table audit_logs in access exclusive mode")
        .await
        .expect("the lock");
    let begun = Instant::now();
    let moved = manager
        .call("/fn/contacts/move", &[("contact_id", &id), ("to", "plug")])
        .await;
    assert_unavailable("a function", &moved);
    assert!(matches!(moved.error(), AppError::Unavailable { .. }));
    assert!(
        begun.elapsed() < Duration::from_millis(1_900),
        "{:?}",
        begun.elapsed()
    );
    lock.rollback().await.expect("the lock goes");
    assert!(until_well(&manager).await < Duration::from_secs(6));
    let stage = format!("select contact_type from contacts where id = '{id}'");
    assert_eq!(world.site.look(&stage).await, "target");
    assert_eq!(manager.get("/contacts").await.status, StatusCode::OK);
}

/// Asks until it goes well, and says how long that took.
async fn until_well(manager: &super::site::Browser) -> Duration {
    let begun = Instant::now();
    while manager.call("/fn/contacts/list", &[]).await.status != StatusCode::OK {
        assert!(begun.elapsed() < Duration::from_secs(10), "it does not come back");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    begun.elapsed()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn while_the_database_is_away_people_are_told_so_and_within_two_seconds_of_its_return_all_is_well() {
    let (world, gate, _) = behind_a_gate(&quick(4)).await;
    let mut manager = world.browser(Person::Manager).await;
    for idle in [Duration::ZERO, Duration::from_millis(1_200)] {
        assert_eq!(
            manager.call("/fn/contacts/list", &[]).await.status,
            StatusCode::OK
        );
        tokio::time::sleep(idle).await;
        gate.shut();
        for _ in 0..6 {
            assert_unavailable("a function", &manager.call("/fn/contacts/list", &[]).await);
        }
        let page = manager.get("/contacts").await;
        assert_unavailable("a page", &page);
        assert!(page.is_whole_page(), "{}", page.body);
        let form = manager
            .request(Method::POST, "/fn/contacts/move", PAGE)
            .fields(&[("to", "plug")])
            .send()
            .await;
        assert_unavailable("a form", &form);
        let health = manager.request(Method::GET, "/health", PROGRAM).send().await;
        assert_eq!(health.status, StatusCode::OK);
        let database = manager
            .request(Method::GET, "/api/v1/health/database", PROGRAM)
            .send()
            .await;
        assert_eq!(database.status, StatusCode::SERVICE_UNAVAILABLE);
        database.assert_tells_nothing();

        gate.open();
        let waited = until_well(&manager).await;
        assert!(waited < Duration::from_secs(2), "{waited:?}");
        // Whoever was signed in still is.
        assert_eq!(manager.get("/contacts").await.status, StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn connections_that_the_database_ends_are_replaced_within_two_seconds() {
    let (world, _gate, _) = behind_a_gate(&quick(4)).await;
    let manager = world.browser(Person::Manager).await;
    for _ in 0..3 {
        let mut many = Vec::new();
        for _ in 0..12 {
            let manager = manager.clone();
            many.push(tokio::spawn(async move {
                manager.call("/fn/contacts/home", &[]).await.status
            }));
        }
        for one in many {
            assert_eq!(one.await.expect("an answer"), StatusCode::OK);
        }
        world
            .site
            .look(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity
                 where usename = 'plugs_app' and datname = current_database()",
            )
            .await;
        let waited = until_well(&manager).await;
        assert!(waited < Duration::from_secs(2), "{waited:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_database_that_takes_no_more_connections_is_a_busy_service() {
    let (world, gate, _) = behind_a_gate(&quick(2)).await;
    let manager = world.browser(Person::Manager).await;
    let name = world.site.look("select current_database()").await;
    let mut administrator = world.site.administrator().await;
    let limit = |to: i32| sqlx::AssertSqlSafe(format!("alter database {name} connection limit {to}"));
    administrator
        .execute(limit(0))
        .await
        .expect("no more connections");
    gate.shut();
    gate.open();
    assert_unavailable("a function", &manager.call("/fn/contacts/list", &[]).await);
    administrator.execute(limit(-1)).await.expect("connections");
    assert!(until_well(&manager).await < Duration::from_secs(2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn told_to_stop_the_program_answers_what_it_has_begun_and_takes_nothing_new() {
    let db = TestDb::new().await;
    db.organization("Lumen").await;
    let mut program = Program::start(&db, &[]).await;
    let mut administrator = crate::support::administrator(&db).await;
    let mut lock = administrator.begin().await.expect("a transaction");
    lock.execute("lock table sign_in_attempts in access exclusive mode")
        .await
        .expect("the lock");

    // Thirty sign-ins, more than the pool has connections, all waiting for the database.
    let client = crate::support::client().build().expect("a client");
    let mut begun = Vec::new();
    for guest in 0..30 {
        let request = client
            .post(program.url("/fn/accounts/sign-in"))
            .header("accept", PROGRAM)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!("email=guest{guest}%40lumen.example&password=wrong"));
        begun.push(tokio::spawn(request.send()));
    }
    tokio::time::sleep(Duration::from_millis(700)).await;
    program.tell_to_stop();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let newcomer = crate::support::client()
        .build()
        .expect("a client")
        .get(program.url("/health"))
        .send()
        .await;
    assert!(newcomer.is_err(), "it still takes new requests: {newcomer:?}");
    lock.rollback().await.expect("the lock goes");
    for one in begun {
        let answer = one
            .await
            .expect("a task")
            .expect("an answer, and not a closed connection");
        let status = answer.status().as_u16();
        let body = answer.text().await.expect("the whole of it");
        // Refused for what was typed, or busy; but answered.
        assert!(matches!(status, 422 | 503), "{status}: {body}");
        assert!(serde_json::from_str::<AppError>(&body).is_ok(), "{body}");
    }
    assert!(program.ended_well(Duration::from_secs(5)).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_request_is_a_line_of_json_with_its_id_and_without_what_was_searched_for() {
    let db = TestDb::new().await;
    // Set to nothing is not set: the log's level is the usual one.
    let settings = [
        ("LOG_FORMAT", "json"),
        ("LOG_LEVEL", ""),
        ("PUBLIC_URL", ""),
        ("TRUSTED_PROXIES", ""),
    ];
    let mut program = Program::start(&db, &settings).await;
    let answer = crate::support::client()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client")
        .get(program.url("/contacts?q=whisper"))
        .send()
        .await
        .expect("an answer");
    let id = answer.headers()["x-request-id"]
        .to_str()
        .expect("an id")
        .to_owned();
    program.tell_to_stop();
    assert!(program.ended_well(Duration::from_secs(10)).await);
    let log = program.log();
    assert!(!log.contains("whisper"), "{log}");
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    let of_request = |line: &&serde_json::Value| line["span"]["request_id"] == id.as_str();
    let line = lines
        .iter()
        .find(of_request)
        .unwrap_or_else(|| panic!("no line of {id}: {log}"));
    assert_eq!(line["span"]["method"], "GET", "{line}");
    assert_eq!(line["span"]["path"], "/contacts", "{line}");
    assert_eq!(line["status"].to_string().trim_matches('"'), "303", "{line}");
    assert!(!line["latency"].is_null(), "{line}");
}

/// Signs in as somebody else each time until the program is gone, and says how often it was answered.
async fn keep_signing_in(program: String, client: usize, all: Arc<AtomicUsize>) -> usize {
    let browser = crate::support::client().build().expect("a client");
    let mut answered = 0;
    loop {
        let sent = browser
            .post(format!("{program}/fn/accounts/sign-in"))
            .header("accept", PROGRAM)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!(
                "email=guest{client}-{answered}%40lumen.example&password=wrong"
            ))
            .send();
        let Ok(answer) = sent.await else {
            return answered;
        };
        let body = answer.text().await.expect("the whole answer");
        assert!(serde_json::from_str::<AppError>(&body).is_ok(), "{body}");
        answered += 1;
        all.fetch_add(1, Ordering::Relaxed);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn under_load_whatever_the_program_began_before_it_stopped_was_answered() {
    let db = TestDb::new().await;
    let mut administrator = crate::support::administrator(&db).await;
    for _ in 0..3 {
        administrator
            .execute("truncate sign_in_attempts")
            .await
            .expect("no attempts");
        let mut program = Program::start(&db, &[]).await;
        let mut clients = Vec::new();
        let all = Arc::new(AtomicUsize::new(0));
        for client in 0..24 {
            clients.push(tokio::spawn(keep_signing_in(
                program.url(""),
                client,
                all.clone(),
            )));
        }
        let is_busy = async {
            while all.load(Ordering::Relaxed) < 48 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), is_busy)
            .await
            .expect("answers");
        program.tell_to_stop();
        let mut answered = 0;
        for client in clients {
            answered += client.await.expect("a client");
        }
        assert!(program.ended_well(Duration::from_secs(5)).await);
        // Each attempt was counted under an address of its own as soon as the program had it.
        let begun: i64 = sqlx::query_scalar("select count(*) from sign_in_attempts where kind = 'address'")
            .fetch_one(&mut administrator)
            .await
            .expect("a count");
        assert_eq!(usize::try_from(begun).expect("a count"), answered);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_organisations_lock_does_not_hold_up_another() {
    let (world, _gate, _) = behind_a_gate(&quick(4)).await;
    let manager = world.browser(Person::Manager).await;
    let foreign = world.browser(Person::Foreign).await;
    let records = world.of_lumen(Role::Manager).await;
    let mut administrator = world.site.administrator().await;
    let mut lock = administrator.begin().await.expect("a transaction");
    let row = format!(
        "select 1 from contacts where id = '{}' for update",
        records.contact
    );
    lock.execute(sqlx::AssertSqlSafe(row)).await.expect("the lock");
    let id = records.contact.to_string();
    let fields = [("contact_id", id.as_str()), ("to", "plug")];
    let held = manager.call("/fn/contacts/move", &fields);
    let free = foreign.call("/fn/contacts/list", &[]);
    let (held, free) = tokio::join!(held, free);
    assert_unavailable("a locked record", &held);
    assert_eq!(free.status, StatusCode::OK);
    lock.rollback().await.expect("the lock goes");
    let moved = manager.call("/fn/contacts/move", &fields).await;
    assert_eq!(moved.status, StatusCode::OK, "{}", moved.body);
}
