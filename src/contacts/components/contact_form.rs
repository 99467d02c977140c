//! The form of a contact: every field there is, in groups.

use super::contact_fields::ContactFields;
use crate::accounts::types::Colleague;
use crate::contacts::types::{ContactStatus, ContactType, Priority};
use crate::forms::Filling;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// The fields.
#[component]
pub fn ContactFormFields(
    fields: ContactFields,
    filling: Filling,
    /// Who can look after a contact.
    colleagues: Vec<Colleague>,
    /// The cursor stands in the first field at once.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    view! {
        <FormSection title="Who">
            <FormGrid>
                <TextField name="first_name" label="First name" required=true autofocus autocomplete="off"
                    value=fields.first_name error=filling.error("first_name")/>
                <TextField name="last_name" label="Last name" required=true autocomplete="off"
                    value=fields.last_name error=filling.error("last_name")/>
                <TextField name="company" label="Company" autocomplete="off"
                    value=fields.company error=filling.error("company")/>
                <TextField name="job_title" label="Job title" autocomplete="off"
                    value=fields.job_title error=filling.error("job_title")/>
            </FormGrid>
        </FormSection>
        <Reach fields filling/>
        <Standing fields filling colleagues/>
        <Work fields filling/>
        <Words fields filling/>
    }
}

#[component]
fn Reach(fields: ContactFields, filling: Filling) -> impl IntoView {
    view! {
        <FormSection title="Reach">
            <FormGrid>
                <TextField name="email" label="E-mail" kind=TextKind::Email autocomplete="off"
                    value=fields.email error=filling.error("email")/>
                <TextField name="phone" label="Phone" kind=TextKind::Tel autocomplete="off"
                    value=fields.phone error=filling.error("phone")/>
            </FormGrid>
            <FormGrid>
                <TextField name="linkedin_url" label="LinkedIn" kind=TextKind::Url autocomplete="off"
                    placeholder="linkedin.com/in/name" value=fields.linkedin_url error=filling.error("linkedin_url")/>
                <TextField name="avatar_url" label="Picture" kind=TextKind::Url autocomplete="off"
                    placeholder="example.com/name.jpg" value=fields.avatar_url error=filling.error("avatar_url")/>
            </FormGrid>
        </FormSection>
    }
}

#[component]
fn Standing(fields: ContactFields, filling: Filling, colleagues: Vec<Colleague>) -> impl IntoView {
    let stages: Vec<_> = ContactType::ALL
        .iter()
        .map(|one| Choice::new(one.as_str(), one.label()))
        .collect();
    let statuses: Vec<_> = ContactStatus::ALL
        .iter()
        .map(|one| Choice::new(one.as_str(), one.label()))
        .collect();
    let priorities: Vec<_> = Priority::ALL
        .iter()
        .map(|one| Choice::new(one.as_str(), one.label()))
        .collect();
    let owners: Vec<_> = colleagues
        .into_iter()
        .map(|one| Choice::new(one.id.to_string(), one.name))
        .collect();
    view! {
        <FormSection title="Relationship">
            <FormGrid>
                <SelectField name="contact_type" label="Stage" options=stages
                    value=fields.contact_type error=filling.error("contact_type")/>
                <SelectField name="status" label="Status" options=statuses
                    value=fields.status error=filling.error("status")/>
                <SelectField name="priority" label="Priority" options=priorities
                    value=fields.priority error=filling.error("priority")/>
                <TextField name="lead_score" label="Lead score" kind=TextKind::Number hint="0 to 100"
                    value=fields.lead_score error=filling.error("lead_score")/>
                <SelectField name="owner_id" label="Owner" options=owners empty="Nobody"
                    value=fields.owner_id error=filling.error("owner_id")/>
            </FormGrid>
            <TagsField name="tags" label="Tags" hint="Separate with commas" value=fields.tags error=filling.error("tags")/>
        </FormSection>
    }
}

#[component]
fn Work(fields: ContactFields, filling: Filling) -> impl IntoView {
    view! {
        <FormSection title="Work">
            <FormGrid>
                <TextField name="industry" label="Industry" autocomplete="off"
                    value=fields.industry error=filling.error("industry")/>
                <TextField name="business_type" label="Business type" autocomplete="off"
                    value=fields.business_type error=filling.error("business_type")/>
                <TextField name="network_type" label="Network type" autocomplete="off"
                    value=fields.network_type error=filling.error("network_type")/>
            </FormGrid>
        </FormSection>
    }
}

#[component]
fn Words(fields: ContactFields, filling: Filling) -> impl IntoView {
    view! {
        <FormSection title="In words">
            <TextArea name="bio" label="Bio" rows=3 value=fields.bio error=filling.error("bio")/>
            <TextArea name="notes" label="Notes" rows=5 value=fields.notes error=filling.error("notes")/>
        </FormSection>
    }
}

/// Which fields need another look, each a link to its field.
#[component]
pub fn ErrorSummary(
    filling: Filling,
    /// Names and labels of the fields, in their order on the page.
    labels: Vec<(&'static str, &'static str)>,
    /// What stands before a field's name in its id.
    #[prop(default = "field-")]
    prefix: &'static str,
) -> impl IntoView {
    let labels = StoredValue::new(labels);
    let errors = filling.errors();
    let list = move || {
        let errors = errors.read();
        let line = |field: &'static str, label: &'static str, message: &str| {
            view! { <li><a class="link" rel="external" href=format!("#{prefix}{field}")>{label}</a> ": " {message.to_owned()}</li> }
        };
        let of_fields = labels.with_value(|labels| {
            labels
                .iter()
                .filter_map(|(field, label)| Some(line(field, label, errors.get(field)?)))
                .collect_view()
        });
        let of_whole = errors
            .get("form")
            .map(|message| view! { <li>{message.to_owned()}</li> });
        view! { <ul class="mt-1 list-disc pl-4">{of_fields}{of_whole}</ul> }
    };
    view! { <FormError error=filling.failure()>{list}</FormError> }
}
