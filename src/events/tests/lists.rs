//! The lists of events, and the month.

use super::*;
use crate::events::types::{Cursor, EventFilter, Month, Shown};

fn of(shown: Shown) -> EventFilter {
    EventFilter {
        shown,
        ..EventFilter::default()
    }
}

async fn titles(town: &Town, role: Role, filter: &EventFilter) -> Vec<String> {
    let mut tx = town.tx(role).await;
    let page = queries::page(&mut tx, filter, None).await.unwrap();
    assert_eq!(page.total.unwrap().count as usize, page.rows.len());
    page.rows.into_iter().map(|row| row.title).collect()
}

/// Events of every list.
async fn calendar(town: &Town) {
    for (title, hours, status, role) in [
        ("Soon", 1, "published", Role::Owner),
        ("Later", 100, "published", Role::Member),
        ("Called off", 50, "cancelled", Role::Owner),
        ("Long ago", -200, "completed", Role::Owner),
        ("Lately", -20, "completed", Role::Member),
        ("Now", -1, "ongoing", Role::Owner),
        ("Idea", 60, "draft", Role::Owner),
    ] {
        let id = town.add(role, &evening(title, hours)).await;
        town.act(&format!(
            "update events set status = '{status}' where id = '{id}'"
        ))
        .await;
    }
}

#[tokio::test]
async fn each_list_holds_its_own_in_its_order() {
    let town = Town::new().await;
    calendar(&town).await;
    for (shown, expected) in [
        (Shown::Upcoming, vec!["Now", "Soon", "Called off", "Later"]),
        (Shown::Past, vec!["Lately", "Long ago"]),
        (Shown::Drafts, vec!["Idea"]),
        (Shown::Trash, vec![]),
    ] {
        assert_eq!(
            titles(&town, Role::Manager, &of(shown)).await,
            expected,
            "{shown}"
        );
    }
    assert_eq!(
        titles(&town, Role::Member, &of(Shown::Mine)).await,
        ["Later", "Lately"]
    );
}

#[tokio::test]
async fn an_event_is_found_by_its_title_venue_or_town_without_accents() {
    let town = Town::new().await;
    let form = EventForm {
        venue: "Münzsaal".into(),
        location: "Kraków".into(),
        ..evening("Soirée", 5)
    };
    let id = town.add(Role::Owner, &form).await;
    town.act(&format!(
        "update events set status = 'published' where id = '{id}'"
    ))
    .await;
    for (typed, found) in [("soiree", 1), ("MUNZ", 1), ("krakow", 1), ("berlin", 0), ("%", 0)] {
        let filter = EventFilter {
            search: typed.into(),
            ..of(Shown::Upcoming)
        };
        assert_eq!(titles(&town, Role::Member, &filter).await.len(), found, "{typed}");
    }
}

#[tokio::test]
async fn another_organisation_and_door_staff_see_none_of_them() {
    let town = Town::new().await;
    calendar(&town).await;
    for shown in Shown::ALL {
        let mut tx = town.harbor_tx().await;
        assert!(
            queries::page(&mut tx, &of(*shown), None)
                .await
                .unwrap()
                .rows
                .is_empty()
        );
        assert!(titles(&town, Role::Door, &of(*shown)).await.is_empty());
    }
    let month = Month::of(Utc::now().date_naive());
    assert!(
        queries::month(&mut town.harbor_tx().await, month)
            .await
            .unwrap()
            .0
            .is_empty()
    );
    assert!(
        queries::month(&mut town.tx(Role::Door).await, month)
            .await
            .unwrap()
            .0
            .is_empty()
    );
}

#[tokio::test]
async fn a_long_list_is_read_forth_and_back_without_a_gap() {
    let town = Town::new().await;
    town.act(&format!(
        "insert into events (organization_id, created_by, title, start_date, end_date, status)
         select '{}', '{}', 'Event ' || n, now() + interval '1 hour' * (n / 3), now() + interval '1 hour' * (n / 3 + 1), 'published'
         from generate_series(1, 120) as n",
        town.lumen.id,
        town.lumen.user(Role::Owner)
    ))
    .await;
    let mut tx = town.tx(Role::Member).await;
    let (mut seen, mut cursor) = (Vec::new(), None::<Cursor>);
    let mut last = None;
    loop {
        let page = queries::page(&mut tx, &of(Shown::Upcoming), cursor.as_ref())
            .await
            .unwrap();
        seen.extend(page.rows.iter().map(|row| row.id));
        last = page.previous.clone().or(last);
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    let unique: std::collections::BTreeSet<_> = seen.iter().collect();
    assert_eq!((seen.len(), unique.len()), (120, 120));
    let back = queries::page(&mut tx, &of(Shown::Upcoming), last.as_ref())
        .await
        .unwrap();
    assert_eq!(
        back.rows.iter().map(|row| row.id).collect::<Vec<_>>(),
        seen[50..100]
    );
}

#[tokio::test]
async fn a_month_holds_what_is_under_way_on_its_days_by_their_own_clocks() {
    let town = Town::new().await;
    // The last minutes of June in Honolulu are July in Berlin.
    for (title, zone, start, end) in [
        ("June", "Pacific/Honolulu", "2027-06-30T22:00", "2027-06-30T23:30"),
        ("Both", "Europe/Berlin", "2027-06-30T22:00", "2027-07-01T02:00"),
        ("July", "Europe/Berlin", "2027-07-01T00:00", "2027-07-01T02:00"),
        (
            "Until midnight",
            "Europe/Berlin",
            "2027-06-30T20:00",
            "2027-07-01T00:00",
        ),
    ] {
        let form = EventForm {
            timezone: zone.into(),
            start_date: start.into(),
            end_date: end.into(),
            ..evening(title, 1)
        };
        town.add(Role::Owner, &form).await;
    }
    let titles = |month: &str| {
        let month: Month = month.parse().unwrap();
        let town = &town;
        async move {
            let (rows, has_more) = queries::month(&mut town.tx(Role::Member).await, month)
                .await
                .unwrap();
            assert!(!has_more);
            let mut titles: Vec<_> = rows.into_iter().map(|row| row.title).collect();
            titles.sort();
            titles
        }
    };
    assert_eq!(titles("2027-06").await, ["Both", "June", "Until midnight"]);
    assert_eq!(titles("2027-07").await, ["Both", "July"]);
    assert!(titles("2027-08").await.is_empty());
}
