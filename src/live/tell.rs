//! What a process does for live updates as long as it runs: it tells the others what is changed
//! here, and hears what they tell.

use super::hub::Live;
use super::queries;
use crate::db;
use crate::server::sessions::Sessions;
use sqlx::PgPool;
use std::time::Duration;
use tokio::sync::watch;

/// How long telling rests after each time: at most so often is there one message for each
/// organisation, however much is changed.
const BEAT: Duration = Duration::from_millis(100);

/// How often it is looked for changes of which nobody here knows: those of a process that ended
/// before it told them, say.
const LOOK: Duration = Duration::from_secs(5);

/// How long to wait after a fault of the database.
const AFTER_A_FAULT: Duration = Duration::from_secs(1);

/// How long a listener may hear nothing before its connection is asked whether it still is one.
const SILENCE: Duration = Duration::from_secs(20);

/// How often it is looked whether those who listen still may.
const RIGHTS: Duration = Duration::from_secs(5);

/// The connections that telling, hearing and looking after streams need.
pub const CONNECTIONS: u32 = 3;

/// Serves the streams of this process until told to stop, and then ends them.
pub async fn serve(live: Live, pool: PgPool, sessions: Sessions, mut stopping: watch::Receiver<bool>) {
    let all = async { tokio::join!(tell(&pool), hear(&live, &pool), look_after(&live, &sessions)) };
    tokio::select! {
        biased;
        _ = stopping.wait_for(|stop| *stop) => {}
        _ = all => {}
    }
    live.end();
}

/// Tells what is changed here, and does not listen: what a worker does.
pub async fn tell_only(pool: PgPool, mut stopping: watch::Receiver<bool>) {
    tokio::select! {
        biased;
        _ = stopping.wait_for(|stop| *stop) => {}
        () = tell(&pool) => {}
    }
}

async fn tell(pool: &PgPool) {
    let mut stored = db::stored();
    loop {
        if let Err(error) = queries::tell(pool).await {
            tracing::warn!(error = db::reason(&error), "changes could not be told");
            tokio::time::sleep(AFTER_A_FAULT).await;
            continue;
        }
        tokio::time::sleep(BEAT).await;
        // The sender is a static of this process, so it is never gone.
        let _ = tokio::time::timeout(LOOK, stored.changed()).await;
    }
}

async fn hear(live: &Live, pool: &PgPool) {
    loop {
        if let Err(error) = hear_on_one_connection(live, pool).await {
            tracing::warn!(error = db::reason(&error), "changes cannot be heard");
        }
        tokio::time::sleep(AFTER_A_FAULT).await;
    }
}

async fn hear_on_one_connection(live: &Live, pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut listener = queries::listener(pool).await?;
    // Whoever listens already may have missed what was told until now.
    live.miss();
    loop {
        match tokio::time::timeout(SILENCE, listener.try_recv()).await {
            Ok(told) => match told? {
                Some(told) => live.hear(told.payload()),
                // The connection broke, and there is another by now.
                None => live.miss(),
            },
            Err(_) => {
                let asked = queries::is_alive(&mut listener);
                match tokio::time::timeout(AFTER_A_FAULT, asked).await {
                    Ok(alive) => alive?,
                    Err(_) => return Err(sqlx::Error::PoolTimedOut),
                }
            }
        }
    }
}

async fn look_after(live: &Live, sessions: &Sessions) {
    loop {
        tokio::time::sleep(RIGHTS).await;
        if let Err(error) = end_what_is_no_longer_allowed(live, sessions).await {
            tracing::warn!(error = db::reason(&error), "sessions could not be looked at");
        }
    }
}

/// Ends the streams of those who signed out, whose session ran out, or who may something else by
/// now: their browsers ask anew, and get what they may have.
///
/// # Errors
/// If the database cannot be reached.
pub async fn end_what_is_no_longer_allowed(live: &Live, sessions: &Sessions) -> Result<(), sqlx::Error> {
    let listening = live.listening();
    if !listening.is_empty() {
        let hashes: Vec<_> = listening.values().map(|one| one.session.to_vec()).collect();
        live.keep(&listening, &sessions.rights(&hashes).await?);
    }
    Ok(())
}
