//! Large payments take two people.

use super::chain::rule;
use super::*;
use crate::approvals;
use crate::approvals::types::SecondPersonForm;
use uuid::Uuid;

/// What is said to whoever would pay what they approved.
const REFUSED: &str = "You approved it, and it is worth so much that somebody else pays it.";

impl Town {
    async fn try_rule(&self, role: Role, from: &str, seen: &str) -> AppResult<()> {
        let tenant = self.lumen.tenant(&self.pool, role);
        let mut tx = tenant.begin(Permission::ManageOrganization).await?;
        let form = SecondPersonForm {
            second_person_from: from.into(),
            seen: seen.into(),
        };
        approvals::queries::set_second_person(&mut tx, &form, &english()).await?;
        tx.commit().await
    }

    /// As the database does it, past the statement that asks first.
    async fn paid_past_all(&self, claim: ExpenseId) -> Result<(), sqlx::Error> {
        self.try_act(&format!(
            "update expenses set status = 'paid', paid_by = '{}', paid_at = now() where id = '{claim}'",
            self.lumen.user(Role::Owner)
        ))
        .await
    }
}

#[tokio::test]
async fn from_an_amount_on_somebody_else_pays_than_who_approved() {
    let town = Town::new().await;
    town.try_rule(Role::Owner, "500", "").await.unwrap();
    let small = town.approved(Role::Member, &train("499.99")).await;
    assert_eq!(town.pay(Role::Owner, &[small], Uuid::now_v7()).await.done(), 1);

    let large = town.approved(Role::Member, &train("500")).await;
    let claim = town.look(Role::Owner, large.id).await;
    assert!(
        !claim.may.pay && claim.warnings.contains(&REFUSED.to_owned()),
        "{:?}",
        claim.warnings
    );
    assert!(town.look(Role::Admin, large.id).await.may.pay);
    assert_eq!(
        reason(&town.pay(Role::Owner, &[large], Uuid::now_v7()).await),
        REFUSED
    );
    let error = town.paid_past_all(large.id).await.unwrap_err();
    let constraint = error
        .as_database_error()
        .and_then(|error| error.constraint().map(str::to_owned));
    assert_eq!(constraint.as_deref(), Some("expenses_second_person"), "{error}");
    assert_eq!(
        town.look(Role::Admin, large.id).await.status,
        ExpenseStatus::Approved
    );
    assert_eq!(town.pay(Role::Admin, &[large], Uuid::now_v7()).await.done(), 1);
}

#[tokio::test]
async fn of_many_those_are_paid_that_somebody_else_approved_and_the_others_are_named() {
    let town = Town::new().await;
    town.try_rule(Role::Owner, "100", "").await.unwrap();
    let (own, small) = (
        town.approved(Role::Member, &train("100")).await,
        town.approved(Role::Member, &train("10")).await,
    );
    let other = town.pending(Role::Member, &train("700")).await;
    assert_eq!(
        town.decide(Role::Admin, &[other], Verdict::Approve).await.done(),
        1
    );
    let other = town.now(other.id).await;
    let paid = town.pay(Role::Owner, &[own, small, other], Uuid::now_v7()).await;
    let refused: Vec<_> = paid.refused().map(|one| (one.id, one.refusal.clone())).collect();
    assert_eq!(
        (paid.done(), refused),
        (2, vec![(own.id, Some(REFUSED.to_owned()))])
    );
}

#[tokio::test]
async fn what_it_is_worth_counts_and_the_other_currencies_of_a_claim_do_not() {
    let town = Town::new().await;
    town.try_act(&format!(
        "insert into exchange_rates (organization_id, base_currency, quote_currency, rate, rate_date, source, created_by) \
         values ('{}', 'EUR', 'JPY', 160, current_date, 'manual', '{}')",
        town.lumen.id,
        town.lumen.user(Role::Owner)
    ))
    .await
    .unwrap();
    town.try_rule(Role::Owner, "500", "").await.unwrap();
    let yen = |amount: &str| ExpenseForm {
        currency: "JPY".into(),
        ..train(amount)
    };
    // 493.75 and 500.00 euros.
    let (small, large) = (
        town.approved(Role::Member, &yen("79000")).await,
        town.approved(Role::Member, &yen("80000")).await,
    );
    assert_eq!(town.pay(Role::Owner, &[small], Uuid::now_v7()).await.done(), 1);
    assert_eq!(
        reason(&town.pay(Role::Owner, &[large], Uuid::now_v7()).await),
        REFUSED
    );
}

#[tokio::test]
async fn the_rule_is_changed_over_what_was_seen_and_only_where_somebody_else_could_pay() {
    let town = Town::new().await;
    assert_eq!(
        town.try_rule(Role::Member, "500", "").await,
        Err(AppError::Forbidden)
    );
    let wrong = town.try_rule(Role::Owner, "-1", "").await.unwrap_err();
    assert!(wrong.fields().get("second_person_from").is_some(), "{wrong:?}");
    let large = town
        .try_rule(Role::Owner, "922337203685477.59", "")
        .await
        .unwrap_err();
    assert!(large.fields().get("second_person_from").is_some(), "{large:?}");
    town.try_rule(Role::Owner, "500", "").await.unwrap();
    // Once more is the same, over what is no longer so is not.
    town.try_rule(Role::Admin, "500", "").await.unwrap();
    let late = town.try_rule(Role::Admin, "900", "").await;
    assert!(matches!(late, Err(AppError::Conflict { .. })), "{late:?}");

    // In another currency it would mean something else.
    let mut tx = town.tx(Role::Owner).await;
    let refused = crate::rates::queries::set_base_currency(&mut tx, "CHF".parse().unwrap()).await;
    assert!(refused.unwrap_err().fields().get("base_currency").is_some());
    drop(tx);
    // Another organisation has its own.
    let ruled: i64 =
        sqlx::query_scalar("select count(*) from organizations where second_person_from is not null")
            .fetch_one(&town.db.admin_pool())
            .await
            .unwrap();
    assert_eq!(ruled, 1);

    town.try_rule(Role::Owner, "", "500.00").await.unwrap();
    town.try_act(&format!(
        "update users set is_active = false where organization_id = '{}' and role in ('admin', 'manager')",
        town.lumen.id
    ))
    .await
    .unwrap();
    let alone = town.try_rule(Role::Owner, "500", "").await.unwrap_err();
    assert_eq!(
        alone.fields().get("second_person_from"),
        Some("Nobody but you could pay then: make somebody else a manager, an admin or an owner first.")
    );
}

#[tokio::test]
async fn who_took_a_step_of_a_claim_does_not_pay_it_either() {
    let town = Town::new().await;
    town.try_rule(Role::Owner, "500", "").await.unwrap();
    town.keep(&[rule("anyone", None, ""), rule("anyone", None, "")])
        .await;
    let mut seen = town.pending(Role::Member, &train("600")).await;
    for role in [Role::Admin, Role::Owner] {
        assert_eq!(town.decide(role, &[seen], Verdict::Approve).await.done(), 1);
        seen = town.now(seen.id).await;
    }
    for role in [Role::Owner, Role::Admin] {
        assert_eq!(reason(&town.pay(role, &[seen], Uuid::now_v7()).await), REFUSED);
    }
    // The owner took the last step, the admin another: past the statement the database knows it of a step, too.
    let by_admin = format!(
        "set local app.user_id = '{admin}'; update expenses set status = 'paid', paid_by = '{admin}', paid_at = now() where id = '{}'",
        seen.id,
        admin = town.lumen.user(Role::Admin),
    );
    assert_eq!(town.refused_by(&by_admin).await, "expenses_second_person");
    let third = town.hire("Third", Role::Admin).await;
    let mut tx = town.tx_of(third, Role::Admin).await;
    let paid = queries::pay(&mut tx, &[seen], None, Uuid::now_v7())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(paid.done(), 1);
}

#[tokio::test]
async fn the_rule_of_another_organisation_holds_nobody_here() {
    let town = Town::new().await;
    let mut tx = town.harbor_tx().await;
    let form = SecondPersonForm {
        second_person_from: "1".into(),
        seen: String::new(),
    };
    approvals::queries::set_second_person(&mut tx, &form, &english())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let claim = town.approved(Role::Member, &train("900")).await;
    assert!(town.look(Role::Owner, claim.id).await.may.pay);
    assert_eq!(town.pay(Role::Owner, &[claim], Uuid::now_v7()).await.done(), 1);
}
