//! What every response says to the browser, and which requests are refused for where they come from.

use super::config::IS_WATCHED;
use axum::extract::Request;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// The policy of a page, with the nonce of its scripts. One policy for the whole site; where files are
/// watched, a page may also listen on `reload_port` for the next build.
#[must_use]
pub fn page_policy(nonce: &str, reload_port: u32) -> String {
    let builds = if IS_WATCHED {
        format!(" ws://127.0.0.1:{reload_port} ws://localhost:{reload_port}")
    } else {
        String::new()
    };
    format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; \
         media-src 'self' blob:; connect-src 'self'{builds}; worker-src 'self'; object-src 'none'; base-uri 'none'; \
         frame-ancestors 'none'; form-action 'self'"
    )
}

/// The policy of everything that is not a page.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";

/// The policy of the script that listens for live updates. A worker goes by that of its own script, not
/// by that of the page that began it.
const LISTENS: &str = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'";

/// Sets the headers that do not depend on the page; a page has set its own policy already.
pub async fn headers(https: bool, request: Request, next: Next) -> Response {
    let binds = https && !is_of_this_machine(&request);
    let policy = match request.uri().path() {
        "/live.js" => LISTENS,
        _ => NOTHING,
    };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(policy));
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(self), geolocation=(), microphone=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // What is meant for other pages has said so.
    headers
        .entry(HeaderName::from_static("cross-origin-resource-policy"))
        .or_insert(HeaderValue::from_static("same-origin"));
    if binds {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    // What a person sees is theirs alone, and not for the back button after they signed out.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Whether a request was sent to a name that every machine gives to itself. Browsers keep what binds a
/// name to HTTPS for a year, for every port of it, and whatever is served there next may be plain.
fn is_of_this_machine(request: &Request) -> bool {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let name = host.and_then(|host| host.split(':').next()).unwrap_or_default();
    let name = name.to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost") || name.ends_with(".local")
}

/// Refuses a change that carries a cookie and does not say where it comes from. The cross-site
/// check in front of this one passes requests without `Origin` and `Sec-Fetch-Site`, as programs
/// send them; a program that has a person's cookie is no program of ours.
pub async fn refuse_unnamed_origin(request: Request, next: Next) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let headers = request.headers();
    let named = headers.contains_key(header::ORIGIN) || headers.contains_key("sec-fetch-site");
    if changes && headers.contains_key(header::COOKIE) && !named {
        return (
            StatusCode::FORBIDDEN,
            "This request does not say which site it comes from.\n",
        )
            .into_response();
    }
    next.run(request).await
}
