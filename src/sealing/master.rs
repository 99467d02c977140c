//! Master keys: they wrap the keys of organisations and nothing else, and never enter the database.

use super::sealed::Unreadable;
use super::{Key, decrypted, derived, encrypted};
use crate::hex::hex;
use crate::ids::OrganizationId;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use std::fmt;
use zeroize::Zeroizing;

/// A master key.
pub struct Master {
    cipher: XChaCha20Poly1305,
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
        let words = text.split([',', ' ', '\t', '\r', '\n']);
        let keys: Option<Vec<_>> = words.filter(|word| !word.is_empty()).map(Self::of).collect();
        match keys {
            Some(keys) if !keys.is_empty() => Ok(keys),
            _ => Err("a master key is 64 hexadecimal digits, such as `openssl rand -hex 32` writes".into()),
        }
    }

    fn of(word: &str) -> Option<Self> {
        let mut key: Key = Zeroizing::new([0; 32]);
        if word.len() != 2 * key.len() || !word.is_ascii() {
            return None;
        }
        for (place, digits) in key.iter_mut().zip(word.as_bytes().chunks_exact(2)) {
            let digits = std::str::from_utf8(digits).ok()?;
            if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return None;
            }
            *place = u8::from_str_radix(digits, 16).ok()?;
        }
        let name = derived(&key, &["name of the master key"]);
        Some(Self {
            cipher: XChaCha20Poly1305::new((&*derived(&key, &["wrapping of keys"])).into()),
            name: hex(&name[..8]),
        })
    }

    /// By what a key that it wraps names it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
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
