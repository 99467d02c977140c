//! A form while somebody fills it in: its signals, what stands around its fields, and what it runs into.

mod conflict;
mod editing;
mod kept;

pub use conflict::*;
pub use editing::*;
pub use kept::*;

use super::field::FormError;
use super::field::focus_first_error;
use super::skeleton::SkeletonCard;
use super::unsaved::UnsavedChanges;
use crate::error::AppError;
use crate::forms::{Filling, Rejected, Typed, TypedForm};
use leptos::prelude::*;
use std::marker::PhantomData;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent};

/// A signal for each field of a form.
pub struct DraftFields<F: 'static> {
    signals: StoredValue<Vec<(&'static str, RwSignal<String>)>>,
    form: PhantomData<fn() -> F>,
}

impl<F> Clone for DraftFields<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F> Copy for DraftFields<F> {}

impl<F: TypedForm> DraftFields<F> {
    #[must_use]
    pub fn new(form: &F) -> Self {
        let signal = |(name, _, text): (&'static str, _, &str)| (name, RwSignal::new(text.to_owned()));
        Self {
            signals: StoredValue::new(form.fields().into_iter().map(signal).collect()),
            form: PhantomData,
        }
    }

    /// What stands in the field of a name, which the form must have.
    #[must_use]
    pub fn of(self, name: &str) -> RwSignal<String> {
        let signal = self.by_name(name);
        debug_assert!(signal.is_some(), "there is no field {name}");
        signal.unwrap_or_default()
    }

    /// What stands in the fields, followed as it changes.
    #[must_use]
    pub fn form(self) -> F {
        self.read(|signal| signal.get())
    }

    /// What stands in the fields now.
    #[must_use]
    pub fn form_now(self) -> F {
        self.read(|signal| signal.get_untracked())
    }

    /// What stands in the fields by their names, followed as it changes.
    #[must_use]
    pub fn typed(self) -> Typed {
        self.signals.with_value(|signals| {
            signals
                .iter()
                .map(|(name, signal)| (*name, signal.get()))
                .collect()
        })
    }

    /// Writes into a field.
    pub fn set(self, name: &str, text: &str) {
        if let Some(signal) = self.by_name(name) {
            signal.set(text.to_owned());
        }
    }

    fn read(self, get: impl Fn(RwSignal<String>) -> String) -> F {
        let mut form = F::default();
        self.signals.with_value(|signals| {
            for (name, signal) in signals {
                if let Some(field) = form.field_mut(name) {
                    *field = get(*signal);
                }
            }
        });
        form
    }

    fn by_name(self, name: &str) -> Option<RwSignal<String>> {
        self.signals.with_value(|signals| {
            signals
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, signal)| *signal)
        })
    }
}

/// A form while somebody fills it in.
pub struct Draft<F: 'static> {
    /// The id of the form on its page.
    pub id: &'static str,
    pub fields: DraftFields<F>,
    pub filling: Filling,
    /// The form as it was when nothing had been typed.
    pub original: StoredValue<F>,
    pub pending: RwSignal<bool>,
    is_saved: RwSignal<bool>,
}

impl<F> Clone for Draft<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F> Copy for Draft<F> {}

/// Begins with `original`, or with what was typed into the plain post that was refused.
#[must_use]
pub fn use_draft<F: TypedForm>(id: &'static str, original: F, rejected: Option<&Rejected>) -> Draft<F> {
    let fields = DraftFields::new(&original);
    if let Some(rejected) = rejected {
        for (name, _, _) in original.fields() {
            if let Some(typed) = rejected.typed(name) {
                // A form sends its line breaks as two characters; a field holds one.
                fields.set(name, &typed.replace("\r\n", "\n"));
            }
        }
    }
    Draft {
        id,
        fields,
        filling: Filling::new(move || fields.typed(), move || fields.form().check(), rejected),
        original: StoredValue::new(original),
        pending: RwSignal::new(false),
        is_saved: RwSignal::new(false),
    }
}

impl<F: TypedForm> Draft<F> {
    /// Whether something would be lost.
    pub fn is_dirty(self) -> Signal<bool> {
        let is_changed = Memo::new(move |_| {
            self.original
                .with_value(|original| self.fields.form() != *original)
        });
        Signal::derive(move || is_changed.get() && !self.is_saved.get())
    }

    /// What was typed, where it may be sent; the errors are shown otherwise.
    pub fn ready(self) -> Option<F> {
        if self.pending.get_untracked() {
            return None;
        }
        self.filling.send();
        let form = self.fields.form_now();
        if !form.check().is_empty() {
            focus_first_error(self.id);
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
        focus_first_error(self.id);
    }
}

/// What stands around the fields: the errors, and the keys that work in all of them.
#[component]
pub fn DraftFrame<F: TypedForm>(
    draft: Draft<F>,
    on_submit: Callback<()>,
    children: Children,
) -> impl IntoView {
    let labels = F::default()
        .fields()
        .into_iter()
        .map(|(name, label, _)| (name, label))
        .collect();
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
            <div class="mb-5 empty:hidden"><ErrorSummary filling=draft.filling labels/></div>
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

/// The shape of a form.
#[component]
pub fn FormSkeleton() -> impl IntoView {
    view! {
        <div class="flex flex-col gap-4"><SkeletonCard/> <SkeletonCard/> <SkeletonCard/></div>
    }
}

#[cfg(test)]
mod unit {
    use super::*;
    use crate::forms::{Checker, FieldErrors};

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Letter {
        subject: String,
        words: String,
    }

    impl Letter {
        fn parse(&self) -> Result<String, FieldErrors> {
            let mut check = Checker::default();
            let subject = check.required("subject", &self.subject, 10, "Write a subject.");
            check.finish(|| Some(subject))
        }
    }

    crate::typed_form!(Letter {
        subject = "Subject";
        words = "Words";
    });

    #[test]
    fn every_field_of_a_form_can_be_read_and_written() {
        Owner::new().with(|| {
            let fields = DraftFields::new(&Letter::default());
            fields.set("subject", "Lamps");
            fields.set("words", "Two of them.");
            fields.set("colour", "red");
            assert_eq!(
                fields.form_now().fields(),
                [
                    ("subject", "Subject", "Lamps"),
                    ("words", "Words", "Two of them.")
                ]
            );
        });
    }

    #[test]
    fn what_was_refused_stands_in_the_form_again() {
        Owner::new().with(|| {
            let rejected = Rejected {
                typed: vec![("words".into(), "One\r\nTwo".into())],
                ..Rejected::default()
            };
            let draft = use_draft("letter", Letter::default(), Some(&rejected));
            assert_eq!(draft.fields.form_now().words, "One\nTwo");
            assert!(draft.is_dirty().get_untracked());
        });
    }
}
