//! A small certificate authority. It can vouch for private addresses and for names of the local
//! network only, so that whoever gets hold of its key cannot pretend to be anybody's bank.

use super::{NAMES, NETWORKS, read, write};
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints,
};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration as Span;
use time::{Duration, OffsetDateTime};
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::ServerCertVerifier;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};

/// How long the authority lasts: phones are made to trust it by hand.
const LIFE: Duration = Duration::days(3650);
/// How long a certificate lasts. Phones take none that lasts much longer.
const CERTIFICATE: Duration = Duration::days(397);
/// For how much longer one must do, or a new one takes its place.
const MARGIN: Duration = Duration::days(30);
/// By how much a phone's clock may be slow.
const SLOW_CLOCK: Duration = Duration::days(1);

/// Who vouches for the certificates of this machine.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: CertificateDer<'static>,
}

impl Authority {
    /// The authority of a folder, made at the first time. `the-plugs-ca.crt` in it is for phones.
    pub fn of(folder: &Path, now: OffsetDateTime) -> Result<Self, String> {
        let file = folder.join("authority.pem");
        let broken = |_| {
            format!(
                "{} holds no authority: move {} away to have a new one made.",
                file.display(),
                folder.display()
            )
        };
        let text = match read(&file)? {
            Some(text) => text,
            None => {
                let text = make(now).map_err(|error| format!("No authority can be made: {error}."))?;
                write(&file, &text, 0o600)?;
                text
            }
        };
        let certificate = CertificateDer::from_pem_slice(text.as_bytes()).map_err(broken)?;
        let key = PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(broken)?;
        let key = KeyPair::try_from(&key).map_err(|error| format!("{}: {error}.", file.display()))?;
        let public = text.find("-----BEGIN PRIVATE").map_or(&*text, |key| &text[..key]);
        write(&folder.join("the-plugs-ca.crt"), public, 0o644)?;
        Ok(Self {
            issuer: Issuer::new(params(now), key),
            certificate,
        })
    }

    /// A certificate for these names, and its key behind it.
    pub fn issue(&self, names: &[ServerName<'_>], now: OffsetDateTime) -> Result<String, String> {
        let make = || {
            let names: Vec<String> = names.iter().map(|name| name.to_str().into_owned()).collect();
            let mut params = CertificateParams::new(names)?;
            params.not_before = now - SLOW_CLOCK;
            params.not_after = now + CERTIFICATE - SLOW_CLOCK;
            params.distinguished_name = rcgen::DistinguishedName::new();
            params.distinguished_name.push(DnType::CommonName, "The Plugs");
            params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
            params.use_authority_key_identifier_extension = true;
            let key = KeyPair::generate()?;
            Ok(in_one_file(&params.signed_by(&key, &self.issuer)?, &key))
        };
        make().map_err(|error: rcgen::Error| format!("No certificate can be made: {error}."))
    }

    /// Whether a phone that trusts this authority takes a certificate for each of these names, and
    /// will for a while yet.
    pub fn is_trusted_for(&self, site: &str, names: &[ServerName<'_>], now: OffsetDateTime) -> bool {
        let mut roots = RootCertStore::empty();
        let then = u64::try_from((now + MARGIN).unix_timestamp()).unwrap_or_default();
        let then = UnixTime::since_unix_epoch(Span::from_secs(then));
        let Ok(certificate) = CertificateDer::from_pem_slice(site.as_bytes()) else {
            return false;
        };
        if roots.add(self.certificate.clone()).is_err() {
            return false;
        }
        let phone =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::new(ring::default_provider()));
        phone.build().is_ok_and(|phone| {
            names.iter().all(|name| {
                phone
                    .verify_server_cert(&certificate, &[], name, &[], then)
                    .is_ok()
            })
        })
    }
}

/// A new authority: its certificate and its key.
fn make(now: OffsetDateTime) -> Result<String, rcgen::Error> {
    let key = KeyPair::generate()?;
    Ok(in_one_file(&params(now).self_signed(&key)?, &key))
}

/// In one file, so that the two never come apart.
fn in_one_file(certificate: &Certificate, key: &KeyPair) -> String {
    certificate.pem() + &key.serialize_pem()
}

/// The authority's certificate, as it was or will be made. Its name is the same every time, since
/// that is how a certificate says who vouches for it.
fn params(now: OffsetDateTime) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.not_before = now - SLOW_CLOCK;
    params.not_after = now + LIFE;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::CommonName, "The Plugs on a local network");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let names = NAMES.map(|name| GeneralSubtree::DnsName(name.into()));
    let networks = NETWORKS.map(|network| {
        GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(network.addr(), network.prefix_len()))
    });
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: names.into_iter().chain(networks).collect(),
        excluded_subtrees: Vec::new(),
    });
    params
}
