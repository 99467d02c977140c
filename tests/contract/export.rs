//! The list of an event's attendees as a file, for each person.

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

/// When somebody was registered, by the clock of the event.
async fn registered(world: &World, attendee: &str) -> String {
    let moment = format!(
        "(select to_char(registration_date at time zone 'Europe/Berlin', 'YYYY-MM-DD HH24:MI') from event_attendees where id = '{attendee}')"
    );
    world.site.look(&moment).await
}
