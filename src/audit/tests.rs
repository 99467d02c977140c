//! Reading the trail.

use super::queries;
use super::types::Action;
use crate::accounts::roles::{Permission, Role};
use crate::contacts::queries as contacts;
use crate::contacts::types::{ContactForm, ContactType};
use crate::ids::ContactId;
use crate::tenancy::TenantTx;
use crate::testing::{Org, TestDb};
use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

const LATEST: (DateTime<Utc>, Uuid) = (DateTime::<Utc>::MAX_UTC, Uuid::max());

async fn tx(org: &Org, pool: &PgPool) -> TenantTx {
    org.tenant(pool, Role::Owner)
        .begin(Permission::ViewContacts)
        .await
        .unwrap()
}

/// A contact that went through every stage and into the trash.
async fn much_changed(tx: &mut TenantTx) -> ContactId {
    let typed = ContactForm {
        first_name: "Ada".into(),
        last_name: "Lovelace".into(),
        ..ContactForm::blank(None)
    };
    let id = contacts::insert(tx, &typed.parse().unwrap()).await.unwrap();
    contacts::set_type(tx, id, ContactType::Contact).await.unwrap();
    contacts::set_owner(tx, id, Some(tx.user().unwrap()))
        .await
        .unwrap();
    contacts::set_type(tx, id, ContactType::Plug).await.unwrap();
    contacts::delete(tx, id).await.unwrap();
    id
}

#[tokio::test]
async fn the_changes_of_a_column_are_told_latest_first_and_page_by_page() {
    let db = TestDb::new().await;
    let org = db.organization("Lumen").await;
    let mut tx = tx(&org, &db.app_pool()).await;
    let id = much_changed(&mut tx).await;
    let mut of = async |before, limit| {
        queries::values_of(&mut tx, "contacts", &[id.0], "contact_type", before, limit)
            .await
            .unwrap()
    };
    let all = of(LATEST, 10).await;
    let told: Vec<_> = all
        .iter()
        .map(|change| (change.old.as_deref(), change.new.as_deref()))
        .collect();
    assert_eq!(
        told,
        [(Some("contact"), Some("plug")), (Some("target"), Some("contact"))]
    );
    assert!(all.iter().all(|change| change.by == "Owner Lumen"));
    assert_eq!(of(LATEST, 1).await, all[..1]);
    assert_eq!(of((all[0].at, all[0].id), 10).await, all[1..]);
}

#[tokio::test]
async fn only_what_is_asked_for_is_told_and_only_of_ones_own_organisation() {
    let db = TestDb::new().await;
    let (lumen, harbor) = (db.organization("Lumen").await, db.organization("Harbor").await);
    let pool = db.app_pool();
    let mut there = tx(&harbor, &pool).await;
    let foreign = much_changed(&mut there).await;
    there.commit().await.unwrap();

    let mut here = tx(&lumen, &pool).await;
    let id = much_changed(&mut here).await;
    let asked = [("contacts", Action::Create), ("contacts", Action::Update)];
    let entries = queries::recent(&mut here, &asked, &["contact_type"], 100)
        .await
        .unwrap();
    let told: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                entry.action,
                entry.became.get("contact_type").and_then(|value| value.as_str()),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (Action::Update, Some("plug")),
            (Action::Update, None),
            (Action::Update, Some("contact")),
            (Action::Create, Some("target")),
        ]
    );
    assert!(
        entries
            .iter()
            .all(|entry| entry.record_id == Some(id.0) && entry.became.len() <= 1)
    );
    assert_eq!(entries[0].request_id.as_deref(), Some("test-request"));

    let changes = queries::values_of(&mut here, "contacts", &[foreign.0], "contact_type", LATEST, 10)
        .await
        .unwrap();
    assert_eq!(changes, []);
    assert_eq!(
        queries::last_change(&mut here, "contacts", id.0).await.unwrap().0,
        "Owner Lumen"
    );
    assert!(
        queries::last_change(&mut here, "contacts", foreign.0)
            .await
            .is_err()
    );
}
