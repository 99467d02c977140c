//! People are added: as long as there are places they get one, and the others wait in their order.

use super::*;

#[tokio::test]
async fn the_first_get_the_places_and_the_others_wait_in_their_order() {
    let town = Town::new().await;
    let (event, people) = (town.event(Some(2)).await, town.contacts(4).await);
    let added = town.add(event, &people).await;
    assert_eq!(
        (added.placed, added.waiting, added.first_in_line),
        (2, 2, Some(1))
    );
    assert_eq!(
        town.statuses(event, &people).await,
        [Registered, Registered, Waitlisted, Waitlisted]
    );
    assert_eq!(
        town.line(event).await,
        [(1, Who::Contact(people[2])), (2, Who::Contact(people[3]))]
    );
    assert_eq!(town.taken(event).await, 2);
    let more = town.contacts(3).await;
    let added = town.add(event, &more).await;
    assert_eq!(
        (added.placed, added.waiting, added.first_in_line),
        (0, 3, Some(3))
    );
}

#[tokio::test]
async fn whoever_is_on_the_list_stays_as_they_are_and_whoever_cancelled_comes_back() {
    let town = Town::new().await;
    let (event, people) = (town.event(Some(2)).await, town.contacts(3).await);
    town.add(event, &people[..2]).await;
    let ids = town.of(event, &people[..2]).await;
    town.change(event, &ids[..1], Confirmed).await;
    town.change(event, &ids[1..], Cancelled).await;
    let added = town
        .add(event, &[people[0], people[1], people[2], people[2]])
        .await;
    assert_eq!((added.placed, added.waiting, added.already), (1, 1, 1));
    assert_eq!(
        town.statuses(event, &people).await,
        [Confirmed, Registered, Waitlisted]
    );
    assert_eq!(town.taken(event).await, 2);
}

#[tokio::test]
async fn where_anybody_may_come_everybody_gets_a_place() {
    let town = Town::new().await;
    let (event, people) = (town.event(None).await, town.contacts(5).await);
    let added = town.add(event, &people).await;
    assert_eq!((added.placed, added.waiting), (5, 0));
    assert_eq!(town.taken(event).await, 5);
}

#[tokio::test]
async fn colleagues_are_added_and_whoever_has_left_or_lies_in_the_trash_is_not() {
    let town = Town::new().await;
    let (event, people) = (town.event(None).await, town.contacts(2).await);
    town.act(&format!(
        "update contacts set (is_deleted, deleted_at) = row(true, now()) where id = '{}';
         update users set is_active = false where id = '{}'",
        people[0],
        town.lumen.user(Role::Manager)
    ))
    .await;
    let mut tx = town.tx(Role::Owner).await;
    let meant = [
        Who::Contact(people[0]),
        Who::Contact(people[1]),
        Who::Colleague(town.lumen.user(Role::Member)),
        Who::Colleague(town.lumen.user(Role::Manager)),
        Who::Colleague(town.harbor.user(Role::Owner)),
    ];
    let added = queries::add(&mut tx, event, &meant).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((added.placed, added.gone), (2, 3));
    assert_eq!(town.taken(event).await, 2);
}

#[tokio::test]
async fn nobody_is_added_to_an_event_that_is_cancelled() {
    let town = Town::new().await;
    let (event, people) = (town.event(None).await, town.contacts(1).await);
    town.act(&format!(
        "update events set status = 'cancelled' where id = '{event}'"
    ))
    .await;
    let message = conflict(town.try_add(event, &people).await);
    assert!(message.contains("is cancelled"), "{message}");
}

#[tokio::test]
async fn all_whom_a_view_shows_are_added_in_its_order() {
    use crate::contacts::types::ListState;
    let town = Town::new().await;
    let (event, people) = (town.event(Some(1)).await, town.contacts(15).await);
    let filter = ListState::parse("?q=company+3&sort=name").filter;
    let mut tx = town.tx(Role::Owner).await;
    let added = queries::add_matching(&mut tx, event, &filter).await.unwrap();
    tx.commit().await.unwrap();
    // Every seventh, from the fourth on.
    assert_eq!((added.placed, added.waiting), (1, 1));
    assert_eq!(
        town.statuses(event, &[people[3], people[10]]).await,
        [Registered, Waitlisted]
    );
    // Door staff see no contacts, and neither do those who only look at events change them.
    let mut tx = town.tx(Role::Door).await;
    assert_eq!(
        queries::add_matching(&mut tx, event, &filter).await,
        Err(AppError::Forbidden)
    );
}
