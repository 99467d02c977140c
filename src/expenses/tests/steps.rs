//! Several who decide about steps at once.

use super::chain::rule;
use super::*;
use futures::future::join_all;

#[tokio::test]
async fn of_fifty_who_say_yes_to_a_step_at_once_one_does_and_one_row_is_filled() {
    let town = Town::new().await;
    town.keep(&[rule("anyone", None, ""), rule("anyone", None, "")])
        .await;
    let seen = town.pending(Role::Member, &train("10")).await;
    let roles = [Role::Owner, Role::Admin];
    let all = (0..50).map(|n| town.try_decide(roles[n % 2], std::slice::from_ref(&seen), Verdict::Approve));
    let outcomes = join_all(all).await;
    assert!(
        outcomes
            .iter()
            .any(|one| one.as_ref().is_ok_and(|decided| decided.done() == 1))
    );
    let claim = town.look(Role::Member, seen.id).await;
    let endorsed = claim
        .steps
        .iter()
        .filter(|step| step.kind == StepKind::Endorsed)
        .count();
    assert_eq!(
        (claim.status, claim.version, endorsed),
        (ExpenseStatus::Pending, seen.version + 1, 1)
    );
    assert_eq!(town.steps(seen.id).await, (2, 1));
}

#[tokio::test]
async fn an_edit_that_races_a_yes_voids_it_or_fails() {
    let town = Town::new().await;
    town.keep(&[rule("anyone", None, ""), rule("anyone", None, "")])
        .await;
    for _ in 0..10 {
        let seen = town.pending(Role::Member, &train("10")).await;
        let (wanted, form) = ([seen], train("1000"));
        let (yes, edited) = tokio::join!(
            town.decide(Role::Owner, &wanted, Verdict::Approve),
            town.save(Role::Member, seen, &form),
        );
        let claim = town.look(Role::Member, seen.id).await;
        let steps = town.steps(seen.id).await;
        match (yes.done(), edited) {
            (1, Err(AppError::Stale { .. })) => assert_eq!((claim.amount.minor, steps), (1_000, (2, 1))),
            (0, Ok(_)) => assert_eq!((claim.amount.minor, steps), (100_000, (2, 0))),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_chain_that_changes_while_somebody_submits_or_says_yes_is_the_old_one_or_the_new_one() {
    let town = Town::new().await;
    let (short, long) = (
        [rule("anyone", None, "")],
        [rule("anyone", None, ""), rule("anyone", None, "")],
    );
    for turn in 0..10 {
        let chain: &[_] = if turn % 2 == 0 { &long } else { &short };
        let waits = town.pending(Role::Member, &train("10")).await;
        let before = town.steps(waits.id).await.0;
        let (wanted, form) = ([waits], train("11"));
        let (yes, new, ()) = tokio::join!(
            town.decide(Role::Owner, &wanted, Verdict::Approve),
            town.pending(Role::Member, &form),
            town.keep(chain),
        );
        assert_eq!(yes.done(), 1, "{yes:?}");
        assert_eq!(
            town.steps(waits.id).await,
            (before, before.min(1)),
            "what waits stays as it was asked"
        );
        let is_done = town.status(waits.id).await == ExpenseStatus::Approved;
        assert_eq!(is_done, before <= 1);
        let steps = town.steps(new.id).await.0;
        assert!((0..=2).contains(&steps));
    }
}

#[tokio::test]
async fn many_are_decided_about_at_once_each_as_it_stands() {
    let town = Town::new().await;
    town.keep(&[rule("anyone", None, "500"), rule("anyone", None, "500")])
        .await;
    let mut seen = Vec::new();
    for amount in ["1", "500", "2", "900"] {
        seen.push(town.pending(Role::Member, &train(amount)).await);
    }
    seen.push(town.pending(Role::Owner, &train("3")).await);
    assert_eq!(town.decide(Role::Owner, &seen, Verdict::Approve).await.done(), 4);
    let mut statuses = Vec::new();
    for one in &seen {
        statuses.push(town.status(one.id).await);
    }
    use ExpenseStatus::{Approved, Pending};
    assert_eq!(statuses, [Approved, Pending, Approved, Pending, Pending]);
}
