//! Mail as people see it, and what it can say.

mod language;

pub use language::Language;

use crate::text_enum;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What mail is about, and so what one can want no more of.
    MailKind {
        Welcome = "welcome", "Welcome";
        Notification = "notification", "Notifications";
        EventCancelled = "event_cancelled", "Cancelled events";
    }
}

impl MailKind {
    /// Whether it belongs to something that its reader has just done, and so cannot be unwanted.
    #[must_use]
    pub const fn is_transactional(self) -> bool {
        match self {
            // Whoever is on a list is told that there is nothing to come to.
            Self::Welcome | Self::EventCancelled => true,
            Self::Notification => false,
        }
    }
}

text_enum! {
    /// What became of a mail.
    MailState {
        /// On its way to the mail server.
        Queued = "queued", "On its way";
        /// The mail server has taken it.
        Sent = "sent", "Sent";
        /// There is no mail server.
        Kept = "kept", "Kept";
        /// Its reader wanted no more of the kind, or their address is known not to exist.
        Withheld = "withheld", "Withheld";
        /// The mail server would not have it.
        Failed = "failed", "Failed";
        /// There is no such address.
        Bounced = "bounced", "Bounced";
    }
}

/// What a mail says, in values. Words and looks are made of them when it is delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Letter {
    /// To the owner of a new organisation.
    Welcome,
    /// What somebody is told of, and where it stands: a path of ours.
    Notification {
        title: String,
        message: String,
        path: String,
    },
    /// Several things that somebody is told of at once: how many, and those that are told in full.
    News { count: usize, news: Vec<News> },
    /// To a contact who was coming: what, when on the clock of its zone, and why. The path is that of its public page.
    EventCancelled {
        title: String,
        start: DateTime<Utc>,
        end: DateTime<Utc>,
        timezone: String,
        message: Option<String>,
        path: String,
    },
}

/// One of several things that somebody is told of, and where it stands: a path of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    pub title: String,
    pub message: String,
    pub path: String,
}

impl Letter {
    /// The name of the template that it is written with.
    #[must_use]
    pub const fn template(&self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::Notification { .. } => "notification",
            Self::News { .. } => "news",
            Self::EventCancelled { .. } => "event_cancelled",
        }
    }

    /// What it is about.
    #[must_use]
    pub const fn kind(&self) -> MailKind {
        match self {
            Self::Welcome => MailKind::Welcome,
            Self::Notification { .. } | Self::News { .. } => MailKind::Notification,
            Self::EventCancelled { .. } => MailKind::EventCancelled,
        }
    }
}

/// A mail that did not arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndeliveredMail {
    pub name: String,
    pub address: String,
    pub kind: MailKind,
    pub state: MailState,
    /// The mail server's words, where it said any.
    pub reason: Option<String>,
    pub at: DateTime<Utc>,
}
