//! HTTPS by the server itself: both versions of HTTP, a new certificate while it serves, and those who say nothing.

pub mod client;
mod slow;

use self::client::{Connection, Version, connect};
use super::program::Program;
use super::site::{PAGE, PASSWORD, TestSite, arguments};
use crate::support::certificates::{Authority, Folder};
use axum::body::Body;
use hyper::header::{
    ACCEPT, CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE, STRICT_TRANSPORT_SECURITY,
};
use hyper::{Request, StatusCode};
use std::fs;
use std::time::{Duration, Instant};
use the_plugs::server::tls::{Certificate, Files};
use the_plugs::testing::TestDb;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::signal::unix::{SignalKind, signal};

const NAME: &str = "plugs.example";

/// A page's request; in HTTP/2 nothing but its address says where it goes.
fn visit(version: Version, host: &str, path: &str) -> hyper::http::request::Builder {
    let request = Request::builder().header(ACCEPT, PAGE);
    match version {
        Version::Http1 => request.uri(path).header(HOST, host),
        Version::Http2 => request.uri(format!("https://{host}{path}")),
    }
}

fn sign_in(version: Version, origin: &str) -> Request<Body> {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("email", "owner@lumen.example"), ("password", PASSWORD)])
        .finish();
    visit(version, NAME, "/fn/accounts/sign-in")
        .method("POST")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(ORIGIN, origin)
        .body(body.into())
        .expect("a request")
}

async fn site(certificate: &Folder) -> TestSite {
    let (certificate, key) = (certificate.certificate(), certificate.key());
    TestSite::with(&["--tls-cert", &certificate, "--tls-key", &key]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_person_signs_in_by_https_whatever_the_version_of_http() {
    let authority = Authority::new("Ours");
    let folder = Folder::of(&authority.issue(&[NAME]));
    let site = site(&folder).await;
    site.organization("Lumen").await;
    for version in [Version::Http1, Version::Http2] {
        let mut connection = Connection::open(site.address, NAME, &authority, version).await;
        let answer = connection.ask(sign_in(version, &format!("https://{NAME}"))).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{version:?}");
        assert_eq!(answer.headers()[LOCATION], "/", "{version:?}");
        assert_eq!(
            answer.headers()[STRICT_TRANSPORT_SECURITY],
            "max-age=31536000; includeSubDomains"
        );
        let cookies: Vec<&str> = answer
            .headers()
            .get_all(SET_COOKIE)
            .iter()
            .map(|cookie| cookie.to_str().expect("a cookie"))
            .collect();
        for name in ["__Host-plugs=", "__Host-plugs-browser="] {
            let cookie = cookies.iter().find(|cookie| cookie.starts_with(name));
            let is_secure = cookie.is_some_and(|cookie| cookie.contains("; Secure"));
            assert!(is_secure, "{version:?}: {name} in {cookies:?}");
        }
        let session = cookies
            .iter()
            .find(|cookie| cookie.starts_with("__Host-plugs="))
            .and_then(|cookie| cookie.split(';').next())
            .expect("a session");
        let home = visit(version, NAME, "/").header(COOKIE, session);
        let (status, page) = connection
            .read(home.body(Body::empty()).expect("a request"))
            .await;
        assert_eq!(status, StatusCode::OK, "{version:?}");
        assert!(page.contains("Lumen"), "{version:?}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_of_another_site_is_refused_whatever_the_version_of_http() {
    let authority = Authority::new("Ours");
    let folder = Folder::of(&authority.issue(&[NAME]));
    let site = site(&folder).await;
    site.organization("Lumen").await;
    for version in [Version::Http1, Version::Http2] {
        let mut connection = Connection::open(site.address, NAME, &authority, version).await;
        for origin in ["https://elsewhere.example", "null"] {
            let answer = connection.ask(sign_in(version, origin)).await;
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{version:?}: {origin}");
        }
    }
}

#[tokio::test]
async fn the_name_that_every_machine_has_is_not_bound_to_https() {
    let authority = Authority::new("Ours");
    let folder = Folder::of(&authority.issue(&["localhost"]));
    let site = site(&folder).await;
    let mut connection = Connection::open(site.address, "localhost", &authority, Version::Http2).await;
    let request = visit(Version::Http2, "localhost:3000", "/sign-in").body(Body::empty());
    let answer = connection.ask(request.expect("a request")).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(!answer.headers().contains_key(STRICT_TRANSPORT_SECURITY));
}

#[tokio::test]
async fn a_certificate_for_another_name_or_of_another_authority_is_not_taken() {
    let (authority, other) = (Authority::new("Ours"), Authority::new("Theirs"));
    let folder = Folder::of(&authority.issue(&[NAME]));
    let site = site(&folder).await;
    for (name, trusted, why) in [
        ("elsewhere.example", &authority, "NotValidForName"),
        (NAME, &other, "UnknownIssuer"),
    ] {
        let error = connect(site.address, name, trusted, &[Version::Http2])
            .await
            .expect_err("no connection");
        assert!(format!("{error:?}").contains(why), "{name}: {error:?}");
    }
    // Nor does that trouble the next one.
    Connection::open(site.address, NAME, &authority, Version::Http2).await;
}

#[tokio::test]
async fn who_speaks_plain_http_is_sent_to_https_or_told_of_it() {
    let authority = Authority::new("Ours");
    let folder = Folder::of(&authority.issue(&[NAME]));
    let site = site(&folder).await;
    for (request, begins, holds) in [
        (
            "GET /contacts?stage=plug HTTP/1.1\r\nhost: 192.168.1.7:3000\r\nconnection: close\r\n\r\n",
            "HTTP/1.1 307 ",
            "location: https://192.168.1.7:3000/contacts?stage=plug\r\n",
        ),
        (
            "POST /fn/accounts/sign-in HTTP/1.1\r\nhost: here\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            "HTTP/1.1 400 ",
            "HTTPS only",
        ),
        ("GET / HTTP/1.0\r\n\r\n", "HTTP/1.0 400 ", "HTTPS only"),
        ("\u{1}\u{2}\u{3} nothing at all\r\n\r\n", "HTTP/1.1 400 ", ""),
    ] {
        let mut stream = TcpStream::connect(site.address).await.expect("a connection");
        stream.write_all(request.as_bytes()).await.expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        assert!(
            answer.starts_with(begins) && answer.contains(holds),
            "{request}: {answer}"
        );
    }
}

/// The program with a certificate, and the certificate's folder.
async fn program(authority: &Authority, db: &TestDb) -> (Program, Folder) {
    let folder = Folder::of(&authority.issue(&[NAME]));
    let (certificate, key) = (folder.certificate(), folder.key());
    let program = Program::start(db, &[("TLS_CERT", &certificate), ("TLS_KEY", &key)]).await;
    (program, folder)
}

/// Waits until it is so, which it must be after a second or two.
async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !is_so().await {
        assert!(begun.elapsed() < Duration::from_secs(10), "it is not so yet");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn health() -> Request<Body> {
    visit(Version::Http2, NAME, "/health")
        .body(Body::empty())
        .expect("a request")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_new_certificate_is_shown_while_connections_stay_open() {
    let (authority, next) = (Authority::new("Ours"), Authority::new("The next"));
    let db = TestDb::new().await;
    let (mut program, folder) = program(&authority, &db).await;
    let mut open = Connection::open(program.address(), NAME, &authority, Version::Http2).await;
    folder.put(&next.issue(&[NAME]));
    program.signal("-HUP");
    until(async || {
        connect(program.address(), NAME, &next, &[Version::Http2])
            .await
            .is_ok()
    })
    .await;
    assert!(
        connect(program.address(), NAME, &authority, &[Version::Http2])
            .await
            .is_err()
    );
    assert_eq!(open.ask(health()).await.status(), StatusCode::OK);
    program.tell_to_stop();
    assert!(program.ended_well(Duration::from_secs(10)).await);
}

#[tokio::test]
async fn files_that_change_are_noticed_without_a_word() {
    let authority = Authority::new("Ours");
    let folder = Folder::of(&authority.issue(&[NAME]));
    let args = arguments(&["--tls-cert", &folder.certificate(), "--tls-key", &folder.key()]);
    let certificate = Certificate::read(Files::of(&args.tls).expect("two files")).await;
    let certificate = certificate.expect("a certificate");
    let mut shown = certificate.shown();
    let hangup = signal(SignalKind::hangup()).expect("a signal");
    tokio::spawn(certificate.keep_up(Duration::from_millis(20), hangup));
    for _ in 0..3 {
        let unchanged = tokio::time::timeout(Duration::from_millis(200), shown.changed()).await;
        assert!(unchanged.is_err(), "nothing is new");
        folder.put(&authority.issue(&[NAME]));
        let changed = tokio::time::timeout(Duration::from_secs(5), shown.changed()).await;
        changed.expect("it is noticed").expect("and shown");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_certificate_that_cannot_be_shown_leaves_the_one_before_it_and_a_warning() {
    let authority = Authority::new("Ours");
    let db = TestDb::new().await;
    let (program, folder) = program(&authority, &db).await;
    let other = authority.issue(&[NAME]);
    for (reason, file, contents) in [
        ("is not that of", folder.certificate(), Some(&*other.certificate)),
        (
            "holds no certificate in PEM",
            folder.certificate(),
            Some("half a file"),
        ),
        ("cannot be read", folder.key(), None),
    ] {
        match contents {
            Some(contents) => fs::write(file, contents).expect("a file"),
            None => fs::remove_file(file).expect("a file"),
        }
        program.signal("-HUP");
        until(async || {
            let log = program.log();
            log.contains("the one before it is kept") && log.contains(reason)
        })
        .await;
        let mut connection = Connection::open(program.address(), NAME, &authority, Version::Http2).await;
        assert_eq!(connection.ask(health()).await.status(), StatusCode::OK);
    }
    assert_eq!(
        program.log().matches("the one before it is kept").count(),
        3,
        "told once each"
    );
}
