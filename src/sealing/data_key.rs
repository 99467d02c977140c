//! The keys of an organisation, at work.

use super::columns::{Column, Sealable};
use super::sealed::{Header, Sealed, Unreadable};
use super::{Key, NONCE, decrypted, derived, encrypted, keyed_hash};
use crate::error::{AppError, AppResult};
use crate::ids::OrganizationId;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use uuid::Uuid;

/// Bytes by which equal values are found.
const INDEX: usize = 16;

/// A key of an organisation: from it follow those of each column.
pub struct DataKey {
    organization: OrganizationId,
    number: u32,
    columns: [ColumnKeys; Column::ALL.len()],
}

struct ColumnKeys {
    cipher: XChaCha20Poly1305,
    nonce: Key,
    index: Key,
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataKey({} of {})", self.number, self.organization)
    }
}

impl DataKey {
    pub(super) fn new(organization: OrganizationId, number: u32, key: &Key) -> Self {
        let columns = Column::ALL.map(|column| {
            let of = |purpose| derived(key, &[purpose, column.table(), column.name()]);
            ColumnKeys {
                cipher: XChaCha20Poly1305::new((&*of("cipher")).into()),
                nonce: of("nonce"),
                index: of("index"),
            }
        });
        Self {
            organization,
            number,
            columns,
        }
    }

    /// Its number among those of its organisation.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }

    fn keys(&self, column: Column) -> &ColumnKeys {
        &self.columns[column as usize]
    }

    /// What a value is bound to: where it lies, and under which key.
    fn place(&self, column: Column, row: Uuid) -> Vec<u8> {
        let mut place = Vec::with_capacity(96);
        for name in [column.table(), column.name()] {
            place.extend_from_slice(name.as_bytes());
            place.push(0);
        }
        place.extend_from_slice(self.organization.0.as_bytes());
        place.extend_from_slice(row.as_bytes());
        place.extend_from_slice(&Header(self.number).bytes());
        place
    }

    /// Seals the value of a column of a row.
    ///
    /// # Errors
    /// Where the value is longer than any can be.
    pub fn seal<C: Sealable>(&self, row: Uuid, value: &str) -> AppResult<Sealed<C>> {
        self.seal_bytes(C::COLUMN, row, value.as_bytes()).map(Sealed::new)
    }

    /// The nonce follows from the place and the value: the same value in the same place looks the same, so that saving
    /// it again is no change, and two that differ never share a nonce.
    pub(super) fn seal_bytes(&self, column: Column, row: Uuid, value: &[u8]) -> AppResult<Vec<u8>> {
        let keys = self.keys(column);
        let place = self.place(column, row);
        let mut nonce = [0; NONCE];
        nonce.copy_from_slice(&keyed_hash(&keys.nonce, &[&place, value])[..NONCE]);
        let sealed = encrypted(&keys.cipher, nonce, value, &place)
            .ok_or_else(|| AppError::internal(&"a value cannot be sealed"))?;
        Ok([&Header(self.number).bytes()[..], &sealed].concat())
    }

    /// What stands beside a value, so that equal ones are found; none where nobody looks for it.
    #[must_use]
    pub fn index<C: Sealable>(&self, value: &str) -> Option<Vec<u8>> {
        self.index_of(C::COLUMN, value)
    }

    pub(super) fn index_of(&self, column: Column, value: &str) -> Option<Vec<u8>> {
        let essence = column.essence(value)?;
        Some(keyed_hash(&self.keys(column).index, &[essence.as_bytes()])[..INDEX].to_vec())
    }

    fn open(&self, column: Column, row: Uuid, rest: &[u8]) -> Result<Vec<u8>, Unreadable> {
        decrypted(&self.keys(column).cipher, rest, &self.place(column, row))
    }
}

/// The keys of an organisation that open what is stored.
#[derive(Clone, Debug)]
pub struct OrganizationKeys {
    organization: OrganizationId,
    keys: BTreeMap<u32, Arc<DataKey>>,
}

impl OrganizationKeys {
    pub(super) fn new(organization: OrganizationId, keys: impl IntoIterator<Item = Arc<DataKey>>) -> Self {
        Self {
            organization,
            keys: keys.into_iter().map(|key| (key.number, key)).collect(),
        }
    }

    pub(super) fn get(&self, number: u32) -> Option<&Arc<DataKey>> {
        self.keys.get(&number)
    }

    /// The one with the greatest number.
    pub(super) fn newest(&self) -> Option<&DataKey> {
        self.keys.values().next_back().map(AsRef::as_ref)
    }

    /// The same with one more.
    pub(super) fn and(&self, key: Arc<DataKey>) -> Self {
        let mut more = self.clone();
        more.keys.insert(key.number, key);
        more
    }

    /// What stands beside values that equal this one, under each of the keys.
    #[must_use]
    pub fn indexes<C: Sealable>(&self, value: &str) -> Vec<Vec<u8>> {
        self.keys
            .values()
            .filter_map(|key| key.index::<C>(value))
            .collect()
    }

    /// Opens the value of a column of a row. The log says where one cannot be opened, and not what it is.
    ///
    /// # Errors
    /// [`Unreadable`] where it is damaged, was put there from elsewhere, or its key is lost.
    pub fn open<C: Sealable>(&self, row: Uuid, value: &Sealed<C>) -> Result<String, Unreadable> {
        let opened = self.open_bytes(C::COLUMN, row, value.bytes())?;
        String::from_utf8(opened).map_err(|_| Unreadable)
    }

    pub(super) fn open_bytes(&self, column: Column, row: Uuid, value: &[u8]) -> Result<Vec<u8>, Unreadable> {
        let opened = Header::split(value)
            .and_then(|(header, rest)| Some((self.get(header.0)?, rest)))
            .ok_or(Unreadable)
            .and_then(|(key, rest)| key.open(column, row, rest));
        if opened.is_err() {
            tracing::error!(
                organization = %self.organization, table = column.table(), column = column.name(), %row,
                "a sealed value cannot be opened"
            );
        }
        opened
    }
}
