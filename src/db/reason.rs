//! Why the database cannot be reached, for whoever has to mend it.

use std::io::{Error as IoError, ErrorKind};
use tokio_rustls::rustls::{CertificateError, Error as TlsError};

/// The driver's words; for what an address with `sslmode` and `sslrootcert` gets wrong, ours.
#[must_use]
pub fn reason(error: &sqlx::Error) -> String {
    let sqlx::Error::Io(io) = error else {
        return error.to_string();
    };
    if io.kind() == ErrorKind::NotFound {
        return "a file that its address names is not there: that of sslrootcert, or the socket".into();
    }
    match certificate_error(io) {
        Some(CertificateError::UnknownIssuer) => {
            "its certificate is of an authority that nobody here trusts: sslrootcert in its address names the file of the one to trust".into()
        }
        Some(
            why @ (CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }),
        ) => format!("its certificate is for another host than its address names: {why}"),
        Some(why @ (CertificateError::Expired | CertificateError::ExpiredContext { .. })) => {
            format!("its certificate has expired: {why}")
        }
        _ => error.to_string(),
    }
}

/// What was wrong with the certificate, where that ended the handshake.
fn certificate_error(io: &IoError) -> Option<&CertificateError> {
    match io.get_ref()?.downcast_ref()? {
        TlsError::InvalidCertificate(error) => Some(error),
        _ => None,
    }
}
