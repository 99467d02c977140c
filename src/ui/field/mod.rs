//! Form fields: a label, a control, a hint and an error, wired together for everybody.
//!
//! The server's HTML carries every value, so forms work without JavaScript; what somebody types
//! before the browser takes the page over is kept. Forms should be `novalidate`: our own words
//! stand beside the field, the same with and without JavaScript.

mod checkbox;
mod form;
mod password;
mod picks;
mod radios;
mod search;
mod select;
mod tags;
mod text;
mod text_area;

pub use checkbox::*;
pub use form::*;
pub use password::*;
pub use picks::*;
pub use radios::*;
pub use search::*;
pub use select::*;
pub use tags::*;
pub use text::*;
pub use text_area::*;

use super::icon::{Icon, IconName, classes};
use leptos::prelude::*;

/// What stands around a control.
struct Around {
    id: String,
    label: String,
    label_hidden: bool,
    hint: Option<String>,
    error: Signal<Option<String>>,
    required: bool,
    class: String,
}

impl Around {
    /// The id of a field: its own, or one that follows from its name, so that server and browser
    /// agree on it.
    fn id(id: Option<String>, name: &str) -> String {
        id.unwrap_or_else(|| format!("field-{name}"))
    }

    /// What `aria-describedby` of the control says.
    fn described_by(&self) -> Signal<Option<String>> {
        let hint = self.hint.is_some().then(|| format!("{}-hint", self.id));
        let (id, error) = (self.id.clone(), self.error);
        Signal::derive(move || {
            let error = error.read().is_some().then(|| format!("{id}-error"));
            let ids: Vec<_> = hint.iter().cloned().chain(error).collect();
            (!ids.is_empty()).then(|| ids.join(" "))
        })
    }

    /// What `aria-invalid` of the control says.
    fn invalid(&self) -> Signal<Option<&'static str>> {
        let error = self.error;
        Signal::derive(move || error.read().is_some().then_some("true"))
    }

    /// The whole field, with the control in its place.
    fn draw(self, control: impl IntoView) -> impl IntoView {
        let Self {
            id,
            label,
            label_hidden,
            hint,
            error,
            required,
            class,
        } = self;
        let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
        view! {
            <div class=classes("field", &class)>
                <label class=if label_hidden { "sr-only" } else { "label" } for=id>
                    {label}
                    {required.then(|| view! { <span class="required" aria-hidden="true">" *"</span> })}
                </label>
                {control.into_view()}
                {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
                {move || error.get().map(|text| view! {
                    <p class="field-error" id=error_id.clone()>
                        <Icon name=IconName::AlertTriangle/>
                        <span>{text}</span>
                    </p>
                })}
            </div>
        }
    }
}

/// Keeps a control and its signal in step. `read` gives what the control holds and what the server
/// put into it: where the two differ when we first see it, somebody typed before we came, and that
/// is what counts.
fn keep_in_step(
    value: RwSignal<String>,
    read: impl Fn() -> Option<(String, String)> + 'static,
    write: impl Fn(&str) + 'static,
) {
    Effect::new(move |met: Option<bool>| {
        let text = value.get();
        let Some((held, given)) = read() else {
            return false;
        };
        if met != Some(true) && held != given {
            value.set(held);
        } else if held != text {
            write(&text);
        }
        true
    });
}

/// False on the server and while the browser takes the page over, true from then on: for what only
/// works with JavaScript.
pub fn use_ready() -> ReadSignal<bool> {
    let (ready, set_ready) = signal(false);
    Effect::new(move || set_ready.set(true));
    ready
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests;
