//! What stands in the fields of a contact's form.

use crate::contacts::types::ContactForm;
use crate::forms::Typed;
use leptos::prelude::*;

/// A signal for each field of [`ContactForm`].
#[derive(Clone, Copy)]
pub struct ContactFields {
    pub first_name: RwSignal<String>,
    pub last_name: RwSignal<String>,
    pub email: RwSignal<String>,
    pub phone: RwSignal<String>,
    pub company: RwSignal<String>,
    pub job_title: RwSignal<String>,
    pub linkedin_url: RwSignal<String>,
    pub avatar_url: RwSignal<String>,
    pub bio: RwSignal<String>,
    pub contact_type: RwSignal<String>,
    pub status: RwSignal<String>,
    pub priority: RwSignal<String>,
    pub business_type: RwSignal<String>,
    pub network_type: RwSignal<String>,
    pub industry: RwSignal<String>,
    pub notes: RwSignal<String>,
    pub lead_score: RwSignal<String>,
    pub tags: RwSignal<String>,
    pub owner_id: RwSignal<String>,
}

impl ContactFields {
    #[must_use]
    pub fn new(form: &ContactForm) -> Self {
        let signal = |text: &String| RwSignal::new(text.clone());
        Self {
            first_name: signal(&form.first_name),
            last_name: signal(&form.last_name),
            email: signal(&form.email),
            phone: signal(&form.phone),
            company: signal(&form.company),
            job_title: signal(&form.job_title),
            linkedin_url: signal(&form.linkedin_url),
            avatar_url: signal(&form.avatar_url),
            bio: signal(&form.bio),
            contact_type: signal(&form.contact_type),
            status: signal(&form.status),
            priority: signal(&form.priority),
            business_type: signal(&form.business_type),
            network_type: signal(&form.network_type),
            industry: signal(&form.industry),
            notes: signal(&form.notes),
            lead_score: signal(&form.lead_score),
            tags: signal(&form.tags),
            owner_id: signal(&form.owner_id),
        }
    }

    /// What stands in the fields, followed as it changes.
    #[must_use]
    pub fn form(self) -> ContactForm {
        self.read(|signal| signal.get())
    }

    /// What stands in the fields now.
    #[must_use]
    pub fn form_now(self) -> ContactForm {
        self.read(|signal| signal.get_untracked())
    }

    /// What stands in the fields by their names, followed as it changes.
    #[must_use]
    pub fn typed(self) -> Typed {
        let form = self.form();
        form.fields()
            .into_iter()
            .map(|(name, _, text)| (name, text.to_owned()))
            .collect()
    }

    /// Writes into a field.
    pub fn set(self, field: &str, text: &str) {
        if let Some(signal) = self.by_name(field) {
            signal.set(text.to_owned());
        }
    }

    fn read(self, get: impl Fn(RwSignal<String>) -> String) -> ContactForm {
        ContactForm {
            first_name: get(self.first_name),
            last_name: get(self.last_name),
            email: get(self.email),
            phone: get(self.phone),
            company: get(self.company),
            job_title: get(self.job_title),
            linkedin_url: get(self.linkedin_url),
            avatar_url: get(self.avatar_url),
            bio: get(self.bio),
            contact_type: get(self.contact_type),
            status: get(self.status),
            priority: get(self.priority),
            business_type: get(self.business_type),
            network_type: get(self.network_type),
            industry: get(self.industry),
            notes: get(self.notes),
            lead_score: get(self.lead_score),
            tags: get(self.tags),
            owner_id: get(self.owner_id),
        }
    }

    fn by_name(self, field: &str) -> Option<RwSignal<String>> {
        Some(match field {
            "first_name" => self.first_name,
            "last_name" => self.last_name,
            "email" => self.email,
            "phone" => self.phone,
            "company" => self.company,
            "job_title" => self.job_title,
            "linkedin_url" => self.linkedin_url,
            "avatar_url" => self.avatar_url,
            "bio" => self.bio,
            "contact_type" => self.contact_type,
            "status" => self.status,
            "priority" => self.priority,
            "business_type" => self.business_type,
            "network_type" => self.network_type,
            "industry" => self.industry,
            "notes" => self.notes,
            "lead_score" => self.lead_score,
            "tags" => self.tags,
            "owner_id" => self.owner_id,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn every_field_of_the_form_can_be_read_and_written() {
        Owner::new().with(|| {
            let fields = ContactFields::new(&ContactForm::default());
            for (name, _, _) in ContactForm::default().fields() {
                fields.set(name, &format!("what stands in {name}"));
            }
            for (name, _, text) in fields.form_now().fields() {
                assert_eq!(text, format!("what stands in {name}"));
            }
        });
    }
}
