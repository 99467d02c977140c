//! Whatever is sent: a clear answer of ours, never a fault, and nothing lost.

use super::functions::{CASES, Case};
use super::site::{Answer, Browser, PAGE, PROGRAM, TestSite};
use super::world::{LUMEN_ONLY, Person, Records, World};
use reqwest::{Method, StatusCode};
use std::time::{Duration, Instant};
use the_plugs::accounts::roles::Role;
use the_plugs::error::AppError;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Values as they stand in a body, percent-encoded: each is wrong for some field and harmless for others.
fn hostile_values() -> Vec<String> {
    let mut values: Vec<String> = [
        "",
        "%00",
        "a%00b",
        // no UTF-8
        "%FF%FE",
        "%C3%28",
        "%ED%A0%80",
        // no percent-encoding
        "%",
        "%zz",
        "%27%20or%201%3D1%20--",
        "%27%3B%20drop%20table%20contacts%3B%20--",
        "-1",
        "2147483648",
        "99999999999999999999999",
        "1e309",
        "NaN",
        "null",
        "true",
        "%5B%5D",
        "%7B%22a%22%3A1%7D",
        "00000000-0000-0000-0000-000000000000",
        "x%0D%0ASet-Cookie%3A%20stolen%3Dyes",
        "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "%E2%80%AEevil",
        "2026-02-30T25%3A61",
        "9999999-12-31T23%3A59",
        "-0001-01-01T00%3A00",
        "javascript%3Aalert(1)",
    ]
    .map(str::to_owned)
    .to_vec();
    values.push("x".repeat(300));
    values.push("x".repeat(100_000));
    values.push("%F0%9F%98%80".repeat(300));
    values
}

/// A body in which one field is as it should not be.
fn body_with(fields: &[(&str, String)], bad: usize, value: &str) -> Vec<u8> {
    let pairs: Vec<String> = fields
        .iter()
        .enumerate()
        .map(|(at, (name, good))| {
            let good: String = url::form_urlencoded::byte_serialize(good.as_bytes()).collect();
            format!("{name}={}", if at == bad { value } else { &good })
        })
        .collect();
    pairs.join("&").into_bytes()
}

async fn send(browser: &Browser, case: &Case, accept: &str, kind: &str, body: Vec<u8>) -> Answer {
    let begun = Instant::now();
    let answer = browser
        .request(Method::POST, case.path, accept)
        .body(kind, body)
        .send()
        .await;
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{} takes its time",
        case.path
    );
    answer
}

const FORM: &str = "application/x-www-form-urlencoded";

fn assert_no_fault(case: &Case, what: &str, answer: &Answer) {
    let what = &what[..what.len().min(60)];
    let status = answer.status.as_u16();
    assert!(
        matches!(status, 200 | 400 | 401 | 404 | 409 | 413 | 415 | 422 | 429),
        "{} with {what}: {status} {}",
        case.path,
        answer.body
    );
    answer.assert_tells_nothing();
    assert!(!answer.header("set-cookie").contains("stolen"), "{}", case.path);
    if status != 200 {
        answer.error();
    }
}

/// A browser for the case: functions that change who one is get a stranger's, an admin's their own.
async fn browser_for(case: &Case, world: &World, manager: &Browser) -> Browser {
    if case.path.starts_with("/fn/accounts/sign") {
        world.site.browser()
    } else if [
        "/fn/approvals/",
        "/fn/jobs/",
        "/fn/mail/",
        "/fn/payments/",
        "/fn/policies/",
        "/fn/rates/",
        "/fn/reports/",
    ]
    .iter()
    .any(|of| case.path.starts_with(of))
    {
        world.browser(Person::Admin).await
    } else {
        manager.clone()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hostile_value_in_any_field_of_any_function_is_no_fault_of_ours() {
    let world = World::new().await;
    let manager = world.browser(Person::Manager).await;
    let values = hostile_values();
    for case in CASES.iter() {
        let records = world.of_lumen(Role::Manager).await;
        let fields = (case.fields)(&records);
        let browser = browser_for(case, &world, &manager).await;
        // A refused sign-in takes its time on purpose.
        let is_slow = case.path == "/fn/accounts/sign-in";
        for bad in 0..fields.len() {
            for value in values.iter().step_by(if is_slow { 5 } else { 1 }) {
                let body = body_with(&fields, bad, value);
                let answer = send(&browser, case, PROGRAM, FORM, body).await;
                assert_no_fault(case, &format!("{}={value}", fields[bad].0), &answer);
            }
        }
    }
    assert_eq!(manager.clone().get("/contacts").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_field_that_is_missing_doubled_or_nested_is_no_fault_of_ours() {
    let world = World::new().await;
    let manager = world.browser(Person::Manager).await;
    for case in CASES.iter() {
        let records = world.of_lumen(Role::Manager).await;
        let fields = (case.fields)(&records);
        let browser = browser_for(case, &world, &manager).await;
        for bad in 0..fields.len() {
            let name = fields[bad].0;
            let whole = String::from_utf8(body_with(&fields, usize::MAX, "")).expect("text");
            let mut without = fields.clone();
            without.remove(bad);
            let without = String::from_utf8(body_with(&without, usize::MAX, "")).expect("text");
            for body in [
                without.clone(),
                format!("{whole}&{name}=again"),
                format!("{without}&{name}[]=x"),
                format!("{without}&{name}[a]=x"),
                format!("{without}&{name}[a][b][c]=x"),
                format!("{without}&{name}"),
            ] {
                let answer = send(&browser, case, PROGRAM, FORM, body.into_bytes()).await;
                assert_no_fault(case, name, &answer);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_body_of_another_kind_is_no_fault_of_ours() {
    let world = World::new().await;
    let manager = world.browser(Person::Manager).await;
    let bytes: Vec<u8> = (0..=255).cycle().take(5_000).collect();
    for case in CASES.iter() {
        let browser = browser_for(case, &world, &manager).await;
        for (kind, body) in [
            (FORM, bytes.clone()),
            (FORM, vec![b'&'; 100_000]),
            (FORM, b"=".to_vec()),
            (FORM, "a=1&".repeat(20_000).into_bytes()),
            (FORM, format!("filter{}=1", "[a]".repeat(5_000)).into_bytes()),
            (FORM, format!("cursor{}=1", "[After]".repeat(50)).into_bytes()),
            ("application/json", b"{\"contact_id\": null}".to_vec()),
            ("application/json", b"[".repeat(10_000)),
            ("text/plain", b"contact_id=1".to_vec()),
            ("multipart/form-data", b"contact_id=1".to_vec()),
            ("multipart/form-data; boundary=x", b"--x\r\n\r\n--x--".to_vec()),
            ("application/cbor", bytes.clone()),
            ("", Vec::new()),
        ] {
            let answer = send(&browser, case, PROGRAM, kind, body).await;
            assert_no_fault(case, kind, &answer);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn over_long_text_is_refused_beside_its_field() {
    let world = World::new().await;
    let manager = world.browser(Person::Manager).await;
    let records = world.of_lumen(Role::Manager).await;
    let case = CASES
        .iter()
        .find(|case| case.path == "/fn/contacts/create")
        .expect("the case");
    let fields = (case.fields)(&records);
    let overlong = "x".repeat(20_000);
    for (at, (name, _)) in fields.iter().enumerate() {
        let body = body_with(&fields, at, &overlong);
        let answer = send(&manager, case, PROGRAM, FORM, body).await;
        assert_eq!(answer.status, 422, "{name}: {}", answer.body);
        let errors = answer.error().fields();
        let message = errors.get(name).unwrap_or_default();
        assert!(message.len() > 10, "{name}: {}", answer.body);
        assert_eq!(errors.iter().count(), 1, "{name}: {}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_megabytes_are_refused_and_the_server_answers_the_next() {
    let world = World::new().await;
    let mut manager = world.browser(Person::Manager).await;
    let records = world.of_lumen(Role::Manager).await;
    let body = format!(
        "contact_id={}&notes={}",
        records.contact,
        "x".repeat(10 * 1024 * 1024)
    );
    for case in CASES.iter() {
        let answer = send(&manager, case, PROGRAM, FORM, body.clone().into_bytes()).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", case.path);
        assert_eq!(answer.error(), AppError::TooLarge);
    }
    // As a plain form: back to the page, which says so.
    manager.page = "/contacts/new".into();
    let answer = manager
        .request(Method::POST, "/fn/contacts/create", PAGE)
        .body(FORM, body.clone().into_bytes())
        .send()
        .await;
    assert_eq!(
        (answer.status, answer.location.as_str()),
        (StatusCode::SEE_OTHER, "/contacts/new")
    );
    let page = manager.get("/contacts/new").await;
    assert!(
        page.body.contains(&AppError::TooLarge.to_string()),
        "{}",
        page.body
    );

    let mut many = Vec::new();
    for _ in 0..30 {
        let (browser, body) = (manager.clone(), body.clone().into_bytes());
        many.push(tokio::spawn(async move {
            browser
                .request(Method::POST, "/fn/contacts/create", PROGRAM)
                .body(FORM, body)
                .send()
                .await
                .status
        }));
    }
    for one in many {
        assert_eq!(one.await.expect("an answer"), StatusCode::PAYLOAD_TOO_LARGE);
    }
    assert_eq!(manager.get("/contacts").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_save_over_an_older_version_says_what_differs_and_writes_nothing() {
    let world = World::new().await;
    let manager = world.browser(Person::Manager).await;
    let admin = world.browser(Person::Admin).await;
    let records = world.of_lumen(Role::Manager).await;
    let case = CASES
        .iter()
        .find(|case| case.path == "/fn/contacts/update")
        .expect("the case");
    let mut fields = (case.fields)(&records);
    let change = |fields: &mut Vec<(&'static str, String)>, name: &str, to: &str| {
        for field in fields.iter_mut().filter(|(field, _)| *field == name) {
            field.1 = to.to_owned();
        }
    };
    change(&mut fields, "company", "First Engines");
    let first = send(&admin, case, PROGRAM, FORM, body_with(&fields, usize::MAX, "")).await;
    assert_eq!((first.status.as_u16(), first.body.as_str()), (200, "2"));

    change(&mut fields, "company", "Second Engines");
    let before = world.digest().await;
    let second = send(&manager, case, PROGRAM, FORM, body_with(&fields, usize::MAX, "")).await;
    let AppError::Stale { stale } = second.error() else {
        panic!("{}", second.body)
    };
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert_eq!((stale.version, stale.by.as_str()), (2, "Admin Lumen"));
    let company = stale.changes.iter().find(|change| change.field == "company");
    let company = company.expect("the company differs");
    assert_eq!(
        (company.mine.as_str(), company.theirs.as_str()),
        ("Second Engines", "First Engines")
    );
    assert_eq!(world.digest().await, before);

    // Knowingly over it.
    change(&mut fields, "version", "2");
    let third = send(&manager, case, PROGRAM, FORM, body_with(&fields, usize::MAX, "")).await;
    assert_eq!((third.status.as_u16(), third.body.as_str()), (200, "3"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_stands_in_an_address_is_no_fault_of_ours() {
    let world = World::new().await;
    let mut manager = world.browser(Person::Manager).await;
    let Records { contact, .. } = world.of_lumen(Role::Manager).await;
    let values = hostile_values();
    for value in values.iter().filter(|value| value.len() < 5_000) {
        for address in [
            format!("/contacts?q={value}&type={value}&status={value}&priority={value}&owner={value}"),
            format!("/contacts?sort={value}&dir={value}&after={value}"),
            format!("/contacts?before={value}&{value}={value}"),
            format!("/contacts/{value}"),
            format!("/companies?q={value}&sort={value}&dir={value}&after={value}"),
            format!("/companies/{value}"),
            format!("/companies/{value}?after={value}&people={value}"),
            format!("/contacts/new?company={value}"),
            format!("/contacts/{value}/edit"),
            format!("/contacts/{contact}?after={value}&tab={value}"),
            format!("/contacts/trash?after={value}"),
            format!("/{value}"),
            format!("/pkg/{value}"),
        ] {
            // reqwest encodes what no browser would send; the socket does not.
            let answer = manager.get(&address).await;
            let status = answer.status.as_u16();
            assert!(
                matches!(status, 200 | 303 | 308 | 400 | 404),
                "{address}: {status}"
            );
            answer.assert_tells_nothing();
            if address.starts_with("/contacts?") {
                assert_eq!(status, 200, "an odd address still shows the list: {address}");
            }
        }
    }
    for id in [
        "none",
        "0199",
        &format!("{contact}0"),
        &contact.simple().to_string().replace('0', "g"),
    ] {
        assert_eq!(
            manager.get(&format!("/contacts/{id}")).await.status,
            StatusCode::NOT_FOUND,
            "{id}"
        );
    }
}

/// What comes back for these very bytes, as far as it comes.
async fn raw(world: &World, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(world.site.address)
        .await
        .expect("a connection");
    let mut answer = Vec::new();
    // Either side may have had enough before the other is done.
    let _ = stream.write_all(bytes).await;
    let _ = tokio::time::timeout(Duration::from_secs(3), stream.read_to_end(&mut answer)).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn bytes_that_are_no_request_are_refused_and_disturb_nobody() {
    let world = World::new().await;
    let many_headers = "x-a: b\r\n".repeat(2_000);
    for bytes in [
        b"\0\0\0\0\r\n\r\n".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        b"GET /contacts\0 HTTP/1.1\r\nhost: a\r\n\r\n".to_vec(),
        b"GET /\xff\xfe HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n".to_vec(),
        b"GET / HTTP/1.1\r\nhost: a\r\ncookie: plugs=\xff\xfe; theme=\x80\r\nconnection: close\r\n\r\n".to_vec(),
        b"GET / HTTP/1.1\r\nconnection: close\r\n\r\n".to_vec(),
        format!("GET / HTTP/1.1\r\nhost: a\r\n{many_headers}\r\n").into_bytes(),
        format!("GET /{} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n", "x".repeat(100_000)).into_bytes(),
        b"POST /fn/contacts/list HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n".to_vec(),
        b"POST /fn/contacts/list HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n".to_vec(),
        b"POST /fn/contacts/list HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n".to_vec(),
    ] {
        let answer = raw(&world, &bytes).await;
        let status = answer.split(' ').nth(1).unwrap_or("closed");
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned();
        assert!(!status.starts_with('5') && status != "200", "{shown}: {answer}");
        let mut browser = world.site.browser();
        assert_eq!(browser.get("/sign-in").await.status, StatusCode::OK, "after {shown}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn chunks_without_end_are_refused_as_soon_as_they_are_too_many() {
    let world = World::new().await;
    let mut stream = TcpStream::connect(world.site.address)
        .await
        .expect("a connection");
    let head = "POST /fn/contacts/list HTTP/1.1\r\nhost: a\r\naccept: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.expect("the head");
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    let mut sent = 0_usize;
    // Two hundred megabytes if nobody stops us.
    while sent < 3_200 && stream.write_all(chunk.as_bytes()).await.is_ok() {
        sent += 1;
    }
    assert!(sent < 3_200, "everything was taken");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_body_that_stops_coming_is_given_up_with_an_answer() {
    let world = World::of(TestSite::with(&["--request-timeout", "1"]).await).await;
    let answer = raw(
        &world,
        b"POST /fn/accounts/sign-in HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\
          content-type: application/x-www-form-urlencoded\r\n\r\nemail=owner",
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert!(answer.to_lowercase().contains("\r\nretry-after: "), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn connections_that_drop_leave_nothing_behind() {
    let world = World::new().await;
    let manager = world.browser(Person::Manager).await;
    let records = world.of_lumen(Role::Manager).await;
    let mut dropped = Vec::new();
    for round in 0..200_u64 {
        let (browser, contact) = (manager.clone(), records.contact.to_string());
        dropped.push(tokio::spawn(async move {
            let fields = [
                ("contact_id", contact.as_str()),
                ("interaction_type", "call"),
                ("subject", LUMEN_ONLY),
            ];
            let work = browser.call("/fn/contacts/log-interaction", &fields);
            // Dropping the future closes its connection, wherever the server is with it.
            let answered = tokio::time::timeout(Duration::from_millis(round % 40), work).await;
            answered.is_ok_and(|answer| answer.status == StatusCode::OK)
        }));
    }
    let mut acknowledged = 0;
    for one in dropped {
        acknowledged += usize::from(one.await.expect("a request"));
    }
    for cut in [1, 20, 60, 200] {
        let request = "POST /fn/contacts/list HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-www-form-urlencoded\r\n\
                       content-length: 300\r\naccept: application/json\r\n\r\nfilter[search]=a";
        let mut stream = TcpStream::connect(world.site.address)
            .await
            .expect("a connection");
        let cut = cut.min(request.len());
        stream
            .write_all(&request.as_bytes()[..cut])
            .await
            .expect("some bytes");
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let stored: usize = world
        .site
        .look(&format!(
            "select count(*) from contact_interactions where subject = '{LUMEN_ONLY}' and not is_deleted"
        ))
        .await
        .parse()
        .expect("a number");
    assert!(
        stored >= acknowledged,
        "{acknowledged} acknowledged, {stored} stored"
    );
    let lingering = world
        .site
        .look(
            "select count(*) from pg_stat_activity where usename = 'plugs_app' and datname = current_database()
             and state <> 'idle'",
        )
        .await;
    assert_eq!(lingering, "0");
    assert_eq!(
        manager.call("/fn/contacts/list", &[]).await.status,
        StatusCode::OK
    );
}
