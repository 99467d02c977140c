//! Policies, unit rates and divided claims without JavaScript; and what a plain form is told that decides about one claim.

use super::html::{error_beside, value};
use super::world::{Person, World};
use the_plugs::accounts::roles::Role;

const PATH: &str = "/settings/policies";

fn today() -> String {
    chrono::Utc::now().format("%Y-%m-%d").to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_policy_and_a_unit_rate_are_set_up_by_plain_forms() {
    let world = World::new().await;
    let mut admin = world.browser(Person::Admin).await;
    admin.get(PATH).await;
    let save = |limit: &'static str, version: &'static str| {
        [
            ("version", version),
            ("catering_limit", limit),
            ("catering_level", "block"),
            ("then", PATH),
        ]
    };
    let refused = admin
        .post_and_follow("/fn/policies/save", &save("1.005", "0"))
        .await;
    assert_eq!(
        error_beside(&refused.body, "field-catering_limit").as_deref(),
        Some("This currency has fewer decimals.")
    );
    assert_eq!(
        value(&refused.body, "field-catering_limit").as_deref(),
        Some("1.005")
    );
    admin.post_and_follow("/fn/policies/save", &save("60", "0")).await;
    let stale = admin.post_and_follow("/fn/policies/save", &save("80", "0")).await;
    assert!(stale.body.contains("60.00"), "what stands there is told");
    let suggested = admin.get("/settings/policies?suggested=1").await;
    assert_eq!(
        value(&suggested.body, "field-catering_limit").as_deref(),
        Some("60.00")
    );
    assert_eq!(value(&suggested.body, "field-age_days").as_deref(), Some("90"));

    let day = today();
    let rate = |price: &'static str| {
        [
            ("name", "Car, private"),
            ("unit", "km"),
            ("price", price),
            ("currency", "EUR"),
            ("expense_type", "travel"),
            ("valid_from", day.as_str()),
            ("valid_to", ""),
            ("then", PATH),
        ]
    };
    let refused = admin
        .post_and_follow("/fn/policies/add-unit-rate", &rate("0,30"))
        .await;
    assert!(error_beside(&refused.body, "unit-rate-price").is_some());
    let entered = admin
        .post_and_follow("/fn/policies/add-unit-rate", &rate("0.30"))
        .await;
    assert!(entered.body.contains("€0.30 per km"), "{}", entered.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_distance_and_a_division_are_claimed_by_plain_forms() {
    let world = World::new().await;
    let records = world.of_lumen(Role::Member).await;
    let mut member = world.browser(Person::Member).await;
    let day = today();
    let name = world
        .site
        .look(&format!(
            "select name from unit_rates where id = '{}'",
            records.unit_rate
        ))
        .await;
    member.get("/expenses/new").await;
    let drive = [
        ("unit_rate", name.as_str()),
        ("quantity", "124.5"),
        ("currency", "EUR"),
        ("expense_type", "other"),
        ("expense_date", day.as_str()),
        ("submit", "true"),
    ];
    let claimed = member.post_and_follow("/fn/expenses/create", &drive).await;
    assert!(claimed.body.contains("124.5 km × €0.30"), "{}", claimed.body);
    assert!(claimed.body.contains("€37.35"));

    let event = records.event.to_string();
    let other = records.serial_event.to_string();
    member.get("/expenses/new").await;
    let divided = |first: &'static str| {
        [
            ("amount", "100"),
            ("currency", "EUR"),
            ("expense_type", "catering"),
            ("expense_date", day.as_str()),
            ("event_id", ""),
            ("split[]", event.as_str()),
            ("split[]", first),
            ("split[]", other.as_str()),
            ("split[]", ""),
            ("split[]", ""),
            ("split[]", ""),
            ("submit", "true"),
        ]
    };
    let refused = member
        .post_and_follow("/fn/expenses/create", &divided("120"))
        .await;
    assert!(
        refused
            .body
            .contains("The shares come to €120.00, which is €20.00 more than the claim."),
        "{}",
        refused.body
    );
    assert_eq!(value(&refused.body, "split-amount-1").as_deref(), Some("120"));
    let claimed = member
        .post_and_follow("/fn/expenses/create", &divided("60"))
        .await;
    assert!(claimed.body.contains("Divided over"), "{}", claimed.body);
    assert!(claimed.body.contains("€60.00") && claimed.body.contains("€40.00"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_plain_form_that_decides_about_one_claim_is_told_why_nothing_was_done() {
    let world = World::new().await;
    let records = world.of_lumen(Role::Member).await;
    let seen = format!("{}:1", records.paid_claim);
    let mut owner = world.browser(Person::Admin).await;
    owner.get("/expenses/approvals").await;
    let decide = [("claims[]", seen.as_str()), ("verdict", "approve")];
    let refused = owner.post_and_follow("/fn/expenses/decide", &decide).await;
    assert!(refused.body.contains("It is paid already"), "{}", refused.body);
    owner.get("/expenses?whose=all&status=approved").await;
    let pay = [
        ("claims[]", seen.as_str()),
        ("reference", "SEPA 1"),
        ("key", "01980000-0000-7000-8000-000000000000"),
    ];
    let refused = owner.post_and_follow("/fn/expenses/pay", &pay).await;
    assert!(refused.body.contains("It is paid already"), "{}", refused.body);
}
