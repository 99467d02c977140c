//! What is queued, by whom and for whom.

use super::super::kind::Kind;
use super::super::queries::{self, When};
use super::super::trials::{Deed, PERSONAL_TRIAL, TRIAL};
use super::super::types::Queue;
use super::{Ground, WORK, trial};
use crate::accounts::roles::{Permission, Role};
use std::time::Duration;

#[tokio::test]
async fn a_job_is_queued_by_the_transaction_that_causes_it_or_not_at_all() {
    let ground = Ground::new().await;
    let tenant = ground.lumen.tenant(&ground.pool, Role::Member);
    let mut tx = tenant.begin(Permission::ViewContacts).await.unwrap();
    queries::add(&mut tx, &TRIAL, &trial(Deed::Mark, 1), When::default())
        .await
        .unwrap();
    drop(tx);
    let stored = ground.queue(&TRIAL, Role::Member, trial(Deed::Mark, 2)).await;

    let worker = ground.worker();
    ground.until(stored, "done 1").await;
    worker.stop().await;
    assert_eq!(ground.value::<i64>("select count(*) from jobs").await, 1);
    assert_eq!((ground.marks(1).await, ground.marks(2).await), (0, 1));
    let left: i64 = ground
        .value("select count(*) from graphile_worker._private_jobs")
        .await;
    assert_eq!(left, 0, "a job that is done is crossed off the list");
}

#[tokio::test]
async fn a_job_is_of_the_organisation_and_of_whoever_acts_whatever_it_says() {
    let ground = Ground::new().await;
    let (lumen, harbor) = (ground.lumen.id, ground.harbor.id);
    let member = ground.lumen.user(Role::Member);
    let tenant = ground.lumen.tenant(&ground.pool, Role::Member);
    let mut tx = tenant.begin(Permission::ViewContacts).await.unwrap();
    let other =
        sqlx::query("insert into jobs (organization_id, queue, kind) values ($1, 'mail', 'jobs/trial')")
            .bind(harbor)
            .execute(tx.conn())
            .await;
    assert!(other.unwrap_err().to_string().contains("row-level security"));
    drop(tx);

    let mut tx = tenant.begin(Permission::ViewContacts).await.unwrap();
    sqlx::query(
        "insert into jobs (organization_id, queue, kind, created_by, state, attempts) \
         values ($1, 'mail', 'jobs/trial', $2, 'running', 7)",
    )
    .bind(lumen)
    .bind(ground.lumen.user(Role::Owner))
    .execute(tx.conn())
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let stored: String = ground
        .value("select created_by || ' ' || state || ' ' || attempts from jobs")
        .await;
    assert_eq!(stored, format!("{member} waiting 0"));

    let mut tx = tenant.begin(Permission::ViewContacts).await.unwrap();
    let changed = sqlx::query("update jobs set payload = '{\"number\": 2}' where organization_id = $1")
        .bind(lumen)
        .execute(tx.conn())
        .await;
    assert!(changed.unwrap_err().to_string().contains("never changes"));
}

#[tokio::test]
async fn a_ticket_gives_no_right_and_the_application_writes_none() {
    let ground = Ground::new().await;
    let job = ground
        .queue_when(
            &TRIAL,
            Role::Member,
            trial(Deed::Mark, 1),
            When {
                after: Duration::from_secs(3600),
                unique_key: None,
            },
        )
        .await;
    let written =
        sqlx::query("insert into graphile_worker._private_jobs (task_id, payload) values (1, '{}')")
            .execute(&ground.pool)
            .await;
    assert!(written.unwrap_err().to_string().contains("permission denied"));
    // A job of another organisation under the name of this one, one that is not due, one that is not there.
    for (organization, job) in [
        (ground.harbor.id, job.to_string()),
        (ground.lumen.id, job.to_string()),
        (ground.lumen.id, ground.lumen.id.to_string()),
    ] {
        sqlx::query("select graphile_worker.add_job('matching', json_build_object('organization', $1::text, 'job', $2::text))")
            .bind(organization.to_string())
            .bind(job)
            .execute(&ground.pool)
            .await
            .unwrap();
    }
    let worker = ground.worker();
    let sentinel = ground.queue(&TRIAL, Role::Member, trial(Deed::Mark, 2)).await;
    ground.until(sentinel, "done 1").await;
    worker.stop().await;
    assert_eq!(ground.state(job).await, "waiting 0");
    assert_eq!(ground.marks(1).await, 0);
    let left: i64 = ground
        .value("select count(*) from graphile_worker._private_jobs")
        .await;
    assert_eq!(left, 1, "the job's own ticket, for when it is due");
}

#[tokio::test]
async fn of_jobs_with_one_key_one_waits_and_one_that_has_begun_does_not_count() {
    let ground = Ground::new().await;
    let keyed = || When {
        unique_key: Some("one".into()),
        ..When::default()
    };
    let queue = |number| ground.queue_when(&TRIAL, Role::Member, trial(Deed::Mark, number), keyed());
    let first = queue(1).await;
    assert_eq!(queue(2).await, first);
    sqlx::query("select app.start_job($1, $2)")
        .bind(ground.lumen.id)
        .bind(first)
        .execute(&ground.pool)
        .await
        .unwrap();
    let second = queue(3).await;
    assert_ne!(second, first);
    assert_eq!(queue(4).await, second);
    assert_eq!(ground.value::<i64>("select count(*) from jobs").await, 2);
    // Another organisation's key is its own.
    let tenant = ground.harbor.tenant(&ground.pool, Role::Member);
    let mut tx = tenant.begin(Permission::ViewContacts).await.unwrap();
    let theirs = queries::add(&mut tx, &TRIAL, &trial(Deed::Mark, 5), keyed())
        .await
        .unwrap();
    assert!(theirs != first && theirs != second);
}

#[tokio::test]
async fn a_job_that_waits_does_not_begin_before_what_counts_on_it_is_stored() {
    let ground = Ground::new().await;
    let keyed = || When {
        unique_key: Some("one".into()),
        ..When::default()
    };
    let job = ground
        .queue_when(&TRIAL, Role::Member, trial(Deed::Mark, 1), keyed())
        .await;
    let tenant = ground.lumen.tenant(&ground.pool, Role::Member);
    let mut tx = tenant.begin(Permission::ViewContacts).await.unwrap();
    let same = queries::add(&mut tx, &TRIAL, &trial(Deed::Mark, 1), keyed())
        .await
        .unwrap();
    assert_eq!(same, job);
    let worker = ground.worker();
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(ground.state(job).await, "waiting 0");
    tx.commit().await.unwrap();
    ground.until(job, "done 1").await;
    worker.stop().await;
}

#[tokio::test]
async fn a_worker_takes_the_jobs_of_its_queues_and_the_urgent_ones_first() {
    let ground = Ground::new().await;
    let job = ground.queue(&TRIAL, Role::Member, trial(Deed::Mark, 1)).await;
    let worker = ground.worker_of(&WORK, &[Queue::Mail, Queue::Media]);
    tokio::time::sleep(Duration::from_millis(1500)).await;
    worker.stop().await;
    assert_eq!(ground.state(job).await, "waiting 0");

    let mut last = job;
    for number in 2..60 {
        last = ground
            .queue(&TRIAL, Role::Member, trial(Deed::Mark, number))
            .await;
    }
    let urgent = Kind {
        priority: -10,
        ..TRIAL
    };
    let urgent = ground.queue(&urgent, Role::Member, trial(Deed::Mark, 60)).await;
    // One hand, so that no job of a later handful can begin while the urgent one waits for a connection.
    let worker = ground.worker_with(&WORK, &[Queue::Matching], 1);
    ground.until(last, "done 1").await;
    worker.stop().await;
    let before: i64 = ground
        .value(&format!(
            "select count(*) from jobs where started_at < (select started_at from jobs where id = '{urgent}')"
        ))
        .await;
    // It is fetched with the first handful, which is four for each hand.
    assert!(before < 4, "{before}");
}

#[tokio::test]
async fn a_job_does_what_whoever_caused_it_may_do_when_it_runs() {
    let ground = Ground::new().await;
    let member = ground.lumen.user(Role::Member);
    let allowed = ground
        .queue(&PERSONAL_TRIAL, Role::Member, trial(Deed::Mark, 1))
        .await;
    let refused = ground
        .queue(&PERSONAL_TRIAL, Role::Door, trial(Deed::Mark, 2))
        .await;
    let gone = ground
        .queue(&PERSONAL_TRIAL, Role::Manager, trial(Deed::Mark, 3))
        .await;
    let system = ground.queue(&TRIAL, Role::Door, trial(Deed::Mark, 4)).await;
    sqlx::query("update users set is_active = false where id = $1")
        .bind(ground.lumen.user(Role::Manager))
        .execute(&mut *ground.acting_admin().await)
        .await
        .unwrap();
    let worker = ground.worker();
    ground.until(allowed, "done 1").await;
    ground.until(refused, "failed 1").await;
    ground.until(gone, "failed 1").await;
    ground.until(system, "done 1").await;
    worker.stop().await;
    assert_eq!((ground.marks(2).await, ground.marks(3).await), (0, 0));
    assert!(ground.error(gone).await.contains("no longer there"));
    let told: String = ground
        .value("select user_id::text from notifications where title = 'Trial 1'")
        .await;
    assert_eq!(told, member.to_string());
    let told: String = ground
        .value(
            "select role::text from notifications n join users u on u.id = n.user_id where title = 'Trial 4'",
        )
        .await;
    assert_eq!(told, "system");
}

#[tokio::test]
async fn a_worker_that_has_nothing_to_do_leaves_the_database_alone() {
    let ground = Ground::new().await;
    let done = ground.queue(&TRIAL, Role::Member, trial(Deed::Mark, 1)).await;
    let worker = ground.worker();
    ground.until(done, "done 1").await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    worker.stop().await;
    // What connections did is counted at the latest when they end.
    let looks: i64 = ground
        .value("select xact_commit from pg_stat_database, pg_sleep(1.5) where datname = current_database()")
        .await;
    assert!(looks < 300, "{looks} transactions");
}
