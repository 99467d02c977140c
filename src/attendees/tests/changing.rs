//! Where attendees stand, and where they can be moved.

use super::*;
use crate::attendees::types::AttendeeSort;

#[tokio::test]
async fn an_attendee_is_moved_where_the_table_says_and_nowhere_else() {
    let town = Town::new().await;
    let (event, people) = (town.event_at(-2, Some(100)).await, town.contacts(36).await);
    town.add(event, &people).await;
    let ids = town.of(event, &people).await;
    // Past all rules: six of each status, at an event that is over, where nobody is promoted by itself.
    let mut statement =
        format!("update events set status = 'completed', current_attendees = 24 where id = '{event}'");
    for (from, ids) in AttendeeStatus::ALL.iter().zip(ids.chunks(6)) {
        for id in ids {
            statement.push_str(&format!(
                "; update event_attendees set status = '{from}' where id = '{id}'"
            ));
        }
    }
    town.act(&statement).await;
    town.taken(event).await;
    for (from, ids) in AttendeeStatus::ALL.iter().zip(ids.chunks(6)) {
        for (to, id) in AttendeeStatus::ALL.iter().zip(ids) {
            let changed = town.change(event, &[*id], *to).await;
            let after: String = town
                .look(&format!("status::text from event_attendees where id = '{id}'"))
                .await;
            let is_move = from.moves().contains(to);
            let counted = (changed.changed, changed.unchanged, changed.unmoved);
            let expected = match (from == to, is_move) {
                (true, _) => ((0, 1, 0), from),
                (false, true) => ((1, 0, 0), to),
                (false, false) => ((0, 0, 1), from),
            };
            assert_eq!(
                (counted, after.as_str()),
                (expected.0, expected.1.as_str()),
                "{from} to {to}"
            );
        }
    }
    town.taken(event).await;
}

#[tokio::test]
async fn a_place_that_is_freed_goes_to_whoever_waits_longest_at_once() {
    let town = Town::new().await;
    let (event, people) = (town.event(Some(2)).await, town.contacts(5).await);
    town.add(event, &people).await;
    let ids = town.of(event, &people).await;
    let changed = town.change(event, &ids[..1], Cancelled).await;
    assert_eq!((changed.changed, changed.promoted), (1, 1));
    assert_eq!(
        town.statuses(event, &people).await,
        [Cancelled, Registered, Registered, Waitlisted, Waitlisted]
    );
    let removed = town
        .try_change(event, &ids[1..2], AttendeeAction::Remove)
        .await
        .unwrap();
    assert_eq!((removed.changed, removed.promoted), (1, 1));
    assert_eq!(
        town.statuses(event, &people[2..]).await,
        [Registered, Registered, Waitlisted]
    );
    assert_eq!(town.taken(event).await, 2);
}

#[tokio::test]
async fn whoever_is_put_into_the_line_stands_at_its_end() {
    let town = Town::new().await;
    let (event, people) = (town.event(Some(2)).await, town.contacts(4).await);
    town.add(event, &people).await;
    let ids = town.of(event, &people).await;
    let changed = town.change(event, &ids[..1], Waitlisted).await;
    assert_eq!((changed.changed, changed.promoted), (1, 1));
    assert_eq!(
        town.statuses(event, &people).await,
        [Waitlisted, Registered, Registered, Waitlisted]
    );
    assert_eq!(
        town.line(event).await,
        [(1, Who::Contact(people[3])), (2, Who::Contact(people[0]))]
    );
}

#[tokio::test]
async fn nobody_is_put_into_a_line_in_which_nobody_waits() {
    let town = Town::new().await;
    let people = town.contacts(1).await;
    for places in [Some(5), None] {
        let event = town.event(places).await;
        town.add(event, &people).await;
        let ids = town.of(event, &people).await;
        let message = conflict(town.try_change(event, &ids, AttendeeAction::To(Waitlisted)).await);
        assert!(
            message.contains("nobody waits") || message.contains("Nobody waits"),
            "{message}"
        );
    }
}

#[tokio::test]
async fn whoever_waits_is_placed_by_hand_only_where_a_place_is_free() {
    let town = Town::new().await;
    let (event, people) = (town.event(Some(1)).await, town.contacts(2).await);
    town.add(event, &people).await;
    let ids = town.of(event, &people).await;
    let changed = town.change(event, &ids[1..], Confirmed).await;
    assert_eq!((changed.changed, changed.no_place, changed.undo), (0, 1, None));
    assert_eq!(town.statuses(event, &people).await, [Registered, Waitlisted]);
    // Whoever comes back where it is full waits.
    let more = town.contacts(1).await;
    town.add(event, &more).await;
    let id = town.of(event, &more).await;
    town.change(event, &id, Cancelled).await;
    let changed = town.change(event, &id, Registered).await;
    assert_eq!((changed.changed, changed.waiting), (1, 1));
    assert_eq!(town.statuses(event, &more).await, [Waitlisted]);
    assert_eq!(town.taken(event).await, 1);
}

#[tokio::test]
async fn nobody_has_come_to_what_is_far_ahead() {
    let town = Town::new().await;
    let (event, people) = (town.event_at(48, None).await, town.contacts(1).await);
    town.add(event, &people).await;
    let ids = town.of(event, &people).await;
    for to in [Attended, NoShow] {
        let message = conflict(town.try_change(event, &ids, AttendeeAction::To(to)).await);
        assert!(message.contains("twelve hours"), "{message}");
    }
}

#[tokio::test]
async fn all_that_match_are_changed_and_nobody_else() {
    let town = Town::new().await;
    let (event, people) = (town.event(Some(100)).await, town.contacts(60).await);
    town.add(event, &people).await;
    let mut tx = town.tx(Role::Owner).await;
    let filter = AttendeeFilter {
        search: "company 2".into(),
        sort: AttendeeSort::Name,
        ..AttendeeFilter::of(Some(Registered))
    };
    let action = AttendeeAction::To(Confirmed);
    let changed = queries::change(&mut tx, event, &Target::Matching(filter), action)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let expected = (0..60).filter(|place| place % 7 == 2).count();
    assert_eq!(changed.changed as usize, expected);
    let confirmed: i64 = town
        .look(&format!(
            "count(*) from event_attendees where event_id = '{event}' and status = 'confirmed'"
        ))
        .await;
    assert_eq!(confirmed as usize, expected);
}

#[tokio::test]
async fn a_note_is_saved_over_the_one_that_was_read() {
    let town = Town::new().await;
    let (event, people) = (town.event(None).await, town.contacts(1).await);
    town.add(event, &people).await;
    let id = town.of(event, &people).await[0];
    let note = async |before: Option<&str>, notes: Option<&str>| {
        let mut tx = town.tx(Role::Owner).await;
        queries::update_notes(&mut tx, event, id, before, notes).await?;
        tx.commit().await
    };
    note(None, Some("Vegetarian")).await.unwrap();
    // Where somebody stands is no hindrance.
    town.change(event, &[id], Confirmed).await;
    note(Some("Vegetarian"), Some("Vegan")).await.unwrap();
    let Err(AppError::Stale { stale }) = note(Some("Vegetarian"), Some("Eats all")).await else {
        panic!("an older note was replaced");
    };
    assert_eq!(stale.changes[0].theirs, "Vegan");
    assert_eq!(stale.by, "Owner Lumen");
    // Who meant the same meant no harm.
    note(None, Some("Vegan")).await.unwrap();
    note(Some("Vegan"), None).await.unwrap();
    assert_eq!(town.rows(event).await[0].notes, None);
}

#[tokio::test]
async fn members_change_who_comes_to_their_own_events_and_see_the_others() {
    let town = Town::new().await;
    let (event, people) = (town.event(None).await, town.contacts(1).await);
    town.add(event, &people).await;
    let ids = town.of(event, &people).await;
    let mut tx = town.tx(Role::Member).await;
    let filter = AttendeeFilter::default();
    assert!(
        !queries::page(&mut tx, event, &filter, None)
            .await
            .unwrap()
            .head
            .can_edit
    );
    let target = Target::Ids(ids);
    let refused = queries::change(&mut tx, event, &target, AttendeeAction::To(Cancelled)).await;
    assert_eq!(refused, Err(AppError::Forbidden));
    let people = [Who::Contact(people[0])];
    assert_eq!(
        queries::add(&mut tx, event, &people).await,
        Err(AppError::Forbidden)
    );
    drop(tx);
    town.act(&format!(
        "update events set title = 'Own' where id = '{event}'; \
         alter table events disable trigger touch; update events set created_by = '{}' where id = '{event}'; \
         alter table events enable trigger touch",
        town.lumen.user(Role::Member)
    ))
    .await;
    let mut tx = town.tx(Role::Member).await;
    let changed = queries::change(&mut tx, event, &target, AttendeeAction::To(Cancelled)).await;
    assert_eq!(changed.unwrap().changed, 1);
}

#[tokio::test]
async fn door_staff_see_who_comes_to_the_events_they_are_assigned_to() {
    let town = Town::new().await;
    let (event, people) = (town.event(None).await, town.contacts(1).await);
    town.add(event, &people).await;
    let filter = AttendeeFilter::default();
    let mut tx = town.tx(Role::Door).await;
    assert_eq!(
        queries::page(&mut tx, event, &filter, None).await,
        Err(AppError::NotFound)
    );
    drop(tx);
    town.act(&format!(
        "insert into event_staff (organization_id, event_id, user_id) values ('{}', '{event}', '{}')",
        town.lumen.id,
        town.lumen.user(Role::Door)
    ))
    .await;
    let mut tx = town.tx(Role::Door).await;
    let list = queries::page(&mut tx, event, &filter, None).await.unwrap();
    assert_eq!((list.page.rows.len(), list.head.can_edit), (1, false));
    let people = [Who::Contact(people[0])];
    assert_eq!(
        queries::add(&mut tx, event, &people).await,
        Err(AppError::Forbidden)
    );
}
