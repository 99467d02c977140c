//! Batches until their files are made.

use super::*;
use crate::payments::types::Way;

#[tokio::test]
async fn a_batch_pays_each_person_once_and_its_total_is_the_sum_of_its_claims() {
    let town = Town::banked().await;
    let mut claims = Vec::new();
    for amount in ["10.10", "0.01", "989.89"] {
        claims.push(town.approved(Role::Member, amount, "EUR").await);
    }
    claims.push(town.approved(Role::Admin, "5", "EUR").await);
    let id = town.try_make(Role::Owner, None).await.unwrap();
    let batch = town.look(Role::Owner, id).await;
    assert_eq!((batch.number, batch.status), (1, BatchStatus::Open));
    let mut amounts: Vec<_> = batch
        .lines
        .iter()
        .map(|line| (line.amount.minor, line.items.len()))
        .collect();
    amounts.sort_unstable();
    assert_eq!(amounts, [(500, 1), (100_000, 3)]);
    assert_eq!(
        batch
            .sums(ItemOutcome::Open)
            .iter()
            .map(|sum| sum.minor)
            .collect::<Vec<_>>(),
        [100_500]
    );
    let list = queries::list(&mut town.tx(Role::Owner).await, None)
        .await
        .unwrap();
    assert_eq!(
        (
            list.rows[0].claims,
            list.rows[0].payees,
            list.rows[0].sums[0].minor
        ),
        (4, 2, 100_500)
    );
    assert_eq!(list.payable.claims, 0, "what is in a batch waits in no other");
    for claim in claims {
        assert_eq!(town.status(claim.id).await, "approved");
    }
}

#[tokio::test]
async fn a_claim_is_in_one_batch_only_and_the_same_request_makes_one() {
    let town = Town::banked().await;
    let claim = town.approved(Role::Member, "10", "EUR").await;
    let id = town.make(Role::Owner, &[claim]).await;
    let again = town.try_make(Role::Owner, Some(&[claim])).await.unwrap_err();
    assert!(again.to_string().contains("in batch 1 already"), "{again}");
    let mut tx = town.tx(Role::Owner).await;
    queries::make(&mut tx, id, Some(&[claim]), soon()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.count("select count(*) from payment_batches").await, 1);
}

#[tokio::test]
async fn ones_own_claim_is_named_and_not_put_in_whoever_makes_exports_or_settles() {
    let town = Town::banked().await;
    let (own, other) = (
        town.approved(Role::Owner, "10", "EUR").await,
        town.approved(Role::Member, "20", "EUR").await,
    );
    let only = town.try_make(Role::Owner, Some(&[own])).await.unwrap_err();
    assert!(only.to_string().contains("your own"), "{only}");
    let id = town.make(Role::Owner, &[own, other]).await;
    let batch = town.look(Role::Owner, id).await;
    assert_eq!(
        left_out(&batch).iter().map(|one| one.0).collect::<Vec<_>>(),
        [own.id]
    );
    // Somebody else puts it in; then its payee makes no files of it, fetches none, and does not settle it.
    town.save_account(Role::Owner, Whose::Mine, NL).await.unwrap();
    let theirs = town.make(Role::Admin, &[own]).await;
    let refused = town.try_export(Role::Owner, theirs).await.unwrap_err();
    assert!(refused.to_string().contains("your own"), "{refused}");
    town.try_export(Role::Admin, theirs).await.unwrap();
    assert!(
        queries::frozen(&mut town.tx(Role::Owner).await, theirs)
            .await
            .is_err()
    );
    let refused = town.settle(Role::Owner, theirs).await.unwrap_err();
    assert!(refused.to_string().contains("somebody else"), "{refused}");
    assert_eq!(town.status(own.id).await, "approved");
    assert_eq!(town.settle(Role::Admin, theirs).await.unwrap().done(), 1);
}

#[tokio::test]
async fn a_claim_that_is_changed_falls_out_with_the_reason_and_is_not_in_the_files() {
    let town = Town::banked().await;
    let (changed, kept) = (
        town.approved(Role::Member, "10", "EUR").await,
        town.approved(Role::Member, "20", "EUR").await,
    );
    let id = town.make(Role::Owner, &[changed, kept]).await;
    let seen = town.look(Role::Owner, id).await.version;
    town.edit(Role::Member, changed, "1000").await.unwrap();
    let mut tx = town.tx(Role::Owner).await;
    let stale = queries::export(&mut tx, id, seen, today()).await.unwrap_err();
    assert!(stale.to_string().contains("meanwhile"), "{stale}");
    drop(tx);
    let batch = town.look(Role::Owner, id).await;
    let (claim, reason) = left_out(&batch)[0];
    assert!(
        claim == changed.id && reason.contains("changed after it was approved"),
        "{reason}"
    );
    town.try_export(Role::Owner, id).await.unwrap();
    let frozen = queries::frozen(&mut town.tx(Role::Owner).await, id)
        .await
        .unwrap();
    assert_eq!(
        frozen
            .transfers
            .iter()
            .map(|one| one.amount.minor)
            .collect::<Vec<_>>(),
        [2_000]
    );
    // Approved anew, it goes into the next.
    let again = town.now(changed.id).await;
    let again = town.approve(Role::Member, again).await;
    town.make(Role::Owner, &[again]).await;
}

#[tokio::test]
async fn what_is_being_paid_is_neither_changed_nor_paid_singly() {
    let town = Town::banked().await;
    let claim = town.approved(Role::Member, "10", "EUR").await;
    town.exported(Role::Owner, &[claim]).await;
    let refused = town.edit(Role::Member, claim, "1000").await.unwrap_err();
    assert!(refused.fields().get("amount").is_some(), "{refused:?}");
    let paid = town.pay(Role::Owner, &[claim]).await;
    let why = paid.refused().next().unwrap().refusal.clone().unwrap();
    assert_eq!(why, "It is being paid with batch 1: mark it as paid there.");
    let claim = expenses::queries::find(&mut town.tx(Role::Member).await, claim.id)
        .await
        .unwrap();
    assert!(!claim.may.edit && claim.amount.minor == 1_000);
}

#[tokio::test]
async fn a_claim_that_is_paid_singly_falls_out_and_the_others_are_paid() {
    let town = Town::banked().await;
    let (single, rest) = (
        town.approved(Role::Member, "10", "EUR").await,
        town.approved(Role::Member, "20", "EUR").await,
    );
    let id = town.make(Role::Owner, &[single, rest]).await;
    assert_eq!(town.pay(Role::Admin, &[single]).await.done(), 1);
    let batch = town.look(Role::Owner, id).await;
    assert_eq!(left_out(&batch), [(single.id, "It was paid otherwise.")]);
    town.try_export(Role::Owner, id).await.unwrap();
    assert_eq!(town.settle(Role::Owner, id).await.unwrap().done(), 1);
    assert_eq!(town.look(Role::Owner, id).await.status, BatchStatus::Settled);
}

#[tokio::test]
async fn a_reversal_reduces_what_somebody_gets_and_nothing_due_is_nothing_paid() {
    let town = Town::banked().await;
    let first = town.approved(Role::Member, "30", "EUR").await;
    town.pay(Role::Owner, &[first]).await;
    let mut tx = town.tx(Role::Admin).await;
    let reversal = expenses::queries::reverse(&mut tx, first.id).await.unwrap();
    tx.commit().await.unwrap();
    let reversal = town.now(reversal).await;
    // The admin made it: the owner approves and pays it.
    let reversal = town.approve(Role::Member, reversal).await;
    let more = town.approved(Role::Member, "30", "EUR").await;
    let id = town.make(Role::Owner, &[reversal, more]).await;
    let batch = town.look(Role::Owner, id).await;
    assert_eq!(
        (batch.lines[0].amount.minor, batch.lines[0].way),
        (0, Way::NothingToPay)
    );
    let refused = town.try_export(Role::Owner, id).await.unwrap_err();
    assert!(refused.to_string().contains("outweighs"), "{refused}");
    town.cancel(Role::Owner, id).await.unwrap();

    let enough = town.approved(Role::Member, "12.50", "EUR").await;
    let id = town.exported(Role::Owner, &[reversal, more, enough]).await;
    let frozen = queries::frozen(&mut town.tx(Role::Owner).await, id)
        .await
        .unwrap();
    assert_eq!(frozen.transfers[0].amount.minor, 1_250);
    assert_eq!(frozen.control_sum().unwrap().minor, 1_250);
    assert_eq!(town.settle(Role::Owner, id).await.unwrap().done(), 3);
}

#[tokio::test]
async fn whoever_has_no_account_is_left_out_and_other_currencies_are_paid_by_hand() {
    let town = Town::banked().await;
    town.yen().await;
    let (euros, yen, without) = (
        town.approved(Role::Member, "10", "EUR").await,
        town.approved(Role::Member, "1000", "JPY").await,
        town.approved(Role::Admin, "7", "EUR").await,
    );
    let id = town.make(Role::Owner, &[euros, yen, without]).await;
    let ways: Vec<_> = town
        .look(Role::Owner, id)
        .await
        .lines
        .iter()
        .map(|line| line.way)
        .collect();
    for way in [Way::Transfer, Way::ByHand, Way::NoAccount] {
        assert!(ways.contains(&way), "{way:?}");
    }
    town.try_export(Role::Owner, id).await.unwrap();
    let batch = town.look(Role::Owner, id).await;
    let (claim, reason) = left_out(&batch)[0];
    assert!(
        claim == without.id && reason.contains("no bank account"),
        "{reason}"
    );
    let frozen = queries::frozen(&mut town.tx(Role::Owner).await, id)
        .await
        .unwrap();
    assert_eq!((frozen.transfers.len(), frozen.sepa().count()), (2, 1));
}

#[tokio::test]
async fn without_an_account_to_pay_from_no_files_are_made() {
    let town = Town::new().await;
    town.save_account(Role::Member, Whose::Mine, NL).await.unwrap();
    let claim = town.approved(Role::Member, "10", "EUR").await;
    let id = town.make(Role::Owner, &[claim]).await;
    let refused = town.try_export(Role::Owner, id).await.unwrap_err();
    assert!(
        refused.to_string().contains("Settings, Bank account"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_cancelled_batch_lets_its_claims_go_and_comes_back_without_those_that_went() {
    let town = Town::banked().await;
    let (gone, kept) = (
        town.approved(Role::Member, "10", "EUR").await,
        town.approved(Role::Member, "20", "EUR").await,
    );
    let id = town.make(Role::Owner, &[gone, kept]).await;
    let cancel = async |id| {
        town.cancel(Role::Admin, id).await.unwrap();
    };
    cancel(id).await;
    assert_eq!(town.look(Role::Owner, id).await.status, BatchStatus::Cancelled);
    let other = town.make(Role::Owner, &[gone]).await;
    let mut tx = town.tx(Role::Owner).await;
    queries::reopen(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    let batch = town.look(Role::Owner, id).await;
    assert_eq!(
        (batch.status, batch.lines[0].amount.minor),
        (BatchStatus::Open, 2_000)
    );
    assert_eq!(left_out(&batch)[0].0, gone.id);
    // A batch whose files are made comes back whole or not at all.
    town.try_export(Role::Owner, id).await.unwrap();
    cancel(id).await;
    assert!(
        queries::frozen(&mut town.tx(Role::Owner).await, id)
            .await
            .is_err(),
        "its files are not for the bank any more"
    );
    town.make(Role::Owner, &[kept]).await;
    assert!(
        queries::reopen(&mut town.tx(Role::Owner).await, id)
            .await
            .is_err()
    );
    assert_eq!(town.look(Role::Owner, other).await.lines.len(), 1);
}

#[tokio::test]
async fn a_claim_is_taken_out_and_goes_into_another_batch() {
    let town = Town::banked().await;
    let (out, kept) = (
        town.approved(Role::Member, "10", "EUR").await,
        town.approved(Role::Member, "20", "EUR").await,
    );
    let id = town.make(Role::Owner, &[out, kept]).await;
    let batch = town.look(Role::Owner, id).await;
    let item = batch.lines[0]
        .items
        .iter()
        .find(|item| item.claim == out.id)
        .unwrap()
        .id;
    for _ in 0..2 {
        let mut tx = town.tx(Role::Owner).await;
        queries::take_out(&mut tx, id, item).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(
        left_out(&town.look(Role::Owner, id).await),
        [(out.id, "It was taken out.")]
    );
    town.make(Role::Owner, &[out]).await;
}

#[tokio::test]
async fn whoever_pays_a_team_makes_no_batches() {
    let town = Town::banked().await;
    let claim = town.approved(Role::Member, "10", "EUR").await;
    for role in [Role::Manager, Role::Member] {
        let refused = town.try_make(role, Some(&[claim])).await.unwrap_err();
        assert_eq!(refused, AppError::Forbidden, "{role:?}");
        let mut tx = town.tx(role).await;
        assert_eq!(
            queries::list(&mut tx, None).await.unwrap_err(),
            AppError::Forbidden
        );
    }
}

#[tokio::test]
async fn a_new_account_is_told_to_whoever_pays() {
    let town = Town::banked().await;
    let claim = town.approved(Role::Member, "10", "EUR").await;
    town.save_account(Role::Member, Whose::Mine, DE).await.unwrap();
    let id = town.make(Role::Owner, &[claim]).await;
    let account = town.look(Role::Owner, id).await.lines[0].account.clone().unwrap();
    assert!(account.is_changed && account.is_recent(Utc::now()));
    assert!(!account.is_recent(Utc::now() + chrono::TimeDelta::days(15)));
    // What the files name stays, whatever is entered later.
    town.try_export(Role::Owner, id).await.unwrap();
    town.save_account(Role::Member, Whose::Mine, NL).await.unwrap();
    let account = town.look(Role::Owner, id).await.lines[0].account.clone().unwrap();
    assert_eq!(account.iban, "DE89 •••• 3000");
}

#[tokio::test]
async fn a_batch_whose_files_are_made_is_cancelled_as_it_was_seen_and_only_if_the_bank_has_none() {
    let town = Town::banked().await;
    let claim = town.approved(Role::Member, "10", "EUR").await;
    let id = town.make(Role::Owner, &[claim]).await;
    let seen = town.look(Role::Admin, id).await.version;
    town.try_export(Role::Owner, id).await.unwrap();
    let cancel = async |version, is_not_sent| {
        let mut tx = town.tx(Role::Admin).await;
        queries::cancel(&mut tx, id, version, is_not_sent).await?;
        tx.commit().await
    };
    // Who saw it open does not know of the files.
    let told = cancel(seen, false).await.unwrap_err().to_string();
    assert!(told.contains("paid twice"), "{told}");
    let told = cancel(seen, true).await.unwrap_err().to_string();
    assert!(told.contains("meanwhile"), "{told}");
    let now = town.look(Role::Admin, id).await.version;
    assert!(cancel(now, false).await.is_err());
    assert_eq!(town.look(Role::Owner, id).await.status, BatchStatus::Exported);
    cancel(now, true).await.unwrap();
    assert_eq!(town.look(Role::Owner, id).await.status, BatchStatus::Cancelled);
}

#[tokio::test]
async fn the_same_request_with_other_claims_is_not_answered_by_the_batch_of_before() {
    let town = Town::banked().await;
    let (first, second) = (
        town.approved(Role::Member, "10", "EUR").await,
        town.approved(Role::Member, "20", "EUR").await,
    );
    let id = town.make(Role::Owner, &[first]).await;
    let again = async |chosen: &[Wanted]| {
        let mut tx = town.tx(Role::Owner).await;
        queries::make(&mut tx, id, Some(chosen), soon()).await?;
        tx.commit().await
    };
    again(&[first]).await.unwrap();
    let told = again(&[first, second]).await.unwrap_err().to_string();
    assert!(told.contains("other claims"), "{told}");
    assert_eq!(town.look(Role::Owner, id).await.lines[0].amount.minor, 1_000);
}

#[tokio::test]
async fn all_that_is_approved_leaves_out_what_whoever_makes_the_batch_claimed() {
    let town = Town::banked().await;
    let claim = town.approved(Role::Member, "10", "EUR").await;
    town.approved(Role::Admin, "20", "EUR").await;
    let id = town.try_make(Role::Admin, None).await.unwrap();
    let batch = town.look(Role::Admin, id).await;
    assert!(batch.left_out.is_empty(), "{:?}", left_out(&batch));
    assert_eq!(batch.lines.len(), 1);
    assert_eq!(batch.lines[0].amount.minor, 1_000);
    assert_eq!(town.status(claim.id).await, "approved");
}
