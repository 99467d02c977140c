//! Two people on one record.

use super::*;
use crate::contacts::types::ContactType;
use crate::error::{AppError, FieldChange};

fn change(field: &str, label: &str, mine: &str, theirs: &str) -> FieldChange {
    FieldChange {
        field: field.into(),
        label: label.into(),
        mine: mine.into(),
        theirs: theirs.into(),
    }
}

#[tokio::test]
async fn a_save_over_an_older_version_writes_nothing_and_tells_what_differs() {
    let town = Town::new().await;
    let id = town.ada().await;
    let manager = town.lumen.user(Role::Manager);
    let mut tx = town.tx(Role::Admin).await;
    let theirs = ContactForm {
        company: "Engines".into(),
        contact_type: "plug".into(),
        ..owned_by(manager)
    };
    queries::update(&mut tx, id, 1, &new(&theirs)).await.unwrap();
    tx.commit().await.unwrap();

    let mine = ContactForm {
        company: "Looms".into(),
        tags: "vip".into(),
        ..owned_by(town.lumen.user(Role::Member))
    };
    let mut tx = town.tx(Role::Owner).await;
    let Err(AppError::Stale { stale }) = queries::update(&mut tx, id, 1, &new(&mine)).await else {
        panic!("it was saved over")
    };
    tx.commit().await.unwrap();
    let stored = town.find(id).await;
    assert_eq!(
        (stale.version, stale.by.as_str(), stale.at),
        (2, "Admin Lumen", stored.updated_at)
    );
    assert_eq!(
        stale.changes,
        [
            change("company", "Company", "Looms", "Engines"),
            change("contact_type", "Stage", "Target", "Plug"),
            change("tags", "Tags", "vip", ""),
            change("owner_id", "Owner", "Member Lumen", "Manager Lumen"),
        ]
    );
    assert_eq!((ContactForm::of(&stored), stored.version), (theirs, 2));

    let mut tx = town.tx(Role::Owner).await;
    assert_eq!(
        queries::update(&mut tx, id, stale.version, &new(&mine)).await,
        Ok(3)
    );
}

#[tokio::test]
async fn the_same_form_sent_twice_is_saved_once_and_refused_never() {
    let town = Town::new().await;
    let id = town.ada().await;
    let typed = new(&ContactForm {
        notes: "Met at the fair.".into(),
        ..form("Ada", "Lovelace")
    });
    let mut tx = town.tx(Role::Owner).await;
    assert_eq!(queries::update(&mut tx, id, 1, &typed).await, Ok(2));
    assert_eq!(queries::update(&mut tx, id, 1, &typed).await, Ok(2));
}

#[tokio::test]
async fn of_two_who_save_at_once_one_is_told() {
    let town = Town::new().await;
    for round in 0..20 {
        let id = town.ada().await;
        let save = async |role: Role, notes: String| {
            let mut tx = town.tx(role).await;
            let typed = new(&ContactForm {
                notes,
                ..form("Ada", "Lovelace")
            });
            let outcome = queries::update(&mut tx, id, 1, &typed).await;
            settled(tx, outcome).await
        };
        let outcomes = tokio::join!(
            save(Role::Admin, format!("a{round}")),
            save(Role::Manager, format!("m{round}"))
        );
        let (saved, refused) = match outcomes {
            (Ok(2), Err(AppError::Stale { stale })) => (format!("a{round}"), stale),
            (Err(AppError::Stale { stale }), Ok(2)) => (format!("m{round}"), stale),
            other => panic!("{other:?}"),
        };
        let theirs: Vec<_> = refused
            .changes
            .iter()
            .map(|change| change.theirs.as_str())
            .collect();
        assert_eq!(theirs, [saved.as_str()]);
        assert_eq!(town.find(id).await.notes, Some(saved));
    }
}

#[tokio::test]
async fn an_interaction_logged_meanwhile_makes_no_save_stale() {
    let town = Town::new().await;
    let id = town.ada().await;
    town.log(id, &call(hours_ago(1))).await;
    let mut tx = town.tx(Role::Owner).await;
    let typed = new(&ContactForm {
        notes: "x".into(),
        ..form("Ada", "Lovelace")
    });
    assert_eq!(queries::update(&mut tx, id, 1, &typed).await, Ok(2));
}

#[tokio::test]
async fn a_move_meanwhile_is_among_what_differs() {
    let town = Town::new().await;
    let id = town.ada().await;
    let mut tx = town.tx(Role::Owner).await;
    queries::set_type(&mut tx, id, ContactType::Contact)
        .await
        .unwrap();
    let typed = new(&form("Ada", "King"));
    let Err(AppError::Stale { stale }) = queries::update(&mut tx, id, 1, &typed).await else {
        panic!("saved")
    };
    assert_eq!(
        stale.changes,
        [
            change("last_name", "Last name", "King", "Lovelace"),
            change("contact_type", "Stage", "Target", "Contact")
        ]
    );
}

#[tokio::test]
async fn a_save_of_what_was_deleted_meanwhile_finds_nothing() {
    let town = Town::new().await;
    let id = town.ada().await;
    let mut tx = town.tx(Role::Owner).await;
    queries::delete(&mut tx, id).await.unwrap();
    assert_eq!(
        queries::update(&mut tx, id, 1, &new(&form("Ada", "King"))).await,
        Err(AppError::NotFound)
    );
}

#[tokio::test]
async fn an_interaction_saved_over_an_older_version_is_told_too() {
    let town = Town::new().await;
    let id = town.ada().await;
    let logged = town
        .log(id, &interaction("call", "completed", hours_ago(5)))
        .await;
    let mut tx = town.tx(Role::Admin).await;
    assert_eq!(
        queries::update_interaction(
            &mut tx,
            logged,
            1,
            &interaction("email", "completed", hours_ago(5))
        )
        .await,
        Ok(2)
    );
    tx.commit().await.unwrap();

    let mut tx = town.tx(Role::Owner).await;
    let mine = interaction("meeting", "cancelled", hours_ago(5));
    let Err(AppError::Stale { stale }) = queries::update_interaction(&mut tx, logged, 1, &mine).await else {
        panic!("saved")
    };
    assert_eq!((stale.version, stale.by.as_str()), (2, "Admin Lumen"));
    assert_eq!(
        stale.changes,
        [
            change("interaction_type", "Type", "Meeting", "E-mail"),
            change("status", "Status", "Cancelled", "Completed")
        ]
    );
    assert_eq!(
        queries::update_interaction(&mut tx, logged, 2, &mine).await,
        Ok(3)
    );
    assert_eq!(
        queries::update_interaction(&mut tx, logged, 2, &mine).await,
        Ok(3)
    );
}
