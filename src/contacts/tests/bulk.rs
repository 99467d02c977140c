//! Changing many contacts at once, and taking that back.

use super::*;
use crate::contacts::queries::Target;
use crate::contacts::types::{
    BulkChange, BulkOutcome, BulkUndone, ContactStatus, ContactType, ListState, Priority, Refusal,
};
use crate::error::AppError;
use crate::ids::BulkChangeId;
use sqlx::Connection;

mod many;
mod portions;
mod working;

impl Town {
    async fn change(&self, role: Role, ids: &[ContactId], change: &BulkChange) -> AppResult<BulkOutcome> {
        let mut tx = self.tx(role).await;
        let outcome = queries::change_many(&mut tx, &Target::Ids(ids.to_vec()), change).await;
        settled(tx, outcome).await
    }

    async fn undo(&self, role: Role, id: BulkChangeId) -> AppResult<BulkUndone> {
        let mut tx = self.tx(role).await;
        let outcome = queries::undo_many(&mut tx, id).await;
        settled(tx, outcome).await
    }

    /// Contacts of Lumen's, in nobody's care.
    async fn people<const N: usize>(&self) -> [ContactId; N] {
        let mut ids = [ContactId(uuid::Uuid::nil()); N];
        for (place, id) in ids.iter_mut().enumerate() {
            let letter = char::from(b'A' + u8::try_from(place % 26).unwrap());
            *id = self.add(&form(&format!("Ada {letter}"), "Lovelace")).await;
        }
        ids
    }

    /// How many lines the trail has of a contact.
    async fn trail(&self, id: ContactId) -> i64 {
        sqlx::query_scalar("select count(*) from audit_logs where organization_id = $1 and record_id = $2")
            .bind(self.lumen.id)
            .bind(id)
            .fetch_one(self.tx(Role::Owner).await.conn())
            .await
            .unwrap()
    }
}

fn plug() -> BulkChange {
    BulkChange::Type(ContactType::Plug)
}

fn can_no_longer_be_undone<T: std::fmt::Debug>(outcome: AppResult<T>) {
    assert!(matches!(outcome, Err(AppError::Conflict { .. })), "{outcome:?}");
}

#[tokio::test]
async fn only_contacts_that_differ_are_changed_and_each_leaves_its_line_in_the_trail() {
    let town = Town::new().await;
    let [first, second, third] = town.people().await;
    let mut tx = town.tx(Role::Owner).await;
    queries::set_type(&mut tx, second, ContactType::Plug)
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let outcome = town
        .change(Role::Owner, &[first, second, third], &plug())
        .await
        .unwrap();
    assert_eq!((outcome.changed, outcome.unchanged), (2, 1));
    assert_eq!((outcome.refused, outcome.gone), (0, 0));
    for id in [first, second, third] {
        let contact = town.find(id).await;
        assert_eq!((contact.contact_type, contact.version), (ContactType::Plug, 2));
        assert_eq!(town.trail(id).await, 2);
    }
    let again = town.change(Role::Owner, &[first, second], &plug()).await.unwrap();
    assert_eq!((again.changed, again.unchanged, again.undo), (0, 2, None));
}

#[tokio::test]
async fn a_member_changes_those_within_reach_and_is_told_of_the_others_by_name() {
    let town = Town::new().await;
    town.team(&[Role::Member, Role::Manager]).await;
    let own = town.add(&owned_by(town.lumen.user(Role::Member))).await;
    let team = town.add(&owned_by(town.lumen.user(Role::Manager))).await;
    let other = town
        .add(&ContactForm {
            last_name: "Hopper".into(),
            ..owned_by(town.lumen.user(Role::Admin))
        })
        .await;
    let nobodys = town.add(&form("Nora", "Nobody")).await;
    let all = [own, team, other, nobodys];

    let outcome = town.change(Role::Member, &all, &plug()).await.unwrap();
    assert_eq!((outcome.changed, outcome.refused), (2, 2));
    let reason = "You may change only contacts that you or your team look after.";
    let refusal = |name: &str| Refusal {
        name: name.into(),
        reason: reason.into(),
    };
    assert_eq!(outcome.refusals, [refusal("Ada Hopper"), refusal("Nora Nobody")]);
    for (id, stage) in [
        (own, ContactType::Plug),
        (team, ContactType::Plug),
        (other, ContactType::Target),
        (nobodys, ContactType::Target),
    ] {
        assert_eq!(town.find(id).await.contact_type, stage);
    }

    let deleted = town
        .change(Role::Member, &all, &BulkChange::Delete)
        .await
        .unwrap();
    assert_eq!((deleted.changed, deleted.refused), (1, 3));
    assert!(town.find(own).await.is_deleted && !town.find(team).await.is_deleted);
    let mut tx = town.tx(Role::Member).await;
    let shut = queries::change_many(&mut tx, &Target::Ids(vec![other]), &plug())
        .await
        .unwrap();
    assert_eq!((shut.changed, shut.refused, shut.undo), (0, 1, None));
}

#[tokio::test]
async fn another_organisations_contacts_are_not_there() {
    let town = Town::new().await;
    let [ada] = town.people().await;
    let before = town.row("contacts", ada.0).await;
    let everything = [
        plug(),
        BulkChange::Owner(None),
        BulkChange::AddTags(vec!["x".into()]),
        BulkChange::Delete,
        BulkChange::Restore,
    ];
    for change in everything {
        let mut tx = town.harbor_tx().await;
        let outcome = queries::change_many(&mut tx, &Target::Ids(vec![ada]), &change).await;
        assert_eq!(outcome, Err(AppError::NotFound), "{change:?}");
    }
    let mut tx = town.harbor_tx().await;
    let own = queries::insert(&mut tx, &new(&form("Grace", "Hopper")))
        .await
        .unwrap();
    let outcome = queries::change_many(&mut tx, &Target::Ids(vec![own, ada]), &plug())
        .await
        .unwrap();
    assert_eq!((outcome.changed, outcome.gone), (1, 1));
    let foreign_owner = BulkChange::Owner(Some(town.lumen.user(Role::Manager)));
    let outcome = queries::change_many(&mut tx, &Target::Ids(vec![own]), &foreign_owner).await;
    assert!(matches!(outcome, Err(AppError::Invalid { .. })), "{outcome:?}");
    tx.commit().await.unwrap();
    assert_eq!(town.row("contacts", ada.0).await, before);

    let undo = town
        .change(Role::Owner, &[ada], &plug())
        .await
        .unwrap()
        .undo
        .unwrap();
    let mut tx = town.harbor_tx().await;
    can_no_longer_be_undone(queries::undo_many(&mut tx, undo).await);
    drop(tx);
    assert_eq!(town.find(ada).await.contact_type, ContactType::Plug);
}

#[tokio::test]
async fn whatever_was_changed_is_as_it_was_after_undo() {
    let town = Town::new().await;
    let manager = town.lumen.user(Role::Manager);
    let tagged = ContactForm {
        tags: "VIP, speaker".into(),
        ..owned_by(town.lumen.user(Role::Member))
    };
    let ids = [town.add(&tagged).await, town.ada().await];
    let kept = town.log(ids[0], &call(hours_ago(2))).await;
    let deleted_before = town.log(ids[0], &call(hours_ago(1))).await;
    let mut tx = town.tx(Role::Owner).await;
    queries::delete_interaction(&mut tx, deleted_before)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let everything = async || {
        let mut rows = Vec::new();
        for id in ids {
            rows.push(town.row("contacts", id.0).await);
        }
        for id in [kept, deleted_before] {
            rows.push(town.row("contact_interactions", id.0).await);
        }
        rows
    };
    let before = everything().await;
    let changes = [
        plug(),
        BulkChange::Status(ContactStatus::HotLead),
        BulkChange::Priority(Priority::High),
        BulkChange::Owner(Some(manager)),
        BulkChange::AddTags(vec!["vip".into(), "Sponsor".into()]),
        BulkChange::RemoveTags(vec!["vip".into()]),
        BulkChange::Delete,
    ];
    for change in changes {
        let outcome = town.change(Role::Owner, &ids, &change).await.unwrap();
        assert_ne!(everything().await, before, "{change:?}");
        let undone = town.undo(Role::Owner, outcome.undo.unwrap()).await.unwrap();
        assert_eq!(
            undone,
            BulkUndone {
                reversed: outcome.changed,
                ..BulkUndone::default()
            },
            "{change:?}"
        );
        assert_eq!(everything().await, before, "{change:?}");
    }
}

#[tokio::test]
async fn tags_are_added_once_whatever_their_case_and_taken_away_likewise() {
    let town = Town::new().await;
    let id = town
        .add(&ContactForm {
            tags: "VIP, speaker".into(),
            ..form("Ada", "Lovelace")
        })
        .await;
    let add = BulkChange::AddTags(vec!["vip".into(), "Sponsor".into()]);
    town.change(Role::Owner, &[id], &add).await.unwrap();
    assert_eq!(town.find(id).await.tags, ["VIP", "speaker", "Sponsor"]);
    let remove = BulkChange::RemoveTags(vec!["SPEAKER".into(), "nobody".into()]);
    town.change(Role::Owner, &[id], &remove).await.unwrap();
    assert_eq!(town.find(id).await.tags, ["VIP", "Sponsor"]);
}

#[tokio::test]
async fn a_contact_with_fifty_tags_takes_no_more_and_the_others_do() {
    let town = Town::new().await;
    let many: Vec<_> = (0..50).map(|number| format!("tag {number}")).collect();
    let full = town
        .add(&ContactForm {
            tags: many.join(", "),
            ..form("Full", "House")
        })
        .await;
    let ada = town.ada().await;
    let add = BulkChange::AddTags(vec!["one more".into()]);
    let outcome = town.change(Role::Owner, &[full, ada], &add).await.unwrap();
    assert_eq!((outcome.changed, outcome.unchanged, outcome.refused), (1, 0, 1));
    let told = Refusal {
        name: "Full House".into(),
        reason: "Would have more than 50 tags.".into(),
    };
    assert_eq!(outcome.refusals, [told]);
    assert_eq!(town.find(full).await.tags.len(), 50);
}

#[tokio::test]
async fn what_lies_in_the_trash_comes_back_together_and_can_be_put_back_there() {
    let town = Town::new().await;
    let ids: [ContactId; 2] = town.people().await;
    let logged = town.log(ids[0], &call(hours_ago(1))).await;
    town.change(Role::Owner, &ids, &BulkChange::Delete).await.unwrap();
    let page = queries::trash(&mut town.tx(Role::Owner).await, None)
        .await
        .unwrap();
    assert_eq!(page.rows.len(), 2);
    assert_ne!(page.rows[0].deletion_id, page.rows[1].deletion_id);
    // What is in the trash is not changed otherwise.
    assert_eq!(
        town.change(Role::Owner, &ids, &plug()).await,
        Err(AppError::NotFound)
    );

    let restored = town
        .change(Role::Owner, &ids, &BulkChange::Restore)
        .await
        .unwrap();
    assert_eq!(restored.changed, 2);
    let row = town.row("contact_interactions", logged.0).await;
    assert_eq!(row["is_deleted"], serde_json::json!(false));

    town.undo(Role::Owner, restored.undo.unwrap()).await.unwrap();
    assert!(town.find(ids[0]).await.is_deleted && town.find(ids[1]).await.is_deleted);
    let row = town.row("contact_interactions", logged.0).await;
    assert_eq!(row["is_deleted"], serde_json::json!(true));
}

#[tokio::test]
async fn what_was_edited_or_deleted_since_is_left_as_it_is() {
    let town = Town::new().await;
    let [untouched, edited, deleted] = town.people().await;
    let outcome = town
        .change(Role::Owner, &[untouched, edited, deleted], &plug())
        .await
        .unwrap();
    let mut tx = town.tx(Role::Manager).await;
    queries::set_type(&mut tx, edited, ContactType::Contact)
        .await
        .unwrap();
    queries::delete(&mut tx, deleted).await.unwrap();
    tx.commit().await.unwrap();

    let undone = town.undo(Role::Owner, outcome.undo.unwrap()).await.unwrap();
    assert_eq!((undone.reversed, undone.kept, undone.gone), (1, 1, 1));
    let stages = [town.find(untouched).await, town.find(edited).await].map(|contact| contact.contact_type);
    assert_eq!(stages, [ContactType::Target, ContactType::Contact]);
    assert!(town.find(deleted).await.is_deleted);
}

#[tokio::test]
async fn only_who_made_a_change_undoes_it_once_and_for_a_day() {
    let town = Town::new().await;
    let [ada] = town.people().await;
    let undo = town
        .change(Role::Owner, &[ada], &plug())
        .await
        .unwrap()
        .undo
        .unwrap();
    can_no_longer_be_undone(town.undo(Role::Admin, undo).await);
    town.undo(Role::Owner, undo).await.unwrap();
    can_no_longer_be_undone(town.undo(Role::Owner, undo).await);
    can_no_longer_be_undone(town.undo(Role::Owner, BulkChangeId::new()).await);

    let old = town
        .change(Role::Owner, &[ada], &plug())
        .await
        .unwrap()
        .undo
        .unwrap();
    let mut administrator = sqlx::PgConnection::connect_with(&town._db.admin_options())
        .await
        .unwrap();
    sqlx::raw_sql(
        "set app.actor_kind = 'job'; update bulk_changes set created_at = now() - interval '25 hours'",
    )
    .execute(&mut administrator)
    .await
    .unwrap();
    can_no_longer_be_undone(town.undo(Role::Owner, old).await);
    many::is_forgotten_by_a_job(&town).await;
}

#[tokio::test]
async fn of_two_changes_at_once_each_contact_has_one_and_only_the_later_can_be_undone() {
    let town = Town::new().await;
    let ids: [ContactId; 12] = town.people().await;
    let backwards: Vec<_> = ids.iter().rev().copied().collect();
    for round in 0..10 {
        let (first, second) = if round % 2 == 0 {
            (Priority::High, Priority::Low)
        } else {
            (Priority::Low, Priority::High)
        };
        town.change(Role::Owner, &ids, &BulkChange::Priority(Priority::Medium))
            .await
            .unwrap();
        let (mine, theirs) = (BulkChange::Priority(first), BulkChange::Priority(second));
        let (a, b) = tokio::join!(
            town.change(Role::Owner, &ids, &mine),
            town.change(Role::Admin, &backwards, &theirs),
        );
        let (a, b) = (a.unwrap(), b.unwrap());
        assert_eq!((a.changed, b.changed), (12, 12));
        let left = town.find(ids[0]).await.priority;
        for id in ids {
            assert_eq!(town.find(id).await.priority, left);
        }
        let a = town.undo(Role::Owner, a.undo.unwrap()).await.unwrap();
        let expected = if left == first { (12, 0) } else { (0, 12) };
        assert_eq!((a.reversed, a.kept), expected);
    }
}

#[tokio::test]
async fn an_edit_and_an_undo_at_once_lose_nothing() {
    let town = Town::new().await;
    for _ in 0..10 {
        let [ada] = town.people().await;
        let undo = town
            .change(Role::Owner, &[ada], &plug())
            .await
            .unwrap()
            .undo
            .unwrap();
        let edit = async {
            let mut tx = town.tx(Role::Admin).await;
            let typed = ContactForm {
                contact_type: "plug".into(),
                notes: "typed".into(),
                ..form("Ada A", "Lovelace")
            };
            let outcome = queries::update(&mut tx, ada, 2, &new(&typed)).await;
            settled(tx, outcome).await
        };
        let (undone, edited) = tokio::join!(town.undo(Role::Owner, undo), edit);
        let (undone, stored) = (undone.unwrap(), town.find(ada).await);
        match edited {
            Ok(_) => assert_eq!((undone.kept, stored.notes.as_deref()), (1, Some("typed"))),
            Err(AppError::Stale { .. }) => {
                assert_eq!((undone.reversed, stored.contact_type), (1, ContactType::Target));
            }
            Err(error) => panic!("{error:?}"),
        }
    }
}

#[tokio::test]
async fn an_owner_who_left_is_nobodys_choice() {
    let town = Town::new().await;
    let [ada] = town.people().await;
    let unknown = BulkChange::Owner(Some(UserId::new()));
    let outcome = town.change(Role::Owner, &[ada], &unknown).await;
    assert!(matches!(outcome, Err(AppError::Invalid { .. })), "{outcome:?}");
    assert_eq!(town.find(ada).await.version, 1);
}

#[tokio::test]
async fn door_staff_change_nothing_in_bulk() {
    let town = Town::new().await;
    let [ada] = town.people().await;
    let tenant = town.lumen.tenant(&town.pool, Role::Door);
    let mut tx = tenant.begin(Permission::SeeOneself).await.unwrap();
    for change in [plug(), BulkChange::Delete] {
        let outcome = queries::change_many(&mut tx, &Target::Ids(vec![ada]), &change).await;
        assert_eq!(outcome, Err(AppError::Forbidden));
    }
    assert_eq!(
        queries::undo_many(&mut tx, BulkChangeId::new()).await,
        Err(AppError::Forbidden)
    );
}

#[tokio::test]
async fn every_change_of_every_reach_is_a_statement_that_postgresql_takes() {
    let town = Town::new().await;
    town.team(&[Role::Member, Role::Manager]).await;
    let own = town.add(&owned_by(town.lumen.user(Role::Member))).await;
    let changes = [
        plug(),
        BulkChange::Status(ContactStatus::NewClient),
        BulkChange::Priority(Priority::Low),
        BulkChange::Owner(None),
        BulkChange::Owner(Some(town.lumen.user(Role::Manager))),
        BulkChange::AddTags(vec!["x".into()]),
        BulkChange::RemoveTags(vec!["x".into()]),
        BulkChange::Delete,
        BulkChange::Restore,
    ];
    let filters = ["", "?q=ada", "?status=hot_lead&owner=me", "?created=30d"];
    let targets = filters.map(|query| Target::Matching(ListState::parse(query).filter));
    for change in changes {
        for target in targets.iter().chain([&Target::Ids(vec![own])]) {
            for role in [Role::Owner, Role::Member] {
                let mut tx = town.tx(role).await;
                let outcome = queries::change_many(&mut tx, target, &change).await;
                let is_taken = matches!(outcome, Ok(_) | Err(AppError::NotFound));
                assert!(is_taken, "{change:?} of {target:?}: {outcome:?}");
            }
        }
    }
}

fn new_hot() -> ContactForm {
    ContactForm {
        status: "hot_lead".into(),
        ..form("Ada", "Lovelace")
    }
}
