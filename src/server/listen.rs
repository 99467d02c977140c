//! Accepting connections, plain or under TLS, and how long one may take to say what it wants.

mod http2;
mod plain;

use super::tls::{self, HTTP_2, Shown};
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
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

/// How long the head of a request may take to come, whether it is the first of its connection or a
/// later one; and how long a TLS handshake may take before that.
pub const HEAD: Duration = Duration::from_secs(20);

/// How long to wait where the system has no more connections to give.
const EXHAUSTED: Duration = Duration::from_millis(200);

/// Serves until told to stop; then takes no new connections, and ends once everything that has
/// begun is answered. With a certificate to show, by HTTPS. A handshake or a head that takes
/// longer than `head` ends its connection.
pub async fn serve(
    listener: TcpListener,
    certificate: Option<Shown>,
    app: Router,
    head: Duration,
    stop: impl Future<Output = ()>,
) {
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
        let host = Host {
            app: app.clone(),
            peer,
            head,
            told: told.clone(),
        };
        let (certificate, open) = (certificate.clone(), open.clone());
        tokio::spawn(async move {
            // Each in memory of its own, or a plain connection would hold what only TLS and HTTP/2 need.
            match certificate {
                Some(certificate) => Box::pin(host.shake_hands(stream, &certificate)).await,
                None => Box::pin(host.answer(stream)).await,
            }
            drop(open);
        });
    }
    drop((listener, open, stopping));
    let _ = gone.recv().await;
}

/// Who answers on one connection, for as long as it stays; from the moment `told` closes, only
/// what has begun.
struct Host {
    app: Router,
    peer: SocketAddr,
    head: Duration,
    told: watch::Receiver<()>,
}

impl Host {
    /// Answers by HTTPS, in the version of HTTP that was agreed on. Whoever speaks plain HTTP is
    /// told where to go.
    async fn shake_hands(mut self, stream: TcpStream, certificate: &Shown) {
        let acceptor = TlsAcceptor::from(certificate.borrow().clone());
        let greeting = async {
            if tls::is_plain(&stream).await? {
                return Ok(Err(stream));
            }
            // What HTTP/2 sends is made of many small pieces, none of which should wait for the last.
            stream.set_nodelay(true)?;
            acceptor.accept(stream).await.map(Ok)
        };
        match tokio::time::timeout(self.head, greeting).await {
            Ok(Ok(Ok(stream))) if stream.get_ref().1.alpn_protocol() == Some(HTTP_2) => {
                Box::pin(http2::answer(self, stream)).await;
            }
            Ok(Ok(Ok(stream))) => Box::pin(self.answer(stream)).await,
            Ok(Ok(Err(stream))) => {
                self.app = plain::router();
                Box::pin(self.answer(stream)).await;
            }
            // Who does not trust the certificate, and who only looks for what listens here.
            Ok(Err(error)) => tracing::debug!(%error, "a handshake failed"),
            Err(_) => tracing::debug!("a handshake took too long"),
        }
    }

    /// Answers by HTTP/1.
    async fn answer(mut self, stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) {
        let (app, peer) = (self.app, self.peer);
        let service = tower::service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            app.clone().oneshot(request)
        });
        let connection = Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.head)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
            .with_upgrades();
        let mut connection = pin!(connection);
        let mut is_told = false;
        let outcome = loop {
            tokio::select! {
                outcome = connection.as_mut() => break outcome,
                _ = self.told.changed(), if !is_told => {
                    is_told = true;
                    connection.as_mut().graceful_shutdown();
                }
            }
        };
        ended(outcome);
    }
}

/// Whoever goes away in the middle of an answer is no news.
fn ended(outcome: hyper::Result<()>) {
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
            None,
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
