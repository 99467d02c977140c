//! Two who plan at once.

use super::*;
use crate::agenda::types::{ShiftScope, Shifted};
use futures::future::join_all;

/// Two talks in two rooms, and a third room into which both are carried at once.
async fn ground(town: &Town) -> (EventId, RoomId, [AgendaItemId; 2]) {
    let event = town.forum(Role::Owner).await;
    let hall = town.room(event, "Main hall").await;
    let times = ("2027-05-11T10:00", "2027-05-11T11:00");
    let one = town.add(event, &talk("Keynote", times.0, times.1)).await;
    let other = town.add(event, &talk("Panel", times.0, times.1)).await;
    (event, hall, [one, other])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_carried_into_one_room_at_once_one_is_saved_and_the_other_hears_of_it() {
    let town = Town::new().await;
    for _ in 0..5 {
        let (event, hall, items) = ground(&town).await;
        let there = ("2027-05-11T14:00", "2027-05-11T15:00");
        let moves = items.map(|item| town.place(item, 1, there, Some(hall), false));
        let outcomes: Vec<_> = join_all(moves).await.into_iter().map(Result::unwrap).collect();
        let saved = outcomes
            .iter()
            .filter(|one| matches!(one, Placed::Saved { .. }))
            .count();
        let told = outcomes
            .iter()
            .filter(|one| matches!(one, Placed::Clashing(_)))
            .count();
        assert_eq!((saved, told), (1, 1), "{outcomes:?}");
        assert!(town.agenda(event).await.clashes().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn both_are_saved_where_both_were_confirmed() {
    let town = Town::new().await;
    let (event, hall, items) = ground(&town).await;
    let there = ("2027-05-11T14:00", "2027-05-11T15:00");
    let moves = items.map(|item| town.place(item, 1, there, Some(hall), true));
    for outcome in join_all(moves).await {
        assert_eq!(outcome.unwrap(), Placed::Saved { version: 2 });
    }
    assert_eq!(town.agenda(event).await.clashes().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_carry_one_item_at_once_the_second_is_told_who_was_first() {
    let town = Town::new().await;
    let (_, hall, [item, _]) = ground(&town).await;
    let places = [
        ("2027-05-11T14:00", "2027-05-11T15:00"),
        ("2027-05-11T16:00", "2027-05-11T17:00"),
    ];
    let moves = places.map(|there| town.place(item, 1, there, Some(hall), false));
    let outcomes = join_all(moves).await;
    assert_eq!(
        outcomes.iter().filter(|one| one.is_ok()).count(),
        1,
        "{outcomes:?}"
    );
    let refused = outcomes.into_iter().find_map(Result::err).unwrap();
    let AppError::Conflict { message } = refused else {
        panic!("{refused:?}")
    };
    assert!(message.contains("changed Keynote in the meantime"), "{message}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_day_is_moved_while_items_are_added_to_it_and_nothing_waits_for_ever() {
    let town = Town::new().await;
    let (event, hall, _) = ground(&town).await;
    let day = ShiftScope::Day("2027-05-11".parse().unwrap());
    let shift = async {
        let mut tx = town.tx(Role::Owner).await;
        let shifted = queries::shift(&mut tx, event, day, 15, true).await.unwrap();
        tx.commit().await.unwrap();
        shifted
    };
    let added = talk_in(hall, "Late", "2027-05-11T17:00", "2027-05-11T18:00");
    let move_on = async {
        let mut tx = town.tx(Role::Owner).await;
        queries::move_on(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    };
    let (shifted, _, ()) = tokio::join!(shift, town.add(event, &added), move_on);
    let Shifted::Saved { moved } = shifted else {
        panic!("{shifted:?}")
    };
    assert!((2..=3).contains(&moved.len()), "{moved:?}");
}
