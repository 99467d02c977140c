//! A day moved, and what follows.

use super::*;
use crate::agenda::types::{ItemStatus, Moved, ShiftScope, Shifted};
use chrono::TimeDelta;

/// Two days: at nine and at eleven on the first, at nine on the second.
async fn ground(town: &Town) -> (EventId, [AgendaItemId; 3]) {
    let event = town.forum(Role::Owner).await;
    let hall = town.room(event, "Main hall").await;
    let one = talk_in(hall, "Keynote", "2027-05-11T09:00", "2027-05-11T10:00");
    let two = talk_in(hall, "Panel", "2027-05-11T11:00", "2027-05-11T12:00");
    let three = talk_in(hall, "Breakfast", "2027-05-12T09:00", "2027-05-12T10:00");
    let ids = [
        town.add(event, &one).await,
        town.add(event, &two).await,
        town.add(event, &three).await,
    ];
    (event, ids)
}

async fn shift(
    town: &Town,
    event: EventId,
    scope: &str,
    minutes: i32,
    is_confirmed: bool,
) -> AppResult<Shifted> {
    let mut tx = town.tx(Role::Owner).await;
    let scope: ShiftScope = scope.parse().unwrap();
    let shifted = queries::shift(&mut tx, event, scope, minutes, is_confirmed).await?;
    tx.commit().await?;
    Ok(shifted)
}

fn moved(shifted: Shifted) -> Vec<Moved> {
    match shifted {
        Shifted::Saved { moved } => moved,
        Shifted::Clashing(clashes) => panic!("{clashes:?}"),
    }
}

/// When the items begin, by the clock of Berlin.
async fn begin(town: &Town, event: EventId) -> Vec<String> {
    let agenda = town.agenda(event).await;
    agenda
        .items
        .iter()
        .map(|item| berlin().input_value(item.start))
        .collect()
}

#[tokio::test]
async fn a_day_what_follows_on_it_and_all_that_follows_are_moved() {
    let town = Town::new().await;
    for (scope, minutes, after) in [
        (
            "day:2027-05-11",
            20,
            ["2027-05-11T09:20", "2027-05-11T11:20", "2027-05-12T09:00"],
        ),
        (
            "day:2027-05-12",
            -90,
            ["2027-05-11T09:00", "2027-05-11T11:00", "2027-05-12T07:30"],
        ),
        (
            "day:2027-05-13",
            20,
            ["2027-05-11T09:00", "2027-05-11T11:00", "2027-05-12T09:00"],
        ),
        // From eleven by the clock of Berlin.
        (
            "rest:2027-05-11T09:00:00Z",
            45,
            ["2027-05-11T09:00", "2027-05-11T11:45", "2027-05-12T09:00"],
        ),
        (
            "from:2027-05-11T09:00:00Z",
            45,
            ["2027-05-11T09:00", "2027-05-11T11:45", "2027-05-12T09:45"],
        ),
        (
            "from:2027-05-11T09:00:01Z",
            1440,
            ["2027-05-11T09:00", "2027-05-11T11:00", "2027-05-13T09:00"],
        ),
    ] {
        let (event, _) = ground(&town).await;
        let count = moved(shift(&town, event, scope, minutes, false).await.unwrap()).len();
        assert_eq!(begin(&town, event).await, after, "{scope} by {minutes}");
        let before = ["2027-05-11T09:00", "2027-05-11T11:00", "2027-05-12T09:00"];
        let changed = before
            .iter()
            .zip(after)
            .filter(|(before, after)| *before != after)
            .count();
        assert_eq!(count, changed);
    }
}

#[tokio::test]
async fn a_shift_that_runs_into_something_asks_first() {
    let town = Town::new().await;
    let (event, [keynote, panel, _]) = ground(&town).await;
    // The keynote stays; the panel would begin while it goes on.
    let scope = "rest:2027-05-11T09:00:00Z";
    let Shifted::Clashing(clashes) = shift(&town, event, scope, -90, false).await.unwrap() else {
        panic!("nothing is in the way")
    };
    assert_eq!(clashes.len(), 1);
    assert!(clashes[0].is_about(keynote) && clashes[0].is_about(panel));
    assert_eq!(town.item(event, panel).await.version, 1);
    assert_eq!(
        moved(shift(&town, event, scope, -90, true).await.unwrap()).len(),
        1
    );
    // What is moved together does not get into its own way.
    assert_eq!(
        moved(shift(&town, event, "day:2027-05-11", 60, false).await.unwrap()).len(),
        2
    );
}

#[tokio::test]
async fn a_shift_is_taken_back_but_for_what_somebody_changed_since() {
    let town = Town::new().await;
    let (event, [keynote, panel, _]) = ground(&town).await;
    let back = moved(shift(&town, event, "day:2027-05-11", 30, false).await.unwrap());
    let there = ("2027-05-11T15:00", "2027-05-11T16:00");
    town.place(panel, 2, there, None, false).await.unwrap();
    for (left, written) in [(1, 1), (1, 0)] {
        let mut tx = town.tx(Role::Owner).await;
        let undone = queries::undo_shift(&mut tx, event, &back).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(undone, written, "{left}");
    }
    assert_eq!(town.item(event, keynote).await.start, at("2027-05-11T09:00"));
    assert_eq!(town.item(event, panel).await.start, at("2027-05-11T15:00"));
    // Named twice, it is put back once; where it could not be, it is not put.
    let (event, [keynote, ..]) = ground(&town).await;
    let item = town.item(event, keynote).await;
    let to = |start: DateTime<Utc>| Moved {
        id: keynote,
        version: 1,
        start,
        end: start + TimeDelta::hours(1),
    };
    let mut tx = town.tx(Role::Owner).await;
    let twice = [to(item.start + TimeDelta::hours(1)), to(item.start)];
    assert_eq!(queries::undo_shift(&mut tx, event, &twice).await.unwrap(), 1);
    let far = [to(item.start + TimeDelta::days(900))];
    assert!(queries::undo_shift(&mut tx, event, &far).await.is_err());
}

#[tokio::test]
async fn items_are_moved_by_a_day_at_most_and_not_by_nothing() {
    let town = Town::new().await;
    let (event, _) = ground(&town).await;
    for minutes in [0, 1441, -1441, i32::MIN, i32::MAX] {
        let refused = shift(&town, event, "day:2027-05-11", minutes, true)
            .await
            .unwrap_err();
        assert_ne!(told(&refused, "minutes"), "", "{minutes}");
    }
}

#[tokio::test]
async fn what_lies_in_the_trash_stays_where_it_was_and_what_has_begun_is_to_come_again() {
    let town = Town::new().await;
    let (event, [keynote, panel, _]) = ground(&town).await;
    town.act(&format!(
        "update event_agenda_items set is_deleted = true, deleted_at = now() where id = '{keynote}';
         update event_agenda_items set status = 'completed' where id = '{panel}'"
    ))
    .await;
    let back = moved(shift(&town, event, "day:2027-05-11", 30, false).await.unwrap());
    assert_eq!(back.iter().map(|one| one.id).collect::<Vec<_>>(), [panel]);
    assert_eq!(town.item(event, panel).await.status, ItemStatus::Scheduled);
    let mut tx = town.tx(Role::Owner).await;
    queries::restore(&mut tx, keynote).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.item(event, keynote).await.start, at("2027-05-11T09:00"));
}
