//! From a cookie to a person: every request of a page or a server function passes here, and comes
//! out with a [`Tenant`] and a [`Viewer`] or with neither.

use super::passwords::Passwords;
use super::queries::{self, SessionUser};
use super::roles::Role;
use super::sign_in::{ROLE, Verified, has_choices, unavailable};
use super::types::{PersonId, Viewer};
use crate::app::PUBLIC_PAGES;
use crate::error::{AppError, AppResult};
use crate::media::queries::Onlooker;
use crate::server::client_ip::ClientIp;
use crate::server::config::SiteArgs;
use crate::server::error_pages::accepts;
use crate::server::form_posts::accepts_html;
use crate::server::request_id;
use crate::server::router::Site;
use crate::server::sessions::{self, Limits, PERSON, Sessions};
use crate::tenancy::Tenant;
use crate::ui::time::Zone;
use axum::Router;
use axum::body::HttpBody;
use axum::extract::{Request, State};
use axum::http::header::{COOKIE, LOCATION, RETRY_AFTER, SET_COOKIE};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum_login::{AuthManagerLayerBuilder, AuthSession, AuthUser, AuthnBackend};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sqlx::PgPool;
use std::time::Duration;
use tower_sessions::cookie::SameSite;
use tower_sessions::{Expiry, SessionManagerLayer};

/// What an address may hold as it is inside a query's value.
const QUERY_VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// What signing in needs. Clones share what they hold.
#[derive(Clone, Debug)]
pub struct Accounts {
    pub pool: PgPool,
    pub passwords: Passwords,
    pub sessions: Sessions,
    /// Whether cookies are for TLS only.
    pub is_https: bool,
}

impl Accounts {
    #[must_use]
    pub fn new(pool: PgPool, args: &SiteArgs) -> Self {
        let limits = Limits {
            idle: Duration::from_secs(u64::from(args.session_idle_hours) * 3600),
            lifetime: lifetime(args),
        };
        Self {
            passwords: Passwords::new(args.password_hashes_at_once),
            sessions: Sessions::new(pool.clone(), limits),
            is_https: args.is_https(),
            pool,
        }
    }
}

/// A signed-in person, read anew for every request: who is made inactive, loses a role or changes
/// the password is met by it at once.
#[derive(Clone)]
pub struct SignedIn {
    person: PersonId,
    user: std::sync::Arc<SessionUser>,
}

// axum-login writes the person into its log.
impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SignedIn").field(&self.person).finish()
    }
}

impl SignedIn {
    #[must_use]
    pub fn role(&self) -> Role {
        self.user.role
    }

    /// The organisation as this person reaches it.
    #[must_use]
    pub fn tenant(&self, pool: PgPool, request_id: String) -> Tenant {
        let PersonId {
            organization_id,
            user_id,
        } = self.person;
        Tenant::for_session(pool, organization_id, user_id, self.user.role, request_id)
    }

    /// What pages know of this person.
    #[must_use]
    pub fn viewer(&self) -> Viewer {
        let user = &self.user;
        let looking = Onlooker {
            organization: self.person.organization_id,
            user: self.person.user_id,
        };
        Viewer {
            user_id: self.person.user_id,
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            email: user.email.clone(),
            role: user.role,
            organization_id: self.person.organization_id,
            organization_name: user.organization_name.clone(),
            locale: user.locale.clone(),
            zone: Zone::named(&user.timezone).unwrap_or_else(Zone::utc),
            avatar: looking.picture(user.avatar),
            logo: looking.picture(user.logo),
            unread: user.unread,
        }
    }
}

impl AuthUser for SignedIn {
    type Id = PersonId;

    fn id(&self) -> PersonId {
        self.person
    }

    fn session_auth_hash(&self) -> &[u8] {
        self.user.stamp.as_bytes()
    }
}

impl AuthnBackend for Accounts {
    type User = SignedIn;
    type Credentials = Verified;
    type Error = AppError;

    /// A verified person, unless something has happened to them since.
    async fn authenticate(&self, verified: Verified) -> Result<Option<SignedIn>, AppError> {
        let is_unchanged = |user: &SignedIn| user.user.stamp == *verified.stamp();
        Ok(self.get_user(&verified.person()).await?.filter(is_unchanged))
    }

    async fn get_user(&self, person: &PersonId) -> Result<Option<SignedIn>, AppError> {
        let user = match sessions::take_person(*person) {
            Some(user) => Some(user),
            None => queries::session_user(&self.pool, *person).await?,
        };
        Ok(user.map(|user| SignedIn {
            person: *person,
            user: user.into(),
        }))
    }
}

/// Puts sessions and people around the routes that have to do with them.
pub fn layer(routes: Router<Site>, site: &Site) -> Router<Site> {
    let https = site.args.is_https();
    let trusted = site.args.trusted_proxies.clone();
    let manager = SessionManagerLayer::new(site.accounts.sessions.clone())
        .with_name(cookie_name(https))
        .with_secure(https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        // The browser forgets the cookie with the end of the session's life. That it was not used
        // for too long is known to the server alone, which does not send it anew with every page.
        .with_expiry(Expiry::OnInactivity(time::Duration::seconds_f64(
            lifetime(&site.args).as_secs_f64(),
        )));
    let people = AuthManagerLayerBuilder::new(site.accounts.clone(), manager)
        .with_data_key(PERSON)
        .build();
    routes
        .layer(middleware::from_fn_with_state(site.accounts.clone(), admit))
        .layer(people)
        .layer(middleware::from_fn(move |mut request: Request, next: Next| {
            let client = ClientIp::of(&request, &trusted);
            request.extensions_mut().insert(client);
            sessions::with_person(settle(https, request, next))
        }))
}

/// The name of the cookie. Under TLS browsers refuse it from anybody but this very host.
#[must_use]
pub const fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-plugs" } else { "plugs" }
}

fn lifetime(args: &SiteArgs) -> Duration {
    Duration::from_secs(u64::from(args.session_lifetime_days) * 24 * 3600)
}

/// Lets people in as who they are, and everybody else as far as the sign-in.
async fn admit(State(accounts): State<Accounts>, mut request: Request, next: Next) -> Response {
    let Some(mut auth) = request.extensions().get::<AuthSession<Accounts>>().cloned() else {
        return failure(&AppError::internal(&"the request has no session"));
    };
    if let Err(error) = settle_rights(&accounts, &mut auth, is_page(&request)).await {
        return failure(&error);
    }
    let path = request.uri().path();
    let is_visit = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_public = PUBLIC_PAGES.contains(&path);
    match &auth.user {
        Some(_) if is_visit && is_public => return see_other("/"),
        Some(user) => {
            let request_id = request_id::of(request.extensions()).unwrap_or_default();
            let (tenant, viewer) = (user.tenant(accounts.pool.clone(), request_id), user.viewer());
            request.extensions_mut().insert(tenant);
            request.extensions_mut().insert(viewer);
        }
        // An address in a page of somebody who has left: a sign-in in the place of a picture would help nobody.
        None if is_visit && path.starts_with("/files/") => {}
        // By which a browser knows that it need not ask again.
        None if is_stream(&request) => return StatusCode::NO_CONTENT.into_response(),
        None if is_visit && !is_public => {
            let page = request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
            return see_other(&sign_in_before(page));
        }
        None if is_visit && path == "/sign-in/organization" => match has_choices(&auth.session).await {
            Ok(true) => {}
            Ok(false) => return see_other("/sign-in"),
            Err(error) => return failure(&error),
        },
        None => {}
    }
    request.extensions_mut().insert(auth);
    next.run(request).await
}

/// Ends a session whose person is no more, and gives a session a new id when its person's role has
/// changed since they signed in.
async fn settle_rights(
    accounts: &Accounts,
    auth: &mut AuthSession<Accounts>,
    is_page: bool,
) -> AppResult<()> {
    let failed = |error: tower_sessions::session::Error| unavailable(&error);
    let session = auth.session.clone();
    let Some(role) = auth.user.as_ref().map(SignedIn::role) else {
        if session.get_value(PERSON).await.map_err(failed)?.is_some() {
            session.flush().await.map_err(failed)?;
        }
        return Ok(());
    };
    // With a page, of which a browser asks for one at a time: what else it has under way would
    // find the old id gone.
    if !is_page || session.get::<Role>(ROLE).await.map_err(failed)? == Some(role) {
        return Ok(());
    }
    let was_there = match session.id() {
        Some(id) => accounts.sessions.take(&id).await?,
        None => false,
    };
    if was_there {
        session.cycle_id().await.map_err(failed)?;
        session.insert(ROLE, role).await.map_err(failed)
    } else {
        // Signed out while this request was on its way here.
        auth.user = None;
        session.flush().await.map_err(failed)
    }
}

/// Puts right what leaves the layers of sessions.
async fn settle(https: bool, request: Request, next: Next) -> Response {
    let wants_cookie_gone = https && request.headers().contains_key(COOKIE);
    let mut response = next.run(request).await;
    // Their answer where the store of sessions or the people behind it cannot be reached.
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR
        && response.body().size_hint().exact() == Some(0)
    {
        return failure(&AppError::Unavailable {
            retry_after_seconds: 2,
        });
    }
    if wants_cookie_gone {
        complete_cookies(&mut response);
    }
    response
}

/// A browser heeds the removal of a `__Host-` cookie only where it is marked like the cookie.
fn complete_cookies(response: &mut Response) {
    let headers = response.headers_mut();
    let cookies: Vec<HeaderValue> = headers.get_all(SET_COOKIE).iter().map(complete_cookie).collect();
    headers.remove(SET_COOKIE);
    for cookie in cookies {
        headers.append(SET_COOKIE, cookie);
    }
}

fn complete_cookie(cookie: &HeaderValue) -> HeaderValue {
    let text = cookie.to_str().unwrap_or_default();
    let is_incomplete = text.starts_with("__Host-plugs=") && !text.contains("; Secure");
    let completed =
        is_incomplete.then(|| HeaderValue::try_from(format!("{text}; HttpOnly; SameSite=Lax; Secure")).ok());
    completed.flatten().unwrap_or_else(|| cookie.clone())
}

/// Where to sign in, and back to a page from there.
#[must_use]
pub fn sign_in_before(page: &str) -> String {
    match page {
        "/" => "/sign-in".into(),
        page => format!("/sign-in?next={}", utf8_percent_encode(page, QUERY_VALUE)),
    }
}

fn is_page(request: &Request) -> bool {
    request.method() == Method::GET && accepts_html(request.headers())
}

fn is_stream(request: &Request) -> bool {
    request.method() == Method::GET && accepts(request.headers(), "text/event-stream")
}

/// Leads somewhere else, by GET; home, where that is no address.
pub fn see_other(to: &str) -> Response {
    let location = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

fn failure(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, format!("{error}\n")).into_response();
    if let Some(seconds) = error.retry_after() {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_removal_of_a_cookie_is_marked_like_the_cookie() {
        let removal = HeaderValue::from_static("__Host-plugs=; Path=/; Max-Age=0");
        let completed = complete_cookie(&removal);
        assert_eq!(
            completed,
            "__Host-plugs=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(complete_cookie(&completed), completed);
        assert_eq!(
            complete_cookie(&HeaderValue::from_static("theme=dark")),
            "theme=dark"
        );
    }

    #[test]
    fn the_page_that_was_asked_for_comes_after_the_sign_in() {
        assert_eq!(sign_in_before("/"), "/sign-in");
        assert_eq!(sign_in_before("/contacts"), "/sign-in?next=/contacts");
        assert_eq!(
            sign_in_before("/contacts?q=a%20b&type=plug"),
            "/sign-in?next=/contacts%3Fq%3Da%2520b%26type%3Dplug"
        );
    }
}
