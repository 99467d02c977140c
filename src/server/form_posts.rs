//! Server functions over HTTP: right statuses for everybody, and forms that work without
//! JavaScript and lose nothing.
//!
//! A plain form post is answered with a redirect. Where the function refused it, what was typed
//! and why it was refused wait in the session, and the page that the person is sent back to
//! shows both; nothing of it travels in an address.

use super::client_ip::ClientIp;
use super::error_pages::accepts;
use super::sessions::PERSON;
use crate::accounts::authentication::{see_other, sign_in_before};
use crate::accounts::queries::{Counted, count_attempt};
use crate::accounts::sign_in::is_own_page;
use crate::error::{AppError, AppResult};
use crate::forms::{Rejected, RejectedForm};
use crate::sealing::Keyring;
use crate::tenancy::PlainForm;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE, HOST, LOCATION, REFERER, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use std::sync::Arc;
use std::time::Duration;
use tower_sessions::Session;

/// Largest body of a form, in bytes. Files go another way.
const LARGEST_FORM: usize = 256 * 1024;

/// How much of a larger one is read before the connection is given up.
const LARGEST_READ: usize = 32 * 1024 * 1024;

/// Longest field, in bytes, and most fields that are kept of somebody who is not signed in.
const LONGEST_OF_NOBODY: usize = 1100;
const MOST_OF_NOBODY: usize = 10;

/// Forms of strangers that are kept for one client within [`WINDOW`], each in a session of its own.
const PER_CLIENT: i32 = 100;
const WINDOW: Duration = Duration::from_secs(3600);

/// The forms of those who are not signed in, and the pages that show them.
const PUBLIC_FORMS: [(&str, &str); 3] = [
    ("/fn/accounts/sign-in", "/sign-in"),
    ("/fn/accounts/sign-up", "/sign-up"),
    // A choice that came too late leads back to the sign-in.
    ("/fn/accounts/choose-organization", "/sign-in"),
];

/// The session's key of a refused form.
const REJECTED: &str = "rejected form";

/// leptos' headers for a function that failed and for one that redirects.
const FAILED: HeaderName = HeaderName::from_static("serverfnerror");
const REDIRECTS: HeaderName = HeaderName::from_static(leptos::server_fn::redirect::REDIRECT_HEADER);

/// Marks the answer to a form that was refused: to whoever only looks at its status, it is one that succeeded.
#[derive(Clone, Copy, Debug)]
pub struct Refused;

/// Whether this is a function's answer that it failed.
pub fn has_failed(response: &Response) -> bool {
    response.headers().contains_key(FAILED)
}

/// What it takes to answer forms. Clones share it.
#[derive(Clone, Debug)]
pub struct Forms {
    pool: PgPool,
    /// The address that people type, where it differs from the one served on.
    public_url: Option<Arc<str>>,
}

impl Forms {
    #[must_use]
    pub fn new(pool: PgPool, public_url: Option<&str>) -> Self {
        Self {
            pool,
            public_url: public_url.map(Into::into),
        }
    }
}

/// A refused form as it waits in the session for the page that shows it.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// The path of that page.
    page: String,
    form: Rejected,
}

/// Where a form came from.
struct Sender<'a> {
    session: &'a Session,
    client: Option<ClientIp>,
    /// The page that it was sent from.
    back: &'a str,
}

/// Wraps the server functions; pages pass through.
pub async fn answer(State(forms): State<Forms>, session: Session, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/fn/") {
        return next.run(request).await;
    }
    let is_form = accepts_html(request.headers());
    let path = request.uri().path().to_owned();
    let back = referring_page(request.headers(), forms.public_url.as_deref());
    let sender = Sender {
        session: &session,
        client: request.extensions().get::<ClientIp>().copied(),
        back: &back,
    };
    let (mut parts, body) = request.into_parts();
    let body = match read(body).await {
        Ok(body) => body,
        Err(error) if is_form => return forms.refuse(&sender, path, &[], error).await,
        Err(error) => return json(&error),
    };
    if is_form {
        parts.extensions.insert(PlainForm);
    }
    // leptos would answer a form itself, with the error in the address.
    parts
        .headers
        .insert(ACCEPT, HeaderValue::from_static("application/json"));
    let response = next
        .run(Request::from_parts(parts, Body::from(body.clone())))
        .await;

    if has_failed(&response) {
        let error = read_error(response).await;
        return if is_form {
            forms.refuse(&sender, path, &body, error).await
        } else {
            json(&error)
        };
    }
    let is_refused = response.status().is_client_error() || response.status().is_server_error();
    if is_form && !is_refused {
        follow(response, &then(&body).unwrap_or(back))
    } else {
        response
    }
}

/// Reads a form. What is too large is read on to its end, within reason, and thrown away: a browser
/// that is cut off while it sends shows a broken connection and not our answer.
async fn read(mut body: Body) -> AppResult<Bytes> {
    let mut form = Vec::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return Err(AppError::BadRequest {
                message: "The request broke off. Try again.".into(),
            });
        };
        let data = frame.into_data().unwrap_or_default();
        length += data.len();
        if length > LARGEST_READ {
            break;
        }
        if length <= LARGEST_FORM {
            form.extend_from_slice(&data);
        }
    }
    if length > LARGEST_FORM {
        return Err(AppError::TooLarge);
    }
    Ok(form.into())
}

/// Gives the refused form that waits in the session to the page that it is for, which takes it out
/// of there once it has been drawn well.
pub async fn show_again(session: Session, mut request: Request, next: Next) -> Response {
    let is_visit = request.method() == Method::GET && accepts_html(request.headers());
    if !is_visit {
        return next.run(request).await;
    }
    let kept = match kept_in(&session).await {
        Ok(kept) => kept.filter(|kept| kept.page == request.uri().path()),
        Err(error) => {
            tracing::warn!(%error, "a refused form could not be read from the session");
            None
        }
    };
    let Some(kept) = kept else {
        return next.run(request).await;
    };
    request.extensions_mut().insert(RejectedForm(Some(kept.form)));
    let response = next.run(request).await;
    if response.status().is_success()
        && let Err(error) = session.remove_value(REJECTED).await
    {
        tracing::warn!(%error, "a refused form could not be taken out of the session");
    }
    response
}

/// An error as an answer for programs and for the hydrated page.
pub fn json(error: &AppError) -> Response {
    let body = serde_json::to_vec(error).unwrap_or_default();
    let mut response = (status(error), body).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(FAILED, HeaderValue::from_static("1"));
    set_retry_after(headers, error);
    response
}

impl Forms {
    /// Sends a person back to the form, with what was typed. Of somebody who is not signed in only
    /// the forms that are for them are kept, and not any number of them: each is a new session.
    async fn refuse(&self, sender: &Sender<'_>, path: String, body: &[u8], error: AppError) -> Response {
        let is_known = matches!(sender.session.get_value(PERSON).await, Ok(Some(_)));
        let mut typed = typed(body);
        let to = if is_known {
            sender.back
        } else {
            let Some(page) = page_of_public(&path, sender.back) else {
                return see_other(&sign_in_before(sender.back));
            };
            if let Err(error) = self.count(sender).await {
                return plain(&error);
            }
            typed.retain(|(name, value)| name.len() + value.len() <= LONGEST_OF_NOBODY);
            typed.truncate(MOST_OF_NOBODY);
            page
        };
        let kept = Kept {
            page: to.split(['?', '#']).next().unwrap_or(to).to_owned(),
            form: Rejected {
                path,
                typed,
                error: Some(error),
            },
        };
        if let Err(error) = keep(sender.session, &kept).await {
            tracing::error!(%error, "a refused form could not be kept");
            return json(&AppError::Unavailable {
                retry_after_seconds: 2,
            });
        }
        see_other(to)
    }

    /// Sends a person back to the form with which files were sent and not taken. Of what was sent nothing is kept.
    pub async fn refuse_upload(
        &self,
        session: &Session,
        headers: &HeaderMap,
        path: String,
        error: AppError,
    ) -> Response {
        let back = referring_page(headers, self.public_url.as_deref());
        let sender = Sender {
            session,
            client: None,
            back: &back,
        };
        let mut answer = self.refuse(&sender, path, &[], error).await;
        answer.extensions_mut().insert(Refused);
        answer
    }

    /// Sends a person back to the page that a form was sent from.
    pub fn lead_back(&self, headers: &HeaderMap) -> Response {
        see_other(&referring_page(headers, self.public_url.as_deref()))
    }

    /// Counts a stranger's form, unless it goes into a session that is there already.
    async fn count(&self, sender: &Sender<'_>) -> AppResult<()> {
        if sender.session.id().is_some() {
            return Ok(());
        }
        let client = sender.client.map(ClientIp::counted_as).unwrap_or_default();
        let key = format!("refused form {client}");
        let counted = count_attempt(&self.pool, &[(Counted::Client, &key)], WINDOW).await?;
        match counted.first() {
            Some(tried) if tried.attempts > PER_CLIENT => Err(AppError::TooManyAttempts {
                retry_after_seconds: u32::try_from(tried.window_ends_in).unwrap_or(0).max(1),
            }),
            _ => Ok(()),
        }
    }
}

/// Keeps a form in the session, sealed: people type into it what is stored nowhere else but sealed.
async fn keep(session: &Session, kept: &Kept) -> AppResult<()> {
    let text = serde_json::to_vec(kept).map_err(|error| AppError::internal(&error))?;
    let sealed = Keyring::get()?.seal(&text)?;
    let kept = session.insert(REJECTED, sealed).await;
    kept.map_err(|error| AppError::internal(&error))
}

/// The form that is kept in a session.
async fn kept_in(session: &Session) -> AppResult<Option<Kept>> {
    let sealed = session.get::<String>(REJECTED).await;
    let Some(sealed) = sealed.map_err(|error| AppError::internal(&error))? else {
        return Ok(None);
    };
    let text = Keyring::get()?.open_sealed(&sealed);
    Ok(text.and_then(|text| serde_json::from_slice(&text).ok()))
}

/// The page that shows a stranger's form again; none where the form is not for strangers. Where
/// the browser does not say where it was, the page that has the form.
fn page_of_public<'a>(path: &str, back: &'a str) -> Option<&'a str> {
    let (_, page) = PUBLIC_FORMS.into_iter().find(|(form, _)| *form == path)?;
    let is_there = back.split(['?', '#']).next() == Some(page);
    Some(if is_there { back } else { page })
}

/// An error that is a page of its own, once it is dressed.
fn plain(error: &AppError) -> Response {
    let mut response = status(error).into_response();
    response.extensions_mut().insert(error.clone());
    set_retry_after(response.headers_mut(), error);
    response
}

/// Where a form wants to lead once it went well: the field `then`, an address of ours.
fn then(body: &[u8]) -> Option<String> {
    let (_, to) = form_urlencoded(body)
        .into_iter()
        .find(|(name, _)| name == "then")?;
    let uri = to.parse::<Uri>().ok()?;
    (uri.authority().is_none() && is_own_page(&to)).then_some(to)
}

/// Sends a person to where the function redirects, or else the form leads, or else back to the
/// page they came from.
fn follow(response: Response, back: &str) -> Response {
    let headers = response.headers();
    let location = headers
        .get(LOCATION)
        .filter(|_| headers.contains_key(REDIRECTS) || response.status().is_redirection())
        .and_then(|location| location.to_str().ok());
    let mut answer = see_other(location.unwrap_or(back));
    for cookie in headers.get_all(axum::http::header::SET_COOKIE) {
        answer
            .headers_mut()
            .append(axum::http::header::SET_COOKIE, cookie.clone());
    }
    answer
}

/// What was typed, without anything secret. Fields of a struct argument arrive as `form[name]`.
fn typed(body: &[u8]) -> Vec<(String, String)> {
    form_urlencoded(body)
        .into_iter()
        .filter(|(name, _)| !name.contains("password"))
        .collect()
}

fn form_urlencoded(body: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(body).into_owned().collect()
}

async fn read_error(response: Response) -> AppError {
    let body = response
        .into_body()
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .unwrap_or_else(|_| Bytes::new());
    serde_json::from_slice(&body).unwrap_or_else(|error| AppError::internal(&error))
}

fn status(error: &AppError) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn set_retry_after(headers: &mut HeaderMap, error: &AppError) {
    if let Some(seconds) = error.retry_after() {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
}

/// Whether a browser asks, for a page.
pub fn accepts_html(headers: &HeaderMap) -> bool {
    accepts(headers, "text/html")
}

/// Path and query of the page that a form was sent from, if it is one of ours; else the start page.
/// Ours is what the request says it was sent to, and the address that people type.
fn referring_page(headers: &HeaderMap, public_url: Option<&str>) -> String {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let is_public = |uri: &Uri| {
        let origin = uri
            .scheme_str()
            .zip(uri.authority())
            .map(|(scheme, authority)| format!("{scheme}://{authority}"));
        origin.is_some() && origin.as_deref() == public_url
    };
    let own = |uri: &Uri| uri.authority().map(|authority| authority.as_str()) == text(HOST) || is_public(uri);
    text(REFERER)
        .and_then(|referer| referer.parse::<Uri>().ok())
        .filter(own)
        .and_then(|uri| uri.path_and_query().map(ToString::to_string))
        .filter(|page| is_own_page(page))
        .unwrap_or_else(|| "/".into())
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_form_leads_to_an_address_of_ours() {
        assert_eq!(
            then(b"a=b&then=%2Fcontacts%3Fdeleted%3D1").as_deref(),
            Some("/contacts?deleted=1")
        );
    }

    #[test]
    fn the_page_that_a_form_came_from_is_ours_by_host_or_by_the_address_that_people_type() {
        let page = |referer: &'static str, public_url| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_static("10.0.0.7:3000"));
            headers.insert(REFERER, HeaderValue::from_static(referer));
            referring_page(&headers, public_url)
        };
        let typed = Some("https://plugs.example");
        assert_eq!(page("http://10.0.0.7:3000/contacts?q=a", None), "/contacts?q=a");
        assert_eq!(page("https://plugs.example/contacts/new", typed), "/contacts/new");
        for elsewhere in [
            "https://plugs.example.evil.example/contacts",
            "https://evil.example/contacts",
            "http://plugs.example/contacts",
        ] {
            assert_eq!(page(elsewhere, typed), "/", "{elsewhere}");
        }
        assert_eq!(page("https://plugs.example/contacts", None), "/");
    }

    #[test]
    fn a_form_leads_nowhere_else() {
        for to in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "\\evil.example",
            "javascript:alert(1)",
            "",
            "contacts",
            "/fn/contacts/delete",
            "/a\nb",
            "http:/a",
        ] {
            let body = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("then", to)
                .finish();
            assert_eq!(then(body.as_bytes()), None, "{to:?}");
        }
        assert_eq!(then(b"contact_id=1"), None);
    }
}
