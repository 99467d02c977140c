//! Signing in and out.
//!
//! Nothing that is answered here, and not the time that it takes, tells whether an address is
//! known. What the audit notes of it is for the eyes of the organisation concerned.

use super::attempts::Browser;
use super::authentication::{Accounts, SignedIn};
use super::passwords::Stamp;
use super::queries::{self, Candidate};
use super::roles::Permission;
use super::types::{OrganizationChoice, PersonId};
use crate::error::{AppError, AppResult};
use crate::ids::OrganizationId;
use crate::server::client_ip::ClientIp;
use crate::server::request_id;
use crate::server::sessions::{DEVICE, Device};
use crate::tenancy::Tenant;
use crate::ui::locale::Locale;
use axum::http::header::{ACCEPT_LANGUAGE, USER_AGENT};
use axum::http::request::Parts;
use axum_login::AuthSession;
use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::use_context;
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};
use tower_sessions::Session;

/// The session's key of the role that somebody signed in with.
pub const ROLE: &str = "role";
/// The session's key of the organisations that wait to be chosen from.
const CHOICES: &str = "choices";

/// How long a choice of organisations stands.
const CHOICE_LASTS: TimeDelta = TimeDelta::minutes(10);

/// Refusals leave at whole multiples of this after the request came: longer than the work for an
/// address takes that several organisations know, so that it cannot be told from no work at all.
const BEAT: Duration = Duration::from_millis(300);

/// Longest user agent that is stored.
const LONGEST_AGENT: usize = 400;

/// A person whose password has been verified. Only this module and the sign-up make one.
#[derive(Clone, Serialize, Deserialize)]
pub struct Verified {
    person: PersonId,
    stamp: Stamp,
}

impl Verified {
    /// `stored` is the hash that the password was verified against, or was just made into.
    pub(super) fn new(person: PersonId, stored: &str) -> Self {
        Self {
            person,
            stamp: Stamp::of_hash(stored),
        }
    }

    /// From what was kept of an earlier [`Verified`].
    pub(super) const fn again(person: PersonId, stamp: Stamp) -> Self {
        Self { person, stamp }
    }

    #[must_use]
    pub const fn person(&self) -> PersonId {
        self.person
    }

    #[must_use]
    pub const fn stamp(&self) -> &Stamp {
        &self.stamp
    }
}

/// Organisations that the same address and password open, kept in a session that is nobody's yet.
#[derive(Serialize, Deserialize)]
struct Choices {
    until: DateTime<Utc>,
    next: String,
    people: Vec<(Verified, OrganizationChoice)>,
}

/// Where people come in: the request's session, with what it takes to change whose it is.
pub struct Reception {
    pub(super) accounts: Accounts,
    pub(super) request_id: String,
    /// How this browser's owner writes dates and numbers.
    pub(super) locale: Locale,
    pub(super) browser: Browser,
    client: ClientIp,
    device: Device,
    auth: AuthSession<Accounts>,
}

impl Reception {
    /// The reception of the request that is being answered. Call it before the first `.await`.
    ///
    /// # Errors
    /// A fault of ours, where the request did not pass the layer of authentication.
    pub fn current() -> AppResult<Self> {
        let parts = use_context::<Parts>();
        let parts = parts
            .as_ref()
            .ok_or_else(|| AppError::internal(&"there is no request"))?;
        let auth = parts.extensions.get::<AuthSession<Accounts>>().cloned();
        let client = parts.extensions.get::<ClientIp>().copied();
        let (auth, client) = auth
            .zip(client)
            .ok_or_else(|| AppError::internal(&"the request did not pass the layer of authentication"))?;
        let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let language = header(ACCEPT_LANGUAGE).and_then(|languages| languages.split([',', ';']).next());
        Ok(Self {
            browser: Browser::of(parts, use_context(), auth.backend.is_https),
            accounts: auth.backend.clone(),
            request_id: request_id::of(&parts.extensions).unwrap_or_default(),
            locale: Locale::of(language.unwrap_or_default().trim()),
            client,
            device: Device {
                ip: client.0,
                agent: header(USER_AGENT).map(|agent| agent.chars().take(LONGEST_AGENT).collect()),
                since: Utc::now(),
            },
            auth,
        })
    }

    /// Signs in, and says which page comes next.
    ///
    /// # Errors
    /// One and the same for every way in which address and password can be wrong;
    /// [`AppError::TooManyAttempts`].
    pub async fn sign_in(mut self, email: &str, password: &str, next: Option<&str>) -> AppResult<String> {
        let begun = Instant::now();
        let email = email.trim();
        let counting = self.count_sign_in(email).await?;

        let candidates = queries::candidates(&self.accounts.pool, email).await?;
        let stored = candidates
            .iter()
            .map(|candidate| candidate.password_hash.clone())
            .collect();
        let matching = self.accounts.passwords.matching(password, stored).await?;
        let (right, wrong): (Vec<_>, Vec<_>) = candidates
            .into_iter()
            .zip(matching)
            .partition(|(_, is_right)| *is_right);
        if right.is_empty() {
            for (candidate, _) in &wrong {
                self.note_refusal(candidate).await;
            }
            until_next_beat(begun).await;
            return Err(not_right());
        }
        self.forgive(&counting).await?;
        self.remember_browser(email).await?;

        let next = next.and_then(own_page).unwrap_or("/").to_owned();
        let people: Vec<_> = right
            .into_iter()
            .map(|(candidate, _)| choice(candidate))
            .collect();
        match people.as_slice() {
            [(only, _)] => {
                self.enter(only).await?;
                Ok(next)
            }
            _ => {
                self.offer(Choices {
                    until: Utc::now() + CHOICE_LASTS,
                    next,
                    people,
                })
                .await?;
                Ok("/sign-in/organization".into())
            }
        }
    }

    /// Enters one of the organisations that the password has opened, and says which page comes next.
    ///
    /// # Errors
    /// [`AppError::Unauthenticated`] when it is too late; [`AppError::NotFound`] for any other
    /// organisation.
    pub async fn choose(mut self, organization: OrganizationId) -> AppResult<String> {
        let choices = open_choices(&self.auth.session)
            .await?
            .ok_or(AppError::Unauthenticated)?;
        let (verified, _) = choices
            .people
            .into_iter()
            .find(|(_, choice)| choice.id == organization)
            .ok_or(AppError::NotFound)?;
        self.enter(&verified).await?;
        Ok(choices.next)
    }

    /// The organisations that can be chosen from.
    ///
    /// # Errors
    /// [`AppError::Unauthenticated`] where there is nothing to choose.
    pub async fn choices(self) -> AppResult<Vec<OrganizationChoice>> {
        let choices = open_choices(&self.auth.session)
            .await?
            .ok_or(AppError::Unauthenticated)?;
        Ok(choices.people.into_iter().map(|(_, choice)| choice).collect())
    }

    /// Ends the session, at once and for every request that still carries it.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] without a database; then the session goes on.
    pub async fn sign_out(mut self) -> AppResult<()> {
        if self.auth.session.id().is_some() {
            self.auth.logout().await.map_err(|error| unavailable(&error))?;
        }
        Ok(())
    }

    /// Makes this session the person's, under a new id.
    pub(super) async fn enter(&mut self, verified: &Verified) -> AppResult<()> {
        let user: SignedIn = self
            .auth
            .authenticate(verified.clone())
            .await
            .map_err(|error| unavailable(&error))?
            .ok_or_else(not_right)?;
        let tenant = user.tenant(self.accounts.pool.clone(), self.request_id.clone());
        let mut tx = tenant.begin(Permission::SeeOneself).await?;
        queries::record_sign_in(&mut tx, &self.device).await?;
        tx.commit().await?;

        self.leave_behind().await?;
        self.auth
            .login(&user)
            .await
            .map_err(|error| unavailable(&error))?;
        let session = &self.auth.session;
        session
            .insert(DEVICE, &self.device)
            .await
            .map_err(|error| unavailable(&error))?;
        session
            .insert(ROLE, user.role())
            .await
            .map_err(|error| unavailable(&error))
    }

    /// By which this client's attempts of a kind are counted.
    pub(super) fn client_key(&self, what: &str) -> String {
        format!("{what} {}", self.client.counted_as())
    }

    /// Ends whatever this session was, so that the next one has nothing of it, not even its id.
    async fn leave_behind(&self) -> AppResult<()> {
        if self.auth.session.id().is_some() {
            self.auth
                .session
                .flush()
                .await
                .map_err(|error| unavailable(&error))?;
        }
        Ok(())
    }

    async fn offer(&mut self, choices: Choices) -> AppResult<()> {
        self.leave_behind().await?;
        self.auth
            .session
            .insert(CHOICES, choices)
            .await
            .map_err(|error| unavailable(&error))
    }

    /// Tells the organisation that somebody tried. Whether that can be written must make no
    /// difference to whoever tried.
    async fn note_refusal(&self, candidate: &Candidate) {
        let PersonId {
            organization_id,
            user_id,
        } = candidate.person;
        let tenant = Tenant::for_stranger(
            self.accounts.pool.clone(),
            organization_id,
            self.request_id.clone(),
        );
        let noted = async {
            let mut tx = tenant.begin(Permission::SeeOneself).await?;
            queries::record_refusal(&mut tx, user_id, &self.device).await?;
            tx.commit().await
        };
        if let Err(error) = noted.await {
            tracing::error!(%error, organization = %organization_id, "a refused sign-in could not be noted");
        }
    }
}

/// Whether a session holds organisations that can still be chosen from.
///
/// # Errors
/// [`AppError::Unavailable`] without a database.
pub async fn has_choices(session: &Session) -> AppResult<bool> {
    Ok(open_choices(session).await?.is_some())
}

async fn open_choices(session: &Session) -> AppResult<Option<Choices>> {
    let choices: Option<Choices> = session.get(CHOICES).await.map_err(|error| unavailable(&error))?;
    Ok(choices.filter(|choices| choices.until > Utc::now()))
}

fn choice(candidate: Candidate) -> (Verified, OrganizationChoice) {
    let Candidate {
        person,
        organization_name,
        role,
        password_hash,
    } = candidate;
    let choice = OrganizationChoice {
        id: person.organization_id,
        name: organization_name,
        role,
    };
    (Verified::new(person, &password_hash), choice)
}

/// The one answer to everything that can be wrong with an address and a password.
fn not_right() -> AppError {
    AppError::field("form", "The e-mail address or the password is not right.")
}

/// The store of sessions cannot be reached.
pub(super) fn unavailable(error: &dyn std::fmt::Display) -> AppError {
    tracing::error!(%error, "the session could not be read or written");
    AppError::Unavailable {
        retry_after_seconds: 2,
    }
}

async fn until_next_beat(begun: Instant) {
    let elapsed = begun.elapsed();
    tokio::time::sleep(next_beat(elapsed).saturating_sub(elapsed)).await;
}

fn next_beat(elapsed: Duration) -> Duration {
    let beats = elapsed.as_millis() / BEAT.as_millis() + 1;
    BEAT.saturating_mul(u32::try_from(beats).unwrap_or(u32::MAX))
}

/// Whether an address is that of a page here: `//host` and `/\host` lead elsewhere.
pub fn is_own_page(to: &str) -> bool {
    to.starts_with('/') && !to.starts_with("//") && !to.contains('\\') && !to.starts_with("/fn/")
}

/// A page of this site, and nothing that a browser might read as the address of another.
pub(super) fn own_page(next: &str) -> Option<&str> {
    let is_plain = next.len() <= 2000 && next.bytes().all(|byte| byte.is_ascii_graphic());
    (is_plain && is_own_page(next)).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_this_site_follow_a_sign_in() {
        for next in [
            "/",
            "/contacts",
            "/contacts?q=ada%20l&type=plug",
            "/contacts/0199/edit#notes",
        ] {
            assert_eq!(own_page(next), Some(next));
        }
        for next in [
            "",
            "contacts",
            "https://elsewhere.example",
            "//elsewhere.example",
            "/\\elsewhere.example",
            "/\t/elsewhere.example",
            "/contacts\r\nset-cookie: a=b",
            "javascript:alert(1)",
            "/fn/accounts/sign-out",
            "/kontakte/ö",
        ] {
            assert_eq!(own_page(next), None, "{next:?}");
        }
        assert_eq!(own_page(&format!("/{}", "a".repeat(2000))), None);
    }

    #[test]
    fn a_refusal_leaves_at_a_whole_beat_and_not_before_the_first() {
        let after = |milliseconds| next_beat(Duration::from_millis(milliseconds)).as_millis();
        assert_eq!(
            [after(0), after(25), after(299), after(300), after(1000)],
            [300, 300, 300, 600, 1200]
        );
    }
}
