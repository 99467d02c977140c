//! How much one client may ask of what nobody signs in for.

use super::site::{Answer, PAGE, TestSite};
use reqwest::Method;
use reqwest::header::HeaderName;

/// Asks for a page as somebody whom a proxy names.
async fn ask(site: &TestSite, path: &str, accept: &str, client: &str) -> Answer {
    let question = site.browser().request(Method::GET, path, accept);
    let question = question.header(HeaderName::from_static("x-forwarded-for"), client);
    question.send().await
}

/// How many of so many requests are refused.
async fn refused(site: &TestSite, path: &str, client: &str, times: usize) -> usize {
    let mut refused = 0;
    for _ in 0..times {
        refused += usize::from(ask(site, path, "*/*", client).await.status == 429);
    }
    refused
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_too_much_is_told_when_to_come_again_and_nobody_else_waits_for_it() {
    let site = TestSite::with(&["--public-rate-limit", "1", "--trusted-proxies", "127.0.0.1"]).await;
    // All of them together: the page, its picture and its calendars.
    for path in ["/e/nowhere", "/e/nowhere/cover", "/e/nowhere/event.ics"] {
        assert_eq!(ask(&site, path, "*/*", "203.0.113.9").await.status, 404, "{path}");
    }
    assert!(refused(&site, "/e/nowhere", "203.0.113.9", 6).await >= 4);
    let page = ask(&site, "/e/nowhere", PAGE, "203.0.113.9").await;
    assert_eq!(page.status, 429);
    assert!(
        page.is_whole_page() && page.body.contains("Too many requests"),
        "{}",
        page.body
    );
    assert!(page.body.contains("Try again in"), "{}", page.body);
    let program = ask(&site, "/calendars/own.ics", "text/calendar", "203.0.113.9").await;
    for answer in [&page, &program] {
        assert_eq!(answer.status, 429);
        let seconds: u32 = answer.header("retry-after").parse().expect("seconds");
        assert!((1..=3).contains(&seconds), "{seconds}");
        answer.assert_tells_nothing();
    }
    assert_eq!(ask(&site, "/e/nowhere", "*/*", "203.0.113.10").await.status, 404);
    // What people sign in for is counted elsewhere.
    for _ in 0..5 {
        assert_eq!(ask(&site, "/sign-in", PAGE, "203.0.113.9").await.status, 200);
    }
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    assert_eq!(ask(&site, "/e/nowhere", "*/*", "203.0.113.9").await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_gets_past_the_limit_by_saying_that_they_are_somebody_else() {
    let site = TestSite::with(&["--public-rate-limit", "1"]).await;
    let mut seen = 0;
    for n in 0..9 {
        let answer = ask(&site, "/e/nowhere", "*/*", &format!("203.0.113.{n}")).await;
        seen += usize::from(answer.status == 429);
    }
    assert!(seen >= 4, "{seen}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_limit_is_generous_unless_it_is_set_and_can_be_turned_off() {
    let usual = TestSite::new().await;
    assert_eq!(refused(&usual, "/e/nowhere", "203.0.113.9", 60).await, 0);
    let open = TestSite::with(&["--public-rate-limit", "0"]).await;
    assert_eq!(refused(&open, "/e/nowhere", "203.0.113.9", 120).await, 0);
}
