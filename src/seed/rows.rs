//! The rows that a story consists of, as [`super::queries`] stores them.

use crate::contacts::types::{
    ContactStatus, ContactType, Direction, InteractionStatus, InteractionType, Priority,
};
use crate::ids::{ContactId, InteractionId, UserId};
use chrono::{DateTime, Utc};
use serde::Serialize;

/// A row of `contacts` as it was first: a target.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ContactRow {
    pub id: ContactId,
    pub created_by: UserId,
    pub owner_id: Option<UserId>,
    pub first_name: String,
    pub last_name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub company: Option<String>,
    pub job_title: Option<String>,
    pub linkedin_url: Option<String>,
    pub bio: Option<String>,
    pub status: ContactStatus,
    pub priority: Priority,
    pub business_type: Option<&'static str>,
    pub network_type: Option<&'static str>,
    pub industry: Option<&'static str>,
    pub notes: Option<String>,
    pub tags: Vec<String>,
    pub lead_score: i64,
    pub created_at: DateTime<Utc>,
    /// Where the story ends; stored by way of [`StageRow`]s.
    #[serde(skip)]
    pub stage: ContactType,
    /// Where the person works, for what is written about them.
    #[serde(skip)]
    pub city: &'static str,
}

/// A row of `contact_interactions`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InteractionRow {
    pub id: InteractionId,
    pub contact_id: ContactId,
    pub user_id: UserId,
    pub interaction_type: InteractionType,
    pub direction: Direction,
    pub subject: String,
    pub description: Option<String>,
    pub outcome: Option<String>,
    pub interaction_date: DateTime<Utc>,
    pub status: InteractionStatus,
    pub created_at: DateTime<Utc>,
}

/// That a contact came a stage further.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StageRow {
    pub contact_id: ContactId,
    pub user_id: UserId,
    pub contact_type: ContactType,
    pub at: DateTime<Utc>,
}

/// The rows of an organisation, or of a part of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    pub contacts: Vec<ContactRow>,
    pub interactions: Vec<InteractionRow>,
    pub stages: Vec<StageRow>,
}
