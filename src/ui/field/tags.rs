use super::Around;
use crate::ui::icon::{Icon, IconName};
use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;

/// Tags. In a form, and without JavaScript, they are one text with commas; with it, each becomes a
/// thing of its own that can be taken away.
#[component]
pub fn TagsField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    /// What others have used.
    #[prop(optional, into)]
    suggestions: Signal<Vec<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(default = "Separate with commas.".into(), into)] hint: String,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    let id = Around::id(id, &name);
    let around = Around {
        id: id.clone(),
        label,
        label_hidden: false,
        hint: Some(hint),
        error,
        required,
        class,
    };
    let plain = NodeRef::<Input>::new();
    let stage = RwSignal::new(Stage::Plain);
    Effect::new(move || {
        // What was typed into the plain field before we came, and where the cursor stands.
        let mut focused = false;
        if let Some(plain) = plain.get_untracked() {
            if plain.value() != plain.default_value() {
                value.set(plain.value());
            }
            focused = document()
                .active_element()
                .is_some_and(|active| active == **plain);
        }
        stage.set(Stage::Chips { focused });
    });
    let (described_by, invalid) = (around.described_by(), around.invalid());
    let list_id = format!("{id}-list");
    let control = move || {
        let (id, name, list_id, placeholder) =
            (id.clone(), name.clone(), list_id.clone(), placeholder.clone());
        match stage.get() {
            Stage::Chips { focused } => view! {
                <TagEntry id name list_id placeholder value suggestions described_by invalid focused/>
            }
            .into_any(),
            Stage::Plain => view! {
                <input
                    node_ref=plain
                    class="input"
                    type="text"
                    id=id
                    name=name
                    value=value.get_untracked()
                    placeholder=placeholder
                    autocomplete="off"
                    aria-invalid=move || invalid.get()
                    aria-describedby=move || described_by.get()
                />
            }
            .into_any(),
        }
    };
    around.draw(control)
}

/// How the field is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Plain,
    /// With JavaScript; `focused` where the cursor stood in the plain field.
    Chips {
        focused: bool,
    },
}

/// What is typed, and the tags that it becomes; a copy of it can be carried into any handler.
#[derive(Clone, Copy)]
struct Entry {
    /// The tags as the form sends them.
    value: RwSignal<String>,
    typed: RwSignal<String>,
}

impl Entry {
    fn tags(self) -> Vec<String> {
        split_tags(&self.value.read())
    }

    /// What was typed becomes a tag.
    fn add(self) {
        let typed = self.typed.get_untracked();
        if !typed.trim().is_empty() {
            self.value
                .update(|value| *value = split_tags(&format!("{value},{typed}")).join(", "));
        }
        self.typed.set(String::new());
    }

    fn remove(self, gone: &str) {
        self.value.update(|value| {
            let mut tags = split_tags(value);
            tags.retain(|tag| tag != gone);
            *value = tags.join(", ");
        });
    }

    fn hear(self, text: String) {
        // Pasted text may bring its own commas.
        let is_whole = text.contains(',');
        self.typed.set(text);
        if is_whole {
            self.add();
        }
    }

    /// A comma and Enter end a tag, Backspace in an empty field takes the last one away.
    fn press(self, event: &KeyboardEvent) {
        let empty = self.typed.with_untracked(String::is_empty);
        match event.key().as_str() {
            // Enter in an empty field sends the form, as in any other field.
            "Enter" if empty => {}
            "," | "Enter" => {
                event.prevent_default();
                self.add();
            }
            "Backspace" if empty => {
                if let Some(last) = split_tags(&self.value.read_untracked()).last() {
                    self.remove(last);
                }
            }
            _ => {}
        }
    }
}

/// The tags as things, and a field for the next one.
#[component]
fn TagEntry(
    id: String,
    name: String,
    list_id: String,
    placeholder: Option<String>,
    value: RwSignal<String>,
    suggestions: Signal<Vec<String>>,
    described_by: Signal<Option<String>>,
    invalid: Signal<Option<&'static str>>,
    focused: bool,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    Effect::new(move || {
        if let Some(field) = field.get().filter(|_| focused) {
            let _ = field.focus();
        }
    });
    let entry = Entry {
        value,
        typed: RwSignal::new(String::new()),
    };
    let tags = Memo::new(move |_| entry.tags());
    view! {
        <div class="input tags-input">
            <For each=move || tags.get() key=Clone::clone children=move |tag| view! { <OneTag tag entry/> }/>
            <input
                node_ref=field
                class="tags-entry"
                type="text"
                id=id
                list=list_id.clone()
                autocomplete="off"
                placeholder=move || tags.read().is_empty().then(|| placeholder.clone()).flatten()
                aria-invalid=move || invalid.get()
                aria-describedby=move || described_by.get()
                prop:value=move || entry.typed.get()
                on:input=move |event| entry.hear(event_target_value(&event))
                on:keydown=move |event| entry.press(&event)
                on:blur=move |_| entry.add()
            />
            <datalist id=list_id>
                {move || suggestions.get().into_iter().map(|tag| view! { <option value=tag></option> }).collect_view()}
            </datalist>
            <input type="hidden" name=name value=move || value.get()/>
        </div>
    }
}

/// A tag, and the button that takes it away.
#[component]
fn OneTag(tag: String, entry: Entry) -> impl IntoView {
    let shown = tag.clone();
    view! {
        <span class="tag">
            {shown}
            <button
                type="button"
                class="tag-remove"
                aria-label=format!("Remove {tag}")
                on:click=move |_| entry.remove(&tag)
            >
                <Icon name=IconName::X/>
            </button>
        </span>
    }
}

/// The tags of a text with commas: trimmed, each once (whatever its case), in the order typed.
#[must_use]
pub fn split_tags(text: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in text.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
        if !tags
            .iter()
            .any(|known| known.to_lowercase() == tag.to_lowercase())
        {
            tags.push(tag.to_owned());
        }
    }
    tags
}
