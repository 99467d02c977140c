//! Calendars, as a strict parser of somebody else's reads them: ical.js, in a process of its own.

use super::site::{Browser, PROGRAM};
use super::world::{LUMEN_ONLY, Person, World};
use reqwest::{Method, StatusCode};
use serde::Deserialize;
use std::io::Write;
use std::process::{Command, Stdio};
use the_plugs::accounts::roles::Role;
use the_plugs::calendars::types::Feed;

/// A calendar as the parser understood it.
#[derive(Debug, Deserialize)]
pub struct Read {
    pub name: String,
    pub zones: Vec<String>,
    pub events: Vec<Event>,
}

/// Something in it; times in seconds since 1970, by the zones that the calendar describes.
#[derive(Debug, Deserialize)]
pub struct Event {
    pub uid: String,
    pub sequence: Option<i64>,
    pub location: Option<String>,
    pub url: Option<String>,
    pub status: Option<String>,
    pub zone: Option<String>,
    pub start: i64,
    pub end: i64,
}

/// Has a calendar read.
pub fn read(text: &str) -> Read {
    let mut node = Command::new("node")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ical/read.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node");
    let mut input = node.stdin.take().expect("its input");
    input.write_all(text.as_bytes()).expect("it listens");
    drop(input);
    let output = node.wait_with_output().expect("its output");
    assert!(output.status.success(), "{text}");
    serde_json::from_slice(&output.stdout).expect("what it read")
}

/// An agenda with one item in a room, over the end of summer time: the ids of the event, the item and the room.
async fn agenda(world: &World) -> (String, String, String) {
    let records = world.of_lumen(Role::Manager).await;
    let (organization, event, item, room) =
        (world.lumen.id, records.event, records.agenda_item, records.room);
    let statement = format!(
        "update events set public_address = 'gala', venue = 'Old mint' where organization_id = '{organization}' and id = '{event}';
         update event_rooms set name = 'Vault; lower' where organization_id = '{organization}' and id = '{room}';
         update event_agenda_items set start_time = '2027-10-30T22:00:00Z', end_time = '2027-10-31T02:00:00Z'
           where organization_id = '{organization}' and id = '{item}'"
    );
    world.site.act(&world.lumen, &statement).await;
    (event.to_string(), item.to_string(), room.to_string())
}

async fn calendar(browser: &Browser, path: &str) -> Read {
    let answer = browser.request(Method::GET, path, "text/calendar").send().await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    read(&answer.body)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn another_program_reads_the_agenda_at_its_instants_in_its_own_zone() {
    let world = World::new().await;
    let (event, item, room) = agenda(&world).await;
    let stranger = world.site.browser();
    let read = calendar(&stranger, "/e/gala/agenda.ics").await;
    assert_eq!(
        (read.name, read.zones),
        (format!("Gala {LUMEN_ONLY}"), vec!["Europe/Berlin".to_owned()])
    );
    let [one] = read.events.as_slice() else {
        panic!("one item");
    };
    assert_eq!(
        (one.uid.as_str(), one.zone.as_deref()),
        (item.as_str(), Some("Europe/Berlin"))
    );
    // 30 October 2027, 22:00 UTC, and four hours later: on the clock they are three.
    assert_eq!((one.start, one.end), (1_824_933_600, 1_824_948_000));
    assert_eq!(one.location.as_deref(), Some("Vault; lower, Old mint"));
    assert!(
        one.url
            .as_ref()
            .is_some_and(|url| url.ends_with(&format!("/e/gala#item-{item}")))
    );

    let whole = calendar(&stranger, "/e/gala/event.ics").await;
    assert_eq!(whole.events[0].uid, event);

    let of_room = calendar(&stranger, &format!("/e/gala/agenda.ics?room={room}")).await;
    assert_eq!(of_room.events.len(), 1);
    let other = format!("/e/gala/agenda.ics?room={}", uuid::Uuid::now_v7());
    for nowhere in [other.as_str(), "/e/gala/agenda.ics?room=hall"] {
        let answer = stranger.request(Method::GET, nowhere, PROGRAM).send().await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{nowhere}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_changed_stays_the_same_thing_with_a_higher_sequence() {
    let world = World::new().await;
    let (_, item, _) = agenda(&world).await;
    let stranger = world.site.browser();
    let before = calendar(&stranger, "/e/gala/agenda.ics").await;
    let later = format!(
        "update event_agenda_items set end_time = end_time + interval '1 hour', status = 'cancelled' where id = '{item}'"
    );
    world.site.act(&world.lumen, &later).await;
    let after = calendar(&stranger, "/e/gala/agenda.ics").await;
    let (before, after) = (&before.events[0], &after.events[0]);
    assert_eq!(before.uid, after.uid);
    assert!(after.sequence > before.sequence, "{before:?} {after:?}");
    assert_eq!(after.end, before.end + 3_600);
    assert_eq!(after.status.as_deref(), Some("CANCELLED"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn files_of_an_event_are_for_those_who_may_see_it() {
    let world = World::new().await;
    let (event, ..) = agenda(&world).await;
    for (person, status) in [
        // Led to the sign-in.
        (Person::Anonymous, 303),
        (Person::Foreign, 404),
        // Not assigned to it.
        (Person::Door, 404),
        (Person::Member, 200),
        (Person::Owner, 200),
    ] {
        let browser = world.browser(person).await;
        for file in ["event.ics", "agenda.ics"] {
            let path = format!("/events/{event}/{file}");
            let answer = browser.request(Method::GET, &path, "text/calendar").send().await;
            assert_eq!(answer.status.as_u16(), status, "{file} as {person:?}");
        }
    }
}

/// The path of a person's feed.
async fn feed(browser: &Browser) -> Option<String> {
    let answer = browser.call("/fn/calendars/feed", &[]).await;
    let feed: Option<Feed> = serde_json::from_str(&answer.body).expect("a feed or none");
    feed.map(|feed| feed.address)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ones_own_agenda_holds_what_one_starred_and_is_read_at_its_address_only() {
    let world = World::new().await;
    let (_, item, _) = agenda(&world).await;
    let (member, stranger) = (world.browser(Person::Member).await, world.site.browser());
    assert_eq!(feed(&member).await, None);
    assert_eq!(
        member.call("/fn/calendars/renew-feed", &[]).await.status,
        StatusCode::OK
    );
    let address = feed(&member).await.expect("a feed");
    assert!(calendar(&stranger, &address).await.events.is_empty());

    let star = async |is_starred: &str| {
        let fields = [("item_id", item.as_str()), ("is_starred", is_starred)];
        assert_eq!(
            member.call("/fn/agenda/star", &fields).await.status,
            StatusCode::OK
        );
    };
    star("true").await;
    star("true").await;
    let own = calendar(&stranger, &address).await;
    assert_eq!(own.events.len(), 1, "starred twice is starred once");
    assert_eq!(own.events[0].uid, item);
    star("false").await;
    assert!(calendar(&stranger, &address).await.events.is_empty());

    // Nobody else's address, and no address that is not quite this one.
    let status = async |path: &str| stranger.request(Method::GET, path, PROGRAM).send().await.status;
    let foreign = address.replace(&world.lumen.id.to_string(), &world.harbor.id.to_string());
    let cut = &address[..address.len() - 4];
    for path in [
        foreign.as_str(),
        cut,
        "/calendars/own.ics",
        "/calendars/own.ics?o=1&f=2&key=3",
    ] {
        assert!(status(path).await.is_client_error(), "{path}");
    }

    assert_eq!(
        member.call("/fn/calendars/renew-feed", &[]).await.status,
        StatusCode::OK
    );
    assert_eq!(
        status(&address).await,
        StatusCode::NOT_FOUND,
        "the old address is of no use"
    );
    let renewed = feed(&member).await.expect("a feed");
    assert_eq!(status(&renewed).await, StatusCode::OK);
    let gone = format!(
        "update users set is_active = false where id = '{}'",
        world.lumen.user(Role::Member)
    );
    world.site.act(&world.lumen, &gone).await;
    assert_eq!(
        status(&renewed).await,
        StatusCode::NOT_FOUND,
        "whoever left has no agenda here"
    );
}
