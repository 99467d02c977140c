//! What is typed stays in the browser until it is saved: a tab that was closed, or that a telephone put away for its camera, loses
//! nothing.
//!
//! It is kept for one person. What others have left in the same browser goes when somebody's form is opened, and all of it when they
//! sign out.

use super::{Draft, DraftFields};
use crate::forms::TypedForm;
use crate::ui::button::{Button, ButtonKind};
use crate::ui::toast::Notice;
use leptos::prelude::*;

/// What begins the names of everything that is kept.
const PREFIX: &str = "typed/";

/// Names and what was typed.
type Typed = Vec<(String, String)>;

/// A form whose text is kept.
pub struct Kept<F: 'static> {
    draft: Draft<F>,
    name: StoredValue<String>,
    /// The version that is saved over, and which one that was as the form was opened.
    version: Option<(RwSignal<i32>, i32)>,
    /// Whether what stands in the form is what was typed before.
    is_back: RwSignal<bool>,
}

impl<F> Clone for Kept<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F> Copy for Kept<F> {}

/// Keeps what somebody types into a form, and brings it back where the form is opened anew. Call it at the top of the form's
/// component. `what` tells the form from others ("expense/new"). A form of something stored gives its `version`: what was typed over
/// an older one comes back with that one, so that saving it meets what was saved since.
pub fn keep_typed<F: TypedForm>(
    draft: Draft<F>,
    person: &str,
    what: &str,
    version: Option<RwSignal<i32>>,
) -> Kept<F> {
    let kept = Kept {
        draft,
        name: StoredValue::new(format!("{PREFIX}{person}/{what}")),
        version: version.map(|version| (version, version.get_untracked())),
        is_back: RwSignal::new(false),
    };
    let own = format!("{PREFIX}{person}/");
    let is_begun = StoredValue::new(false);
    // Effects run in browsers only, and after the page has become alive.
    Effect::new(move || {
        let form = draft.fields.form();
        let is_dirty = draft.is_dirty().get();
        if !is_begun.get_value() {
            is_begun.set_value(true);
            forget(|name| !name.starts_with(&own));
            if !is_dirty && kept.bring_back() {
                return;
            }
        }
        if is_dirty {
            kept.write(&form);
        } else {
            kept.drop_text();
        }
    });
    // Whoever leaves the page was asked, and whoever saved needs it no more; a tab that ends comes by no cleaning up.
    on_cleanup(move || kept.drop_text());
    kept
}

impl<F: TypedForm> Kept<F> {
    fn write(self, form: &F) {
        let version = self
            .version
            .map_or(0, |(version, _)| version.try_get_untracked().unwrap_or_default());
        let fields = form.fields();
        let typed: Typed = fields
            .into_iter()
            .map(|(name, _, text)| (name.to_owned(), text.to_owned()))
            .collect();
        if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(&(version, typed))) {
            // Refused only where the browser keeps nothing.
            let _ = self.name.try_with_value(|name| storage.set_item(name, &text));
        }
    }

    /// Writes into the form what is kept for it, if something is.
    fn bring_back(self) -> bool {
        let text = self.name.with_value(|name| storage()?.get_item(name).ok()?);
        let Some((of_version, typed)) =
            text.and_then(|text| serde_json::from_str::<(i32, Typed)>(&text).ok())
        else {
            return false;
        };
        put(self.draft.fields, &typed);
        if let Some((version, _)) = self.version {
            version.set(of_version);
        }
        let original = self.draft.original.get_value();
        self.is_back.set(self.draft.fields.form_now() != original);
        self.is_back.get_untracked()
    }

    fn drop_text(self) {
        if let Some(storage) = storage() {
            let _ = self.name.try_with_value(|name| storage.remove_item(name));
        }
    }

    /// What was typed before goes, and the form is as it was stored.
    fn discard(self) {
        if let Some(original) = self.draft.original.try_get_value() {
            for (name, _, text) in original.fields() {
                self.draft.fields.set(name, text);
            }
        }
        if let Some((version, stored)) = self.version {
            version.set(stored);
        }
        self.is_back.set(false);
        self.drop_text();
    }
}

fn put<F: TypedForm>(fields: DraftFields<F>, typed: &Typed) {
    for (name, text) in typed {
        fields.set(name, text);
    }
}

/// Says that something came back, and takes it away again.
#[component]
pub fn KeptNotice<F: TypedForm>(kept: Kept<F>) -> impl IntoView {
    let discard = Callback::new(move |()| kept.discard());
    move || {
        kept.is_back.get().then(|| {
            view! {
                <Notice class="mb-5">
                    <span class="flex flex-wrap items-center justify-between gap-2">
                        "What you typed here before is back."
                        <Button kind=ButtonKind::Ghost small=true on_click=discard>"Discard"</Button>
                    </span>
                </Notice>
            }
        })
    }
}

/// Forgets what everybody has typed in this browser and not saved.
pub fn forget_typed() {
    forget(|_| true);
}

/// Forgets what is kept under such names.
fn forget(is_meant: impl Fn(&str) -> bool) {
    let Some(storage) = storage() else { return };
    let count = storage.length().unwrap_or_default();
    let names: Vec<String> = (0..count).filter_map(|at| storage.key(at).ok()?).collect();
    for name in names {
        if name.starts_with(PREFIX) && is_meant(&name) {
            let _ = storage.remove_item(&name);
        }
    }
}

/// Where the browser keeps it. Pages are cleaned up on the server as well, which has none.
fn storage() -> Option<web_sys::Storage> {
    if cfg!(feature = "ssr") {
        return None;
    }
    window().local_storage().ok().flatten()
}
