//! What of a contact is stored sealed: telephone number and notes.

use crate::contacts::types::ContactValues;
use crate::error::{AppError, AppResult};
use crate::ids::ContactId;
use crate::sealing::queries::to_seal;
use crate::sealing::{ContactNotes, ContactPhone, DataKey, OrganizationKeys, Sealable, Sealed, in_text};
use crate::tenancy::TenantTx;
use serde_json::Value;

/// Both as they are stored, and by what a number is found.
#[derive(Debug, Default)]
pub struct Private {
    pub phone: Option<Sealed<ContactPhone>>,
    pub phone_index: Option<Vec<u8>>,
    pub notes: Option<Sealed<ContactNotes>>,
}

impl Private {
    /// Seals what is to be stored of a contact. The key is asked for where there is nothing to seal, too: who cannot open
    /// what stands there, for want of a master key, must not put nothing in its place.
    pub async fn of(tx: &mut TenantTx, id: ContactId, values: &ContactValues) -> AppResult<Self> {
        let key = to_seal(tx).await?;
        Self::under(&key, id, values.phone.as_deref(), values.notes.as_deref())
    }

    fn under(key: &DataKey, id: ContactId, phone: Option<&str>, notes: Option<&str>) -> AppResult<Self> {
        Ok(Self {
            phone_index: phone.and_then(|phone| key.index::<ContactPhone>(phone)),
            phone: phone.map(|phone| key.seal(id.0, phone)).transpose()?,
            notes: notes.map(|notes| key.seal(id.0, notes)).transpose()?,
        })
    }
}

/// Seals the same in rows that travel as JSON, each with its `id`.
pub fn seal_rows(key: &DataKey, rows: &mut Value) -> AppResult<()> {
    let json = |value| serde_json::to_value(value).map_err(|error| AppError::internal(&error));
    for row in rows.as_array_mut().into_iter().flatten() {
        let id = row["id"].as_str().and_then(|id| id.parse::<ContactId>().ok());
        let id = id.ok_or_else(|| AppError::internal(&"a row without an id"))?;
        let private = Private::under(key, id, row["phone"].as_str(), row["notes"].as_str())?;
        row["phone"] = json(private.phone.as_ref().map(|sealed| in_text(sealed.bytes())))?;
        row["notes"] = json(private.notes.as_ref().map(|sealed| in_text(sealed.bytes())))?;
        row["phone_index"] = json(private.phone_index.as_deref().map(in_text))?;
    }
    Ok(())
}

/// Opens a field. Where that cannot be done, it is named among those that cannot be read.
pub fn open<C: Sealable>(
    keys: &OrganizationKeys,
    id: ContactId,
    sealed: Option<&Sealed<C>>,
    unreadable: &mut Vec<String>,
) -> Option<String> {
    let opened = keys.open(id.0, sealed?);
    if opened.is_err() {
        unreadable.push(C::COLUMN.name().to_owned());
    }
    opened.ok()
}
