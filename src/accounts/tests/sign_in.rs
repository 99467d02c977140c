use super::browser::*;
use crate::accounts::roles::Role;
use axum::http::StatusCode;

#[tokio::test]
async fn every_person_of_an_organisation_signs_in_and_the_system_user_does_not() {
    let site = TestSite::new().await;
    site.organization("Lumen").await;
    for role in Role::ALL {
        let mut browser = site.browser();
        let answer = browser.sign_in(&format!("{role}@lumen.example"), PASSWORD).await;
        if *role == Role::System {
            assert_eq!(answer.location(), "/sign-in");
            assert!(browser.get("/sign-in").await.body.contains(NOT_RIGHT));
        } else {
            assert_eq!(
                (answer.status, answer.location()),
                (StatusCode::SEE_OTHER, "/"),
                "{role}"
            );
        }
    }
    let noted: i64 = site
        .look("select count(*) from audit_logs where action = 'sign_in' and user_id is not null")
        .await;
    let seen: i64 = site
        .look("select count(*) from users where last_login is not null and version = 1")
        .await;
    assert_eq!(
        (noted, seen),
        (5, 0),
        "a sign-in is noted, and the password was the last change"
    );
    assert_eq!(
        site.look::<i64>("select count(*) from users where last_login is not null")
            .await,
        5
    );
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_get_the_same_answer_for_one_hash_each() {
    let site = TestSite::new().await;
    let lumen = site.organization("Lumen").await;
    site.change(lumen.id, lumen.user(Role::Door), "is_active = false")
        .await;
    site.change(
        lumen.id,
        lumen.user(Role::Manager),
        "is_deleted = true, deleted_at = now()",
    )
    .await;
    let mut answers = Vec::new();
    for (email, password) in [
        ("member@lumen.example", "wrong horse battery"),
        ("nobody@lumen.example", PASSWORD),
        ("door@lumen.example", PASSWORD),
        ("manager@lumen.example", PASSWORD),
        ("system@lumen.example", "!"),
        ("member@lumen.example", ""),
        ("", PASSWORD),
        ("' or true --", "' or true --"),
    ] {
        let before = site.site.accounts.passwords.hashed();
        let fields = [("email", email), ("password", password)];
        let answer = site
            .browser()
            .post_as_program("/fn/accounts/sign-in", &fields)
            .await;
        assert_eq!(site.site.accounts.passwords.hashed() - before, 1, "{email}");
        answers.push((answer.status, answer.set_cookies, answer.body));
    }
    let (status, _, body) = &answers[0];
    assert_eq!(*status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains(NOT_RIGHT));
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
}

#[tokio::test]
async fn a_refused_sign_in_keeps_the_address_and_not_the_password() {
    let site = TestSite::new().await;
    let mut browser = site.browser();
    browser.get("/sign-in?next=/contacts").await;
    let refused = browser
        .sign_in("ada@\"lumen\".example", "my secret <words>")
        .await;
    assert_eq!(
        (refused.status, refused.location()),
        (StatusCode::SEE_OTHER, "/sign-in?next=/contacts")
    );
    let page = browser.get("/sign-in?next=/contacts").await.body;
    assert!(page.contains(NOT_RIGHT) && page.contains("ada@&quot;lumen&quot;.example"));
    assert!(!page.contains("my secret"));
    assert!(
        !browser.get("/sign-in").await.body.contains(NOT_RIGHT),
        "it is said once"
    );
}

#[tokio::test]
async fn the_organisation_learns_of_a_refused_sign_in() {
    let site = TestSite::new().await;
    let lumen = site.organization("Lumen").await;
    site.organization("Harbor").await;
    site.browser()
        .sign_in("member@lumen.example", "wrong horse battery")
        .await;
    let (user, organization, agent): (uuid::Uuid, uuid::Uuid, String) = sqlx::query_as(
        "select record_id, organization_id, metadata ->> 'user_agent' from audit_logs where action = 'denied' and user_id is null",
    )
    .fetch_one(&site.admin)
    .await
    .unwrap();
    assert_eq!((user, organization), (lumen.user(Role::Member).0, lumen.id.0));
    assert_eq!(agent, "A browser of the tests");
}

#[tokio::test]
async fn a_sign_in_leads_to_the_page_that_was_asked_for_and_never_off_the_site() {
    let site = TestSite::new().await;
    site.organization("Lumen").await;
    for (next, leads_to) in [
        ("/contacts?q=ada", "/contacts?q=ada"),
        ("//elsewhere.example", "/"),
        ("https://elsewhere.example", "/"),
        ("/\\elsewhere.example", "/"),
        ("/contacts\r\nx: y", "/"),
    ] {
        let fields = [
            ("email", "member@lumen.example"),
            ("password", PASSWORD),
            ("next", next),
        ];
        let answer = site.browser().post("/fn/accounts/sign-in", &fields).await;
        assert_eq!(
            (answer.status, answer.location()),
            (StatusCode::SEE_OTHER, leads_to)
        );
    }
}

#[tokio::test]
async fn a_clients_eleventh_attempt_at_an_address_has_to_wait_whether_anybody_has_it_or_not() {
    let site = TestSite::new().await;
    site.organization("Lumen").await;
    for email in ["member@lumen.example", "nobody@lumen.example"] {
        let written = [email.to_owned(), email.to_uppercase(), format!(" {email}")];
        for attempt in 0..10 {
            let fields = [("email", written[attempt % 3].as_str()), ("password", "wrong")];
            let answer = site
                .browser()
                .post_as_program("/fn/accounts/sign-in", &fields)
                .await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let fields = [("email", email), ("password", PASSWORD)];
        let refused = site
            .browser()
            .post_as_program("/fn/accounts/sign-in", &fields)
            .await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        let seconds: u32 = refused.retry_after.unwrap().parse().unwrap();
        assert!((1..=900).contains(&seconds));

        let mut browser = site.browser();
        browser.sign_in(email, PASSWORD).await;
        assert!(
            browser
                .get("/sign-in")
                .await
                .body
                .contains("Too many attempts. Try again in 15 minutes.")
        );
    }
    let keys: i64 = site
        .look("select count(*) from sign_in_attempts where octet_length(key_hash) = 32")
        .await;
    assert_eq!(
        keys, 6,
        "two addresses, one client, the client at each and its refused forms, all of them hashed"
    );

    sqlx::query("update sign_in_attempts set window_started_at = now() - interval '15 minutes 1 second'")
        .execute(&site.admin)
        .await
        .unwrap();
    assert_eq!(
        site.browser()
            .sign_in("member@lumen.example", PASSWORD)
            .await
            .location(),
        "/"
    );
}

#[tokio::test]
async fn attempts_made_at_the_same_time_do_not_slip_past_the_limit_together() {
    let site = TestSite::new().await;
    site.organization("Lumen").await;
    let mut attempts = tokio::task::JoinSet::new();
    for _ in 0..24 {
        let mut browser = site.browser();
        attempts.spawn(async move {
            let fields = [("email", "member@lumen.example"), ("password", "wrong")];
            browser
                .post_as_program("/fn/accounts/sign-in", &fields)
                .await
                .status
        });
    }
    let answers = attempts.join_all().await;
    let looked_at = answers
        .iter()
        .filter(|status| **status != StatusCode::TOO_MANY_REQUESTS)
        .count();
    assert_eq!(looked_at, 10, "{answers:?}");
}

#[tokio::test]
async fn a_success_clears_what_this_client_did_at_the_address_and_does_not_count_against_the_client() {
    let site = TestSite::new().await;
    site.organization("Lumen").await;
    for _ in 0..3 {
        for _ in 0..9 {
            site.browser().sign_in("member@lumen.example", "wrong").await;
        }
        site.signed_in("member@lumen.example").await;
    }
    let remembered: Vec<(String, i32)> =
        sqlx::query_as("select kind, attempts from sign_in_attempts order by kind")
            .fetch_all(&site.admin)
            .await
            .unwrap();
    // As many refused forms of this client wait to be shown again.
    let of_client = ("client".to_owned(), 27);
    assert_eq!(
        remembered,
        [("address".to_owned(), 0), of_client.clone(), of_client]
    );
}

#[tokio::test]
async fn the_fifty_first_refusal_of_a_client_has_to_wait_whatever_the_address() {
    let site = TestSite::new().await;
    site.organization("Lumen").await;
    sqlx::query(
        "insert into sign_in_attempts (kind, key_hash, attempts)
         values ('client', sha256(convert_to('sign in 0:0:0:0::/64', 'UTF8')), 50)",
    )
    .execute(&site.admin)
    .await
    .unwrap();
    let fields = [("email", "member@lumen.example"), ("password", PASSWORD)];
    let refused = site
        .browser()
        .post_as_program("/fn/accounts/sign-in", &fields)
        .await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn who_cannot_be_verified_in_time_is_told_when_to_come_back() {
    let site = TestSite::with(&["--password-hashes-at-once", "1"]).await;
    site.organization("Lumen").await;
    let busy = site.site.accounts.passwords.occupy().await;
    let fields = [("email", "member@lumen.example"), ("password", PASSWORD)];
    let refused = site
        .browser()
        .post_as_program("/fn/accounts/sign-in", &fields)
        .await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.retry_after.is_some());
    drop(busy);
    site.signed_in("member@lumen.example").await;
}

#[tokio::test]
async fn several_organisations_are_offered_and_exactly_those_that_the_password_opens() {
    let site = TestSite::new().await;
    let orgs = [
        site.organization("Lumen").await,
        site.organization("Harbor").await,
        site.organization("Quay").await,
    ];
    for org in &orgs {
        site.change(
            org.id,
            org.user(Role::Manager),
            "email = 'ada@everywhere.example'",
        )
        .await;
    }
    let quay = &orgs[2];
    let other = site
        .site
        .accounts
        .passwords
        .hash_new("another horse battery", vec![])
        .await
        .unwrap();
    site.set_password(quay.id, quay.user(Role::Manager), &other).await;

    let mut browser = site.browser();
    let fields = [
        ("email", "ada@everywhere.example"),
        ("password", PASSWORD),
        ("next", "/contacts"),
    ];
    assert_eq!(
        browser.post("/fn/accounts/sign-in", &fields).await.location(),
        "/sign-in/organization"
    );
    assert!(
        !browser.is_signed_in().await,
        "nobody is in before they have chosen"
    );
    let page = browser.get("/sign-in/organization").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Lumen") && page.body.contains("Harbor") && !page.body.contains("Quay"));

    let choose = "/fn/accounts/choose-organization";
    let quay_id = quay.id.to_string();
    let foreign = browser
        .post_as_program(choose, &[("organization_id", &quay_id)])
        .await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let before = browser.cookies["plugs"].clone();
    let harbor_id = orgs[1].id.to_string();
    let chosen = browser.post(choose, &[("organization_id", &harbor_id)]).await;
    assert_eq!(
        (chosen.status, chosen.location()),
        (StatusCode::SEE_OTHER, "/contacts")
    );
    assert_ne!(
        browser.cookies["plugs"], before,
        "a choice changes what one may do, and so the session's id"
    );
    let colleagues = browser.post_as_program("/fn/contacts/owners", &[]).await.body;
    assert!(colleagues.contains("Harbor") && !colleagues.contains("Lumen"));

    let only = browser
        .clone()
        .sign_in("ada@everywhere.example", "another horse battery")
        .await;
    assert_eq!(only.location(), "/", "one match asks nothing");
}

#[tokio::test]
async fn a_choice_of_organisations_does_not_stand_for_long_nor_outlive_its_password() {
    let site = TestSite::new().await;
    let orgs = [
        site.organization("Lumen").await,
        site.organization("Harbor").await,
    ];
    for org in &orgs {
        site.change(org.id, org.user(Role::Member), "email = 'ada@everywhere.example'")
            .await;
    }
    let lumen_id = orgs[0].id.to_string();
    let choice = [("organization_id", lumen_id.as_str())];
    let offered = || async {
        let mut browser = site.browser();
        assert_eq!(
            browser
                .sign_in("ada@everywhere.example", PASSWORD)
                .await
                .location(),
            "/sign-in/organization"
        );
        browser
    };

    let mut late = offered().await;
    sqlx::query("update sessions set data = jsonb_set(data, '{choices,until}', to_jsonb(now() - interval '1 second'))")
        .execute(&site.admin)
        .await
        .unwrap();
    assert_eq!(late.get("/sign-in/organization").await.location(), "/sign-in");
    assert_eq!(
        late.post("/fn/accounts/choose-organization", &choice)
            .await
            .location(),
        "/sign-in"
    );
    assert!(!late.is_signed_in().await);

    let mut changed = offered().await;
    let other = site
        .site
        .accounts
        .passwords
        .hash_new("another horse battery", vec![])
        .await
        .unwrap();
    site.set_password(orgs[0].id, orgs[0].user(Role::Member), &other)
        .await;
    let refused = changed
        .post_as_program("/fn/accounts/choose-organization", &choice)
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!changed.is_signed_in().await);
}
