//! What was typed, on its way to becoming what may be stored.

use crate::error::{AppError, AppResult};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

mod filling;

pub use filling::{Filling, Typed};

/// Messages by the form's name of the field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldErrors(BTreeMap<String, String>);

impl FieldErrors {
    /// A single field's error.
    #[must_use]
    pub fn one(field: &str, message: &str) -> Self {
        Self(BTreeMap::from([(field.to_owned(), message.to_owned())]))
    }

    /// Adds an error; the first message of a field stays.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        self.0.entry(field.to_owned()).or_insert_with(|| message.into());
    }

    /// The field's message.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(field, message)| (field.as_str(), message.as_str()))
    }
}

/// A form as it is typed: a text in every field.
pub trait TypedForm: Clone + Default + PartialEq + Send + Sync + 'static {
    /// Every field: its name, its label on the screen, and what was typed into it.
    fn fields(&self) -> Vec<(&'static str, &'static str, &str)>;

    /// What stands in the field of a name.
    fn field_mut(&mut self, name: &str) -> Option<&mut String>;

    /// What is wrong, as far as this side can tell.
    fn check(&self) -> FieldErrors;
}

/// Lists the fields of a form with their labels, in their order on the page. The form has a `parse` that says what is wrong.
#[macro_export]
macro_rules! typed_form {
    ($form:ident { $($field:ident = $label:literal;)+ }) => {
        impl $crate::forms::TypedForm for $form {
            fn fields(&self) -> Vec<(&'static str, &'static str, &str)> {
                vec![$((stringify!($field), $label, self.$field.as_str())),+]
            }

            fn field_mut(&mut self, name: &str) -> Option<&mut String> {
                match name {
                    $(stringify!($field) => Some(&mut self.$field),)+
                    _ => None,
                }
            }

            fn check(&self) -> $crate::forms::FieldErrors {
                self.parse().err().unwrap_or_default()
            }
        }
    };
}

/// Collects the errors of a whole form, so that a person sees all of them at once.
#[derive(Default)]
pub struct Checker {
    errors: FieldErrors,
}

impl Checker {
    /// Required text: trimmed, not empty, at most `max` characters, without control characters.
    pub fn required(&mut self, field: &str, text: &str, max: usize, when_empty: &str) -> String {
        match self.optional(field, text, max) {
            Some(text) => text,
            None => {
                self.errors.add(field, when_empty);
                String::new()
            }
        }
    }

    /// Optional one-line text: trimmed, `None` when empty.
    pub fn optional(&mut self, field: &str, text: &str, max: usize) -> Option<String> {
        let text = text.trim();
        if text.chars().any(char::is_control) {
            self.errors
                .add(field, "Line breaks and control characters cannot be stored here.");
        }
        self.length(field, text, max)
    }

    /// Optional text of several lines: line ends become `\n`, other control characters are refused.
    pub fn multiline(&mut self, field: &str, text: &str, max: usize) -> Option<String> {
        let text = text.replace("\r\n", "\n");
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            self.errors.add(field, "Control characters cannot be stored.");
        }
        self.length(field, text.trim(), max)
    }

    /// One of a fixed set of values.
    pub fn choice<T: std::str::FromStr>(&mut self, field: &str, text: &str) -> Option<T> {
        let parsed = text.trim().parse().ok();
        if parsed.is_none() {
            self.errors.add(field, "Choose one of the listed values.");
        }
        parsed
    }

    /// An e-mail address: something, one `@`, and a domain (RFC 5321, section 4.1.2, without its rarities).
    pub fn email(&mut self, field: &str, text: &str) -> Option<String> {
        let email = self.optional(field, text, 255)?;
        let well_formed = email.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && !domain.contains('@')
                && domain.contains('.')
                && domain.split('.').all(|label| !label.is_empty())
                && !email
                    .chars()
                    .any(|c| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '"'))
        });
        if !well_formed {
            self.errors.add(field, "Write the address like name@example.com.");
        }
        Some(email)
    }

    /// An address of the web; `example.com/x` as people copy it becomes `https://…`. The scheme is
    /// settled here, because a `javascript:` link would run in the reader's page.
    pub fn web_address(&mut self, field: &str, text: &str, max: usize, like: &str) -> Option<String> {
        let text = text.trim();
        let address = match text.split_once("://") {
            Some(_) => text.to_owned(),
            None if text.is_empty() => String::new(),
            None => format!("https://{text}"),
        };
        let address = self.optional(field, &address, max)?;
        if !is_web_address(&address) {
            self.errors
                .add(field, format!("Write an address like https://{like}."));
        }
        Some(address)
    }

    /// Adds an error of the caller's own rule.
    pub fn error(&mut self, field: &str, message: impl Into<String>) {
        self.errors.add(field, message);
    }

    /// The value, if nothing was found.
    pub fn finish<T>(self, value: impl FnOnce() -> Option<T>) -> Result<T, FieldErrors> {
        if !self.errors.is_empty() {
            return Err(self.errors);
        }
        // Without an error every choice has its value; the fallback only spares an unwrap.
        value().ok_or_else(|| FieldErrors::one("form", "Some fields need another look."))
    }

    fn length(&mut self, field: &str, text: &str, max: usize) -> Option<String> {
        let length = text.chars().count();
        if length > max {
            self.errors
                .add(field, format!("At most {max} characters; this has {length}."));
        }
        (!text.is_empty()).then(|| text.to_owned())
    }
}

/// `http` or `https`, a host with a dot, and nothing in front of it that could pass for one.
fn is_web_address(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once("://") else {
        return false;
    };
    let (authority, _) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let is_host = host.contains('.')
        && host
            .split('.')
            .all(|label| !label.is_empty() && label.chars().all(|c| c == '-' || c.is_alphanumeric()));
    (scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http"))
        && is_host
        && port.parse::<u16>().is_ok()
        && !address
            .chars()
            .any(|c| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\\'))
}

/// A form that the server refused on a plain post, as it is shown again: what was typed, without
/// passwords, and why it was refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// The path of the server function that refused it.
    pub path: String,
    /// Field names and what was typed into them.
    pub typed: Vec<(String, String)>,
    /// Why.
    pub error: Option<AppError>,
}

impl Rejected {
    /// What was typed into a field of a server function's form, if that form was refused.
    #[must_use]
    pub fn typed(&self, field: &str) -> Option<&str> {
        self.typed
            .iter()
            .rev()
            .find(|(name, _)| name == field)
            .map(|(_, value)| value.as_str())
    }
}

/// The refused form of this page, if the page is shown because of one. `path` is the server
/// function's path (`<MoveContact as ServerFn>::PATH`). Works alike on the server and in the
/// hydrating browser; call it while the page is being built, at the top of a component.
#[must_use]
pub fn rejected(path: &str) -> Option<Rejected> {
    use_context::<RejectedForm>()
        .and_then(|form| form.0)
        .filter(|form| form.path == path)
}

/// What [`crate::app::App`] provides for [`rejected`].
#[derive(Clone, Debug)]
pub struct RejectedForm(pub Option<Rejected>);

/// The outcome of an action, or of the plain post that brought the person here.
#[must_use]
pub fn outcome<T: Clone + Send + Sync + 'static>(
    value: Option<AppResult<T>>,
    rejected: Option<&Rejected>,
) -> Option<AppError> {
    match value {
        Some(Ok(_)) => None,
        Some(Err(error)) => Some(error),
        None => rejected.and_then(|form| form.error.clone()),
    }
}
