//! Whose contacts a person may change and delete.

use super::*;
use crate::contacts::types::{ContactFilter, ContactType};
use crate::error::AppError;

/// Contacts of the member, of a manager who shares a team with the member, of an admin who does
/// not, and of nobody.
struct Contacts {
    own: ContactId,
    team: ContactId,
    other: ContactId,
    nobodys: ContactId,
}

async fn contacts(town: &Town) -> Contacts {
    Contacts {
        own: town.add(&owned_by(town.lumen.user(Role::Member))).await,
        team: town.add(&owned_by(town.lumen.user(Role::Manager))).await,
        other: town.add(&owned_by(town.lumen.user(Role::Admin))).await,
        nobodys: town.ada().await,
    }
}

/// Whether everything that changes a contact is allowed, or everything refused.
async fn may_edit(town: &Town, role: Role, id: ContactId) -> bool {
    let planned = town
        .log(
            id,
            &interaction("meeting", "scheduled", Utc::now() + TimeDelta::days(1)),
        )
        .await;
    let typed = ContactForm {
        notes: "x".into(),
        ..ContactForm::of(&town.find(id).await)
    };
    let mut tx = town.tx(role).await;
    let outcomes = [
        queries::set_type(&mut tx, id, ContactType::Plug).await,
        queries::insert_interaction(&mut tx, id, &call(hours_ago(1)))
            .await
            .map(drop),
        queries::update_interaction(&mut tx, planned, 1, &call(hours_ago(2)))
            .await
            .map(drop),
        queries::complete_interaction(&mut tx, planned, None).await,
        queries::cancel_interaction(&mut tx, planned).await,
        queries::delete_interaction(&mut tx, planned).await.map(drop),
        queries::restore_interaction(&mut tx, planned).await,
        {
            let version = queries::find(&mut tx, id).await.unwrap().version;
            let typed = ContactForm {
                contact_type: "target".into(),
                ..typed
            };
            queries::update(&mut tx, id, version, &new(&typed))
                .await
                .map(drop)
        },
        queries::set_owner(&mut tx, id, None).await,
    ];
    let is_allowed = outcomes[0].is_ok();
    for outcome in outcomes {
        assert_eq!(
            outcome,
            if is_allowed {
                Ok(())
            } else {
                Err(AppError::Forbidden)
            }
        );
    }
    is_allowed
}

async fn may_delete(town: &Town, role: Role, id: ContactId) -> bool {
    let mut tx = town.tx(role).await;
    let outcome = queries::delete(&mut tx, id).await.map(drop);
    assert!(
        matches!(outcome, Ok(()) | Err(AppError::Forbidden)),
        "{outcome:?}"
    );
    outcome.is_ok()
}

#[tokio::test]
async fn a_member_changes_their_own_and_their_teams_contacts_and_deletes_only_their_own() {
    let town = Town::new().await;
    town.team(&[Role::Member, Role::Manager]).await;
    let contacts = contacts(&town).await;
    let expected = [
        (contacts.own, true, true),
        (contacts.team, true, false),
        (contacts.other, false, false),
        (contacts.nobodys, false, false),
    ];
    for (id, edit, delete) in expected {
        let mut tx = town.tx(Role::Member).await;
        let shown = queries::find(&mut tx, id).await.unwrap();
        assert_eq!((shown.can_edit, shown.can_delete), (edit, delete));
        let page = queries::page(&mut tx, &ContactFilter::default(), None)
            .await
            .unwrap();
        let row = page.rows.iter().find(|row| row.id == id).unwrap();
        assert_eq!((row.can_edit, row.can_delete), (edit, delete));
        drop(tx);
        assert_eq!(
            (
                may_edit(&town, Role::Member, id).await,
                may_delete(&town, Role::Member, id).await
            ),
            (edit, delete)
        );
    }
}

#[tokio::test]
async fn a_manager_an_admin_and_an_owner_change_and_delete_everybodys() {
    let town = Town::new().await;
    let contacts = contacts(&town).await;
    for role in [Role::Manager, Role::Admin, Role::Owner] {
        for id in [contacts.own, contacts.team, contacts.other, contacts.nobodys] {
            assert!(may_edit(&town, role, id).await && may_delete(&town, role, id).await);
            let shown = queries::find(&mut town.tx(role).await, id).await.unwrap();
            assert!(shown.can_edit && shown.can_delete);
        }
    }
}

#[tokio::test]
async fn a_team_that_was_deleted_or_left_reaches_nobody_any_more() {
    let town = Town::new().await;
    let contacts = contacts(&town).await;
    let deleted = town.team(&[Role::Member, Role::Manager]).await;
    let left = town.team(&[Role::Member, Role::Admin]).await;
    let mut tx = town.tx(Role::Owner).await;
    sqlx::query(
        "update teams set is_deleted = true, deleted_at = now() where organization_id = $1 and id = $2",
    )
    .bind(town.lumen.id)
    .bind(deleted)
    .execute(tx.conn())
    .await
    .unwrap();
    sqlx::query("delete from team_members where organization_id = $1 and team_id = $2 and user_id = $3")
        .bind(town.lumen.id)
        .bind(left)
        .bind(town.lumen.user(Role::Member))
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(!may_edit(&town, Role::Member, contacts.team).await);
    assert!(!may_edit(&town, Role::Member, contacts.other).await);
    assert!(may_edit(&town, Role::Member, contacts.own).await);
}

#[tokio::test]
async fn a_member_without_a_team_changes_only_their_own() {
    let town = Town::new().await;
    let contacts = contacts(&town).await;
    assert!(may_edit(&town, Role::Member, contacts.own).await);
    assert!(!may_edit(&town, Role::Member, contacts.team).await);
}

#[tokio::test]
async fn a_contact_that_is_given_away_is_out_of_its_former_owners_hands() {
    let town = Town::new().await;
    let contacts = contacts(&town).await;
    let mut tx = town.tx(Role::Member).await;
    queries::set_owner(&mut tx, contacts.own, Some(town.lumen.user(Role::Admin)))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(!may_edit(&town, Role::Member, contacts.own).await);
}

#[tokio::test]
async fn door_staff_reach_no_contact_at_all() {
    let town = Town::new().await;
    let ada = town.ada().await;
    let tenant = town.lumen.tenant(&town.pool, Role::Door);
    for permission in [
        Permission::ViewContacts,
        Permission::EditContacts,
        Permission::DeleteContacts,
    ] {
        assert_eq!(tenant.begin(permission).await.map(drop), Err(AppError::Forbidden));
    }
    // Even where another permission opened the transaction.
    let mut tx = tenant.begin(Permission::SeeOneself).await.unwrap();
    assert_eq!(
        queries::find(&mut tx, ada).await.map(drop),
        Err(AppError::NotFound)
    );
    assert_eq!(
        queries::page(&mut tx, &ContactFilter::default(), None)
            .await
            .unwrap()
            .rows,
        []
    );
    assert_eq!(
        queries::set_type(&mut tx, ada, ContactType::Plug).await,
        Err(AppError::Forbidden)
    );
    assert_eq!(
        queries::insert(&mut tx, &new(&form("A", "B"))).await.map(drop),
        Err(AppError::Forbidden)
    );
    assert_eq!(
        queries::trash(&mut tx, None).await.map(drop),
        Err(AppError::Forbidden)
    );
    assert_eq!(
        queries::home(&mut tx, &Zone::utc(), Utc::now()).await.unwrap(),
        Default::default()
    );
}
