//! A change is taken back as a whole, as far as nobody has changed it since.

use super::*;

#[tokio::test]
async fn an_addition_is_taken_back_and_the_line_closes_up() {
    let town = Town::new().await;
    let (event, people) = (town.event(Some(2)).await, town.contacts(5).await);
    let first = town.add(event, &people[..2]).await;
    town.add(event, &people[2..]).await;
    let undone = town.undo(event, first.undo).await;
    assert_eq!((undone.reversed, undone.waiting), (2, 0));
    assert_eq!(
        town.statuses(event, &people[2..]).await,
        [Registered, Registered, Waitlisted]
    );
    assert_eq!(town.rows(event).await.len(), 3);
    assert_eq!(town.taken(event).await, 2);
    // Once.
    assert_eq!(town.undo(event, first.undo).await, Undone::default());
}

#[tokio::test]
async fn whoever_came_back_and_is_not_to_has_cancelled_again() {
    let town = Town::new().await;
    let (event, people) = (town.event(None).await, town.contacts(1).await);
    town.add(event, &people).await;
    let ids = town.of(event, &people).await;
    town.change(event, &ids, Cancelled).await;
    let back = town.add(event, &people).await;
    town.undo(event, back.undo).await;
    assert_eq!(town.statuses(event, &people).await, [Cancelled]);
    assert_eq!(town.taken(event).await, 0);
}

#[tokio::test]
async fn a_cancellation_is_taken_back_and_whoever_got_the_place_waits_where_they_waited() {
    let town = Town::new().await;
    let (event, people) = (town.event(Some(2)).await, town.contacts(5).await);
    town.add(event, &people).await;
    let ids = town.of(event, &people).await;
    town.change(event, &ids[..1], Confirmed).await;
    let line = town.line(event).await;
    for action in [AttendeeAction::To(Cancelled), AttendeeAction::Remove] {
        let changed = town.try_change(event, &ids[..2], action).await.unwrap();
        assert_eq!((changed.changed, changed.promoted), (2, 2));
        let undone = town.undo(event, changed.undo).await;
        assert_eq!((undone.reversed, undone.waiting), (4, 0));
        assert_eq!(
            town.statuses(event, &people).await,
            [Confirmed, Registered, Waitlisted, Waitlisted, Waitlisted]
        );
        assert_eq!(town.line(event).await, line);
        assert_eq!(town.taken(event).await, 2);
    }
}

#[tokio::test]
async fn where_the_place_is_somebody_elses_by_now_its_former_holder_waits_first() {
    let town = Town::new().await;
    let (event, people) = (town.event(Some(1)).await, town.contacts(3).await);
    town.add(event, &people).await;
    let ids = town.of(event, &people).await;
    let changed = town.change(event, &ids[..1], Cancelled).await;
    // Whoever was promoted has said that they come.
    town.change(event, &ids[1..2], Confirmed).await;
    let undone = town.undo(event, changed.undo).await;
    assert_eq!((undone.reversed, undone.waiting), (0, 1));
    assert_eq!(
        town.statuses(event, &people).await,
        [Waitlisted, Confirmed, Waitlisted]
    );
    assert_eq!(
        town.line(event).await,
        [(1, Who::Contact(people[0])), (2, Who::Contact(people[2]))]
    );
    assert_eq!(town.taken(event).await, 1);
}

#[tokio::test]
async fn whoever_was_changed_since_stays_as_they_are() {
    let town = Town::new().await;
    let (event, people) = (town.event(None).await, town.contacts(2).await);
    town.add(event, &people).await;
    let ids = town.of(event, &people).await;
    let changed = town.change(event, &ids, Confirmed).await;
    town.change(event, &ids[..1], NoShow).await;
    let undone = town.undo(event, changed.undo).await;
    assert_eq!(undone.reversed, 1);
    assert_eq!(town.statuses(event, &people).await, [NoShow, Registered]);
}

#[tokio::test]
async fn whoever_is_back_on_the_list_already_is_not_put_there_twice() {
    let town = Town::new().await;
    let (event, people) = (town.event(None).await, town.contacts(1).await);
    town.add(event, &people).await;
    let ids = town.of(event, &people).await;
    let removed = town
        .try_change(event, &ids, AttendeeAction::Remove)
        .await
        .unwrap();
    town.add(event, &people).await;
    assert_eq!(town.undo(event, removed.undo).await, Undone::default());
    assert_eq!(town.rows(event).await.len(), 1);
    assert_eq!(town.taken(event).await, 1);
}
