//! One error for everything a person can meet, worded for people.
//!
//! Nothing private is put into it: its text may stand on a page, in a log and in a session.

use crate::forms::FieldErrors;
use chrono::{DateTime, Utc};
use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::codec::JsonEncoding;
use serde::{Deserialize, Serialize};

/// What went wrong, and what the person can do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AppError {
    /// Some of what was typed cannot be stored (422).
    #[error("Some fields need another look.")]
    Invalid { errors: FieldErrors },
    /// The request itself makes no sense: a malformed body, an unknown enum value (400).
    #[error("{message}")]
    BadRequest { message: String },
    /// Nobody is signed in (401).
    #[error("Please sign in.")]
    Unauthenticated,
    /// The person is known and may not do this (403). Never used for a record that the person
    /// may not see: that one is [`AppError::NotFound`].
    #[error("Your role does not allow this. Ask an owner or admin of your organisation.")]
    Forbidden,
    /// The request came from another site, or did not say where it came from (403).
    #[error("This request came from another site and was refused. Open the page here and try again.")]
    OtherSite,
    /// There is no such thing, or it is not this person's to see (404).
    #[error("This page or record does not exist, or it was deleted.")]
    NotFound,
    /// Somebody else saved the record in the meantime (409).
    #[error("{} changed this while you were editing.", .stale.by)]
    Stale { stale: Box<Stale> },
    /// The record is not in a state that allows this (409).
    #[error("{message}")]
    Conflict { message: String },
    /// The body is larger than any form of ours (413).
    #[error("That is too large to be sent.")]
    TooLarge,
    /// Too many attempts (429).
    #[error("Too many attempts. Try again in {}.", wait(*.retry_after_seconds))]
    TooManyAttempts { retry_after_seconds: u32 },
    /// Too much was asked for by one address (429).
    #[error("Too much was asked for from your address at once. Try again in {}.", wait(*.retry_after_seconds))]
    TooManyRequests { retry_after_seconds: u32 },
    /// The server is busy or its database is away; trying again later will help (503).
    #[error("The service is busy. Try again in a moment.")]
    Unavailable { retry_after_seconds: u32 },
    /// A fault of ours; the details are in the log under the reference (500).
    #[error("Something went wrong on our side. If it happens again, tell us this reference: {reference}")]
    Internal { reference: String },
    /// The browser could not reach the server.
    #[error("The server cannot be reached. {}", hope(*.is_change))]
    Offline { is_change: bool },
}

/// What a save against an older version of a record ran into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stale {
    /// The version that is stored now; saving with it overwrites knowingly.
    pub version: i32,
    /// Who saved it, by name.
    pub by: String,
    /// When it was saved.
    pub at: DateTime<Utc>,
    /// The fields in which what is stored differs from what was typed.
    pub changes: Vec<FieldChange>,
}

/// One field of a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The form's name of the field.
    pub field: String,
    /// The field's label on the screen.
    pub label: String,
    /// What was typed.
    pub mine: String,
    /// What is stored.
    pub theirs: String,
}

/// The result of everything that can end in an [`AppError`].
pub type AppResult<T> = Result<T, AppError>;

impl AppError {
    /// A single field's error.
    #[must_use]
    pub fn field(field: &str, message: &str) -> Self {
        Self::Invalid {
            errors: FieldErrors::one(field, message),
        }
    }

    /// The HTTP status that carries this error (RFC 9110, section 15).
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Invalid { .. } => 422,
            Self::BadRequest { .. } => 400,
            Self::Unauthenticated => 401,
            Self::Forbidden | Self::OtherSite => 403,
            Self::NotFound => 404,
            Self::Stale { .. } | Self::Conflict { .. } => 409,
            Self::TooLarge => 413,
            Self::TooManyAttempts { .. } | Self::TooManyRequests { .. } => 429,
            Self::Unavailable { .. } | Self::Offline { .. } => 503,
            Self::Internal { .. } => 500,
        }
    }

    /// Seconds after which a new attempt makes sense, for the `Retry-After` header.
    #[must_use]
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Self::TooManyAttempts { retry_after_seconds }
            | Self::TooManyRequests { retry_after_seconds }
            | Self::Unavailable { retry_after_seconds } => Some(*retry_after_seconds),
            _ => None,
        }
    }

    /// The errors by field, empty where the error is about something else.
    #[must_use]
    pub fn fields(&self) -> FieldErrors {
        match self {
            Self::Invalid { errors } => errors.clone(),
            _ => FieldErrors::default(),
        }
    }
}

impl AppError {
    /// The error in one sentence, where there is no field beside which its own could stand.
    #[must_use]
    pub fn told(&self) -> String {
        let fields = self.fields();
        fields
            .iter()
            .next()
            .map_or_else(|| self.to_string(), |(_, message)| message.to_owned())
    }
}

impl From<FieldErrors> for AppError {
    fn from(errors: FieldErrors) -> Self {
        Self::Invalid { errors }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            // Whether it was a change is known to whoever sent it.
            ServerFnErrorErr::Request(_) => Self::Offline { is_change: false },
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_) => Self::BadRequest {
                message: "The request could not be read. Reload the page and try again.".into(),
            },
            // On the server: a body that is no text. In the browser it would be the answer's.
            #[cfg(feature = "ssr")]
            ServerFnErrorErr::Deserialization(_) => Self::BadRequest {
                message: "The request could not be read. Reload the page and try again.".into(),
            },
            // The details are about our code, not about what the person did.
            other => Self::internal(&other),
        }
    }
}

impl AppError {
    /// A fault of ours: logs the cause under a reference and returns only the reference.
    #[cfg(feature = "ssr")]
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        let reference = crate::server::request_id::current();
        tracing::error!(%reference, %cause, "internal error");
        Self::Internal { reference }
    }

    /// A fault of ours met in the browser, which keeps no log.
    #[cfg(not(feature = "ssr"))]
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        leptos::logging::error!("{cause}");
        Self::Internal {
            reference: "browser".into(),
        }
    }
}

/// What to do without a connection. Of a change nobody knows whether it arrived.
const fn hope(is_change: bool) -> &'static str {
    if is_change {
        "This may not be saved yet; try again when you are connected."
    } else {
        "Try again when you are connected."
    }
}

/// A waiting time in words.
fn wait(seconds: u32) -> String {
    match seconds {
        1 => "1 second".to_owned(),
        0..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}
