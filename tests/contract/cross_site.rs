//! Changes that come from another site, or will not say from where.

use super::functions::CASES;
use super::site::{PAGE, PROGRAM, TestSite};
use super::world::{Person, World};
use reqwest::header::{ACCEPT, COOKIE, HOST, HeaderName, ORIGIN, REFERER};
use reqwest::{Method, StatusCode};
use the_plugs::accounts::roles::Role;

pub const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_function_obeys_another_site_or_one_that_does_not_say_which_it_is() {
    let world = World::new().await;
    let manager = world.browser(Person::Manager).await;
    let records = world.of_lumen(Role::Manager).await;
    let before = world.digest().await;
    for case in CASES.iter() {
        let fields = (case.fields)(&records);
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        for headers in [
            &[(ORIGIN, "http://evil.example")][..],
            &[(ORIGIN, "null")],
            &[(ORIGIN, "http://evil.example"), (FETCH_SITE, "cross-site")],
            &[(FETCH_SITE, "cross-site")],
            &[(FETCH_SITE, "same-site")],
            &[(ORIGIN, "http://127.0.0.1:1"), (FETCH_SITE, "same-site")],
            // Nothing but the cookie, as no browser sends it.
            &[],
            &[(REFERER, "http://evil.example/")],
        ] {
            for accept in [PROGRAM, PAGE] {
                let mut question = manager
                    .bare(Method::POST, case.path)
                    .header(ACCEPT, accept)
                    .fields(&fields);
                for (name, value) in headers {
                    question = question.header(name.clone(), value);
                }
                let answer = question.send().await;
                assert_eq!(
                    answer.status,
                    StatusCode::FORBIDDEN,
                    "{} with {headers:?}",
                    case.path
                );
                assert_eq!(answer.header("set-cookie"), "", "{}", case.path);
                answer.assert_tells_nothing();
            }
        }
    }
    assert_eq!(world.digest().await, before);
    assert_eq!(
        manager.call("/fn/contacts/list", &[]).await.status,
        StatusCode::OK
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_that_pretends_to_be_text_changes_nothing_either() {
    let world = World::new().await;
    let manager = world.browser(Person::Manager).await;
    let records = world.of_lumen(Role::Manager).await;
    let before = world.digest().await;
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ] {
        let answer = manager
            .bare(Method::POST, "/fn/contacts/delete")
            .header(ORIGIN, "http://evil.example")
            .header(FETCH_SITE, "cross-site")
            .body(kind, format!("contact_id={}", records.contact).into_bytes())
            .send()
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{kind}");
    }
    assert_eq!(world.digest().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_of_our_own_may_change_things_whichever_way_their_browser_says_so() {
    let world = World::new().await;
    let manager = world.browser(Person::Manager).await;
    let origin = format!("http://{}", world.site.address);
    for headers in [
        &[(ORIGIN, origin.as_str())][..],
        &[(FETCH_SITE, "same-origin")],
        &[(ORIGIN, origin.as_str()), (FETCH_SITE, "same-origin")],
    ] {
        let mut question = manager
            .bare(Method::POST, "/fn/contacts/list")
            .header(ACCEPT, PROGRAM)
            .fields(&[]);
        for (name, value) in headers {
            question = question.header(name.clone(), value);
        }
        assert_eq!(question.send().await.status, StatusCode::OK, "{headers:?}");
    }
    // A program without a cookie has nothing that could be abused, and is told to sign in.
    let stranger = world.site.browser();
    let answer = stranger
        .bare(Method::POST, "/fn/contacts/list")
        .header(ACCEPT, PROGRAM)
        .fields(&[])
        .send()
        .await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn behind_a_proxy_the_address_that_people_type_is_our_own() {
    let site = TestSite::with(&["--public-url", "https://plugs.example"]).await;
    site.organization("Lumen").await;
    let stranger = site.browser();
    let ask = async |origin: &str, fetch_site: Option<&str>| {
        let mut question = stranger
            .bare(Method::POST, "/fn/contacts/list")
            .header(ACCEPT, PROGRAM)
            .header(HOST, "10.0.0.7:3000")
            .header(COOKIE, "__Host-plugs=AAAAAAAAAAAAAAAAAAAAAA")
            .header(ORIGIN, origin)
            .fields(&[]);
        if let Some(value) = fetch_site {
            question = question.header(FETCH_SITE, value);
        }
        question.send().await.status
    };
    assert_eq!(ask("https://plugs.example", None).await, StatusCode::UNAUTHORIZED);
    assert_eq!(
        ask("https://plugs.example", Some("same-origin")).await,
        StatusCode::UNAUTHORIZED
    );
    for evil in [
        "https://evil.example",
        "https://plugs.example.evil.example",
        "http://plugs.example",
    ] {
        assert_eq!(ask(evil, None).await, StatusCode::FORBIDDEN, "{evil}");
        assert_eq!(
            ask(evil, Some("cross-site")).await,
            StatusCode::FORBIDDEN,
            "{evil}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn behind_a_proxy_a_plain_form_leads_back_to_its_page() {
    let site = TestSite::with(&["--public-url", "https://plugs.example"]).await;
    let answer = site
        .browser()
        .bare(Method::POST, "/fn/accounts/sign-up")
        .header(ACCEPT, PAGE)
        .header(HOST, "10.0.0.7:3000")
        .header(ORIGIN, "https://plugs.example")
        .header(REFERER, "https://plugs.example/sign-up?from=the-fair")
        .fields(&[("email", "nowhere")])
        .send()
        .await;
    assert_eq!(
        (answer.status, answer.location.as_str()),
        (StatusCode::SEE_OTHER, "/sign-up?from=the-fair")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_link_from_another_site_opens_a_page_and_changes_nothing() {
    let world = World::new().await;
    let manager = world.browser(Person::Manager).await;
    let records = world.of_lumen(Role::Manager).await;
    let before = world.digest().await;
    let pages = [
        "/",
        "/contacts",
        "/contacts/trash",
        &format!("/contacts/{}", records.contact),
    ]
    .map(str::to_owned);
    for page in pages {
        let answer = manager
            .bare(Method::GET, &page)
            .header(ACCEPT, PAGE)
            .header(REFERER, "http://evil.example/")
            .header(FETCH_SITE, "cross-site")
            .send()
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
    assert_eq!(world.digest().await, before);
}
