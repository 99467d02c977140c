//! Server functions over HTTP: right statuses for everybody, and forms that work without
//! JavaScript and lose nothing.
//!
//! A plain form post is answered with a redirect. Where the function refused it, what was typed
//! and why it was refused wait in the session, and the page that the person is sent back to
//! shows both; nothing of it travels in an address.

use super::sessions::PERSON;
use crate::error::{AppError, AppResult};
use crate::forms::{Rejected, RejectedForm};
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT, CONTENT_TYPE, HOST, LOCATION, REFERER, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use tower_sessions::Session;

/// Largest body of a form, in bytes. Files go another way.
const LARGEST_FORM: usize = 256 * 1024;

/// How much of a larger one is read before the connection is given up.
const LARGEST_READ: usize = 32 * 1024 * 1024;

/// Longest field that is kept of somebody who is not signed in, in bytes.
const LONGEST_OF_NOBODY: usize = 2000;

/// The session's key of a refused form.
const REJECTED: &str = "rejected form";

/// leptos' headers for a function that failed and for one that redirects.
const FAILED: HeaderName = HeaderName::from_static("serverfnerror");
const REDIRECTS: HeaderName = HeaderName::from_static(leptos::server_fn::redirect::REDIRECT_HEADER);

/// Wraps the server functions; pages pass through.
pub async fn answer(session: Session, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/fn/") {
        return next.run(request).await;
    }
    let is_form = accepts_html(request.headers());
    let path = request.uri().path().to_owned();
    let back = referring_page(request.headers());
    let (mut parts, body) = request.into_parts();
    let body = match read(body).await {
        Ok(body) => body,
        Err(error) if is_form => return refuse(&session, path, &[], error, &back).await,
        Err(error) => return json(&error),
    };
    // leptos would answer a form itself, with the error in the address.
    parts
        .headers
        .insert(ACCEPT, HeaderValue::from_static("application/json"));
    let response = next
        .run(Request::from_parts(parts, Body::from(body.clone())))
        .await;

    if response.headers().contains_key(FAILED) {
        let error = read_error(response).await;
        return if is_form {
            refuse(&session, path, &body, error, &back).await
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

/// Takes the refused form out of the session for the page that shows it.
pub async fn show_again(session: Session, mut request: Request, next: Next) -> Response {
    if request.method() == Method::GET && accepts_html(request.headers()) {
        match take_rejected(&session).await {
            Ok(Some(form)) => {
                request.extensions_mut().insert(RejectedForm(Some(form)));
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "a refused form could not be read from the session"),
        }
    }
    next.run(request).await
}

/// Looks before it removes: a removal writes the session, and every page would then write it.
async fn take_rejected(session: &Session) -> Result<Option<Rejected>, tower_sessions::session::Error> {
    match session.get_value(REJECTED).await? {
        Some(_) => session.remove(REJECTED).await,
        None => Ok(None),
    }
}

/// An error as an answer for programs and for the hydrated page.
fn json(error: &AppError) -> Response {
    let body = serde_json::to_vec(error).unwrap_or_default();
    let mut response = (status(error), body).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(FAILED, HeaderValue::from_static("1"));
    set_retry_after(headers, error);
    response
}

/// Sends a person back to the form, with what was typed.
async fn refuse(session: &Session, path: String, body: &[u8], error: AppError, back: &str) -> Response {
    let to = if error == AppError::Unauthenticated {
        "/sign-in"
    } else {
        back
    };
    let rejected = Rejected {
        path,
        typed: typed_by(session, body).await,
        error: Some(error),
    };
    if let Err(error) = session.insert(REJECTED, &rejected).await {
        tracing::error!(%error, "a refused form could not be kept");
        return json(&AppError::Unavailable {
            retry_after_seconds: 2,
        });
    }
    see_other(to)
}

/// Where a form wants to lead once it went well: the field `then`, an address of ours.
fn then(body: &[u8]) -> Option<String> {
    let (_, to) = form_urlencoded(body)
        .into_iter()
        .find(|(name, _)| name == "then")?;
    let uri = to.parse::<Uri>().ok()?;
    (uri.authority().is_none() && is_own_page(&to)).then_some(to)
}

/// Whether an address is that of a page here: `//host` and `/\host` lead elsewhere.
fn is_own_page(to: &str) -> bool {
    to.starts_with('/') && !to.starts_with("//") && !to.contains('\\') && !to.starts_with("/fn/")
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

fn see_other(to: &str) -> Response {
    let location = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

/// What is kept of what was typed: from somebody who is not signed in nothing long, or anybody
/// could fill the database with it.
async fn typed_by(session: &Session, body: &[u8]) -> Vec<(String, String)> {
    let mut typed = typed(body);
    if !matches!(session.get_value(PERSON).await, Ok(Some(_))) {
        typed.retain(|(name, value)| name.len() + value.len() <= LONGEST_OF_NOBODY);
        typed.truncate(20);
    }
    typed
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

fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// Path and query of the page that a form was sent from, if it is one of ours; else the start page.
fn referring_page(headers: &HeaderMap) -> String {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let own = |uri: &Uri| uri.authority().map(|authority| authority.as_str()) == text(HOST);
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
