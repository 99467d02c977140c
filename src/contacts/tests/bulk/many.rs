//! Many at once: all that match, and where a request ends.

use super::working::until;
use super::*;
use crate::contacts::jobs::FORGET_BULK_CHANGES;
use crate::jobs;
use crate::jobs::queries::When;
use crate::jobs::types::Queue;

#[tokio::test]
async fn a_thousand_are_changed_at_once_and_one_more_not_at_all() {
    let town = Town::new().await;
    let mut tx = town.tx(Role::Owner).await;
    let ids: Vec<uuid::Uuid> = sqlx::query_scalar(
        "insert into contacts (organization_id, first_name, last_name, created_by)
         select $1, 'Ada', 'Number ' || n, $2 from generate_series(1, 1001) as n returning id",
    )
    .bind(town.lumen.id)
    .bind(town.lumen.user(Role::Owner))
    .fetch_all(tx.conn())
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let ids: Vec<_> = ids.into_iter().map(ContactId).collect();
    let too_many = town.change(Role::Owner, &ids, &plug()).await;
    assert!(matches!(too_many, Err(AppError::Conflict { .. })), "{too_many:?}");
    assert_eq!(town.find(ids[0]).await.contact_type, ContactType::Target);

    let changed = town.change(Role::Owner, &ids[1..], &plug()).await.unwrap();
    assert_eq!((changed.changed, changed.refused), (1000, 0));
    let deleted = town
        .change(Role::Owner, &ids[1..], &BulkChange::Delete)
        .await
        .unwrap();
    assert_eq!(deleted.changed, 1000);
    let undone = town.undo(Role::Owner, deleted.undo.unwrap()).await.unwrap();
    assert_eq!(undone.reversed, 1000);
}

#[tokio::test]
async fn all_that_match_are_changed_exactly_and_nobody_else() {
    let town = Town::new().await;
    let [hot, cold, foreign] = ["hot_lead", "cold_lead", "hot_lead"].map(|status| ContactForm {
        status: status.into(),
        ..form("Ada", "Lovelace")
    });
    let (hot, cold) = (town.add(&hot).await, town.add(&cold).await);
    let trashed = town.add(&new_hot()).await;
    town.change(Role::Owner, &[trashed], &BulkChange::Delete)
        .await
        .unwrap();
    let mut tx = town.harbor_tx().await;
    let foreign = queries::insert(&mut tx, &new(&foreign)).await.unwrap();
    tx.commit().await.unwrap();

    let matching = |query: &str| Target::Matching(ListState::parse(query).filter);
    let mut tx = town.tx(Role::Owner).await;
    let outcome = queries::change_many(&mut tx, &matching("?status=hot_lead"), &plug())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!((outcome.changed, outcome.unchanged, outcome.gone), (1, 0, 0));
    assert_eq!(town.find(hot).await.contact_type, ContactType::Plug);
    assert_eq!(town.find(cold).await.contact_type, ContactType::Target);
    let mut tx = town.harbor_tx().await;
    let theirs = queries::find(&mut tx, foreign).await.unwrap();
    assert_eq!(theirs.contact_type, ContactType::Target);
    drop(tx);

    let mut tx = town.tx(Role::Member).await;
    let refused = queries::change_many(&mut tx, &matching(""), &plug())
        .await
        .unwrap();
    assert_eq!((refused.changed, refused.refused, refused.undo), (0, 2, None));
    let nobody = queries::change_many(&mut tx, &matching("?q=nobody"), &plug())
        .await
        .unwrap();
    assert_eq!(nobody, BulkOutcome::default());
}

/// The one change that can no longer be undone goes when the job for it runs.
pub(super) async fn is_forgotten_by_a_job(town: &Town) {
    let left = async || -> i64 {
        let mut tx = town.tx(Role::Owner).await;
        sqlx::query_scalar("select count(*) from bulk_change_rows where organization_id = $1")
            .bind(town.lumen.id)
            .fetch_one(tx.conn())
            .await
            .unwrap()
    };
    assert_eq!(left().await, 1);
    let mut tx = town.tx(Role::Owner).await;
    let nothing = serde_json::json!({});
    jobs::queries::add(&mut tx, &FORGET_BULK_CHANGES, &nothing, When::default())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let worker = town.worker(Queue::Cleanup);
    until("it is forgotten", async || left().await == 0).await;
    worker.stop().await;
}
