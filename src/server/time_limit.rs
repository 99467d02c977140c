//! How long an answer may take, and how long it may stand still on its way.

use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::time::Duration;
use tower_http::timeout::TimeoutBody;

/// Answers within the limit or not at all. How long an upload takes is the sender's doing; it has limits of its own, and so
/// has a document with all receipts of an event.
pub async fn until_answered(limit: Duration, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_document = path.starts_with("/export/") && path.ends_with(".pdf");
    if path.starts_with("/upload/") || is_document {
        return next.run(request).await;
    }
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

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
