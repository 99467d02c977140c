//! Claims and another organisation.

use super::*;
use crate::expenses::types::{ExpenseFilter, Whose};
use uuid::Uuid;

#[tokio::test]
async fn a_claim_is_invisible_to_another_organisation() {
    let town = Town::new().await;
    let seen = town.pending(Role::Member, &train("10")).await;
    let mut tx = town.harbor_tx().await;
    assert_eq!(
        queries::find(&mut tx, seen.id).await.unwrap_err(),
        AppError::NotFound
    );
    let filter = ExpenseFilter {
        whose: Whose::All,
        ..ExpenseFilter::default()
    };
    assert!(
        queries::page(&mut tx, &filter, None)
            .await
            .unwrap()
            .rows
            .is_empty()
    );
    assert!(
        queries::inbox(&mut tx, &InboxFilter::default(), None)
            .await
            .unwrap()
            .page
            .rows
            .is_empty()
    );
    assert!(
        queries::waiting(&mut tx, &InboxFilter::default())
            .await
            .unwrap()
            .claims
            .is_empty()
    );
    assert!(queries::sums(&mut tx).await.unwrap().is_empty());
    assert_eq!(
        queries::receipts(&mut tx, seen.id).await.unwrap_err(),
        AppError::NotFound
    );
}

#[tokio::test]
async fn nothing_is_done_with_a_claim_of_another_organisation() {
    let town = Town::new().await;
    let seen = town.pending(Role::Member, &train("10")).await;
    let gone = "This claim is no longer there, or not yours to see.";
    let mut tx = town.harbor_tx().await;
    let decided = queries::decide(&mut tx, &[seen], Verdict::Approve, None)
        .await
        .unwrap();
    assert_eq!((reason(&decided), decided.outcomes[0].title.as_str()), (gone, ""));
    let paid = queries::pay(&mut tx, &[seen], None, Uuid::now_v7())
        .await
        .unwrap();
    assert_eq!(reason(&paid), gone);
    assert_eq!(
        queries::submit(&mut tx, seen.id, seen.version).await.unwrap_err(),
        AppError::NotFound
    );
    assert_eq!(
        queries::recall(&mut tx, seen.id, seen.version).await.unwrap_err(),
        AppError::NotFound
    );
    assert_eq!(
        queries::set_deleted(&mut tx, seen.id, true).await.unwrap_err(),
        AppError::NotFound
    );
    assert_eq!(
        queries::settle_at(&mut tx, seen.id, seen.version, None)
            .await
            .unwrap_err(),
        AppError::NotFound
    );
    assert_eq!(
        queries::reverse(&mut tx, seen.id).await.unwrap_err(),
        AppError::NotFound
    );
    assert_eq!(
        queries::may_add_receipt(&mut tx, seen.id).await.unwrap_err(),
        AppError::NotFound
    );
    let form = train("12");
    let saved = queries::update(&mut tx, seen.id, seen.version, &read(&form), &english()).await;
    assert_eq!(saved.unwrap_err(), AppError::NotFound);
    drop(tx);
    assert_eq!(town.now(seen.id).await, seen);
}

#[tokio::test]
async fn a_form_offers_what_is_of_ones_own_organisation() {
    let town = Town::new().await;
    let (event, owner) = (town.event().await, town.lumen.user(Role::Owner));
    let mut form = train("10");
    form.category = "Rail".into();
    town.draft(Role::Member, &form).await;
    let choices = queries::choices(&mut town.tx(Role::Member).await).await.unwrap();
    assert_eq!(
        choices.events.iter().map(|one| one.id).collect::<Vec<_>>(),
        [event]
    );
    assert_eq!(choices.categories, ["Rail"]);
    assert!(choices.colleagues.iter().any(|one| one.id == owner));
    assert!(
        choices
            .colleagues
            .iter()
            .all(|one| one.id != town.lumen.user(Role::Member)),
        "oneself is offered"
    );
    let theirs = queries::choices(&mut town.harbor_tx().await).await.unwrap();
    assert!(theirs.events.is_empty() && theirs.categories.is_empty());
    assert!(theirs.colleagues.iter().all(|one| one.id != owner));
}

#[tokio::test]
async fn a_claim_refers_to_nothing_of_another_organisation() {
    let town = Town::new().await;
    let event = town.event().await;
    let mut with_event = train("10");
    with_event.event_id = event.to_string();
    let mut with_payee = train("10");
    with_payee.payee_id = town.lumen.user(Role::Member).to_string();
    for (form, field) in [(with_event, "event_id"), (with_payee, "payee_id")] {
        town.draft(Role::Owner, &form).await;
        let mut tx = town.harbor_tx().await;
        let refused = queries::insert(&mut tx, &read(&form)).await.unwrap_err();
        let AppError::Invalid { errors } = refused else {
            panic!("{field}: {refused:?}");
        };
        assert!(errors.get(field).is_some(), "{field}");
    }
}
