//! What people are told, as they see it, and what they want to hear of.

mod said;

pub use said::Said;

use crate::accounts::roles::Permission;
use crate::ids::NotificationId;
use crate::text_enum;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What somebody is told of.
    NotificationKind {
        Assigned = "assigned", "Contacts put into your care";
        FollowUpDue = "follow_up_due", "Follow-ups that are due";
        Mentioned = "mentioned", "Mentions of you in notes";
        BulkDone = "bulk_done", "Your changes of many contacts, once done";
        EventCancelled = "event_cancelled", "Events you take part in that are cancelled";
        ExpenseWaiting = "expense_waiting", "Claims that wait for your decision";
        ExpenseDecided = "expense_decided", "What becomes of your claims";
        BudgetUsed = "budget_used", "Budgets that are nearly or wholly used";
    }
}

impl NotificationKind {
    /// Who may not do this is not told.
    #[must_use]
    pub const fn needs(self) -> Permission {
        match self {
            Self::Assigned | Self::FollowUpDue | Self::Mentioned | Self::BulkDone => Permission::ViewContacts,
            Self::EventCancelled | Self::BudgetUsed => Permission::ViewEvents,
            Self::ExpenseWaiting => Permission::ApproveExpenses,
            Self::ExpenseDecided => Permission::ViewExpenses,
        }
    }

    /// Whether it is told to whoever did it: they have gone on meanwhile, or did not see how far a budget went.
    #[must_use]
    pub const fn is_of_ones_own(self) -> bool {
        matches!(self, Self::BulkDone | Self::BudgetUsed)
    }

    /// Whether its mails wait a minute for more of them, and go as one: whoever decides about claims does so about many, one by one.
    #[must_use]
    pub const fn is_gathered(self) -> bool {
        matches!(self, Self::ExpenseDecided)
    }

    /// How the schema calls it: whether it is for now or for knowing.
    #[must_use]
    pub const fn notification_type(self) -> &'static str {
        match self {
            Self::FollowUpDue | Self::ExpenseWaiting => "reminder",
            Self::Assigned | Self::Mentioned | Self::ExpenseDecided => "info",
            Self::BulkDone => "success",
            Self::EventCancelled | Self::BudgetUsed => "warning",
        }
    }
}

text_enum! {
    /// By what somebody is told.
    Channel {
        InApp = "in_app", "Here";
        Email = "email", "By e-mail";
    }
}

text_enum! {
    /// Which of them a list shows.
    Shown {
        All = "all", "All";
        Unread = "unread", "Unread";
        Read = "read", "Read";
    }
}

/// Something that somebody was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    pub id: NotificationId,
    pub kind: NotificationKind,
    pub title: String,
    pub message: String,
    /// Where it leads, on this site.
    pub path: Option<String>,
    pub is_read: bool,
    pub at: DateTime<Utc>,
}

/// Some of what somebody was told, latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationList {
    pub rows: Vec<Notification>,
    /// How many are unread, counted up to [`MOST_COUNTED`].
    pub unread: i64,
    /// The last of them, where there are more.
    pub next: Option<NotificationId>,
}

/// How far those that are unread are counted.
pub const MOST_COUNTED: i64 = 100;

/// What was marked as read in one go, by which it can be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    pub count: u32,
    pub at: DateTime<Utc>,
}

/// What somebody wants to be told of, and by what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    pub wanted: Vec<(NotificationKind, Channel)>,
}

impl Preferences {
    /// Whether they want a kind by a channel.
    #[must_use]
    pub fn wants(&self, kind: NotificationKind, channel: Channel) -> bool {
        self.wanted.contains(&(kind, channel))
    }

    /// From what a form sends for each box that is ticked.
    #[must_use]
    pub fn parse(ticked: &[String]) -> Self {
        let pair = |text: &String| {
            let (kind, channel) = text.split_once('.')?;
            Some((kind.parse().ok()?, channel.parse().ok()?))
        };
        Self {
            wanted: ticked.iter().filter_map(pair).collect(),
        }
    }

    /// What a form sends for the box of a kind and a channel.
    #[must_use]
    pub fn word(kind: NotificationKind, channel: Channel) -> String {
        format!("{kind}.{channel}")
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn what_is_ticked_is_wanted_and_what_is_no_such_box_is_not() {
        let mut ticked = vec![
            Preferences::word(NotificationKind::Assigned, Channel::Email),
            Preferences::word(NotificationKind::Mentioned, Channel::InApp),
        ];
        ticked.extend(["assigned".into(), "assigned.sms".into(), ".".into()]);
        let wants = Preferences::parse(&ticked);
        for kind in NotificationKind::ALL {
            for channel in Channel::ALL {
                let is_ticked = ticked[..2].contains(&Preferences::word(*kind, *channel));
                assert_eq!(wants.wants(*kind, *channel), is_ticked, "{kind} {channel}");
            }
        }
    }
}
