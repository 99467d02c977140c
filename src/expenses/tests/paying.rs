//! Paying, and taking back what is paid.

use super::*;
use uuid::Uuid;

#[tokio::test]
async fn a_payment_that_is_sent_twice_pays_once() {
    let town = Town::new().await;
    let seen = town.approved(Role::Member, &train("10")).await;
    let key = Uuid::now_v7();
    for _ in 0..2 {
        assert_eq!(town.pay(Role::Admin, &[seen], key).await.done(), 1);
    }
    assert_eq!(town.audited(seen.id, "paid").await, 1);
    let claim = town.look(Role::Member, seen.id).await;
    assert_eq!(claim.payment_reference.as_deref(), Some("SEPA 1"));
    let other = town.pay(Role::Admin, &[seen], Uuid::now_v7()).await;
    assert!(
        reason(&other).starts_with("It is paid already, by "),
        "{}",
        reason(&other)
    );
}

#[tokio::test]
async fn a_batch_with_one_that_is_paid_already_pays_the_others() {
    let town = Town::new().await;
    let paid = town.paid(Role::Member, &train("10")).await;
    let (one, two) = (
        town.approved(Role::Member, &train("11")).await,
        town.approved(Role::Member, &train("12")).await,
    );
    let outcome = town.pay(Role::Owner, &[one, paid, two], Uuid::now_v7()).await;
    let refused: Vec<_> = outcome.refused().map(|one| one.id).collect();
    assert_eq!((outcome.done(), refused), (2, vec![paid.id]));
}

#[tokio::test]
async fn only_what_is_approved_is_paid() {
    let town = Town::new().await;
    let seen = town.pending(Role::Member, &train("10")).await;
    let refused = town.pay(Role::Owner, &[seen], Uuid::now_v7()).await;
    assert_eq!(reason(&refused), "It waits for a decision.");
}

#[tokio::test]
async fn what_is_paid_stays_as_it_is() {
    let town = Town::new().await;
    let seen = town.paid(Role::Member, &train("10")).await;
    let refused = town.save(Role::Member, seen, &train("11")).await;
    assert!(matches!(refused, Err(AppError::Conflict { .. })), "{refused:?}");
    let mut tx = town.tx(Role::Member).await;
    assert!(queries::recall(&mut tx, seen.id, seen.version).await.is_err());
    drop(tx);
    assert_eq!(town.look(Role::Member, seen.id).await.amount.minor, 1_000);
}

#[tokio::test]
async fn what_is_paid_is_taken_back_by_a_claim_that_others_approve() {
    let town = Town::new().await;
    let seen = town.paid(Role::Member, &train("10")).await;
    let mut tx = town.tx(Role::Owner).await;
    let reversal = queries::reverse(&mut tx, seen.id).await.unwrap();
    tx.commit().await.unwrap();
    let claim = town.look(Role::Owner, reversal).await;
    assert_eq!(
        (claim.reverses, claim.status),
        (Some(seen.id), ExpenseStatus::Pending)
    );
    assert_eq!(claim.amount.minor, 1_000, "the amount is positive");
    assert!(!claim.may.decide, "nobody decides about what they made");
    let now = town.now(reversal).await;
    assert_ne!(
        reason(&town.decide(Role::Owner, &[now], Verdict::Approve).await),
        "it was done"
    );
    assert_eq!(town.decide(Role::Admin, &[now], Verdict::Approve).await.done(), 1);
    assert_eq!(town.look(Role::Member, seen.id).await.reversed_by, Some(reversal));

    let mut tx = town.tx(Role::Admin).await;
    assert!(queries::reverse(&mut tx, seen.id).await.is_err(), "once only");
}

#[tokio::test]
async fn a_reversal_that_waits_is_subtracted_from_what_waits() {
    let town = Town::new().await;
    let seen = town.paid(Role::Member, &train("10")).await;
    town.pending(Role::Member, &train("25")).await;
    let mut tx = town.tx(Role::Owner).await;
    queries::reverse(&mut tx, seen.id).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = town.tx(Role::Admin).await;
    let sums = queries::inbox(&mut tx, &InboxFilter::default(), None)
        .await
        .unwrap()
        .sums;
    assert_eq!(sums.iter().map(|sum| sum.minor).collect::<Vec<_>>(), [1_500]);
    assert_eq!(
        queries::waiting(&mut tx, &InboxFilter::default())
            .await
            .unwrap()
            .sums,
        sums
    );
}

#[tokio::test]
async fn a_reversal_is_subtracted_from_what_one_claims() {
    let town = Town::new().await;
    let seen = town.paid(Role::Admin, &train("10")).await;
    let mut tx = town.tx(Role::Owner).await;
    let reversal = queries::reverse(&mut tx, seen.id).await.unwrap();
    tx.commit().await.unwrap();
    let now = town.now(reversal).await;
    let mut tx = town.tx(Role::Admin).await;
    let sums = queries::sums(&mut tx).await.unwrap();
    let of_each: Vec<_> = sums.iter().map(|sum| (sum.status, sum.sum.minor)).collect();
    assert_eq!(
        of_each,
        [(ExpenseStatus::Paid, 1_000), (ExpenseStatus::Pending, -1_000)]
    );
    drop(tx);
    // Whoever gets the money does not decide about giving it back either.
    assert_ne!(
        reason(&town.decide(Role::Admin, &[now], Verdict::Approve).await),
        "it was done"
    );
}
