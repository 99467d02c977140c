//! The id under which a request is found in the log, in the audit and on an error page.

use super::client_ip::is_from_proxy;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Request, request::Parts};
use axum::middleware::Next;
use axum::response::Response;
use ipnet::IpNet;
use leptos::prelude::use_context;
use tower_http::request_id::{MakeRequestId, RequestId};
use uuid::Uuid;

/// The header in which a request's id comes and goes.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Keeps an id that a trusted proxy gave the request. Nobody else may choose under what they are
/// found in the audit, or leave it out.
pub async fn believe(trusted: Vec<IpNet>, mut request: Request<Body>, next: Next) -> Response {
    let is_plain = |id: &HeaderValue| {
        id.to_str()
            .is_ok_and(|text| !text.is_empty() && clean(text) == text)
    };
    let ids = request.headers().get_all(HEADER);
    let is_one = ids.iter().count() == 1 && ids.iter().all(is_plain);
    if !(is_one && is_from_proxy(&request, &trusted)) {
        request.headers_mut().remove(HEADER);
    }
    next.run(request).await
}

/// Makes ids for requests that come without one.
#[derive(Clone, Copy, Default)]
pub struct NewRequestId;

impl MakeRequestId for NewRequestId {
    fn make_request_id<B>(&mut self, _: &Request<B>) -> Option<RequestId> {
        HeaderValue::from_str(&fresh()).ok().map(RequestId::new)
    }
}

/// The id of the request that is being answered; a fresh one where there is none.
#[must_use]
pub fn current() -> String {
    use_context::<Parts>()
        .and_then(|parts| of(&parts.extensions))
        .unwrap_or_else(fresh)
}

/// The id of a request.
#[must_use]
pub fn of(extensions: &axum::http::Extensions) -> Option<String> {
    let id = extensions.get::<RequestId>()?.header_value().to_str().ok()?;
    Some(clean(id)).filter(|id| !id.is_empty())
}

/// Letters, digits and hyphens of an id, at most 64 of them: a proxy in front may send its own,
/// and it is written into SQL and HTML.
#[must_use]
pub fn clean(id: &str) -> String {
    id.chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .take(64)
        .collect()
}

fn fresh() -> String {
    Uuid::now_v7().simple().to_string()
}
