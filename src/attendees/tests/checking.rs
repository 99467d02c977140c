//! The nightly check of the places.

use super::*;

async fn check(town: &Town) -> Vec<(EventId, i32, i32)> {
    let tenant = town.lumen.tenant(&town.pool, Role::Owner);
    let mut tx = tenant.begin(Permission::EditEvents).await.unwrap();
    let mended = queries::check(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    mended
        .into_iter()
        .map(|one| (one.event, one.said, one.is))
        .collect()
}

#[tokio::test]
async fn counts_that_do_not_agree_are_corrected_and_told() {
    let town = Town::new().await;
    let (event, people) = (town.event(Some(4)).await, town.contacts(5).await);
    town.add(event, &people).await;
    assert_eq!(check(&town).await, []);
    for (breaks, said) in [
        ("current_attendees = 1", 1),
        ("attendee_counts = '{\"registered\": 77}'", 4),
        ("current_attendees = 0, attendee_counts = '{}'", 0),
    ] {
        town.act(&format!("update events set {breaks} where id = '{event}'"))
            .await;
        assert_eq!(check(&town).await, [(event, said, 4)]);
        assert_eq!(town.taken(event).await, 4);
        assert_eq!(check(&town).await, []);
    }
}

#[tokio::test]
async fn a_place_that_was_counted_and_nobody_had_goes_to_whoever_waits() {
    let town = Town::new().await;
    let (event, people) = (town.event(Some(2)).await, town.contacts(3).await);
    town.add(event, &people).await;
    // As if a place had been freed without anybody counting.
    town.act(&format!(
        "update event_attendees set status = 'cancelled' where event_id = '{event}' and contact_id = '{}'",
        people[0]
    ))
    .await;
    assert_eq!(check(&town).await, [(event, 2, 1)]);
    assert_eq!(
        town.statuses(event, &people).await,
        [Cancelled, Registered, Registered]
    );
    assert_eq!(town.taken(event).await, 2);
}

#[tokio::test]
async fn where_more_have_a_place_than_there_are_the_last_wait_first() {
    let town = Town::new().await;
    let (event, people) = (town.event(Some(2)).await, town.contacts(4).await);
    town.add(event, &people).await;
    town.act(&format!(
        "update event_attendees set status = 'registered' where event_id = '{event}' and contact_id = '{}'",
        people[2]
    ))
    .await;
    assert_eq!(check(&town).await, [(event, 2, 2)]);
    assert_eq!(
        town.line(event).await,
        [(1, Who::Contact(people[2])), (2, Who::Contact(people[3]))]
    );
    assert_eq!(town.taken(event).await, 2);
}

#[tokio::test]
async fn the_check_of_one_organisation_leaves_the_others_alone() {
    let town = Town::new().await;
    let (event, people) = (town.event(None).await, town.contacts(2).await);
    town.add(event, &people).await;
    town.act(&format!(
        "update events set current_attendees = 7 where id = '{event}'"
    ))
    .await;
    let tenant = town.harbor.tenant(&town.pool, Role::Owner);
    let mut tx = tenant.begin(Permission::EditEvents).await.unwrap();
    assert!(queries::check(&mut tx).await.unwrap().is_empty());
    tx.commit().await.unwrap();
    let said: i32 = town
        .look(&format!("current_attendees from events where id = '{event}'"))
        .await;
    assert_eq!(said, 7);
}
