//! Saved views.

use super::*;
use crate::contacts::queries::ViewChange;
use crate::contacts::types::{ContactFilter, ListState, SavedView};
use crate::error::AppError;
use crate::ids::SavedViewId;

impl Town {
    async fn save(&self, role: Role, name: &str, is_shared: bool) -> SavedViewId {
        let mut tx = self.tx(role).await;
        let id = queries::insert_view(
            &mut tx,
            name,
            &ListState::parse("?type=plug&sort=score"),
            is_shared,
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn views(&self, role: Role) -> Vec<SavedView> {
        queries::views(&mut self.tx(role).await).await.unwrap()
    }
}

fn renamed(name: &str) -> ViewChange<'_> {
    ViewChange {
        name: Some(name),
        ..ViewChange::default()
    }
}

/// What everything that changes a view comes to: all of it allowed, or all refused alike.
async fn change(mut tx: TenantTx, id: SavedViewId) -> AppResult<()> {
    let state = ListState::parse("?type=target");
    let outcomes = [
        queries::update_view(&mut tx, id, renamed("Another")).await,
        queries::update_view(
            &mut tx,
            id,
            ViewChange {
                state: Some(&state),
                ..ViewChange::default()
            },
        )
        .await,
        queries::set_view_deleted(&mut tx, id, false).await.map(drop),
        queries::set_view_deleted(&mut tx, id, true).await.map(drop),
    ];
    for outcome in &outcomes {
        assert_eq!(*outcome, outcomes[0]);
    }
    outcomes[0].clone()
}

#[tokio::test]
async fn a_view_is_its_owners_until_it_is_shared_and_then_everybodys_in_the_organisation() {
    let town = Town::new().await;
    let (own, shared) = (
        town.save(Role::Member, "Own", false).await,
        town.save(Role::Member, "Shared", true).await,
    );
    let names = |views: &[SavedView]| views.iter().map(|view| view.name.clone()).collect::<Vec<_>>();
    let mine = town.views(Role::Member).await;
    assert_eq!(names(&mine), ["Own", "Shared"]);
    assert!(mine.iter().all(|view| view.is_mine && view.can_edit));
    assert_eq!(mine[0].query, "?type=plug&sort=score");
    assert_eq!(
        mine[0].state().to_query(),
        format!("?type=plug&sort=score&view={own}")
    );

    let seen = town.views(Role::Manager).await;
    assert_eq!(names(&seen), ["Shared"]);
    assert!(!seen[0].is_mine && seen[0].can_edit && seen[0].id == shared);
    assert_eq!(seen[0].by, "Member Lumen");
    assert_eq!(queries::views(&mut town.harbor_tx().await).await.unwrap(), []);
}

#[tokio::test]
async fn a_shared_view_is_changed_by_its_owner_and_by_whoever_looks_after_all_contacts() {
    let town = Town::new().await;
    let shared = town.save(Role::Member, "Shared", true).await;
    let own = town.save(Role::Member, "Own", false).await;
    for role in [Role::Member, Role::Manager, Role::Admin, Role::Owner] {
        assert_eq!(change(town.tx(role).await, shared).await, Ok(()), "{role}");
    }
    // Another member sees it, and that is all.
    let of_manager = town.save(Role::Manager, "A manager's", true).await;
    assert_eq!(
        change(town.tx(Role::Member).await, of_manager).await,
        Err(AppError::Forbidden)
    );
    // What is not shared is not there for anybody else, whatever their role.
    for role in [Role::Manager, Role::Owner] {
        assert_eq!(change(town.tx(role).await, own).await, Err(AppError::NotFound));
    }
    for id in [own, shared] {
        assert_eq!(change(town.harbor_tx().await, id).await, Err(AppError::NotFound));
    }
}

#[tokio::test]
async fn a_deleted_view_is_gone_and_comes_back_as_it_was() {
    let town = Town::new().await;
    let id = town.save(Role::Member, "Plugs", true).await;
    let before = town.row("saved_views", id.0).await;
    let mut tx = town.tx(Role::Member).await;
    assert_eq!(
        queries::set_view_deleted(&mut tx, id, true).await,
        Ok("Plugs".into())
    );
    assert_eq!(queries::views(&mut tx).await.unwrap(), []);
    assert_eq!(
        queries::set_view_deleted(&mut tx, id, true).await,
        Err(AppError::NotFound)
    );
    queries::set_view_deleted(&mut tx, id, false).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.row("saved_views", id.0).await, before);
}

#[tokio::test]
async fn nobody_has_two_views_of_one_name_and_another_may_have_the_same() {
    let town = Town::new().await;
    let first = town.save(Role::Member, "Été", false).await;
    town.save(Role::Manager, "ete", true).await;
    let taken = AppError::field("name", "You have a view of this name already.");
    let state = ListState::default();
    let mut tx = town.tx(Role::Member).await;
    assert_eq!(
        queries::insert_view(&mut tx, "ETE", &state, false).await,
        Err(taken.clone())
    );
    let second = town.save(Role::Member, "Winter", false).await;
    let mut tx = town.tx(Role::Member).await;
    assert_eq!(
        queries::update_view(&mut tx, second, renamed("été")).await,
        Err(taken.clone())
    );
    // Nor by way of the trash.
    let mut tx = town.tx(Role::Member).await;
    queries::set_view_deleted(&mut tx, first, true).await.unwrap();
    queries::update_view(&mut tx, second, renamed("été"))
        .await
        .unwrap();
    assert_eq!(queries::set_view_deleted(&mut tx, first, false).await, Err(taken));
}

#[tokio::test]
async fn somebody_keeps_fifty_views_and_no_more() {
    let town = Town::new().await;
    let state = ListState::default();
    let mut tx = town.tx(Role::Member).await;
    for number in 0..50 {
        queries::insert_view(&mut tx, &format!("View {number}"), &state, false)
            .await
            .unwrap();
    }
    let refused = queries::insert_view(&mut tx, "One more", &state, false).await;
    assert!(matches!(refused, Err(AppError::Conflict { .. })), "{refused:?}");
}

#[tokio::test]
async fn what_is_done_with_a_view_is_in_the_audit_trail() {
    let town = Town::new().await;
    let id = town.save(Role::Member, "Plugs", false).await;
    let mut tx = town.tx(Role::Member).await;
    queries::update_view(&mut tx, id, renamed("Doors")).await.unwrap();
    queries::set_view_deleted(&mut tx, id, true).await.unwrap();
    queries::set_view_deleted(&mut tx, id, false).await.unwrap();
    let actions: Vec<String> = sqlx::query_scalar(
        "select action from audit_logs where organization_id = $1 and table_name = 'saved_views' and record_id = $2 \
         order by created_at, id",
    )
    .bind(town.lumen.id)
    .bind(id)
    .fetch_all(tx.conn())
    .await
    .unwrap();
    assert_eq!(actions, ["create", "update", "delete", "restore"]);
}

#[tokio::test]
async fn a_view_keeps_nobodys_telephone_number() {
    let town = Town::new().await;
    town.add(&ContactForm {
        phone: "+44 20 7946 0958".into(),
        ..form("Ada", "Lovelace")
    })
    .await;
    let view = town.save(Role::Owner, "Plugs", false).await;
    for (search, is_kept) in [
        ("+44 20 7946 0958", false),
        ("00442079460958", false),
        ("+44 20 7946 0959", true),
        ("Lovelace", true),
    ] {
        let state = ListState::default().with_filter(ContactFilter {
            search: search.into(),
            ..ContactFilter::default()
        });
        let mut tx = town.tx(Role::Owner).await;
        let made = queries::insert_view(&mut tx, search, &state, true).await;
        drop(tx);
        let mut tx = town.tx(Role::Owner).await;
        let change = ViewChange {
            state: Some(&state),
            ..ViewChange::default()
        };
        let changed = queries::update_view(&mut tx, view, change).await;
        drop(tx);
        assert_eq!((made.is_ok(), changed.is_ok()), (is_kept, is_kept), "{search}");
        if let Err(error) = made {
            assert!(error.fields().get("name").is_some(), "{error:?}");
        }
    }
    // What is a number of nobody's here may be a part of a name.
    let tenant = town.harbor.tenant(&town.pool, Role::Owner);
    let mut tx = tenant.begin(Permission::ViewContacts).await.unwrap();
    let state = ListState::parse("?q=%2B44+20+7946+0958");
    assert!(
        queries::insert_view(&mut tx, "Number", &state, false)
            .await
            .is_ok()
    );
}
