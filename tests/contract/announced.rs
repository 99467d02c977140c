//! What everybody is shown of an event who has its address, and nothing else.

use super::calendars::read;
use super::site::Browser;
use super::world::{HARBOR_ONLY, LUMEN_ONLY, Person, Records, World};
use reqwest::StatusCode;
use the_plugs::accounts::roles::Role;

/// An event of Lumen's that everybody may see, at `/e/gala`, with all that stays private.
async fn announced() -> (World, Records) {
    let world = World::new().await;
    let records = world.of_lumen(Role::Manager).await;
    let (organization, event, item, room) =
        (world.lumen.id, records.event, records.agenda_item, records.room);
    world
        .site
        .act(
            &world.lumen,
            &format!(
                "update events set public_address = 'gala', description = 'An <b>evening</b> </script> of numbers', venue = 'Old mint',
                   location = 'Berlin', venue_details = '{{\"address\": \"Molkenmarkt 2\"}}', budget = 4711, currency = 'EUR',
                   max_attendees = 321, start_date = '2027-10-30T16:00:00Z', end_date = '2027-10-31T12:00:00Z',
                   registration_url = 'https://tickets.example.com/gala'
                   where organization_id = '{organization}' and id = '{event}';
                 update event_rooms set name = 'Vault', capacity = 77 where organization_id = '{organization}' and id = '{room}';
                 update event_agenda_items set start_time = '2027-10-30T22:00:00Z', end_time = '2027-10-31T02:00:00Z'
                   where organization_id = '{organization}' and id = '{item}'"
            ),
        )
        .await;
    (world, records)
}

async fn status(browser: &mut Browser, path: &str) -> StatusCode {
    browser.get(path).await.status
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn everybody_with_the_address_is_shown_what_is_announced_and_nothing_private() {
    let (world, records) = announced().await;
    for person in [Person::Anonymous, Person::Foreign, Person::Owner] {
        let mut browser = world.browser(person).await;
        let answer = browser.get("/e/gala").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        for shown in [
            &format!("Gala {LUMEN_ONLY}"),
            "Old mint",
            "Molkenmarkt 2",
            "openstreetmap.org",
            "Europe/Berlin time",
            "https://tickets.example.com/gala",
            &format!("Talk {LUMEN_ONLY}"),
            &format!("Ada {LUMEN_ONLY}"),
            "Vault",
            // Over the end of summer time: from midnight to three, which are four hours.
            "00:00–03:00",
            "2027-10-30T18:00:00+02:00",
            "2027-10-31T13:00:00+01:00",
            "https://schema.org/EventScheduled",
            "og:title",
        ] {
            assert!(answer.body.contains(shown), "{shown} is missing: {}", answer.body);
        }
        let contact = format!("ada@{LUMEN_ONLY}.example");
        let ids = [records.contact, records.owner, world.lumen.id.0].map(|id| id.to_string());
        let private = ["<b>", "@lumen.example", HARBOR_ONLY, &contact, "Söhne"];
        for kept in private.into_iter().chain(ids.iter().map(String::as_str)) {
            assert!(!answer.body.contains(kept), "{kept} is shown: {}", answer.body);
        }
        // The budget, the places, and how many the room holds; not as a part of an id.
        let numbers: Vec<&str> = answer.body.split(|c: char| !c.is_ascii_alphanumeric()).collect();
        for kept in ["4711", "321", "77"] {
            assert!(!numbers.contains(&kept), "{kept} is shown: {}", answer.body);
        }
        assert_eq!(answer.body.matches("<script").count(), 1, "nothing but data");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_draft_and_what_is_in_the_trash_is_shown_to_nobody() {
    let (world, records) = announced().await;
    let mut stranger = world.site.browser();
    let pages = ["/e/gala", "/e/gala/event.ics", "/e/gala/agenda.ics"];
    for page in pages {
        assert_eq!(status(&mut stranger, page).await, StatusCode::OK, "{page}");
    }
    let of_event = format!(
        "organization_id = '{}' and id = '{}'",
        world.lumen.id, records.event
    );
    let changes = [
        format!("update events set status = 'draft' where {of_event}"),
        format!(
            "update events set status = 'published', is_deleted = true, deleted_at = now() where {of_event}"
        ),
    ];
    for change in changes {
        world.site.act(&world.lumen, &change).await;
        for page in pages {
            let answer = stranger.get(page).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page} after {change}");
            assert!(!answer.body.contains(LUMEN_ONLY));
        }
    }
    for nowhere in ["/e/none", "/e/%00", "/e/gala%27--"] {
        assert_eq!(
            status(&mut stranger, nowhere).await,
            StatusCode::NOT_FOUND,
            "{nowhere}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_called_off_says_so_with_its_message() {
    let (world, records) = announced().await;
    let off = format!(
        "update events set status = 'cancelled', cancelled_reason = 'The river rose.' where organization_id = '{}' and id = '{}'",
        world.lumen.id, records.event
    );
    world.site.act(&world.lumen, &off).await;
    let mut stranger = world.site.browser();
    let page = stranger.get("/e/gala").await.body;
    assert!(page.contains("This event is cancelled") && page.contains("The river rose."));
    assert!(page.contains("https://schema.org/EventCancelled"));
    assert!(
        !page.contains("https://tickets.example.com"),
        "nobody registers for it"
    );
    let calendar = read(&stranger.get("/e/gala/agenda.ics").await.body);
    assert_eq!(calendar.events[0].status.as_deref(), Some("CANCELLED"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_address_is_chosen_once_and_an_old_one_leads_nowhere() {
    let (world, records) = announced().await;
    let (manager, event) = (world.browser(Person::Manager).await, records.event.to_string());
    let mut stranger = world.site.browser();
    let set = async |browser: &Browser, event: &str, address: &str| {
        let fields = [("event_id", event), ("public_address", address)];
        browser.call("/fn/events/set-address", &fields).await
    };
    assert_eq!(set(&manager, &event, "Grand Gala").await.status, StatusCode::OK);
    assert_eq!(status(&mut stranger, "/e/grand-gala").await, StatusCode::OK);
    assert_eq!(status(&mut stranger, "/e/gala").await, StatusCode::NOT_FOUND);

    // Another organisation cannot have it too, and learns no more than that.
    let theirs = world
        .site
        .look(&format!(
            "select id from events where organization_id = '{}' and not is_deleted and series_id is null",
            world.harbor.id
        ))
        .await;
    let foreign = world.browser(Person::Foreign).await;
    let refused = set(&foreign, &theirs, "grand gala").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Another event has this address."));
    assert_eq!(
        set(&foreign, &event, "mine-now").await.status,
        StatusCode::NOT_FOUND
    );
    for bad in ["a/b/c", "…………", "abc"] {
        assert_eq!(
            set(&manager, &event, bad).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{bad}"
        );
    }

    assert_eq!(set(&manager, &event, "").await.status, StatusCode::OK);
    assert_eq!(
        status(&mut stranger, "/e/grand-gala").await,
        StatusCode::NOT_FOUND
    );
    let address = world
        .site
        .look(&format!("select public_address from events where id = '{event}'"))
        .await;
    assert_eq!(address.len(), 32);
    let page = stranger.get(&format!("/e/{address}")).await;
    assert!(page.body.contains("noindex"));
}
