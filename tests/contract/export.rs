//! What is taken out as a file, by each person: the list of an event's attendees, and claims.

use super::site::PAGE;
use super::world::{LUMEN_ONLY, Person, World};
use reqwest::Method;
use the_plugs::accounts::roles::Role;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_list_of_attendees_is_taken_out_by_whoever_may_export_contacts_and_by_nobody_else() {
    let world = World::new().await;
    let records = world.of_lumen(Role::Manager).await;
    let address = format!("/export/attendees/{}", records.event);
    for (person, status) in [
        // To sign in first.
        (Person::Anonymous, 303),
        (Person::Foreign, 404),
        // Neither takes contacts out.
        (Person::Door, 403),
        (Person::Member, 403),
        (Person::Manager, 200),
        (Person::Admin, 200),
        (Person::Owner, 200),
    ] {
        let browser = world.browser(person).await;
        let answer = browser.request(Method::GET, &address, PAGE).send().await;
        assert_eq!(answer.status.as_u16(), status, "{person:?}: {}", answer.body);
        if status != 200 {
            answer.assert_tells_nothing();
            assert!(!answer.body.contains(LUMEN_ONLY), "{person:?}");
            continue;
        }
        assert_eq!(
            answer.body,
            format!(
                "\u{feff}First name,Last name,E-mail,Company,Kind,Status,Registered,Checked in,Checked out,Time zone,Notes\r\n\
                 Ida,{LUMEN_ONLY},,,Contact,Registered,{},,,Europe/Berlin,Knows {LUMEN_ONLY}\r\n",
                registered(&world, &records.attendee.to_string()).await
            )
        );
        let header = |name: &str| answer.headers[name].to_str().expect("a text").to_owned();
        assert_eq!(header("content-type"), "text/csv; charset=utf-8; header=present");
        assert_eq!(header("cache-control"), "private, no-store");
        let name = format!("attachment; filename=\"Gala-{LUMEN_ONLY}-attendees.csv\"");
        assert_eq!(header("content-disposition"), name);
    }
    // The filter of the list is that of the file.
    let browser = world.browser(Person::Owner).await;
    let none = format!("{address}?status=waitlisted");
    let answer = browser.request(Method::GET, &none, PAGE).send().await;
    assert_eq!(answer.body.lines().count(), 1, "{}", answer.body);
    let noted = world
        .site
        .look("(select count(*)::text from audit_logs where action = 'export' and table_name = 'events')")
        .await;
    assert_eq!(noted, "4");
    for nowhere in [
        "/export/attendees/none",
        "/export/attendees/00000000-0000-0000-0000-000000000000",
    ] {
        let answer = browser.request(Method::GET, nowhere, PAGE).send().await;
        assert_eq!(answer.status, 404, "{nowhere}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn claims_are_taken_out_by_whoever_sees_them_as_lines_and_as_a_workbook() {
    let world = World::new().await;
    let records = world.of_lumen(Role::Manager).await;
    let all = "/export/expenses?counted=all&from=2020-01&to=2029-12";
    for (person, status, is_shown) in [
        (Person::Anonymous, 303, false),
        (Person::Foreign, 200, false),
        (Person::Door, 403, false),
        // Their own only.
        (Person::Member, 200, false),
        (Person::Manager, 200, true),
        (Person::Admin, 200, true),
    ] {
        let browser = world.browser(person).await;
        let answer = browser.request(Method::GET, all, PAGE).send().await;
        assert_eq!(answer.status.as_u16(), status, "{person:?}: {}", answer.body);
        let has = answer.body.contains(&records.paid_claim.to_string());
        assert_eq!(has, is_shown, "{person:?}: {}", answer.body);
        if !is_shown {
            assert!(!answer.body.contains(LUMEN_ONLY), "{person:?}");
        }
    }
    let admin = world.browser(Person::Admin).await;
    let lines = admin.request(Method::GET, all, PAGE).send().await;
    let header = |name: &str| lines.headers[name].to_str().expect("a text").to_owned();
    assert!(
        lines.body.starts_with("\u{feff}Claim,Spent on,Status,Person,"),
        "{}",
        lines.body
    );
    assert_eq!(header("cache-control"), "private, no-store");
    assert_eq!(
        header("content-disposition"),
        "attachment; filename=\"expenses-2020-01-2029-12.csv\""
    );
    let workbook = admin
        .request(Method::GET, &format!("{all}&format=xlsx"), PAGE)
        .send()
        .await;
    assert_eq!(workbook.status, 200);
    assert_eq!(
        workbook.headers["content-type"],
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    );
    assert!(workbook.body.starts_with("PK"), "an archive");
    // Nobody hears whether a person of another organisation is there.
    let foreign = world.browser(Person::Foreign).await;
    let of_somebody = format!("{all}&person={}", world.lumen.user(Role::Manager));
    let answer = foreign.request(Method::GET, &of_somebody, PAGE).send().await;
    assert_eq!(answer.status, 404);
    let noted = world
        .site
        .look("(select count(*)::text from audit_logs where action = 'export' and table_name = 'expenses')")
        .await;
    assert_eq!(noted, "6");
}

/// When somebody was registered, by the clock of the event.
async fn registered(world: &World, attendee: &str) -> String {
    let moment = format!(
        "(select to_char(registration_date at time zone 'Europe/Berlin', 'YYYY-MM-DD HH24:MI') from event_attendees where id = '{attendee}')"
    );
    world.site.look(&moment).await
}
