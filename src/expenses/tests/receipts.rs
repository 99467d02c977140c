//! Receipts.

use super::*;

impl Town {
    /// Puts a file that lies in the store to a claim, as its claimant.
    pub(super) async fn receipt(&self, id: ExpenseId, sha256: &str) -> Result<(), sqlx::Error> {
        self.try_act(&format!(
            "insert into media (organization_id, uploaded_by, title, file_name, file_path, media_type, mime_type, file_size, purpose, \
               sha256, related_expense) \
             values ('{}', '{}', 'bill.jpg', 'bill.jpg', app.uuid_v7()::text, 'image', 'image/jpeg', 10, 'attachment', '{}', '{id}')",
            self.lumen.id,
            self.lumen.user(Role::Member),
            sha256.repeat(64),
        ))
        .await
    }
}

#[tokio::test]
async fn a_receipt_makes_a_new_version_of_its_claim() {
    let town = Town::new().await;
    let seen = town.pending(Role::Member, &train("10")).await;
    town.receipt(seen.id, "a").await.unwrap();
    let decided = town.decide(Role::Owner, &[seen], Verdict::Approve).await;
    assert_eq!(
        reason(&decided),
        "It was changed after you saw it. Look at it again."
    );
}

#[tokio::test]
async fn a_receipt_that_comes_after_the_approval_asks_for_it_again() {
    let town = Town::new().await;
    let seen = town.approved(Role::Member, &train("10")).await;
    town.receipt(seen.id, "a").await.unwrap();
    let claim = town.look(Role::Member, seen.id).await;
    assert_eq!((claim.status, claim.approved_by), (ExpenseStatus::Pending, None));
}

#[tokio::test]
async fn what_is_paid_gets_no_other_receipt() {
    let town = Town::new().await;
    let seen = town.paid(Role::Member, &train("10")).await;
    let refused = town.receipt(seen.id, "a").await.unwrap_err();
    let refused = refused.as_database_error().and_then(|error| error.constraint());
    assert_eq!(refused, Some("expenses_paid_is_final"));
    let mut tx = town.tx(Role::Member).await;
    assert!(queries::may_add_receipt(&mut tx, seen.id).await.is_err());
}

#[tokio::test]
async fn a_receipt_is_added_by_whoever_claims_and_by_nobody_else() {
    let town = Town::new().await;
    let seen = town.pending(Role::Member, &train("10")).await;
    let mut tx = town.tx(Role::Owner).await;
    let refused = queries::may_add_receipt(&mut tx, seen.id).await;
    assert_eq!(refused.unwrap_err(), AppError::Forbidden);
}

#[tokio::test]
async fn the_very_same_receipt_is_shown_as_a_duplicate_before_the_same_amount() {
    let town = Town::new().await;
    let one = town.draft(Role::Member, &train("10")).await;
    let two = town.draft(Role::Member, &train("20")).await;
    let three = town.draft(Role::Member, &train("20")).await;
    town.receipt(one, "a").await.unwrap();
    town.receipt(two, "a").await.unwrap();
    let claim = town.look(Role::Member, two).await;
    let others: Vec<_> = claim
        .duplicates
        .iter()
        .map(|one| (one.id, one.is_same_receipt))
        .collect();
    assert_eq!(others, [(one, true), (three, false)]);
}

#[tokio::test]
async fn a_removed_receipt_stands_among_the_steps() {
    let town = Town::new().await;
    let seen = town.pending(Role::Member, &train("10")).await;
    town.receipt(seen.id, "a").await.unwrap();
    let mut tx = town.tx(Role::Member).await;
    let file = queries::receipts(&mut tx, seen.id).await.unwrap()[0].id;
    queries::set_receipt_removed(&mut tx, file, true).await.unwrap();
    tx.commit().await.unwrap();
    let claim = town.look(Role::Member, seen.id).await;
    let step = claim.steps.last().unwrap();
    let change = &step.changes[0];
    assert_eq!((change.label(), change.before.as_str()), ("Receipts", "bill.jpg"));
    let mut tx = town.tx(Role::Owner).await;
    let refused = queries::set_receipt_removed(&mut tx, file, false).await;
    assert_eq!(
        refused.unwrap_err(),
        AppError::NotFound,
        "not somebody else's to bring back"
    );
}

#[tokio::test]
async fn the_file_of_a_receipt_is_read_by_whoever_sees_its_claim() {
    use crate::media::queries::readable;
    use crate::media::types::Variant;

    let town = Town::new().await;
    let id = town.draft(Role::Member, &train("10")).await;
    town.receipt(id, "a").await.unwrap();
    town.try_act("update media set status = 'ready' where related_expense is not null")
        .await
        .unwrap();
    let mut tx = town.tx(Role::Member).await;
    let files = queries::receipts(&mut tx, id).await.unwrap();
    let file = files[0].id;
    drop(tx);
    let is_read = async |role: Role| {
        let mut tx = town.tx(role).await;
        readable(&mut tx, file, Variant::Original).await.is_ok()
    };
    assert!(is_read(Role::Member).await, "their own draft's");
    assert!(!is_read(Role::Owner).await, "a draft is its claimant's alone");
    let mut tx = town.tx(Role::Member).await;
    queries::submit(&mut tx, id, version(&town, id).await)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(is_read(Role::Member).await && is_read(Role::Owner).await && is_read(Role::Admin).await);
    assert!(!is_read(Role::Manager).await, "of another team");
    let mut tx = town.harbor_tx().await;
    let elsewhere = readable(&mut tx, file, Variant::Original).await;
    assert_eq!(elsewhere.map(|found| found.name), Err(AppError::NotFound));
}

async fn version(town: &Town, id: ExpenseId) -> i32 {
    town.look(Role::Member, id).await.version
}
