//! Changing a contact's record.

use super::contact_form::{Draft, DraftFrame, FORM, FormSkeleton, owners_or_failure, use_draft};
use crate::accounts::roles::Permission;
use crate::accounts::types::Colleague;
use crate::app::failure::{failure, page_failure, shut};
use crate::contacts::components::addresses;
use crate::contacts::components::conflict::{Conflict, ConflictNotice, ConflictPanel, Fields, Whose};
use crate::contacts::components::contact_form::ContactFormFields;
use crate::contacts::server_fns::{UpdateContact, get_contact, list_owners, update_contact};
use crate::contacts::types::{Contact, ContactForm, UNREADABLE};
use crate::error::{AppError, Stale};
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
    let hook = use_edit(contact, owners.clone());
    let (draft, on_submit) = (hook.draft, hook.on_submit);
    let panel = move || {
        let conflict = hook.conflict.get()?;
        let view = if hook.theirs_unknown.get() {
            view! { <div id="conflict" tabindex="-1"><ConflictNotice conflict/></div> }.into_any()
        } else {
            view! {
                <ConflictPanel
                    conflict
                    stands=Callback::new(move |field: String| hook.stands(&field))
                    on_choose=Callback::new(move |(field, whose): (String, Whose)| hook.choose(&field, whose))
                    discard_href=addresses::edit(id)
                    on_discard=Callback::new(move |()| hook.discard())
                />
            }
            .into_any()
        };
        Some(view)
    };
    view! {
        <Title text=format!("Edit {name}")/>
        <Page width=PageWidth::Form>
            <PageHeader
                title=format!("Edit {name}")
                breadcrumbs=vec![Crumb::new("Contacts", addresses::LIST), Crumb::new(name.clone(), addresses::record(id))]
            />
            <PostForm id=FORM action=UpdateContact::PATH then=addresses::record(id) on_submit=on_submit>
                <HiddenField name="contact_id" value=id.to_string()/>
                <HiddenField name="version" value=Signal::derive(move || hook.version.get().to_string())/>
                <DraftFrame draft on_submit>
                    <div class="mb-5 empty:hidden">{panel}</div>
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

/// The form of a stored contact: what it saves over, and what it ran into.
#[derive(Clone, Copy)]
struct EditHook {
    id: ContactId,
    draft: Draft,
    /// The version that is saved over.
    version: RwSignal<i32>,
    conflict: RwSignal<Option<Conflict>>,
    /// Theirs could not be fetched: nothing can be taken over then, only compared.
    theirs_unknown: RwSignal<bool>,
    /// What had been typed and what was stored when the conflict was met.
    sides: StoredValue<(ContactForm, ContactForm)>,
    owners: StoredValue<Vec<Colleague>>,
    on_submit: Callback<()>,
}

fn use_edit(contact: Contact, owners: Vec<Colleague>) -> EditHook {
    let id = contact.id;
    let refused =
        rejected(UpdateContact::PATH).filter(|form| form.typed("contact_id") == Some(&id.to_string()));
    let refused = refused.or_else(|| unreadable(&contact));
    let stored = ContactForm::of(&contact);
    let draft = use_draft(stored.clone(), refused.as_ref());
    let sides = StoredValue::new((draft.fields.form_now(), stored));
    let version = RwSignal::new(version_to_save_over(refused.as_ref(), contact.version));
    let conflict = RwSignal::new(refused.as_ref().and_then(|form| match &form.error {
        Some(AppError::Stale { stale }) => Some(told(stale)),
        _ => None,
    }));
    let (toasts, navigate) = (use_toasts(), use_navigate());
    let owners = StoredValue::new(owners);
    let go = Callback::new(move |()| navigate(&addresses::record(id), Default::default()));
    let hook = EditHook {
        id,
        draft,
        version,
        conflict,
        theirs_unknown: RwSignal::new(false),
        sides,
        owners,
        on_submit: Callback::new(|()| ()),
    };
    let on_submit = Callback::new(move |()| {
        let Some(form) = draft.ready() else { return };
        spawn_local(async move {
            match update_contact(id, version.get_untracked(), form).await {
                Ok(_) => {
                    draft.saved();
                    toasts.success("Saved");
                    go.try_run(());
                }
                Err(AppError::Stale { stale }) => hook.meet(*stale).await,
                Err(error) => draft.refused(error),
            }
        });
    });
    EditHook { on_submit, ..hook }
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

/// The version that the form was read at, or, after a conflict, the one that is overwritten
/// knowingly.
fn version_to_save_over(refused: Option<&Rejected>, stored: i32) -> i32 {
    let Some(refused) = refused else { return stored };
    match &refused.error {
        Some(AppError::Stale { stale }) => stale.version,
        _ => refused
            .typed("version")
            .and_then(|version| version.parse().ok())
            .unwrap_or(stored),
    }
}

/// A conflict as the server tells it.
fn told(stale: &Stale) -> Conflict {
    Conflict {
        by: stale.by.clone(),
        at: stale.at,
        changes: stale.changes.clone(),
        merged: Vec::new(),
    }
}

impl EditHook {
    /// Somebody saved in the meantime: fetches theirs, takes over what only they changed, and asks
    /// about the rest.
    async fn meet(self, stale: Stale) {
        let theirs = get_contact(self.id).await;
        if self.conflict.is_disposed() {
            return;
        }
        let mine = self.draft.fields.form_now();
        match theirs {
            Ok(theirs) => {
                self.theirs_unknown.set(false);
                self.version.set(theirs.version);
                let theirs = ContactForm::of(&theirs);
                let original = self.draft.original.get_value();
                let words = |field: &str, value: &str| self.words(field, value);
                let conflict = Conflict::between(
                    (stale.by, stale.at),
                    &fields_of(&original),
                    &fields_of(&mine),
                    &fields_of(&theirs),
                    words,
                );
                for (((field, _, original), (_, _, mine)), (_, _, theirs)) in original
                    .fields()
                    .into_iter()
                    .zip(mine.fields())
                    .zip(theirs.fields())
                {
                    if mine == original {
                        self.draft.fields.set(field, theirs);
                    }
                }
                self.draft.original.set_value(theirs.clone());
                self.sides.set_value((mine, theirs));
                self.conflict.set(Some(conflict));
            }
            // What the server told is enough to decide by; the form is left as it was typed.
            Err(_) => {
                self.theirs_unknown.set(true);
                self.version.set(stale.version);
                self.conflict.set(Some(told(&stale)));
            }
        }
        self.draft.pending.set(false);
        show_conflict();
    }

    /// Whose value stands in a field now.
    fn stands(self, field: &str) -> Option<Whose> {
        let typed = self.draft.fields.typed();
        let now = typed
            .iter()
            .find(|(name, _)| *name == field)
            .map(|(_, text)| text)?;
        self.sides.with_value(|(mine, theirs)| {
            let is = |form: &ContactForm| {
                form.fields()
                    .iter()
                    .any(|(name, _, text)| *name == field && text == now)
            };
            if is(mine) {
                Some(Whose::Mine)
            } else {
                is(theirs).then_some(Whose::Theirs)
            }
        })
    }

    /// Writes mine or theirs into a field.
    fn choose(self, field: &str, whose: Whose) {
        self.sides.with_value(|(mine, theirs)| {
            let form = if whose == Whose::Mine { mine } else { theirs };
            for (name, _, text) in form.fields() {
                if name == field {
                    self.draft.fields.set(name, text);
                }
            }
        });
    }

    /// Begins anew with theirs.
    fn discard(self) {
        let theirs = self.sides.with_value(|(_, theirs)| theirs.clone());
        for (name, _, text) in theirs.fields() {
            self.draft.fields.set(name, text);
        }
        self.conflict.set(None);
        self.draft.filling.begin_anew();
    }

    /// A value as people read it.
    fn words(self, field: &str, value: &str) -> String {
        if field != "owner_id" {
            return ContactForm::in_words(field, value);
        }
        let name = self.owners.with_value(|owners| {
            owners
                .iter()
                .find(|owner| owner.id.to_string() == value)
                .map(|owner| owner.name.clone())
        });
        name.unwrap_or_else(|| {
            if value.is_empty() {
                "Nobody".into()
            } else {
                "Somebody who left".into()
            }
        })
    }
}

fn fields_of(form: &ContactForm) -> Fields {
    form.fields()
        .map(|(name, label, text)| (name, label, text.to_owned()))
        .to_vec()
}

/// Brings the conflict into view, and to the ear of those who do not see it.
fn show_conflict() {
    request_animation_frame(|| focus_on("#conflict"));
}

#[cfg(test)]
mod unit {
    use super::*;
    use chrono::{DateTime, Utc};

    fn refused(version: &str, error: AppError) -> Rejected {
        Rejected {
            path: UpdateContact::PATH.into(),
            typed: vec![("version".into(), version.into())],
            error: Some(error),
        }
    }

    #[test]
    fn a_form_is_saved_over_the_version_it_was_read_at() {
        assert_eq!(version_to_save_over(None, 7), 7);
        // Somebody saved version 7 while a typing error was being mended: that is a conflict still.
        let invalid = refused(
            "6",
            AppError::field("email", "Write the address like name@example.com."),
        );
        assert_eq!(version_to_save_over(Some(&invalid), 7), 6);
    }

    #[test]
    fn after_a_conflict_theirs_is_overwritten_knowingly() {
        let stale = Stale {
            version: 7,
            by: "Grace".into(),
            at: DateTime::<Utc>::UNIX_EPOCH,
            changes: Vec::new(),
        };
        let refused = refused(
            "6",
            AppError::Stale {
                stale: Box::new(stale),
            },
        );
        assert_eq!(version_to_save_over(Some(&refused), 9), 7);
    }
}
