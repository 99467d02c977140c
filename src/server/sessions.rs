//! Sessions in PostgreSQL, known by the SHA-256 of their id: who reads the table cannot sign in
//! with what it says.
//!
//! One of the listed places that hold SQL outside of a domain's `queries`: a session is read
//! before it is known who asks.

use crate::accounts::passwords::Stamp;
use crate::accounts::queries::SessionUser;
use crate::accounts::roles::Role;
use crate::accounts::types::PersonId;
use crate::hex::hex;
use crate::ids::{MediaId, OrganizationId, UserId};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use sqlx::types::ipnet::IpNet;
use std::cell::Cell;
use std::net::IpAddr;
use std::time::Duration;
use time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Session, SessionStore};

/// The session's key of who is signed in.
pub const PERSON: &str = "person";
/// The session's key of the [`Device`].
pub const DEVICE: &str = "device";

/// How long the session of somebody who is not signed in is kept: long enough for a form.
const NOBODY: Duration = Duration::from_secs(3600);

/// What axum-login keeps under [`PERSON`], as far as it matters here.
#[derive(Deserialize)]
struct Person {
    user_id: Option<PersonId>,
}

/// With what and since when a person is signed in, so that they recognise their devices.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Device {
    pub ip: IpAddr,
    pub agent: Option<String>,
    /// A session keeps its age when its id changes.
    pub since: DateTime<Utc>,
}

/// Who is signed in by a session, if anybody is.
pub async fn person_of(session: &Session) -> Option<PersonId> {
    session.get::<Person>(PERSON).await.ok()??.user_id
}

/// What things that one session does are known by, where nobody is to learn the session from it.
#[must_use]
pub fn pseudonym(id: &Id) -> String {
    let digest = Sha256::new()
        .chain_update("pseudonym")
        .chain_update(id.0.to_le_bytes())
        .finalize();
    hex(&digest)
}

tokio::task_local! {
    /// The person of the request's session, until they are asked for.
    static READ: Cell<Option<(PersonId, SessionUser)>>;
}

/// Answers a request whose session is read together with its person, in one trip to the database.
pub async fn with_person<T>(answer: impl Future<Output = T>) -> T {
    READ.scope(Cell::new(None), answer).await
}

/// The person who was read with the session of this request, once: who asks again reads anew.
#[must_use]
pub fn take_person(id: PersonId) -> Option<SessionUser> {
    let (read, user) = READ.try_with(Cell::take).ok()??;
    (read == id).then_some(user)
}

/// How long sessions last.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Without being used.
    pub idle: Duration,
    /// However much they are used.
    pub lifetime: Duration,
}

/// What a session gives to its person.
#[derive(Clone, Debug)]
pub struct Rights {
    /// The hash of its id.
    pub session: [u8; 32],
    pub role: Role,
    pub stamp: Vec<u8>,
}

/// The store of all sessions.
#[derive(Clone, Debug)]
pub struct Sessions {
    pool: PgPool,
    limits: Limits,
}

impl Sessions {
    #[must_use]
    pub const fn new(pool: PgPool, limits: Limits) -> Self {
        Self { pool, limits }
    }

    /// Ends a session, and says whether it was there to be ended. What goes on under a new id
    /// asks this first, or a request in flight would carry on what was signed out meanwhile.
    ///
    /// # Errors
    /// If the database cannot be reached.
    pub async fn take(&self, id: &Id) -> sqlx::Result<bool> {
        let id = hash(id);
        let taken = sqlx::query!("delete from sessions where id_hash = $1", &id[..])
            .execute(&self.pool)
            .await?;
        Ok(taken.rows_affected() == 1)
    }

    /// What some sessions, by the hash of their ids, give to their people now. One that has ended
    /// gives nothing.
    ///
    /// # Errors
    /// If the database cannot be reached.
    pub async fn rights(&self, of: &[Vec<u8>]) -> sqlx::Result<Vec<Rights>> {
        let rows = sqlx::query!(
            r#"select session.id_hash, person.role as "role!: Role", person.credential_stamp as "stamp!"
               from sessions session
               cross join lateral app.session_user(session.organization_id, session.user_id) as person
               where session.id_hash = any ($1) and session.expires_at > now()"#,
            of
        )
        .fetch_all(&self.pool)
        .await?;
        let rights = rows.into_iter().filter_map(|row| {
            Some(Rights {
                session: row.id_hash.try_into().ok()?,
                role: row.role,
                stamp: Stamp::from_database(&row.stamp).as_bytes().to_vec(),
            })
        });
        Ok(rights.collect())
    }

    /// For how long a session is kept that is not used, in seconds.
    fn idle(&self, person: Option<PersonId>) -> f64 {
        if person.is_some() {
            self.limits.idle.as_secs_f64()
        } else {
            NOBODY.min(self.limits.idle).as_secs_f64()
        }
    }
}

#[async_trait]
impl SessionStore for Sessions {
    /// Always under an id of its own: one that the record brings along may be the one that the
    /// browser had before it signed in.
    async fn create(&self, record: &mut Record) -> Result<()> {
        let person = read::<Person>(record, PERSON).and_then(|person| person.user_id);
        let device = read::<Device>(record, DEVICE);
        let data = storable(record);
        loop {
            record.id = Id::default();
            let created = sqlx::query!(
                "insert into sessions (id_hash, organization_id, user_id, data, ip_address, user_agent, created_at, expires_at)
                 select $1, $2, $3, $4, $5, $6, since, least(now() + make_interval(secs => $8), since + make_interval(secs => $9))
                 from coalesce($7::timestamptz, now()) as since
                 on conflict (id_hash) do nothing",
                &hash(&record.id)[..],
                person.map(|person| person.organization_id.0),
                person.map(|person| person.user_id.0),
                data,
                device.as_ref().map(|device| IpNet::from(device.ip)) as Option<IpNet>,
                device.as_ref().and_then(|device| device.agent.as_deref()),
                device.as_ref().map(|device| device.since),
                self.idle(person),
                self.limits.lifetime.as_secs_f64(),
            )
            .execute(&self.pool)
            .await
            .map_err(backend)?;
            if created.rows_affected() == 1 {
                return Ok(());
            }
        }
    }

    /// An update and never an insert: a session that was signed out while this request was on its
    /// way stays so. Nor does a session become somebody else's; signing in makes a new one.
    async fn save(&self, record: &Record) -> Result<()> {
        let person = read::<Person>(record, PERSON).and_then(|person| person.user_id);
        sqlx::query!(
            "update sessions
             set data = $4, last_seen_at = now(),
                 expires_at = least(now() + make_interval(secs => $5), created_at + make_interval(secs => $6))
             where id_hash = $1 and expires_at > now()
               and organization_id is not distinct from $2 and user_id is not distinct from $3",
            &hash(&record.id)[..],
            person.map(|person| person.organization_id.0),
            person.map(|person| person.user_id.0),
            storable(record),
            self.idle(person),
            self.limits.lifetime.as_secs_f64(),
        )
        .execute(&self.pool)
        .await
        .map_err(backend)?;
        Ok(())
    }

    /// Notes at most once a minute that the session is used. Today's limits hold for sessions that
    /// were begun under longer ones.
    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let found = sqlx::query!(
            r#"with found as (
                 select id_hash, organization_id, user_id, data, created_at, last_seen_at, expires_at
                 from sessions
                 where id_hash = $1 and expires_at > now()
                   and created_at > now() - make_interval(secs => $3)
                   and last_seen_at > now() - make_interval(secs => $2)
               ), used as (
                 update sessions
                 set last_seen_at = now(),
                     expires_at = least(
                       now() + make_interval(secs => case when sessions.user_id is null then least($2, $4) else $2 end),
                       sessions.created_at + make_interval(secs => $3))
                 from found
                 where sessions.id_hash = found.id_hash and sessions.last_seen_at < now() - interval '1 minute'
               )
               select found.data as "data!", found.expires_at as "expires_at!", found.organization_id, found.user_id,
                 person.organization_name as "organization_name?", person.email as "email?",
                 person.first_name as "first_name?", person.last_name as "last_name?", person.role as "role?: Role",
                 person.timezone as "timezone?", person.locale as "locale?", person.avatar_id as "avatar: MediaId", person.logo_id as "logo: MediaId",
                 person.unread as "unread?",
                 person.credential_stamp as "stamp?"
               from found
               left join lateral app.session_user(found.organization_id, found.user_id) as person on true"#,
            &hash(id)[..],
            self.limits.idle.as_secs_f64(),
            self.limits.lifetime.as_secs_f64(),
            NOBODY.as_secs_f64(),
        )
        .fetch_optional(&self.pool)
        .await
        .map_err(backend)?;
        found
            .map(|row| {
                let person = (|| {
                    let id = PersonId {
                        organization_id: OrganizationId(row.organization_id?),
                        user_id: UserId(row.user_id?),
                    };
                    let user = SessionUser {
                        organization_name: row.organization_name?,
                        email: row.email?,
                        first_name: row.first_name?,
                        last_name: row.last_name?,
                        role: row.role?,
                        timezone: row.timezone?,
                        locale: row.locale?,
                        avatar: row.avatar,
                        logo: row.logo,
                        unread: row.unread?,
                        stamp: Stamp::from_database(&row.stamp?),
                    };
                    Some((id, user))
                })();
                let _ = READ.try_with(|read| read.set(person));
                let Value::Object(data) = row.data else {
                    return Err(Error::Decode("a session's data is no object".into()));
                };
                let expiry_date = OffsetDateTime::from_unix_timestamp(row.expires_at.timestamp())
                    .map_err(|error| Error::Decode(error.to_string()))?;
                Ok(Record {
                    id: *id,
                    data: data.into_iter().collect(),
                    expiry_date,
                })
            })
            .transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.take(id).await.map(|_| ()).map_err(backend)
    }
}

/// What stands in the table for an id.
#[must_use]
pub fn hash(id: &Id) -> [u8; 32] {
    Sha256::digest(id.0.to_le_bytes()).into()
}

fn read<T: DeserializeOwned>(record: &Record, key: &str) -> Option<T> {
    record.data.get(key).and_then(|value| T::deserialize(value).ok())
}

/// The data as `jsonb` takes it. It knows no NUL, and what people typed, which waits in the
/// session where it was refused, may hold one.
fn storable(record: &Record) -> Value {
    fn without_nul(text: &str) -> String {
        text.replace('\0', "\u{fffd}")
    }
    fn clean(value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(without_nul(text)),
            Value::Array(values) => Value::Array(values.iter().map(clean).collect()),
            Value::Object(values) => object(values),
            _ => value.clone(),
        }
    }
    fn object<'a>(values: impl IntoIterator<Item = (&'a String, &'a Value)>) -> Value {
        Value::Object(
            values
                .into_iter()
                .map(|(key, value)| (without_nul(key), clean(value)))
                .collect::<Map<_, _>>(),
        )
    }
    object(&record.data)
}

fn backend(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}
