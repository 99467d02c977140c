//! Claims and what events cost as documents, for each person. What stands in them is proved in src/expenses/tests/documents.rs.

use super::site::PAGE;
use super::world::{LUMEN_ONLY, Person, World};
use reqwest::Method;
use the_plugs::accounts::roles::Role;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_document_is_taken_out_by_whoever_sees_what_stands_in_it() {
    let world = World::new().await;
    let records = world.of_lumen(Role::Manager).await;
    let claim = format!("/export/expenses/{}.pdf", records.paid_claim);
    let event = format!("/export/events/{}.pdf", records.event);
    for (person, of_claim, of_event) in [
        // To sign in first.
        (Person::Anonymous, 303, 303),
        (Person::Foreign, 404, 404),
        // Works at no event, and has nothing to do with claims.
        (Person::Door, 403, 404),
        // A claim of somebody else's is not there; the event is, and what it costs is not for everybody.
        (Person::Member, 404, 403),
        (Person::Manager, 200, 200),
        (Person::Admin, 200, 200),
        (Person::Owner, 200, 200),
    ] {
        let browser = world.browser(person).await;
        for (address, status) in [(&claim, of_claim), (&event, of_event)] {
            let answer = browser.request(Method::GET, address, PAGE).send().await;
            assert_eq!(
                answer.status.as_u16(),
                status,
                "{person:?} {address}: {}",
                answer.body
            );
            if status != 200 {
                answer.assert_tells_nothing();
                assert!(!answer.body.contains(LUMEN_ONLY), "{person:?}");
                continue;
            }
            assert!(answer.bytes.starts_with(b"%PDF-1.7"), "{person:?}");
            assert_eq!(answer.header("content-type"), "application/pdf");
            assert_eq!(answer.header("cache-control"), "private, no-store");
            assert_eq!(answer.header("content-encoding"), "");
            let name = answer.header("content-disposition");
            assert!(
                name.starts_with("attachment; filename=\"") && name.ends_with(".pdf\""),
                "{name}"
            );
        }
    }
    for (table, noted) in [("expenses", "3"), ("events", "3")] {
        let query = format!(
            "(select count(*)::text from audit_logs where action = 'export' and table_name = '{table}' \
             and metadata ->> 'what' = 'document')"
        );
        assert_eq!(world.site.look(&query).await, noted, "{table}");
    }
    let mut owner = world.browser(Person::Owner).await;
    for nowhere in [
        claim.trim_end_matches(".pdf").to_owned(),
        event.trim_end_matches(".pdf").to_owned(),
        "/export/expenses/none.pdf".to_owned(),
        "/export/events/none.pdf".to_owned(),
        "/export/events/00000000-0000-0000-0000-000000000000.pdf".to_owned(),
        "/export/expenses/00000000-0000-0000-0000-000000000000.pdf".to_owned(),
    ] {
        let answer = owner.request(Method::GET, &nowhere, PAGE).send().await;
        assert_eq!(answer.status, 404, "{nowhere}");
    }
    // The pages lead there, without JavaScript too.
    let page = owner.get(&format!("/expenses/{}", records.paid_claim)).await;
    assert!(page.body.contains(&claim), "{}", page.body);
}

#[test]
fn the_program_that_reads_files_of_others_says_what_it_found_and_nothing_else() {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut program = Command::new(env!("CARGO_BIN_EXE_the-plugs"))
        .arg("read-pdf")
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut input = program.stdin.take().expect("its input");
    input.write_all(b"no file at all").expect("it listens");
    drop(input);
    let output = program.wait_with_output().expect("its output");
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "broken");
}
