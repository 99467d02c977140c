//! Sealed values: what of an organisation is stored under a key of its own, and those keys.
//!
//! A value is bound to its table, its column, its organisation and its row: put anywhere else, it
//! does not open. The keys lie in the database, wrapped by a master key that does not.

mod columns;
mod data_key;
mod keyring;
mod master;
pub mod queries;
pub mod rotation;
mod sealed;

pub use columns::{
    BankBic, BankHolder, BankIban, Column, ContactNotes, ContactPhone, IntegrationCredentials, PaymentFrozen,
    Sealable,
};
pub use data_key::{DataKey, OrganizationKeys};
pub use keyring::Keyring;
pub use master::Master;
pub use sealed::{Header, Sealed, Unreadable, in_text};

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// A key, which is overwritten when it is no longer needed.
type Key = Zeroizing<[u8; 32]>;

/// Derives a key for one purpose from another (the expansion of HKDF, RFC 5869, of one block).
fn derived(key: &[u8; 32], purpose: &[&str]) -> Key {
    let mut parts = vec![b"the-plugs".as_slice()];
    for part in purpose {
        parts.extend([b"\0".as_slice(), part.as_bytes()]);
    }
    parts.push(&[1]);
    keyed_hash(key, &parts)
}

/// HMAC-SHA-256.
fn keyed_hash(key: &[u8; 32], parts: &[&[u8]]) -> Key {
    let mut hash = Zeroizing::new([0; 32]);
    // A key of any length will do, so there is no error.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) {
        for part in parts {
            mac.update(part);
        }
        hash.copy_from_slice(&mac.finalize().into_bytes());
    }
    hash
}

/// Bytes of a nonce.
const NONCE: usize = 24;

/// A text under a cipher, bound to a place; the nonce stands before it.
fn encrypted(cipher: &XChaCha20Poly1305, nonce: [u8; NONCE], text: &[u8], place: &[u8]) -> Option<Vec<u8>> {
    let payload = Payload {
        msg: text,
        aad: place,
    };
    let encrypted = cipher.encrypt(&XNonce::from(nonce), payload).ok()?;
    Some([&nonce[..], &encrypted].concat())
}

/// What [`encrypted`] has made, in the place that it is bound to.
fn decrypted(cipher: &XChaCha20Poly1305, stored: &[u8], place: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let (nonce, encrypted) = stored.split_first_chunk::<NONCE>().ok_or(Unreadable)?;
    let payload = Payload {
        msg: encrypted,
        aad: place,
    };
    let decrypted = cipher.decrypt(&XNonce::from(*nonce), payload);
    decrypted.map_err(|_| Unreadable)
}

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
#[cfg(test)]
mod unit;
