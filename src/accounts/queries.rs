//! All SQL of organisations, people and their signing in.

use super::passwords::Stamp;
use super::roles::Role;
use super::types::{Colleague, NewOrganization, PersonId};
use crate::db::OnConstraint;
use crate::error::AppResult;
use crate::ids::{MediaId, OrganizationId, UserId};
use crate::media::queries::Onlooker;
use crate::server::sessions::Device;
use crate::tenancy::TenantTx;
use crate::ui::locale::Locale;
use serde_json::json;
use sqlx::PgPool;
use std::time::Duration;

/// How long attempts are remembered at most: longer than any window in which they are counted.
const ATTEMPTS_KEPT: Duration = Duration::from_secs(2 * 3600);

/// How long a form that signed up an organisation leads to it when it is sent once more.
const SIGN_UPS_KEPT: Duration = Duration::from_secs(3600);

/// How long a browser is known after it was last signed in.
pub const BROWSERS_KEPT: Duration = Duration::from_secs(180 * 24 * 3600);

/// How many rows housekeeping removes in one statement.
const AT_ONCE: i64 = 1000;

// Before it is known who asks -------------------------------------------------------------------

/// Whose attempts are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// The e-mail address that was typed, whether anybody has it or not.
    Address,
    /// Where the request came from.
    Client,
    /// Both at once: what one client tries at one address.
    Pair,
    /// A browser in which the address has been signed in before.
    Browser,
}

impl Counted {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Client => "client",
            Self::Pair => "pair",
            Self::Browser => "browser",
        }
    }

    /// What is stored under a name; only these four are.
    fn named(name: &str) -> Option<Self> {
        [Self::Address, Self::Client, Self::Pair, Self::Browser]
            .into_iter()
            .find(|counted| counted.as_str() == name)
    }
}

/// How often something was tried within its window, this time included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempts {
    pub counted: Counted,
    pub attempts: i32,
    /// Seconds until they are forgotten.
    pub window_ends_in: i32,
}

/// Counts an attempt under each key, before it is known how it ends: attempts made at the same
/// time must not slip past the limit together. Keys are stored hashed.
///
/// # Errors
/// If the database cannot be reached.
pub async fn count_attempt(
    pool: &PgPool,
    keys: &[(Counted, &str)],
    window: Duration,
) -> AppResult<Vec<Attempts>> {
    let kinds: Vec<String> = keys.iter().map(|(kind, _)| kind.as_str().to_owned()).collect();
    let words: Vec<String> = keys.iter().map(|(_, word)| (*word).to_owned()).collect();
    // Rows are locked in the order of the keys, the same in every request.
    let rows = sqlx::query!(
        r#"insert into sign_in_attempts as counted (kind, key_hash, attempts)
           select kind, sha256(convert_to(app.lower_case(word), 'UTF8')), 1
           from unnest($1::text[], $2::text[]) with ordinality as key (kind, word, place)
           order by place
           on conflict (kind, key_hash) do update
           set attempts = case when counted.window_started_at > now() - make_interval(secs => $3)
                 then least(counted.attempts + 1, 1000000) else 1 end,
               window_started_at = case when counted.window_started_at > now() - make_interval(secs => $3)
                 then counted.window_started_at else now() end
           returning kind, attempts,
             extract(epoch from window_started_at + make_interval(secs => $3) - now())::integer as "window_ends_in!""#,
        &kinds,
        &words,
        window.as_secs_f64(),
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Attempts {
                counted: Counted::named(&row.kind)?,
                attempts: row.attempts,
                window_ends_in: row.window_ends_in,
            })
        })
        .collect())
}

/// Forgets what was counted under a key, and says how much it was.
///
/// # Errors
/// If the database cannot be reached.
pub async fn forgive(pool: &PgPool, (counted, key): (Counted, &str)) -> AppResult<i32> {
    let forgiven = sqlx::query_scalar!(
        "delete from sign_in_attempts
         where kind = $1 and key_hash = sha256(convert_to(app.lower_case($2), 'UTF8')) returning attempts",
        counted.as_str(),
        key
    )
    .fetch_optional(pool)
    .await?;
    Ok(forgiven.unwrap_or_default())
}

/// Counts so many attempts under a key as if they had not been made.
///
/// # Errors
/// If the database cannot be reached.
pub async fn take_back(pool: &PgPool, (counted, key): (Counted, &str), attempts: i32) -> AppResult<()> {
    sqlx::query!(
        "update sign_in_attempts set attempts = greatest(attempts - $3, 0)
         where kind = $1 and key_hash = sha256(convert_to(app.lower_case($2), 'UTF8'))",
        counted.as_str(),
        key,
        attempts
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Whether an address has been signed in in a browser within [`BROWSERS_KEPT`]. The key is the
/// browser's token and the address.
///
/// # Errors
/// If the database cannot be reached.
pub async fn is_known_browser(pool: &PgPool, key: &str) -> AppResult<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (
             select from known_browsers
             where key_hash = sha256(convert_to(app.lower_case($1), 'UTF8'))
               and seen_at > now() - make_interval(secs => $2)) as "is_known!""#,
        key,
        BROWSERS_KEPT.as_secs_f64()
    )
    .fetch_one(pool)
    .await?)
}

/// Knows a browser from now on.
///
/// # Errors
/// If the database cannot be reached.
pub async fn know_browser(pool: &PgPool, key: &str) -> AppResult<()> {
    sqlx::query!(
        "insert into known_browsers (key_hash) values (sha256(convert_to(app.lower_case($1), 'UTF8')))
         on conflict (key_hash) do update set seen_at = now()",
        key
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// What came of a form that signed up an organisation within [`SIGN_UPS_KEPT`].
///
/// # Errors
/// If the database cannot be reached.
pub async fn sign_up_of(pool: &PgPool, form_hash: &[u8]) -> AppResult<Option<(PersonId, Stamp)>> {
    let row = sqlx::query!(
        "select organization_id, user_id, stamp from sign_ups
         where form_hash = $1 and created_at > now() - make_interval(secs => $2)",
        form_hash,
        SIGN_UPS_KEPT.as_secs_f64()
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| {
        let person = PersonId {
            organization_id: OrganizationId(row.organization_id),
            user_id: UserId(row.user_id),
        };
        (person, Stamp::from_bytes(row.stamp))
    }))
}

/// Somebody who may be the one that is signing in.
pub struct Candidate {
    pub person: PersonId,
    pub organization_name: String,
    pub role: Role,
    pub password_hash: String,
}

/// Every live person of an e-mail address, at most five.
///
/// # Errors
/// If the database cannot be reached.
pub async fn candidates(pool: &PgPool, email: &str) -> AppResult<Vec<Candidate>> {
    let rows = sqlx::query!(
        r#"select organization_id as "organization_id!", organization_name as "organization_name!",
             user_id as "user_id!", password_hash as "password_hash!", role as "role!: Role"
           from app.sign_in_candidates($1)"#,
        email
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Candidate {
            person: PersonId {
                organization_id: OrganizationId(row.organization_id),
                user_id: UserId(row.user_id),
            },
            organization_name: row.organization_name,
            role: row.role,
            password_hash: row.password_hash,
        })
        .collect())
}

/// What a request needs of the person whose session it carries.
pub struct SessionUser {
    pub organization_name: String,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub role: Role,
    pub timezone: String,
    pub locale: String,
    pub avatar: Option<MediaId>,
    pub logo: Option<MediaId>,
    pub unread: i64,
    pub stamp: Stamp,
}

/// The person of a session; none once the person or the organisation is inactive or deleted.
///
/// # Errors
/// If the database cannot be reached.
pub async fn session_user(pool: &PgPool, person: PersonId) -> AppResult<Option<SessionUser>> {
    let row = sqlx::query!(
        r#"select organization_name as "organization_name!", email as "email!", first_name as "first_name!",
             last_name as "last_name!", role as "role!: Role", timezone as "timezone!", locale as "locale!",
             avatar_id as "avatar: MediaId", logo_id as "logo: MediaId", unread as "unread!",
             credential_stamp as "credential_stamp!"
           from app.session_user($1, $2)"#,
        person.organization_id.0,
        person.user_id.0
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| SessionUser {
        organization_name: row.organization_name,
        email: row.email,
        first_name: row.first_name,
        last_name: row.last_name,
        role: row.role,
        timezone: row.timezone,
        locale: row.locale,
        avatar: row.avatar,
        logo: row.logo,
        unread: row.unread,
        stamp: Stamp::from_database(&row.credential_stamp),
    }))
}

/// Removes the sessions, attempts, sign-ups and browsers that have run out, a bounded number at a
/// time.
///
/// # Errors
/// If the database cannot be reached.
pub async fn remove_expired(pool: &PgPool) -> Result<(), sqlx::Error> {
    loop {
        let sessions = sqlx::query!(
            "delete from sessions where id_hash in (
               select id_hash from sessions where expires_at < now() order by expires_at limit $1
               for update skip locked)",
            AT_ONCE
        )
        .execute(pool)
        .await?
        .rows_affected();
        let attempts = sqlx::query!(
            "delete from sign_in_attempts where (kind, key_hash) in (
               select kind, key_hash from sign_in_attempts
               where window_started_at < now() - make_interval(secs => $2)
               order by window_started_at limit $1 for update skip locked)",
            AT_ONCE,
            ATTEMPTS_KEPT.as_secs_f64()
        )
        .execute(pool)
        .await?
        .rows_affected();
        let sign_ups = sqlx::query!(
            "delete from sign_ups where form_hash in (
               select form_hash from sign_ups where created_at < now() - make_interval(secs => $2)
               order by created_at limit $1 for update skip locked)",
            AT_ONCE,
            SIGN_UPS_KEPT.as_secs_f64()
        )
        .execute(pool)
        .await?
        .rows_affected();
        let browsers = sqlx::query!(
            "delete from known_browsers where key_hash in (
               select key_hash from known_browsers where seen_at < now() - make_interval(secs => $2)
               order by seen_at limit $1 for update skip locked)",
            AT_ONCE,
            BROWSERS_KEPT.as_secs_f64()
        )
        .execute(pool)
        .await?
        .rows_affected();
        if sessions.max(attempts).max(sign_ups).max(browsers) < AT_ONCE.unsigned_abs() {
            return Ok(());
        }
    }
}

// Inside an organisation ------------------------------------------------------------------------

/// Makes the organisation of this transaction with its system user and its owner.
///
/// # Errors
/// What the database says to it.
pub async fn insert_organization(
    tx: &mut TenantTx,
    new: &NewOrganization,
    password_hash: &str,
    locale: &str,
) -> AppResult<UserId> {
    let organization = tx.organization();
    sqlx::query!(
        "insert into organizations (id, name) values ($1, $2)",
        organization.0,
        new.name()
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into users (organization_id, id, email, password_hash, role, first_name, last_name)
         values ($1, $2, 'system@the-plugs.invalid', '!', 'system', 'The', 'Plugs')",
        organization.0,
        UserId::new().0
    )
    .execute(tx.conn())
    .await?;
    let owner = UserId::new();
    sqlx::query!(
        "insert into users
           (organization_id, id, email, password_hash, role, is_admin, first_name, last_name, timezone, locale)
         values ($1, $2, $3, $4, 'owner', true, $5, $6, $7, $8)",
        organization.0,
        owner.0,
        new.email(),
        password_hash,
        new.first_name(),
        new.last_name(),
        new.timezone(),
        locale
    )
    .execute(tx.conn())
    .await
    .on_constraint(&[
        ("users_email_check", "email", "Write the address like name@example.com."),
        ("users_unique_email_per_org", "email", "Use another address."),
        ("users_timezone_check", "timezone", "Choose one of the listed values."),
    ])?;
    Ok(owner)
}

/// Notes what comes of a form; says no where the same form has come in before.
///
/// # Errors
/// What the database says to it.
pub async fn note_sign_up(
    tx: &mut TenantTx,
    form_hash: &[u8],
    owner: UserId,
    stamp: &Stamp,
) -> AppResult<bool> {
    // Where the same form is being taken at this moment, this waits for how that ends.
    let noted = sqlx::query!(
        "insert into sign_ups (form_hash, organization_id, user_id, stamp) values ($1, $2, $3, $4)
         on conflict (form_hash) do update
         set organization_id = $2, user_id = $3, stamp = $4, created_at = now()
         where sign_ups.created_at <= now() - make_interval(secs => $5)",
        form_hash,
        tx.organization().0,
        owner.0,
        stamp.as_bytes(),
        SIGN_UPS_KEPT.as_secs_f64()
    )
    .execute(tx.conn())
    .await?;
    Ok(noted.rows_affected() == 1)
}

/// Notes that a person has signed in.
///
/// # Errors
/// What the database says to it.
pub async fn record_sign_in(tx: &mut TenantTx, device: &Device) -> AppResult<()> {
    let user = tx.user()?;
    sqlx::query!(
        r#"with seen as (update users set last_login = now() where organization_id = $1 and id = $2)
           select app.record_audit('sign_in', 'users', $2, $3) as "entry!""#,
        tx.organization().0,
        user.0,
        json!({ "ip_address": device.ip, "user_agent": device.agent })
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(())
}

/// Notes that somebody tried to sign in as a person and was refused.
///
/// # Errors
/// What the database says to it.
pub async fn record_refusal(tx: &mut TenantTx, user: UserId, device: &Device) -> AppResult<()> {
    sqlx::query!(
        r#"select app.record_audit('denied', 'users', $1, $2) as "entry!""#,
        user.0,
        json!({ "attempt": "sign_in", "ip_address": device.ip, "user_agent": device.agent })
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(())
}

/// How whoever acts writes dates and numbers.
///
/// # Errors
/// If nobody acts.
pub async fn locale(tx: &mut TenantTx) -> AppResult<Locale> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let locale = sqlx::query_scalar!(
        "select locale from users where organization_id = $1 and id = $2",
        organization.0,
        me.0,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Locale::of(&locale))
}

/// The people of the organisation, to be chosen from.
///
/// # Errors
/// What the database says to it.
pub async fn colleagues(tx: &mut TenantTx) -> AppResult<Vec<Colleague>> {
    let rows = sqlx::query!(
        r#"select id, first_name, last_name, avatar_id as "avatar_id: MediaId" from users
         where organization_id = $1 and is_active and not is_deleted and role <> 'system'
         order by last_name, first_name, id"#,
        tx.organization().0
    )
    .fetch_all(tx.conn())
    .await?;
    let looking = Onlooker::of(tx)?;
    Ok(rows
        .into_iter()
        .map(|row| Colleague {
            id: UserId(row.id),
            name: format!("{} {}", row.first_name, row.last_name),
            picture: looking.picture(row.avatar_id),
        })
        .collect())
}
