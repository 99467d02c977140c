//! Another organisation sees and changes nothing.

use super::*;

#[tokio::test]
async fn another_organisation_sees_and_changes_nothing_of_a_list() {
    let town = Town::new().await;
    let (event, people) = (town.event(Some(1)).await, town.contacts(2).await);
    let added = town.add(event, &people).await;
    let ids = town.of(event, &people).await;
    let mut tx = town.harbor_tx().await;
    let filter = AttendeeFilter::default();
    assert_eq!(
        queries::page(&mut tx, event, &filter, None).await,
        Err(AppError::NotFound)
    );
    assert_eq!(
        queries::candidates(&mut tx, event, "person").await,
        Err(AppError::NotFound)
    );
    let who = [Who::Contact(people[0])];
    assert_eq!(queries::add(&mut tx, event, &who).await, Err(AppError::NotFound));
    let action = AttendeeAction::To(Cancelled);
    for target in [Target::Ids(ids.clone()), Target::Matching(filter.clone())] {
        assert_eq!(
            queries::change(&mut tx, event, &target, action).await,
            Err(AppError::NotFound)
        );
    }
    assert_eq!(
        queries::undo(&mut tx, event, added.undo.unwrap()).await,
        Err(AppError::NotFound)
    );
    assert_eq!(
        queries::update_notes(&mut tx, event, ids[0], None, Some("Hello")).await,
        Err(AppError::NotFound)
    );
    assert!(queries::portion(&mut tx, event, &filter, None).await.is_err());
    drop(tx);
    assert_eq!(town.statuses(event, &people).await, [Registered, Waitlisted]);
}

#[tokio::test]
async fn another_organisations_people_and_attendees_are_not_there() {
    let town = Town::new().await;
    let (event, people) = (town.event(None).await, town.contacts(1).await);
    town.add(event, &people).await;
    let ids = town.of(event, &people).await;
    // Harbor's own event.
    let own = EventId::new();
    let statement = format!(
        "begin; set local app.organization_id = '{0}'; set local app.user_id = '{1}'; set local app.actor_kind = 'person';
         insert into events (organization_id, id, created_by, title, start_date, end_date, status)
         values ('{0}', '{own}', '{1}', 'Regatta', now(), now() + interval '1 hour', 'published'); commit",
        town.harbor.id,
        town.harbor.user(Role::Owner)
    );
    sqlx::raw_sql(AssertSqlSafe(statement))
        .execute(&town.db.admin_pool())
        .await
        .unwrap();
    let mut tx = town.harbor_tx().await;
    let meant = [
        Who::Contact(people[0]),
        Who::Colleague(town.lumen.user(Role::Owner)),
    ];
    let added = queries::add(&mut tx, own, &meant).await.unwrap();
    assert_eq!((added.placed, added.gone, added.undo), (0, 2, None));
    let target = Target::Ids(ids);
    let refused = queries::change(&mut tx, own, &target, AttendeeAction::Remove).await;
    assert_eq!(refused, Err(AppError::NotFound));
    let found = queries::candidates(&mut tx, own, "person").await.unwrap();
    assert!(found.found.is_empty(), "{found:?}");
}

#[tokio::test]
async fn an_attendee_of_another_event_is_not_there() {
    let town = Town::new().await;
    let (event, other) = (town.event(None).await, town.event(None).await);
    let people = town.contacts(1).await;
    town.add(event, &people).await;
    let ids = town.of(event, &people).await;
    let refused = town.try_change(other, &ids, AttendeeAction::Remove).await;
    assert_eq!(refused, Err(AppError::NotFound));
    let gone = town.try_change(event, &[nobody()], AttendeeAction::Remove).await;
    assert_eq!(gone, Err(AppError::NotFound));
    let some = town
        .try_change(event, &[ids[0], nobody()], AttendeeAction::Remove)
        .await
        .unwrap();
    assert_eq!((some.changed, some.gone), (1, 1));
}
