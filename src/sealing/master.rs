//! Master keys: they wrap the keys of organisations and seal what is kept for a moment, and never enter the database.

use super::sealed::Unreadable;
use super::{Key, decrypted, derived, encrypted};
use crate::hex::{bytes_of, hex};
use crate::ids::OrganizationId;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use std::fmt;
use zeroize::Zeroizing;

/// A master key.
pub struct Master {
    cipher: XChaCha20Poly1305,
    notes: XChaCha20Poly1305,
    name: String,
}

impl fmt::Debug for Master {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Master({})", self.name)
    }
}

impl Master {
    /// Master keys as they are written, the newest first: 64 hexadecimal digits each, with commas or white space
    /// between them.
    ///
    /// # Errors
    /// What is wrong, without repeating it.
    pub fn all_of(text: &str) -> Result<Vec<Self>, String> {
        match Self::words(text).map(Self::of).collect::<Option<Vec<_>>>() {
            Some(keys) if !keys.is_empty() => Ok(keys),
            _ => Err("a master key is 64 hexadecimal digits, such as `openssl rand -hex 32` writes".into()),
        }
    }

    /// The single ones of them.
    pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
        let words = text.split([',', ' ', '\t', '\r', '\n']);
        words.filter(|word| !word.is_empty())
    }

    pub(super) fn of(word: &str) -> Option<Self> {
        let bytes = bytes_of(word).map(Zeroizing::new)?;
        let key: Key = Zeroizing::new(<[u8; 32]>::try_from(bytes.as_slice()).ok()?);
        let name = derived(&key, &["name of the master key"]);
        Some(Self {
            cipher: XChaCha20Poly1305::new((&*derived(&key, &["wrapping of keys"])).into()),
            notes: XChaCha20Poly1305::new((&*derived(&key, &["what is kept for a while"])).into()),
            name: hex(&name[..8]),
        })
    }

    /// By what a key that it wraps names it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Seals what is kept for a while and belongs to no row.
    pub(super) fn seal(&self, text: &[u8]) -> Option<Vec<u8>> {
        encrypted(&self.notes, rand::random(), text, b"")
    }

    /// Opens it.
    pub(super) fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        decrypted(&self.notes, sealed, b"").ok()
    }

    /// Wraps the key of an organisation.
    pub(super) fn wrap(&self, organization: OrganizationId, number: u32, key: &Key) -> Option<Vec<u8>> {
        encrypted(
            &self.cipher,
            rand::random(),
            &key[..],
            &place(organization, number),
        )
    }

    /// Opens a key that it wraps.
    pub(super) fn unwrap(
        &self,
        organization: OrganizationId,
        number: u32,
        wrapped: &[u8],
    ) -> Result<Key, Unreadable> {
        let opened = decrypted(&self.cipher, wrapped, &place(organization, number)).map(Zeroizing::new)?;
        let mut key: Key = Zeroizing::new([0; 32]);
        if opened.len() != key.len() {
            return Err(Unreadable);
        }
        key.copy_from_slice(&opened);
        Ok(key)
    }
}

/// What a wrapped key is bound to.
fn place(organization: OrganizationId, number: u32) -> Vec<u8> {
    let number = number.to_be_bytes();
    [
        b"organization_keys\0wrapped\0".as_slice(),
        organization.0.as_bytes(),
        &number,
    ]
    .concat()
}
