//! Those who begin and say no more, and those who are in the middle when the server is told to stop.

use super::client::{Connection, Version, connect};
use super::{NAME, arguments, visit};
use crate::support::certificates::{Authority, Folder, Issued};
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http_body_util::BodyExt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use the_plugs::server::listen;
use the_plugs::server::tls::{Certificate, Files};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

/// How long a handshake or the head of a request may take here.
const HEAD: Duration = Duration::from_millis(400);

/// A server of a few routes, and what stops it.
struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ends: JoinHandle<()>,
}

impl Server {
    async fn start(issued: &Issued, app: Router) -> Self {
        let folder = Folder::of(issued);
        let args = arguments(&["--tls-cert", &folder.certificate(), "--tls-key", &folder.key()]);
        let certificate = Certificate::read(Files::of(&args.tls).expect("two files")).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let (stop, stopped) = oneshot::channel();
        let shown = certificate.expect("a certificate").shown();
        let ends = tokio::spawn(listen::serve(listener, Some(shown), app, HEAD, async {
            let _ = stopped.await;
        }));
        Self { address, stop, ends }
    }
}

fn request(version: Version) -> hyper::Request<Body> {
    visit(version, NAME, "/").body(Body::empty()).expect("a request")
}

/// Says this much, and waits for the end, which must come in time and not at once.
async fn assert_ends<S: AsyncRead + AsyncWriteExt + Unpin>(mut stream: S, says: &[u8], what: &str) {
    let begun = Instant::now();
    stream.write_all(says).await.expect("a beginning");
    stream.flush().await.expect("a beginning");
    let mut heard = Vec::new();
    // However it ends: politely or not.
    let _ = tokio::time::timeout(Duration::from_secs(15), stream.read_to_end(&mut heard))
        .await
        .unwrap_or_else(|_| panic!("{what}: the connection stays"));
    assert!(begun.elapsed() >= HEAD / 2, "{what}: {:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_begins_and_says_no_more_is_not_waited_for_and_holds_nobody_up() {
    let authority = Authority::new("Ours");
    let app = Router::new().route("/", get(|| async { "here" }));
    let server = Server::start(&authority.issue(&[NAME]), app).await;
    let address = server.address;
    let mut silent = JoinSet::new();
    for half in [&b""[..], &b"\x16"[..], &b"\x16\x03\x01\x02\x00\x01"[..]] {
        for _ in 0..20 {
            silent.spawn(async move {
                let stream = TcpStream::connect(address).await.expect("a connection");
                assert_ends(stream, half, "a handshake").await;
            });
        }
    }
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    let settings = [&preface[..], &[0, 0, 0, 4, 0, 0, 0, 0, 0]].concat();
    // A head that is said to go on, and does not.
    let half = [&settings[..], &[0, 0, 1, 1, 0, 0, 0, 0, 1, 0x82]].concat();
    for (version, says, what) in [
        (Version::Http1, Vec::new(), "nothing by HTTP/1"),
        (Version::Http1, b"GET / HT".to_vec(), "half a head by HTTP/1"),
        (Version::Http2, Vec::new(), "nothing by HTTP/2"),
        (Version::Http2, preface.to_vec(), "half a greeting by HTTP/2"),
        (Version::Http2, settings, "a greeting by HTTP/2"),
        (Version::Http2, half, "half a head by HTTP/2"),
    ] {
        let stream = connect(address, NAME, &authority, &[version])
            .await
            .expect("a handshake");
        silent.spawn(async move { assert_ends(stream, &says, what).await });
    }
    for version in [Version::Http1, Version::Http2] {
        let begun = Instant::now();
        let mut connection = Connection::open(address, NAME, &authority, version).await;
        assert_eq!(connection.read(request(version)).await.1, "here");
        assert!(begun.elapsed() < HEAD, "{version:?} waited {:?}", begun.elapsed());
    }
    while let Some(ended) = silent.join_next().await {
        ended.expect("each ends");
    }
}

#[tokio::test]
async fn a_connection_with_an_answer_on_its_way_stays_however_long_that_takes() {
    let authority = Authority::new("Ours");
    let slow = get(async || {
        tokio::time::sleep(HEAD * 4).await;
        "at last"
    });
    let app = Router::new().route("/", slow);
    let server = Server::start(&authority.issue(&[NAME]), app).await;
    for version in [Version::Http1, Version::Http2] {
        let mut connection = Connection::open(server.address, NAME, &authority, version).await;
        assert_eq!(
            connection.read(request(version)).await.1,
            "at last",
            "{version:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_has_begun_when_the_server_is_told_to_stop_is_answered() {
    for _ in 0..5 {
        let (begun, answered) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let counter = Arc::clone(&begun);
        let app = Router::new().route(
            "/",
            get(async move || {
                counter.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(30)).await;
                "x".repeat(100_000)
            }),
        );
        let authority = Arc::new(Authority::new("Ours"));
        let server = Server::start(&authority.issue(&[NAME]), app).await;
        let mut visitors = JoinSet::new();
        for number in 0..24 {
            let version = if number % 2 == 0 {
                Version::Http1
            } else {
                Version::Http2
            };
            let (authority, answered, address) =
                (Arc::clone(&authority), Arc::clone(&answered), server.address);
            visitors.spawn(async move {
                let mut connection = Connection::open(address, NAME, &authority, version).await;
                while let Ok(answer) = connection.try_ask(request(version)).await {
                    let body = answer.into_body().collect().await.expect("a whole answer");
                    assert_eq!(body.to_bytes().len(), 100_000);
                    answered.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        while answered.load(Ordering::SeqCst) < 100 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        server.stop.send(()).expect("it serves");
        tokio::time::timeout(Duration::from_secs(10), server.ends)
            .await
            .expect("it ends")
            .expect("and well");
        while let Some(visitor) = visitors.join_next().await {
            visitor.expect("a visitor");
        }
        assert_eq!(
            begun.load(Ordering::SeqCst),
            answered.load(Ordering::SeqCst),
            "begun and answered"
        );
    }
}
