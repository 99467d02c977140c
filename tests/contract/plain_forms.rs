//! Forms without JavaScript: sent back to their page with what was typed and why it was refused, and never anywhere else.

use super::html::{error_beside, text_of, value};
use super::site::{Browser, PAGE};
use super::world::{LUMEN_ONLY, Person, World};
use reqwest::header::REFERER;
use reqwest::{Method, StatusCode};
use the_plugs::accounts::roles::Role;

/// A password that must turn up nowhere.
const TYPED_PASSWORD: &str = "seen-by-nobody-7391";

/// Text that would be a tag if it were not escaped.
const TAGGED: &str = "\"><script>alert('x')</script></textarea>&amp;";

async fn assert_kept_from_everybody(world: &World, secret: &str) {
    let sessions = world
        .site
        .look("select string_agg(data::text || coalesce(user_agent, ''), ' ') from sessions")
        .await;
    assert!(!sessions.contains(secret), "{sessions}");
    let audit = world
        .site
        .look("select string_agg(a::text, ' ') from audit_logs a")
        .await;
    assert!(!audit.contains(secret));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refused_sign_in_shows_the_address_again_and_never_the_password() {
    let world = World::new().await;
    let mut browser = world.site.browser();
    let fields = [
        ("email", "member@lumen.example"),
        ("password", TYPED_PASSWORD),
        ("next", "/contacts?q=ada"),
    ];
    browser.get("/sign-in?next=/contacts%3Fq%3Dada").await;
    let answer = browser.post("/fn/accounts/sign-in", &fields).await;
    assert_eq!(
        (answer.status, answer.location.as_str()),
        (StatusCode::SEE_OTHER, "/sign-in?next=/contacts%3Fq%3Dada")
    );
    assert_kept_from_everybody(&world, TYPED_PASSWORD).await;
    let page = browser.get(&answer.location).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(
        value(&page.body, "field-email").as_deref(),
        Some("member@lumen.example")
    );
    assert!(
        page.body
            .contains("The e-mail address or the password is not right.")
    );
    assert!(page.body.contains("role=\"alert\""), "{}", page.body);
    assert!(!page.body.contains(TYPED_PASSWORD), "{}", page.body);

    // Shown once.
    let again = browser.get("/sign-in").await;
    assert!(!again.body.contains("is not right"));
    assert_eq!(value(&again.body, "field-email").as_deref(), Some(""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refused_sign_up_keeps_everything_but_the_password_and_says_what_is_wrong_beside_each_field() {
    let world = World::new().await;
    let mut browser = world.site.browser();
    browser.get("/sign-up").await;
    let page = browser
        .post_and_follow(
            "/fn/accounts/sign-up",
            &[
                ("organization_name", TAGGED),
                ("first_name", "  "),
                ("last_name", "Hopper"),
                ("email", "grace at example"),
                ("password", TYPED_PASSWORD),
                ("timezone", "Europe/Berlin"),
            ],
        )
        .await;
    assert_eq!(browser.page, "/sign-up");
    for (field, typed) in [
        ("organization_name", TAGGED),
        ("last_name", "Hopper"),
        ("email", "grace at example"),
        ("timezone", "Europe/Berlin"),
    ] {
        let shown = value(&page.body, &format!("field-{field}"));
        assert_eq!(shown.as_deref(), Some(typed), "{field}");
    }
    for field in ["first_name", "email"] {
        let error = error_beside(&page.body, &format!("field-{field}"));
        assert!(
            error.is_some_and(|error| error.len() > 10),
            "{field}: {}",
            page.body
        );
    }
    for field in ["organization_name", "last_name"] {
        assert_eq!(
            error_beside(&page.body, &format!("field-{field}")),
            None,
            "{field}"
        );
    }
    assert!(!page.body.contains("<script>alert"), "{}", page.body);
    assert!(!page.body.contains(TYPED_PASSWORD));
    assert_kept_from_everybody(&world, TYPED_PASSWORD).await;
    assert_eq!(world.site.look("select count(*) from organizations").await, "2");
}

async fn typed_contact(
    browser: &mut Browser,
    page: &str,
    path: &str,
    more: &[(&str, &str)],
) -> super::site::Answer {
    browser.get(page).await;
    let mut fields = more.to_vec();
    fields.extend([
        ("first_name", ""),
        ("last_name", LUMEN_ONLY),
        ("email", "ada at example"),
        ("company", TAGGED),
        ("linkedin_url", "javascript:alert(1)"),
        ("notes", TAGGED),
        ("bio", "line one\r\nline two"),
        ("contact_type", "plug"),
        ("status", "elsewhere"),
        ("priority", "high"),
        ("lead_score", "101"),
        ("tags", "vip, speaker"),
        ("owner_id", ""),
    ]);
    browser.post_and_follow(path, &fields).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refused_contact_keeps_everything_that_was_typed() {
    let world = World::new().await;
    let mut manager = world.browser(Person::Manager).await;
    let records = world.of_lumen(Role::Manager).await;
    let before = world.digest().await;
    let (edit, id) = (
        format!("/contacts/{}/edit", records.contact),
        records.contact.to_string(),
    );
    for (page, path, more) in [
        ("/contacts/new", "/fn/contacts/create", &[][..]),
        (
            edit.as_str(),
            "/fn/contacts/update",
            &[("contact_id", id.as_str()), ("version", "1")],
        ),
    ] {
        let shown = typed_contact(&mut manager, page, path, more).await;
        assert_eq!(manager.page, page);
        assert_eq!(shown.status, StatusCode::OK);
        for (field, typed) in [
            ("first_name", ""),
            ("last_name", LUMEN_ONLY),
            ("email", "ada at example"),
            ("company", TAGGED),
            ("linkedin_url", "javascript:alert(1)"),
            ("contact_type", "plug"),
            ("priority", "high"),
            ("lead_score", "101"),
            ("tags", "vip, speaker"),
        ] {
            let value = value(&shown.body, &format!("field-{field}"));
            assert_eq!(value.as_deref(), Some(typed), "{page} {field}");
        }
        assert_eq!(
            value(&shown.body, "field-notes").as_deref(),
            Some(TAGGED),
            "{page}"
        );
        let bio = value(&shown.body, "field-bio").unwrap_or_default();
        assert_eq!(bio.replace("\r\n", "\n"), "line one\nline two", "{page}");
        for field in ["first_name", "email", "linkedin_url", "status", "lead_score"] {
            let error = error_beside(&shown.body, &format!("field-{field}"));
            assert!(
                error.is_some_and(|error| error.len() > 10),
                "{page} {field}: {}",
                shown.body
            );
        }
        assert!(!shown.body.contains("<script>alert"), "{page}");
        // Shown once, and then the record as it is stored.
        let again = manager.get(page).await;
        assert_eq!(error_beside(&again.body, "field-email"), None, "{page}");
    }
    assert_eq!(world.digest().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_over_an_older_version_comes_back_with_what_was_typed_and_what_changed() {
    let world = World::new().await;
    let mut manager = world.browser(Person::Manager).await;
    let records = world.of_lumen(Role::Manager).await;
    let id = records.contact.to_string();
    let page = format!("/contacts/{id}/edit");
    manager.get(&page).await;
    world
        .site
        .act(
            &world.lumen,
            &format!("update contacts set company = 'Meanwhile Engines' where id = '{id}'"),
        )
        .await;
    let shown = manager
        .post_and_follow(
            "/fn/contacts/update",
            &[
                ("contact_id", &id),
                ("version", "1"),
                ("first_name", "Ada"),
                ("last_name", LUMEN_ONLY),
                ("company", "My Engines"),
                ("contact_type", "plug"),
                ("status", "hot_lead"),
                ("priority", "high"),
                ("lead_score", "10"),
            ],
        )
        .await;
    assert_eq!(manager.page, page);
    assert_eq!(value(&shown.body, "field-company").as_deref(), Some("My Engines"));
    assert!(shown.body.contains("Meanwhile Engines"), "{}", shown.body);
    let words = text_of(&shown.body);
    assert!(words.contains("Member Lumen changed this"), "{words}");
    let stored = world
        .site
        .look(&format!(
            "select company || version from contacts where id = '{id}'"
        ))
        .await;
    assert_eq!(stored, "Meanwhile Engines2");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_that_goes_well_leads_on_by_see_other() {
    let world = World::new().await;
    let mut manager = world.browser(Person::Manager).await;
    manager.get("/contacts/new").await;
    let fields = [
        ("first_name", "Grace"),
        ("last_name", LUMEN_ONLY),
        ("contact_type", "target"),
        ("status", "cold_lead"),
        ("priority", "low"),
        ("lead_score", ""),
        ("tags", ""),
    ];
    let answer = manager.post("/fn/contacts/create", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let id = answer
        .location
        .strip_prefix("/contacts/")
        .expect("the record's page")
        .to_owned();
    let page = manager.get(&answer.location).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Grace"), "{}", page.body);

    // What has no place of its own leads back to the page that it was sent from.
    manager.page = "/contacts?q=grace&type=target".into();
    let answer = manager
        .post("/fn/contacts/move", &[("contact_id", &id), ("to", "plug")])
        .await;
    assert_eq!(
        (answer.status, answer.location.as_str()),
        (StatusCode::SEE_OTHER, "/contacts?q=grace&type=target")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_is_led_to_another_site() {
    let world = World::new().await;
    let manager = world.browser(Person::Manager).await;
    let records = world.of_lumen(Role::Manager).await;
    let id = records.contact.to_string();
    let own = world.site.address.to_string();
    for referer in [
        "http://evil.example/".to_owned(),
        "http://evil.example/contacts".to_owned(),
        format!("http://{own}.evil.example/contacts"),
        format!("http://{own}@evil.example/contacts"),
        format!("http://evil.example/{own}"),
        format!("http://{own}//evil.example/"),
        format!("http://{own}/\\evil.example/"),
        format!("http://{own}/fn/accounts/sign-out"),
        "javascript:alert(1)".to_owned(),
        "//evil.example/".to_owned(),
        "about:blank".to_owned(),
    ] {
        for (path, fields) in [
            (
                "/fn/contacts/move",
                vec![("contact_id", id.as_str()), ("to", "plug")],
            ),
            (
                "/fn/contacts/move",
                vec![("contact_id", id.as_str()), ("to", "nowhere")],
            ),
        ] {
            let answer = manager
                .request(Method::POST, path, PAGE)
                .header(REFERER, &referer)
                .fields(&fields)
                .send()
                .await;
            assert_eq!(
                (answer.status, answer.location.as_str()),
                (StatusCode::SEE_OTHER, "/"),
                "{referer}"
            );
        }
    }
    for to in [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "http:evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/fn/accounts/sign-out",
        "/%0d%0aSet-Cookie:a=b",
        "",
    ] {
        let fields = [("contact_id", id.as_str()), ("to", "plug"), ("then", to)];
        let answer = manager.post("/fn/contacts/move", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "then {to}");
        assert_ours(&answer.location, to);

        let browser = world.site.browser();
        let fields = [
            ("email", "member@lumen.example"),
            ("password", super::site::PASSWORD),
            ("next", to),
        ];
        let answer = browser.post("/fn/accounts/sign-in", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "next {to}");
        assert_ours(&answer.location, to);
    }
}

/// A page of ours, as every browser reads it.
fn assert_ours(location: &str, asked_for: &str) {
    let base = url::Url::parse("http://ours.example/contacts").expect("an address");
    let read = base
        .join(location)
        .unwrap_or_else(|error| panic!("{asked_for}: {location}: {error}"));
    assert_eq!(read.origin(), base.origin(), "{asked_for}: {location}");
    assert!(
        location.starts_with('/') && !location.starts_with("/fn/"),
        "{asked_for}: {location}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_is_no_longer_signed_in_is_led_to_the_sign_in_and_nothing_happens() {
    let world = World::new().await;
    let records = world.of_lumen(Role::Manager).await;
    let before = world.digest().await;
    let mut stranger = world.site.browser();
    stranger.page = format!("/contacts/{}", records.contact);
    let answer = stranger
        .post(
            "/fn/contacts/move",
            &[("contact_id", &records.contact.to_string()), ("to", "plug")],
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    // And from there back to where they were.
    assert_eq!(
        answer.location,
        format!("/sign-in?next=/contacts/{}", records.contact)
    );
    let page = stranger.get(&answer.location).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(world.digest().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_answer_to_a_form_carries_anything_of_it_in_its_address() {
    let world = World::new().await;
    let manager = world.browser(Person::Manager).await;
    for path in [
        "/fn/contacts/create",
        "/fn/contacts/update",
        "/fn/contacts/log-interaction",
    ] {
        let answer = manager
            .post(
                path,
                &[
                    ("first_name", "Secretive"),
                    ("notes", "Secretive"),
                    ("subject", "Secretive"),
                ],
            )
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(!answer.location.contains("Secretive"), "{}", answer.location);
        assert!(!answer.location.contains("__"), "{}", answer.location);
        assert!(!answer.location.contains("err"), "{}", answer.location);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sample_contacts_are_put_in_removed_and_brought_back_without_javascript() {
    let world = World::new().await;
    let mut owner = world.site.signed_in("owner@lumen.example").await;
    let empty = owner.get("/contacts").await;
    assert!(empty.body.contains("Add sample contacts"), "{}", empty.body);
    let member = world
        .site
        .signed_in("member@lumen.example")
        .await
        .get("/contacts")
        .await;
    assert!(member.body.contains("No contacts yet") && !member.body.contains("Add sample contacts"));

    owner.get("/").await;
    let home = owner.post_and_follow("/fn/contacts/add-sample", &[]).await;
    assert_eq!(owner.page, "/");
    assert!(home.body.contains("These are sample contacts"), "{}", home.body);
    let again = owner.post_and_follow("/fn/contacts/add-sample", &[]).await;
    assert!(
        again.body.contains("There are contacts here already."),
        "{}",
        again.body
    );

    let removed = owner.post_and_follow("/fn/contacts/remove-sample", &[]).await;
    assert!(
        owner.page.starts_with("/contacts?without_sample="),
        "{}",
        owner.page
    );
    assert!(removed.body.contains("moved to trash") && removed.body.contains("No contacts yet"));
    let deletion = owner.page.rsplit('=').next().unwrap_or_default().to_owned();
    let fields = [("deletion_id", deletion.as_str()), ("then", "/contacts")];
    let restored = owner
        .post_and_follow("/fn/contacts/restore-sample", &fields)
        .await;
    assert_eq!(owner.page, "/contacts");
    assert!(
        restored.body.contains("These are sample contacts"),
        "{}",
        restored.body
    );
    let companies = owner.get("/companies").await;
    assert!(companies.body.contains("Hallmark Hall"), "{}", companies.body);
}
