//! A form that comes in twice, as after a double click without JavaScript.

use super::browser::*;
use axum::http::StatusCode;

const SIGN_UP: &str = "/fn/accounts/sign-up";
const KEY: &str = "0199f3a2-7c00-7000-8000-0123456789ab";

fn form<'a>(key: &'a str, organization: &'a str, password: &'a str) -> [(&'static str, &'a str); 7] {
    [
        ("key", key),
        ("organization_name", organization),
        ("first_name", "Ada"),
        ("last_name", "Lovelace"),
        ("email", "ada@analytical.example"),
        ("password", password),
        ("timezone", "Europe/London"),
    ]
}

async fn organizations(site: &TestSite) -> i64 {
    site.look("select count(*) from organizations").await
}

#[tokio::test]
async fn a_form_that_is_sent_twice_at_once_makes_one_organisation_and_opens_it_twice() {
    let site = TestSite::new().await;
    for round in 0..5 {
        let name = format!("Analytical Engines {round}");
        let key = uuid::Uuid::now_v7().to_string();
        let fields = form(&key, &name, PASSWORD);
        let (mut one, mut other) = (site.browser(), site.browser());
        let (first, second) = tokio::join!(one.post(SIGN_UP, &fields), other.post(SIGN_UP, &fields));
        for answer in [first, second] {
            assert_eq!(
                (answer.status, answer.location()),
                (StatusCode::SEE_OTHER, "/"),
                "{}",
                answer.body
            );
        }
        assert_eq!(organizations(&site).await, round + 1);
        for browser in [&mut one, &mut other] {
            assert!(browser.get("/").await.body.contains(&name));
        }
    }
}

#[tokio::test]
async fn a_form_that_is_sent_again_later_leads_to_the_same_organisation() {
    let site = TestSite::new().await;
    site.browser()
        .post(SIGN_UP, &form(KEY, "Engines", PASSWORD))
        .await;
    let mut again = site.browser();
    assert_eq!(
        again
            .post(SIGN_UP, &form(KEY, "Engines", PASSWORD))
            .await
            .location(),
        "/"
    );
    assert!(again.is_signed_in().await);
    assert_eq!(organizations(&site).await, 1);
}

#[tokio::test]
async fn another_form_is_another_sign_up_and_opens_nothing_of_the_first() {
    let site = TestSite::new().await;
    site.browser()
        .post(SIGN_UP, &form(KEY, "Engines", PASSWORD))
        .await;
    // Somebody who has got hold of the key knows no password by it.
    let mut other = site.browser();
    other
        .post(SIGN_UP, &form(KEY, "Engines", "another horse battery"))
        .await;
    assert_eq!(organizations(&site).await, 2);
    let people: i64 = site
        .look("select count(distinct organization_id) from sessions where user_id is not null")
        .await;
    assert_eq!(people, 2);
    for key in ["", "no key", KEY.get(1..).unwrap()] {
        for _ in 0..2 {
            site.browser().post(SIGN_UP, &form(key, "Looms", PASSWORD)).await;
        }
    }
    assert_eq!(organizations(&site).await, 8, "without a key each is its own");
}

#[tokio::test]
async fn a_form_leads_nowhere_once_its_password_is_another_and_is_soon_forgotten() {
    let site = TestSite::new().await;
    let fields = form(KEY, "Engines", PASSWORD);
    site.browser().post(SIGN_UP, &fields).await;
    let (organization, user): (uuid::Uuid, uuid::Uuid) =
        sqlx::query_as("select organization_id, user_id from sign_ups")
            .fetch_one(&site.admin)
            .await
            .unwrap();
    let changed = site
        .site
        .accounts
        .passwords
        .hash_new("another horse battery", vec![])
        .await
        .unwrap();
    site.set_password(
        crate::ids::OrganizationId(organization),
        crate::ids::UserId(user),
        &changed,
    )
    .await;
    let mut again = site.browser();
    again.post(SIGN_UP, &fields).await;
    assert!(!again.is_signed_in().await);
    assert_eq!(organizations(&site).await, 1);

    sqlx::query("update sign_ups set created_at = now() - interval '61 minutes'")
        .execute(&site.admin)
        .await
        .unwrap();
    let mut later = site.browser();
    later.post(SIGN_UP, &fields).await;
    assert!(later.is_signed_in().await);
    assert_eq!(organizations(&site).await, 2);
    sqlx::query("update sign_ups set created_at = now() - interval '61 minutes'")
        .execute(&site.admin)
        .await
        .unwrap();
    crate::accounts::queries::remove_expired(&site.site.pool)
        .await
        .unwrap();
    assert_eq!(site.look::<i64>("select count(*) from sign_ups").await, 0);
}
