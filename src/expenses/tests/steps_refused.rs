//! What the database itself refuses of steps, whoever asks and by whatever road.

use super::chain::{named, rule};
use super::*;
use crate::ids::UserId;

/// Fills the first open step of a claim in the name of somebody.
fn fill(id: ExpenseId, by: UserId) -> String {
    format!(
        "update expense_approvals set decided_by = '{by}', decided_at = now() \
         where expense_id = '{id}' and place = (select step from expenses where id = '{id}') and voided_at is null"
    )
}

fn approve(id: ExpenseId, by: UserId) -> String {
    format!(
        "update expenses set status = 'approved', approved_by = '{by}', approved_at = now() where id = '{id}'"
    )
}

#[tokio::test]
async fn nothing_is_approved_while_a_step_is_open() {
    let town = Town::new().await;
    let owner = town.lumen.user(Role::Owner);
    town.keep(&[rule("anyone", None, ""), rule("anyone", None, "")])
        .await;
    let seen = town.pending(Role::Member, &train("10")).await;
    assert_eq!(
        town.refused_by(&approve(seen.id, owner)).await,
        "expenses_steps_open"
    );
    town.decide_as(town.lumen.user(Role::Admin), seen.id, Verdict::Approve)
        .await
        .unwrap();
    assert_eq!(
        town.refused_by(&approve(seen.id, owner)).await,
        "expenses_steps_open"
    );
    // Nor by saying that nothing is asked.
    let asked_nothing = format!(
        "update expenses set step = null, step_approver = null, asked_id = null where id = '{}'",
        seen.id
    );
    town.try_act(&asked_nothing).await.unwrap();
    assert_eq!(
        town.refused_by(&approve(seen.id, owner)).await,
        "expenses_steps_open"
    );
    let void = format!(
        "update expense_approvals set voided_at = now() where expense_id = '{}'",
        seen.id
    );
    assert_eq!(town.refused_by(&void).await, "expense_approvals_kept");
}

#[tokio::test]
async fn nobody_fills_a_step_of_their_own_claim_or_of_what_they_are_paid() {
    let town = Town::new().await;
    let owner = town.lumen.user(Role::Owner);
    town.keep(&[named(owner)]).await;
    let own = town.pending(Role::Owner, &train("10")).await;
    let form = ExpenseForm {
        payee_id: owner.to_string(),
        ..train("11")
    };
    let gets_it = town.pending(Role::Member, &form).await;
    for seen in [own, gets_it] {
        assert_eq!(
            town.refused_by(&fill(seen.id, owner)).await,
            "expense_approvals_not_ones_own"
        );
    }
    // Nor does a job, whoever it names.
    let statement = format!(
        "begin; set local app.organization_id = '{}'; set local app.user_id = '{}'; set local app.actor_kind = 'job'; {}; commit",
        town.lumen.id,
        town.lumen.user(Role::System),
        fill(own.id, owner),
    );
    let refused = sqlx::raw_sql(AssertSqlSafe(statement))
        .execute(&town.db.admin_pool())
        .await
        .unwrap_err();
    let refused = refused.as_database_error().and_then(|error| error.constraint());
    assert_eq!(refused, Some("expense_approvals_not_ones_own"));
}

#[tokio::test]
async fn nobody_fills_a_step_in_the_name_of_somebody_else() {
    let town = Town::new().await;
    town.keep(&[rule("anyone", None, "")]).await;
    let seen = town.pending(Role::Member, &train("10")).await;
    // The owner acts.
    let refused = town
        .refused_by(&fill(seen.id, town.lumen.user(Role::Admin)))
        .await;
    assert_eq!(refused, "expense_approvals_not_ones_own");
}

#[tokio::test]
async fn steps_are_filled_in_their_order_once_and_by_different_people() {
    let town = Town::new().await;
    let owner = town.lumen.user(Role::Owner);
    town.keep(&[rule("anyone", None, ""), rule("anyone", None, "")])
        .await;
    let seen = town.pending(Role::Member, &train("10")).await;
    let second = fill(seen.id, owner).replace("place = (select step", "place = 1 + (select step");
    assert_eq!(town.refused_by(&second).await, "expense_approvals_in_order");
    town.try_act(&fill(seen.id, owner)).await.unwrap();
    assert_eq!(town.refused_by(&second).await, "expense_approvals_one_each");
    let undo = format!(
        "update expense_approvals set decided_by = null, decided_at = null where expense_id = '{}'",
        seen.id
    );
    assert_eq!(town.refused_by(&undo).await, "expense_approvals_kept");
    let other = format!(
        "update expense_approvals set approver_id = null, approver = 'anyone', place = place + 2 where expense_id = '{}'",
        seen.id
    );
    assert_eq!(town.refused_by(&other).await, "expense_approvals_kept");
}

#[tokio::test]
async fn what_does_not_wait_is_said_yes_to_by_nobody() {
    let town = Town::new().await;
    let owner = town.lumen.user(Role::Owner);
    town.keep(&[rule("anyone", None, "")]).await;
    let seen = town.pending(Role::Member, &train("10")).await;
    town.decide_as(town.lumen.user(Role::Admin), seen.id, Verdict::Reject)
        .await
        .unwrap();
    let late = fill(seen.id, owner).replace(
        "place = (select step from expenses",
        "place = (select 1 from expenses",
    );
    assert_eq!(town.refused_by(&late).await, "expense_approvals_pending");
}

#[tokio::test]
async fn a_chain_has_ten_steps_and_each_its_place() {
    let town = Town::new().await;
    let insert = |place: i32| {
        format!(
            "insert into approval_steps (organization_id, place, approver, currency, created_by) values ('{}', {place}, 'anyone', 'EUR', '{}')",
            town.lumen.id,
            town.lumen.user(Role::Owner),
        )
    };
    town.try_act(&insert(10)).await.unwrap();
    assert_eq!(town.refused_by(&insert(10)).await, "approval_steps_place_unique");
    for place in [0, 11] {
        assert_eq!(
            town.refused_by(&insert(place)).await,
            "approval_steps_place_check"
        );
    }
}
