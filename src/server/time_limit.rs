//! How long an answer may stand still on its way.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::Response;
use std::time::Duration;
use tower_http::timeout::TimeoutBody;

/// Breaks off what stands still for longer than the limit, except for a stream, which goes on for as
/// long as somebody listens.
pub async fn until_sent(limit: Duration, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let kind = response.headers().get(CONTENT_TYPE);
    if kind.is_some_and(|kind| kind == "text/event-stream") {
        return response;
    }
    response.map(|body| Body::new(TimeoutBody::new(limit, body)))
}
