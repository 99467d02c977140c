//! One field of a contact, as a table's cell saves it.

use super::*;
use crate::error::AppError;
use crate::forms::TypedForm;

impl Town {
    async fn edit(
        &self,
        role: Role,
        id: ContactId,
        version: i32,
        field: &str,
        typed: &str,
    ) -> AppResult<i32> {
        let new = ContactForm::parse_field(field, typed)?;
        let mut tx = self.tx(role).await;
        let outcome = queries::update_field(&mut tx, id, version, field, &new).await;
        settled(tx, outcome).await
    }
}

#[tokio::test]
async fn a_field_is_saved_and_the_others_stay() {
    let town = Town::new().await;
    let manager = town.lumen.user(Role::Manager).to_string();
    let typed = ContactForm {
        notes: "Stays.".into(),
        bio: "Stays too.".into(),
        ..form("Ada", "Lovelace")
    };
    let id = town.add(&typed).await;
    for (field, value) in [
        ("first_name", "Augusta"),
        ("last_name", "King"),
        ("email", "ada@example.com"),
        ("phone", "+44 20 7946 0958"),
        ("company", "Analytical Engines"),
        ("job_title", "Countess"),
        ("industry", "Computing"),
        ("contact_type", "plug"),
        ("status", "hot_lead"),
        ("priority", "high"),
        ("lead_score", "77"),
        ("tags", "vip, London"),
        ("owner_id", manager.as_str()),
    ] {
        let before = ContactForm::of(&town.find(id).await);
        let version = town.find(id).await.version;
        let saved = town.edit(Role::Owner, id, version, field, value).await.unwrap();
        let stored = town.find(id).await;
        assert_eq!(saved, stored.version, "{field}");
        for ((name, _, was), (_, _, is)) in before.fields().iter().zip(ContactForm::of(&stored).fields()) {
            let expected = if *name == field { value } else { was };
            assert_eq!(is, expected, "{field} changed {name}");
        }
    }
    let emptied = town.find(id).await.version;
    town.edit(Role::Owner, id, emptied, "company", " ").await.unwrap();
    assert_eq!(town.find(id).await.company, None);
}

#[tokio::test]
async fn what_a_field_cannot_hold_is_refused_under_its_name() {
    let town = Town::new().await;
    let id = town.ada().await;
    for (field, typed) in [
        ("first_name", " "),
        ("email", "ada at example"),
        ("contact_type", "enemy"),
        ("lead_score", "101"),
        ("owner_id", "somebody"),
        ("company", &"x".repeat(101)),
    ] {
        let Err(AppError::Invalid { errors }) = town.edit(Role::Owner, id, 1, field, typed).await else {
            panic!("{field} took {typed}")
        };
        assert!(errors.get(field).is_some(), "{field}: {errors:?}");
        assert_eq!(errors.iter().count(), 1);
    }
    for field in ["notes", "is_deleted", "organization_id", ""] {
        assert!(
            town.edit(Role::Owner, id, 1, field, "x").await.is_err(),
            "{field}"
        );
    }
    let unknown = UserId::new().to_string();
    let outcome = town.edit(Role::Owner, id, 1, "owner_id", &unknown).await;
    assert!(matches!(outcome, Err(AppError::Invalid { .. })), "{outcome:?}");
    assert_eq!(town.find(id).await.version, 1);
}

#[tokio::test]
async fn an_edit_over_an_older_version_writes_nothing_and_shows_that_field_as_it_is() {
    let town = Town::new().await;
    let id = town.ada().await;
    town.edit(Role::Admin, id, 1, "status", "hot_lead").await.unwrap();
    town.edit(Role::Admin, id, 2, "company", "Looms").await.unwrap();

    let Err(AppError::Stale { stale }) = town.edit(Role::Owner, id, 1, "status", "new_client").await else {
        panic!("it was saved over")
    };
    let told: Vec<_> = stale
        .changes
        .iter()
        .map(|change| {
            (
                change.field.as_str(),
                change.mine.as_str(),
                change.theirs.as_str(),
            )
        })
        .collect();
    assert_eq!(told, [("status", "New client", "Hot lead")]);
    assert_eq!((stale.version, stale.by.as_str()), (3, "Admin Lumen"));
    assert_eq!(
        town.edit(Role::Owner, id, stale.version, "status", "new_client")
            .await,
        Ok(4)
    );
    // The same value twice is no conflict.
    assert_eq!(town.edit(Role::Owner, id, 1, "status", "new_client").await, Ok(4));
}

#[tokio::test]
async fn of_two_who_edit_one_field_at_once_one_is_told() {
    let town = Town::new().await;
    for _ in 0..10 {
        let id = town.ada().await;
        let outcomes = tokio::join!(
            town.edit(Role::Owner, id, 1, "company", "Looms"),
            town.edit(Role::Admin, id, 1, "company", "Engines"),
        );
        let expected = match outcomes {
            (Ok(2), Err(AppError::Stale { .. })) => "Looms",
            (Err(AppError::Stale { .. }), Ok(2)) => "Engines",
            other => panic!("{other:?}"),
        };
        assert_eq!(town.find(id).await.company.as_deref(), Some(expected));
    }
}

#[tokio::test]
async fn a_field_is_edited_by_those_who_may_edit_the_contact() {
    let town = Town::new().await;
    let own = town.add(&owned_by(town.lumen.user(Role::Member))).await;
    let other = town.add(&owned_by(town.lumen.user(Role::Admin))).await;
    assert_eq!(town.edit(Role::Member, own, 1, "priority", "high").await, Ok(2));
    let refused = town.edit(Role::Member, other, 1, "priority", "high").await;
    assert_eq!(refused, Err(AppError::Forbidden));

    let new = ContactForm::parse_field("priority", "low").unwrap();
    for id in [own, ContactId::new()] {
        let mut tx = town.harbor_tx().await;
        let foreign = queries::update_field(&mut tx, id, 2, "priority", &new).await;
        assert_eq!(foreign, Err(AppError::NotFound));
    }
    let mut tx = town.tx(Role::Owner).await;
    queries::delete(&mut tx, own).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        town.edit(Role::Owner, own, 3, "priority", "low").await,
        Err(AppError::NotFound)
    );
}
