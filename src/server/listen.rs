//! Accepting connections, and how long one may take to say what it wants.

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tower::ServiceExt;

/// How long the head of a request may take to come, whether it is the first of its connection or a
/// later one.
pub const HEAD: Duration = Duration::from_secs(20);

/// How long to wait where the system has no more connections to give.
const EXHAUSTED: Duration = Duration::from_millis(200);

/// Serves until told to stop; then takes no new connections, and ends once everything that has
/// begun is answered. A head that takes longer than `head` ends its connection.
pub async fn serve(listener: TcpListener, app: Router, head: Duration, stop: impl Future<Output = ()>) {
    let (stopping, told) = watch::channel(());
    // Every connection holds one end; the other learns when all of them are gone.
    let (open, mut gone) = mpsc::channel::<()>(1);
    let mut stop = pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(connection) => connection,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(EXHAUSTED).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        let (app, told, open) = (app.clone(), told.clone(), open.clone());
        tokio::spawn(async move {
            answer(stream, peer, app, head, told).await;
            drop(open);
        });
    }
    drop((listener, open, stopping));
    let _ = gone.recv().await;
}

/// Answers on one connection for as long as it stays; from the moment `told` closes, only what has
/// begun.
async fn answer(
    stream: TcpStream,
    peer: SocketAddr,
    app: Router,
    head: Duration,
    mut told: watch::Receiver<()>,
) {
    let service = tower::service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        app.clone().oneshot(request)
    });
    let connection = Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
        .with_upgrades();
    let mut connection = pin!(connection);
    let mut is_told = false;
    let outcome = loop {
        tokio::select! {
            outcome = connection.as_mut() => break outcome,
            _ = told.changed(), if !is_told => {
                is_told = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    };
    // Whoever goes away in the middle of an answer is no news.
    if let Err(error) = outcome {
        tracing::debug!(%error, "a connection ended early");
    }
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    #![expect(clippy::unwrap_used, reason = "what a test cannot do has failed")]

    use super::*;
    use std::time::Instant;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    async fn listening() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let app = Router::new().route("/", axum::routing::get(|| async { "here" }));
        tokio::spawn(serve(
            listener,
            app,
            Duration::from_millis(300),
            std::future::pending(),
        ));
        address
    }

    #[tokio::test]
    async fn who_begins_a_request_and_says_no_more_is_not_waited_for() {
        let address = listening().await;
        for half in ["", "GET / HT", "GET / HTTP/1.1\r\nhost: here\r\nx-"] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(half.as_bytes()).await.unwrap();
            let begun = Instant::now();
            let mut answer = Vec::new();
            let read = stream.read_to_end(&mut answer);
            tokio::time::timeout(Duration::from_secs(10), read)
                .await
                .expect("the connection ends")
                .unwrap();
            assert!(begun.elapsed() >= Duration::from_millis(200), "{half:?}");
            assert!(!String::from_utf8_lossy(&answer).contains("200 OK"), "{half:?}");
        }
    }

    #[tokio::test]
    async fn whole_requests_are_answered_one_after_the_other_on_a_connection() {
        let mut stream = TcpStream::connect(listening().await).await.unwrap();
        for _ in 0..2 {
            stream
                .write_all(b"GET / HTTP/1.1\r\nhost: here\r\n\r\n")
                .await
                .unwrap();
            let mut answer = vec![0; 1024];
            let length = stream.read(&mut answer).await.unwrap();
            let answer = String::from_utf8_lossy(&answer[..length]).into_owned();
            assert!(
                answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("here"),
                "{answer}"
            );
        }
    }
}
