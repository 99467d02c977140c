//! The chain of an organisation as it is kept, and how another organisation does not find it.

use super::chain::named;
use super::*;
use crate::approvals;
use crate::approvals::types::{NewStep, Shift, StepForm};
use crate::ids::ApprovalStepId;

#[tokio::test]
async fn a_chain_is_kept_step_by_step() {
    let town = Town::new().await;
    let english = english();
    let new = |approver: &str| -> NewStep {
        let form = StepForm {
            approver: approver.into(),
            ..StepForm::default()
        };
        form.parse(Currency::EUR, &english).unwrap()
    };
    let order = async || -> Vec<ApprovalStepId> {
        let mut tx = town.tx(Role::Admin).await;
        let overview = approvals::queries::overview(&mut tx).await.unwrap();
        overview.steps.iter().map(|step| step.id).collect()
    };
    let owner = town.lumen.user(Role::Owner).to_string();
    let mut tx = town.tx(Role::Admin).await;
    let one = approvals::queries::add(&mut tx, &new("anyone"), None)
        .await
        .unwrap();
    let two = approvals::queries::add(&mut tx, &new("budget_holder"), None)
        .await
        .unwrap();
    let three = approvals::queries::add(&mut tx, &new(&owner), None)
        .await
        .unwrap();
    approvals::queries::move_step(&mut tx, three, Shift::Before)
        .await
        .unwrap();
    approvals::queries::move_step(&mut tx, one, Shift::Before)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(order().await, [one, three, two]);
    // Removed, and brought back to its place.
    let mut tx = town.tx(Role::Admin).await;
    approvals::queries::remove(&mut tx, three).await.unwrap();
    let back = approvals::queries::add(&mut tx, &new(&owner), Some(1))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(order().await, [one, back, two]);
    // Of two who save over the same version one is told.
    let mut tx = town.tx(Role::Admin).await;
    assert_eq!(
        approvals::queries::save(&mut tx, one, 1, &new(&owner))
            .await
            .unwrap(),
        2
    );
    tx.commit().await.unwrap();
    let mut tx = town.tx(Role::Owner).await;
    let late = approvals::queries::save(&mut tx, one, 1, &new("budget_holder")).await;
    let told = "Admin Lumen changed this step in the meantime. It is shown as it is now.";
    assert_eq!(late, Err(AppError::Conflict { message: told.into() }));
    drop(tx);
    // A member decides about nothing, and is not asked.
    let member = town.lumen.user(Role::Member).to_string();
    let mut tx = town.tx(Role::Owner).await;
    let refused = approvals::queries::add(&mut tx, &new(&member), None)
        .await
        .unwrap_err();
    assert_eq!(
        refused,
        AppError::field("approver", "Choose somebody who decides about claims.")
    );
    for _ in 3..10 {
        approvals::queries::add(&mut tx, &new("anyone"), None)
            .await
            .unwrap();
    }
    let full = approvals::queries::add(&mut tx, &new("anyone"), None).await;
    assert!(matches!(full, Err(AppError::Conflict { .. })), "{full:?}");
    drop(tx);
    for role in [Role::Manager, Role::Member] {
        let mut tx = town.tx(role).await;
        let refused = approvals::queries::add(&mut tx, &new("anyone"), None).await;
        assert_eq!(refused, Err(AppError::Forbidden), "{role}");
    }
}

#[tokio::test]
async fn the_chain_of_another_organisation_is_not_there() {
    let town = Town::new().await;
    town.keep(&[named(town.lumen.user(Role::Owner))]).await;
    let seen = town.pending(Role::Member, &train("10")).await;
    let mut tx = town.tx(Role::Owner).await;
    let step = approvals::queries::overview(&mut tx).await.unwrap().steps[0].clone();
    drop(tx);
    let mut tx = town.harbor_tx().await;
    assert!(
        approvals::queries::overview(&mut tx)
            .await
            .unwrap()
            .steps
            .is_empty()
    );
    let form = StepForm::of(&step, &english());
    let form = StepForm {
        approver: "anyone".into(),
        ..form
    }
    .parse(Currency::EUR, &english())
    .unwrap();
    let saved = approvals::queries::save(&mut tx, step.id, step.version, &form).await;
    assert_eq!(saved, Err(AppError::NotFound));
    assert_eq!(
        approvals::queries::move_step(&mut tx, step.id, Shift::After).await,
        Err(AppError::NotFound)
    );
    assert_eq!(
        approvals::queries::remove(&mut tx, step.id).await,
        Err(AppError::NotFound)
    );
    let theirs = StepForm {
        approver: town.lumen.user(Role::Owner).to_string(),
        ..StepForm::default()
    };
    let theirs = theirs.parse(Currency::EUR, &english()).unwrap();
    assert!(approvals::queries::add(&mut tx, &theirs, None).await.is_err());
    assert!(
        approvals::queries::of_claim(&mut tx, seen.id)
            .await
            .unwrap()
            .steps
            .is_empty()
    );
    assert!(
        approvals::queries::waits_for(&mut tx, &[seen.id.0])
            .await
            .unwrap()[&seen.id.0]
            .names
            .is_empty()
    );
    assert!(
        approvals::queries::asks_me(&mut tx, &[seen.id.0])
            .await
            .unwrap()
            .is_empty()
    );
    let filled = approvals::queries::fill(
        &mut tx,
        &[seen],
        &[approvals::queries::AsksMe {
            claim: seen.id.0,
            stands_for: None,
        }],
    )
    .await;
    assert_eq!(filled.unwrap(), Vec::<uuid::Uuid>::new());
    // Nor does it ask about claims here.
    drop(tx);
    let tenant = town.harbor.tenant(&town.pool, Role::Member);
    let mut tx = tenant.begin(Permission::ViewExpenses).await.unwrap();
    let id = queries::insert(&mut tx, &read(&train("10"))).await.unwrap();
    queries::submit(&mut tx, id, 1).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.steps(id).await, (0, 0));
}
