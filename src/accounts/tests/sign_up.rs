use super::browser::*;
use crate::accounts::queries;
use crate::accounts::roles::{Permission, Role};
use axum::http::StatusCode;

const SIGN_UP: &str = "/fn/accounts/sign-up";

const ADA: [(&str, &str); 6] = [
    ("organization_name", "Analytical Engines"),
    ("first_name", "Ada"),
    ("last_name", "Lovelace"),
    ("email", "Ada@Analytical.example"),
    ("password", PASSWORD),
    ("timezone", "Europe/London"),
];

/// Ada's form with another value in one field.
fn ada_with<'a>(field: &str, value: &'a str) -> Vec<(&'static str, &'a str)> {
    ADA.iter()
        .map(|(name, typed)| (*name, if *name == field { value } else { typed }))
        .collect()
}

#[tokio::test]
async fn signing_up_makes_an_organisation_with_its_owner_and_its_system_user_and_opens_a_session() {
    let site = TestSite::new().await;
    let mut browser = site.browser();
    let answer = browser.post(SIGN_UP, &ADA).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "/"),
        "{}",
        answer.body
    );
    assert!(browser.is_signed_in().await);

    let people: Vec<(String, bool, String, String)> =
        sqlx::query_as("select role, is_admin, email, timezone from users order by role")
            .fetch_all(&site.admin)
            .await
            .unwrap();
    let (owner, system) = (&people[0], &people[1]);
    assert_eq!(
        *owner,
        (
            "owner".into(),
            true,
            "Ada@Analytical.example".into(),
            "Europe/London".into()
        )
    );
    assert_eq!((people.len(), system.0.as_str()), (2, "system"));
    assert_eq!(
        site.look::<String>("select name from organizations").await,
        "Analytical Engines"
    );
    let signed_in: i64 = site
        .look("select count(*) from audit_logs where action = 'sign_in'")
        .await;
    assert_eq!(signed_in, 1);

    browser.sign_out().await;
    assert_eq!(
        browser
            .sign_in(" ada@ANALYTICAL.example ", PASSWORD)
            .await
            .location(),
        "/"
    );
}

#[tokio::test]
async fn no_password_and_no_hash_of_one_stands_in_the_audit() {
    let site = TestSite::new().await;
    site.browser().post(SIGN_UP, &ADA).await;
    let said: String = site
        .look("select string_agg(entry::text, ' ') from audit_logs as entry")
        .await;
    assert!(said.contains("Lovelace") && said.contains("[hidden]"));
    assert!(!said.contains("argon2") && !said.contains(PASSWORD));
}

#[tokio::test]
async fn an_address_may_sign_up_again_elsewhere_and_nothing_tells() {
    let site = TestSite::new().await;
    let first = site.browser().post(SIGN_UP, &ADA).await;
    let second = site
        .browser()
        .post(SIGN_UP, &ada_with("organization_name", "Difference Engines"))
        .await;
    assert_eq!(
        (first.status, first.location(), &first.body),
        (second.status, second.location(), &second.body)
    );
    assert_eq!(site.look::<i64>("select count(*) from organizations").await, 2);
}

#[tokio::test]
async fn a_refused_sign_up_names_the_fields_keeps_what_was_typed_and_makes_nothing() {
    let site = TestSite::new().await;
    for (field, value) in [
        ("organization_name", "   "),
        ("organization_name", &"n".repeat(256)),
        ("first_name", "Ada\nAugusta"),
        ("email", "ada"),
        ("email", "ada@analytical.example, other@analytical.example"),
        ("password", "short"),
        ("password", "password123"),
        ("password", "analytical engines"),
        ("timezone", "Mars/Olympus"),
    ] {
        let answer = site
            .browser()
            .post_as_program(SIGN_UP, &ada_with(field, value))
            .await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{field}: {}",
            answer.body
        );
        assert!(
            answer.body.contains(&format!("\"{field}\":")),
            "{field}: {}",
            answer.body
        );
    }
    assert_eq!(site.look::<i64>("select count(*) from organizations").await, 0);

    let mut browser = site.browser();
    browser.get("/sign-up").await;
    let refused = browser.post(SIGN_UP, &ada_with("password", "qwertyuiop")).await;
    assert_eq!(
        (refused.status, refused.location()),
        (StatusCode::SEE_OTHER, "/sign-up")
    );
    let page = browser.get("/sign-up").await.body;
    for kept in [
        "Analytical Engines",
        "Lovelace",
        "Ada@Analytical.example",
        "easy to guess",
    ] {
        assert!(page.contains(kept), "{kept}");
    }
    assert!(!page.contains("qwertyuiop"));
}

#[tokio::test]
async fn what_cannot_be_stored_is_refused_with_a_sentence() {
    let site = TestSite::new().await;
    for (field, value) in [
        ("organization_name", "A\0B"),
        ("timezone", "A\0B"),
        ("password", "correct\0horse battery"),
    ] {
        let mut browser = site.browser();
        let answer = browser.post_as_program(SIGN_UP, &ada_with(field, value)).await;
        assert!(
            answer.status.is_client_error() || answer.status == StatusCode::OK,
            "{field}: {}",
            answer.status
        );
        let answer = browser.post(SIGN_UP, &ada_with(field, value)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{field}: {}", answer.body);
    }
}

#[tokio::test]
async fn one_client_makes_only_so_many_organisations_an_hour() {
    let site = TestSite::new().await;
    for _ in 0..20 {
        site.browser()
            .post_as_program(SIGN_UP, &ada_with("password", "password123"))
            .await;
    }
    let refused = site.browser().post_as_program(SIGN_UP, &ADA).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.retry_after.is_some());
    assert_eq!(site.look::<i64>("select count(*) from organizations").await, 0);
}

#[tokio::test]
async fn colleagues_are_the_active_people_of_ones_own_organisation() {
    let site = TestSite::new().await;
    let lumen = site.organization("Lumen").await;
    site.organization("Harbor").await;
    site.change(lumen.id, lumen.user(Role::Door), "is_active = false")
        .await;

    let mut tx = lumen
        .tenant(&site.site.pool, Role::Member)
        .begin(Permission::ViewContacts)
        .await
        .unwrap();
    let names: Vec<_> = queries::colleagues(&mut tx)
        .await
        .unwrap()
        .into_iter()
        .map(|one| one.name)
        .collect();
    let roles = [Role::Admin, Role::Manager, Role::Member, Role::Owner];
    assert_eq!(names, roles.map(|role| format!("{} Lumen", role.label())));

    let mut door = site.signed_in("door@harbor.example").await;
    assert_eq!(
        door.post_as_program("/fn/contacts/owners", &[]).await.status,
        StatusCode::FORBIDDEN
    );
}
