//! What the page of jobs shows, and does about them.

use super::super::queries;
use super::super::trials::{Deed, TRIAL};
use super::super::types::{JobList, JobState, Queue};
use super::{Ground, trial};
use crate::accounts::roles::{Permission, Role};
use crate::error::AppError;
use crate::ids::JobId;
use crate::tenancy::TenantTx;
use crate::testing::Org;

impl Ground {
    async fn as_admin_of(&self, org: &Org) -> TenantTx {
        org.tenant(&self.pool, Role::Admin)
            .begin(Permission::ViewAudit)
            .await
            .unwrap()
    }

    async fn list(&self, org: &Org, state: JobState, after: Option<JobId>) -> JobList {
        let mut tx = self.as_admin_of(org).await;
        queries::list(&mut tx, state, after).await.unwrap()
    }

    /// A job that has failed as often as it may.
    async fn failed(&self, number: i32, deed: Deed) -> JobId {
        let job = self.queue(&TRIAL, Role::Member, trial(deed, number)).await;
        sqlx::query(
            "update jobs set state = 'failed', attempts = 4, ended_at = now(), last_error = 'Not this time.' where id = $1",
        )
        .bind(job)
        .execute(&mut *self.acting_admin().await)
        .await
        .unwrap();
        job
    }
}

#[tokio::test]
async fn a_page_shows_the_jobs_of_its_own_organisation_and_what_became_of_them() {
    let ground = Ground::new().await;
    let failed = ground.failed(1, Deed::Mark).await;
    ground.queue(&TRIAL, Role::Member, trial(Deed::Mark, 2)).await;
    let list = ground.list(&ground.lumen, JobState::Failed, None).await;
    let [row] = list.rows.as_slice() else {
        panic!("{list:?}")
    };
    assert_eq!((row.id, row.attempts, row.max_attempts), (failed, 4, 4));
    assert_eq!(row.error.as_deref(), Some("Not this time."));
    assert_eq!(row.caused_by.as_deref(), Some("Member Lumen"));
    let counts: Vec<_> = list
        .queues
        .iter()
        .map(|counts| (counts.queue, counts.waiting, counts.failed))
        .collect();
    assert_eq!(counts.len(), Queue::ALL.len());
    assert!(counts.contains(&(Queue::Matching, 1, 1)) && counts.contains(&(Queue::Mail, 0, 0)));

    let theirs = ground.list(&ground.harbor, JobState::Failed, None).await;
    assert!(theirs.rows.is_empty());
    assert!(
        theirs
            .queues
            .iter()
            .all(|counts| counts.waiting + counts.failed == 0)
    );
}

#[tokio::test]
async fn jobs_are_paged_and_none_is_left_out_or_shown_twice() {
    let ground = Ground::new().await;
    for number in 0..120 {
        ground
            .queue(&TRIAL, Role::Member, trial(Deed::Mark, number))
            .await;
    }
    sqlx::query("update jobs set run_at = date_trunc('hour', run_at)")
        .execute(&mut *ground.acting_admin().await)
        .await
        .unwrap();
    for state in [JobState::Waiting, JobState::Failed] {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let list = ground.list(&ground.lumen, state, after).await;
            seen.extend(list.rows.iter().map(|row| row.id));
            after = list.next;
            if after.is_none() {
                break;
            }
        }
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!((seen.len(), once.len()), (120, 120), "{state}");
        sqlx::query("update jobs set state = 'failed', ended_at = now()")
            .execute(&mut *ground.acting_admin().await)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_job_that_failed_is_queued_again_for_a_few_attempts_more() {
    let ground = Ground::new().await;
    let job = ground.failed(1, Deed::Mark).await;
    let hopeless = ground.failed(2, Deed::Fail).await;
    let mut tx = ground.as_admin_of(&ground.lumen).await;
    queries::retry(&mut tx, job).await.unwrap();
    queries::retry(&mut tx, hopeless).await.unwrap();
    let twice = queries::retry(&mut tx, job).await;
    assert!(matches!(twice, Err(AppError::Conflict { .. })), "{twice:?}");
    tx.commit().await.unwrap();
    let worker = ground.worker();
    ground.until(job, "done 5").await;
    ground.until(hopeless, "failed 7").await;
    worker.stop().await;
    assert_eq!(ground.marks(1).await, 1);
}

#[tokio::test]
async fn a_job_that_was_let_be_is_not_run() {
    let ground = Ground::new().await;
    let job = ground.queue(&TRIAL, Role::Member, trial(Deed::Mark, 1)).await;
    let mut tx = ground.as_admin_of(&ground.lumen).await;
    queries::discard(&mut tx, job).await.unwrap();
    let twice = queries::discard(&mut tx, job).await;
    assert!(matches!(twice, Err(AppError::Conflict { .. })), "{twice:?}");
    tx.commit().await.unwrap();
    let worker = ground.worker();
    let next = ground.queue(&TRIAL, Role::Member, trial(Deed::Mark, 2)).await;
    ground.until(next, "done 1").await;
    worker.stop().await;
    assert_eq!(ground.state(job).await, "discarded 0");
    assert_eq!(ground.marks(1).await, 0);
}

#[tokio::test]
async fn who_retries_or_discards_a_job_stands_in_the_trail_and_what_workers_do_does_not() {
    let ground = Ground::new().await;
    let job = ground.failed(1, Deed::Mark).await;
    let mut tx = ground.as_admin_of(&ground.harbor).await;
    assert_eq!(queries::discard(&mut tx, job).await, Err(AppError::NotFound));
    tx.commit().await.unwrap();
    let mut tx = ground.as_admin_of(&ground.lumen).await;
    queries::retry(&mut tx, job).await.unwrap();
    queries::discard(&mut tx, job).await.unwrap();
    queries::retry(&mut tx, job).await.unwrap();
    tx.commit().await.unwrap();
    let worker = ground.worker();
    ground.until(job, "done 5").await;
    worker.stop().await;
    let lines: String = ground
        .value(
            "select string_agg(concat_ws(' ', action, old_values ->> 'state', new_values ->> 'state', user_id, record_id), ', '
               order by created_at)
             from audit_logs where table_name = 'jobs'",
        )
        .await;
    let admin = ground.lumen.user(Role::Admin);
    let line = |what: &str| format!("update {what} {admin} {job}");
    let wanted = ["failed waiting", "waiting discarded", "discarded waiting"].map(line);
    assert_eq!(lines, wanted.join(", "));
}

#[tokio::test]
async fn nobody_retries_or_discards_a_job_of_another_organisation() {
    let ground = Ground::new().await;
    let job = ground.failed(1, Deed::Mark).await;
    let mut tx = ground.as_admin_of(&ground.harbor).await;
    assert_eq!(queries::retry(&mut tx, job).await, Err(AppError::NotFound));
    assert_eq!(queries::discard(&mut tx, job).await, Err(AppError::NotFound));
    tx.commit().await.unwrap();
    assert_eq!(ground.state(job).await, "failed 4");
}

#[tokio::test]
async fn a_job_that_was_let_be_and_is_queued_again_has_one_ticket() {
    let ground = Ground::new().await;
    let job = ground.queue(&TRIAL, Role::Member, trial(Deed::Mark, 1)).await;
    let mut tx = ground.as_admin_of(&ground.lumen).await;
    queries::discard(&mut tx, job).await.unwrap();
    queries::retry(&mut tx, job).await.unwrap();
    tx.commit().await.unwrap();
    let tickets: i64 = ground
        .value("select count(*) from graphile_worker._private_jobs")
        .await;
    assert_eq!(tickets, 1);
    let worker = ground.worker();
    ground.until(job, "done 1").await;
    worker.stop().await;
    assert_eq!(ground.marks(1).await, 1);
}
