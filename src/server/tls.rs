//! The certificate that is shown under TLS, and a new one in its place while the server runs.

use super::config::TlsArgs;
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::signal::unix::Signal;
use tokio::sync::watch;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{Error, ServerConfig};

/// HTTP/2, as both sides call it in a handshake.
pub const HTTP_2: &[u8] = b"h2";
const HTTP_1: &[u8] = b"http/1.1";

/// The first byte of every TLS handshake, and of no request in plain text.
const HANDSHAKE: u8 = 22;

/// How often the files are looked at.
pub const LOOK: Duration = Duration::from_secs(10);

/// Has whoever speaks TLS in this process do so with the cryptography that all of it uses.
pub fn use_ring() {
    // Refused only where somebody has chosen already.
    let _ = ring::default_provider().install_default();
}

/// What connections are greeted with that begin now.
pub type Shown = watch::Receiver<Arc<ServerConfig>>;

/// A certificate that is kept as new as its files.
#[derive(Debug)]
pub struct Certificate {
    files: Files,
    shown: watch::Sender<Arc<ServerConfig>>,
    /// What was found at the last look, whether or not it could be shown.
    seen: [u8; 32],
}

impl Certificate {
    /// Reads the files.
    ///
    /// # Errors
    /// A sentence, where they cannot be read or do not belong together.
    pub async fn read(files: Files) -> Result<Self, String> {
        let found = files.read().await;
        let seen = digest(&found);
        let (shown, _) = watch::channel(files.understand(found)?);
        Ok(Self { files, shown, seen })
    }

    /// What is shown from now on, and what takes its place.
    #[must_use]
    pub fn shown(&self) -> Shown {
        self.shown.subscribe()
    }

    /// Looks at the files as often as that, and at each hangup.
    pub async fn keep_up(mut self, every: Duration, mut hangup: Signal) {
        let mut clock = tokio::time::interval(every);
        loop {
            tokio::select! {
                _ = clock.tick() => {}
                _ = hangup.recv() => tracing::info!("told to read the certificate again"),
            }
            self.look_again().await;
        }
    }

    /// Shows what the files hold now, where that is something new and can be shown. What cannot be
    /// is told of once: the files may be in the middle of being replaced.
    async fn look_again(&mut self) {
        let found = self.files.read().await;
        let seen = digest(&found);
        if seen == self.seen {
            return;
        }
        self.seen = seen;
        match self.files.understand(found) {
            Ok(config) => {
                self.shown.send_replace(config);
                tracing::info!("connections that begin now are shown the new certificate");
            }
            Err(reason) => {
                tracing::warn!(%reason, "the new certificate cannot be shown; the one before it is kept")
            }
        }
    }
}

/// Where a certificate, with what leads to its root, and its key stand, as PEM.
#[derive(Clone, Debug)]
pub struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

/// The contents of both.
type Found = Result<(Vec<u8>, Vec<u8>), String>;

impl Files {
    /// The files of the configuration, where it names them.
    #[must_use]
    pub fn of(args: &TlsArgs) -> Option<Self> {
        let (certificate, key) = args.tls_cert.clone().zip(args.tls_key.clone())?;
        Some(Self { certificate, key })
    }

    async fn read(&self) -> Found {
        let read = async |path: &PathBuf| {
            let cannot = |error| format!("{} cannot be read: {error}.", path.display());
            tokio::fs::read(path).await.map_err(cannot)
        };
        Ok((read(&self.certificate).await?, read(&self.key).await?))
    }

    /// What was found as what connections are greeted with.
    fn understand(&self, found: Found) -> Result<Arc<ServerConfig>, String> {
        let (certificate, key) = found?;
        let (of_certificate, of_key) = (self.certificate.display(), self.key.display());
        let chain = CertificateDer::pem_slice_iter(&certificate)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| format!("{of_certificate} is no certificate in PEM: {error}."))?;
        if chain.is_empty() {
            return Err(format!("{of_certificate} holds no certificate in PEM."));
        }
        let key = PrivateKeyDer::from_pem_slice(&key)
            .map_err(|error| format!("{of_key} is no private key in PEM: {error}."))?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| format!("TLS is not to be had: {error}."))?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(|error| match error {
                Error::InconsistentKeys(_) => format!("The key in {of_key} is not that of {of_certificate}."),
                error => format!("{of_certificate} and {of_key} cannot be served with: {error}."),
            })?;
        config.alpn_protocols = vec![HTTP_2.into(), HTTP_1.into()];
        Ok(Arc::new(config))
    }
}

/// By what two looks are told apart, so that the key need not be kept.
fn digest(found: &Found) -> [u8; 32] {
    let mut digest = Sha256::new();
    match found {
        Ok((certificate, key)) => {
            digest.update(Sha256::digest(certificate));
            digest.update(Sha256::digest(key));
        }
        Err(reason) => digest.update(reason),
    }
    digest.finalize().into()
}

/// Whether what comes first is anything but a handshake. Nothing is taken away by looking.
pub async fn is_plain(stream: &TcpStream) -> std::io::Result<bool> {
    let mut first = [0];
    let length = stream.peek(&mut first).await?;
    Ok(length > 0 && first[0] != HANDSHAKE)
}
