//! Deleting, restoring, and the list of what was deleted.

use super::*;
use crate::contacts::types::{ContactLink, Cursor, Deleted, InteractionType, TrashItem};
use crate::error::AppError;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

#[tokio::test]
async fn what_falls_together_is_restored_together_and_nothing_else_with_it() {
    let town = Town::new().await;
    let ada = town.add(&owned_by(town.lumen.user(Role::Member))).await;
    let kept = [
        town.log(ada, &call(hours_ago(2))).await,
        town.log(ada, &call(hours_ago(3))).await,
    ];
    let deleted_before = town.log(ada, &call(hours_ago(1))).await;
    let mut tx = town.tx(Role::Member).await;
    queries::delete_interaction(&mut tx, deleted_before)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let everything = async || {
        let mut rows = vec![town.row("contacts", ada.0).await];
        for id in kept.iter().chain([&deleted_before]) {
            rows.push(town.row("contact_interactions", id.0).await);
        }
        rows
    };
    let before = everything().await;

    let mut tx = town.tx(Role::Member).await;
    let Deleted {
        deletion_id,
        name,
        interactions,
    } = queries::delete(&mut tx, ada).await.unwrap();
    assert_eq!((name.as_str(), interactions), ("Ada Lovelace", 2));
    tx.commit().await.unwrap();
    let between = everything().await;
    for row in &between[..3] {
        assert_eq!(
            (&row["is_deleted"], &row["deletion_id"]),
            (&true.into(), &deletion_id.to_string().into())
        );
    }
    assert_eq!(between[3], before[3]);

    let mut tx = town.tx(Role::Member).await;
    queries::restore(&mut tx, ada).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(everything().await, before);
}

#[tokio::test]
async fn deleting_and_restoring_is_no_change_whatever_came_before() {
    let town = Town::new().await;
    let mut runner = TestRunner::deterministic();
    let steps = proptest::collection::vec(0_u8..6, 0..12);
    for _ in 0..25 {
        let ada = town.ada().await;
        let mut logged = Vec::new();
        for step in steps.new_tree(&mut runner).unwrap().current() {
            let mut tx = town.tx(Role::Owner).await;
            let some = logged.get(usize::from(step) * 7 % logged.len().max(1)).copied();
            match (step, some) {
                (0 | 1, _) | (_, None) => {
                    let new = call(hours_ago(i64::from(step) + 1));
                    logged.push(queries::insert_interaction(&mut tx, ada, &new).await.unwrap());
                }
                (2 | 3, Some(id)) => drop(queries::delete_interaction(&mut tx, id).await),
                (4, Some(id)) => queries::restore_interaction(&mut tx, id).await.unwrap(),
                (_, Some(id)) => drop(queries::cancel_interaction(&mut tx, id).await),
            }
            tx.commit().await.unwrap();
        }
        let everything = async || {
            let mut rows = vec![town.row("contacts", ada.0).await];
            for id in &logged {
                rows.push(town.row("contact_interactions", id.0).await);
            }
            rows
        };
        let before = everything().await;
        let mut tx = town.tx(Role::Owner).await;
        queries::delete(&mut tx, ada).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = town.tx(Role::Owner).await;
        queries::restore(&mut tx, ada).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(everything().await, before);
    }
}

#[tokio::test]
async fn what_is_deleted_or_restored_twice_is_deleted_or_restored_once() {
    let town = Town::new().await;
    let ada = town.ada().await;
    let mut tx = town.tx(Role::Owner).await;
    queries::delete(&mut tx, ada).await.unwrap();
    assert_eq!(
        queries::delete(&mut tx, ada).await.map(drop),
        Err(AppError::NotFound)
    );
    assert_eq!(queries::restore(&mut tx, ada).await, Ok(()));
    assert_eq!(queries::restore(&mut tx, ada).await, Ok(()));
    assert_eq!(queries::find(&mut tx, ada).await.unwrap().version, 3);
}

#[tokio::test]
async fn a_contact_in_the_trash_is_shown_to_those_who_may_restore_it_only() {
    let town = Town::new().await;
    let (ada, own) = (
        town.ada().await,
        town.add(&owned_by(town.lumen.user(Role::Member))).await,
    );
    let mut tx = town.tx(Role::Owner).await;
    queries::delete(&mut tx, ada).await.unwrap();
    queries::delete(&mut tx, own).await.unwrap();
    tx.commit().await.unwrap();

    let shown = town.find(ada).await;
    assert!(shown.is_deleted && shown.deleted_at.is_some() && shown.can_delete && !shown.can_edit);
    let mut tx = town.tx(Role::Member).await;
    assert!(queries::find(&mut tx, own).await.unwrap().is_deleted);
    assert_eq!(
        queries::find(&mut tx, ada).await.map(drop),
        Err(AppError::NotFound)
    );
    assert_eq!(queries::restore(&mut tx, ada).await, Err(AppError::NotFound));
    let listed: Vec<_> = queries::trash(&mut tx, None)
        .await
        .unwrap()
        .rows
        .into_iter()
        .map(|row| row.what)
        .collect();
    assert_eq!(
        listed,
        [TrashItem::Contact {
            id: own,
            name: "Ada Lovelace".into(),
            company: None
        }]
    );
}

#[tokio::test]
async fn the_trash_tells_what_fell_when_and_by_whom() {
    let town = Town::new().await;
    let ada = town
        .add(&ContactForm {
            company: "Engines".into(),
            ..form("Ada", "Lovelace")
        })
        .await;
    let grace = town.add(&form("Grace", "Hopper")).await;
    town.log(ada, &call(hours_ago(2))).await;
    let call_with_grace = town.log(grace, &call(hours_ago(2))).await;
    for (role, id) in [(Role::Manager, None), (Role::Admin, Some(call_with_grace))] {
        let mut tx = town.tx(role).await;
        match id {
            None => drop(queries::delete(&mut tx, ada).await.unwrap()),
            Some(id) => assert_eq!(
                queries::delete_interaction(&mut tx, id).await.unwrap().name,
                "Call"
            ),
        }
        tx.commit().await.unwrap();
    }
    let page = queries::trash(&mut town.tx(Role::Owner).await, None)
        .await
        .unwrap();
    let told: Vec<_> = page
        .rows
        .into_iter()
        .map(|row| (row.what, row.deleted_by, row.interactions))
        .collect();
    let grace = ContactLink {
        id: grace,
        name: "Grace Hopper".into(),
        company: None,
    };
    let (id, subject) = (call_with_grace, None);
    assert_eq!(
        told,
        [
            (
                TrashItem::Interaction {
                    id,
                    interaction_type: InteractionType::Call,
                    subject,
                    contact: grace
                },
                "Admin Lumen".into(),
                0
            ),
            (
                TrashItem::Contact {
                    id: ada,
                    name: "Ada Lovelace".into(),
                    company: Some("Engines".into())
                },
                "Manager Lumen".into(),
                1
            ),
        ]
    );
}

#[tokio::test]
async fn a_full_trash_is_read_page_by_page() {
    let town = Town::new().await;
    let mut tx = town.tx(Role::Owner).await;
    let mut deleted = Vec::new();
    for _ in 0..120 {
        // All of them at the same moment.
        let id = queries::insert(&mut tx, &new(&form("Ada", "Lovelace")))
            .await
            .unwrap();
        queries::delete(&mut tx, id).await.unwrap();
        deleted.push(id);
    }
    let mut met = Vec::new();
    let mut after: Option<Cursor> = None;
    loop {
        let page = queries::trash(&mut tx, after.as_ref()).await.unwrap();
        met.extend(page.rows.into_iter().map(|row| match row.what {
            TrashItem::Contact { id, .. } => id,
            TrashItem::Interaction { .. } => panic!("nothing was logged"),
        }));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    deleted.sort_by(|a, b| b.cmp(a));
    assert_eq!(met, deleted);
}

#[tokio::test]
async fn a_full_trash_is_read_backwards_too() {
    let town = Town::new().await;
    let mut tx = town.tx(Role::Owner).await;
    for _ in 0..120 {
        let id = queries::insert(&mut tx, &new(&form("Ada", "Lovelace")))
            .await
            .unwrap();
        queries::delete(&mut tx, id).await.unwrap();
    }
    let mut forth = vec![queries::trash(&mut tx, None).await.unwrap()];
    while let Some(next) = forth.last().unwrap().next.clone() {
        forth.push(queries::trash(&mut tx, Some(&next)).await.unwrap());
    }
    assert_eq!((forth.len(), forth[0].previous.clone()), (3, None));
    let mut page = forth.pop().unwrap();
    while let Some(before) = forth.pop() {
        page = queries::trash(&mut tx, page.previous.as_ref()).await.unwrap();
        assert_eq!(page.rows, before.rows);
        assert!(page.next.is_some());
    }
    assert_eq!(page.previous, None);
    // Everything was restored meanwhile that lay before: the beginning is shown.
    let first = Cursor::Before(
        queries::trash(&mut tx, None)
            .await
            .unwrap()
            .next
            .map_or_else(String::new, |_| "x".into()),
    );
    assert_eq!(
        queries::trash(&mut tx, Some(&first)).await.unwrap().rows,
        page.rows
    );
}
