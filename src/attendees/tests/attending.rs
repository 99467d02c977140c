//! What attending leaves on the record of a contact.

use super::*;
use crate::attendees::types::ContactEvents;

async fn written(town: &Town, contact: ContactId) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(format!(
        "select interaction_type || ' ' || status || ': ' || subject from contact_interactions
         where contact_id = '{contact}' and not is_deleted"
    )))
    .fetch_all(&town.db.admin_pool())
    .await
    .unwrap()
}

#[tokio::test]
async fn attending_is_written_once_on_the_record_and_taken_back_with_it() {
    let town = Town::new().await;
    let (event, people) = (town.event_at(-2, None).await, town.contacts(2).await);
    town.add(event, &people).await;
    let ids = town.of(event, &people).await;
    let once = ["event completed: Attended Gala"];
    for _ in 0..2 {
        town.change(event, &ids, Attended).await;
        assert_eq!(written(&town, people[0]).await, once);
        // Said twice, it is written once.
        assert_eq!(town.change(event, &ids, Attended).await.unchanged, 2);
        assert_eq!(written(&town, people[1]).await, once);
        let met: bool = town
            .look(&format!(
                "last_interaction = (select start_date from events where id = '{event}') from contacts where id = '{}'",
                people[0]
            ))
            .await;
        assert!(met, "the day of the event");
        town.change(event, &ids, NoShow).await;
        assert!(written(&town, people[0]).await.is_empty());
    }
    let rows: i64 = town.look("count(*) from contact_interactions").await;
    assert_eq!(rows, 2, "one row for each, taken out of the trash again");
}

#[tokio::test]
async fn what_somebody_has_made_their_own_is_not_taken_back() {
    let town = Town::new().await;
    let (event, people) = (town.event_at(-2, None).await, town.contacts(2).await);
    town.add(event, &people).await;
    let ids = town.of(event, &people).await;
    let changed = town.change(event, &ids, Attended).await;
    town.act(&format!(
        "update contact_interactions set outcome = 'Wants to sponsor' where contact_id = '{}'",
        people[0]
    ))
    .await;
    town.undo(event, changed.undo).await;
    assert_eq!(town.statuses(event, &people).await, [Registered, Registered]);
    assert_eq!(written(&town, people[0]).await.len(), 1);
    assert!(written(&town, people[1]).await.is_empty());
}

#[tokio::test]
async fn whoever_is_taken_off_the_list_did_not_attend_and_does_again_when_that_is_undone() {
    let town = Town::new().await;
    let (event, people) = (town.event_at(-2, None).await, town.contacts(1).await);
    town.add(event, &people).await;
    let ids = town.of(event, &people).await;
    town.change(event, &ids, Attended).await;
    let removed = town
        .try_change(event, &ids, AttendeeAction::Remove)
        .await
        .unwrap();
    assert!(written(&town, people[0]).await.is_empty());
    town.undo(event, removed.undo).await;
    assert_eq!(town.statuses(event, &people).await, [Attended]);
    assert_eq!(written(&town, people[0]).await.len(), 1);
}

#[tokio::test]
async fn a_contact_in_the_trash_and_a_colleague_attend_without_a_record_of_it() {
    let town = Town::new().await;
    let (event, people) = (town.event_at(-2, None).await, town.contacts(1).await);
    town.add(event, &people).await;
    let mut tx = town.tx(Role::Owner).await;
    let colleague = Who::Colleague(town.lumen.user(Role::Member));
    queries::add(&mut tx, event, &[colleague]).await.unwrap();
    tx.commit().await.unwrap();
    town.act(&format!(
        "update contacts set (is_deleted, deleted_at) = row(true, now()) where id = '{}'",
        people[0]
    ))
    .await;
    let ids: Vec<_> = town.rows(event).await.iter().map(|row| row.id).collect();
    assert_eq!(town.change(event, &ids, Attended).await.changed, 2);
    let rows: i64 = town.look("count(*) from contact_interactions").await;
    assert_eq!(rows, 0);
}

async fn of_contact(town: &Town, role: Role, contact: ContactId) -> ContactEvents {
    let mut tx = town.tx(role).await;
    queries::of_contact(&mut tx, contact).await.unwrap()
}

#[tokio::test]
async fn a_record_tells_what_is_planned_and_what_was() {
    let town = Town::new().await;
    let people = town.contacts(1).await;
    let (next, later, past, gone) = (
        town.event_at(5, Some(1)).await,
        town.event_at(50, Some(1)).await,
        town.event_at(-20, None).await,
        town.event_at(-30, None).await,
    );
    for event in [later, next, past, gone] {
        town.add(event, &people).await;
    }
    let id = town.of(past, &people).await;
    town.change(past, &id, Attended).await;
    let id = town.of(gone, &people).await;
    town.change(gone, &id, Cancelled).await;
    let events = of_contact(&town, Role::Member, people[0]).await;
    let told = |events: &[crate::attendees::types::ContactEvent]| -> Vec<(EventId, AttendeeStatus)> {
        events.iter().map(|one| (one.event_id, one.status)).collect()
    };
    assert_eq!(told(&events.planned), [(next, Registered), (later, Registered)]);
    assert_eq!(told(&events.past), [(past, Attended)]);
    assert!(!events.has_more);
    // Door staff see the events they are assigned to: none of these.
    assert_eq!(
        of_contact(&town, Role::Door, people[0]).await,
        ContactEvents::default()
    );
    let mut tx = town.harbor_tx().await;
    assert_eq!(
        queries::of_contact(&mut tx, people[0]).await.unwrap(),
        ContactEvents::default()
    );
}
