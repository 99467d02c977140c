//! An event's record.

use super::*;
use crate::error::AppError;
use crate::events::types::EventStatus;

fn gala() -> EventForm {
    EventForm {
        description: "With dinner.".into(),
        venue: "Old mint".into(),
        location: "Berlin".into(),
        address: "Molkenmarkt 2".into(),
        max_attendees: "80".into(),
        budget: "12500.50".into(),
        registration_url: "tickets.example.com/gala".into(),
        ..evening("Gala", 48)
    }
}

#[tokio::test]
async fn what_is_typed_is_what_is_read() {
    let town = Town::new().await;
    let id = town.add(Role::Member, &gala()).await;
    let event = town.find(id).await;
    let typed = EventForm {
        registration_url: "https://tickets.example.com/gala".into(),
        ..gala()
    };
    assert_eq!(EventForm::of(&event, &english()), typed);
    assert_eq!(
        (event.status, event.version, event.attendees),
        (EventStatus::Draft, 1, 0)
    );
    assert_eq!(event.created_by.id, town.lumen.user(Role::Member));
}

#[tokio::test]
async fn an_event_is_invisible_to_another_organisation() {
    let town = Town::new().await;
    let id = town.add(Role::Owner, &gala()).await;
    let mut tx = town.harbor_tx().await;
    assert_eq!(queries::find(&mut tx, id).await.unwrap_err(), AppError::NotFound);
    assert_eq!(
        queries::timezone(&mut tx, id).await.unwrap_err(),
        AppError::NotFound
    );
    let saved = queries::update(&mut tx, id, 1, &new(&gala()), &english()).await;
    assert_eq!(saved.unwrap_err(), AppError::NotFound);
    assert_eq!(
        queries::delete(&mut tx, id).await.unwrap_err(),
        AppError::NotFound
    );
    assert_eq!(
        queries::restore(&mut tx, id).await.unwrap_err(),
        AppError::NotFound
    );
    tx.commit().await.unwrap();
    assert_eq!(town.find(id).await.version, 1);
}

#[tokio::test]
async fn a_member_changes_what_they_made_and_nothing_else() {
    let town = Town::new().await;
    let (own, others) = (
        town.add(Role::Member, &gala()).await,
        town.add(Role::Manager, &gala()).await,
    );
    let mut tx = town.tx(Role::Member).await;
    queries::update(&mut tx, own, 1, &new(&evening("Ball", 50)), &english())
        .await
        .unwrap();
    assert!(queries::find(&mut tx, own).await.unwrap().can_edit);
    assert!(!queries::find(&mut tx, others).await.unwrap().can_edit);
    let saved = queries::update(&mut tx, others, 1, &new(&gala()), &english()).await;
    assert_eq!(saved.unwrap_err(), AppError::Forbidden);
    assert_eq!(
        queries::delete(&mut tx, others).await.unwrap_err(),
        AppError::Forbidden
    );
}

#[tokio::test]
async fn door_staff_see_the_events_they_are_assigned_to() {
    let town = Town::new().await;
    let (theirs, other) = (
        town.add(Role::Owner, &gala()).await,
        town.add(Role::Owner, &gala()).await,
    );
    let mut tx = town.tx(Role::Owner).await;
    queries::assign(&mut tx, theirs, town.lumen.user(Role::Door))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut door = town.tx(Role::Door).await;
    assert_eq!(queries::find(&mut door, theirs).await.unwrap().title, "Gala");
    assert_eq!(
        queries::find(&mut door, other).await.unwrap_err(),
        AppError::NotFound
    );
    assert_eq!(
        queries::delete(&mut door, theirs).await.unwrap_err(),
        AppError::Forbidden
    );
}

#[tokio::test]
async fn the_second_to_save_is_told_what_differs() {
    let town = Town::new().await;
    let id = town.add(Role::Owner, &gala()).await;
    let mut tx = town.tx(Role::Manager).await;
    let theirs = EventForm {
        title: "Ball".into(),
        ..gala()
    };
    assert_eq!(
        queries::update(&mut tx, id, 1, &new(&theirs), &english())
            .await
            .unwrap(),
        2
    );
    tx.commit().await.unwrap();
    let mine = EventForm {
        venue: "New mint".into(),
        ..gala()
    };
    let mut tx = town.tx(Role::Owner).await;
    let refused = queries::update(&mut tx, id, 1, &new(&mine), &english())
        .await
        .unwrap_err();
    let AppError::Stale { stale } = refused else {
        panic!("{refused:?}")
    };
    let fields: Vec<_> = stale.changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(fields, ["title", "venue"]);
    assert_eq!(stale.version, 2);
    // The same form twice is no conflict.
    let again = queries::update(&mut tx, id, 1, &new(&theirs), &english()).await;
    assert_eq!(again.unwrap(), 2);
}

#[tokio::test]
async fn fewer_places_than_are_taken_are_refused_with_their_number() {
    let town = Town::new().await;
    let id = town.add(Role::Owner, &gala()).await;
    town.act(&format!(
        "update events set current_attendees = 17 where id = '{id}'"
    ))
    .await;
    let places = |most: &str| {
        new(&EventForm {
            max_attendees: most.into(),
            ..gala()
        })
    };
    let mut tx = town.tx(Role::Owner).await;
    let refused = queries::update(&mut tx, id, 1, &places("16"), &english())
        .await
        .unwrap_err();
    drop(tx);
    assert_eq!(
        refused.fields().get("max_attendees"),
        Some("17 places are taken: leave at least as many.")
    );
    for enough in ["17", ""] {
        let version = town.find(id).await.version;
        let mut tx = town.tx(Role::Owner).await;
        queries::update(&mut tx, id, version, &places(enough), &english())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn in_another_time_zone_the_clock_stays_or_the_moment() {
    let town = Town::new().await;
    let id = town.add(Role::Owner, &gala()).await;
    let before = town.find(id).await;
    let item = |event: &Event| {
        format!(
            "insert into event_agenda_items (organization_id, event_id, created_by, title, start_time, end_time)
             select organization_id, id, created_by, 'Welcome', start_date, end_date from events where id = '{}'",
            event.id
        )
    };
    town.act(&item(&before)).await;
    let tokyo = Zone::named("Asia/Tokyo").unwrap();
    let moved = EventForm {
        timezone: tokyo.name.clone(),
        zone_change: "clock".into(),
        ..gala()
    };
    let mut tx = town.tx(Role::Owner).await;
    queries::update(&mut tx, id, 1, &new(&moved), &english())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let after = town.find(id).await;
    assert_eq!(
        after.span.zone.local(after.span.start),
        before.span.zone.local(before.span.start)
    );
    assert_ne!(after.span.start, before.span.start);
    // The agenda goes with it.
    let welcome = "select start_time from event_agenda_items where event_id = $1";
    let at: chrono::DateTime<Utc> = sqlx::query_scalar(welcome)
        .bind(id)
        .fetch_one(&town.db.admin_pool())
        .await
        .unwrap();
    assert_eq!(at, after.span.start);
}

#[tokio::test]
async fn an_event_goes_to_the_trash_and_comes_back_with_what_belongs_to_it() {
    let town = Town::new().await;
    let id = town.add(Role::Member, &gala()).await;
    let (organization, member) = (town.lumen.id, town.lumen.user(Role::Member));
    town.act(&format!(
        "insert into event_attendees (organization_id, event_id, user_id) values ('{organization}', '{id}', '{member}');
         insert into event_agenda_items (organization_id, event_id, created_by, title, start_time, end_time)
           values ('{organization}', '{id}', '{member}', 'Welcome', now(), now() + interval '1 hour')"
    ))
    .await;
    let left = || async {
        let query = "select (select count(*) from event_attendees where not is_deleted) \
                     + (select count(*) from event_agenda_items where not is_deleted)";
        let left: i64 = sqlx::query_scalar(query)
            .fetch_one(&town.db.admin_pool())
            .await
            .unwrap();
        left
    };
    let mut tx = town.tx(Role::Member).await;
    assert_eq!(queries::delete(&mut tx, id).await.unwrap().title, "Gala");
    tx.commit().await.unwrap();
    assert_eq!(left().await, 0);
    assert!(town.find(id).await.is_deleted);
    // Whoever may not bring it back does not find it.
    let mut other = town.tx(Role::Door).await;
    assert_eq!(
        queries::find(&mut other, id).await.unwrap_err(),
        AppError::NotFound
    );
    for _ in 0..2 {
        let mut tx = town.tx(Role::Member).await;
        queries::restore(&mut tx, id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(left().await, 2);
    }
}
