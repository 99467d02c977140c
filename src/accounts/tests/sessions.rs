use super::browser::*;
use crate::accounts::queries;
use crate::accounts::roles::Role;
use axum::http::StatusCode;
use std::str::FromStr;
use std::sync::Arc;
use tower_sessions::session::Id;
use tower_sessions::{Session, SessionStore};

/// Makes every session older, or unused for longer.
async fn set(site: &TestSite, what: &'static str) {
    sqlx::query(sqlx::AssertSqlSafe(format!("update sessions set {what}")))
        .execute(&site.admin)
        .await
        .unwrap();
}

#[tokio::test]
async fn nobody_sees_a_page_without_signing_in_and_somebody_signed_in_sees_no_sign_in() {
    let site = TestSite::new().await;
    site.organization("Lumen").await;
    let mut nobody = site.browser();
    let answer = nobody.get("/contacts?q=ada").await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "/sign-in?next=/contacts%3Fq%3Dada")
    );
    for page in ["/sign-in", "/sign-up"] {
        assert_eq!(nobody.get(page).await.status, StatusCode::OK);
    }
    assert!(nobody.cookies.is_empty(), "looking at a form needs no cookie");

    let mut member = site.signed_in("member@lumen.example").await;
    for page in ["/sign-in", "/sign-up", "/sign-in/organization"] {
        assert_eq!(member.get(page).await.location(), "/");
    }
}

#[tokio::test]
async fn a_sign_in_never_goes_on_under_an_id_from_before() {
    let site = TestSite::new().await;
    site.organization("Lumen").await;
    let mut browser = site.browser();
    browser.sign_in("member@lumen.example", "wrong").await;
    let before = browser.clone();
    browser.sign_in("member@lumen.example", PASSWORD).await;
    let member = browser.clone();
    browser.sign_in("owner@lumen.example", PASSWORD).await;
    let ids = [&before, &member, &browser].map(|browser| browser.cookies["plugs"].clone());
    assert!(ids[0] != ids[1] && ids[1] != ids[2]);
    assert!(browser.is_signed_in().await);
    for mut old in [before, member] {
        assert!(!old.is_signed_in().await);
    }
    assert_eq!(site.look::<i64>("select count(*) from sessions").await, 1);
}

#[tokio::test]
async fn the_table_says_who_is_signed_in_and_with_what_but_not_the_id() {
    let site = TestSite::new().await;
    let lumen = site.organization("Lumen").await;
    let browser = site.signed_in("member@lumen.example").await;
    let (user, agent, row): (uuid::Uuid, String, String) =
        sqlx::query_as("select user_id, user_agent, session::text from sessions as session")
            .fetch_one(&site.admin)
            .await
            .unwrap();
    assert_eq!(
        (user, agent.as_str()),
        (lumen.user(Role::Member).0, "A browser of the tests")
    );
    assert!(!row.contains(&browser.cookies["plugs"]) && !row.contains("argon2"));
}

#[tokio::test]
async fn a_client_is_who_a_trusted_proxy_says_and_never_who_it_says_itself() {
    for (trusted, address) in [(&["--trusted-proxies", "::/128"][..], "203.0.113.9"), (&[], "::")] {
        let site = TestSite::with(trusted).await;
        site.organization("Lumen").await;
        let mut browser = site.browser();
        browser.forwarded_for = Some("192.0.2.1, 203.0.113.9");
        browser.sign_in("member@lumen.example", PASSWORD).await;
        assert_eq!(
            site.look::<String>("select host(ip_address) from sessions").await,
            address
        );
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_for_everybody_who_has_its_id() {
    let site = TestSite::new().await;
    site.organization("Lumen").await;
    let mut browser = site.signed_in("member@lumen.example").await;
    let mut thief = browser.clone();
    let answer = browser.sign_out().await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "/sign-in")
    );
    assert!(!browser.cookies.contains_key("plugs"));
    assert!(!thief.is_signed_in().await);
    assert_eq!(site.look::<i64>("select count(*) from sessions").await, 0);
    assert_eq!(
        browser.sign_out().await.location(),
        "/sign-in",
        "twice does no harm"
    );
}

#[tokio::test]
async fn a_signed_out_session_is_not_revived_by_a_request_in_flight() {
    let site = TestSite::new().await;
    site.organization("Lumen").await;
    let mut browser = site.signed_in("member@lumen.example").await;
    let store = Arc::new(site.site.accounts.sessions.clone());
    let id = Id::from_str(&browser.cookies["plugs"]).unwrap();

    let in_flight = Session::new(Some(id), Arc::clone(&store), None);
    in_flight.insert("typed", "in flight").await.unwrap();
    browser.sign_out().await;
    in_flight.save().await.unwrap();

    assert!(store.load(&id).await.unwrap().is_none());
    assert_eq!(site.look::<i64>("select count(*) from sessions").await, 0);
}

#[tokio::test]
async fn a_session_never_becomes_somebody_elses_under_the_same_id() {
    let site = TestSite::new().await;
    site.organization("Lumen").await;
    let browser = site.signed_in("member@lumen.example").await;
    let owner = site.signed_in("owner@lumen.example").await;
    let store = Arc::new(site.site.accounts.sessions.clone());
    let [id, owners] = [&browser, &owner].map(|browser| Id::from_str(&browser.cookies["plugs"]).unwrap());

    let record = store.load(&owners).await.unwrap().unwrap();
    let mut stolen = store.load(&id).await.unwrap().unwrap();
    let before = stolen.data.clone();
    stolen.data = record.data;
    store.save(&stolen).await.unwrap();
    assert_eq!(store.load(&id).await.unwrap().unwrap().data, before);
}

#[tokio::test]
async fn a_new_session_never_takes_an_id_that_it_was_given() {
    let site = TestSite::new().await;
    let store = site.site.accounts.sessions.clone();
    let session = Session::new(None, Arc::new(store.clone()), None);
    session.insert("key", "value").await.unwrap();
    session.save().await.unwrap();
    let id = session.id().unwrap();
    let mut record = store.load(&id).await.unwrap().unwrap();
    store.create(&mut record).await.unwrap();
    assert_ne!(record.id, id);
    assert!(store.load(&id).await.unwrap().is_some());
}

#[tokio::test]
async fn a_session_ends_when_it_was_not_used_for_too_long() {
    let site = TestSite::new().await;
    site.organization("Lumen").await;
    let mut browser = site.signed_in("member@lumen.example").await;
    set(&site, "last_seen_at = now() - interval '11 hours 59 minutes'").await;
    assert!(browser.is_signed_in().await);
    let touched: bool = site
        .look("select last_seen_at > now() - interval '1 minute' from sessions")
        .await;
    assert!(touched, "being used is noted");
    set(&site, "last_seen_at = now() - interval '12 hours 1 second'").await;
    assert!(!browser.is_signed_in().await);
}

#[tokio::test]
async fn a_session_ends_after_its_life_however_much_it_is_used() {
    let site = TestSite::new().await;
    site.organization("Lumen").await;
    let mut browser = site.signed_in("member@lumen.example").await;
    let almost =
        "created_at = now() - interval '6 days 23 hours', last_seen_at = now() - interval '2 minutes'";
    set(&site, almost).await;
    assert!(browser.is_signed_in().await);
    let ends: bool = site
        .look("select expires_at = created_at + interval '7 days' from sessions")
        .await;
    assert!(ends, "use does not prolong it past its life");
    set(&site, "created_at = now() - interval '7 days 1 second'").await;
    assert!(!browser.is_signed_in().await);
}

#[tokio::test]
async fn shorter_limits_hold_for_sessions_that_were_begun_under_longer_ones() {
    let site = TestSite::with(&["--session-idle-hours", "1", "--session-lifetime-days", "1"]).await;
    site.organization("Lumen").await;
    for age in [
        "last_seen_at = now() - interval '61 minutes'",
        "created_at = now() - interval '25 hours'",
    ] {
        let mut browser = site.signed_in("member@lumen.example").await;
        set(&site, "expires_at = now() + interval '7 days'").await;
        set(&site, age).await;
        assert!(!browser.is_signed_in().await, "{age}");
    }
}

#[tokio::test]
async fn use_is_noted_once_a_minute_and_pages_do_not_write_the_session() {
    let site = TestSite::new().await;
    site.organization("Lumen").await;
    let mut browser = site.signed_in("member@lumen.example").await;
    let version = "select xmin::text from sessions";
    let before: String = site.look(version).await;
    for _ in 0..3 {
        let answer = browser.get("/").await;
        assert_eq!((answer.status, answer.set_cookies), (StatusCode::OK, vec![]));
        assert!(browser.is_signed_in().await);
    }
    assert_eq!(site.look::<String>(version).await, before);
    set(&site, "last_seen_at = now() - interval '61 seconds'").await;
    let before: String = site.look(version).await;
    assert!(browser.is_signed_in().await);
    assert_ne!(site.look::<String>(version).await, before);
}

#[tokio::test]
async fn the_sessions_of_people_who_may_no_longer_come_in_end() {
    let site = TestSite::new().await;
    let lumen = site.organization("Lumen").await;
    let other = site
        .site
        .accounts
        .passwords
        .hash_new("another horse battery", vec![])
        .await
        .unwrap();
    let change_password = format!(
        "update users set password_hash = '{other}' where id = '{}'",
        lumen.user(Role::Owner)
    );
    for (role, what) in [
        (
            Role::Member,
            format!(
                "update users set is_active = false where id = '{}'",
                lumen.user(Role::Member)
            ),
        ),
        (
            Role::Manager,
            format!(
                "update users set is_deleted = true, deleted_at = now() where id = '{}'",
                lumen.user(Role::Manager)
            ),
        ),
        (Role::Owner, change_password),
        (
            Role::Admin,
            format!(
                "update organizations set is_active = false where id = '{}'",
                lumen.id
            ),
        ),
    ] {
        let mut browser = site.signed_in(&format!("{role}@lumen.example")).await;
        site.act(lumen.id, &what).await;
        assert!(!browser.is_signed_in().await, "{role}");
        assert!(!browser.cookies.contains_key("plugs"), "{role}");
        assert_eq!(
            site.look::<i64>("select count(*) from sessions").await,
            0,
            "{role}"
        );
    }
}

#[tokio::test]
async fn a_change_of_role_holds_at_once_and_gives_the_session_a_new_id() {
    let site = TestSite::new().await;
    let lumen = site.organization("Lumen").await;
    let mut browser = site.signed_in("member@lumen.example").await;
    set(&site, "created_at = created_at - interval '1 day', data = jsonb_set(data, '{device,since}', to_jsonb(created_at - interval '1 day'))").await;
    site.change(lumen.id, lumen.user(Role::Member), "role = 'door'")
        .await;
    let refused = browser.post_as_program("/fn/contacts/owners", &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    let mut old = browser.clone();
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    assert_ne!(browser.cookies["plugs"], old.cookies["plugs"]);
    assert!(!old.is_signed_in().await);
    let status = browser.post_as_program("/fn/contacts/owners", &[]).await.status;
    assert_eq!(status, StatusCode::FORBIDDEN, "still door staff, still signed in");
    let kept_age: bool = site
        .look("select created_at < now() - interval '23 hours' from sessions")
        .await;
    assert!(kept_age, "a new id is no new lease of life");
}

#[tokio::test]
async fn the_cookie_is_for_this_host_and_out_of_reach_of_scripts() {
    for (options, name, is_secure) in [
        (&[][..], "plugs", false),
        (
            &["--public-url", "https://plugs.example"][..],
            "__Host-plugs",
            true,
        ),
    ] {
        let site = TestSite::with(options).await;
        site.organization("Lumen").await;
        let mut browser = site.browser();
        let mut set = browser
            .sign_in("member@lumen.example", PASSWORD)
            .await
            .set_cookies;
        set.retain(|cookie| cookie.starts_with(&format!("{name}=")));
        let removed = browser.sign_out().await.set_cookies;
        assert_eq!((set.len(), removed.len()), (1, 1));
        assert!(set[0].starts_with(&format!("{name}=")), "{}", set[0]);
        assert!(set[0].contains("HttpOnly") && set[0].contains("SameSite=Lax") && set[0].contains("Path=/"));
        assert!(set[0].contains("Max-Age=604800") && !set[0].contains("Domain"));
        assert!(
            removed[0].starts_with(&format!("{name}=")) && removed[0].contains("Max-Age=0"),
            "{}",
            removed[0]
        );
        for cookie in [&set[0], &removed[0]] {
            assert_eq!(cookie.contains("Secure"), is_secure, "{cookie}");
        }
    }
}

#[tokio::test]
async fn without_a_database_people_are_asked_to_come_back_and_stay_signed_in() {
    let site = TestSite::new().await;
    site.organization("Lumen").await;
    let mut browser = site.signed_in("member@lumen.example").await;
    site.site.pool.close().await;
    let page = browser.get("/").await;
    let program = browser.post_as_program("/fn/contacts/owners", &[]).await;
    for (answer, says) in [
        (page, "The service is busy"),
        (program, r#""kind":"unavailable""#),
    ] {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(
            answer.retry_after.is_some() && answer.body.contains(says),
            "{}",
            answer.body
        );
        assert!(answer.set_cookies.is_empty());
    }
}

#[tokio::test]
async fn what_has_run_out_is_removed_and_nothing_else() {
    let site = TestSite::new().await;
    site.organization("Lumen").await;
    let mut stays = site.signed_in("owner@lumen.example").await;
    site.browser().sign_in("owner@lumen.example", "wrong").await;
    sqlx::query(
        "insert into sessions (id_hash, data, expires_at)
         select sha256(convert_to(number::text, 'UTF8')), '{}', now() - interval '1 second' from generate_series(1, 2100) as number",
    )
    .execute(&site.admin)
    .await
    .unwrap();
    sqlx::query(
        "insert into sign_in_attempts (kind, key_hash, window_started_at)
         select 'client', sha256(convert_to(number::text, 'UTF8')), now() - interval '1 day' from generate_series(1, 1100) as number",
    )
    .execute(&site.admin)
    .await
    .unwrap();
    queries::remove_expired(&site.site.pool).await.unwrap();
    // The owner's session and that of the refused form; of the attempt the address, the client, both
    // at once, and the client that had a form kept.
    assert_eq!(site.look::<i64>("select count(*) from sessions").await, 2);
    assert_eq!(site.look::<i64>("select count(*) from sign_in_attempts").await, 4);
    assert!(stays.is_signed_in().await);
}
