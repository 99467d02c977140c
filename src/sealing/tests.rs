mod replacing;

use super::columns::IntegrationCredentials as Credentials;
use super::*;
use crate::accounts::roles::{Permission, Role};
use crate::server::config::KeyArgs;
use crate::testing::{MASTER_KEY, TestDb};
use uuid::Uuid;

#[tokio::test]
async fn what_is_sealed_in_one_transaction_opens_in_the_next() {
    let db = TestDb::new().await;
    let lumen = db.organization("Lumen").await.tenant(&db.app_pool(), Role::Owner);
    let row = Uuid::now_v7();
    let mut tx = lumen.begin(Permission::EditContacts).await.unwrap();
    let key = queries::to_seal(&mut tx).await.unwrap();
    let sealed: Sealed<Credentials> = key.seal(row, "hush").unwrap();
    tx.commit().await.unwrap();

    let mut tx = lumen.begin(Permission::ViewContacts).await.unwrap();
    let keys = queries::to_open(&mut tx, &[sealed.key_number()]).await.unwrap();
    assert_eq!(keys.open(row, &sealed), Ok("hush".to_owned()));
}

#[tokio::test]
async fn a_value_of_one_organisation_is_refused_in_anothers_row() {
    let db = TestDb::new().await;
    let pool = db.app_pool();
    let mut sealed = Vec::new();
    let row = Uuid::now_v7();
    let [lumen, harbor] = [db.organization("Lumen").await, db.organization("Harbor").await];
    let tenants = [&lumen, &harbor].map(|org| org.tenant(&pool, Role::Owner));
    for tenant in &tenants {
        let mut tx = tenant.begin(Permission::EditContacts).await.unwrap();
        let key = queries::to_seal(&mut tx).await.unwrap();
        sealed.push(key.seal::<Credentials>(row, "hush").unwrap());
        tx.commit().await.unwrap();
    }
    assert_ne!(sealed[0], sealed[1]);
    for (tenant, foreign) in tenants.iter().zip(sealed.iter().rev()) {
        let mut tx = tenant.begin(Permission::ViewContacts).await.unwrap();
        let keys = queries::to_open(&mut tx, &[foreign.key_number()]).await.unwrap();
        assert_eq!(keys.open(row, foreign), Err(Unreadable));
    }
}

#[tokio::test]
async fn a_key_that_was_taken_back_with_its_transaction_seals_nothing_more() {
    let db = TestDb::new().await;
    let lumen = db.organization("Lumen").await.tenant(&db.app_pool(), Role::Owner);
    let row = Uuid::now_v7();
    let mut tx = lumen.begin(Permission::EditContacts).await.unwrap();
    let key = queries::to_seal(&mut tx).await.unwrap();
    let lost: Sealed<Credentials> = key.seal(row, "hush").unwrap();
    // Within that transaction it opens.
    let keys = queries::to_open(&mut tx, &[lost.key_number()]).await.unwrap();
    assert_eq!(keys.open(row, &lost), Ok("hush".to_owned()));
    drop(tx);

    let mut tx = lumen.begin(Permission::EditContacts).await.unwrap();
    let key = queries::to_seal(&mut tx).await.unwrap();
    let kept: Sealed<Credentials> = key.seal(row, "hush").unwrap();
    tx.commit().await.unwrap();
    let mut tx = lumen.begin(Permission::ViewContacts).await.unwrap();
    let keys = queries::to_open(&mut tx, &[kept.key_number()]).await.unwrap();
    assert_eq!(keys.open(row, &kept), Ok("hush".to_owned()));
    assert_eq!(keys.open(row, &lost), Err(Unreadable));
}

#[tokio::test]
async fn whoever_comes_first_makes_the_key_and_the_others_take_it() {
    let db = TestDb::new().await;
    let lumen = db
        .organization("Lumen")
        .await
        .tenant(&db.app_pool_of(8), Role::Owner);
    let sealing = (0..8).map(|_| {
        let lumen = lumen.clone();
        tokio::spawn(async move {
            let mut tx = lumen.begin(Permission::EditContacts).await.unwrap();
            let key = queries::to_seal(&mut tx).await.unwrap();
            let sealed = key.seal::<Credentials>(Uuid::nil(), "hush").unwrap();
            tx.commit().await.unwrap();
            sealed
        })
    });
    let mut sealed = Vec::new();
    for one in sealing.collect::<Vec<_>>() {
        sealed.push(one.await.unwrap());
    }
    assert!(sealed.iter().all(|one| *one == sealed[0]));
}

#[tokio::test]
async fn another_master_key_is_told_from_the_right_one() {
    let db = TestDb::new().await;
    let pool = db.app_pool();
    let other = "b".repeat(64);
    let ring = |text: &str| Keyring::of(&KeyArgs::of(text)).unwrap();
    assert_eq!(
        queries::check(&pool, &ring(&other)).await,
        Ok(true),
        "nothing is sealed yet"
    );

    let lumen = db.organization("Lumen").await.tenant(&pool, Role::Owner);
    let mut tx = lumen.begin(Permission::EditContacts).await.unwrap();
    queries::to_seal(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(queries::check(&pool, &ring(MASTER_KEY)).await, Ok(true));
    assert_eq!(
        queries::check(&pool, &ring(&format!("{other},{MASTER_KEY}"))).await,
        Ok(true)
    );
    let said = queries::check(&pool, &ring(&other)).await.unwrap_err();
    assert!(said.starts_with("The master key is not the one"), "{said}");
    assert!(!said.contains(&other), "{said}");
}
