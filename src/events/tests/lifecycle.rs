//! Where an event stands, and how it moves on.

use super::*;
use crate::error::AppError;
use crate::events::types::EventStatus as S;

async fn move_to(town: &Town, role: Role, id: EventId, to: S) -> Result<(), AppError> {
    let mut tx = town.tx(role).await;
    queries::set_status(&mut tx, id, to, Some("Rain.")).await?;
    tx.commit().await
}

#[tokio::test]
async fn an_event_is_moved_as_the_table_of_moves_says_and_not_otherwise() {
    let town = Town::new().await;
    for from in S::ALL {
        for to in S::ALL {
            let id = town.add(Role::Owner, &evening("Gala", 1)).await;
            town.act(&format!("update events set status = '{from}' where id = '{id}'"))
                .await;
            let outcome = move_to(&town, Role::Owner, id, *to).await;
            if from == to || from.moves().contains(to) {
                assert_eq!(outcome, Ok(()), "{from} to {to}");
                assert_eq!(town.find(id).await.status, *to);
            } else {
                assert!(
                    matches!(outcome, Err(AppError::Conflict { .. })),
                    "{from} to {to}: {outcome:?}"
                );
                assert_eq!(town.find(id).await.status, *from);
            }
        }
    }
}

#[tokio::test]
async fn why_an_event_is_cancelled_is_told_until_it_is_taken_up_again() {
    let town = Town::new().await;
    let id = town.add(Role::Owner, &evening("Gala", 1)).await;
    move_to(&town, Role::Owner, id, S::Published).await.unwrap();
    assert_eq!(town.find(id).await.cancelled_reason, None);
    move_to(&town, Role::Owner, id, S::Cancelled).await.unwrap();
    assert_eq!(town.find(id).await.cancelled_reason.as_deref(), Some("Rain."));
    move_to(&town, Role::Owner, id, S::Draft).await.unwrap();
    assert_eq!(town.find(id).await.cancelled_reason, None);
}

#[tokio::test]
async fn what_is_over_is_not_published() {
    let town = Town::new().await;
    let id = town.add(Role::Owner, &evening("Gala", -5)).await;
    let outcome = move_to(&town, Role::Owner, id, S::Published).await;
    let message = "This event is over: change when it ends first.".to_owned();
    assert_eq!(outcome, Err(AppError::Conflict { message }));
}

#[tokio::test]
async fn of_two_who_move_an_event_at_once_one_hears_where_it_is_by_now() {
    let town = Town::new().await;
    let id = town.add(Role::Owner, &evening("Gala", 1)).await;
    town.act(&format!(
        "update events set status = 'published' where id = '{id}'"
    ))
    .await;
    let (one, other) = tokio::join!(
        move_to(&town, Role::Owner, id, S::Cancelled),
        move_to(&town, Role::Manager, id, S::Ongoing),
    );
    let now = town.find(id).await.status;
    // Whatever came first: a cancelled event does not begin, and one that has begun can be cancelled.
    match (one, other) {
        (Ok(()), Ok(())) => assert_eq!(now, S::Cancelled),
        (Ok(()), Err(AppError::Conflict { message })) => {
            assert_eq!(
                (now, message.as_str()),
                (S::Cancelled, "This event is cancelled by now.")
            );
        }
        outcome => panic!("{outcome:?}"),
    }
}

#[tokio::test]
async fn nobody_moves_the_events_of_another_organisation_or_of_somebody_else() {
    let town = Town::new().await;
    let id = town.add(Role::Owner, &evening("Gala", 1)).await;
    assert_eq!(
        move_to(&town, Role::Member, id, S::Published).await,
        Err(AppError::Forbidden)
    );
    let mut tx = town.harbor_tx().await;
    let outcome = queries::set_status(&mut tx, id, S::Published, None).await;
    assert_eq!(outcome, Err(AppError::NotFound));
}

#[tokio::test]
async fn an_event_begins_and_ends_by_itself() {
    let town = Town::new().await;
    let events = [
        ("published", -1, "ongoing"),
        ("published", -5, "completed"),
        ("ongoing", -5, "completed"),
        ("published", 1, "published"),
        ("draft", -5, "draft"),
        ("cancelled", -1, "cancelled"),
    ];
    let mut ids = Vec::new();
    for (status, hours, _) in events {
        let id = town.add(Role::Owner, &evening("Gala", hours)).await;
        town.act(&format!(
            "update events set status = '{status}' where id = '{id}'"
        ))
        .await;
        ids.push(id);
    }
    assert_eq!(
        queries::organizations_with_due_events(&town.pool).await.unwrap(),
        [town.lumen.id]
    );
    // Another organisation's turn changes nothing here.
    let mut tx = town.harbor_tx().await;
    queries::move_on(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    for (id, (status, ..)) in ids.iter().zip(events) {
        assert_eq!(town.find(*id).await.status.as_str(), status);
    }
    let mut tx = town.tx(Role::Owner).await;
    queries::move_on(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    for (id, (status, hours, then)) in ids.iter().zip(events) {
        assert_eq!(town.find(*id).await.status.as_str(), then, "{status} at {hours}");
    }
    assert!(
        queries::organizations_with_due_events(&town.pool)
            .await
            .unwrap()
            .is_empty()
    );
}
