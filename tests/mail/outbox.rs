//! `/dev/mail`, where mail is read that was not sent.

use crate::contract::site::{PAGE, TestSite};
use crate::contract::world::{Person, World};
use reqwest::{Method, StatusCode};
use the_plugs::accounts::roles::{Permission, Role};
use the_plugs::ids::MailId;
use the_plugs::mail::queries;
use the_plugs::mail::types::Letter;

async fn world(options: &[&str]) -> World {
    World::of(TestSite::with(options).await).await
}

async fn a_mail(world: &World, letter: &Letter) -> MailId {
    let pool = world.site.db.app_pool();
    let tenant = world.lumen.tenant(&pool, Role::Owner);
    let mut tx = tenant.begin(Permission::ViewAudit).await.expect("a transaction");
    let id = queries::send(&mut tx, world.lumen.user(Role::Member), letter)
        .await
        .expect("a mail");
    tx.commit().await.expect("a commit");
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn kept_mail_is_read_by_the_owners_and_admins_of_its_organisation() {
    let world = world(&["--mail-outbox"]).await;
    let letter = Letter::Notification {
        title: "Only for Lumen".into(),
        message: "A call is due".into(),
        path: "/contacts".into(),
    };
    let id = a_mail(&world, &letter).await;
    for person in Person::ALL {
        let mut browser = world.browser(*person).await;
        for address in [
            "/dev/mail".to_owned(),
            format!("/dev/mail/{id}"),
            format!("/dev/mail/{id}/html"),
        ] {
            let answer = browser.get(&address).await;
            let status = match person {
                Person::Owner | Person::Admin => StatusCode::OK,
                Person::Anonymous => StatusCode::SEE_OTHER,
                Person::Foreign if address == "/dev/mail" => StatusCode::OK,
                Person::Foreign => StatusCode::NOT_FOUND,
                Person::Door | Person::Member | Person::Manager => StatusCode::FORBIDDEN,
            };
            assert_eq!(answer.status, status, "{address} as {person:?}: {}", answer.body);
            answer.assert_tells_nothing();
            let says = answer.body.contains("Only for Lumen");
            assert_eq!(
                says,
                status == StatusCode::OK && *person != Person::Foreign,
                "{address} as {person:?}"
            );
        }
        assert_eq!(
            browser.get("/dev/mail/none").await.status,
            match person {
                Person::Anonymous => StatusCode::SEE_OTHER,
                Person::Door | Person::Member | Person::Manager => StatusCode::FORBIDDEN,
                _ => StatusCode::NOT_FOUND,
            }
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_mails_html_stands_in_a_frame_in_which_nothing_runs() {
    let world = world(&["--mail-outbox"]).await;
    let letter = Letter::Notification {
        title: "<script>alert(1)</script>".into(),
        message: "\"><img src=x onerror=alert(1)>".into(),
        path: "/contacts".into(),
    };
    let id = a_mail(&world, &letter).await;
    let mut browser = world.browser(Person::Owner).await;
    let page = browser.get(&format!("/dev/mail/{id}")).await;
    assert!(
        page.body
            .contains("sandbox=\"allow-popups allow-popups-to-escape-sandbox\""),
        "{}",
        page.body
    );
    let html = browser.get(&format!("/dev/mail/{id}/html")).await;
    let policy = html.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "sandbox allow-popups",
        "frame-ancestors 'self'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    for answer in [&page, &html] {
        assert!(answer.is_whole_page());
        assert!(
            !answer.body.contains("<script") && !answer.body.contains("<img"),
            "{}",
            answer.body
        );
        assert!(!answer.header("content-security-policy").contains("script-src"));
    }
    let refused = browser
        .request(Method::POST, "/dev/mail", PAGE)
        .fields(&[])
        .send()
        .await;
    assert_eq!(refused.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn there_is_no_such_page_unless_it_is_asked_for_and_nothing_is_sent() {
    let server = [
        "--smtp-host",
        "mail.example.com",
        "--mail-from",
        "post@plugs.example",
    ];
    let both: Vec<&str> = server.into_iter().chain(["--mail-outbox"]).collect();
    for options in [&[][..], &both] {
        let world = world(options).await;
        let id = a_mail(&world, &Letter::Welcome).await;
        let mut browser = world.browser(Person::Owner).await;
        for address in [
            "/dev/mail".to_owned(),
            format!("/dev/mail/{id}"),
            format!("/dev/mail/{id}/html"),
        ] {
            assert_eq!(
                browser.get(&address).await.status,
                StatusCode::NOT_FOUND,
                "{address}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_signs_up_is_welcomed_in_their_language() {
    let site = TestSite::with(&["--mail-outbox"]).await;
    for (language, subject) in [
        ("de-AT,de;q=0.9", "Willkommen bei The Plugs, Käthe"),
        ("fr", "Welcome to The Plugs, Käthe"),
    ] {
        let mut browser = site.browser();
        let fields = [
            ("organization_name", "Kollwitz & Söhne"),
            ("first_name", "Käthe"),
            ("last_name", "Brandt"),
            ("email", "kaethe@kollwitz.example"),
            ("password", "plum ladder tuesday fog"),
            ("timezone", "Europe/Berlin"),
        ];
        let answer = browser
            .request(Method::POST, "/fn/accounts/sign-up", PAGE)
            .header(reqwest::header::ACCEPT_LANGUAGE, language)
            .fields(&fields)
            .send()
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let list = browser.get("/dev/mail").await;
        assert!(list.body.contains(subject), "{}", list.body);
    }
    let caused = "select count(*) || ' ' || min(kind) from jobs";
    assert_eq!(site.look(caused).await, "2 mail/deliver");
}
