//! More than one request changes: jobs do it, a portion at a time.

use super::working::until;
use super::*;
use crate::contacts::queries::change_some;
use crate::contacts::types::{BulkEntry, BulkState};
use crate::ids::JobId;
use crate::jobs::types::Queue;
use crate::tenancy::Tenant;

/// How many contacts there are: two whole portions and a part of one.
const MANY: i64 = 2_300;

impl Town {
    /// Very many contacts of Lumen's.
    async fn crowd(&self) {
        let mut tx = self.tx(Role::Owner).await;
        sqlx::query(
            "insert into contacts (organization_id, first_name, last_name, status, owner_id, created_by)
             select $1, 'Ada', 'Number ' || n, 'hot_lead', $2, $2 from generate_series(1, $3) as n",
        )
        .bind(self.lumen.id)
        .bind(self.lumen.user(Role::Owner))
        .bind(MANY)
        .execute(tx.conn())
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }

    /// Asks for a change of all that a query leaves.
    async fn ask(&self, role: Role, query: &str, change: &BulkChange) -> BulkChangeId {
        let mut tx = self.tx(role).await;
        let target = Target::Matching(ListState::parse(query).filter);
        let outcome = queries::change_many(&mut tx, &target, change).await;
        let outcome = settled(tx, outcome).await.unwrap();
        assert!(outcome.is_under_way && outcome.changed == 0, "{outcome:?}");
        outcome.undo.unwrap()
    }

    /// A transaction as a job in the name of somebody at Lumen has it.
    async fn as_job(&self, role: Role) -> TenantTx {
        let user = self.lumen.user(role);
        let tenant = Tenant::for_job_of_person(self.pool.clone(), self.lumen.id, user, role, JobId::new());
        tenant.begin(Permission::EditContacts).await.unwrap()
    }

    async fn entry(&self, role: Role) -> BulkEntry {
        let mut entries = queries::changes_of_many(&mut self.tx(role).await).await.unwrap();
        assert_eq!(entries.len(), 1, "{entries:?}");
        entries.remove(0)
    }

    async fn until_it_is(&self, state: BulkState) -> BulkEntry {
        let what = format!("a change that is {state}");
        until(&what, async || self.entry(Role::Owner).await.state == state).await;
        self.entry(Role::Owner).await
    }

    /// How many contacts of Lumen's answer a condition.
    async fn how_many(&self, condition: &str) -> i64 {
        let statement = format!("select count(*) from contacts where organization_id = $1 and {condition}");
        sqlx::query_scalar(sqlx::AssertSqlSafe(statement))
            .bind(self.lumen.id)
            .fetch_one(self.tx(Role::Owner).await.conn())
            .await
            .unwrap()
    }

    /// One of the crowd.
    async fn one(&self, last_name: &str) -> ContactId {
        sqlx::query_scalar("select id from contacts where organization_id = $1 and last_name = $2")
            .bind(self.lumen.id)
            .bind(last_name)
            .fetch_one(self.tx(Role::Owner).await.conn())
            .await
            .unwrap()
    }

    async fn plug_by_hand(&self, id: ContactId) {
        let mut tx = self.tx(Role::Owner).await;
        queries::set_type(&mut tx, id, ContactType::Plug).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn those_that_were_meant_are_changed_each_once_and_taken_back_as_a_whole() {
    let town = Town::new().await;
    town.crowd().await;
    town.plug_by_hand(town.one("Number 7").await).await;
    let mut tx = town.harbor_tx().await;
    let foreign = queries::insert(&mut tx, &new(&form("Ada", "Harbor")))
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let id = town.ask(Role::Owner, "", &plug()).await;
    assert_eq!(town.how_many("contact_type = 'plug'").await, 1);
    let under_way = town.entry(Role::Owner).await;
    assert_eq!(
        (under_way.state, under_way.progress()),
        (BulkState::Doing, (2_300, 0))
    );
    // Who comes later was not meant, and who goes before their turn is gone.
    let late = town.add(&form("Ada", "Late")).await;
    let gone = town.one("Number 2000").await;
    town.change(Role::Owner, &[gone], &BulkChange::Delete)
        .await
        .unwrap();
    let mut tx = town.tx(Role::Owner).await;
    sqlx::query("update bulk_changes set created_at = now() - interval '25 hours' where organization_id = $1 and change = 'delete'")
        .bind(town.lumen.id)
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let worker = town.worker(Queue::Matching);
    let done = town.until_it_is(BulkState::Done).await;
    let BulkOutcome {
        changed,
        unchanged,
        gone,
        refused,
        ..
    } = done.outcome;
    assert_eq!((changed, unchanged, gone, refused), (2_298, 1, 1, 0));
    assert_eq!((done.title().as_str(), done.asked), ("Stage: Plug", 2_300));
    assert_eq!(
        town.how_many("contact_type = 'plug' and version = 2").await,
        2_299
    );
    assert_eq!(town.find(late).await.contact_type, ContactType::Target);
    let told = town.told(Role::Owner).await;
    let words = "2,298 changed, 1 was so already, 1 is gone";
    assert_eq!(
        (told.len(), told[0].1.as_str(), told[0].2.as_str()),
        (1, words, "/contacts/changes")
    );

    // Nobody else's, and nobody else's to take back.
    for others in [
        queries::changes_of_many(&mut town.tx(Role::Admin).await).await,
        queries::changes_of_many(&mut town.harbor_tx().await).await,
    ] {
        assert_eq!(others, Ok(Vec::new()));
    }
    can_no_longer_be_undone(town.undo(Role::Admin, id).await);
    can_no_longer_be_undone(queries::undo_many(&mut town.harbor_tx().await, id).await);

    let edited = town.one("Number 1500").await;
    let mut tx = town.tx(Role::Owner).await;
    queries::set_type(&mut tx, edited, ContactType::Contact)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let undone = town.undo(Role::Owner, id).await.unwrap();
    assert_eq!(
        undone,
        BulkUndone {
            is_under_way: true,
            ..BulkUndone::default()
        }
    );
    can_no_longer_be_undone(town.undo(Role::Owner, id).await);
    let undone = town.until_it_is(BulkState::Undone).await.undone;
    assert_eq!((undone.reversed, undone.kept, undone.gone), (2_297, 1, 0));
    worker.stop().await;
    // The one that was a plug before, and nobody else.
    assert_eq!(town.how_many("contact_type = 'plug'").await, 1);
    assert_eq!(town.find(edited).await.contact_type, ContactType::Contact);
    assert_eq!(town.told(Role::Owner).await.len(), 2);
    let mut tx = town.harbor_tx().await;
    let theirs = queries::find(&mut tx, foreign).await.unwrap();
    assert_eq!((theirs.contact_type, theirs.version), (ContactType::Target, 1));
}

#[tokio::test]
async fn a_portion_that_was_broken_off_is_done_again_and_no_contact_twice() {
    let town = Town::new().await;
    town.crowd().await;
    let id = town.ask(Role::Owner, "?status=hot_lead", &plug()).await;
    let mut broken_off = town.as_job(Role::Owner).await;
    change_some(&mut broken_off, id).await.unwrap();
    drop(broken_off);
    assert_eq!(town.how_many("contact_type = 'plug'").await, 0);
    let mut tx = town.as_job(Role::Owner).await;
    change_some(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.how_many("contact_type = 'plug'").await, 1_000);
    assert_eq!(town.entry(Role::Owner).await.progress(), (2_300, 1_000));

    // Of a job in the name of somebody else, or in another organisation, nothing comes.
    let mut tx = town.as_job(Role::Admin).await;
    change_some(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = town.harbor_tx().await;
    change_some(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.how_many("contact_type = 'plug'").await, 1_000);

    let worker = town.worker(Queue::Matching);
    let done = town.until_it_is(BulkState::Done).await;
    worker.stop().await;
    assert_eq!(done.outcome.changed, 2_300);
    assert_eq!(
        town.how_many("contact_type = 'plug' and version = 2").await,
        2_300
    );
    let lines: i64 = sqlx::query_scalar(
        "select count(*) from audit_logs where organization_id = $1 and table_name = 'contacts' and action = 'update' and user_id = $2",
    )
    .bind(town.lumen.id)
    .bind(town.lumen.user(Role::Owner))
    .fetch_one(town.tx(Role::Owner).await.conn())
    .await
    .unwrap();
    assert_eq!(lines, 2_300);
}

#[tokio::test]
async fn what_is_under_way_is_stopped_and_taken_back_as_far_as_it_came() {
    let town = Town::new().await;
    town.crowd().await;
    let id = town.ask(Role::Owner, "", &BulkChange::Delete).await;
    let mut tx = town.as_job(Role::Owner).await;
    change_some(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.how_many("is_deleted").await, 1_000);
    assert!(town.undo(Role::Owner, id).await.unwrap().is_under_way);
    // The job of the next portion is there still.
    let worker = town.worker(Queue::Matching);
    let undone = town.until_it_is(BulkState::Undone).await;
    worker.stop().await;
    assert_eq!((undone.outcome.changed, undone.undone.reversed), (1_000, 1_000));
    assert_eq!(town.how_many("is_deleted").await, 0);
    assert_eq!(town.how_many("version = 1").await, 1_300);
}

#[tokio::test]
async fn who_lost_their_right_meanwhile_changes_what_they_may_by_then() {
    let town = Town::new().await;
    town.crowd().await;
    let own = town.add(&owned_by(town.lumen.user(Role::Manager))).await;
    let become_ = async |role: &str| {
        let mut tx = town.tx(Role::Owner).await;
        sqlx::query("update users set role = $3 where organization_id = $1 and id = $2")
            .bind(town.lumen.id)
            .bind(town.lumen.user(Role::Manager))
            .bind(role)
            .execute(tx.conn())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    };
    town.ask(Role::Manager, "", &plug()).await;
    become_("member").await;
    let worker = town.worker(Queue::Matching);
    until("the end of it", async || {
        town.entry(Role::Manager).await.state == BulkState::Done
    })
    .await;
    let outcome = town.entry(Role::Manager).await.outcome;
    assert_eq!(
        (outcome.changed, outcome.refused, outcome.refusals.len()),
        (1, 2_300, 50)
    );
    assert_eq!(
        outcome.refusals[0].reason,
        "You may change only contacts that you look after."
    );
    assert_eq!(town.how_many("contact_type = 'plug'").await, 1);
    assert_eq!(town.find(own).await.contact_type, ContactType::Plug);

    become_("manager").await;
    let priority = BulkChange::Priority(Priority::High);
    let mut tx = town.tx(Role::Manager).await;
    sqlx::query("delete from bulk_changes where organization_id = $1")
        .bind(town.lumen.id)
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    worker.stop().await;
    town.ask(Role::Manager, "", &priority).await;
    become_("door").await;
    let worker = town.worker(Queue::Matching);
    until("why it stopped", async || {
        town.entry(Role::Manager).await.stopped.is_some()
    })
    .await;
    worker.stop().await;
    assert_eq!(town.how_many("priority = 'high'").await, 0);
}

#[tokio::test]
async fn a_colleague_is_told_once_of_all_that_was_put_into_their_care() {
    let town = Town::new().await;
    town.crowd().await;
    let member = town.lumen.user(Role::Member);
    let id = town.ask(Role::Owner, "", &BulkChange::Owner(Some(member))).await;
    let worker = town.worker(Queue::Matching);
    town.until_it_is(BulkState::Done).await;
    let told = town.told(Role::Member).await;
    assert_eq!(
        (told.len(), told[0].0.as_str()),
        (1, "2300 contacts were put into your care")
    );
    town.undo(Role::Owner, id).await.unwrap();
    town.until_it_is(BulkState::Undone).await;
    worker.stop().await;
    assert_eq!(town.told(Role::Member).await, []);
}

#[tokio::test]
async fn every_change_of_very_many_is_a_statement_that_postgresql_takes() {
    let town = Town::new().await;
    town.crowd().await;
    let changes = [
        plug(),
        BulkChange::Status(ContactStatus::NewClient),
        BulkChange::Priority(Priority::Low),
        BulkChange::Owner(None),
        BulkChange::Owner(Some(town.lumen.user(Role::Manager))),
        BulkChange::AddTags(vec!["x".into()]),
        BulkChange::RemoveTags(vec!["x".into()]),
        BulkChange::Delete,
    ];
    for change in changes {
        for query in ["", "?q=ada", "?status=hot_lead&owner=me", "?created=30d"] {
            let mut tx = town.as_job(Role::Owner).await;
            let target = Target::Matching(ListState::parse(query).filter);
            let outcome = queries::change_many(&mut tx, &target, &change).await.unwrap();
            assert!(outcome.is_under_way, "{change:?} of {query}");
            change_some(&mut tx, outcome.undo.unwrap()).await.unwrap();
        }
    }
    // What may be found by words is not all that has them.
    let mut tx = town.tx(Role::Owner).await;
    let restored = queries::change_many(
        &mut tx,
        &Target::Matching(ListState::default().filter),
        &BulkChange::Restore,
    )
    .await;
    assert!(matches!(restored, Err(AppError::Conflict { .. })), "{restored:?}");
}
