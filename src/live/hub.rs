//! Who listens in this process, and to which organisation.

use super::types::News;
use crate::accounts::roles::Role;
use crate::accounts::types::PersonId;
use crate::ids::{OrganizationId, UserId};
use crate::measure::UnderWay;
use crate::server::sessions::Rights;
use axum::body::Bytes;
use futures::Stream;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{broadcast, oneshot};
use tokio::time::{Interval, MissedTickBehavior, interval};

/// Streams that one person may have open: a browser opens one, however many tabs it has.
pub const MOST_OF_A_PERSON: usize = 16;

/// What a stream may fall behind before it is told that it missed something.
const BEHIND: usize = 32;

/// How often a stream on which nothing happens shows that it is there.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// Whoever opened a stream, as they were admitted.
#[derive(Clone, Debug)]
pub struct Listener {
    pub person: PersonId,
    pub role: Role,
    /// The SHA-256 of their session's id.
    pub session: [u8; 32],
    /// Changes with their password.
    pub stamp: Vec<u8>,
}

/// Everybody who listens here. Clones share them.
#[derive(Clone, Default)]
pub struct Live(Arc<Mutex<Listeners>>);

#[derive(Default)]
struct Listeners {
    streams: BTreeMap<u64, Open>,
    rooms: HashMap<OrganizationId, broadcast::Sender<Arc<Told>>>,
    /// How many changes of each organisation were told, as far as it was heard here.
    numbers: HashMap<OrganizationId, i64>,
    opened: u64,
    is_over: bool,
}

/// A stream; it ends when this is dropped.
struct Open {
    listener: Arc<Listener>,
    _end: oneshot::Sender<()>,
}

/// News, and the text of it for all who may know everything.
struct Told {
    news: News,
    text: Bytes,
}

/// A message of the database.
#[derive(Deserialize)]
struct Message {
    organization: OrganizationId,
    number: i64,
    count: i64,
    /// Read with less haste: a newer process may tell of kinds that this one does not know.
    changes: serde_json::Value,
}

impl Live {
    /// Begins to listen; none where the process is about to end, or the person listens too often.
    #[must_use]
    pub fn listen(&self, listener: Listener) -> Option<Listening> {
        let mut all = self.all();
        let of_person = all
            .streams
            .values()
            .filter(|open| open.listener.person == listener.person);
        if all.is_over || of_person.count() >= MOST_OF_A_PERSON {
            return None;
        }
        let (end, ended) = oneshot::channel();
        let (organization, user) = (listener.person.organization_id, listener.person.user_id);
        let role = listener.role;
        let room = all.rooms.entry(organization);
        let told = room.or_insert_with(|| broadcast::channel(BEHIND).0).subscribe();
        all.opened += 1;
        let id = all.opened;
        let open = Open {
            listener: Arc::new(listener),
            _end: end,
        };
        all.streams.insert(id, open);
        Some(Listening {
            live: self.clone(),
            id,
            organization,
            user,
            role,
            told,
            ended,
            _counted: UnderWay::new("live_streams"),
        })
    }

    /// How many changes of an organisation were told, if that is known here.
    #[must_use]
    pub fn number(&self, organization: OrganizationId) -> Option<i64> {
        self.all().numbers.get(&organization).copied()
    }

    /// So it stands in the database; what was heard since is newer.
    pub fn learn(&self, organization: OrganizationId, number: i64) {
        self.all().numbers.entry(organization).or_insert(number);
    }

    /// Passes on what the database tells.
    pub fn hear(&self, payload: &str) {
        let Ok(message) = serde_json::from_str::<Message>(payload) else {
            tracing::warn!("a message of changes cannot be read");
            return self.miss();
        };
        let mut all = self.all();
        let before = all.numbers.insert(message.organization, message.number);
        let is_whole = before.is_none_or(|before| before + message.count == message.number);
        let changes = is_whole.then(|| serde_json::from_value(message.changes).ok());
        all.pass_on(
            message.organization,
            News {
                number: Some(message.number),
                changes: changes.flatten(),
            },
        );
    }

    /// Nobody knows what was told meanwhile.
    pub fn miss(&self) {
        let mut all = self.all();
        all.numbers.clear();
        let organizations: Vec<_> = all.rooms.keys().copied().collect();
        for organization in organizations {
            all.pass_on(organization, News::GAP);
        }
    }

    /// Ends all streams for good.
    pub fn end(&self) {
        let mut all = self.all();
        all.is_over = true;
        all.streams.clear();
    }

    /// The streams, by their number.
    #[must_use]
    pub fn listening(&self) -> BTreeMap<u64, Arc<Listener>> {
        let all = self.all();
        let streams = all.streams.iter();
        streams.map(|(id, open)| (*id, open.listener.clone())).collect()
    }

    /// Of some streams, ends those whose session no longer gives them what they were admitted with.
    pub fn keep(&self, known: &BTreeMap<u64, Arc<Listener>>, rights: &[Rights]) {
        let mut all = self.all();
        for (id, listener) in known {
            let still = rights.iter().any(|now| {
                now.session == listener.session && now.role == listener.role && now.stamp == listener.stamp
            });
            if !still {
                all.streams.remove(id);
            }
        }
    }

    fn all(&self) -> MutexGuard<'_, Listeners> {
        // Nothing in here stops half-way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listeners {
    fn pass_on(&self, organization: OrganizationId, news: News) {
        if let Some(room) = self.rooms.get(&organization) {
            let text = event(&news);
            // Fails only where nobody is in the room any more.
            let _ = room.send(Arc::new(Told { news, text }));
        }
    }
}

/// A stream that is open.
pub struct Listening {
    live: Live,
    id: u64,
    organization: OrganizationId,
    user: UserId,
    role: Role,
    told: broadcast::Receiver<Arc<Told>>,
    ended: oneshot::Receiver<()>,
    _counted: UnderWay,
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut all = self.live.all();
        all.streams.remove(&self.id);
        // This one is still counted.
        if all
            .rooms
            .get(&self.organization)
            .is_some_and(|room| room.receiver_count() <= 1)
        {
            all.rooms.remove(&self.organization);
        }
    }
}

impl Listening {
    /// What is sent to the browser, from its first word on, which is where things stand.
    pub fn events(self) -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
        let mut heartbeat = interval(HEARTBEAT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        heartbeat.reset();
        let number = self.live.number(self.organization);
        let hello = match number {
            Some(number) => format!("retry: 2000\nevent: hello\nid: {number}\ndata: {number}\n\n"),
            None => "retry: 2000\nevent: hello\ndata: null\n\n".to_owned(),
        };
        let begun = (self, heartbeat, Some(Bytes::from(hello)));
        futures::stream::unfold(begun, |(mut listening, mut heartbeat, hello)| async {
            let next = match hello {
                Some(hello) => hello,
                None => listening.next(&mut heartbeat).await?,
            };
            Some((Ok(next), (listening, heartbeat, None)))
        })
    }

    async fn next(&mut self, heartbeat: &mut Interval) -> Option<Bytes> {
        use broadcast::error::RecvError;
        loop {
            tokio::select! {
                biased;
                _ = &mut self.ended => return None,
                told = self.told.recv() => {
                    let text = match told {
                        Ok(told) => self.text_of(&told),
                        Err(RecvError::Lagged(_)) => Some(event(&News::GAP)),
                        Err(RecvError::Closed) => return None,
                    };
                    if text.is_some() {
                        heartbeat.reset();
                        return text;
                    }
                }
                _ = heartbeat.tick() => return Some(Bytes::from_static(b":\n\n")),
            }
        }
    }

    fn text_of(&self, told: &Told) -> Option<Bytes> {
        let seen = told.news.seen_by(self.role, self.user)?;
        Some(if seen == told.news {
            told.text.clone()
        } else {
            event(&seen)
        })
    }
}

/// News as an event of the stream.
fn event(news: &News) -> Bytes {
    let id = news
        .number
        .map(|number| format!("id: {number}\n"))
        .unwrap_or_default();
    // Fails on nothing that news are made of.
    let data = serde_json::to_string(news).unwrap_or_default();
    format!("{id}data: {data}\n\n").into()
}
