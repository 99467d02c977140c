//! Attempts that come to nothing.

use super::super::trials::{Deed, TRIAL, Trial};
use super::{Ground, trial};
use crate::accounts::roles::Role;
use std::time::Duration;

#[tokio::test]
async fn a_job_that_fails_is_tried_again_after_a_while_and_leaves_no_trace_of_the_failure() {
    let ground = Ground::new().await;
    let job = ground.queue(&TRIAL, Role::Member, trial(Deed::FailOnce, 1)).await;
    let worker = ground.worker();
    ground.until(job, "done 2").await;
    worker.stop().await;
    assert_eq!(ground.marks(1).await, 1);
    assert_eq!(ground.error(job).await, "");
}

#[test]
fn the_wait_doubles_up_to_an_hour_and_is_never_the_same_for_all() {
    let millis = |attempt, chance| TRIAL.wait_after(attempt, chance).as_millis();
    assert_eq!((millis(1, 0.0), millis(1, 1.0)), (50, 100));
    assert_eq!((millis(2, 0.0), millis(2, 1.0)), (100, 200));
    assert_eq!(millis(5, 1.0), 1600);
    assert_eq!(TRIAL.wait_after(1000, 1.0), Duration::from_secs(3600));
}

#[tokio::test]
async fn a_job_that_keeps_failing_is_left_for_somebody_to_look_at() {
    let ground = Ground::new().await;
    let job = ground.queue(&TRIAL, Role::Member, trial(Deed::Fail, 1)).await;
    let hopeless = ground
        .queue(&TRIAL, Role::Member, trial(Deed::FailForGood, 2))
        .await;
    let worker = ground.worker();
    ground.until(job, "failed 4").await;
    ground.until(hopeless, "failed 1").await;
    worker.stop().await;
    assert_eq!(ground.error(job).await, "Not this time.");
    assert_eq!((ground.marks(1).await, ground.marks(2).await), (0, 0));
    let left: i64 = ground
        .value("select count(*) from graphile_worker._private_jobs")
        .await;
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_job_that_panics_ends_by_itself_and_not_the_worker() {
    let ground = Ground::new().await;
    let job = ground.queue(&TRIAL, Role::Member, trial(Deed::Panic, 1)).await;
    let worker = ground.worker();
    ground.until(job, "failed 4").await;
    assert!(ground.error(job).await.starts_with("It broke off"));
    let next = ground.queue(&TRIAL, Role::Member, trial(Deed::Mark, 2)).await;
    ground.until(next, "done 1").await;
    worker.stop().await;
}

#[tokio::test]
async fn a_job_that_takes_too_long_is_broken_off() {
    let ground = Ground::new().await;
    let dawdling = Trial {
        millis: 60_000,
        ..trial(Deed::Mark, 1)
    };
    let job = ground.queue(&TRIAL, Role::Member, dawdling).await;
    sqlx::query("update jobs set max_attempts = 1")
        .execute(&mut *ground.acting_admin().await)
        .await
        .unwrap();
    let worker = ground.worker();
    ground.until(job, "failed 1").await;
    worker.stop().await;
    assert_eq!(ground.error(job).await, "It took longer than 5 seconds.");
    assert_eq!(ground.marks(1).await, 0);
}
