//! Where events wait until they are stored together: a request is not kept waiting for them, and where they cannot be
//! stored it succeeds all the same.

use super::events::{Event, What};
use super::queries;
use crate::accounts::roles::Permission;
use crate::error::{AppError, AppResult};
use crate::ids::{OrganizationId, UserId};
use crate::tenancy::Tenant;
use chrono::Utc;
use metrics::counter;
use sqlx::PgPool;
use std::collections::BTreeMap;
use std::mem;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::MissedTickBehavior;
use uuid::Uuid;

/// How long an event waits at most while the database is well.
const EVERY: Duration = Duration::from_secs(5);
/// How many are stored at once.
const AT_ONCE: usize = 500;
/// How many may wait while the database is not. What comes then is left out.
const MOST: usize = 8192;

enum Message {
    Event(Event),
    /// Store what waits and say so.
    Flush(oneshot::Sender<()>),
}

/// Takes events. Clones share what waits.
#[derive(Clone)]
pub struct Recorder(mpsc::Sender<Message>);

impl Recorder {
    /// One whose events are stored by a task of its own, which ends with the last clone.
    #[must_use]
    pub fn start(pool: PgPool) -> Self {
        let (sender, receiver) = mpsc::channel(MOST);
        tokio::spawn(keep(pool, receiver));
        Self(sender)
    }

    /// Notes an event, now.
    pub fn record(
        &self,
        organization: OrganizationId,
        user: Option<UserId>,
        what: What,
        session: Option<String>,
    ) {
        let event = Event {
            id: Uuid::now_v7(),
            organization,
            user,
            what,
            session,
            at: Utc::now(),
        };
        if self.0.try_send(Message::Event(event)).is_err() {
            count("left_out", 1);
        }
    }

    /// Tries to store all that was noted before, and returns when that has been tried.
    pub async fn flush(&self) {
        let (done, told) = oneshot::channel();
        if self.0.send(Message::Flush(done)).await.is_ok() {
            // An error says that nothing is stored any more.
            let _ = told.await;
        }
    }
}

async fn keep(pool: PgPool, mut receiver: mpsc::Receiver<Message>) {
    let mut waiting = Vec::new();
    let mut tick = tokio::time::interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let mut told = None;
        tokio::select! {
            // With a full batch that could not be stored, nothing more is taken until it is tried again.
            message = receiver.recv(), if waiting.len() < AT_ONCE => match message {
                Some(Message::Event(event)) => {
                    waiting.push(event);
                    if waiting.len() < AT_ONCE {
                        continue;
                    }
                }
                Some(Message::Flush(done)) => told = Some(done),
                None => {
                    store(&pool, waiting).await;
                    return;
                }
            },
            _ = tick.tick() => {}
        }
        waiting = store(&pool, mem::take(&mut waiting)).await;
        if let Some(done) = told {
            // Whoever asked may have gone.
            let _ = done.send(());
        }
    }
}

/// Stores events, each in its organisation, and returns those that are to be tried again.
async fn store(pool: &PgPool, events: Vec<Event>) -> Vec<Event> {
    let mut by_organization: BTreeMap<OrganizationId, Vec<Event>> = BTreeMap::new();
    for event in events {
        by_organization.entry(event.organization).or_default().push(event);
    }
    let mut again = Vec::new();
    for (organization, events) in by_organization {
        match store_in(pool, organization, &events).await {
            Ok(()) => count("stored", events.len()),
            Err(AppError::Unavailable { .. }) => again.extend(events),
            Err(error) => {
                tracing::error!(%error, %organization, "events could not be stored");
                count("left_out", events.len());
            }
        }
    }
    again
}

async fn store_in(pool: &PgPool, organization: OrganizationId, events: &[Event]) -> AppResult<()> {
    let tenant = Tenant::for_worker(pool.clone(), organization, "analytics".into());
    let mut tx = tenant.begin(Permission::ViewAudit).await?;
    queries::insert(&mut tx, events).await?;
    tx.commit().await
}

fn count(outcome: &'static str, events: usize) {
    counter!("analytics_events_total", "outcome" => outcome)
        .increment(u64::try_from(events).unwrap_or(u64::MAX));
}
