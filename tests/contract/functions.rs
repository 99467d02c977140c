//! Every server function as everybody: nobody, another organisation, too little a role, and the right one.

use super::site::Answer;
use super::world::{HARBOR_ONLY, LUMEN_ONLY, Person, Records, World};
use leptos::server_fn::axum::server_fn_paths;
use reqwest::StatusCode;
use std::collections::{BTreeMap, BTreeSet};
use the_plugs::accounts::roles::Role;

/// What a form sends, in the order of its fields.
pub type Fields = Vec<(&'static str, String)>;

/// A server function, what is sent to it about somebody's records, and what each person is answered.
pub struct Case {
    pub path: &'static str,
    pub fields: fn(&Records) -> Fields,
    expected: Expected,
}

/// Statuses, where the records are a manager's.
enum Expected {
    /// The same for everybody, signed in or not.
    Everybody(u16),
    /// About records: the foreign organisation, door staff and a member; then the manager and above succeed, and so does
    /// a member with records of their own.
    Record { foreign: u16, door: u16, member: u16 },
    /// Lists: each sees their own organisation's and nothing else. Door staff are answered this.
    List { door: u16 },
}

const RECORD: Expected = Expected::Record {
    foreign: 404,
    door: 403,
    member: 403,
};

/// What is in somebody else's trash is not there for a member.
const TRASHED: Expected = Expected::Record {
    foreign: 404,
    door: 403,
    member: 404,
};

/// What everybody who sees contacts may read.
const READ: Expected = Expected::Record {
    foreign: 404,
    door: 403,
    member: 200,
};

fn contact(records: &Records) -> Fields {
    vec![("contact_id", records.contact.to_string())]
}

fn view(records: &Records) -> Fields {
    vec![("view_id", records.view.to_string())]
}

fn interaction(records: &Records) -> Fields {
    vec![("interaction_id", records.interaction.to_string())]
}

fn contact_form(records: &Records) -> Fields {
    vec![
        ("first_name", "Ada".into()),
        ("last_name", LUMEN_ONLY.into()),
        ("email", "ada@lumenwright.example".into()),
        ("phone", "+44 20 7946 0000".into()),
        ("company", "Analytical Engines".into()),
        ("job_title", "Analyst".into()),
        ("linkedin_url", "https://www.linkedin.com/in/ada".into()),
        ("bio", "First of all.".into()),
        ("contact_type", "plug".into()),
        ("status", "hot_lead".into()),
        ("priority", "high".into()),
        ("business_type", "b2b".into()),
        ("network_type", "alumni".into()),
        ("industry", "Computing".into()),
        ("notes", "Likes numbers.\nAnd looms.".into()),
        ("lead_score", "80".into()),
        ("tags", "vip, speaker".into()),
        ("owner_id", records.owner.to_string()),
    ]
}

fn interaction_form() -> Fields {
    vec![
        ("interaction_type", "meeting".into()),
        ("status", "completed".into()),
        ("direction", "both".into()),
        ("interaction_date", "2026-01-05T10:00".into()),
        ("subject", "About looms".into()),
        ("description", "Long".into()),
        ("outcome", "Good".into()),
    ]
}

fn with(mut first: Fields, rest: Fields) -> Fields {
    first.extend(rest);
    first
}

/// The table. A function that is not in it turns the test red.
pub const CASES: &[Case] = &[
    Case {
        path: "/fn/accounts/sign-in",
        fields: |_| {
            vec![
                ("email", "member@lumen.example".into()),
                ("password", super::site::PASSWORD.into()),
                ("next", "/contacts".into()),
            ]
        },
        expected: Expected::Everybody(200),
    },
    Case {
        path: "/fn/accounts/sign-up",
        fields: |_| {
            vec![
                ("organization_name", "Quay".into()),
                ("first_name", "Grace".into()),
                ("last_name", "Hopper".into()),
                (
                    "email",
                    format!("grace@{}.example", uuid::Uuid::now_v7().simple()),
                ),
                ("password", "nine patient compilers".into()),
                ("timezone", "Europe/Berlin".into()),
            ]
        },
        expected: Expected::Everybody(200),
    },
    Case {
        path: "/fn/accounts/sign-out",
        fields: |_| Vec::new(),
        expected: Expected::Everybody(200),
    },
    Case {
        path: "/fn/accounts/list-time-zones",
        fields: |_| Vec::new(),
        expected: Expected::Everybody(200),
    },
    // Nobody here has given a password that opens several organisations.
    Case {
        path: "/fn/accounts/choose-organization",
        fields: |_| vec![("organization_id", uuid::Uuid::now_v7().to_string())],
        expected: Expected::Everybody(401),
    },
    Case {
        path: "/fn/accounts/list-choices",
        fields: |_| Vec::new(),
        expected: Expected::Everybody(401),
    },
    Case {
        path: "/fn/contacts/list",
        fields: |_| {
            vec![(
                "filter",
                "?type=target,plug&tags.none=vip&last=over-30d&g1=any;score:50-;owner:me&sort=score".into(),
            )]
        },
        expected: Expected::List { door: 403 },
    },
    Case {
        path: "/fn/contacts/owners",
        fields: |_| Vec::new(),
        expected: Expected::List { door: 403 },
    },
    Case {
        path: "/fn/contacts/home",
        fields: |_| Vec::new(),
        expected: Expected::List { door: 200 },
    },
    Case {
        path: "/fn/contacts/trash",
        fields: |_| Vec::new(),
        expected: Expected::List { door: 403 },
    },
    Case {
        path: "/fn/contacts/filter-values",
        fields: |_| Vec::new(),
        expected: Expected::List { door: 403 },
    },
    Case {
        path: "/fn/contacts/views",
        fields: |_| Vec::new(),
        expected: Expected::List { door: 403 },
    },
    // Everybody who sees contacts keeps views of their own.
    Case {
        path: "/fn/contacts/create-view",
        fields: |records| {
            vec![
                ("name", format!("Plugs {}", records.contact)),
                ("query", "?type=plug".into()),
                ("is_shared", "true".into()),
            ]
        },
        expected: Expected::Record {
            foreign: 200,
            door: 403,
            member: 200,
        },
    },
    Case {
        path: "/fn/contacts/rename-view",
        fields: |records| {
            with(
                view(records),
                vec![("name", format!("Plugs {}", records.contact))],
            )
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/update-view",
        fields: |records| with(view(records), vec![("query", "?type=plug".into())]),
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/share-view",
        fields: |records| with(view(records), vec![("is_shared", "true".into())]),
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/restore-view",
        fields: view,
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/delete-view",
        fields: view,
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/get",
        fields: contact,
        expected: READ,
    },
    Case {
        path: "/fn/contacts/get-interaction",
        fields: interaction,
        expected: READ,
    },
    Case {
        path: "/fn/contacts/timeline",
        fields: contact,
        expected: READ,
    },
    // The owner is Lumen's manager, whom Harbor cannot choose.
    Case {
        path: "/fn/contacts/create",
        fields: contact_form,
        expected: Expected::Record {
            foreign: 422,
            door: 403,
            member: 200,
        },
    },
    Case {
        path: "/fn/contacts/update",
        fields: |records| {
            let which = with(contact(records), vec![("version", "1".into())]);
            with(which, contact_form(records))
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/move",
        fields: |records| with(contact(records), vec![("to", "plug".into())]),
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/set-owner",
        fields: |records| with(contact(records), vec![("owner_id", records.owner.to_string())]),
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/delete",
        fields: contact,
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/restore",
        fields: |records| vec![("contact_id", records.deleted_contact.to_string())],
        expected: TRASHED,
    },
    Case {
        path: "/fn/contacts/log-interaction",
        fields: |records| with(contact(records), interaction_form()),
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/update-interaction",
        fields: |records| {
            let which = with(interaction(records), vec![("version", "1".into())]);
            with(which, interaction_form())
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/complete-interaction",
        fields: |records| with(interaction(records), vec![("outcome", "Done".into())]),
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/cancel-interaction",
        fields: interaction,
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/delete-interaction",
        fields: interaction,
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/restore-interaction",
        fields: |records| vec![("interaction_id", records.deleted_interaction.to_string())],
        expected: TRASHED,
    },
];

#[test]
fn every_registered_function_is_in_the_table_and_changes_nothing_by_get() {
    let registered: BTreeSet<String> = server_fn_paths()
        .map(|(path, method)| format!("{method} {path}"))
        .collect();
    let listed: BTreeSet<String> = CASES.iter().map(|case| format!("POST {}", case.path)).collect();
    assert_eq!(registered, listed);
}

/// Sends a case as a person, in a browser of their own where the function changes who they are.
async fn ask(
    case: &Case,
    world: &World,
    browsers: &BTreeMap<&'static str, super::site::Browser>,
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

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_function_answers_each_person_as_the_table_says() {
    let world = World::new().await;
    let mut browsers = BTreeMap::new();
    for person in Person::ALL {
        browsers.insert(person.email().unwrap_or_default(), world.browser(*person).await);
    }
    for case in CASES {
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
                assert_eq!(
                    browsers[Person::Foreign.email().unwrap_or_default()]
                        .call(case.path, &[])
                        .await
                        .status,
                    200
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_called_by_get_and_an_unknown_function_is_not_found() {
    let world = World::new().await;
    let browser = world.browser(Person::Owner).await;
    for case in CASES {
        for method in [
            reqwest::Method::GET,
            reqwest::Method::PUT,
            reqwest::Method::DELETE,
        ] {
            let answer = browser
                .request(method.clone(), case.path, super::site::PROGRAM)
                .send()
                .await;
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
        for accept in [super::site::PROGRAM, super::site::PAGE] {
            let answer = browser
                .request(reqwest::Method::POST, path, accept)
                .fields(&[])
                .send()
                .await;
            assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
            answer.assert_tells_nothing();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_choice_of_organisations_opens_those_that_the_password_opened_and_no_other() {
    let world = World::new().await;
    let quay = world.site.organization("Quay").await;
    // One person of one password in two of the three.
    for org in [&world.lumen, &world.harbor] {
        let join = format!(
            "update users set email = 'ada@both.example' where organization_id = '{}' and role = 'manager'",
            org.id
        );
        world.site.act(org, &join).await;
    }
    let mut browser = world.site.browser();
    let answer = browser.sign_in("ada@both.example", super::site::PASSWORD).await;
    assert_eq!(answer.location, "/sign-in/organization");
    // Not signed in yet.
    assert_eq!(browser.call("/fn/contacts/list", &[]).await.status, 401);
    let page = browser.get("/sign-in/organization").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Lumen") && page.body.contains("Harbor") && !page.body.contains("Quay"));
    let choices = browser.call("/fn/accounts/list-choices", &[]).await;
    assert_eq!(choices.status, 200, "{}", choices.body);
    assert!(
        !choices.body.contains("argon2") && !choices.body.contains("Quay"),
        "{}",
        choices.body
    );

    let choose = async |id: String| {
        browser
            .call("/fn/accounts/choose-organization", &[("organization_id", &id)])
            .await
    };
    assert_eq!(choose(quay.id.to_string()).await.status, 404);
    assert_eq!(choose(uuid::Uuid::now_v7().to_string()).await.status, 404);
    assert_eq!(choose("none".into()).await.status, 400);
    assert_eq!(choose(world.harbor.id.to_string()).await.status, 200);
    let colleagues = browser.call("/fn/contacts/owners", &[]).await;
    assert!(
        colleagues.body.contains("Harbor") && !colleagues.body.contains("Lumen"),
        "{}",
        colleagues.body
    );
    // The choice is made, and the other door is shut.
    assert_eq!(choose(world.lumen.id.to_string()).await.status, 401);
}
