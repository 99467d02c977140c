//! What the server tells those who run it: its measurements, and the statements that were slow.

use super::program::{Program, free_port};
use super::site::{Answer, Browser, PAGE, PASSWORD, PROGRAM, TestSite};
use super::world::{LUMEN_ONLY, Person, World};
use reqwest::header::AUTHORIZATION;
use reqwest::{Method, StatusCode};
use sqlx::{Connection, Executor};
use std::collections::BTreeSet;
use std::time::Duration;
use the_plugs::accounts::roles::Role;
use the_plugs::testing::TestDb;

const TOKEN: &str = "a-token-of-sixteen-or-more";

async fn asked_with(browser: &Browser, authorization: &str) -> Answer {
    browser
        .bare(Method::GET, "/metrics")
        .header(AUTHORIZATION, authorization)
        .send()
        .await
}

/// The measurements of a name, without the comments.
fn lines<'a>(metrics: &'a str, name: &str) -> Vec<&'a str> {
    let is_of = |line: &&str| {
        line.strip_prefix(name)
            .is_some_and(|rest| rest.starts_with(['{', ' ']))
    };
    metrics.lines().filter(is_of).collect()
}

fn number(line: &str) -> f64 {
    let number = line.rsplit_once(' ').map(|(_, number)| number);
    number.expect("a number").parse().expect("a number")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_measured_is_told_to_whoever_shows_the_token_and_to_nobody_else() {
    let world = World::of(TestSite::with(&["--metrics-token", TOKEN]).await).await;
    let stranger = world.site.browser();
    let owner = world.browser(Person::Owner).await;
    for browser in [&stranger, &owner] {
        let without = browser.bare(Method::GET, "/metrics").send().await;
        assert_eq!(without.status, StatusCode::NOT_FOUND);
        for wrong in [
            "",
            "Bearer",
            "Bearer ",
            "Bearer a-token-of-sixteen-or-mor",
            TOKEN,
            "Basic YTpi",
        ] {
            let answer = asked_with(browser, wrong).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
            assert!(!answer.body.contains("http_requests"), "{wrong}");
        }
    }
    let answer = asked_with(&stranger, &format!("Bearer {TOKEN}")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(
        answer.kind.starts_with("text/plain; version=0.0.4"),
        "{}",
        answer.kind
    );
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_a_token_nobody_is_told_what_is_measured() {
    let world = World::new().await;
    let answer = asked_with(&world.site.browser(), &format!("Bearer {TOKEN}")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn requests_transactions_connections_memory_and_passwords_are_measured() {
    let world = World::of(TestSite::with(&["--metrics-token", TOKEN]).await).await;
    let records = world.of_lumen(Role::Manager).await;
    let mut manager = world.browser(Person::Manager).await;
    let record = format!("/contacts/{}", records.contact);
    for page in [
        "/contacts",
        record.as_str(),
        "/contacts?filter%5Bsearch%5D=Lumenwright",
    ] {
        assert_eq!(manager.get(page).await.status, StatusCode::OK, "{page}");
    }
    for nowhere in ["/nothing-here", "/.env", "/pkg/nothing.js", "/contacts/1/2/3"] {
        assert_eq!(
            manager.get(nowhere).await.status,
            StatusCode::NOT_FOUND,
            "{nowhere}"
        );
    }
    let refused = manager.call("/fn/contacts/move", &[("to", "nowhere")]).await;
    assert!(refused.status.is_client_error());
    let (id, to) = (records.contact.to_string(), "plug");
    let moved = manager
        .call("/fn/contacts/move", &[("contact_id", &id), ("to", to)])
        .await;
    assert_eq!(moved.status, StatusCode::OK);

    let metrics = asked_with(&world.site.browser(), &format!("Bearer {TOKEN}"))
        .await
        .body;
    let requests = lines(&metrics, "http_request_duration_seconds_count");
    for (method, route, status, at_least) in [
        ("GET", "/contacts", "2xx", 2.0),
        ("GET", "/contacts/{id}", "2xx", 1.0),
        ("GET", "unmatched", "4xx", 3.0),
        ("GET", "/pkg/", "4xx", 1.0),
        ("POST", "/fn/accounts/sign-in", "3xx", 1.0),
        ("POST", "/fn/contacts/move", "2xx", 1.0),
        ("POST", "/fn/contacts/move", "4xx", 1.0),
    ] {
        let label = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
        let line = requests.iter().find(|line| line.contains(&label));
        let count = number(line.unwrap_or_else(|| panic!("{label} in {requests:#?}")));
        assert!(count >= at_least, "{label}: {count}");
    }
    for (name, label) in [
        (
            "database_transaction_seconds_count",
            "permission=\"view_contacts\",outcome=\"committed\"",
        ),
        (
            "database_transaction_seconds_count",
            "permission=\"edit_contacts\",outcome=\"committed\"",
        ),
        ("database_begin_seconds_count", ""),
        ("database_connections_open", ""),
        ("database_connections_most", ""),
        ("process_resident_memory_bytes", ""),
        ("process_start_time_seconds", ""),
        ("password_hashes_total", ""),
        (
            "the_plugs_build_info",
            concat!("version=\"", env!("CARGO_PKG_VERSION"), "\""),
        ),
    ] {
        let found = lines(&metrics, name);
        let line = found.iter().find(|line| line.contains(label));
        let value = number(line.unwrap_or_else(|| panic!("{name} {label} in {metrics}")));
        assert!(value > 0.0, "{name} {label}: {value}");
    }
    // The request that asks is under way; nothing waits.
    for (name, value) in [
        ("http_requests_in_flight", 1.0),
        ("http_requests_waiting", 0.0),
        ("database_transactions_waiting", 0.0),
        ("password_hashes_waiting", 0.0),
        ("password_hashes_running", 0.0),
    ] {
        let found = lines(&metrics, name);
        assert_eq!(
            found.iter().map(|line| number(line)).collect::<Vec<_>>(),
            [value],
            "{name}"
        );
    }
    assert_private(&metrics, &world, &id);
}

/// Neither an id nor a name nor anything that somebody typed is a label.
fn assert_private(metrics: &str, world: &World, contact: &str) {
    let organization = world.lumen.id.to_string();
    for word in [
        contact,
        &organization,
        LUMEN_ONLY,
        "Lumen",
        "lumen",
        "Harbor",
        "@",
        "nothing",
    ] {
        assert!(!metrics.contains(word), "{word} in {metrics}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_is_asked_for_the_number_of_measurements_is_bounded() {
    let world = World::of(TestSite::with(&["--metrics-token", TOKEN]).await).await;
    let mut manager = world.browser(Person::Manager).await;
    // Ids that nobody else asks for: where tests share a process, others are measured with this one.
    let mut asked = Vec::new();
    ask_everything(&mut manager, &mut asked).await;
    let measure = async |manager: &Browser| asked_with(manager, &format!("Bearer {TOKEN}")).await.body;
    measure(&manager).await;
    let before = measure(&manager).await;
    ask_everything(&mut manager, &mut asked).await;
    let after = measure(&manager).await;
    for route in ["/contacts/{id}", "/pkg/", "/fonts/", "unmatched"] {
        assert!(
            after.contains(&format!("route=\"{route}\"")),
            "{route} in {after}"
        );
    }
    for line in after.lines() {
        assert!(!asked.iter().any(|id| line.contains(id)), "{line}");
    }
    // nextest gives each test a process, and says so.
    if std::env::var_os("NEXTEST").is_some() {
        assert_eq!(after.lines().count(), before.lines().count());
    }
}

async fn ask_everything(manager: &mut Browser, asked: &mut Vec<String>) {
    for number in 0..20 {
        let id = uuid::Uuid::now_v7().simple().to_string();
        for address in [
            format!("/contacts/{id}"),
            format!("/contacts/{id}/edit?x={number}"),
            format!("/{id}"),
            format!("/pkg/{id}.js"),
            format!("/fonts/{id}"),
        ] {
            manager.get(&address).await;
        }
        let method = Method::from_bytes(format!("M{id}").as_bytes()).expect("a method");
        manager.bare(method, "/contacts").send().await;
        manager.call(&format!("/fn/{id}"), &[]).await;
        asked.push(id);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_measurements_have_an_address_of_their_own_that_serves_nothing_else() {
    let db = TestDb::new().await;
    let own = format!("127.0.0.1:{}", free_port());
    let mut program = Program::start(&db, &[("METRICS_ADDR", &own)]).await;
    let get = async |address: &str| {
        let answer = reqwest::get(address).await.expect("an answer");
        (answer.status(), answer.text().await.expect("its text"))
    };
    let (status, metrics) = get(&format!("http://{own}/metrics")).await;
    assert_eq!(status, StatusCode::OK);
    let health = lines(&metrics, "http_request_duration_seconds_count");
    assert!(
        health.iter().any(|line| line.contains("route=\"/health\"")),
        "{metrics}"
    );
    for elsewhere in ["/", "/health", "/contacts", "/sign-in"] {
        let (status, _) = get(&format!("http://{own}{elsewhere}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{elsewhere}");
    }
    let (status, _) = get(&program.url("/metrics")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    program.tell_to_stop();
    assert!(program.ended_well(Duration::from_secs(5)).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_documents_name_every_measurement_and_no_other() {
    let world = World::of(TestSite::with(&["--metrics-token", TOKEN]).await).await;
    let mut manager = world.browser(Person::Manager).await;
    manager.get("/contacts").await;
    world.site.recorder.flush().await;
    // Nobody works here.
    drop(the_plugs::measure::JobClock::start("mail"));
    let metrics = asked_with(&manager, &format!("Bearer {TOKEN}")).await.body;
    let measured: BTreeSet<&str> = metrics
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next())
        .collect();
    let document = crate::architecture::source::file("docs/operations.md");
    let section = document.split("## Metrics").nth(1).expect("a section on metrics");
    let section = section.split("\n## ").next().expect("its text");
    let named: BTreeSet<&str> = section
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect();
    assert_eq!(measured, named);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_slow_statement_is_logged_with_its_request_and_without_what_was_asked_for() {
    let world = World::new().await;
    let keys = [
        ("TRUSTED_PROXIES", "127.0.0.1"),
        ("SLOW_STATEMENT_MS", "150"),
        ("LOG_FORMAT", "json"),
    ];
    let program = Program::start(&world.site.db, &keys).await;
    let client = crate::support::client()
        .cookie_store(true)
        .build()
        .expect("a client");
    let call = |path: &str, body: &str, id: &str| {
        client
            .post(program.url(path))
            .header("accept", PROGRAM)
            .header("sec-fetch-site", "same-origin")
            .header("x-request-id", id)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.to_owned())
            .send()
    };
    let sign_in = format!(
        "email=manager%40lumen.example&password={}",
        PASSWORD.replace(' ', "+")
    );
    let signed_in = call("/fn/accounts/sign-in", &sign_in, "signs-in")
        .await
        .expect("an answer");
    assert!(signed_in.status().is_success(), "{}", signed_in.status());

    let mut administrator = world.site.administrator().await;
    let mut lock = administrator.begin().await.expect("a transaction");
    lock.execute("lock table contacts in access exclusive mode")
        .await
        .expect("the lock");
    let page = client
        .get(program.url("/contacts?q=Zanzibarwort"))
        .header("accept", PAGE)
        .header("x-request-id", "is-slow");
    let (answer, ()) = tokio::join!(page.send(), async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        lock.rollback().await.expect("the lock goes");
    });
    assert_eq!(answer.expect("an answer").status(), StatusCode::OK);

    let log = program.log();
    let line = log
        .lines()
        .find(|line| line.contains("slow statement") && line.contains("from contacts"))
        .unwrap_or_else(|| panic!("no slow statement in {log}"));
    let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
    assert_eq!(line["level"], "WARN");
    assert_eq!(line["span"]["request_id"], "is-slow", "{line}");
    assert!(
        line["elapsed_secs"]
            .as_f64()
            .is_some_and(|seconds| seconds >= 0.15),
        "{line}"
    );
    let statement = line["db.statement"].as_str().expect("its text");
    assert!(statement.contains("$1"), "{statement}");
    for word in ["Zanzibarwort", "zanzibarwort", "marble", "argon2"] {
        assert!(!log.contains(word), "{word} in {log}");
    }
}
