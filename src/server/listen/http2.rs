//! HTTP/2, where one connection carries many requests at once.

use super::{Host, ended};
use axum::body::{Body, HttpBody};
use axum::extract::ConnectInfo;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::HOST;
use hyper::http::uri::PathAndQuery;
use hyper::server::conn::http2::Builder;
use hyper::{Request, Uri};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tower::ServiceExt;

/// How long a connection that is to end may stay without anything to answer. A browser hears that
/// it is to end, sends no more on it, and closes it.
const FAREWELL: Duration = Duration::from_secs(2);

/// Answers by HTTP/2. A connection without a request ends as one of HTTP/1 does, which hyper leaves
/// to us; one whose other side is silently gone is found out by asking.
pub(super) async fn answer(mut host: Host, stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) {
    let requests = Requests::default();
    let begun = requests.clone();
    let (app, peer) = (host.app, host.peer);
    let service = tower::service_fn(move |request: Request<Incoming>| {
        let running = begun.begin();
        let answer = app.clone().oneshot(as_by_http1(request, peer));
        async move { Ok::<_, std::convert::Infallible>(answer.await?.map(|body| running.until_sent(body))) }
    });
    let connection = Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .keep_alive_interval(host.head)
        .keep_alive_timeout(host.head)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    let mut connection = pin!(connection);
    let (mut is_told, mut patience) = (false, host.head);
    let outcome = loop {
        tokio::select! {
            outcome = connection.as_mut() => break outcome,
            _ = host.told.changed(), if !is_told => {}
            () = requests.absent_for(patience) => {
                if is_told {
                    break Ok(());
                }
            }
        }
        (is_told, patience) = (true, FAREWELL);
        connection.as_mut().graceful_shutdown();
    };
    ended(outcome);
}

/// A request as HTTP/1 would have brought it, so that nothing further in has to know both: the
/// address it was sent to in `Host`, and in the line of the request what follows it.
fn as_by_http1(request: Request<Incoming>, peer: SocketAddr) -> Request<Body> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    let host = request
        .uri()
        .authority()
        .and_then(|host| host.as_str().parse().ok());
    if let Some(host) = host {
        request.headers_mut().insert(HOST, host);
        let path = request.uri().path_and_query().cloned();
        *request.uri_mut() = Uri::from(path.unwrap_or_else(|| PathAndQuery::from_static("/")));
    }
    request
}

/// How many requests of a connection are being answered.
#[derive(Clone)]
struct Requests(watch::Sender<usize>);

impl Default for Requests {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl Requests {
    fn begin(&self) -> Running {
        self.0.send_modify(|running| *running += 1);
        Running(self.clone())
    }

    /// Waits until there was none for so long.
    async fn absent_for(&self, time: Duration) {
        let mut running = self.0.subscribe();
        loop {
            // The sender is here, so neither fails.
            let _ = running.wait_for(|running| *running == 0).await;
            if tokio::time::timeout(time, running.changed()).await.is_err() {
                return;
            }
        }
    }
}

/// A request, from its arrival until its answer is sent or given up.
struct Running(Requests);

impl Running {
    fn until_sent(self, body: Body) -> Body {
        if body.is_end_stream() {
            return body;
        }
        Body::new(body.map_frame(move |frame| {
            let _held = &self;
            frame
        }))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.0.send_modify(|running| *running -= 1);
    }
}
