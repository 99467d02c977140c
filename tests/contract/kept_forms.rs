//! How long a refused form waits to be shown again, where, and of whom.

use super::html::value;
use super::site::TestSite;
use super::world::{Person, World};
use reqwest::StatusCode;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_fills_the_database_with_forms_without_being_somebody() {
    let site = TestSite::new().await;
    let sessions = async || site.look("select count(*) from sessions").await;
    let long = "x".repeat(2000);
    for _ in 0..20 {
        let answer = site
            .browser()
            .post("/fn/contacts/create", &[("first_name", "Ada"), ("notes", &long)])
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }
    assert_eq!(sessions().await, "0");

    // What is for strangers is kept for them, each in a session of theirs, but not any number.
    let mut refused = 0;
    for _ in 0..110 {
        // No e-mail address, so that no password is looked at.
        let answer = site
            .browser()
            .post(
                "/fn/accounts/sign-up",
                &[("email", "nowhere"), ("first_name", &long)],
            )
            .await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            refused += 1;
            assert!(
                answer.is_whole_page() && answer.body.contains("Too many attempts"),
                "{}",
                answer.body
            );
            assert!(
                answer
                    .header("retry-after")
                    .parse::<u32>()
                    .is_ok_and(|seconds| seconds > 0)
            );
        }
    }
    assert_eq!((refused, sessions().await.as_str()), (10, "100"));
    let kept = site.look("select max(length(data::text)) from sessions").await;
    assert!(kept.parse::<usize>().expect("a length") < 1500, "{kept}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refused_form_waits_for_its_own_page_and_for_one_that_is_drawn() {
    let world = World::new().await;
    let mut manager = world.browser(Person::Manager).await;
    manager.get("/contacts/new").await;
    let answer = manager
        .post(
            "/fn/contacts/create",
            &[("first_name", "Graceful"), ("last_name", "")],
        )
        .await;
    assert_eq!(answer.location, "/contacts/new");
    // Another tab loads in between.
    let elsewhere = manager.get("/contacts").await;
    assert_eq!(elsewhere.status, StatusCode::OK);
    let page = manager.get(&answer.location).await;
    assert_eq!(value(&page.body, "field-first_name").as_deref(), Some("Graceful"));
    let again = manager.get(&answer.location).await;
    assert_eq!(value(&again.body, "field-first_name").as_deref(), Some(""));
}
