//! Who works at an event.

use super::*;
use crate::error::AppError;
use crate::ids::UserId;

#[tokio::test]
async fn a_colleague_is_assigned_once_and_taken_off() {
    let town = Town::new().await;
    let id = town.add(Role::Member, &evening("Gala", 5)).await;
    let door = town.lumen.user(Role::Door);
    let mut tx = town.tx(Role::Member).await;
    for _ in 0..2 {
        queries::assign(&mut tx, id, door).await.unwrap();
    }
    let staff = queries::find(&mut tx, id).await.unwrap().staff;
    assert_eq!(staff.iter().map(|one| one.id).collect::<Vec<_>>(), [door]);
    for _ in 0..2 {
        queries::unassign(&mut tx, id, door).await.unwrap();
    }
    assert!(queries::find(&mut tx, id).await.unwrap().staff.is_empty());
}

#[tokio::test]
async fn only_active_colleagues_are_assigned_and_only_by_whoever_may_change_the_event() {
    let town = Town::new().await;
    let id = town.add(Role::Owner, &evening("Gala", 5)).await;
    let mut tx = town.tx(Role::Owner).await;
    let strangers = [
        town.harbor.user(Role::Door),
        town.lumen.user(Role::System),
        UserId::new(),
    ];
    for stranger in strangers {
        let refused = queries::assign(&mut tx, id, stranger).await.unwrap_err();
        assert_eq!(refused, AppError::field("user_id", "Choose an active colleague."));
    }
    tx.commit().await.unwrap();
    let door = town.lumen.user(Role::Door);
    let mut member = town.tx(Role::Member).await;
    assert_eq!(
        queries::assign(&mut member, id, door).await,
        Err(AppError::Forbidden)
    );
    assert_eq!(
        queries::unassign(&mut member, id, door).await,
        Err(AppError::Forbidden)
    );
    let mut harbor = town.harbor_tx().await;
    let theirs = town.harbor.user(Role::Door);
    assert_eq!(
        queries::assign(&mut harbor, id, theirs).await,
        Err(AppError::NotFound)
    );
}
