//! Several who do something with the same batch, or the same claims, at once.

use super::*;
use futures::future::join_all;

#[tokio::test]
async fn batches_that_overlap_share_no_claim_and_wait_in_no_circle() {
    let town = Town::banked().await;
    let mut claims = Vec::new();
    for n in 1..=12 {
        claims.push(town.approved(Role::Member, &n.to_string(), "EUR").await);
    }
    let backwards: Vec<_> = claims.iter().rev().copied().collect();
    let (one, two, all) = tokio::join!(
        town.try_make(Role::Owner, Some(&claims)),
        town.try_make(Role::Admin, Some(&backwards)),
        town.try_make(Role::Owner, None),
    );
    let made = [one, two, all].into_iter().filter(Result::is_ok).count();
    assert_eq!(made, 1, "whoever comes later finds nothing left");
    assert_eq!(
        town.count("select count(*) from payment_batch_items where outcome = 'open'")
            .await,
        12
    );
}

#[tokio::test]
async fn of_an_edit_and_the_files_that_race_one_is_told() {
    let town = Town::banked().await;
    for _ in 0..10 {
        let (claim, other) = (
            town.approved(Role::Member, "10", "EUR").await,
            town.approved(Role::Member, "1", "EUR").await,
        );
        let id = town.make(Role::Owner, &[claim, other]).await;
        let (edited, exported) = tokio::join!(
            town.edit(Role::Member, claim, "1000"),
            town.try_export(Role::Owner, id)
        );
        match (&edited, &exported) {
            // The files name what was approved, and it stays.
            (Err(_), Ok(())) => {
                let frozen = queries::frozen(&mut town.tx(Role::Owner).await, id)
                    .await
                    .unwrap();
                assert_eq!(frozen.transfers[0].amount.minor, 1_100);
                assert_eq!(town.status(claim.id).await, "approved");
            }
            // It fell out first.
            (Ok(_), Ok(())) => {
                let frozen = queries::frozen(&mut town.tx(Role::Owner).await, id)
                    .await
                    .unwrap();
                assert_eq!(frozen.transfers[0].amount.minor, 100);
            }
            (Ok(_), Err(AppError::Conflict { .. })) => {
                assert_eq!(town.look(Role::Owner, id).await.status, BatchStatus::Open);
            }
            other => panic!("{other:?}"),
        }
        town.cancel(Role::Owner, id).await.unwrap();
    }
}

#[tokio::test]
async fn of_many_who_settle_at_once_each_claim_is_paid_once() {
    let town = Town::banked().await;
    let claims = [
        town.approved(Role::Member, "10", "EUR").await,
        town.approved(Role::Member, "20", "EUR").await,
    ];
    let id = town.exported(Role::Owner, &claims).await;
    let (version, key) = (town.look(Role::Owner, id).await.version, Uuid::now_v7());
    let roles = [Role::Owner, Role::Admin];
    let clicks = join_all((0..16).map(|n| {
        // Half of them are one double click, the others have keys of their own.
        let key = if n % 2 == 0 { key } else { Uuid::now_v7() };
        town.try_settle(roles[n % 2], id, None, key, version)
    }))
    .await;
    assert!(clicks.iter().any(Result::is_ok));
    let paid =
        "select count(*) from audit_logs where table_name = 'expenses' and new_values ->> 'status' = 'paid'";
    assert_eq!(town.count(paid).await, 2);
    assert_eq!(town.look(Role::Owner, id).await.status, BatchStatus::Settled);
}

#[tokio::test]
async fn of_a_single_payment_and_the_files_that_race_the_money_goes_once() {
    let town = Town::banked().await;
    for _ in 0..10 {
        let (claim, other) = (
            town.approved(Role::Member, "10", "EUR").await,
            town.approved(Role::Member, "1", "EUR").await,
        );
        let id = town.make(Role::Owner, &[claim, other]).await;
        let (single, exported) = tokio::join!(
            town.pay(Role::Admin, std::slice::from_ref(&claim)),
            town.try_export(Role::Owner, id)
        );
        let in_the_files = match exported {
            Ok(()) => {
                let frozen = queries::frozen(&mut town.tx(Role::Owner).await, id)
                    .await
                    .unwrap();
                frozen.transfers[0].amount.minor == 1_100
            }
            Err(_) => false,
        };
        assert_ne!(single.done() == 1, in_the_files, "paid twice, or not at all");
        town.cancel(Role::Owner, id).await.unwrap();
    }
}
