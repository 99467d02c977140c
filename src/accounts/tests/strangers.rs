//! Who tries in somebody else's name, and whom it keeps out.

use super::browser::*;
use axum::http::StatusCode;

const MEMBER: &str = "member@lumen.example";

/// A site that believes what its browsers say of where they are.
async fn site() -> TestSite {
    let site = TestSite::with(&["--trusted-proxies", "::/128"]).await;
    site.organization("Lumen").await;
    site
}

fn from(site: &TestSite, address: &'static str) -> Browser {
    let mut browser = site.browser();
    browser.forwarded_for = Some(address);
    browser
}

async fn status(browser: &mut Browser, email: &str, password: &str) -> StatusCode {
    let fields = [("email", email), ("password", password)];
    browser
        .post_as_program("/fn/accounts/sign-in", &fields)
        .await
        .status
}

/// Tries at an address from many places, as often as all strangers may together.
async fn besiege(site: &TestSite, email: &str) {
    for place in ["198.51.100.1", "198.51.100.2", "198.51.100.3"] {
        for _ in 0..9 {
            status(&mut from(site, place), email, "wrong").await;
        }
    }
}

#[tokio::test]
async fn one_client_locks_itself_out_of_an_address_and_nobody_else() {
    let site = site().await;
    let mut stranger = from(&site, "198.51.100.1");
    for _ in 0..10 {
        assert_eq!(
            status(&mut stranger, MEMBER, "wrong").await,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
    assert_eq!(
        status(&mut stranger, MEMBER, "wrong").await,
        StatusCode::TOO_MANY_REQUESTS
    );
    assert_eq!(
        status(&mut from(&site, "203.0.113.9"), MEMBER, PASSWORD).await,
        StatusCode::OK
    );
}

#[tokio::test]
async fn many_strangers_keep_out_strangers_and_not_a_browser_that_has_been_signed_in_there() {
    let site = site().await;
    let mut known = from(&site, "203.0.113.9");
    known.sign_in(MEMBER, PASSWORD).await;
    known.sign_out().await;
    besiege(&site, MEMBER).await;
    assert_eq!(
        status(&mut from(&site, "203.0.113.9"), MEMBER, PASSWORD).await,
        StatusCode::TOO_MANY_REQUESTS,
        "all strangers together have had their hundred an hour"
    );
    assert_eq!(status(&mut known, MEMBER, PASSWORD).await, StatusCode::OK);

    // Even from the very place that the strangers tried from.
    let mut beside = known.clone();
    beside.forwarded_for = Some("198.51.100.1");
    assert_eq!(status(&mut beside, MEMBER, PASSWORD).await, StatusCode::OK);
}

#[tokio::test]
async fn a_known_browser_guesses_no_more_than_others_and_only_at_its_own_address() {
    let site = site().await;
    let mut known = from(&site, "203.0.113.9");
    known.sign_in("owner@lumen.example", PASSWORD).await;
    besiege(&site, MEMBER).await;
    assert_eq!(
        status(&mut known, MEMBER, PASSWORD).await,
        StatusCode::TOO_MANY_REQUESTS
    );
    for _ in 0..10 {
        let guess = status(&mut known, "owner@lumen.example", "wrong").await;
        assert_eq!(guess, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(
        status(&mut known, "owner@lumen.example", PASSWORD).await,
        StatusCode::TOO_MANY_REQUESTS
    );
    // Whoever copies the cookie's name without its token is a stranger.
    let mut forged = from(&site, "203.0.113.10");
    forged.cookies.insert("plugs-browser".into(), "0".repeat(64));
    assert_eq!(
        status(&mut forged, MEMBER, PASSWORD).await,
        StatusCode::TOO_MANY_REQUESTS
    );
}

#[tokio::test]
async fn what_a_browser_is_known_by_is_stored_hashed_and_not_for_ever() {
    let site = site().await;
    let mut browser = from(&site, "203.0.113.9");
    browser.sign_in(MEMBER, PASSWORD).await;
    let token = browser.cookies["plugs-browser"].clone();
    assert_eq!(token.len(), 64);
    let stored: String = site
        .look("select string_agg(encode(key_hash, 'hex'), ' ') from known_browsers")
        .await;
    assert_eq!(stored.len(), 64);
    assert_ne!(stored, token);
    browser.sign_in(" MEMBER@lumen.example", PASSWORD).await;
    assert_eq!(
        browser.cookies["plugs-browser"], token,
        "one token for one browser"
    );
    assert_eq!(site.look::<i64>("select count(*) from known_browsers").await, 1);

    sqlx::query("update known_browsers set seen_at = now() - interval '181 days'")
        .execute(&site.admin)
        .await
        .unwrap();
    besiege(&site, MEMBER).await;
    assert_eq!(
        status(&mut browser, MEMBER, PASSWORD).await,
        StatusCode::TOO_MANY_REQUESTS
    );
    crate::accounts::queries::remove_expired(&site.site.pool)
        .await
        .unwrap();
    assert_eq!(site.look::<i64>("select count(*) from known_browsers").await, 0);
}
