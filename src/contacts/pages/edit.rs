//! Changing a contact's record.

use super::contact_form::{FORM, owners_or_failure};
use crate::accounts::roles::Permission;
use crate::accounts::types::Colleague;
use crate::app::failure::{failure, page_failure, shut};
use crate::contacts::components::addresses;
use crate::contacts::components::contact_form::ContactFormFields;
use crate::contacts::server_fns::{UpdateContact, get_contact, list_owners, update_contact};
use crate::contacts::types::{Contact, ContactForm, UNREADABLE};
use crate::error::AppError;
use crate::forms::{FieldErrors, Rejected, rejected};
use crate::ids::ContactId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::{use_navigate, use_params_map};

/// `/contacts/<id>/edit`.
#[component]
pub fn EditContactPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::EditContacts) {
        return refusal;
    }
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<ContactId>().ok()));
    let page = |id: Option<ContactId>| match id {
        Some(id) => view! { <Edit id/> }.into_any(),
        None => failure(AppError::NotFound, Callback::new(|()| ())),
    };
    // Another contact is another form.
    view! { <For each=move || [id.get()] key=|id| *id children=page/> }.into_any()
}

#[component]
fn Edit(id: ContactId) -> impl IntoView {
    let contact = Resource::new(move || (), move |()| get_contact(id));
    let owners = Resource::new(|| (), |()| list_owners());
    view! {
        <Suspense fallback=|| meanwhile(|| view! { <Page width=PageWidth::Form><FormSkeleton/></Page> })>
            {move || Suspend::new(async move {
                let found = match arrived(contact).await {
                    Ok(contact) if contact.is_deleted => Err(AppError::Conflict {
                        message: "This contact is in the trash. Restore it to change it.".into(),
                    }),
                    Ok(contact) if !contact.can_edit => Err(AppError::Forbidden),
                    other => other,
                };
                match (found, owners_or_failure(owners).await) {
                    (Ok(contact), Ok(owners)) => view! { <EditForm contact owners/> }.into_any(),
                    (Err(error), _) => page_failure(error, Callback::new(move |()| contact.refetch())),
                    (Ok(_), Err(view)) => view,
                }
            })}
        </Suspense>
    }
}

#[component]
fn EditForm(contact: Contact, owners: Vec<Colleague>) -> impl IntoView {
    let (id, name) = (contact.id, contact.name());
    let editing = use_edit(&contact, owners.clone());
    let draft = editing.draft;
    let (toasts, navigate) = (use_toasts(), use_navigate());
    let go = Callback::new(move |()| navigate(&addresses::record(id), Default::default()));
    let on_submit = Callback::new(move |()| {
        let Some(form) = draft.ready() else { return };
        spawn_local(async move {
            match update_contact(id, editing.version.get_untracked(), form).await {
                Ok(_) => {
                    draft.saved();
                    toasts.success("Saved");
                    go.try_run(());
                }
                Err(AppError::Stale { stale }) => {
                    let theirs = get_contact(id).await;
                    editing.meet(
                        *stale,
                        theirs.map(|theirs| (theirs.version, ContactForm::of(&theirs))),
                    );
                }
                Err(error) => draft.refused(error),
            }
        });
    });
    view! {
        <Title text=format!("Edit {name}")/>
        <Page width=PageWidth::Form>
            <PageHeader
                title=format!("Edit {name}")
                breadcrumbs=vec![Crumb::new("Contacts", addresses::LIST), Crumb::new(name.clone(), addresses::record(id))]
            />
            <PostForm id=FORM action=UpdateContact::PATH then=addresses::record(id) on_submit=on_submit>
                <HiddenField name="contact_id" value=id.to_string()/>
                <HiddenField name="version" value=Signal::derive(move || editing.version.get().to_string())/>
                <DraftFrame draft on_submit>
                    <EditingConflict editing discard_href=addresses::edit(id)/>
                    <ContactFormFields fields=draft.fields filling=draft.filling colleagues=owners/>
                    <FormActions>
                        <ButtonLink href=addresses::record(id)>"Cancel"</ButtonLink>
                        <Button kind=ButtonKind::Primary submit=true pending=draft.pending>"Save"</Button>
                    </FormActions>
                </DraftFrame>
            </PostForm>
        </Page>
    }
}

fn use_edit(contact: &Contact, owners: Vec<Colleague>) -> Editing<ContactForm> {
    let refused = rejected(UpdateContact::PATH)
        .filter(|form| form.typed("contact_id") == Some(&contact.id.to_string()));
    let refused = refused.or_else(|| unreadable(contact));
    let words = Callback::new(move |(field, value): (String, String)| in_words(&field, &value, &owners));
    use_editing(
        FORM,
        (ContactForm::of(contact), contact.version),
        refused.as_ref(),
        words,
    )
}

/// A value as people read it.
fn in_words(field: &str, value: &str, owners: &[Colleague]) -> String {
    if field != "owner_id" {
        return ContactForm::in_words(field, value);
    }
    let owner = owners.iter().find(|owner| owner.id.to_string() == value);
    match owner {
        Some(owner) => owner.name.clone(),
        None if value.is_empty() => "Nobody".into(),
        None => "Somebody who left".into(),
    }
}

/// The form of a contact of which something cannot be read, as if it had been refused for that.
fn unreadable(contact: &Contact) -> Option<Rejected> {
    let mut errors = FieldErrors::default();
    for field in &contact.unreadable {
        errors.add(field, UNREADABLE);
    }
    (!contact.unreadable.is_empty()).then(|| Rejected {
        path: UpdateContact::PATH.to_owned(),
        typed: Vec::new(),
        error: Some(errors.into()),
    })
}
