//! What is done on the clock.

use super::super::kind::Kind;
use super::super::queries;
use super::super::trials::{Deed, TRIAL};
use super::super::types::Queue;
use super::super::upkeep::FORGET;
use super::super::worker::{Duty, Schedule, Work};
use super::{Ground, WORK, trial};
use crate::accounts::roles::{Permission, Role};
use std::collections::HashSet;
use std::time::Duration;

static MINUTELY: Work = Work {
    kinds: &[&FORGET],
    schedules: &[Schedule {
        name: "minutely",
        at: "* * * * *",
        duty: Duty::Everywhere(&FORGET),
    }],
};

#[tokio::test]
#[ignore = "long: waits for the next minute"]
async fn what_is_scheduled_is_done_once_however_many_workers_there_are() {
    let ground = Ground::new().await;
    let workers = [(); 3].map(|()| ground.worker_of(&MINUTELY, &[Queue::Cleanup]));
    let mut minutes = 0_i64;
    while minutes == 0 {
        tokio::time::sleep(Duration::from_millis(500)).await;
        minutes = ground
            .value("select count(*) from jobs where state = 'done'")
            .await;
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    for worker in workers {
        worker.stop().await;
    }
    let of_each: Vec<i64> = sqlx::query_scalar("select count(*) from jobs group by organization_id")
        .fetch_all(&ground.admin)
        .await
        .unwrap();
    assert_eq!(of_each, [1, 1]);
    assert_eq!(
        ground
            .value::<i64>("select count(*) from jobs where created_by is null")
            .await,
        2
    );
}

#[tokio::test]
async fn each_kind_and_each_schedule_has_a_name_of_its_own_and_every_hour_can_be_read() {
    let names: HashSet<_> = WORK.kinds.iter().map(|kind: &&Kind| kind.name).collect();
    assert_eq!(names.len(), WORK.kinds.len());
    // What is held for half an hour is given back.
    let all_end = WORK
        .kinds
        .iter()
        .all(|kind| kind.limit < Duration::from_secs(25 * 60));
    assert!(all_end);
    let schedules: HashSet<_> = WORK.schedules.iter().map(|schedule| schedule.name).collect();
    assert_eq!(schedules.len(), WORK.schedules.len());
    // A worker reads them all when it starts.
    let ground = Ground::new().await;
    let worker = ground.worker();
    let job = ground.queue(&TRIAL, Role::Member, trial(Deed::Mark, 1)).await;
    ground.until(job, "done 1").await;
    worker.stop().await;
    let known: i64 = ground
        .value("select count(*) from graphile_worker._private_known_crontabs")
        .await;
    assert_eq!(known, i64::try_from(WORK.schedules.len()).unwrap());
}

#[tokio::test]
async fn jobs_that_ended_long_ago_are_forgotten_and_failures_are_kept_longer() {
    let ground = Ground::new().await;
    for (number, state, days) in [
        (1, "done", 8),
        (2, "done", 6),
        (3, "failed", 8),
        (4, "failed", 91),
    ] {
        let job = ground
            .queue(&TRIAL, Role::Member, trial(Deed::Mark, number))
            .await;
        sqlx::query("update jobs set state = $2, ended_at = now() - make_interval(days => $3) where id = $1")
            .bind(job)
            .bind(state)
            .bind(days)
            .execute(&mut *ground.acting_admin().await)
            .await
            .unwrap();
    }
    let tenant = ground.harbor.tenant(&ground.pool, Role::Owner);
    let mut tx = tenant.begin(Permission::ViewAudit).await.unwrap();
    queries::forget_ended(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(ground.value::<i64>("select count(*) from jobs").await, 4);
    let tenant = ground.lumen.tenant(&ground.pool, Role::Owner);
    let mut tx = tenant.begin(Permission::ViewAudit).await.unwrap();
    queries::forget_ended(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let left: Vec<i32> = sqlx::query_scalar("select (payload ->> 'number')::integer from jobs order by 1")
        .fetch_all(&ground.admin)
        .await
        .unwrap();
    assert_eq!(left, [2, 3]);
}

#[tokio::test]
async fn a_job_that_a_worker_holds_on_to_is_given_back() {
    let ground = Ground::new().await;
    let job = ground.queue(&TRIAL, Role::Member, trial(Deed::Mark, 1)).await;
    sqlx::query("update graphile_worker._private_jobs set locked_by = 'alive', locked_at = now() - interval '31 minutes'")
        .execute(&ground.admin)
        .await
        .unwrap();
    assert_eq!(queries::free_stuck(&ground.pool).await.unwrap(), 1);
    assert_eq!(queries::free_stuck(&ground.pool).await.unwrap(), 0);
    let worker = ground.worker();
    ground.until(job, "done 1").await;
    worker.stop().await;
}
