//! Very many at once.

use super::*;
use futures::future::join_all;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// What one of very many is told.
async fn race(town: &Arc<Town>, event: EventId, contacts: &[ContactId]) -> Vec<Added> {
    // As many as there are connections race at a time: the others would give up waiting for one on a slow machine.
    let turns = Arc::new(Semaphore::new(24));
    let tasks = contacts.iter().map(|contact| {
        let (town, turns, contact) = (town.clone(), turns.clone(), *contact);
        tokio::spawn(async move {
            let _turn = turns.acquire().await.unwrap();
            town.add(event, &[contact]).await
        })
    });
    join_all(tasks).await.into_iter().map(Result::unwrap).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_thousand_who_race_for_a_hundred_places_a_hundred_get_one_and_the_others_an_order() {
    let town = Arc::new(Town::with_connections(24).await);
    let (event, people) = (town.event(Some(100)).await, town.contacts(1_000).await);
    let told = race(&town, event, &people).await;
    let placed = told.iter().filter(|added| added.placed == 1).count();
    assert_eq!(placed, 100);
    let mut order: Vec<u32> = told.iter().filter_map(|added| added.first_in_line).collect();
    order.sort_unstable();
    assert_eq!(
        order,
        (1..=900).collect::<Vec<_>>(),
        "each its own place in the line"
    );
    assert_eq!(town.taken(event).await, 100);
    let waiting: i64 = town
        .look(&format!(
            "count(distinct waitlisted_at) from event_attendees where event_id = '{event}' and status = 'waitlisted'"
        ))
        .await;
    assert_eq!(waiting, 900);
    // What each was told is where they stand.
    let first = town.line(event).await;
    for (added, contact) in told.iter().zip(&people) {
        if let Some(place @ 1..=50) = added.first_in_line {
            assert_eq!(first[place as usize - 1], (place, Who::Contact(*contact)));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_person_added_by_many_at_once_is_on_the_list_once() {
    let town = Arc::new(Town::with_connections(16).await);
    let (event, people) = (town.event(Some(5)).await, town.contacts(1).await);
    let told = race(&town, event, &[people[0]; 40]).await;
    assert_eq!(told.iter().filter(|added| added.placed == 1).count(), 1);
    assert_eq!(told.iter().filter(|added| added.already == 1).count(), 39);
    assert_eq!(town.taken(event).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn places_that_are_freed_by_many_at_once_go_to_as_many_who_wait() {
    let town = Arc::new(Town::with_connections(16).await);
    let (event, people) = (town.event(Some(40)).await, town.contacts(100).await);
    town.add(event, &people).await;
    let (placed, waiting) = people.split_at(40);
    let rows = town.rows(event).await;
    let ids: Vec<_> = placed
        .iter()
        .map(|contact| {
            let of = |row: &&AttendeeRow| row.who == Who::Contact(*contact);
            rows.iter().find(of).unwrap().id
        })
        .collect();
    let tasks = ids.into_iter().enumerate().map(|(place, id)| {
        let town = town.clone();
        tokio::spawn(async move {
            let action = if place % 2 == 0 {
                AttendeeAction::To(Cancelled)
            } else {
                AttendeeAction::Remove
            };
            town.try_change(event, &[id], action).await.unwrap().promoted
        })
    });
    let promoted: u32 = join_all(tasks).await.into_iter().map(Result::unwrap).sum();
    assert_eq!(promoted, 40);
    assert_eq!(town.taken(event).await, 40);
    // Those who waited longest.
    let placed: Vec<Uuid> = sqlx::query_scalar(AssertSqlSafe(format!(
        "select contact_id from event_attendees where event_id = '{event}' and status = 'registered'"
    )))
    .fetch_all(&town.db.admin_pool())
    .await
    .unwrap();
    assert!(waiting[..40].iter().all(|contact| placed.contains(&contact.0)));
}
