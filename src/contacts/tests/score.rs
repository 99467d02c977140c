//! The score: a person's judgement, or what a job works out.

use super::*;
use crate::error::AppError;
use serde_json::{Value, json};

fn scored(score: &str) -> NewContact {
    new(&ContactForm {
        lead_score: score.into(),
        ..form("Ada", "Lovelace")
    })
}

/// What the trail says of a contact's changes, oldest first.
async fn told(town: &Town, id: ContactId) -> Vec<(Value, Value)> {
    sqlx::query_as(
        "select old_values, new_values from audit_logs
         where organization_id = $1 and table_name = 'contacts' and record_id = $2 and action = 'update' order by created_at",
    )
    .bind(town.lumen.id)
    .bind(id)
    .fetch_all(town.tx(Role::Owner).await.conn())
    .await
    .unwrap()
}

#[tokio::test]
async fn a_score_that_a_person_gives_is_a_version_and_stands_in_the_trail() {
    let town = Town::new().await;
    let (id, other) = (town.ada().await, town.ada().await);
    let mut tx = town.tx(Role::Admin).await;
    assert_eq!(queries::update(&mut tx, id, 1, &scored("80")).await, Ok(2));
    tx.commit().await.unwrap();
    assert_eq!(
        told(&town, id).await,
        [(json!({ "lead_score": 0 }), json!({ "lead_score": 80 }))]
    );
    let stored = town.find(id).await;
    assert_eq!(
        stored.updated_by.map(|who| who.name).as_deref(),
        Some("Admin Lumen")
    );
    assert!(stored.updated_at > stored.created_at);
    assert_eq!(
        (town.find(other).await.version, told(&town, other).await),
        (1, vec![])
    );
}

#[tokio::test]
async fn of_two_who_judge_at_once_the_second_is_told_of_the_first() {
    let town = Town::new().await;
    let id = town.ada().await;
    let mut tx = town.tx(Role::Admin).await;
    queries::update(&mut tx, id, 1, &scored("80")).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = town.tx(Role::Owner).await;
    let Err(AppError::Stale { stale }) = queries::update(&mut tx, id, 1, &scored("20")).await else {
        panic!("one judgement went unseen")
    };
    let change = &stale.changes[0];
    assert_eq!(
        (
            change.field.as_str(),
            change.mine.as_str(),
            change.theirs.as_str()
        ),
        ("lead_score", "20", "80")
    );
    assert_eq!(stale.changes.len(), 1);
}

#[tokio::test]
async fn a_score_that_a_job_works_out_is_no_version_and_leaves_no_trace() {
    let town = Town::new().await;
    let id = town.ada().await;
    let before = town.find(id).await;
    let work = async |change: &'static str| {
        let mut tx = town.tx(Role::Owner).await;
        sqlx::query("set local app.actor_kind = 'job'")
            .execute(tx.conn())
            .await
            .unwrap();
        let done = sqlx::query(change)
            .bind(town.lumen.id)
            .bind(id)
            .execute(tx.conn())
            .await
            .unwrap();
        assert_eq!(done.rows_affected(), 1);
        tx.commit().await.unwrap();
    };
    work("update contacts set lead_score = 55 where organization_id = $1 and id = $2").await;
    let after = town.find(id).await;
    assert_eq!(after.lead_score, 55);
    assert_eq!(
        (after.version, after.updated_at, after.updated_by),
        (before.version, before.updated_at, before.updated_by)
    );
    assert_eq!(told(&town, id).await, []);

    // What else a job changes is a change like any other.
    work("update contacts set lead_score = 60, bio = 'Imported' where organization_id = $1 and id = $2")
        .await;
    assert_eq!(town.find(id).await.version, 2);
    assert_eq!(
        told(&town, id).await,
        [(json!({ "bio": null }), json!({ "bio": "Imported" }))]
    );
}
