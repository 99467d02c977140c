//! Adding a contact.

use super::contact_form::{FORM, owners_or_failure};
use crate::accounts::roles::Permission;
use crate::accounts::types::Colleague;
use crate::app::failure::shut;
use crate::app::use_viewer;
use crate::contacts::components::contact_form::ContactFormFields;
use crate::contacts::pages::memory::use_contacts_memory;
use crate::contacts::server_fns::{CreateContact, create_contact, list_owners};
use crate::contacts::types::{ContactForm, ContactType};
use crate::forms::rejected;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/contacts/new`.
#[component]
pub fn NewContactPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::EditContacts) {
        return refusal;
    }
    let owners = Resource::new(|| (), |()| list_owners());
    let list = use_contacts_memory().list();
    view! {
        <Title text="New contact"/>
        <Page width=PageWidth::Form>
            <PageHeader title="New contact" breadcrumbs=vec![Crumb::new("Contacts", list)]/>
            <Suspense fallback=|| meanwhile(FormSkeleton)>
                {move || Suspend::new(async move {
                    match owners_or_failure(owners).await {
                        Ok(owners) => view! { <NewForm owners/> }.into_any(),
                        Err(view) => view,
                    }
                })}
            </Suspense>
        </Page>
    }
    .into_any()
}

#[component]
fn NewForm(owners: Vec<Colleague>) -> impl IntoView {
    let me = use_viewer().map(|viewer| viewer.user_id);
    // A company's page leads here with its name, a column of the board with its stage.
    let query = use_query_map().get_untracked();
    let mut blank = ContactForm {
        company: query.get("company").unwrap_or_default(),
        ..ContactForm::blank(me)
    };
    let stage: Option<ContactType> = query.get("stage").and_then(|stage| stage.parse().ok());
    if let Some(stage) = stage {
        blank.contact_type = stage.to_string();
    }
    let draft = use_draft(FORM, blank, rejected(CreateContact::PATH).as_ref());
    let toasts = use_toasts();
    let list = use_contacts_memory().list();
    let on_submit = Callback::new(move |()| {
        let Some(form) = draft.ready() else { return };
        let name = format!("{} {}", form.first_name.trim(), form.last_name.trim());
        spawn_local(async move {
            // The answer leads to the new record.
            match create_contact(form).await {
                Ok(_) => {
                    draft.saved();
                    toasts.success(format!("{name} added"));
                }
                Err(error) => draft.refused(error),
            }
        });
    });
    view! {
        <PostForm id=FORM action=CreateContact::PATH on_submit=on_submit>
            <DraftFrame draft on_submit>
                <ContactFormFields fields=draft.fields filling=draft.filling colleagues=owners autofocus=true/>
                <FormActions>
                    <ButtonLink href=list>"Cancel"</ButtonLink>
                    <Button kind=ButtonKind::Primary submit=true pending=draft.pending>"Add contact"</Button>
                </FormActions>
            </DraftFrame>
        </PostForm>
    }
}
