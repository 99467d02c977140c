//! Exchange rates without JavaScript: the forms of the page, and the files of the European Central Bank.

use super::html::{error_beside, value};
use super::site::{Answer, Browser, PAGE, PROGRAM};
use super::world::{Person, World};
use reqwest::Method;
use the_plugs::rates::types::Imported;

const PATH: &str = "/settings/rates";

/// Reference rates of yesterday.
fn daily() -> String {
    let day = (chrono::Utc::now() - chrono::TimeDelta::days(1)).format("%Y-%m-%d");
    format!(
        "<?xml version=\"1.0\"?>\n<Envelope><Cube>\n<Cube time='{day}'>\n<Cube currency='USD' rate='1.0843'/>\n\
         <Cube currency='JPY' rate='162.35'/>\n<Cube currency='CYP' rate='0.58'/>\n</Cube></Cube></Envelope>"
    )
}

/// Sends a file as a form or as a program does.
async fn send(browser: &Browser, accept: &str, file: &[u8]) -> Answer {
    let mut body =
        b"--lumen\r\nContent-Disposition: form-data; name=\"file\"; filename=\"eurofxref-daily.xml\"\r\n\r\n"
            .to_vec();
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--lumen--\r\n");
    browser
        .request(Method::POST, "/upload/rates", accept)
        .body("multipart/form-data; boundary=lumen", body)
        .send()
        .await
}

fn imported(answer: &Answer) -> Imported {
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).expect("what came of the file")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_of_the_bank_is_taken_from_owners_and_admins_and_once() {
    let world = World::new().await;
    for (person, status) in [
        (Person::Anonymous, 401),
        (Person::Door, 403),
        (Person::Member, 403),
        (Person::Manager, 403),
    ] {
        let answer = send(&world.browser(person).await, PROGRAM, daily().as_bytes()).await;
        assert_eq!(answer.status, status, "{person:?}: {}", answer.body);
    }
    let count = format!(
        "select count(*) from exchange_rates where organization_id = '{}' and source = 'ecb'",
        world.lumen.id
    );
    assert_eq!(world.site.look(&count).await, "0");
    let foreign = send(&world.browser(Person::Foreign).await, PROGRAM, daily().as_bytes()).await;
    assert_eq!(imported(&foreign).new, 2);
    assert_eq!(
        world.site.look(&count).await,
        "0",
        "the other organisation's are its own"
    );

    let admin = world.browser(Person::Admin).await;
    let first = imported(&send(&admin, PROGRAM, daily().as_bytes()).await);
    assert_eq!((first.new, first.changed, first.same), (2, 0, 0));
    assert_eq!(first.unknown, ["CYP"]);
    let again = imported(&send(&admin, PROGRAM, daily().as_bytes()).await);
    assert_eq!((again.new, again.changed, again.same), (0, 0, 2));
    let other = daily().replace("162.35", "162.4");
    let corrected = imported(&send(&admin, PROGRAM, other.as_bytes()).await);
    assert_eq!((corrected.new, corrected.changed, corrected.same), (0, 1, 1));
    assert_eq!(world.site.look(&count).await, "2");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_plain_form_leads_to_the_page_that_says_what_came_of_the_file_or_why_nothing_did() {
    let world = World::new().await;
    let mut admin = world.browser(Person::Admin).await;
    admin.get(PATH).await;
    let answer = send(&admin, PAGE, daily().as_bytes()).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = admin.get(&answer.location).await;
    assert!(
        page.body
            .contains("Imported: 2 new, 0 changed, 1 unknown currency skipped (CYP).")
    );
    assert!(page.body.contains("1 EUR = 1.0843 USD"));

    admin.get(PATH).await;
    let answer = send(&admin, PAGE, daily().replace("162.35", "many").as_bytes()).await;
    assert_eq!((answer.status.as_u16(), answer.location.as_str()), (303, PATH));
    let page = admin.get(PATH).await;
    assert!(
        page.body.contains("Line 5: the rate of JPY, “many”"),
        "{}",
        page.body
    );
    let nothing = send(&admin, PROGRAM, b"").await;
    assert_eq!(
        (nothing.status.as_u16(), nothing.error().told().as_str()),
        (422, "There are no rates in this file.")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_too_large_or_no_form_is_told_so_and_leaves_nothing() {
    let world = World::new().await;
    let admin = world.browser(Person::Admin).await;
    let large = send(&admin, PROGRAM, &vec![b' '; 17_000_000]).await;
    assert_eq!(large.status, 413, "{}", large.body);
    let zip = send(&admin, PROGRAM, b"PK\x03\x04").await;
    assert!(zip.error().told().contains("ZIP archive"));
    let laughs = b"<!DOCTYPE x [<!ENTITY a \"1\">]><Cube time='2026-11-20'/>";
    assert!(
        send(&admin, PROGRAM, laughs)
            .await
            .error()
            .told()
            .contains("document type")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_rate_is_entered_and_removed_and_the_currency_chosen_by_plain_forms() {
    let world = World::new().await;
    let mut admin = world.browser(Person::Admin).await;
    admin.get(PATH).await;
    let today = chrono::Utc::now().format("%Y-%m-%d").to_string();
    let form = |rate: &'static str| {
        [
            ("base_currency", "USD"),
            ("rate", rate),
            ("quote_currency", "EUR"),
            ("rate_date", today.as_str()),
            ("then", PATH),
        ]
    };
    let refused = admin.post_and_follow("/fn/rates/add", &form("1e3")).await;
    assert_eq!(
        error_beside(&refused.body, "rate-rate").as_deref(),
        Some("Write a rate like 1.0843, without marks between thousands.")
    );
    assert_eq!(value(&refused.body, "rate-rate").as_deref(), Some("1e3"));
    let entered = admin.post_and_follow("/fn/rates/add", &form("0.9222")).await;
    assert!(entered.body.contains("1 USD = 0.9222 EUR"));
    let twice = admin.post_and_follow("/fn/rates/add", &form("0.93")).await;
    assert_eq!(
        error_beside(&twice.body, "rate-date").as_deref(),
        Some("There is a rate of these two for this day already. Remove it first.")
    );

    let id = world
        .site
        .look(&format!(
            "select id from exchange_rates where organization_id = '{}' and base_currency = 'USD'",
            world.lumen.id
        ))
        .await;
    let told = format!("{PATH}?removed=USD:0.9222:EUR:{today}");
    let removed = admin
        .post_and_follow("/fn/rates/remove", &[("rate_id", &id), ("then", &told)])
        .await;
    assert!(removed.body.contains("1 USD = 0.9222 EUR of ") && removed.body.contains("Undo"));
    let back = admin.post_and_follow("/fn/rates/add", &form("0.9222")).await;
    assert!(back.body.contains("1 USD = 0.9222 EUR"));
    // Whatever else an address says is not repeated.
    for strange in ["x", "USD:0:EUR:2026-11-20", "USD:1:<b>:2026-11-20", "a:b:c:d:e"] {
        let page = admin.get(&format!("{PATH}?removed={strange}")).await;
        assert!(page.status == 200 && !page.body.contains("removed."), "{strange}");
    }

    let refused = admin
        .post_and_follow("/fn/rates/set-base", &[("base_currency", "XXX"), ("then", PATH)])
        .await;
    assert!(refused.body.contains("Choose a currency from the list."));
    admin
        .post_and_follow("/fn/rates/set-base", &[("base_currency", "CHF"), ("then", PATH)])
        .await;
    let base = format!(
        "select base_currency from organizations where id = '{}'",
        world.lumen.id
    );
    assert_eq!(world.site.look(&base).await, "CHF");
    // With a claim that is counted, it stays, and says why.
    world
        .site
        .act(
            &world.lumen,
            &format!(
                "insert into expenses (organization_id, created_by, title, amount, currency, expense_date, status, submitted_at,
                   base_amount, base_currency, fx_rate, fx_date, fx_source) values
                   ('{}', '{}', 'Train', 10, 'CHF', current_date, 'pending', now(), 10, 'CHF', 1, current_date, 'same')",
                world.lumen.id,
                world.lumen.user(the_plugs::accounts::roles::Role::Member)
            ),
        )
        .await;
    let refused = admin
        .post_and_follow("/fn/rates/set-base", &[("base_currency", "EUR"), ("then", PATH)])
        .await;
    assert!(
        refused.body.contains("1 claim is counted in CHF already"),
        "{}",
        refused.body
    );
    assert_eq!(world.site.look(&base).await, "CHF");
}
