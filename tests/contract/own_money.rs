//! Money of one's own, by the roads that browsers and programs have: nobody approves or pays it; and what was worked out by one rate
//! stays so, whatever rates are entered later.

use super::site::PAGE;
use super::world::{Person, World};
use reqwest::{Method, StatusCode};

const OWN: &str = "Nobody decides about a claim of their own";

/// Somebody's claim as it was submitted: its id, and its version now.
async fn claimed(world: &World, by: Person, fields: &[(&str, &str)]) -> (String, String) {
    let today = chrono::Utc::now().format("%Y-%m-%d").to_string();
    let mut all = vec![
        ("expense_type", "travel"),
        ("expense_date", today.as_str()),
        ("submit", "true"),
    ];
    all.extend_from_slice(fields);
    let made = world.browser(by).await.call("/fn/expenses/create", &all).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    let id = made.body.trim_matches('"').to_owned();
    let seen = seen(world, &id).await;
    (id, seen)
}

/// A claim as it stands now.
async fn seen(world: &World, id: &str) -> String {
    let version = format!("(select version::text from expenses where id = '{id}')");
    format!("{id}:{}", world.site.look(&version).await)
}

async fn status(world: &World, id: &str) -> String {
    let status = format!("(select status from expenses where id = '{id}')");
    world.site.look(&status).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_approves_or_pays_their_own_claim_by_a_program_or_by_a_plain_form() {
    let world = World::new().await;
    let fare = [
        ("merchant", "City Cabs"),
        ("amount", "24.50"),
        ("currency", "EUR"),
    ];
    for claimant in [Person::Owner, Person::Admin, Person::Manager] {
        let (id, now) = claimed(&world, claimant, &fare).await;
        let mut own = world.browser(claimant).await;
        own.get("/expenses/approvals").await;
        for verdict in ["approve", "reject", "question"] {
            let decide = [
                ("claims[]", now.as_str()),
                ("verdict", verdict),
                ("comment", "It is mine"),
            ];
            let answer = own.call("/fn/expenses/decide", &decide).await;
            assert!(answer.body.contains(OWN), "{verdict}: {}", answer.body);
            let page = own.post_and_follow("/fn/expenses/decide", &decide).await;
            assert!(page.body.contains(OWN), "{verdict}: {}", page.body);
        }
        assert_eq!(status(&world, &id).await, "pending", "{claimant:?}");
    }

    let (id, now) = claimed(&world, Person::Admin, &fare).await;
    let approve = [("claims[]", now.as_str()), ("verdict", "approve")];
    for (stranger, wanted) in [
        (Person::Member, StatusCode::FORBIDDEN),
        (Person::Door, StatusCode::FORBIDDEN),
        (Person::Foreign, StatusCode::OK),
    ] {
        let answer = world
            .browser(stranger)
            .await
            .call("/fn/expenses/decide", &approve)
            .await;
        assert_eq!(answer.status, wanted, "{stranger:?}: {}", answer.body);
        assert_eq!(status(&world, &id).await, "pending", "{stranger:?}");
    }
    let owner = world.browser(Person::Owner).await;
    let answer = owner.call("/fn/expenses/decide", &approve).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(status(&world, &id).await, "approved");
    let now = seen(&world, &id).await;
    let pay = [
        ("claims[]", now.as_str()),
        ("reference", "SEPA 1"),
        ("key", "01980000-0000-7000-8000-000000000001"),
    ];
    let mut own = world.browser(Person::Admin).await;
    own.get("/expenses?whose=all&status=approved").await;
    let answer = own.call("/fn/expenses/pay", &pay).await;
    assert!(answer.body.contains(OWN), "{}", answer.body);
    let page = own.post_and_follow("/fn/expenses/pay", &pay).await;
    assert!(page.body.contains(OWN), "{}", page.body);
    assert_eq!(status(&world, &id).await, "approved");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_books_are_given_stays_the_same_whatever_rates_are_entered_later() {
    let world = World::new().await;
    let owner = world.browser(Person::Owner).await;
    let day = |before: i64| {
        let at = chrono::Utc::now() - chrono::TimeDelta::days(before);
        at.format("%Y-%m-%d").to_string()
    };
    let enter = async |rate: &str, day: &str| {
        let fields = [
            ("base_currency", "USD"),
            ("quote_currency", "EUR"),
            ("rate", rate),
            ("rate_date", day),
        ];
        let answer = owner.call("/fn/rates/add", &fields).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    };
    enter("0.9222", &day(2)).await;
    let fare = [
        ("merchant", "Yellow Cabs of Boston"),
        ("amount", "100.00"),
        ("currency", "USD"),
    ];
    let (id, now) = claimed(&world, Person::Member, &fare).await;
    let approve = [("claims[]", now.as_str()), ("verdict", "approve")];
    owner.call("/fn/expenses/decide", &approve).await;
    assert_eq!(status(&world, &id).await, "approved");
    let books = async || {
        let asked = owner.request(Method::GET, "/export/expenses?counted=all", PAGE);
        let lines = asked.send().await;
        assert_eq!(lines.status, StatusCode::OK);
        lines.body
    };
    let before = books().await;
    assert!(
        before.contains("Yellow Cabs of Boston") && before.contains("92.22"),
        "{before}"
    );
    enter("0.8", &day(1)).await;
    enter("0.7", &day(0)).await;
    assert_eq!(books().await, before);
}
