//! A sealed value as it is stored: a format, the number of its key, a nonce and the ciphertext.

use super::columns::Sealable;
use crate::hex::{bytes_of, hex};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgTypeInfo, PgValueRef};
use sqlx::{Decode, Encode, Postgres, Type};
use std::fmt;
use std::marker::PhantomData;

/// The format of this version of the product. 0 is a plain text that waits to be sealed.
const FORMAT: u8 = 1;

/// What stands before the figures of bytes in a text.
const SIGN: &str = "\\x";

/// How a sealed value begins: its format and the number of its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header(pub u32);

impl Header {
    /// How long it is.
    pub const LENGTH: usize = 5;

    /// Its bytes.
    #[must_use]
    pub fn bytes(self) -> [u8; Self::LENGTH] {
        let [a, b, c, d] = self.0.to_be_bytes();
        [FORMAT, a, b, c, d]
    }

    /// The header of a value, and the rest; none where it is none of ours.
    #[must_use]
    pub fn split(value: &[u8]) -> Option<(Self, &[u8])> {
        let (header, rest) = value.split_first_chunk::<{ Self::LENGTH }>()?;
        match *header {
            [FORMAT, a, b, c, d] => Some((Self(u32::from_be_bytes([a, b, c, d])), rest)),
            _ => None,
        }
    }
}

/// A value that cannot be opened: damaged, moved from elsewhere, or of a key that is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the value cannot be opened")]
pub struct Unreadable;

/// The sealed value of a column.
pub struct Sealed<C>(Vec<u8>, PhantomData<fn() -> C>);

impl<C: Sealable> Sealed<C> {
    pub(super) const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes, PhantomData)
    }

    /// As it is stored.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The number of the key that opens it, where it has one.
    #[must_use]
    pub fn key_number(&self) -> Option<u32> {
        Header::split(&self.0).map(|(header, _)| header.0)
    }
}

impl<C> Clone for Sealed<C> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

impl<C> PartialEq for Sealed<C> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<C: Sealable> fmt::Debug for Sealed<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({}.{})", C::COLUMN.table(), C::COLUMN.name())
    }
}

/// Bytes as PostgreSQL writes them in a text, in JSON too.
#[must_use]
pub fn in_text(bytes: &[u8]) -> String {
    format!("{SIGN}{}", hex(bytes))
}

/// The bytes that such a text says.
pub(super) fn from_text(text: &str) -> Option<Vec<u8>> {
    bytes_of(text.strip_prefix(SIGN)?)
}

impl<C> Type<Postgres> for Sealed<C> {
    fn type_info() -> PgTypeInfo {
        <Vec<u8> as Type<Postgres>>::type_info()
    }
}

impl<'r, C: Sealable> Decode<'r, Postgres> for Sealed<C> {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self::new(<Vec<u8> as Decode<Postgres>>::decode(value)?))
    }
}

impl<C> Encode<'_, Postgres> for Sealed<C> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <Vec<u8> as Encode<Postgres>>::encode_by_ref(&self.0, buffer)
    }
}
