//! What is said to whoever speaks plain HTTP where HTTPS is spoken.

use axum::Router;
use axum::http::header::{HOST, LOCATION};
use axum::http::{HeaderMap, Method, StatusCode, Uri, uri::Authority};
use axum::response::{IntoResponse, Response};

/// Sends visits to the same address by https, and refuses everything else.
pub(super) fn router() -> Router {
    Router::new().fallback(to_https)
}

/// Not for good: browsers would go on by themselves on the day on which the address is plain again.
async fn to_https(method: Method, headers: HeaderMap, uri: Uri) -> Response {
    let is_visit = matches!(method, Method::GET | Method::HEAD);
    match address(&headers, &uri).filter(|_| is_visit) {
        Some(to) => (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, to)]).into_response(),
        None => (StatusCode::BAD_REQUEST, "This address speaks HTTPS only.\n").into_response(),
    }
}

fn address(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let host: Authority = headers.get(HOST)?.to_str().ok()?.parse().ok()?;
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    path.starts_with('/').then(|| format!("https://{host}{path}"))
}
