//! A job is delivered at least once, and done once.

use super::super::queries;
use super::super::trials::{Deed, STURDY_TRIAL, TRIAL, Trial};
use super::{Ground, trial};
use crate::accounts::roles::{Permission, Role};
use crate::error::AppError;
use crate::ids::JobId;
use std::time::{Duration, Instant};

impl Ground {
    /// Delivers a job another few times.
    async fn deliver(&self, job: JobId, times: i32) {
        sqlx::query(
            "insert into graphile_worker._private_jobs (task_id, payload, max_attempts) \
             select t.id, json_build_object('organization', j.organization_id, 'job', j.id), 25 \
             from jobs j join graphile_worker._private_tasks t on t.identifier = j.queue, generate_series(1, $2) \
             where j.id = $1",
        )
        .bind(job)
        .bind(times)
        .execute(&self.admin)
        .await
        .unwrap();
    }

    async fn until_nothing_is_left(&self) {
        let begun = Instant::now();
        while self
            .value::<i64>("select count(*) from graphile_worker._private_jobs")
            .await
            > 0
        {
            assert!(begun.elapsed() < Duration::from_secs(20), "tickets are left");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

#[tokio::test]
async fn however_often_a_job_is_delivered_its_effect_is_made_once() {
    let ground = Ground::new().await;
    let mut jobs = Vec::new();
    for number in 0..10 {
        let dawdling = Trial {
            millis: 20,
            ..trial(Deed::Mark, number)
        };
        let job = ground.queue(&STURDY_TRIAL, Role::Member, dawdling).await;
        ground.deliver(job, 5).await;
        jobs.push(job);
    }
    let (one, two) = (ground.worker(), ground.worker());
    ground.until_nothing_is_left().await;
    one.stop().await;
    two.stop().await;
    for (number, job) in (0..10).zip(jobs) {
        assert!(
            ground.state(job).await.starts_with("done"),
            "{}",
            ground.state(job).await
        );
        assert_eq!(ground.marks(number).await, 1);
    }
}

#[tokio::test]
async fn an_attempt_that_was_given_up_on_undoes_what_it_did() {
    let ground = Ground::new().await;
    let job = ground.queue(&TRIAL, Role::Member, trial(Deed::Mark, 1)).await;
    let started = queries::start(&ground.pool, ground.lumen.id, job)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((started.attempt, started.was_running), (1, false));
    let again = queries::start(&ground.pool, ground.lumen.id, job)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((again.attempt, again.was_running), (1, true));
    let tenant = ground.lumen.tenant(&ground.pool, Role::Owner);
    let mut tx = tenant.begin(Permission::ViewAudit).await.unwrap();
    queries::fail(&mut tx, job, 1, "It was silent.", Some(Duration::ZERO))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let second = queries::start(&ground.pool, ground.lumen.id, job)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((second.attempt, second.was_running), (2, false));

    let mut tx = tenant.begin(Permission::ViewAudit).await.unwrap();
    let late = queries::finish(&mut tx, job, 1).await;
    assert!(matches!(late, Err(AppError::Conflict { .. })), "{late:?}");
    queries::fail(&mut tx, job, 1, "Nor does it fail.", None)
        .await
        .unwrap();
    queries::finish(&mut tx, job, 2).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(ground.state(job).await, "done 2");
    assert!(
        queries::start(&ground.pool, ground.lumen.id, job)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_job_is_not_seen_or_ended_from_another_organisation() {
    let ground = Ground::new().await;
    let job = ground.queue(&TRIAL, Role::Member, trial(Deed::Mark, 1)).await;
    assert!(
        queries::start(&ground.pool, ground.harbor.id, job)
            .await
            .unwrap()
            .is_none()
    );
    queries::start(&ground.pool, ground.lumen.id, job)
        .await
        .unwrap()
        .unwrap();
    let tenant = ground.harbor.tenant(&ground.pool, Role::Owner);
    let mut tx = tenant.begin(Permission::ViewAudit).await.unwrap();
    assert!(queries::finish(&mut tx, job, 1).await.is_err());
    queries::fail(&mut tx, job, 1, "Stray", None).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(ground.state(job).await, "running 1");
}

#[tokio::test]
async fn a_worker_that_is_told_to_stop_lets_its_jobs_end() {
    let ground = Ground::new().await;
    let dawdling = Trial {
        millis: 1500,
        ..trial(Deed::Mark, 1)
    };
    let job = ground.queue(&TRIAL, Role::Member, dawdling).await;
    let worker = ground.worker();
    ground.until(job, "running 1").await;
    worker.stop().await;
    assert_eq!(ground.state(job).await, "done 1");
    assert_eq!(ground.marks(1).await, 1);
}
