//! An event once more.

use super::*;
use crate::error::AppError;
use crate::events::types::EventStatus;
use chrono::DateTime;

fn at(local: &str) -> DateTime<Utc> {
    berlin().parse_input(local).unwrap()
}

/// An evening before the clocks go back, with an item of its agenda and somebody who works there.
async fn ball(town: &Town) -> EventId {
    let form = EventForm {
        start_date: "2027-10-29T18:00".into(),
        end_date: "2027-10-29T23:00".into(),
        venue: "Old mint".into(),
        budget: "500".into(),
        ..evening("Ball", 1)
    };
    let id = town.add(Role::Owner, &form).await;
    let (organization, owner, door) = (
        town.lumen.id,
        town.lumen.user(Role::Owner),
        town.lumen.user(Role::Door),
    );
    town.act(&format!(
        "insert into event_agenda_items (organization_id, event_id, created_by, title, start_time, end_time, sort_order)
           values ('{organization}', '{id}', '{owner}', 'Waltz', '{}', '{}', 7);
         insert into event_staff (organization_id, event_id, user_id) values ('{organization}', '{id}', '{door}');
         insert into event_attendees (organization_id, event_id, user_id) values ('{organization}', '{id}', '{owner}');
         update events set status = 'published', current_attendees = 1 where id = '{id}'",
        at("2027-10-29T19:00"),
        at("2027-10-29T20:00"),
    ))
    .await;
    id
}

#[tokio::test]
async fn a_clone_is_a_draft_of_everything_but_the_attendees_at_the_same_times_of_day() {
    let town = Town::new().await;
    let id = ball(&town).await;
    let mut tx = town.tx(Role::Member).await;
    // The clocks have gone back by then: a week later is 169 hours later.
    let copy = queries::clone_event(&mut tx, id, "Ball again", at("2027-11-05T18:00"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let (one, other) = (town.find(id).await, town.find(copy).await);
    assert_eq!(
        (other.title.as_str(), other.status, other.attendees),
        ("Ball again", EventStatus::Draft, 0)
    );
    assert_eq!(
        (other.span.start, other.span.end),
        (at("2027-11-05T18:00"), at("2027-11-05T23:00"))
    );
    assert_eq!((&other.venue, other.budget), (&one.venue, one.budget));
    assert_eq!(other.staff, one.staff);
    assert_eq!(other.created_by.id, town.lumen.user(Role::Member));
    let waltz = "select start_time from event_agenda_items where event_id = $1 and sort_order = 7";
    let waltz: DateTime<Utc> = sqlx::query_scalar(waltz)
        .bind(copy)
        .fetch_one(&town.db.admin_pool())
        .await
        .unwrap();
    assert_eq!(waltz, at("2027-11-05T19:00"));
}

#[tokio::test]
async fn nobody_clones_what_they_do_not_see_or_may_not_add() {
    let town = Town::new().await;
    let id = ball(&town).await;
    let start = at("2027-11-05T18:00");
    let mut harbor = town.harbor_tx().await;
    assert_eq!(
        queries::clone_event(&mut harbor, id, "Ball", start).await,
        Err(AppError::NotFound)
    );
    let mut door = town.tx(Role::Door).await;
    assert_eq!(
        queries::clone_event(&mut door, id, "Ball", start).await,
        Err(AppError::Forbidden)
    );
}
