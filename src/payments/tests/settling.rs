//! What became of a batch at the bank.

use super::*;
use crate::ui::money::Money;

#[tokio::test]
async fn a_batch_is_paid_once_however_often_it_is_sent() {
    let town = Town::banked().await;
    let claims = [
        town.approved(Role::Member, "10", "EUR").await,
        town.approved(Role::Member, "20", "EUR").await,
    ];
    let id = town.exported(Role::Owner, &claims).await;
    let (version, key) = (town.look(Role::Owner, id).await.version, Uuid::now_v7());
    for _ in 0..3 {
        town.try_settle(Role::Owner, id, None, key, version)
            .await
            .unwrap();
    }
    let paid =
        "select count(*) from audit_logs where table_name = 'expenses' and new_values ->> 'status' = 'paid'";
    assert_eq!(town.count(paid).await, 2);
    let batch = town.look(Role::Owner, id).await;
    let line = &batch.lines[0];
    assert_eq!(
        (batch.status, line.outcome),
        (BatchStatus::Settled, ItemOutcome::Paid)
    );
    assert_eq!(
        (line.reference.as_deref(), line.paid_on),
        (Some("SEPA 7"), Some(today()))
    );
    // Another request is told that it is done.
    let other = town.settle(Role::Admin, id).await.unwrap_err();
    assert!(other.to_string().contains("settled already"), "{other}");
    let claim = expenses::queries::find(&mut town.tx(Role::Member).await, claims[0].id)
        .await
        .unwrap();
    assert_eq!(claim.payment_reference.as_deref(), Some("SEPA 7"));
}

#[tokio::test]
async fn what_the_bank_did_not_pay_is_paid_with_the_next_batch_and_what_it_paid_is_final() {
    let town = Town::banked().await;
    town.save_account(Role::Admin, Whose::Mine, DE).await.unwrap();
    let (good, bad) = (
        town.approved(Role::Member, "10", "EUR").await,
        town.approved(Role::Admin, "20", "EUR").await,
    );
    let id = town.exported(Role::Owner, &[good, bad]).await;
    let line = (town.lumen.user(Role::Admin), Currency::EUR);
    for _ in 0..2 {
        town.fail(Role::Owner, id, line, "Account closed").await.unwrap();
    }
    assert_eq!(town.look(Role::Owner, id).await.status, BatchStatus::Exported);
    assert_eq!(town.settle(Role::Owner, id).await.unwrap().done(), 1);
    let batch = town.look(Role::Owner, id).await;
    assert_eq!(batch.status, BatchStatus::PartlyFailed);
    let failed = batch
        .lines
        .iter()
        .find(|line| line.outcome == ItemOutcome::Failed)
        .unwrap();
    assert_eq!(failed.reason.as_deref(), Some("Account closed"));
    let told = format!(
        "select count(*) from notifications where channel = 'in_app' and title like '%: not paid by the bank' \
           and message like '%: Account closed' and user_id = '{}'",
        town.lumen.user(Role::Admin)
    );
    assert_eq!(town.count(&told).await, 1, "whoever waits for it is told, once");
    assert_eq!(
        (town.status(good.id).await, town.status(bad.id).await),
        ("paid".into(), "approved".into())
    );
    assert!(
        town.fail(
            Role::Owner,
            id,
            (town.lumen.user(Role::Member), Currency::EUR),
            "Late"
        )
        .await
        .is_err()
    );

    let next = town.exported(Role::Owner, &[bad]).await;
    assert_eq!(town.settle(Role::Owner, next).await.unwrap().done(), 1);
    assert_eq!(town.status(bad.id).await, "paid");
    assert!(
        town.cancel(Role::Owner, next).await.is_err(),
        "what is paid is final"
    );
}

#[tokio::test]
async fn one_line_is_settled_and_the_others_wait() {
    let town = Town::banked().await;
    town.yen().await;
    let (euros, yen) = (
        town.approved(Role::Member, "10", "EUR").await,
        town.approved(Role::Member, "1000", "JPY").await,
    );
    let id = town.exported(Role::Owner, &[euros, yen]).await;
    let member = town.lumen.user(Role::Member);
    let version = town.look(Role::Owner, id).await.version;
    let line = Some((member, "JPY".parse().unwrap()));
    town.try_settle(Role::Owner, id, line, Uuid::now_v7(), version)
        .await
        .unwrap();
    assert_eq!(
        (town.status(euros.id).await, town.status(yen.id).await),
        ("approved".into(), "paid".into())
    );
    // Who saw it before that is told to look again.
    let stale = town
        .try_settle(Role::Admin, id, None, Uuid::now_v7(), version)
        .await
        .unwrap_err();
    assert!(stale.to_string().contains("meanwhile"), "{stale}");
    assert!(
        town.cancel(Role::Owner, id).await.is_err(),
        "some of it is settled"
    );
    town.settle(Role::Owner, id).await.unwrap();
    assert_eq!(town.look(Role::Owner, id).await.status, BatchStatus::Settled);
}

#[tokio::test]
async fn a_batch_is_settled_once_its_files_are_made() {
    let town = Town::banked().await;
    let claim = town.approved(Role::Member, "10", "EUR").await;
    let id = town.make(Role::Owner, &[claim]).await;
    let early = town.settle(Role::Owner, id).await.unwrap_err();
    assert!(early.to_string().contains("files"), "{early}");
    assert!(
        town.fail(
            Role::Owner,
            id,
            (town.lumen.user(Role::Member), Currency::EUR),
            "No"
        )
        .await
        .is_err()
    );
}

#[tokio::test]
async fn what_whoever_settles_has_approved_stays_for_somebody_else_where_it_is_worth_much() {
    let town = Town::banked().await;
    let (large, small) = (
        town.approved(Role::Member, "900", "EUR").await,
        town.approved(Role::Member, "20", "EUR").await,
    );
    let id = town.exported(Role::Admin, &[large, small]).await;
    // As its owner the organisation wants it so from now on.
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "begin; set local app.organization_id = '{org}'; set local app.actor_kind = 'job'; \
         update organizations set second_person_from = 500 where id = '{org}'; commit",
        org = town.lumen.id
    )))
    .execute(&town.db.admin_pool())
    .await
    .unwrap();
    for (role, may) in [(Role::Owner, false), (Role::Admin, true)] {
        assert_eq!(
            town.look(role, id).await.lines[0].may_be_settled(),
            may,
            "{role:?} is told before"
        );
    }
    let settled = town.settle(Role::Owner, id).await.unwrap();
    let refused: Vec<_> = settled.refused().map(|one| one.id).collect();
    assert_eq!((settled.done(), refused), (1, vec![large.id]));
    assert_eq!(town.look(Role::Owner, id).await.status, BatchStatus::Exported);
    assert_eq!(town.settle(Role::Admin, id).await.unwrap().done(), 1);
    assert_eq!(town.look(Role::Owner, id).await.status, BatchStatus::Settled);
}

#[tokio::test]
async fn what_a_line_came_to_is_divided_among_its_claims_to_the_cent() {
    let town = Town::banked().await;
    town.yen().await;
    let claims = [
        town.approved(Role::Member, "1000", "JPY").await,
        town.approved(Role::Member, "1000", "JPY").await,
        town.approved(Role::Member, "1000", "JPY").await,
        town.approved(Role::Member, "10", "EUR").await,
    ];
    let id = town.exported(Role::Owner, &claims).await;
    let batch = town.look(Role::Owner, id).await;
    let yen = (town.lumen.user(Role::Member), "JPY".parse().unwrap());
    let euros = (yen.0, Currency::EUR);
    let is_exchanged: Vec<bool> = batch
        .lines
        .iter()
        .map(|line| line.is_exchanged(batch.own))
        .collect();
    assert_eq!(
        is_exchanged.iter().filter(|is_so| **is_so).count(),
        1,
        "{batch:?}"
    );
    let settle = async |line, typed: &str| {
        town.try_settle_at(Role::Owner, id, line, Uuid::now_v7(), batch.version, typed)
            .await
    };
    for (line, typed) in [
        (Some(yen), "0.02"),
        (Some(yen), "-1"),
        (Some(euros), "10"),
        (None, "10"),
    ] {
        let wrong = settle(line, typed).await.unwrap_err();
        assert!(
            wrong.fields().get("settled_amount").is_some(),
            "{typed}: {wrong:?}"
        );
        assert_eq!(town.look(Role::Owner, id).await, batch, "nothing of it is paid");
    }
    // 18.75 euros are what they are worth.
    assert_eq!(settle(Some(yen), "19.00").await.unwrap().done(), 3);
    let mut came_to = Vec::new();
    for claim in &claims {
        let claim = expenses::queries::find(&mut town.tx(Role::Owner).await, claim.id)
            .await
            .unwrap();
        came_to.extend(
            claim
                .settled
                .map(|settled| (settled.amount.minor, settled.lost.minor)),
        );
    }
    came_to.sort_unstable();
    assert_eq!(came_to, [(633, 8), (633, 8), (634, 9)]);
}

#[tokio::test]
async fn where_something_is_taken_back_with_a_line_it_is_said_claim_by_claim() {
    let town = Town::banked().await;
    town.yen().await;
    let paid = town.approved(Role::Member, "1000", "JPY").await;
    assert_eq!(town.pay(Role::Owner, &[paid]).await.done(), 1);
    let mut tx = town.tx(Role::Owner).await;
    let reversal = expenses::queries::reverse(&mut tx, paid.id).await.unwrap();
    tx.commit().await.unwrap();
    let waiting = town.now(reversal).await;
    let mut tx = town.tx(Role::Admin).await;
    expenses::queries::decide(&mut tx, &[waiting], Verdict::Approve, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let claims = [
        town.approved(Role::Member, "5000", "JPY").await,
        town.now(reversal).await,
    ];
    let id = town.exported(Role::Admin, &claims).await;
    let batch = town.look(Role::Admin, id).await;
    assert!(!batch.lines[0].is_exchanged(batch.own));
    let line = Some((town.lumen.user(Role::Member), "JPY".parse().unwrap()));
    let refused = town
        .try_settle_at(Role::Admin, id, line, Uuid::now_v7(), batch.version, "25")
        .await
        .unwrap_err();
    assert!(refused.fields().get("settled_amount").is_some(), "{refused:?}");
    assert_eq!(town.look(Role::Admin, id).await, batch);
}

#[tokio::test]
async fn of_a_line_that_is_partly_settled_it_is_said_claim_by_claim() {
    let town = Town::banked().await;
    town.yen().await;
    // Worth 1,000 euros and 10.
    let claims = [
        town.approved(Role::Member, "160000", "JPY").await,
        town.approved(Role::Member, "1600", "JPY").await,
    ];
    let id = town.exported(Role::Admin, &claims).await;
    let batch = town.look(Role::Admin, id).await;
    assert!(batch.lines[0].is_exchanged(batch.own));
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "begin; set local app.organization_id = '{org}'; set local app.actor_kind = 'job'; \
         update organizations set second_person_from = 500 where id = '{org}'; commit",
        org = town.lumen.id
    )))
    .execute(&town.db.admin_pool())
    .await
    .unwrap();
    assert_eq!(town.settle(Role::Owner, id).await.unwrap().done(), 1);
    let batch = town.look(Role::Admin, id).await;
    assert!(!batch.lines[0].is_exchanged(batch.own));
    let line = Some((town.lumen.user(Role::Member), "JPY".parse().unwrap()));
    let refused = town
        .try_settle_at(Role::Admin, id, line, Uuid::now_v7(), batch.version, "1012")
        .await
        .unwrap_err();
    assert!(refused.fields().get("settled_amount").is_some(), "{refused:?}");
    assert_eq!(town.look(Role::Admin, id).await, batch);
    let rest = town.try_settle(Role::Admin, id, line, Uuid::now_v7(), batch.version);
    assert_eq!(rest.await.unwrap().done(), 1);
}

#[tokio::test]
async fn an_amount_that_only_a_repeated_request_carries_is_not_dropped_in_silence() {
    let town = Town::banked().await;
    town.yen().await;
    let claims = [town.approved(Role::Member, "1600", "JPY").await];
    let id = town.exported(Role::Owner, &claims).await;
    let line = Some((town.lumen.user(Role::Member), "JPY".parse().unwrap()));
    let (version, key) = (town.look(Role::Owner, id).await.version, Uuid::now_v7());
    let settle = async |typed: &str| {
        town.try_settle_at(Role::Owner, id, line, key, version, typed)
            .await
    };
    settle("").await.unwrap();
    let refused = settle("10.20").await.unwrap_err();
    assert!(refused.to_string().contains("without this amount"), "{refused}");
    let now = town.now(claims[0].id).await;
    let mut tx = town.tx(Role::Owner).await;
    let amount = Money::parse("10.20", Currency::EUR).unwrap();
    expenses::queries::settle_at(&mut tx, now.id, now.version, Some(amount))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // What was asked for is so: nothing is left to be said.
    settle("10.20").await.unwrap();
}

#[tokio::test]
async fn a_repeated_request_says_what_the_first_one_left() {
    let town = Town::banked().await;
    town.save_account(Role::Owner, Whose::Mine, DE).await.unwrap();
    let claims = [
        town.approved(Role::Member, "10", "EUR").await,
        town.approved(Role::Owner, "20", "EUR").await,
    ];
    let id = town.exported(Role::Admin, &claims).await;
    let (version, key) = (town.look(Role::Owner, id).await.version, Uuid::now_v7());
    for done in [1, 0] {
        let decided = town
            .try_settle(Role::Owner, id, None, key, version)
            .await
            .unwrap();
        assert_eq!((decided.done(), decided.refused().count()), (done, 1));
    }
    assert_eq!(town.look(Role::Owner, id).await.status, BatchStatus::Exported);
}
