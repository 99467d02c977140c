//! Pages in turn. However many are asked for at once, only so many are worked on: each of them
//! gets its connections and its processor soon, and none lies half done in a transaction while
//! hundreds of others are drawn.

use crate::measure::UnderWay;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::panic::resume_unwind;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tracing::Instrument;

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
///
/// A page that is begun is drawn to its end, even where nobody waits for it any more. Its data are
/// read by tasks of their own, which would otherwise wake up among signals that are gone, and panic.
pub async fn wait(State(turns): State<Turns>, request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let waiting = UnderWay::new("http_requests_waiting");
    let Ok(turn) = turns.0.acquire_owned().await else {
        // The turns are never closed.
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    drop(waiting);
    let page = async move {
        let page = next.run(request).await;
        drop(turn);
        page
    };
    match tokio::spawn(page.in_current_span()).await {
        Ok(page) => page,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
    }
}
