//! A form while it is being filled in: which of its errors are worth showing already.

use super::{FieldErrors, Rejected};
use crate::error::AppError;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Field names and what stands in them.
pub type Typed = Vec<(&'static str, String)>;

/// What a form shows beside its fields. An error of ours appears once its field was left or the
/// form was sent; one of the server's stays until its field is changed.
#[derive(Clone, Copy)]
pub struct Filling {
    typed: Memo<Typed>,
    left: RwSignal<BTreeSet<String>>,
    is_sent: RwSignal<bool>,
    refused: RwSignal<Option<Refused>>,
    errors: Memo<FieldErrors>,
}

/// What the server said to what.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Refused {
    typed: Typed,
    error: AppError,
}

impl Filling {
    /// `typed` is what stands in the fields, `check` what is wrong with it, and `rejected` the
    /// plain post that brought the person here.
    pub fn new(
        typed: impl Fn() -> Typed + Send + Sync + 'static,
        check: impl Fn() -> FieldErrors + Send + Sync + 'static,
        rejected: Option<&Rejected>,
    ) -> Self {
        let typed = Memo::new(move |_| typed());
        let found = Memo::new(move |_| check());
        let left = RwSignal::new(BTreeSet::new());
        let is_sent = RwSignal::new(false);
        let refused = RwSignal::new(rejected.and_then(|form| form.error.clone()).map(|error| Refused {
            typed: typed.get_untracked(),
            error,
        }));
        let errors = Memo::new(move |_| {
            let (typed, found, left) = (typed.read(), found.read(), left.read());
            shown(&typed, &found, &left, is_sent.get(), refused.read().as_ref())
        });
        Self {
            typed,
            left,
            is_sent,
            refused,
            errors,
        }
    }

    /// The error that stands beside a field.
    #[must_use]
    pub fn error(self, field: &'static str) -> Signal<Option<String>> {
        let errors = self.errors;
        Signal::derive(move || errors.read().get(field).map(str::to_owned))
    }

    /// Every error that stands beside a field.
    #[must_use]
    pub fn errors(self) -> Signal<FieldErrors> {
        self.errors.into()
    }

    /// What stands above the fields: why the form was refused as a whole, or that some fields need
    /// another look once it was sent.
    #[must_use]
    pub fn failure(self) -> Signal<Option<String>> {
        Signal::derive(move || {
            let refused = self.refused.read();
            match refused.as_ref().map(|refused| &refused.error) {
                Some(AppError::Stale { .. }) => None,
                Some(AppError::Invalid { .. }) | None => {
                    let is_told = self.is_sent.get() || refused.is_some();
                    (is_told && !self.errors.read().is_empty())
                        .then(|| AppError::from(FieldErrors::default()).to_string())
                }
                Some(error) => Some(error.to_string()),
            }
        })
    }

    /// A field was left.
    pub fn leave(self, field: String) {
        if !self.left.with_untracked(|left| left.contains(&field)) {
            self.left.update(|left| {
                left.insert(field);
            });
        }
    }

    /// The form is about to be sent; all of its errors are worth showing now.
    pub fn send(self) {
        self.is_sent.set(true);
        self.refused.set(None);
    }

    /// The server refused the form.
    pub fn refuse(self, error: AppError) {
        let Some(typed) = self.typed.try_get_untracked() else {
            return;
        };
        self.refused.try_set(Some(Refused { typed, error }));
    }

    /// The form is as good as new.
    pub fn begin_anew(self) {
        self.left.try_set(BTreeSet::new());
        self.is_sent.try_set(false);
        self.refused.try_set(None);
    }
}

fn shown(
    typed: &Typed,
    found: &FieldErrors,
    left: &BTreeSet<String>,
    is_sent: bool,
    refused: Option<&Refused>,
) -> FieldErrors {
    let mut shown = FieldErrors::default();
    for (field, message) in found.iter().filter(|(field, _)| is_sent || left.contains(*field)) {
        shown.add(field, message);
    }
    let Some(refused) = refused else { return shown };
    for (field, message) in refused.error.fields().iter() {
        let is_of_whole = !typed.iter().any(|(name, _)| *name == field);
        let stands = |typed: &Typed| {
            typed
                .iter()
                .find(|(name, _)| *name == field)
                .map(|(_, text)| text.clone())
        };
        if is_of_whole || stands(typed) == stands(&refused.typed) {
            shown.add(field, message);
        }
    }
    shown
}

#[cfg(test)]
mod unit {
    use super::*;

    fn typed(email: &str) -> Typed {
        vec![("email", email.into()), ("name", "Ada".into())]
    }

    fn names(fields: &[&str]) -> BTreeSet<String> {
        fields.iter().map(|field| (*field).to_owned()).collect()
    }

    #[test]
    fn an_error_waits_until_its_field_is_left() {
        let found = FieldErrors::one("email", "Write the address like name@example.com.");
        assert!(shown(&typed("ada@"), &found, &names(&["name"]), false, None).is_empty());
        assert_eq!(
            shown(&typed("ada@"), &found, &names(&["email"]), false, None),
            found
        );
        assert_eq!(shown(&typed("ada@"), &found, &names(&[]), true, None), found);
    }

    #[test]
    fn what_the_server_said_stands_until_the_field_is_changed() {
        let refused = Refused {
            typed: typed("ada@lumen.example"),
            error: AppError::field("email", "Taken."),
        };
        let none = FieldErrors::default();
        let at = |email: &str| shown(&typed(email), &none, &names(&[]), false, Some(&refused));
        assert_eq!(at("ada@lumen.example").get("email"), Some("Taken."));
        assert_eq!(at("eve@lumen.example").get("email"), None);
    }
}
