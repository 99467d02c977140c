//! The list: every order, forth and back, its search and its counts.

use super::*;
use crate::attendees::types::{AttendeeSort, Cursor};

async fn read(
    town: &Town,
    event: EventId,
    filter: &AttendeeFilter,
    cursor: Option<&Cursor>,
) -> super::super::types::AttendeeList {
    let mut tx = town.tx(Role::Owner).await;
    queries::page(&mut tx, event, filter, cursor).await.unwrap()
}

async fn found(town: &Town, event: EventId, typed: &str) -> usize {
    let filter = AttendeeFilter {
        search: typed.into(),
        ..AttendeeFilter::default()
    };
    let list = read(town, event, &filter, None).await;
    assert_eq!(
        list.page.total.unwrap().count as usize,
        list.page.rows.len(),
        "{typed}"
    );
    list.page.rows.len()
}

#[tokio::test]
async fn every_list_is_read_forth_and_back_without_a_gap() {
    let town = Town::new().await;
    let (event, people) = (town.event(Some(70)).await, town.contacts(130).await);
    town.add(event, &people).await;
    let ids = town.rows(event).await;
    let some: Vec<_> = ids.iter().step_by(3).map(|row| row.id).collect();
    town.change(event, &some, Confirmed).await;
    let statuses = [None, Some(Registered), Some(Waitlisted)];
    for status in statuses {
        for sort in AttendeeSort::ALL {
            if *sort == AttendeeSort::Line && status != Some(Waitlisted) {
                continue;
            }
            for search in ["", "person", "company 3"] {
                for descending in [false, true] {
                    let filter = AttendeeFilter {
                        search: search.into(),
                        sort: *sort,
                        descending,
                        status,
                    };
                    forth_and_back(&town, event, &filter).await;
                }
            }
        }
    }
}

async fn forth_and_back(town: &Town, event: EventId, filter: &AttendeeFilter) {
    let mut pages = Vec::new();
    let mut cursor = None;
    loop {
        let page = read(town, event, filter, cursor.as_ref()).await.page;
        pages.push(page.rows.iter().map(|row| row.id).collect::<Vec<_>>());
        match page.next {
            Some(next) => cursor = Some(next),
            None => {
                let mut before = page.previous;
                for expected in pages.iter().rev().skip(1) {
                    let back = read(town, event, filter, before.as_ref()).await.page;
                    let ids: Vec<_> = back.rows.iter().map(|row| row.id).collect();
                    assert_eq!(&ids, expected, "{filter:?}");
                    before = back.previous;
                }
                assert_eq!(before, None, "{filter:?}");
                break;
            }
        }
    }
    let all: Vec<_> = pages.concat();
    let unique: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!(unique.len(), all.len(), "{filter:?}");
    let total = read(town, event, filter, None).await.page.total.unwrap();
    assert_eq!(
        (total.count as usize, total.is_more),
        (all.len(), false),
        "{filter:?}"
    );
}

#[tokio::test]
async fn places_in_the_line_are_told_on_every_page() {
    let town = Town::new().await;
    let (event, people) = (town.event(Some(1)).await, town.contacts(120).await);
    town.add(event, &people).await;
    let filter = AttendeeFilter::of(Some(Waitlisted));
    let first = read(&town, event, &filter, None).await.page;
    let second = read(&town, event, &filter, first.next.as_ref()).await.page;
    let positions: Vec<_> = first
        .rows
        .iter()
        .chain(&second.rows)
        .map(|row| row.position.unwrap())
        .collect();
    assert_eq!(positions, (1..=100).collect::<Vec<_>>());
    // In another order nothing is said of it.
    let by_name = filter.sorted_by(AttendeeSort::Name);
    assert_eq!(
        read(&town, event, &by_name, None).await.page.rows[0].position,
        None
    );
}

#[tokio::test]
async fn somebody_is_found_by_the_beginning_of_any_of_their_words() {
    let town = Town::new().await;
    let event = town.event(None).await;
    let people = town.contacts(3).await;
    town.act(&format!(
        "update contacts set first_name = 'Élodie', last_name = 'Ørsted-Weiß', company = 'Lamps & Söhne', email = 'elo@lamps.example'
           where id = '{}'",
        people[0]
    ))
    .await;
    town.add(event, &people).await;
    let mut tx = town.tx(Role::Owner).await;
    let colleague = Who::Colleague(town.lumen.user(Role::Member));
    queries::add(&mut tx, event, &[colleague]).await.unwrap();
    tx.commit().await.unwrap();
    for (typed, expected) in [
        ("elodie", 1),
        ("ÉLO", 1),
        ("orsted", 1),
        ("weiss", 1),
        ("sohne", 1),
        ("elo@lamps.example", 1),
        ("lamps.example", 1),
        ("lamps orst", 1),
        ("elodie person", 0),
        ("person", 2),
        ("p", 2),
        ("member", 1),
        ("member@lumen.example", 1),
        // A slip is forgiven where nobody has the word.
        ("elodei", 1),
        ("xyzzy", 0),
        ("%", 0),
        ("' or 1=1", 0),
        ("&|!", 0),
    ] {
        assert_eq!(found(&town, event, typed).await, expected, "{typed}");
    }
    // Whoever is taken off the list is not found any more.
    let ids = town.of(event, &people[..1]).await;
    town.try_change(event, &ids, AttendeeAction::Remove)
        .await
        .unwrap();
    assert_eq!(found(&town, event, "elodie").await, 0);
    let other = town.event(None).await;
    assert_eq!(found(&town, other, "person").await, 0);
}

#[tokio::test]
async fn a_word_that_very_many_have_is_found_in_the_order_of_the_list() {
    let town = Town::new().await;
    let (event, people) = (town.event(Some(900)).await, town.contacts(1_300).await);
    town.add(event, &people).await;
    for status in [None, Some(Waitlisted)] {
        let filter = AttendeeFilter {
            search: "person".into(),
            sort: AttendeeSort::Name,
            ..AttendeeFilter::of(status)
        };
        let page = read(&town, event, &filter, None).await.page;
        assert_eq!(page.rows.len(), 50);
        let next = read(&town, event, &filter, page.next.as_ref()).await.page;
        assert!(page.rows[49].name < next.rows[0].name);
        // How many of a status have a word that very many have is not worth finding out.
        let counted = page.total.map(|total| (total.count, total.is_more));
        assert_eq!(counted, status.is_none().then_some((1_300, false)));
    }
}

#[tokio::test]
async fn the_counts_are_those_of_the_list() {
    let town = Town::new().await;
    let (event, people) = (town.event(Some(3)).await, town.contacts(6).await);
    town.add(event, &people).await;
    let ids = town.of(event, &people).await;
    town.change(event, &ids[..1], Confirmed).await;
    town.change(event, &ids[1..2], Cancelled).await;
    let counts = read(&town, event, &AttendeeFilter::default(), None).await.counts;
    assert_eq!(
        [Registered, Confirmed, Waitlisted, Cancelled, Attended].map(|status| counts.of(Some(status))),
        [2, 1, 2, 1, 0]
    );
    assert_eq!(counts.of(None), 6);
}

#[tokio::test]
async fn the_export_is_the_whole_list_in_portions() {
    let town = Town::new().await;
    let (event, people) = (town.event(None).await, town.contacts(1_250).await);
    town.add(event, &people).await;
    let filter = AttendeeFilter::default();
    let (mut names, mut place) = (Vec::new(), None);
    loop {
        let mut tx = town.tx(Role::Member).await;
        let (_, rows, next) = queries::portion(&mut tx, event, &filter, place.as_ref())
            .await
            .unwrap();
        names.extend(rows.into_iter().map(|row| row.last_name));
        match next {
            Some(next) => place = Some(next),
            None => break,
        }
    }
    let expected: Vec<_> = (1..=1_250).map(|number| format!("No{number:05}")).collect();
    assert_eq!(names, expected);
    let mut tx = town.tx(Role::Member).await;
    queries::note_export(&mut tx, event, &filter).await.unwrap();
    tx.commit().await.unwrap();
    let noted: i64 = town
        .look(&format!(
            "count(*) from audit_logs where action = 'export' and record_id = '{event}'"
        ))
        .await;
    assert_eq!(noted, 1);
}

#[tokio::test]
async fn whoever_can_be_added_is_found_with_how_they_stand_already() {
    let town = Town::new().await;
    let (event, people) = (town.event(None).await, town.contacts(2).await);
    town.add(event, &people[..1]).await;
    let mut tx = town.tx(Role::Owner).await;
    let colleagues = queries::candidates(&mut tx, event, "").await.unwrap();
    assert_eq!(colleagues.found.len(), 5, "one of each role, and not the system");
    let found = queries::candidates(&mut tx, event, "person").await.unwrap().found;
    let of = |contact: ContactId| {
        found
            .iter()
            .find(|one| one.who == Who::Contact(contact))
            .unwrap()
            .status
    };
    assert_eq!((of(people[0]), of(people[1])), (Some(Registered), None));
    drop(tx);
    let mut tx = town.tx(Role::Member).await;
    assert_eq!(
        queries::candidates(&mut tx, event, "").await,
        Err(AppError::Forbidden)
    );
}
