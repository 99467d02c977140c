//! What claims in another currency came to when they were paid.

use super::*;
use crate::ui::money::Money;
use uuid::Uuid;

impl Town {
    /// A yen is worth a 160th of a euro.
    async fn yen(&self) {
        self.try_act(&format!(
            "insert into exchange_rates (organization_id, base_currency, quote_currency, rate, rate_date, source, created_by) \
             values ('{}', 'EUR', 'JPY', 160, current_date, 'manual', '{}')",
            self.lumen.id,
            self.lumen.user(Role::Owner)
        ))
        .await
        .unwrap();
    }

    /// A paid claim of 16,000 yen, worth 100 euros.
    async fn paid_yen(&self) -> Wanted {
        self.paid(Role::Member, &yen("16000")).await
    }

    /// The same of the owner, whom the admin paid.
    async fn paid_to_owner(&self) -> Wanted {
        let seen = self.pending(Role::Owner, &yen("16000")).await;
        assert_eq!(
            self.decide(Role::Admin, &[seen], Verdict::Approve).await.done(),
            1
        );
        let approved = self.now(seen.id).await;
        assert_eq!(self.pay(Role::Admin, &[approved], Uuid::now_v7()).await.done(), 1);
        self.now(seen.id).await
    }

    async fn try_settle(&self, role: Role, seen: Wanted, euros: Option<i64>) -> AppResult<()> {
        let mut tx = self.tx(role).await;
        let amount = euros.map(|minor| Money::new(minor, Currency::EUR));
        queries::settle_at(&mut tx, seen.id, seen.version, amount).await?;
        tx.commit().await
    }

    /// What is written of it as its payer sees it, in cents: what it came to, and what was lost.
    async fn settled(&self, id: ExpenseId) -> Option<(i64, i64)> {
        let settled = self.look(Role::Owner, id).await.settled;
        settled.map(|settled| (settled.amount.minor, settled.lost.minor))
    }
}

fn yen(amount: &str) -> ExpenseForm {
    ExpenseForm {
        currency: "JPY".into(),
        ..train(amount)
    }
}

#[tokio::test]
async fn what_a_paid_claim_came_to_is_said_corrected_and_taken_away_and_its_worth_stays() {
    let town = Town::new().await;
    town.yen().await;
    let seen = town.paid_yen().await;
    let before = town.look(Role::Owner, seen.id).await;
    assert!(before.may.settle && before.settled.is_none());
    town.try_settle(Role::Owner, seen, Some(10_210)).await.unwrap();
    assert_eq!(town.settled(seen.id).await, Some((10_210, 210)));
    // Sent twice it is said once.
    let now = town.now(seen.id).await;
    town.try_settle(Role::Owner, seen, Some(10_210)).await.unwrap();
    assert_eq!(town.now(seen.id).await, now);
    // Over what is no longer so nothing is said.
    let late = town.try_settle(Role::Admin, seen, Some(9900)).await;
    assert!(matches!(late, Err(AppError::Conflict { .. })), "{late:?}");
    town.try_settle(Role::Admin, now, Some(9900)).await.unwrap();
    assert_eq!(town.settled(seen.id).await, Some((9900, -100)));
    let after = town.look(Role::Owner, seen.id).await;
    assert_eq!((after.status, after.worth), (ExpenseStatus::Paid, before.worth));
    town.try_settle(Role::Admin, town.now(seen.id).await, None)
        .await
        .unwrap();
    assert_eq!(town.settled(seen.id).await, None);
    let written: i64 = sqlx::query_scalar(
        "select count(*) from audit_logs where table_name = 'expenses' and record_id = $1 and new_values ? 'settled_amount' \
         and old_values -> 'settled_amount' is distinct from new_values -> 'settled_amount'",
    )
    .bind(seen.id.0)
    .fetch_one(&town.db.admin_pool())
    .await
    .unwrap();
    assert_eq!(written, 3);
}

#[tokio::test]
async fn it_is_said_of_what_is_paid_in_another_currency_by_somebody_else() {
    let town = Town::new().await;
    town.yen().await;
    let own = town.paid(Role::Member, &train("100")).await;
    let approved = town.approved(Role::Member, &yen("16000")).await;
    for (seen, why) in [(own, "own currency"), (approved, "Only what is paid")] {
        assert!(!town.look(Role::Owner, seen.id).await.may.settle);
        let refused = town
            .try_settle(Role::Owner, seen, Some(10_000))
            .await
            .unwrap_err();
        assert!(refused.told().contains(why), "{refused:?}");
    }
    let seen = town.paid_to_owner().await;
    let refused = town
        .try_settle(Role::Owner, seen, Some(10_000))
        .await
        .unwrap_err();
    assert!(refused.told().contains("your own"), "{refused:?}");
    assert_eq!(
        town.try_settle(Role::Member, seen, Some(10_000)).await,
        Err(AppError::Forbidden)
    );
    let mut tx = town.harbor_tx().await;
    let euros = Some(Money::new(10_000, Currency::EUR));
    assert_eq!(
        queries::settle_at(&mut tx, seen.id, seen.version, euros)
            .await
            .unwrap_err(),
        AppError::NotFound
    );
}

#[tokio::test]
async fn the_database_refuses_what_nothing_came_to() {
    let town = Town::new().await;
    town.yen().await;
    let (paid, own, approved) = (
        town.paid_yen().await,
        town.paid(Role::Member, &train("100")).await,
        town.approved(Role::Member, &yen("16000")).await,
    );
    let set = |to: &str, claim: Wanted| {
        format!(
            "update expenses set settled_amount = {to} where id = '{}'",
            claim.id
        )
    };
    for (statement, constraint) in [
        (set("0", paid), "expenses_settled_amount_check"),
        (set("'NaN'", paid), "expenses_settled_amount_check"),
        (set("1.005", paid), "expenses_settled_exponent_check"),
        (set("100", own), "expenses_settled_foreign_check"),
        (set("100", approved), "expenses_settled_foreign_check"),
        (
            set("100, payment_reference = 'another'", paid),
            "expenses_paid_is_final",
        ),
    ] {
        assert_eq!(town.refused_by(&statement).await, constraint, "{statement}");
    }
    let of_owner = town.paid_to_owner().await;
    assert_eq!(
        town.refused_by(&set("100", of_owner)).await,
        "expenses_not_ones_own"
    );
}

#[tokio::test]
async fn of_a_reversal_more_that_comes_back_is_gained() {
    let town = Town::new().await;
    town.yen().await;
    let seen = town.paid_yen().await;
    let mut tx = town.tx(Role::Admin).await;
    let reversal = queries::reverse(&mut tx, seen.id).await.unwrap();
    tx.commit().await.unwrap();
    let waiting = town.now(reversal).await;
    assert_eq!(
        town.decide(Role::Owner, &[waiting], Verdict::Approve)
            .await
            .done(),
        1
    );
    let approved = town.now(reversal).await;
    assert_eq!(town.pay(Role::Owner, &[approved], Uuid::now_v7()).await.done(), 1);
    town.try_settle(Role::Owner, town.now(reversal).await, Some(10_150))
        .await
        .unwrap();
    assert_eq!(town.settled(reversal).await, Some((10_150, -150)));
    // Of the claim that it takes back nothing is said by that.
    assert_eq!(town.settled(seen.id).await, None);
}

#[tokio::test]
async fn of_two_who_say_it_at_once_one_is_told() {
    let town = Town::new().await;
    town.yen().await;
    let seen = town.paid_yen().await;
    let (one, other) = tokio::join!(
        town.try_settle(Role::Owner, seen, Some(10_100)),
        town.try_settle(Role::Admin, seen, Some(10_200)),
    );
    let said: Vec<i64> = [(&one, 10_100), (&other, 10_200)]
        .into_iter()
        .filter_map(|(done, cents)| done.is_ok().then_some(cents))
        .collect();
    assert_eq!(said.len(), 1, "{one:?} {other:?}");
    assert_eq!(town.settled(seen.id).await.map(|(cents, _)| cents), Some(said[0]));
}
