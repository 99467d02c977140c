//! A contact as it is typed, and what of it may be stored.

use super::{Contact, ContactStatus, ContactType, Priority};
use crate::forms::{Checker, FieldErrors, TypedForm};
use crate::ids::UserId;
use serde::{Deserialize, Serialize};

/// What was typed into the form of a contact; field by field under the column's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactForm {
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub phone: String,
    pub company: String,
    pub job_title: String,
    pub linkedin_url: String,
    pub avatar_url: String,
    pub bio: String,
    pub contact_type: String,
    pub status: String,
    pub priority: String,
    pub business_type: String,
    pub network_type: String,
    pub industry: String,
    pub notes: String,
    pub lead_score: String,
    /// Separated by commas.
    pub tags: String,
    /// A colleague's id; empty for nobody.
    pub owner_id: String,
}

/// A contact's values, as they are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactValues {
    pub first_name: String,
    pub last_name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub company: Option<String>,
    pub job_title: Option<String>,
    pub linkedin_url: Option<String>,
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
    pub tags: Vec<String>,
    pub owner_id: Option<UserId>,
}

/// Values that may be stored: only [`ContactForm::parse`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewContact(ContactValues);

impl NewContact {
    /// What to store.
    #[must_use]
    pub const fn values(&self) -> &ContactValues {
        &self.0
    }
}

/// What can be edited in a table's cell.
const CELLS: [&str; 13] = [
    "first_name",
    "last_name",
    "email",
    "phone",
    "company",
    "job_title",
    "industry",
    "contact_type",
    "status",
    "priority",
    "lead_score",
    "tags",
    "owner_id",
];

/// Longest bio and longest notes.
const LONGEST_TEXT: usize = 10_000;
/// Most tags, and the longest one.
const MOST_TAGS: usize = 50;
const LONGEST_TAG: usize = 50;

impl ContactForm {
    /// The form of a contact that is about to be added, in the care of `owner`.
    #[must_use]
    pub fn blank(owner: Option<UserId>) -> Self {
        Self {
            contact_type: ContactType::Target.to_string(),
            status: ContactStatus::ColdLead.to_string(),
            priority: Priority::Medium.to_string(),
            lead_score: "0".into(),
            owner_id: owner.map(|id| id.to_string()).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// The form of a contact that is stored.
    #[must_use]
    pub fn of(contact: &Contact) -> Self {
        Self::from(&ContactValues::from(contact))
    }

    /// What may be stored, or what is wrong, field by field.
    ///
    /// # Errors
    /// Every field that cannot be stored, with what to do about it.
    pub fn parse(&self) -> Result<NewContact, FieldErrors> {
        let mut check = Checker::default();
        let first_name = check.required("first_name", &self.first_name, 50, "Write the first name.");
        let last_name = check.required("last_name", &self.last_name, 50, "Write the last name.");
        let email = check.email("email", &self.email);
        let phone = phone(&mut check, &self.phone);
        let company = check.optional("company", &self.company, 100);
        let job_title = check.optional("job_title", &self.job_title, 100);
        let linkedin_url = check.web_address(
            "linkedin_url",
            &self.linkedin_url,
            255,
            "www.linkedin.com/in/name",
        );
        let avatar_url = check.web_address("avatar_url", &self.avatar_url, 500, "example.com/name.jpg");
        let bio = check.multiline("bio", &self.bio, LONGEST_TEXT);
        let contact_type = check.choice("contact_type", &self.contact_type);
        let status = check.choice("status", &self.status);
        let priority = check.choice("priority", &self.priority);
        let business_type = check.optional("business_type", &self.business_type, 50);
        let network_type = check.optional("network_type", &self.network_type, 50);
        let industry = check.optional("industry", &self.industry, 100);
        let notes = check.multiline("notes", &self.notes, LONGEST_TEXT);
        let lead_score = lead_score(&mut check, &self.lead_score);
        let tags = tags(&mut check, &self.tags);
        let owner_id = owner(&mut check, &self.owner_id);
        check.finish(|| {
            Some(NewContact(ContactValues {
                first_name,
                last_name,
                email,
                phone,
                company,
                job_title,
                linkedin_url,
                avatar_url,
                bio,
                contact_type: contact_type?,
                status: status?,
                priority: priority?,
                business_type,
                network_type,
                industry,
                notes,
                lead_score,
                tags,
                owner_id,
            }))
        })
    }

    /// The owner alone, as a menu sends it: a colleague's id, or nothing for nobody.
    ///
    /// # Errors
    /// If it is neither.
    pub fn parse_owner(typed: &str) -> Result<Option<UserId>, FieldErrors> {
        let mut check = Checker::default();
        let owner_id = owner(&mut check, typed);
        check.finish(|| Some(owner_id))
    }

    /// Tags alone, as a field of their own sends them.
    ///
    /// # Errors
    /// If one of them cannot be stored.
    pub fn parse_tags(typed: &str) -> Result<Vec<String>, FieldErrors> {
        let mut check = Checker::default();
        let tags = tags(&mut check, typed);
        check.finish(|| Some(tags))
    }

    /// One field alone, as a table's cell sends it, checked as the whole form is; the other values
    /// are those of a blank one.
    ///
    /// # Errors
    /// If there is no such field, or it cannot hold this.
    pub fn parse_field(field: &str, typed: &str) -> Result<NewContact, FieldErrors> {
        let mut form = Self {
            first_name: "-".into(),
            last_name: "-".into(),
            ..Self::blank(None)
        };
        let place = form.field_mut(field).filter(|_| CELLS.contains(&field));
        let place = place.ok_or_else(|| FieldErrors::one("form", "This cannot be edited here."))?;
        typed.clone_into(place);
        form.parse()
    }

    /// A field's value in words, where the value itself is not for people.
    #[must_use]
    pub fn in_words(field: &str, value: &str) -> String {
        let label = match field {
            "contact_type" => value.parse().map(ContactType::label).ok(),
            "status" => value.parse().map(ContactStatus::label).ok(),
            "priority" => value.parse().map(Priority::label).ok(),
            _ => None,
        };
        label.unwrap_or(value).to_owned()
    }
}

crate::typed_form!(ContactForm {
    first_name = "First name";
    last_name = "Last name";
    email = "E-mail";
    phone = "Phone";
    company = "Company";
    job_title = "Job title";
    linkedin_url = "LinkedIn";
    avatar_url = "Picture";
    bio = "Bio";
    contact_type = "Stage";
    status = "Status";
    priority = "Priority";
    business_type = "Business type";
    network_type = "Network type";
    industry = "Industry";
    notes = "Notes";
    lead_score = "Lead score";
    tags = "Tags";
    owner_id = "Owner";
});

impl From<&ContactValues> for ContactForm {
    fn from(values: &ContactValues) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Self {
            first_name: values.first_name.clone(),
            last_name: values.last_name.clone(),
            email: text(&values.email),
            phone: text(&values.phone),
            company: text(&values.company),
            job_title: text(&values.job_title),
            linkedin_url: text(&values.linkedin_url),
            avatar_url: text(&values.avatar_url),
            bio: text(&values.bio),
            contact_type: values.contact_type.to_string(),
            status: values.status.to_string(),
            priority: values.priority.to_string(),
            business_type: text(&values.business_type),
            network_type: text(&values.network_type),
            industry: text(&values.industry),
            notes: text(&values.notes),
            lead_score: values.lead_score.to_string(),
            tags: values.tags.join(", "),
            owner_id: values.owner_id.map(|id| id.to_string()).unwrap_or_default(),
        }
    }
}

impl From<&Contact> for ContactValues {
    fn from(contact: &Contact) -> Self {
        Self {
            first_name: contact.first_name.clone(),
            last_name: contact.last_name.clone(),
            email: contact.email.clone(),
            phone: contact.phone.clone(),
            company: contact.company.clone(),
            job_title: contact.job_title.clone(),
            linkedin_url: contact.linkedin_url.clone(),
            avatar_url: contact.avatar_url.clone(),
            bio: contact.bio.clone(),
            contact_type: contact.contact_type,
            status: contact.status,
            priority: contact.priority,
            business_type: contact.business_type.clone(),
            network_type: contact.network_type.clone(),
            industry: contact.industry.clone(),
            notes: contact.notes.clone(),
            lead_score: contact.lead_score,
            tags: contact.tags.clone(),
            owner_id: contact.owner.as_ref().map(|owner| owner.id),
        }
    }
}

/// A telephone number as people write it, in whatever country.
fn phone(check: &mut Checker, typed: &str) -> Option<String> {
    let phone = check.optional("phone", typed, 20)?;
    let is_number = phone.chars().all(|c| c.is_ascii_digit() || "+()-. ".contains(c))
        && phone.chars().any(|c| c.is_ascii_digit());
    if !is_number {
        check.error("phone", "Use digits, spaces and + ( ) - . only.");
    }
    Some(phone)
}

/// 0 to 100; nothing typed is 0.
fn lead_score(check: &mut Checker, typed: &str) -> i32 {
    let typed = typed.trim();
    if typed.is_empty() {
        return 0;
    }
    match typed.parse() {
        Ok(score @ 0..=100) => score,
        _ => {
            check.error("lead_score", "Write a whole number from 0 to 100.");
            0
        }
    }
}

/// Words between commas, each once, whatever its case.
fn tags(check: &mut Checker, typed: &str) -> Vec<String> {
    if typed.chars().any(char::is_control) {
        check.error(
            "tags",
            "Line breaks and control characters cannot be stored here.",
        );
    }
    let mut tags: Vec<String> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for tag in typed.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
        if tag.chars().count() > LONGEST_TAG {
            check.error("tags", format!("A tag has at most {LONGEST_TAG} characters."));
        } else if seen.insert(tag.to_lowercase()) {
            tags.push(tag.to_owned());
        }
        if tags.len() > MOST_TAGS {
            check.error("tags", format!("At most {MOST_TAGS} tags."));
            break;
        }
    }
    tags
}

fn owner(check: &mut Checker, typed: &str) -> Option<UserId> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    check.choice("owner_id", typed)
}

#[cfg(test)]
mod unit;
