//! The form of a contact: every field there is, in groups.

use crate::accounts::types::Colleague;
use crate::contacts::types::{ContactForm, ContactStatus, ContactType, Priority};
use crate::forms::Filling;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// A colleague as somebody who can be named.
pub fn mentionable(colleague: &Colleague) -> Mentionable {
    Mentionable {
        name: colleague.name.clone(),
        picture: colleague.picture.clone(),
    }
}

/// The fields.
#[component]
pub fn ContactFormFields(
    fields: DraftFields<ContactForm>,
    filling: Filling,
    /// Who can look after a contact.
    colleagues: Vec<Colleague>,
    /// The cursor stands in the first field at once.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let people = StoredValue::new(colleagues.iter().map(mentionable).collect::<Vec<_>>());
    view! {
        <FormSection title="Who">
            <FormGrid>
                <TextField name="first_name" label="First name" required=true autofocus autocomplete="off"
                    value=fields.of("first_name") error=filling.error("first_name")/>
                <TextField name="last_name" label="Last name" required=true autocomplete="off"
                    value=fields.of("last_name") error=filling.error("last_name")/>
                <TextField name="company" label="Company" autocomplete="off"
                    value=fields.of("company") error=filling.error("company")/>
                <TextField name="job_title" label="Job title" autocomplete="off"
                    value=fields.of("job_title") error=filling.error("job_title")/>
            </FormGrid>
        </FormSection>
        <Reach fields filling/>
        <Standing fields filling colleagues/>
        <Work fields filling/>
        <Words fields filling people/>
    }
}

#[component]
fn Reach(fields: DraftFields<ContactForm>, filling: Filling) -> impl IntoView {
    view! {
        <FormSection title="Reach">
            <FormGrid>
                <TextField name="email" label="E-mail" kind=TextKind::Email autocomplete="off"
                    value=fields.of("email") error=filling.error("email")/>
                <TextField name="phone" label="Phone" kind=TextKind::Tel autocomplete="off"
                    value=fields.of("phone") error=filling.error("phone")/>
            </FormGrid>
            <FormGrid>
                <TextField name="linkedin_url" label="LinkedIn" kind=TextKind::Url autocomplete="off"
                    placeholder="linkedin.com/in/name" value=fields.of("linkedin_url") error=filling.error("linkedin_url")/>
                <TextField name="avatar_url" label="Picture" kind=TextKind::Url autocomplete="off"
                    placeholder="example.com/name.jpg" value=fields.of("avatar_url") error=filling.error("avatar_url")/>
            </FormGrid>
        </FormSection>
    }
}

#[component]
fn Standing(fields: DraftFields<ContactForm>, filling: Filling, colleagues: Vec<Colleague>) -> impl IntoView {
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
                    value=fields.of("contact_type") error=filling.error("contact_type")/>
                <SelectField name="status" label="Status" options=statuses
                    value=fields.of("status") error=filling.error("status")/>
                <SelectField name="priority" label="Priority" options=priorities
                    value=fields.of("priority") error=filling.error("priority")/>
                <TextField name="lead_score" label="Lead score" kind=TextKind::Number hint="0 to 100"
                    value=fields.of("lead_score") error=filling.error("lead_score")/>
                <SelectField name="owner_id" label="Owner" options=owners empty="Nobody"
                    value=fields.of("owner_id") error=filling.error("owner_id")/>
            </FormGrid>
            <TagsField name="tags" label="Tags" hint="Separate with commas" value=fields.of("tags") error=filling.error("tags")/>
        </FormSection>
    }
}

#[component]
fn Work(fields: DraftFields<ContactForm>, filling: Filling) -> impl IntoView {
    view! {
        <FormSection title="Work">
            <FormGrid>
                <TextField name="industry" label="Industry" autocomplete="off"
                    value=fields.of("industry") error=filling.error("industry")/>
                <TextField name="business_type" label="Business type" autocomplete="off"
                    value=fields.of("business_type") error=filling.error("business_type")/>
                <TextField name="network_type" label="Network type" autocomplete="off"
                    value=fields.of("network_type") error=filling.error("network_type")/>
            </FormGrid>
        </FormSection>
    }
}

#[component]
fn Words(
    fields: DraftFields<ContactForm>,
    filling: Filling,
    /// Who can be named.
    people: StoredValue<Vec<Mentionable>>,
) -> impl IntoView {
    view! {
        <FormSection title="In words">
            <TextArea name="bio" label="Bio" rows=3 value=fields.of("bio") error=filling.error("bio")/>
            <Mentioning id="contact-mentions" people>
                <TextArea name="notes" label="Notes" rows=5 hint="Name a colleague with @, and they are told"
                    value=fields.of("notes") error=filling.error("notes")/>
            </Mentioning>
        </FormSection>
    }
}
