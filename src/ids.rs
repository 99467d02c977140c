//! One id type per table, so that an event's id cannot be passed for a contact's.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Declares id types. Each is a UUIDv7 (RFC 9562): unique without asking the database, and
/// ordered by the time of its making, so that new rows stand together in an index.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "ssr", derive(sqlx::Type))]
        #[cfg_attr(feature = "ssr", sqlx(transparent))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id, later than every id made before it in this process.
            #[must_use]
            #[expect(clippy::new_without_default, reason = "an id is made on purpose, never by default")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

ids! {
    /// An organisation: the tenant that every other row belongs to.
    OrganizationId,
    /// A person who signs in, or an organisation's system user.
    UserId,
    /// A team of users inside one organisation.
    TeamId,
    /// A contact: target, contact or plug.
    ContactId,
    /// A meeting, call or message with a contact.
    InteractionId,
    /// An event: a conference, workshop, networking evening or meeting.
    EventId,
    /// What ties events together that are held again and again.
    SeriesId,
    /// What those who were coming to an event were told.
    EventNoticeId,
    /// Somebody who comes to an event.
    AttendeeId,
    /// A change of attendees that can be taken back.
    AttendeeChangeId,
    /// An item of an event's agenda.
    AgendaItemId,
    /// A room of an event.
    RoomId,
    /// A track of an event's agenda.
    TrackId,
    /// The address at which other programs read somebody's own agenda.
    FeedId,
    /// What a currency was worth in another on a day.
    RateId,
    /// A step that claims take before they are approved.
    ApprovalStepId,
    /// Somebody who decides in somebody else's place for some days.
    SubstituteId,
    /// What an organisation pays for a kilometre or a day.
    UnitRateId,
    /// A list of contacts that somebody saved under a name.
    SavedViewId,
    /// What was deleted together is restored together under one of these.
    DeletionId,
    /// A change of many contacts at once.
    BulkChangeId,
    /// Work that no request waits for.
    JobId,
    /// A mail to somebody.
    MailId,
    /// Something that somebody was told.
    NotificationId,
    /// What somebody spent and claims back.
    ExpenseId,
    /// Claims that are paid together.
    BatchId,
    /// A claim in a batch.
    BatchItemId,
    /// A file that somebody uploaded.
    MediaId,
    /// A file on its way into the store.
    UploadId,
}
