//! Pages in turn. However many are asked for at once, only so many are worked on: each of them
//! gets its connections and its processor soon, and none lies half done in a transaction while
//! hundreds of others are drawn.

use crate::measure::UnderWay;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Pages that are worked on for each connection to the database: half of the time of a page is not
/// spent on one.
const PER_CONNECTION: u32 = 2;

/// Whose turn it is. Clones share the turns.
#[derive(Clone)]
pub struct Turns(Arc<Semaphore>);

impl Turns {
    /// As many as so many connections can serve.
    #[must_use]
    pub fn for_connections(connections: u32) -> Self {
        let at_once = usize::try_from(connections.saturating_mul(PER_CONNECTION)).unwrap_or(usize::MAX);
        Self(Arc::new(Semaphore::new(at_once.min(Semaphore::MAX_PERMITS))))
    }
}

/// Lets a page wait for its turn, as long as a request may take. What carries a body does not wait
/// here: whoever sends theirs slowly would hold up everybody.
pub async fn wait(State(turns): State<Turns>, request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let waiting = UnderWay::new("http_requests_waiting");
    let Ok(_turn) = turns.0.acquire_owned().await else {
        // The turns are never closed.
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    drop(waiting);
    next.run(request).await
}
