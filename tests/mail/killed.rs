//! Workers that are killed while they hand mail over.

use super::server::MailServer;
use super::{SITE, notification};
use sqlx::AssertSqlSafe;
use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use the_plugs::accounts::roles::{Permission, Role};
use the_plugs::mail::queries;
use the_plugs::testing::{MASTER_KEY, TestDb};

/// Jobs that one worker runs at once: as many mails can be on their way when it is killed.
const AT_ONCE: usize = 2;
/// Mails that are queued before each of them is killed.
const EACH: usize = 12;

fn worker(db: &TestDb, server: &MailServer) -> Child {
    Command::new(env!("CARGO_BIN_EXE_the-plugs"))
        .args(["worker", "--queues", "mail"])
        .args(server.options("none"))
        .env("DATABASE_URL", crate::support::address_of(db))
        .env("PUBLIC_URL", SITE)
        .env("PLUGS_MASTER_KEY", MASTER_KEY)
        .env("JOBS_RESCUE_AFTER", "1")
        .env("JOBS_AT_ONCE", AT_ONCE.to_string())
        .env("LOG_LEVEL", "warn")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: kills ten workers, or a hundred"]
async fn workers_that_are_killed_lose_no_mail_and_repeat_those_at_most_that_were_on_their_way() {
    let kills: u64 = if std::env::var_os("PLUGS_LONG").is_some() {
        100
    } else {
        10
    };
    let mut server = MailServer::plain().await;
    let db = TestDb::new().await;
    let orgs = [db.organization("Lumen").await, db.organization("Harbor").await];
    let (pool, admin) = (db.app_pool(), db.admin_pool());
    for kill in 0..kills {
        for org in &orgs {
            let tenant = org.tenant(&pool, Role::Owner);
            let mut tx = tenant.begin(Permission::ViewAudit).await.expect("a transaction");
            for _ in 0..EACH / orgs.len() {
                queries::send(&mut tx, org.user(Role::Member), &notification())
                    .await
                    .expect("a mail");
            }
            tx.commit().await.expect("a commit");
        }
        let mut process = worker(&db, &server);
        // Another place of its work each time.
        tokio::time::sleep(Duration::from_millis(250 + kill * 37 % 400)).await;
        process.kill().expect("it is killed");
        process.wait().expect("it is dead");
    }

    let mut process = worker(&db, &server);
    let begun = Instant::now();
    let unsent = "select count(*) from mails where state <> 'sent'";
    loop {
        let left: i64 = sqlx::query_scalar(AssertSqlSafe(unsent))
            .fetch_one(&admin)
            .await
            .expect("a number");
        if left == 0 {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(240), "{left} are not sent");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    process.kill().expect("it is killed");
    process.wait().expect("it is dead");

    let queued: i64 = sqlx::query_scalar("select count(*) from mails")
        .fetch_one(&admin)
        .await
        .expect("a number");
    let kills = usize::try_from(kills).expect("a number");
    assert_eq!(usize::try_from(queued), Ok(kills * EACH));
    let mut taken = BTreeMap::<String, usize>::new();
    for one in server.all_taken().await {
        *taken.entry(one.header("Message-ID")).or_default() += 1;
    }
    assert_eq!(taken.len(), kills * EACH, "none is missing");
    let repeated: usize = taken.values().map(|times| times - 1).sum();
    println!("{queued} mails, {kills} workers killed, {repeated} taken more than once");
    assert!(repeated <= kills * AT_ONCE, "{repeated} were repeated");
}
