//! Several who do something with the same claim at once.

use super::*;
use futures::future::join_all;
use uuid::Uuid;

#[tokio::test]
async fn of_fifty_who_approve_at_once_one_does_and_one_entry_is_written() {
    let town = Town::new().await;
    let seen = town.pending(Role::Member, &train("10")).await;
    let roles = [Role::Owner, Role::Admin];
    let all = (0..50).map(|n| town.try_decide(roles[n % 2], std::slice::from_ref(&seen), Verdict::Approve));
    let outcomes = join_all(all).await;
    assert!(
        outcomes
            .iter()
            .any(|one| one.as_ref().is_ok_and(|decided| decided.done() == 1))
    );
    assert_eq!(town.audited(seen.id, "approved").await, 1);
    let claim = town.look(Role::Member, seen.id).await;
    let approvals = claim
        .steps
        .iter()
        .filter(|step| step.kind == StepKind::Approved)
        .count();
    assert_eq!((claim.version, approvals), (seen.version + 1, 1));
}

#[tokio::test]
async fn of_who_approves_and_who_rejects_one_wins_and_the_other_is_told() {
    let town = Town::new().await;
    for _ in 0..10 {
        let seen = [town.pending(Role::Member, &train("10")).await];
        let (yes, no) = tokio::join!(
            town.decide(Role::Owner, &seen, Verdict::Approve),
            town.decide(Role::Admin, &seen, Verdict::Reject),
        );
        assert_eq!(yes.done() + no.done(), 1);
        let (won, lost) = if yes.done() == 1 {
            (ExpenseStatus::Approved, no)
        } else {
            (ExpenseStatus::Rejected, yes)
        };
        assert_eq!(town.look(Role::Member, seen[0].id).await.status, won);
        assert!(reason(&lost).contains("already"), "{}", reason(&lost));
    }
}

#[tokio::test]
async fn an_edit_that_races_an_approval_makes_one_of_them_fail_or_asks_again() {
    let town = Town::new().await;
    for _ in 0..10 {
        let seen = town.pending(Role::Member, &train("10")).await;
        let approve = [seen];
        let form = train("1000");
        let (approved, edited) = tokio::join!(
            town.decide(Role::Owner, &approve, Verdict::Approve),
            town.save(Role::Member, seen, &form),
        );
        let claim = town.look(Role::Member, seen.id).await;
        match (approved.done(), edited) {
            // Approved as it was seen, and the edit met another version.
            (1, Err(AppError::Stale { .. })) => {
                assert_eq!(
                    (claim.status, claim.amount.minor),
                    (ExpenseStatus::Approved, 1_000)
                );
            }
            (0, Ok(_)) => {
                assert_eq!(
                    (claim.status, claim.amount.minor),
                    (ExpenseStatus::Pending, 100_000)
                );
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_double_click_pays_once() {
    let town = Town::new().await;
    let seen = [town.approved(Role::Member, &train("10")).await];
    let key = Uuid::now_v7();
    let clicks = join_all((0..20).map(|_| town.try_pay(Role::Owner, &seen, key))).await;
    for click in clicks {
        assert_eq!(click.unwrap().done(), 1, "each is told that it is paid");
    }
    assert_eq!(town.audited(seen[0].id, "paid").await, 1);
}

#[tokio::test]
async fn two_batches_that_overlap_pay_each_claim_once_and_wait_in_no_circle() {
    let town = Town::new().await;
    let mut seen = Vec::new();
    for n in 1..=20 {
        seen.push(town.approved(Role::Member, &train(&n.to_string())).await);
    }
    let backwards: Vec<_> = seen.iter().rev().copied().collect();
    let (one, two) = tokio::join!(
        town.pay(Role::Owner, &seen, Uuid::now_v7()),
        town.pay(Role::Admin, &backwards, Uuid::now_v7()),
    );
    assert_eq!(one.done() + two.done(), 20);
}

#[tokio::test]
async fn of_two_who_take_a_payment_back_one_does() {
    let town = Town::new().await;
    let seen = town.paid(Role::Member, &train("10")).await;
    let reverse = |role| {
        let town = &town;
        async move {
            let mut tx = town.tx(role).await;
            let made = queries::reverse(&mut tx, seen.id).await;
            if made.is_ok() {
                tx.commit().await.unwrap();
            }
            made.is_ok()
        }
    };
    let made = join_all([reverse(Role::Owner), reverse(Role::Admin)]).await;
    assert_eq!(made.iter().filter(|done| **done).count(), 1);
}
