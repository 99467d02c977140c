//! Payments and another organisation.

use super::*;

#[tokio::test]
async fn nothing_of_a_batch_is_seen_or_done_from_another_organisation() {
    let town = Town::banked().await;
    let claim = town.approved(Role::Member, "10", "EUR").await;
    let id = town.exported(Role::Owner, &[claim]).await;
    let batch = town.look(Role::Owner, id).await;
    let (version, item) = (batch.version, batch.lines[0].items[0].id);
    let mut tx = town.harbor_tx().await;
    let list = queries::list(&mut tx, None).await.unwrap();
    assert!(list.rows.is_empty() && list.payable.claims == 0);
    let line = (town.lumen.user(Role::Member), Currency::EUR);
    let settlement = SettleForm {
        paid_on: today().to_string(),
        ..SettleForm::default()
    };
    let failure = FailForm {
        payee: line.0.to_string(),
        currency: "EUR".into(),
        reason: "No".into(),
    };
    let settlement = settlement
        .parse(today(), Currency::EUR, &Locale::of("en-GB"))
        .unwrap();
    let failure = failure.parse().unwrap();
    assert_eq!(queries::find(&mut tx, id).await.unwrap_err(), AppError::NotFound);
    assert_eq!(
        queries::frozen(&mut tx, id).await.unwrap_err(),
        AppError::NotFound
    );
    assert_eq!(
        queries::plan(&mut tx, id, version, soon()).await.unwrap_err(),
        AppError::NotFound
    );
    assert_eq!(
        queries::export(&mut tx, id, version, today()).await.unwrap_err(),
        AppError::NotFound
    );
    assert_eq!(
        queries::take_out(&mut tx, id, item).await.unwrap_err(),
        AppError::NotFound
    );
    assert_eq!(
        queries::cancel(&mut tx, id, 1, true).await.unwrap_err(),
        AppError::NotFound
    );
    assert_eq!(
        queries::reopen(&mut tx, id).await.unwrap_err(),
        AppError::NotFound
    );
    assert_eq!(
        queries::fail(&mut tx, id, version, &failure).await.unwrap_err(),
        AppError::NotFound
    );
    let settled = queries::settle(&mut tx, id, version, &settlement, Uuid::now_v7()).await;
    assert_eq!(settled.unwrap_err(), AppError::NotFound);
    let made = queries::make(&mut tx, BatchId::new(), Some(&[claim]), soon()).await;
    assert!(matches!(made, Err(AppError::Conflict { .. })), "{made:?}");
    drop(tx);
    assert_eq!(town.look(Role::Owner, id).await, batch);
}

#[tokio::test]
async fn an_account_is_of_one_organisation() {
    let town = Town::banked().await;
    let mut tx = town.harbor_tx().await;
    for whose in [Whose::Mine, Whose::Organization] {
        let account = queries::account(&mut tx, whose, true).await.unwrap();
        assert_eq!((account.shown, account.version), (None, 0), "{whose:?}");
    }
}

#[tokio::test]
async fn numbers_are_counted_up_in_each_organisation() {
    let town = Town::banked().await;
    for number in 1..=2 {
        let claim = town.approved(Role::Member, "10", "EUR").await;
        let id = town.make(Role::Owner, &[claim]).await;
        assert_eq!(town.look(Role::Owner, id).await.number, number);
    }
}
