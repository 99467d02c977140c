//! Every page as everybody, and under load.

mod cases;

use super::site::{Answer, Browser, TestSite, leptos_options};
use super::world::{HARBOR_ONLY, LUMEN_ONLY, Person, Records, World};
use cases::CASES;
use reqwest::{Method, StatusCode};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use the_plugs::accounts::roles::Role;
use the_plugs::db::{PoolSettings, pool};
use the_plugs::testing::TestDb;

/// A page, where it stands for a manager's records, and what each person is answered.
struct Case {
    route: &'static str,
    anonymous: u16,
    foreign: u16,
    door: u16,
    member: u16,
    manager: u16,
    admin: u16,
    /// Whether it shows something of the organisation's, which only its own people then see.
    shows_records: bool,
}

const fn public(route: &'static str) -> Case {
    // Whoever is signed in has no use for it and is led home.
    Case {
        route,
        anonymous: 200,
        foreign: 303,
        door: 303,
        member: 303,
        manager: 303,
        admin: 303,
        shows_records: false,
    }
}

/// What everybody has who is signed in.
const fn ones_own(route: &'static str) -> Case {
    Case {
        route,
        anonymous: 303,
        foreign: 200,
        door: 200,
        member: 200,
        manager: 200,
        admin: 200,
        shows_records: false,
    }
}

/// A list, of which each organisation sees its own, and door staff nothing.
const fn list(route: &'static str) -> Case {
    Case {
        door: 403,
        shows_records: true,
        ..ones_own(route)
    }
}

/// What everybody sees who sees events; door staff find those that they are assigned to.
const fn of_event(route: &'static str) -> Case {
    Case {
        route,
        anonymous: 303,
        foreign: 404,
        door: 404,
        member: 200,
        manager: 200,
        admin: 200,
        shows_records: true,
    }
}

/// Where a page stands for somebody's records.
fn address_of(route: &str, records: &Records) -> String {
    // A step that no proxy takes for two, and a slash within it.
    let company = format!("{}%20~2F%20s%C3%B6hne", LUMEN_ONLY.to_lowercase());
    route
        .replace("/events/:id", &format!("/events/{}", records.event))
        // A draft is its maker's alone; what is paid changes no more.
        .replace("/expenses/:id/edit", &format!("/expenses/{}/edit", records.claim))
        .replace(
            "/expenses/payments/:id",
            &format!("/expenses/payments/{}", records.batch),
        )
        .replace("/expenses/:id", &format!("/expenses/{}", records.paid_claim))
        .replace(":item", &records.agenda_item.to_string())
        .replace(":item", &records.agenda_item.to_string())
        .replace(":id", &records.contact.to_string())
        .replace(":company", &company)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_page_answers_each_person_as_the_table_says() {
    let world = World::new().await;
    let registered: BTreeSet<&str> = world.site.pages.iter().map(String::as_str).collect();
    let listed: BTreeSet<&str> = CASES.iter().map(|case| case.route).collect();
    let parameters = |route: &str| {
        let named = route.replace("{id}", ":id").replace("{item}", ":item");
        named.replace("{company}", ":company")
    };
    let registered: BTreeSet<String> = registered.into_iter().map(parameters).collect();
    assert_eq!(
        registered.iter().map(String::as_str).collect::<BTreeSet<_>>(),
        listed
    );

    let records = world.of_lumen(Role::Manager).await;
    let mut browsers: BTreeMap<String, Browser> = BTreeMap::new();
    for person in Person::ALL {
        browsers.insert(format!("{person:?}"), world.browser(*person).await);
    }
    for case in CASES {
        let address = address_of(case.route, &records);
        for (person, status) in [
            (Person::Anonymous, case.anonymous),
            (Person::Foreign, case.foreign),
            (Person::Door, case.door),
            (Person::Member, case.member),
            (Person::Manager, case.manager),
            (Person::Admin, case.admin),
            (Person::Owner, case.admin),
        ] {
            let browser = browsers.get_mut(&format!("{person:?}")).expect("a browser");
            let answer = browser.get(&address).await;
            let what = format!("{address} as {person:?}");
            assert_eq!(answer.status.as_u16(), status, "{what}: {}", answer.body);
            assert_page(&what, person, &answer);
            if person == Person::Anonymous && status == 303 && case.route != "/sign-in/organization" {
                assert!(
                    answer.location.starts_with("/sign-in"),
                    "{what}: {}",
                    answer.location
                );
            }
            let is_insider = matches!(
                person,
                Person::Member | Person::Manager | Person::Admin | Person::Owner
            );
            if is_insider
                && case.shows_records
                && status == 200
                && case.route != "/contacts/trash"
                && case.route != "/"
            {
                assert!(answer.body.contains(LUMEN_ONLY), "{what}: {}", answer.body);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_page_that_a_role_is_refused_asks_the_server_for_nothing_on_its_behalf() {
    let world = World::new().await;
    let mut door = world.browser(Person::Door).await;
    for case in CASES.iter().filter(|case| case.door == 403) {
        let address = case.route.replace(":id", &uuid::Uuid::now_v7().to_string());
        let answer = door.get(&address).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address}");
        // What was asked for stands at the end of the page, with its answer.
        assert!(
            !answer.body.contains("forbidden"),
            "{address} asked in vain: {}",
            answer.body
        );
    }
}

/// A whole page, without a word of anybody else's.
fn assert_page(what: &str, person: Person, answer: &Answer) {
    answer.assert_tells_nothing();
    if answer.status != StatusCode::SEE_OTHER {
        assert!(answer.is_whole_page(), "{what}");
        assert!(answer.body.contains("<main"), "{what}");
    }
    let theirs: &[&str] = match person {
        Person::Anonymous => &["Lumen", "Harbor"],
        Person::Foreign => &["Lumen"],
        Person::Door => &[LUMEN_ONLY, HARBOR_ONLY],
        _ => &[HARBOR_ONLY],
    };
    for word in theirs {
        assert!(
            !answer.body.contains(word),
            "{what} shows {word}: {}",
            answer.body
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_does_not_exist_is_not_found_in_the_products_clothes() {
    let world = World::new().await;
    let mut manager = world.browser(Person::Manager).await;
    let nowhere = format!("/contacts/{}", uuid::Uuid::now_v7());
    for address in [
        "/nothing-here",
        "/contacts/not-an-id",
        "/companies/nowhere",
        "/companies/~2e~2E",
        "/companies/Harborwright%20%2F%20S%C3%B6hne",
        nowhere.as_str(),
        "/admin",
        "/.git/config",
    ] {
        let answer = manager.get(address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert_page(address, Person::Manager, &answer);
        assert!(answer.body.contains("<title>"), "{address}");
    }
    // A stranger is not told which pages there are.
    let mut stranger = world.site.browser();
    for address in ["/nothing-here", "/contacts", nowhere.as_str()] {
        let answer = stranger.get(address).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{address}");
        assert!(
            answer.location.starts_with("/sign-in?next="),
            "{address}: {}",
            answer.location
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_page_is_read_and_never_written_to() {
    let world = World::new().await;
    let manager = world.browser(Person::Manager).await;
    let records = world.of_lumen(Role::Manager).await;
    let before = world.digest().await;
    for case in CASES {
        let address = address_of(case.route, &records);
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let answer = manager
                .request(method.clone(), &address, super::site::PAGE)
                .fields(&[("first_name", "x")])
                .send()
                .await;
            assert!(
                matches!(answer.status.as_u16(), 404 | 405),
                "{method} {address}: {}",
                answer.status
            );
        }
    }
    assert_eq!(world.digest().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn health_says_whether_the_process_lives_and_whether_its_database_does() {
    let world = World::new().await;
    let stranger = world.site.browser();
    for (path, word) in [
        ("/health", "\"version\""),
        ("/api/v1/health/database", "\"schema\""),
    ] {
        let answer = stranger.bare(Method::GET, path).send().await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        assert!(answer.kind.starts_with("application/json"), "{path}");
        assert!(
            answer.body.contains("\"status\":\"ok\"") && answer.body.contains(word),
            "{}",
            answer.body
        );
        assert_eq!(answer.header("set-cookie"), "", "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_at_once_all_get_the_whole_of_each_page() {
    let visitors = if std::env::var_os("PLUGS_LONG").is_some() {
        1_000
    } else {
        250
    };
    // However long it takes: whether each is whole is the question here. The limits that end a transaction in which
    // nothing happens are the server's own.
    let settings = PoolSettings {
        statement_timeout: Duration::from_secs(60),
        acquire_timeout: Duration::from_secs(60),
        ..PoolSettings::default()
    };
    let db = TestDb::new().await;
    let pool = pool(db.app_options(), &settings);
    let site = TestSite::over(db, pool, &["--request-timeout", "600"], leptos_options()).await;
    let world = World::of(site).await;
    let records = world.of_lumen(Role::Manager).await;
    let manager = world.browser(Person::Manager).await;
    let stranger = world.site.browser();
    let views = ["q=Lumenwright", "layout=board", "panel=:id"].map(|query| format!("/contacts?{query}"));
    let everybodys = CASES.iter().filter(|case| case.anonymous == 200);
    let members = CASES.iter().filter(|case| case.manager == 200);
    let addresses = everybodys
        .map(|case| (&stranger, case.route.to_owned()))
        .chain(members.map(|case| (&manager, case.route.to_owned())))
        .chain(views.into_iter().map(|view| (&manager, view)));
    for (browser, address) in addresses {
        let address = address_of(&address, &records);
        let begun = std::time::Instant::now();
        let mut visits = Vec::new();
        for _ in 0..visitors {
            let (mut browser, address) = (browser.clone(), address.clone());
            visits.push(tokio::spawn(async move { browser.get(&address).await }));
        }
        for visit in visits {
            let answer = visit.await.expect("an answer");
            assert_eq!(answer.status.as_u16(), 200, "{address}: {}", answer.body);
            assert!(answer.is_whole_page(), "{address}");
        }
        println!("{address}: {visitors} in {:?}", begun.elapsed());
    }
}
