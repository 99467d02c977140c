//! The id under which a request is found in the log, in the audit and on an error page.

use axum::http::{HeaderValue, Request, request::Parts};
use leptos::prelude::use_context;
use tower_http::request_id::{MakeRequestId, RequestId};
use uuid::Uuid;

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
