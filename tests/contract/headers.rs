//! What every response says to the browser.

use super::cross_site::FETCH_SITE;
use super::site::{Answer, PAGE, PASSWORD, PROGRAM, TestSite, leptos_options};
use super::world::{Person, World};
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, HeaderName, ORIGIN};
use reqwest::{Method, StatusCode};
use std::collections::BTreeSet;
use std::path::PathBuf;
use the_plugs::accounts::roles::Role;
use the_plugs::error::AppError;
use the_plugs::testing::TestDb;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Headers that every response has.
fn assert_guarded(what: &str, answer: &Answer) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(self), geolocation=(), microphone=()",
        ),
    ] {
        assert_eq!(answer.header(name), value, "{what}: {name}");
    }
    assert!(
        answer
            .header("content-security-policy")
            .contains("frame-ancestors 'none'"),
        "{what}"
    );
    assert!(answer.header("x-request-id").len() >= 32, "{what}");
    assert_eq!(answer.header("server"), "", "{what}");
    assert_eq!(answer.header("x-powered-by"), "", "{what}");
}

/// The value of a directive of the policy.
fn directive<'a>(policy: &'a str, name: &str) -> &'a str {
    policy
        .split(';')
        .find_map(|directive| directive.trim().strip_prefix(name))
        .unwrap_or_default()
        .trim()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_page_runs_only_the_scripts_that_carry_its_nonce() {
    let world = World::new().await;
    let records = world.of_lumen(Role::Manager).await;
    let manager = world.browser(Person::Manager).await;
    let stranger = world.site.browser();
    let mut nonces = BTreeSet::new();
    let record = format!("/contacts/{}", records.contact);
    for (browser, page) in [
        (&stranger, "/sign-in"),
        (&manager, "/"),
        (&manager, "/contacts"),
        (&manager, record.as_str()),
        (&manager, "/no-such-page"),
    ] {
        let mut browser = browser.clone();
        for _ in 0..2 {
            let answer = browser.get(page).await;
            assert_guarded(page, &answer);
            assert_eq!(answer.header("cache-control"), "no-store", "{page}");
            assert!(answer.kind.starts_with("text/html"), "{page}");
            let policy = answer.header("content-security-policy");
            for (name, value) in [
                ("default-src", "'self'"),
                ("object-src", "'none'"),
                ("base-uri", "'none'"),
                ("form-action", "'self'"),
            ] {
                assert_eq!(directive(policy, name), value, "{page}");
            }
            let scripts = directive(policy, "script-src");
            assert!(
                !scripts.contains("unsafe-inline") && !scripts.contains("'unsafe-eval'"),
                "{page}: {scripts}"
            );
            let nonce = scripts
                .split("'nonce-")
                .nth(1)
                .and_then(|rest| rest.split('\'').next());
            let nonce = nonce.expect("a nonce").to_owned();
            assert!(nonce.len() >= 20, "{page}: {nonce}");
            let tags = answer.body.split("<script").skip(1);
            for tag in tags {
                let tag = tag.split('>').next().unwrap_or_default();
                assert!(
                    tag.contains(&format!("nonce=\"{nonce}\"")),
                    "{page}: <script{tag}>"
                );
            }
            assert!(
                !answer.body.contains(" onclick=") && !answer.body.contains("javascript:"),
                "{page}"
            );
            assert!(nonces.insert(nonce), "{page}: a nonce is used once");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn functions_errors_and_health_are_guarded_and_kept_by_nobody() {
    let world = World::new().await;
    let manager = world.browser(Person::Manager).await;
    for (method, path, accept) in [
        (Method::POST, "/fn/contacts/list", PROGRAM),
        (Method::POST, "/fn/contacts/get", PROGRAM),
        (Method::GET, "/fn/contacts/list", PROGRAM),
        (Method::POST, "/fn/none", PROGRAM),
        (Method::GET, "/health", PROGRAM),
        (Method::GET, "/api/v1/health/database", PROGRAM),
        (Method::GET, "/favicon.ico", PAGE),
        (Method::PUT, "/contacts", PAGE),
        (Method::OPTIONS, "/contacts", PAGE),
        (Method::TRACE, "/contacts", PAGE),
    ] {
        let what = format!("{method} {path}");
        let answer = manager.request(method, path, accept).send().await;
        assert_guarded(&what, &answer);
        assert_eq!(answer.header("cache-control"), "no-store", "{what}");
        assert!(answer.status.as_u16() < 500, "{what}: {}", answer.status);
        answer.assert_tells_nothing();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn under_tls_the_browser_is_told_to_stay_there_and_the_cookie_is_bound_to_the_host() {
    for (options, hsts, cookie_name) in [
        (
            &["--public-url", "https://plugs.example"][..],
            "max-age=31536000; includeSubDomains",
            "__Host-plugs",
        ),
        (&[], "", "plugs"),
    ] {
        let site = TestSite::with(options).await;
        site.organization("Lumen").await;
        let origin = if hsts.is_empty() {
            site.url("")
        } else {
            "https://plugs.example".into()
        };
        let answer = site
            .browser()
            .bare(Method::POST, "/fn/accounts/sign-in")
            .header(ACCEPT, PAGE)
            .header(ORIGIN, &origin)
            .fields(&[("email", "member@lumen.example"), ("password", PASSWORD)])
            .send()
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(answer.header("strict-transport-security"), hsts);
        let cookies = answer.headers.get_all("set-cookie");
        let cookies: Vec<&str> = cookies.iter().filter_map(|cookie| cookie.to_str().ok()).collect();
        // The session, and what tells the browser from others.
        for name in [cookie_name.to_owned(), format!("{cookie_name}-browser")] {
            let named = |cookie: &&&str| cookie.starts_with(&format!("{name}="));
            let cookie = cookies
                .iter()
                .find(named)
                .unwrap_or_else(|| panic!("no {name}: {cookies:?}"));
            for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
                assert!(cookie.contains(attribute), "{cookie}");
            }
            assert_eq!(cookie.contains("Secure"), !hsts.is_empty(), "{cookie}");
            assert!(!cookie.contains("Domain"), "{cookie}");
        }
        assert_eq!(cookies.len(), 2, "{cookies:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_has_one_id_in_the_answer_in_the_audit_and_in_what_an_error_says() {
    let world = World::of(TestSite::with(&["--trusted-proxies", "127.0.0.0/8"]).await).await;
    let manager = world.browser(Person::Manager).await;
    let records = world.of_lumen(Role::Manager).await;
    let contact = records.contact.to_string();
    let moved = |id: &str, to: &str| {
        manager
            .request(Method::POST, "/fn/contacts/move", PROGRAM)
            .header(REQUEST_ID, id)
            .fields(&[("contact_id", &contact), ("to", to)])
            .send()
    };
    let noted = || async {
        world
            .site
            .look(&format!(
                "select metadata ->> 'request_id' from audit_logs where record_id = '{contact}' order by created_at desc, id desc limit 1"
            ))
            .await
    };
    let answer = moved("0199-from-the-proxy", "contact").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(answer.header("x-request-id"), "0199-from-the-proxy");
    assert_eq!(noted().await, "0199-from-the-proxy");

    // It is written into SQL and into pages, so one that could have a meaning there is no id.
    for hostile in ["'; drop table contacts; --\"><script>", "*", ""] {
        let to = if hostile == "*" { "target" } else { "plug" };
        let answer = moved(hostile, to).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let given = answer.header("x-request-id");
        assert!(
            given.len() == 32 && given.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{given}"
        );
        if !hostile.is_empty() {
            assert_eq!(noted().await, given);
        }
    }

    // A fault of ours: the table is not what the program takes it for.
    world
        .site
        .act(
            &world.lumen,
            "alter table contacts rename column first_name to forename",
        )
        .await;
    let answer = manager.call("/fn/contacts/list", &[]).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    answer.assert_tells_nothing();
    let AppError::Internal { reference } = answer.error() else {
        panic!("{}", answer.body)
    };
    assert_eq!(reference, answer.header("x-request-id"));
    let page = manager.clone().get("/contacts").await;
    page.assert_tells_nothing();
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(page.body.contains(page.header("x-request-id")), "{}", page.body);
    assert!(page.is_whole_page());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_is_no_trusted_proxy_does_not_choose_the_id_of_a_request() {
    let world = World::new().await;
    let manager = world.browser(Person::Manager).await;
    let records = world.of_lumen(Role::Manager).await;
    let contact = records.contact.to_string();
    let answer = manager
        .request(Method::POST, "/fn/contacts/move", PROGRAM)
        .header(REQUEST_ID, "all-my-edits-are-one")
        .fields(&[("contact_id", &contact), ("to", "plug")])
        .send()
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let given = answer.header("x-request-id");
    assert_ne!(given, "all-my-edits-are-one");
    let noted = world
        .site
        .look(&format!(
            "select metadata ->> 'request_id' from audit_logs where record_id = '{contact}' order by created_at desc, id desc limit 1"
        ))
        .await;
    assert_eq!(noted, given);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_page_that_is_an_error_says_under_what_the_log_knows_it() {
    let world = World::new().await;
    let door = world.browser(Person::Door).await;
    let manager = world.browser(Person::Manager).await;
    for (browser, page, status) in [
        (&manager, "/no-such-page", StatusCode::NOT_FOUND),
        (
            &manager,
            "/contacts/00000000-0000-7000-8000-000000000000",
            StatusCode::NOT_FOUND,
        ),
        (&door, "/contacts", StatusCode::FORBIDDEN),
    ] {
        let answer = browser.clone().get(page).await;
        assert_eq!(answer.status, status, "{page}");
        let id = answer.header("x-request-id");
        assert!(
            answer.body.contains(&format!("<code>{id}")),
            "{page}: {id}: {}",
            answer.body
        );
    }
    // Refused before any page could be drawn.
    let answer = manager
        .request(Method::POST, "/fn/contacts/list", PAGE)
        .header(ORIGIN, "http://evil.example")
        .header(FETCH_SITE, "cross-site")
        .fields(&[])
        .send()
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let id = answer.header("x-request-id");
    assert!(
        answer.body.contains(&format!("<code>{id}")),
        "{id}: {}",
        answer.body
    );
}

/// A folder of built files, which goes with this value.
struct Built(PathBuf);

impl Built {
    fn new() -> Self {
        let root = std::env::temp_dir().join(format!("plugs-site-{}", uuid::Uuid::now_v7().simple()));
        for (path, text) in [
            ("pkg/the-plugs.0123abcd.js", "export const plain = 1;"),
            ("pkg/the-plugs.0123abcd.js.br", "brotli"),
            ("pkg/the-plugs.0123abcd.wasm", "wasm"),
            ("fonts/inter.woff2", "font"),
            ("favicon.svg", "<svg/>"),
            ("icons.svg", "<svg/>"),
            ("robots.txt", "User-agent: *"),
        ] {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        std::fs::write(root.join("secret.txt"), "not for the world").expect("a file");
        Self(root)
    }
}

impl Drop for Built {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn built_files_are_kept_for_ever_and_nothing_beside_them_is_served() {
    let built = Built::new();
    let db = TestDb::new().await;
    let pool = db.app_pool();
    let mut leptos = leptos_options();
    leptos.site_root = built.0.to_str().expect("a readable path").into();
    leptos.site_pkg_dir = "pkg".into();
    leptos.hash_files = true;
    let site = TestSite::over(db, pool, &[], leptos).await;
    let browser = site.browser();
    let get = async |path: &str, encoding: &str| {
        browser
            .bare(Method::GET, path)
            .header(ACCEPT_ENCODING, encoding)
            .send()
            .await
    };
    for (path, kind, age) in [
        (
            "/pkg/the-plugs.0123abcd.js",
            "text/javascript",
            "public, max-age=31536000, immutable",
        ),
        (
            "/pkg/the-plugs.0123abcd.wasm",
            "application/wasm",
            "public, max-age=31536000, immutable",
        ),
        (
            "/fonts/inter.woff2",
            "font/woff2",
            "public, max-age=31536000, immutable",
        ),
        ("/favicon.svg", "image/svg+xml", "public, max-age=3600"),
        ("/icons.svg", "image/svg+xml", "public, max-age=3600"),
        ("/robots.txt", "text/plain", "public, max-age=3600"),
    ] {
        let answer = get(path, "identity").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_guarded(path, &answer);
        assert!(answer.kind.starts_with(kind), "{path}: {}", answer.kind);
        assert_eq!(answer.header("cache-control"), age, "{path}");
        assert_eq!(answer.header("set-cookie"), "", "{path}");
    }
    let pressed = get("/pkg/the-plugs.0123abcd.js", "br").await;
    assert_eq!(
        (pressed.header("content-encoding"), pressed.body.as_str()),
        ("br", "brotli")
    );
    for path in [
        "/pkg/",
        "/pkg/none.js",
        "/pkg/../secret.txt",
        "/pkg/..%2fsecret.txt",
        "/pkg/%2e%2e/secret.txt",
        "/secret.txt",
        "/fonts/..%2f..%2f..%2fetc%2fpasswd",
        "/pkg//etc/passwd",
        "/.env",
        "/Cargo.toml",
        "/pkg/%00",
    ] {
        let answer = get(path, "identity").await;
        assert!(!answer.body.contains("not for the world"), "{path}");
        assert!(
            matches!(answer.status.as_u16(), 303 | 400 | 404),
            "{path}: {}",
            answer.status
        );
        assert!(!answer.header("cache-control").contains("immutable"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_comes_through_an_unknown_proxy_cannot_say_where_from() {
    let site = TestSite::new().await;
    site.organization("Lumen").await;
    let browser = site.browser();
    let origin = site.url("");
    // A client has fifty attempts, however many addresses it claims to come from.
    let mut attempts = Vec::new();
    for attempt in 0..60 {
        let email = format!("nobody{attempt}@lumen.example");
        let question = browser
            .bare(Method::POST, "/fn/accounts/sign-in")
            .header(ACCEPT, PROGRAM)
            .header(ORIGIN, &origin)
            .header(
                HeaderName::from_static("x-forwarded-for"),
                &format!("203.0.113.{attempt}"),
            )
            .fields(&[("email", &email), ("password", "wrong, of course")]);
        attempts.push(tokio::spawn(question.send()));
    }
    let mut refused = 0;
    for attempt in attempts {
        let answer = attempt.await.expect("an answer");
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            assert!(answer.header("retry-after").parse::<u32>().expect("seconds") > 0);
            refused += 1;
        }
    }
    assert_eq!(refused, 10);
}
