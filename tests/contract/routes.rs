//! Routes that are mounted by hand: pages and functions are listed by what Leptos has registered, these by what stands
//! in the sources. One that is not listed here is red, and so might be without authentication.

use super::site::PROGRAM;
use super::world::{Person, World};
use crate::architecture::source::sources;
use reqwest::Method;
use std::collections::BTreeSet;

/// Where routes may be mounted.
const MOUNTED_IN: &[&str] = &[
    "server/announced.rs",
    "server/assets.rs",
    "server/calendars.rs",
    "server/kit.rs",
    // The one answer to whoever speaks plain HTTP to the port of HTTPS, proved in tls.rs.
    "server/listen/plain.rs",
    "server/metrics.rs",
    "server/outbox.rs",
    "server/router.rs",
    "server/unsubscribe.rs",
];

/// What mounts one.
const MOUNTING: &[&str] = &[
    ".route(",
    ".route_service(",
    ".nest(",
    ".nest_service(",
    ".fallback(",
    ".fallback_service(",
    ".merge(",
];

/// Every route, an address of it, how it is asked for, and the status that everybody gets. The files of a site that was
/// not built are not there.
pub const ROUTES: &[(&str, &str, Method, u16)] = &[
    ("/health", "/health", Method::GET, 200),
    (
        "/api/v1/health/database",
        "/api/v1/health/database",
        Method::GET,
        200,
    ),
    // Hidden from whoever does not show the token.
    ("/metrics", "/metrics", Method::GET, 404),
    // What they answer whom is proved in files.rs; a form without files is none, whoever sends it.
    ("/upload/avatar", "/upload/avatar", Method::POST, 400),
    ("/upload/logo", "/upload/logo", Method::POST, 400),
    ("/upload/rates", "/upload/rates", Method::POST, 400),
    (
        "/upload/contacts/{id}",
        "/upload/contacts/01980000-0000-7000-8000-000000000000",
        Method::POST,
        400,
    ),
    (
        "/upload/agenda/{id}",
        "/upload/agenda/01980000-0000-7000-8000-000000000000",
        Method::POST,
        400,
    ),
    ("/upload/expenses", "/upload/expenses", Method::POST, 400),
    (
        "/upload/expenses/{id}",
        "/upload/expenses/01980000-0000-7000-8000-000000000000",
        Method::POST,
        400,
    ),
    (
        "/upload/events/{id}/cover",
        "/upload/events/01980000-0000-7000-8000-000000000000/cover",
        Method::POST,
        400,
    ),
    (
        "/files/{file}/{variant}",
        "/files/none/original",
        Method::GET,
        404,
    ),
    ("/fn/{*path}", "/fn/contacts/no-such-function", Method::POST, 404),
    // Of builds for development only.
    ("/dev/kit", "/dev/kit", Method::GET, 200),
    ("/dev/kit/{page}", "/dev/kit/none", Method::GET, 404),
    // For whoever has the address of an event or of a feed; proved in announced.rs and calendars.rs.
    ("/e/{address}", "/e/nowhere", Method::GET, 404),
    ("/e/{address}/cover", "/e/nowhere/cover", Method::GET, 404),
    ("/e/{address}/event.ics", "/e/nowhere/event.ics", Method::GET, 404),
    (
        "/e/{address}/agenda.ics",
        "/e/nowhere/agenda.ics",
        Method::GET,
        404,
    ),
    (
        "/calendars/own.ics",
        "/calendars/own.ics?o=&f=&key=",
        Method::GET,
        404,
    ),
    // For whoever holds a mail; proved in mail/unsubscribe.rs.
    ("/unsubscribe", "/unsubscribe?t=none", Method::GET, 404),
    ("/pkg", "/pkg/none.js", Method::GET, 404),
    ("/fonts", "/fonts/none.woff2", Method::GET, 404),
    ("/favicon.svg", "/favicon.svg", Method::GET, 404),
    ("/icons.svg", "/icons.svg", Method::GET, 404),
    ("/live.js", "/live.js", Method::GET, 404),
    ("/robots.txt", "/robots.txt", Method::GET, 404),
];

/// Routes that are proved by themselves.
const PROVED_ELSEWHERE: &[&str] = &[
    // In calendars.rs: who is not signed in is led to the sign-in.
    "/events/{id}/event.ics",
    "/events/{id}/agenda.ics",
    // In export.rs: whoever is not signed in is led to the sign-in first.
    "/export/attendees/{event}",
    "/export/expenses",
    // In documents.rs.
    "/export/expenses/{file}",
    "/export/events/{file}",
    // In payments.rs.
    "/export/payments/{batch}/{file}",
    // In live.rs: it has no end to wait for.
    "/live",
    // In mail/outbox.rs; there only where the configuration asks for them.
    "/dev/mail",
    "/dev/mail/{id}",
    "/dev/mail/{id}/html",
];

/// The addresses that stand right behind a call.
fn addresses(text: &str, call: &str) -> Vec<String> {
    text.split(call)
        .skip(1)
        .filter_map(|rest| {
            let argument = rest.trim_start().trim_start_matches("&format!(");
            let address = argument.strip_prefix('"')?.split('"').next()?;
            Some(address.to_owned())
        })
        .collect()
}

#[test]
fn routes_are_mounted_in_few_places_and_all_of_them_are_listed() {
    let mut found = BTreeSet::new();
    for source in sources() {
        let is_mounting = MOUNTING.iter().any(|call| source.code.contains(call));
        let is_test = source.path.contains("tests") || source.path == "server/listen.rs";
        if is_mounting && !is_test {
            assert!(
                MOUNTED_IN.contains(&source.path.as_str()),
                "{} mounts routes",
                source.path
            );
        }
        if MOUNTED_IN.contains(&source.path.as_str()) {
            found.extend(MOUNTING.iter().flat_map(|call| addresses(&source.text, call)));
        }
    }
    // Written as patterns in the sources: the folder of scripts, and the single files.
    let patterns = BTreeSet::from(["/{}".to_owned(), "/{name}".to_owned()]);
    let listed: BTreeSet<String> = ROUTES.iter().map(|(route, ..)| (*route).to_owned()).collect();
    let unlisted: Vec<_> = found
        .difference(&listed)
        .filter(|route| !patterns.contains(*route) && !PROVED_ELSEWHERE.contains(&route.as_str()))
        .collect();
    assert!(unlisted.is_empty(), "not listed: {unlisted:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_route_that_is_mounted_by_hand_answers_everybody_as_the_table_says() {
    let world = World::new().await;
    for person in Person::ALL {
        let browser = world.browser(*person).await;
        for (route, address, method, status) in ROUTES {
            let question = browser.request(method.clone(), address, PROGRAM);
            let answer = match *method {
                Method::GET => question.send().await,
                _ => question.fields(&[]).send().await,
            };
            assert_eq!(
                answer.status.as_u16(),
                *status,
                "{route} as {person:?}: {}",
                answer.body
            );
            if *status != 200 {
                answer.assert_tells_nothing();
            }
        }
    }
}
