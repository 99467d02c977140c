//! The files of a batch of payments, for each person; and bank data in plain forms.

use super::site::{Browser, PAGE, PROGRAM};
use super::world::{LUMEN_ONLY, Person, World};
use reqwest::Method;
use the_plugs::accounts::roles::Role;

const IBAN: &str = "NL91ABNA0417164300";

/// Stores an account as somebody does who has no JavaScript.
async fn bank(browser: &mut Browser, page: &str, action: &str, iban: &str) {
    browser.page = page.into();
    let form = [
        ("version", "0"),
        ("holder", "Ada Sørensen-Ängström"),
        ("iban", iban),
        ("bic", ""),
        ("then", page),
    ];
    let answer = browser.post(action, &form).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_files_of_a_batch_are_for_those_who_pay_and_for_nobody_else() {
    let world = World::new().await;
    let records = world.of_lumen(Role::Manager).await;
    let organization = world.lumen.id;
    // The claim of the batch is in euros, and whoever claimed it has an account.
    let euros = format!(
        "update payment_batch_items set currency = 'EUR', amount = 25 where organization_id = '{organization}' and batch_id = '{}'",
        records.batch
    );
    world.site.act(&world.lumen, &euros).await;
    let mut manager = world.browser(Person::Manager).await;
    bank(
        &mut manager,
        "/account/bank",
        "/fn/payments/save-own-account",
        IBAN,
    )
    .await;
    let page = manager.get("/account/bank").await;
    assert!(
        page.body.contains("NL91 •••• 4300")
            && !page.body.contains("0417164300")
            && !page.body.contains("0417 1643"),
        "{}",
        page.body
    );
    let page = manager.get("/account/bank?edit=1").await;
    assert!(page.body.contains("NL91 ABNA 0417 1643 00"), "{}", page.body);

    let mut owner = world.browser(Person::Owner).await;
    let action = "/fn/payments/save-paying-account";
    bank(&mut owner, "/settings/bank", action, "DE89370400440532013000").await;
    let address = |file: &str| format!("/export/payments/{}/{file}", records.batch);
    let early = owner
        .request(Method::GET, &address("transfers.csv"), PROGRAM)
        .send()
        .await;
    assert_eq!(early.status, 404, "the files are not made");
    let version = world
        .site
        .look(&format!(
            "(select version::text from payment_batches where id = '{}')",
            records.batch
        ))
        .await;
    let batch = records.batch.to_string();
    let made = owner
        .call(
            "/fn/payments/export",
            &[("batch_id", &batch), ("version", &version)],
        )
        .await;
    assert_eq!(made.status, 200, "{}", made.body);

    for (person, status) in [
        // To sign in first.
        (Person::Anonymous, 303),
        (Person::Foreign, 404),
        (Person::Door, 403),
        (Person::Member, 403),
        (Person::Manager, 403),
        (Person::Admin, 200),
        (Person::Owner, 200),
    ] {
        let browser = world.browser(person).await;
        for (file, kind, ending) in [
            ("transfers.xml", "application/xml; charset=utf-8", "xml"),
            ("transfers.csv", "text/csv; charset=utf-8; header=present", "csv"),
        ] {
            let answer = browser.request(Method::GET, &address(file), PAGE).send().await;
            assert_eq!(answer.status.as_u16(), status, "{person:?}: {}", answer.body);
            if status != 200 {
                answer.assert_tells_nothing();
                assert!(
                    !answer.body.contains(IBAN) && !answer.body.contains(LUMEN_ONLY),
                    "{person:?}"
                );
                continue;
            }
            assert!(
                answer.body.contains(IBAN) && answer.body.contains("25.00"),
                "{}",
                answer.body
            );
            let header = |name: &str| answer.headers[name].to_str().expect("a text").to_owned();
            assert_eq!(header("content-type"), kind);
            assert_eq!(header("cache-control"), "private, no-store");
            assert!(header("content-disposition").starts_with("attachment; filename=\"payments-"));
            assert!(header("content-disposition").ends_with(&format!(".{ending}\"")));
        }
    }
    let noted =
        "(select count(*)::text from audit_logs where action = 'export' and table_name = 'payment_batches')";
    assert_eq!(world.site.look(noted).await, "4");
    for nowhere in [
        address("transfers.txt"),
        "/export/payments/none/transfers.csv".to_owned(),
        "/export/payments/00000000-0000-0000-0000-000000000000/transfers.csv".to_owned(),
    ] {
        let answer = owner.request(Method::GET, &nowhere, PAGE).send().await;
        assert_eq!(answer.status, 404, "{nowhere}");
    }
    // On the screen of whoever pays stands the mask; nothing of the whole is in the trail.
    let page = owner.get(&format!("/expenses/payments/{batch}")).await;
    assert!(
        page.body.contains("NL91 •••• 4300")
            && !page.body.contains("0417164300")
            && !page.body.contains("0417 1643"),
        "{}",
        page.body
    );
    let trail = world
        .site
        .look("(select string_agg(a::text, ' ') from audit_logs a)")
        .await;
    assert!(!trail.contains("0417164300") && !trail.contains("Sørensen-Ängström"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_account_that_is_refused_is_shown_again_with_what_is_wrong() {
    let world = World::new().await;
    let mut member = world.browser(Person::Member).await;
    member.page = "/account/bank".into();
    let form = [
        ("version", "0"),
        ("holder", "Ada"),
        ("iban", "NL91ABNA0417164301"),
        ("bic", ""),
    ];
    let page = member
        .post_and_follow("/fn/payments/save-own-account", &form)
        .await;
    assert!(page.body.contains("check digits do not fit"), "{}", page.body);
    assert!(page.body.contains("NL91ABNA0417164301"), "what was typed is kept");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_account_is_removed_without_javascript_and_stays_while_a_batch_uses_it() {
    let world = World::new().await;
    let records = world.of_lumen(Role::Manager).await;
    let action = "/fn/payments/save-own-account";
    let mut admin = world.browser(Person::Admin).await;
    bank(&mut admin, "/account/bank", action, IBAN).await;
    let page = admin.get("/account/bank?remove=1").await;
    for words in [
        "Remove NL91 •••• 4300?",
        "Nothing waits to be paid to you now",
        "Remove account",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let remove = [("version", "1"), ("then", "/account/bank")];
    let page = admin
        .post_and_follow("/fn/payments/remove-own-account", &remove)
        .await;
    assert!(
        page.body.contains("Account holder") && !page.body.contains("4300"),
        "{}",
        page.body
    );

    let mut manager = world.browser(Person::Manager).await;
    bank(&mut manager, "/account/bank", action, IBAN).await;
    let page = manager.get("/account/bank?remove=1").await;
    assert!(
        page.body.contains("is not finished, and uses this account")
            && !page.body.contains("Remove account<"),
        "{}",
        page.body
    );
    manager.page = "/account/bank?remove=1".into();
    let page = manager
        .post_and_follow("/fn/payments/remove-own-account", &remove)
        .await;
    assert!(
        page.body.contains("is not finished, and uses this account"),
        "{}",
        page.body
    );
    let left = world
        .site
        .look("(select count(*)::text from bank_accounts where user_id is not null)")
        .await;
    assert_eq!(left, "1", "the manager's; {}", records.batch);
}
