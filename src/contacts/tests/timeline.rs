//! The history of a contact.

use super::*;
use crate::contacts::types::{ContactType, Cursor, TimelineEntry, TimelineEvent};
use crate::error::AppError;

async fn whole(tx: &mut TenantTx, contact: ContactId) -> Vec<TimelineEntry> {
    let mut entries = Vec::new();
    let mut after: Option<Cursor> = None;
    loop {
        let page = queries::timeline(tx, contact, after.as_ref()).await.unwrap();
        assert!(page.rows.len() <= 20 && page.previous.is_none());
        entries.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return entries;
        }
        assert!(entries.len() < 500, "the history does not end");
    }
}

#[tokio::test]
async fn the_history_begins_with_the_latest_and_ends_with_the_first() {
    let town = Town::new().await;
    let ada = town.ada().await;
    town.log(ada, &call(hours_ago(30))).await;
    town.log(
        ada,
        &interaction("meeting", "scheduled", Utc::now() + TimeDelta::days(2)),
    )
    .await;
    for (role, to) in [
        (Role::Manager, ContactType::Contact),
        (Role::Admin, ContactType::Plug),
    ] {
        let mut tx = town.tx(role).await;
        queries::set_type(&mut tx, ada, to).await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut tx = town.tx(Role::Member).await;
    let told: Vec<_> = whole(&mut tx, ada)
        .await
        .into_iter()
        .map(|entry| match entry.what {
            TimelineEvent::Interaction(interaction) => {
                format!("{} by {}", interaction.interaction_type, entry.by)
            }
            TimelineEvent::StageChanged { from, to } => format!("{from} to {to} by {}", entry.by),
            TimelineEvent::Created => format!("created by {}", entry.by),
        })
        .collect();
    assert_eq!(
        told,
        [
            "meeting by Owner Lumen",
            "contact to plug by Admin Lumen",
            "target to contact by Manager Lumen",
            "created by Owner Lumen",
            "call by Owner Lumen",
        ]
    );
}

#[tokio::test]
async fn a_long_history_is_read_page_by_page_without_a_gap_or_a_repetition() {
    let town = Town::new().await;
    let (ada, grace) = (town.ada().await, town.add(&form("Grace", "Hopper")).await);
    let mut tx = town.tx(Role::Owner).await;
    for round in 0..70 {
        // Many of them at the same moment.
        let new = call(hours_ago(1 + round / 9));
        queries::insert_interaction(&mut tx, ada, &new).await.unwrap();
        queries::insert_interaction(&mut tx, grace, &new).await.unwrap();
        queries::set_type(&mut tx, ada, ContactType::ALL[(round % 3) as usize])
            .await
            .unwrap();
    }
    let entries = whole(&mut tx, ada).await;
    assert_eq!(entries.len(), 70 + 69 + 1);
    assert!(
        entries
            .windows(2)
            .all(|pair| (pair[0].at, pair[0].key) > (pair[1].at, pair[1].key))
    );
    assert_eq!(
        entries
            .iter()
            .filter(|entry| entry.what == TimelineEvent::Created)
            .count(),
        1
    );
    let interactions = entries
        .iter()
        .filter(|entry| matches!(entry.what, TimelineEvent::Interaction(_)));
    assert_eq!(interactions.count(), 70);
}

#[tokio::test]
async fn a_deleted_interaction_and_a_change_of_another_field_are_not_told() {
    let town = Town::new().await;
    let ada = town.ada().await;
    let logged = town.log(ada, &call(hours_ago(1))).await;
    let mut tx = town.tx(Role::Owner).await;
    queries::delete_interaction(&mut tx, logged).await.unwrap();
    queries::update(&mut tx, ada, 1, &new(&form("Ada", "King")))
        .await
        .unwrap();
    let entries = whole(&mut tx, ada).await;
    assert_eq!(
        entries.into_iter().map(|entry| entry.what).collect::<Vec<_>>(),
        [TimelineEvent::Created]
    );
}

#[tokio::test]
async fn a_cursor_that_makes_no_sense_leads_to_the_latest() {
    let town = Town::new().await;
    let ada = town.ada().await;
    let mut tx = town.tx(Role::Owner).await;
    let first = queries::timeline(&mut tx, ada, None).await.unwrap();
    for cursor in [Cursor::After("nonsense".into()), Cursor::Before(String::new())] {
        assert_eq!(
            queries::timeline(&mut tx, ada, Some(&cursor)).await.unwrap(),
            first
        );
    }
}

#[tokio::test]
async fn a_contact_in_the_trash_has_a_history_for_those_who_may_restore_it() {
    let town = Town::new().await;
    let ada = town.ada().await;
    let mut tx = town.tx(Role::Owner).await;
    queries::delete(&mut tx, ada).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(whole(&mut town.tx(Role::Manager).await, ada).await.len(), 1);
    let refused = queries::timeline(&mut town.tx(Role::Member).await, ada, None).await;
    assert_eq!(refused.map(drop), Err(AppError::NotFound));
}
