//! A certificate authority of a test's own, and files of certificates.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose};
use std::fs;
use std::path::PathBuf;
use tokio_rustls::rustls::RootCertStore;

/// Who vouches for certificates.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("a certificate authority"))
    }

    /// Its own certificate.
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// What trusts it and nobody else.
    pub fn roots(&self) -> RootCertStore {
        let mut roots = RootCertStore::empty();
        roots.add(self.0.der().clone()).expect("a root");
        roots
    }

    /// A certificate for these names, and its key.
    pub fn issue(&self, names: &[&str]) -> Issued {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(names).expect("names");
        Issued {
            certificate: params.signed_by(&key, &self.0).expect("a certificate").pem(),
            key: key.serialize_pem(),
        }
    }
}

/// A certificate and its key, as PEM.
pub struct Issued {
    pub certificate: String,
    pub key: String,
}

/// A folder with a certificate and its key, which goes with the test.
pub struct Folder(PathBuf);

impl Folder {
    pub fn of(issued: &Issued) -> Self {
        let folder = Self(std::env::temp_dir().join(format!("the-plugs-{}", uuid::Uuid::now_v7())));
        fs::create_dir_all(&folder.0).expect("a folder");
        folder.put(issued);
        folder
    }

    /// Puts others in their place.
    pub fn put(&self, issued: &Issued) {
        fs::write(self.key(), &issued.key).expect("a key");
        fs::write(self.certificate(), &issued.certificate).expect("a certificate");
    }

    pub fn certificate(&self) -> String {
        self.path("site.crt")
    }

    pub fn key(&self) -> String {
        self.path("site.key")
    }

    pub fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("a readable path").to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
