//! Lines of the audit trail.

use crate::text_enum;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

text_enum! {
    /// What was done to a record.
    Action {
        Create = "create", "Added";
        Update = "update", "Changed";
        Delete = "delete", "Deleted";
        Restore = "restore", "Restored";
        Read = "read", "Read";
        Export = "export", "Exported";
        SignIn = "sign_in", "Signed in";
        Denied = "denied", "Refused";
    }
}

/// What columns became.
pub type Became = BTreeMap<String, serde_json::Value>;

/// One line: somebody did something to a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    /// Who did it.
    pub by: String,
    /// The request in which it was done, so that what one request did can be told as one thing.
    pub request_id: Option<String>,
    pub table_name: String,
    pub record_id: Option<Uuid>,
    pub action: Action,
    /// What the asked-for columns became, where they were changed.
    pub became: Became,
}

/// A column of a record became another value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueChange {
    pub id: Uuid,
    /// Whose it was.
    pub record_id: Uuid,
    pub at: DateTime<Utc>,
    /// Who changed it.
    pub by: String,
    pub old: Option<String>,
    pub new: Option<String>,
}
