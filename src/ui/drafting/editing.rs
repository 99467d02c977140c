//! The form of a stored record: what it saves over, and what it runs into.

use super::conflict::{Conflict, ConflictNotice, ConflictPanel, Fields, Whose};
use super::{Draft, use_draft};
use crate::error::{AppError, AppResult, Stale};
use crate::forms::{Rejected, TypedForm};
use crate::ui::focus::focus_on;
use leptos::prelude::*;

/// The form of a stored record while somebody changes it.
pub struct Editing<F: 'static> {
    pub draft: Draft<F>,
    /// The version that is saved over.
    pub version: RwSignal<i32>,
    conflict: RwSignal<Option<Conflict>>,
    /// Theirs could not be fetched: nothing can be taken over then, only compared.
    theirs_unknown: RwSignal<bool>,
    /// What had been typed and what was stored when the conflict was met.
    sides: StoredValue<(F, F)>,
    /// A field's value as people read it.
    words: Callback<(String, String), String>,
}

impl<F> Clone for Editing<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F> Copy for Editing<F> {}

/// Begins with what is stored, or with the plain post that was refused. `words` writes the value of a field as people read it.
#[must_use]
pub fn use_editing<F: TypedForm>(
    id: &'static str,
    (stored, version): (F, i32),
    refused: Option<&Rejected>,
    words: Callback<(String, String), String>,
) -> Editing<F> {
    let draft = use_draft(id, stored.clone(), refused);
    Editing {
        draft,
        version: RwSignal::new(version_to_save_over(refused, version)),
        conflict: RwSignal::new(refused.and_then(|form| match &form.error {
            Some(AppError::Stale { stale }) => Some(told(stale)),
            _ => None,
        })),
        theirs_unknown: RwSignal::new(false),
        sides: StoredValue::new((draft.fields.form_now(), stored)),
        words,
    }
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

impl<F: TypedForm> Editing<F> {
    /// Somebody saved in the meantime: takes over of theirs, the version and what it says, what only they changed, and asks
    /// about the rest.
    pub fn meet(self, stale: Stale, theirs: AppResult<(i32, F)>) {
        if self.conflict.is_disposed() {
            return;
        }
        match theirs {
            Ok((version, theirs)) => self.compare(stale, version, theirs),
            // What the server told is enough to decide by; the form is left as it was typed.
            Err(_) => {
                self.theirs_unknown.set(true);
                self.version.set(stale.version);
                self.conflict.set(Some(told(&stale)));
            }
        }
        self.draft.pending.set(false);
        // Into view, and to the ear of those who do not see it.
        request_animation_frame(|| focus_on("#conflict"));
    }

    fn compare(self, stale: Stale, version: i32, theirs: F) {
        self.theirs_unknown.set(false);
        self.version.set(version);
        let mine = self.draft.fields.form_now();
        let original = self.draft.original.get_value();
        let conflict = Conflict::between(
            (stale.by, stale.at),
            &fields_of(&original),
            &fields_of(&mine),
            &fields_of(&theirs),
            |field, value| self.words.run((field.to_owned(), value.to_owned())),
        );
        let (before, typed) = (original.fields(), mine.fields());
        for (((field, _, original), (_, _, mine)), (_, _, theirs)) in
            before.into_iter().zip(typed).zip(theirs.fields())
        {
            if mine == original {
                self.draft.fields.set(field, theirs);
            }
        }
        self.draft.original.set_value(theirs.clone());
        self.sides.set_value((mine, theirs));
        self.conflict.set(Some(conflict));
    }

    /// Whose value stands in a field now.
    fn stands(self, field: &str) -> Option<Whose> {
        let typed = self.draft.fields.typed();
        let now = typed
            .iter()
            .find(|(name, _)| *name == field)
            .map(|(_, text)| text)?;
        self.sides.with_value(|(mine, theirs)| {
            let is = |form: &F| {
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
}

fn fields_of<F: TypedForm>(form: &F) -> Fields {
    form.fields()
        .into_iter()
        .map(|(name, label, text)| (name, label, text.to_owned()))
        .collect()
}

/// What the form ran into, above its fields.
#[component]
pub fn EditingConflict<F: TypedForm>(
    editing: Editing<F>,
    /// The form as it is without what was typed.
    #[prop(into)]
    discard_href: String,
) -> impl IntoView {
    let panel = move || {
        let conflict = editing.conflict.get()?;
        let view = if editing.theirs_unknown.get() {
            view! { <div id="conflict" tabindex="-1"><ConflictNotice conflict/></div> }.into_any()
        } else {
            view! {
                <ConflictPanel
                    conflict
                    stands=Callback::new(move |field: String| editing.stands(&field))
                    on_choose=Callback::new(move |(field, whose): (String, Whose)| editing.choose(&field, whose))
                    discard_href=discard_href.clone()
                    on_discard=Callback::new(move |()| editing.discard())
                />
            }
            .into_any()
        };
        Some(view)
    };
    view! { <div class="mb-5 empty:hidden">{panel}</div> }
}

#[cfg(test)]
mod unit {
    use super::*;
    use chrono::{DateTime, Utc};

    fn refused(version: &str, error: AppError) -> Rejected {
        Rejected {
            path: "/fn/contacts/update".into(),
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
