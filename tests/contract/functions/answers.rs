//! What each person is answered.

use super::super::site::{Answer, Browser, PAGE, PROGRAM};
use super::super::world::{HARBOR_ONLY, LUMEN_ONLY, Person, Records, World};
use super::{CASES, Case, Expected};
use reqwest::{Method, StatusCode};
use std::collections::BTreeMap;
use the_plugs::accounts::roles::Role;

/// Sends a case as a person, in a browser of their own where the function changes who they are.
async fn ask(
    case: &Case,
    world: &World,
    browsers: &BTreeMap<&'static str, Browser>,
    person: Person,
    records: &Records,
) -> Answer {
    let fields = (case.fields)(records);
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let answer = if case.path.starts_with("/fn/accounts/") {
        world.browser(person).await.call(case.path, &fields).await
    } else {
        browsers[person.email().unwrap_or_default()]
            .call(case.path, &fields)
            .await
    };
    answer.assert_tells_nothing();
    answer
}

fn assert_status(case: &Case, person: Person, answer: &Answer, expected: u16) {
    assert_eq!(
        answer.status.as_u16(),
        expected,
        "{} as {person:?}: {}",
        case.path,
        answer.body
    );
    if answer.status != StatusCode::OK {
        answer.error();
    }
}

/// In parts, side by side: there are hundreds, and each is asked by seven people.
const PARTS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_function_answers_each_person_as_the_table_says() {
    answered(0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_function_answers_each_person_as_the_table_says_second_part() {
    answered(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_function_answers_each_person_as_the_table_says_third_part() {
    answered(2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_function_answers_each_person_as_the_table_says_fourth_part() {
    answered(3).await;
}

/// Asks the functions of a part as everybody.
async fn answered(part: usize) {
    let world = World::new().await;
    let mut browsers = BTreeMap::new();
    for person in Person::ALL {
        browsers.insert(person.email().unwrap_or_default(), world.browser(*person).await);
    }
    for case in CASES.iter().skip(part).step_by(PARTS) {
        let records = world.of_lumen(Role::Manager).await;
        let ask = async |person, records: &Records| ask(case, &world, &browsers, person, records).await;
        let before = world.digest().await;
        match case.expected {
            Expected::Everybody(status) => {
                for person in Person::ALL {
                    let answer = ask(*person, &records).await;
                    assert_status(case, *person, &answer, status);
                }
            }
            Expected::Signed { editor, door } => {
                for person in Person::ALL {
                    let status = match person {
                        Person::Anonymous => 401,
                        Person::Door => door,
                        _ => editor,
                    };
                    assert_status(case, *person, &ask(*person, &records).await, status);
                }
            }
            Expected::Own => {
                for person in Person::ALL {
                    let status = match person {
                        Person::Anonymous => 401,
                        Person::Manager => 200,
                        _ => 404,
                    };
                    assert_status(case, *person, &ask(*person, &records).await, status);
                }
            }
            Expected::Claimed => {
                // Whoever claims comes last: what they submit others see.
                let others = Person::ALL.iter().filter(|person| **person != Person::Manager);
                for person in others.chain(&[Person::Manager]) {
                    let status = match person {
                        Person::Anonymous => 401,
                        Person::Door => 403,
                        Person::Manager => 200,
                        _ => 404,
                    };
                    let answer = ask(*person, &records).await;
                    assert_status(case, *person, &answer, status);
                    if status != 200 {
                        assert!(
                            !answer.body.contains(LUMEN_ONLY),
                            "{}: {}",
                            case.path,
                            answer.body
                        );
                    }
                }
            }
            Expected::Deciding { foreign } => {
                for (person, status) in [
                    (Person::Anonymous, 401),
                    (Person::Door, 403),
                    (Person::Member, 403),
                    (Person::Foreign, foreign),
                ] {
                    let answer = ask(person, &records).await;
                    assert_status(case, person, &answer, status);
                    assert!(
                        !answer.body.contains(LUMEN_ONLY),
                        "{}: {}",
                        case.path,
                        answer.body
                    );
                    assert_eq!(world.digest().await, before, "{} as {person:?}", case.path);
                }
                for person in [Person::Manager, Person::Admin, Person::Owner] {
                    let records = world.of_lumen(Role::Manager).await;
                    let answer = ask(person, &records).await;
                    assert_status(case, person, &answer, 200);
                    assert!(
                        !answer.body.contains(HARBOR_ONLY),
                        "{}: {}",
                        case.path,
                        answer.body
                    );
                }
            }
            Expected::OthersMoney => {
                for (person, status) in [
                    (Person::Anonymous, 401),
                    (Person::Door, 403),
                    (Person::Member, 403),
                    (Person::Foreign, 404),
                    (Person::Manager, 409),
                ] {
                    let answer = ask(person, &records).await;
                    assert_status(case, person, &answer, status);
                    assert_eq!(world.digest().await, before, "{} as {person:?}", case.path);
                }
                for person in [Person::Admin, Person::Owner] {
                    let records = world.of_lumen(Role::Manager).await;
                    assert_status(case, person, &ask(person, &records).await, 200);
                }
            }
            Expected::Record {
                foreign,
                door,
                member,
            } => {
                let refused = [
                    (Person::Anonymous, 401),
                    (Person::Foreign, foreign),
                    (Person::Door, door),
                    (Person::Member, member),
                ];
                for (person, status) in refused {
                    let answer = ask(person, &records).await;
                    assert_status(case, person, &answer, status);
                    if status != 200 {
                        assert_eq!(world.digest().await, before, "{} as {person:?}", case.path);
                        assert!(
                            !answer.body.contains(LUMEN_ONLY),
                            "{}: {}",
                            case.path,
                            answer.body
                        );
                    }
                }
                for person in [Person::Manager, Person::Admin, Person::Owner] {
                    let records = world.of_lumen(Role::Manager).await;
                    assert_status(case, person, &ask(person, &records).await, 200);
                }
                let own = world.of_lumen(Role::Member).await;
                assert_status(case, Person::Member, &ask(Person::Member, &own).await, 200);
            }
            Expected::Sample { owner } => {
                for (person, status) in [
                    (Person::Anonymous, 401),
                    (Person::Door, 403),
                    (Person::Member, 403),
                    (Person::Foreign, owner),
                    (Person::Manager, owner),
                    (Person::Admin, owner),
                    (Person::Owner, owner),
                ] {
                    let answer = ask(person, &records).await;
                    assert_status(case, person, &answer, status);
                    assert_eq!(world.digest().await, before, "{} as {person:?}", case.path);
                }
            }
            Expected::Administered { foreign } => {
                for (person, status) in [
                    (Person::Anonymous, 401),
                    (Person::Foreign, foreign),
                    (Person::Door, 403),
                    (Person::Member, 403),
                    (Person::Manager, 403),
                ] {
                    let answer = ask(person, &records).await;
                    assert_status(case, person, &answer, status);
                    assert!(
                        !answer.body.contains(LUMEN_ONLY),
                        "{}: {}",
                        case.path,
                        answer.body
                    );
                    assert_eq!(world.digest().await, before, "{} as {person:?}", case.path);
                }
                for person in [Person::Admin, Person::Owner] {
                    let records = world.of_lumen(Role::Manager).await;
                    let answer = ask(person, &records).await;
                    assert_status(case, person, &answer, 200);
                    assert!(
                        !answer.body.contains(HARBOR_ONLY),
                        "{}: {}",
                        case.path,
                        answer.body
                    );
                }
            }
            Expected::List { door } => {
                assert_status(
                    case,
                    Person::Anonymous,
                    &ask(Person::Anonymous, &records).await,
                    401,
                );
                let at_the_door = ask(Person::Door, &records).await;
                assert_status(case, Person::Door, &at_the_door, door);
                assert!(!at_the_door.body.contains(LUMEN_ONLY), "{}", case.path);
                let foreign = ask(Person::Foreign, &records).await;
                assert_status(case, Person::Foreign, &foreign, 200);
                assert!(!foreign.body.contains("Lumen"), "{}: {}", case.path, foreign.body);
                world.of_lumen(Role::Member).await;
                for person in [Person::Member, Person::Manager, Person::Admin, Person::Owner] {
                    let answer = ask(person, &records).await;
                    assert_status(case, person, &answer, 200);
                    assert!(
                        !answer.body.contains(HARBOR_ONLY),
                        "{}: {}",
                        case.path,
                        answer.body
                    );
                }
                // The filter and the place in the list have their usual values.
                let fields = (case.fields)(&records);
                let needed: Vec<(&str, &str)> = fields
                    .iter()
                    .filter(|(name, _)| !["filter", "cursor", "after", "cards"].contains(name))
                    .map(|(name, value)| (*name, value.as_str()))
                    .collect();
                assert_eq!(
                    browsers[Person::Foreign.email().unwrap_or_default()]
                        .call(case.path, &needed)
                        .await
                        .status,
                    200,
                    "{}",
                    case.path
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_called_by_get_and_an_unknown_function_is_not_found() {
    let world = World::new().await;
    let browser = world.browser(Person::Owner).await;
    for case in CASES.iter() {
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            let answer = browser.request(method.clone(), case.path, PROGRAM).send().await;
            assert_eq!(answer.status, 405, "{method} {}", case.path);
        }
    }
    for path in [
        "/fn/contacts/none",
        "/fn/",
        "/fn",
        "/fn/contacts/list/more",
        "/fn/%00",
        "/fn/../health",
    ] {
        for accept in [PROGRAM, PAGE] {
            let answer = browser
                .request(Method::POST, path, accept)
                .fields(&[])
                .send()
                .await;
            assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
            answer.assert_tells_nothing();
        }
    }
}
