use crate::error::AppError;
use crate::forms::{FieldErrors, Rejected, rejected};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// A form that is posted as a whole page: what was typed when the server refused it, what is wrong
/// with it, and whether it is on its way.
#[derive(Clone, Copy)]
pub struct PlainForm {
    refused: StoredValue<Option<Rejected>>,
    errors: RwSignal<FieldErrors>,
    general: RwSignal<Option<String>>,
    /// Set once it is sent, so that a second click does not send it again.
    pub pending: RwSignal<bool>,
}

impl PlainForm {
    /// `paths` of the server functions whose refusals this page shows.
    pub fn new(paths: &[&str]) -> Self {
        let refused = paths.iter().find_map(|path| rejected(path));
        let error = refused.as_ref().and_then(|form| form.error.clone());
        let errors = error.as_ref().map(AppError::fields).unwrap_or_default();
        let general = match error {
            Some(AppError::Invalid { errors }) => errors.get("form").map(str::to_owned),
            other => other.map(|error| error.to_string()),
        };
        let form = Self {
            refused: StoredValue::new(refused),
            errors: RwSignal::new(errors),
            general: RwSignal::new(general),
            pending: RwSignal::new(false),
        };
        Effect::new(move || {
            // Back at this page by the browser's button, the form can be sent again.
            let listener = window_event_listener_untyped("pageshow", move |_| form.pending.set(false));
            on_cleanup(move || listener.remove());
        });
        form
    }

    /// A field, with what was typed into it.
    pub fn field(self, name: &str) -> RwSignal<String> {
        let typed = self
            .refused
            .with_value(|form| form.as_ref().and_then(|form| form.typed(name).map(str::to_owned)));
        RwSignal::new(typed.unwrap_or_default())
    }

    /// What is wrong with a field.
    pub fn error(self, name: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.errors.read().get(name).map(str::to_owned))
    }

    /// What is wrong with the whole.
    pub fn general(self) -> Signal<Option<String>> {
        self.general.into()
    }

    /// Lets a form go that is as it should be, and keeps it here otherwise.
    pub fn send(self, event: &SubmitEvent, checked: Result<(), FieldErrors>) {
        match checked {
            Ok(()) if self.pending.get_untracked() => event.prevent_default(),
            Ok(()) => self.pending.set(true),
            Err(errors) => {
                event.prevent_default();
                self.general.set(None);
                self.errors.set(errors);
            }
        }
    }
}
