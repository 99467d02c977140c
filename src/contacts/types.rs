//! Contacts as pages see them, as they are typed, and as they may be stored.

use crate::accounts::types::Colleague;
use crate::ids::{ContactId, DeletionId, InteractionId};
pub use crate::paging::{Cursor, Page, Total};
use crate::text_enum;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

mod board;
mod bulk;
mod company;
mod contact_form;
mod filter;
mod interaction_form;
mod list;
pub mod segment;
mod strength;
mod view;

pub use board::{BoardColumn, MOST_CARDS};
pub use bulk::{BulkChange, BulkEntry, BulkOutcome, BulkState, BulkUndone, MOST_AT_ONCE, Refusal};
pub use company::{
    Closest, Company, CompanyEntry, CompanyFilter, CompanyPerson, CompanyRow, CompanySort, query_of_new_at,
};
pub use contact_form::{ContactForm, ContactValues, NewContact};
pub use filter::{
    Condition, ConditionKey, ContactFilter, ContactSort, Group, Join, MOST_CONDITIONS, MOST_GROUPS,
    OwnerFilter, Query, When, industry_value, tag_value, value_word,
};
pub use interaction_form::{InteractionForm, InteractionValues, NewInteraction};
pub use list::{Column, Columns, Layout, ListState};
pub use strength::{HALF_LIFE_DAYS, MOST_WEIGHED, REACH_DAYS, Strength, StrengthLevel, StrengthPart, weight};
pub use view::{FilterValues, SavedView, parse_view_name};

text_enum! {
    /// The stage of a relationship: Target → Contact → Plug.
    ContactType {
        /// Somebody we want to know.
        Target = "target", "Target";
        /// Somebody we know.
        Contact = "contact", "Contact";
        /// Somebody who opens doors for us.
        Plug = "plug", "Plug";
    }
}

text_enum! {
    /// Where a contact stands commercially.
    ContactStatus {
        NewClient = "new_client", "New client";
        ExistingClient = "existing_client", "Existing client";
        HotLead = "hot_lead", "Hot lead";
        ColdLead = "cold_lead", "Cold lead";
    }
}

text_enum! {
    /// How soon a contact deserves attention.
    Priority {
        High = "high", "High";
        Medium = "medium", "Medium";
        Low = "low", "Low";
    }
}

text_enum! {
    /// What kind of touch an interaction was.
    InteractionType {
        Meeting = "meeting", "Meeting";
        Call = "call", "Call";
        Email = "email", "E-mail";
        Linkedin = "linkedin", "LinkedIn";
        Event = "event", "Event";
        FollowUp = "follow_up", "Follow-up";
    }
}

text_enum! {
    /// Whether an interaction has happened.
    InteractionStatus {
        Completed = "completed", "Completed";
        Scheduled = "scheduled", "Scheduled";
        Cancelled = "cancelled", "Cancelled";
    }
}

text_enum! {
    /// Who reached out.
    Direction {
        In = "in", "They reached out";
        Out = "out", "We reached out";
        Both = "both", "Both sides";
    }
}

/// What stands in place of a value that cannot be read.
pub const UNREADABLE: &str = "This could not be read. What is saved here replaces it.";

/// A contact in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactRow {
    pub id: ContactId,
    pub version: i32,
    pub first_name: String,
    pub last_name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub company: Option<String>,
    pub job_title: Option<String>,
    pub industry: Option<String>,
    pub contact_type: ContactType,
    pub status: ContactStatus,
    pub priority: Priority,
    /// 0 to 100.
    pub lead_score: i32,
    pub last_interaction: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub owner: Option<Colleague>,
    pub tags: Vec<String>,
    /// The fields that hold something that cannot be read.
    pub unreadable: Vec<String>,
    /// Put in to show somebody around.
    pub is_sample: bool,
    /// Whether the person who asked may change it.
    pub can_edit: bool,
    /// Whether the person who asked may delete it.
    pub can_delete: bool,
}

impl ContactRow {
    /// First and last name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// What stands in a field, as a form sends it; nothing where the row does not know it.
    #[must_use]
    pub fn field(&self, field: &str) -> String {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        match field {
            "first_name" => self.first_name.clone(),
            "last_name" => self.last_name.clone(),
            "company" => text(&self.company),
            "job_title" => text(&self.job_title),
            "email" => text(&self.email),
            "phone" => text(&self.phone),
            "industry" => text(&self.industry),
            "contact_type" => self.contact_type.to_string(),
            "status" => self.status.to_string(),
            "priority" => self.priority.to_string(),
            "lead_score" => self.lead_score.to_string(),
            "owner_id" => self
                .owner
                .as_ref()
                .map(|owner| owner.id.to_string())
                .unwrap_or_default(),
            "tags" => self.tags.join(", "),
            _ => String::new(),
        }
    }

    /// The same as a conflict tells it: an owner by name.
    #[must_use]
    pub fn words(&self, field: &str) -> String {
        match (field, &self.owner) {
            ("owner_id", Some(owner)) => owner.name.clone(),
            _ => self.field(field),
        }
    }

    /// Puts a value into a field, as a form sends it, to show it before it is stored; what is no
    /// value of the field leaves it as it is.
    pub fn set(&mut self, field: &str, value: &str, colleagues: &[Colleague]) {
        fn put<T: std::str::FromStr>(place: &mut T, value: &str) {
            if let Ok(value) = value.parse() {
                *place = value;
            }
        }
        let text = || Some(value.trim().to_owned()).filter(|text| !text.is_empty());
        match field {
            "first_name" => put(&mut self.first_name, value.trim()),
            "last_name" => put(&mut self.last_name, value.trim()),
            "company" => self.company = text(),
            "job_title" => self.job_title = text(),
            "email" => self.email = text(),
            "phone" => self.phone = text(),
            "industry" => self.industry = text(),
            "contact_type" => put(&mut self.contact_type, value),
            "status" => put(&mut self.status, value),
            "priority" => put(&mut self.priority, value),
            "lead_score" => put(&mut self.lead_score, value.trim()),
            "owner_id" => {
                self.owner = colleagues.iter().find(|one| one.id.to_string() == value).cloned();
            }
            "tags" => self.tags = ContactForm::parse_tags(value).unwrap_or_default(),
            _ => {}
        }
    }

    /// The row by its record, which was read later.
    #[must_use]
    pub fn read_again(&self, contact: &Contact) -> Self {
        Self {
            is_sample: self.is_sample,
            unreadable: contact.unreadable.clone(),
            id: contact.id,
            version: contact.version,
            first_name: contact.first_name.clone(),
            last_name: contact.last_name.clone(),
            email: contact.email.clone(),
            phone: contact.phone.clone(),
            company: contact.company.clone(),
            job_title: contact.job_title.clone(),
            industry: contact.industry.clone(),
            contact_type: contact.contact_type,
            status: contact.status,
            priority: contact.priority,
            lead_score: contact.lead_score,
            last_interaction: contact.last_interaction,
            created_at: contact.created_at,
            owner: contact.owner.clone(),
            tags: contact.tags.clone(),
            can_edit: contact.can_edit,
            can_delete: contact.can_delete,
        }
    }
}

/// A contact's whole record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub id: ContactId,
    pub version: i32,
    pub first_name: String,
    pub last_name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub company: Option<String>,
    pub job_title: Option<String>,
    pub linkedin_url: Option<String>,
    /// Where a picture of them is on the web.
    pub avatar_url: Option<String>,
    pub bio: Option<String>,
    pub contact_type: ContactType,
    pub status: ContactStatus,
    pub priority: Priority,
    pub business_type: Option<String>,
    pub network_type: Option<String>,
    pub industry: Option<String>,
    pub notes: Option<String>,
    pub lead_score: i32,
    pub last_interaction: Option<DateTime<Utc>>,
    pub owner: Option<Colleague>,
    /// The fields that hold something that cannot be read.
    pub unreadable: Vec<String>,
    /// How well we know them.
    pub strength: Strength,
    pub tags: Vec<String>,
    /// What another system said of them, name by name.
    pub metadata: Vec<(String, String)>,
    pub created_at: DateTime<Utc>,
    pub created_by: Colleague,
    pub updated_at: DateTime<Utc>,
    pub updated_by: Option<Colleague>,
    /// In the trash. Only those who may restore it are shown it then.
    pub is_deleted: bool,
    pub deleted_at: Option<DateTime<Utc>>,
    /// Whether the person who asked may change it.
    pub can_edit: bool,
    /// Whether the person who asked may delete and restore it.
    pub can_delete: bool,
}

impl Contact {
    /// First and last name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

/// One line of a contact's history, latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// Unlike that of every other line of this history.
    pub key: Uuid,
    pub at: DateTime<Utc>,
    /// Who did it.
    pub by: String,
    pub what: TimelineEvent,
}

/// What a line of the history says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimelineEvent {
    Interaction(Interaction),
    /// Read from the audit.
    StageChanged {
        from: ContactType,
        to: ContactType,
    },
    Created,
}

/// A meeting, call or message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interaction {
    pub id: InteractionId,
    pub version: i32,
    pub interaction_type: InteractionType,
    pub status: InteractionStatus,
    pub direction: Option<Direction>,
    pub subject: Option<String>,
    pub description: Option<String>,
    pub outcome: Option<String>,
    pub interaction_date: DateTime<Utc>,
    /// Whether the person who asked may change or delete it.
    pub can_edit: bool,
}

/// What went into the trash just now, for the offer to undo it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    pub deletion_id: DeletionId,
    /// What it was called: the contact's name, or the interaction's subject.
    pub name: String,
    /// How many interactions went with it.
    pub interactions: u32,
}

/// One deletion in the trash, latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrashRow {
    pub deletion_id: DeletionId,
    pub what: TrashItem,
    pub deleted_at: DateTime<Utc>,
    /// Who deleted it.
    pub deleted_by: String,
    /// How many interactions went with it.
    pub interactions: u32,
}

/// What a deletion took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrashItem {
    Contact {
        id: ContactId,
        name: String,
        company: Option<String>,
    },
    /// An interaction of a contact that is not itself in the trash.
    Interaction {
        id: InteractionId,
        interaction_type: InteractionType,
        subject: Option<String>,
        contact: ContactLink,
    },
}

impl TrashItem {
    /// Unlike that of everything else in the trash, where several went there together.
    #[must_use]
    pub const fn id(&self) -> Uuid {
        match self {
            Self::Contact { id, .. } => id.0,
            Self::Interaction { id, .. } => id.0,
        }
    }
}

/// Enough of a contact to name it and to lead to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactLink {
    pub id: ContactId,
    pub name: String,
    pub company: Option<String>,
}

/// A contact that matches what somebody typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactHit {
    pub id: ContactId,
    pub name: String,
    /// Company and address, or what there is of them.
    pub about: String,
    pub contact_type: ContactType,
}

/// What a person's first page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeSummary {
    /// My planned interactions of days gone by, oldest first; only the first of them.
    pub overdue: Vec<FollowUp>,
    /// How many are overdue.
    pub overdue_total: Total,
    /// My planned interactions of today, in my time zone, in the order of the day.
    /// Only the first of them.
    pub today: Vec<FollowUp>,
    /// How many are planned for today.
    pub today_total: Total,
    /// My contacts, those with the latest interaction first.
    pub recent: Vec<ContactRow>,
    /// What people did lately in the organisation, as far as I may see it, latest first.
    pub changes: Vec<Change>,
}

/// A planned interaction of mine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    pub interaction: Interaction,
    pub contact: ContactLink,
}

/// Something that somebody did, as the first page tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Unlike that of every other change.
    pub key: Uuid,
    pub at: DateTime<Utc>,
    /// Who did it.
    pub by: String,
    pub what: ChangeKind,
    /// To whom: the first of `contacts`.
    pub contact: ContactLink,
    /// Whether the contact is in the trash now, so that a link would lead nowhere.
    pub is_deleted: bool,
    /// How many contacts the same act reached.
    pub contacts: Total,
}

/// What somebody did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangeKind {
    Added,
    StageChanged { to: ContactType },
    Edited,
    Deleted,
    Restored,
    Logged(InteractionType),
    Planned(InteractionType),
}
