//! The form of a contact, new or stored: its signals, and what stands around its fields.

use crate::accounts::types::Colleague;
use crate::app::failure::page_failure;
use crate::contacts::components::contact_fields::ContactFields;
use crate::contacts::components::contact_form::ErrorSummary;
use crate::contacts::types::ContactForm;
use crate::error::AppError;
use crate::forms::{Filling, Rejected};
use crate::ui::prelude::*;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent};

/// The id of the form on its page.
pub const FORM: &str = "contact-form";

/// A contact's form while somebody fills it in.
#[derive(Clone, Copy)]
pub struct Draft {
    pub fields: ContactFields,
    pub filling: Filling,
    /// The form as it was when nothing had been typed.
    pub original: StoredValue<ContactForm>,
    pub pending: RwSignal<bool>,
    is_saved: RwSignal<bool>,
}

/// Begins with `original`, or with what was typed into the plain post that was refused.
pub fn use_draft(original: ContactForm, rejected: Option<&Rejected>) -> Draft {
    let fields = ContactFields::new(&original);
    if let Some(rejected) = rejected {
        for (name, _, _) in original.fields() {
            if let Some(typed) = rejected.typed(name) {
                // A form sends its line breaks as two characters; a field holds one.
                fields.set(name, &typed.replace("\r\n", "\n"));
            }
        }
    }
    let check = move || fields.form().parse().err().unwrap_or_default();
    Draft {
        fields,
        filling: Filling::new(move || fields.typed(), check, rejected),
        original: StoredValue::new(original),
        pending: RwSignal::new(false),
        is_saved: RwSignal::new(false),
    }
}

impl Draft {
    /// Whether something would be lost.
    pub fn is_dirty(self) -> Signal<bool> {
        let is_changed = Memo::new(move |_| {
            self.original
                .with_value(|original| self.fields.form() != *original)
        });
        Signal::derive(move || is_changed.get() && !self.is_saved.get())
    }

    /// What was typed, where it may be sent; the errors are shown otherwise.
    pub fn ready(self) -> Option<ContactForm> {
        if self.pending.get_untracked() {
            return None;
        }
        self.filling.send();
        let form = self.fields.form_now();
        if form.parse().is_err() {
            focus_first_error(FORM);
            return None;
        }
        self.pending.set(true);
        Some(form)
    }

    /// The server took it.
    pub fn saved(self) {
        self.pending.try_set(false);
        self.is_saved.try_set(true);
    }

    /// The server refused it.
    pub fn refused(self, error: AppError) {
        self.pending.try_set(false);
        self.filling.refuse(error);
        focus_first_error(FORM);
    }
}

/// What stands around the fields: the errors, and the keys that work in all of them.
#[component]
pub fn DraftFrame(draft: Draft, on_submit: Callback<()>, children: Children) -> impl IntoView {
    let labels = ContactForm::default()
        .fields()
        .map(|(name, label, _)| (name, label))
        .to_vec();
    view! {
        <div
            on:focusout=move |event| {
                if let Some(field) = left_field(&event) {
                    draft.filling.leave(field);
                }
            }
            on:keydown=move |event| {
                if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                    event.prevent_default();
                    on_submit.run(());
                }
            }
        >
            <div class="mb-5 empty:hidden"><ErrorSummary filling=draft.filling labels=labels/></div>
            {children()}
        </div>
        <UnsavedChanges dirty=draft.is_dirty()/>
    }
}

/// The name of a field that was left. One that is left for a button or a link is not: its error
/// would move what is about to be pressed.
pub fn left_field(event: &FocusEvent) -> Option<String> {
    let next = event
        .related_target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    if next.is_some_and(|next| next.closest("button, a, summary").ok().flatten().is_some()) {
        return None;
    }
    let field = event.target()?.dyn_into::<Element>().ok()?;
    field.get_attribute("name").filter(|name| !name.is_empty())
}

/// Who can look after the contact, or why the form cannot be shown.
pub async fn owners_or_failure(
    owners: Resource<Result<Vec<Colleague>, AppError>>,
) -> Result<Vec<Colleague>, AnyView> {
    arrived(owners)
        .await
        .map_err(|error| page_failure(error, Callback::new(move |()| owners.refetch())))
}

/// The shape of the form.
#[component]
pub fn FormSkeleton() -> impl IntoView {
    view! {
        <div class="flex flex-col gap-4"><SkeletonCard/> <SkeletonCard/> <SkeletonCard/></div>
    }
}
