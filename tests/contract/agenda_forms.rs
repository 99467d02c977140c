//! The forms of an agenda without JavaScript.

use super::html::{error_beside, value};
use super::site::Browser;
use super::world::{LUMEN_ONLY, Person, Records, World};
use chrono::{TimeDelta, Utc};
use the_plugs::accounts::roles::Role;

/// A form of an item in the room of the records, on a day on which nothing else is.
fn form<'a>(
    records: &'a [String; 2],
    from: &'a str,
    to: &'a str,
    confirmed: bool,
) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("event_id", records[0].as_str()),
        ("title", "Keynote"),
        ("agenda_type", "presentation"),
        ("start_time", from),
        ("end_time", to),
        ("room_id", records[1].as_str()),
        ("speakers", "owner@lumen.example"),
        ("status", "scheduled"),
    ];
    if confirmed {
        fields.push(("is_confirmed", "true"));
    }
    fields
}

async fn ground() -> (World, Records, Browser) {
    let world = World::new().await;
    let records = world.of_lumen(Role::Manager).await;
    let browser = world.browser(Person::Manager).await;
    (world, records, browser)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_clashes_is_told_beside_a_box_with_which_it_is_saved_all_the_same() {
    let (_world, records, mut browser) = ground().await;
    let day = (Utc::now() + TimeDelta::days(10)).format("%Y-%m-%d").to_string();
    let (from, to) = (format!("{day}T10:00"), format!("{day}T11:00"));
    let ids = [records.event.to_string(), records.room.to_string()];
    let page = format!("/events/{}/agenda/new", records.event);
    let agenda = format!("/events/{}/agenda?day={day}", records.event);
    browser.get(&page).await;
    let first = browser
        .post("/fn/agenda/add", &form(&ids, &from, &to, false))
        .await;
    assert_eq!(
        (first.status.as_u16(), first.location.as_str()),
        (303, agenda.as_str())
    );

    browser.get(&page).await;
    let refused = browser
        .post_and_follow("/fn/agenda/add", &form(&ids, &from, &to, false))
        .await;
    assert_eq!(browser.page, page);
    let told = error_beside(&refused.body, "field-is_confirmed").expect("what clashes");
    assert!(
        told.contains(&format!("Hall {LUMEN_ONLY} is taken: Keynote, 10:00")),
        "{told}"
    );
    assert!(told.contains("speaks elsewhere"), "{told}");
    assert_eq!(
        value(&refused.body, "field-start_time").as_deref(),
        Some(from.as_str())
    );
    assert!(refused.body.contains("owner@lumen.example"));

    let confirmed = browser
        .post("/fn/agenda/add", &form(&ids, &from, &to, true))
        .await;
    assert_eq!(
        (confirmed.status.as_u16(), confirmed.location.as_str()),
        (303, agenda.as_str())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn rooms_and_tracks_are_kept_by_plain_forms() {
    let (world, records, mut browser) = ground().await;
    let page = format!("/events/{}/agenda/setup", records.event);
    let event = records.event.to_string();
    let shown = browser.get(&page).await;
    assert!(
        shown.body.contains(&format!("Hall {LUMEN_ONLY}")) && shown.body.contains("1 item takes place here")
    );
    let fields = [
        ("event_id", event.as_str()),
        ("name", "Cellar"),
        ("capacity", "many"),
        ("then", page.as_str()),
    ];
    let refused = browser.post_and_follow("/fn/agenda/add-room", &fields).await;
    assert_eq!(
        error_beside(&refused.body, "room-new-capacity").as_deref(),
        Some("Write a whole number from 1, or nothing where it is not known.")
    );
    assert_eq!(value(&refused.body, "room-new-name").as_deref(), Some("Cellar"));
    let fields = [
        ("event_id", event.as_str()),
        ("name", "Cellar"),
        ("capacity", "40"),
        ("then", page.as_str()),
    ];
    let added = browser.post_and_follow("/fn/agenda/add-room", &fields).await;
    assert_eq!(browser.page, page);
    assert!(added.body.contains("Cellar"));
    // A room in which something takes place stays, and the page says why.
    let room = records.room.to_string();
    let removed = browser
        .post_and_follow("/fn/agenda/delete-room", &[("room_id", &room), ("then", &page)])
        .await;
    assert!(
        removed
            .body
            .contains("One item takes place in this room. Move it first.")
    );
    let rooms = format!("select count(*) from event_rooms where event_id = '{event}'");
    assert_eq!(world.site.look(&rooms).await, "3");
}
