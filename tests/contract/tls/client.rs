//! A client that trusts one authority and speaks the version of HTTP it is told to.

use crate::support::certificates::Authority;
use axum::body::Body;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    Http1,
    Http2,
}

impl Version {
    fn name(self) -> &'static [u8] {
        match self {
            Self::Http1 => b"http/1.1",
            Self::Http2 => b"h2",
        }
    }
}

/// A connection after the handshake.
pub async fn connect(
    address: SocketAddr,
    name: &str,
    trusted: &Authority,
    versions: &[Version],
) -> std::io::Result<TlsStream<TcpStream>> {
    connect_trusting(address, name, trusted.roots(), versions).await
}

/// A connection after the handshake, with whoever these roots vouch for.
pub async fn connect_trusting(
    address: SocketAddr,
    name: &str,
    roots: RootCertStore,
    versions: &[Version],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("TLS")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = versions.iter().map(|version| version.name().to_vec()).collect();
    let name = ServerName::try_from(name.to_owned()).expect("a name");
    let stream = TcpStream::connect(address).await?;
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

/// A connection that is ready for requests.
pub enum Connection {
    Http1(http1::SendRequest<Body>),
    Http2(http2::SendRequest<Body>),
}

impl Connection {
    /// Offers both versions in the order that makes the one the choice, or the old one alone.
    pub async fn open(address: SocketAddr, name: &str, trusted: &Authority, version: Version) -> Self {
        let offered: &[Version] = match version {
            Version::Http1 => &[Version::Http1],
            Version::Http2 => &[Version::Http2, Version::Http1],
        };
        let stream = connect(address, name, trusted, offered)
            .await
            .expect("a connection");
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(version.name()));
        let io = TokioIo::new(stream);
        match version {
            Version::Http1 => {
                let (sender, connection) = http1::handshake(io).await.expect("HTTP/1.1");
                tokio::spawn(connection);
                Self::Http1(sender)
            }
            Version::Http2 => {
                let (sender, connection) = http2::handshake(TokioExecutor::new(), io).await.expect("HTTP/2");
                tokio::spawn(connection);
                Self::Http2(sender)
            }
        }
    }

    pub async fn try_ask(&mut self, request: Request<Body>) -> hyper::Result<Response<Incoming>> {
        match self {
            Self::Http1(sender) => {
                sender.ready().await?;
                sender.send_request(request).await
            }
            Self::Http2(sender) => {
                sender.ready().await?;
                sender.send_request(request).await
            }
        }
    }

    pub async fn ask(&mut self, request: Request<Body>) -> Response<Incoming> {
        self.try_ask(request).await.expect("an answer")
    }

    /// Asks, and reads the answer to its end.
    pub async fn read(&mut self, request: Request<Body>) -> (StatusCode, String) {
        let answer = self.ask(request).await;
        let status = answer.status();
        let body = answer.into_body().collect().await.expect("a body").to_bytes();
        (status, String::from_utf8_lossy(&body).into_owned())
    }
}
