//! What is noted of the use of the product.

use super::functions::CASES;
use super::site::{TestSite, leptos_options};
use super::world::{LUMEN_ONLY, Person, World};
use reqwest::StatusCode;
use std::collections::BTreeSet;
use std::time::Duration;
use the_plugs::accounts::roles::{Permission, Role};
use the_plugs::analytics::events::{ACTIONS, What};
use the_plugs::analytics::queries;
use the_plugs::db::{self, PoolSettings};
use the_plugs::testing::{Org, TestDb};

/// Functions that do nothing but read, or tell of what somebody looks at.
const READS: &[&str] = &[
    "/fn/accounts/list-choices",
    "/fn/accounts/list-time-zones",
    "/fn/accounts/portrait",
    "/fn/agenda/files",
    "/fn/agenda/get",
    "/fn/agenda/speakers",
    "/fn/analytics/record-views",
    "/fn/calendars/feed",
    "/fn/calendars/own",
    "/fn/attendees/candidates",
    "/fn/attendees/list",
    "/fn/attendees/views",
    "/fn/events/spending",
    "/fn/expenses/choices",
    "/fn/expenses/get",
    "/fn/expenses/inbox",
    "/fn/expenses/inbox-choices",
    "/fn/expenses/list",
    "/fn/expenses/of-receipt",
    "/fn/expenses/rate",
    "/fn/expenses/receipts",
    "/fn/expenses/similar",
    "/fn/expenses/sums",
    "/fn/expenses/waiting",
    "/fn/expenses/waiting-count",
    "/fn/payments/get",
    "/fn/payments/list",
    "/fn/payments/own-account",
    "/fn/payments/paying-account",
    "/fn/contacts/attachments",
    "/fn/contacts/board",
    "/fn/contacts/board-column",
    "/fn/contacts/companies",
    "/fn/contacts/company",
    "/fn/contacts/company-timeline",
    "/fn/contacts/events",
    "/fn/contacts/filter-values",
    "/fn/contacts/get",
    "/fn/contacts/get-interaction",
    "/fn/contacts/home",
    "/fn/contacts/list",
    "/fn/contacts/list-changes",
    "/fn/contacts/look",
    "/fn/contacts/look-away",
    "/fn/contacts/owners",
    "/fn/contacts/search",
    "/fn/contacts/timeline",
    "/fn/contacts/trash",
    "/fn/contacts/views",
    "/fn/events/activity",
    "/fn/events/colleagues",
    "/fn/events/cover",
    "/fn/events/get",
    "/fn/events/head",
    "/fn/events/list",
    "/fn/events/month",
    "/fn/events/series",
    "/fn/events/speakers",
    "/fn/events/time-zone",
    "/fn/events/time-zones",
    "/fn/jobs/list",
    "/fn/mail/list-undelivered",
    "/fn/notifications/list",
    "/fn/notifications/preferences",
    "/fn/approvals/overview",
    "/fn/policies/get",
    "/fn/rates/list",
    "/fn/rates/overview",
    "/fn/reports/accounts",
    "/fn/reports/get",
    "/fn/notifications/unread",
];

/// The events of an organisation's person, oldest first: name, category and page.
async fn events_of(world: &World, org: &Org, role: Role) -> String {
    world.site.recorder.flush().await;
    let query = format!(
        "select string_agg(concat_ws(' ', event_category, event_name, properties ->> 'page'), ', ' order by event_timestamp, id)
         from analytics_events where organization_id = '{}' and user_id = '{}'",
        org.id,
        org.user(role)
    );
    world.site.look(&query).await
}

#[test]
fn every_function_that_changes_something_has_a_name_for_it() {
    let functions: BTreeSet<_> = CASES.iter().map(|case| case.path).collect();
    let named = ACTIONS.iter().map(|(path, _)| *path);
    let named: BTreeSet<_> = named.filter(|path| path.starts_with("/fn/")).collect();
    let reads: BTreeSet<_> = READS.iter().copied().collect();
    assert_eq!(named.intersection(&reads).count(), 0);
    assert_eq!(named.union(&reads).copied().collect::<BTreeSet<_>>(), functions);
}

#[test]
fn whatever_is_uploaded_has_a_name() {
    let routes = super::routes::ROUTES.iter();
    let uploads: BTreeSet<_> = routes
        .map(|(pattern, ..)| *pattern)
        .filter(|pattern| pattern.starts_with("/upload/"))
        .collect();
    let named = ACTIONS.iter().map(|(path, _)| *path);
    let named: BTreeSet<_> = named.filter(|path| path.starts_with("/upload/")).collect();
    assert_eq!(named, uploads);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_and_what_is_done_are_noted_with_the_person_and_without_a_word_that_was_typed() {
    let world = World::new().await;
    let records = world.of_lumen(Role::Member).await;
    let mut member = world.browser(Person::Member).await;
    let contact = records.contact.to_string();
    for page in [
        "/contacts?search=Lumenwright".to_owned(),
        format!("/contacts/{contact}"),
        "/contacts/0190d9a8-0000-7000-8000-000000000000".to_owned(),
        "/nowhere".to_owned(),
    ] {
        member.get(&page).await;
    }
    let new = [
        ("first_name", "Ada"),
        ("last_name", LUMEN_ONLY),
        ("contact_type", "target"),
        ("status", "cold_lead"),
        ("priority", "low"),
    ];
    // As a script does, as a plain form does, and each of them refused.
    assert_eq!(
        member.call("/fn/contacts/create", &new).await.status,
        StatusCode::OK
    );
    assert_eq!(
        member.post("/fn/contacts/create", &new).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(
        member
            .call("/fn/contacts/create", &new[..1])
            .await
            .status
            .is_client_error()
    );
    assert_eq!(
        member.post("/fn/contacts/create", &new[..1]).await.status,
        StatusCode::SEE_OTHER
    );
    member.call("/fn/contacts/list", &[]).await;
    assert_eq!(
        member.post("/fn/accounts/sign-out", &[]).await.status,
        StatusCode::SEE_OTHER
    );
    // Nobody's looks are nobody's events.
    member.get("/sign-in").await;

    assert_eq!(
        events_of(&world, &world.lumen, Role::Member).await,
        "accounts signed_in, page page_viewed /contacts, page page_viewed /contacts/{id}, contacts contact_created, \
         contacts contact_created, accounts signed_out"
    );
    let look = "select count(*) || ' ' || count(session_id) || ' ' || count(distinct session_id) || ' ' || count(ip_address)
         || ' ' || count(user_agent) from analytics_events";
    // The sign-in had no session yet.
    assert_eq!(world.site.look(look).await, "6 5 1 0 0");
    let words = format!(
        "select count(*) from analytics_events event where event::text ~* '{LUMEN_ONLY}|member@|{contact}'"
    );
    assert_eq!(world.site.look(&words).await, "0");
    let secrets =
        "select count(*) from analytics_events join sessions on encode(id_hash, 'hex') = session_id";
    assert_eq!(world.site.look(secrets).await, "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_that_a_browser_draws_by_itself_are_told_of_and_belong_to_whoever_tells() {
    let world = World::new().await;
    let foreign = world.browser(Person::Foreign).await;
    let mut paths: Vec<(String, String)> = ["/contacts", "/contacts/a/b", "/contacts/b/edit", "/nowhere"]
        .into_iter()
        .enumerate()
        .map(|(at, path)| (format!("paths[{at}]"), path.to_owned()))
        .collect();
    let tell = async |paths: &[(String, String)]| {
        let fields: Vec<_> = paths
            .iter()
            .map(|(name, path)| (name.as_str(), path.as_str()))
            .collect();
        foreign.call("/fn/analytics/record-views", &fields).await.status
    };
    assert_eq!(tell(&paths).await, StatusCode::OK);
    assert_eq!(
        events_of(&world, &world.harbor, Role::Owner).await,
        "accounts signed_in, page page_viewed /contacts, page page_viewed /contacts/{id}/edit"
    );
    // However many it tells of.
    paths = (0..2000)
        .map(|at| (format!("paths[{at}]"), "/jobs".to_owned()))
        .collect();
    tell(&paths).await;
    world.site.recorder.flush().await;
    let count = world
        .site
        .look("select count(*) from analytics_events where properties ->> 'page' = '/jobs'")
        .await;
    assert!(count.parse::<i32>().expect("a number") <= 50, "{count}");

    let nobody = world.site.browser();
    let refused = nobody
        .call("/fn/analytics/record-views", &[("paths[0]", "/contacts")])
        .await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert_eq!(events_of(&world, &world.lumen, Role::Owner).await, "");
    // Each organisation sees its own.
    for (org, sees) in [(&world.lumen, "0"), (&world.harbor, "3")] {
        let mut tx = world
            .site
            .db
            .app_pool()
            .begin_with(sqlx::AssertSqlSafe(format!(
                "begin; set local app.organization_id = '{}'",
                org.id
            )))
            .await
            .expect("a transaction");
        let seen: String = sqlx::query_scalar("select count(*)::text from analytics_events where properties ->> 'page' is distinct from '/jobs'")
            .fetch_one(&mut *tx)
            .await
            .expect("a count");
        assert_eq!(seen, sees);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_stored_waits_and_is_stored_once_while_the_request_succeeds() {
    let db = TestDb::new().await;
    let settings = PoolSettings {
        max_connections: 1,
        acquire_timeout: Duration::from_millis(200),
        ..PoolSettings::default()
    };
    let pool = db::pool(db.app_options(), &settings);
    let site = TestSite::over(db, pool.clone(), &[], leptos_options()).await;
    let org = site.organization("Lumen").await;
    let what = What::look_at("/contacts").expect("a page");
    let held = pool.acquire().await.expect("the only connection");
    site.recorder.record(org.id, None, what, None);
    site.recorder.flush().await;
    assert_eq!(site.look("select count(*) from analytics_events").await, "0");
    drop(held);
    site.recorder.flush().await;
    site.recorder.flush().await;
    assert_eq!(site.look("select count(*) from analytics_events").await, "1");
}

#[tokio::test]
async fn events_of_ninety_days_are_kept_and_older_ones_are_forgotten_in_their_organisation_only() {
    let world = World::new().await;
    for org in [&world.lumen, &world.harbor] {
        let statement = format!(
            "insert into analytics_events (organization_id, event_name, event_category, event_timestamp)
             select '{}', 'page_viewed', 'page', now() - make_interval(days => days) from unnest(array[0, 89, 91, 400]) as days",
            org.id
        );
        world.site.act(org, &statement).await;
    }
    let pool = world.site.db.app_pool();
    let mut tx = world
        .lumen
        .tenant(&pool, Role::Owner)
        .begin(Permission::ViewAudit)
        .await
        .expect("a transaction");
    assert!(!queries::forget_old(&mut tx).await.expect("forgotten"));
    tx.commit().await.expect("committed");
    let left = |org: &Org| {
        format!(
            "select count(*) from analytics_events where organization_id = '{}'",
            org.id
        )
    };
    assert_eq!(world.site.look(&left(&world.lumen)).await, "2");
    assert_eq!(world.site.look(&left(&world.harbor)).await, "4");
}
