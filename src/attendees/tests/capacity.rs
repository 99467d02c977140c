//! How many may come is changed, and the event itself goes and comes back.

use super::*;
use crate::events;
use crate::events::types::{EventForm, EventStatus};
use crate::ui::locale::Locale;
use crate::ui::time::Zone;
use chrono::Utc;

/// Saves an event with another number of places.
async fn set_places(town: &Town, event: EventId, places: &str) -> AppResult<i32> {
    let locale = Locale::of("en-GB");
    let mut tx = town.tx(Role::Owner).await;
    let stored = events::queries::find(&mut tx, event).await?;
    let form = EventForm {
        max_attendees: places.into(),
        ..EventForm::of(&stored, &locale)
    };
    let zone = Zone::named(&form.timezone).unwrap();
    let new = form.parse()?.by(&zone, &locale, Utc::now())?;
    let version = events::queries::update(&mut tx, event, stored.version, &new, &locale).await?;
    tx.commit().await?;
    Ok(version)
}

#[tokio::test]
async fn more_places_go_to_those_who_wait_and_fewer_than_are_taken_are_refused() {
    let town = Town::new().await;
    let (event, people) = (town.event(Some(1)).await, town.contacts(4).await);
    town.add(event, &people).await;
    set_places(&town, event, "3").await.unwrap();
    assert_eq!(
        town.statuses(event, &people).await,
        [Registered, Registered, Registered, Waitlisted]
    );
    assert!(set_places(&town, event, "2").await.is_err());
    assert_eq!(town.taken(event).await, 3);
    // Anybody may come: nobody waits any more.
    set_places(&town, event, "").await.unwrap();
    assert_eq!(town.statuses(event, &people).await, [Registered; 4]);
    assert_eq!(town.taken(event).await, 4);
}

#[tokio::test]
async fn an_event_that_goes_and_comes_back_has_the_same_places_taken() {
    let town = Town::new().await;
    let (event, people) = (town.event(Some(2)).await, town.contacts(4).await);
    town.add(event, &people).await;
    let ids = town.of(event, &people).await;
    town.try_change(event, &ids[1..2], AttendeeAction::Remove)
        .await
        .unwrap();
    let mut tx = town.tx(Role::Owner).await;
    events::queries::delete(&mut tx, event).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        conflict_or_not_found(town.try_add(event, &people).await),
        "not found"
    );
    let mut tx = town.tx(Role::Owner).await;
    events::queries::restore(&mut tx, event).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.taken(event).await, 2);
    assert_eq!(
        town.statuses(event, &[people[0], people[2], people[3]]).await,
        [Registered, Registered, Waitlisted]
    );
    // They are found again too.
    let mut tx = town.tx(Role::Owner).await;
    let filter = AttendeeFilter {
        search: "no00003".into(),
        ..AttendeeFilter::default()
    };
    let found = queries::page(&mut tx, event, &filter, None).await.unwrap();
    assert_eq!(found.page.rows.len(), 1);
}

fn conflict_or_not_found<T: std::fmt::Debug>(outcome: AppResult<T>) -> &'static str {
    match outcome {
        Err(AppError::NotFound) => "not found",
        Err(AppError::Conflict { .. }) => "conflict",
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_event_that_is_over_promotes_nobody_until_it_goes_on() {
    let town = Town::new().await;
    let (event, people) = (town.event_at(-1, Some(1)).await, town.contacts(2).await);
    town.act(&format!(
        "update events set status = 'completed' where id = '{event}'"
    ))
    .await;
    town.add(event, &people).await;
    let ids = town.of(event, &people).await;
    let changed = town.change(event, &ids[..1], NoShow).await;
    assert_eq!(changed.changed, 1);
    let changed = town.change(event, &ids[..1], Cancelled).await;
    assert_eq!(changed.promoted, 0);
    assert_eq!(town.statuses(event, &people).await, [Cancelled, Waitlisted]);
    // Somebody said so too early.
    let mut tx = town.tx(Role::Owner).await;
    events::queries::set_status(&mut tx, event, EventStatus::Ongoing, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.statuses(event, &people).await, [Cancelled, Registered]);
    assert_eq!(town.taken(event).await, 1);
}
