use super::{Around, keep_in_step};
use leptos::html::Input;
use leptos::prelude::*;

/// What kind of text a field takes: chooses the keyboard of a telephone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextKind {
    #[default]
    Text,
    Email,
    Tel,
    Url,
    /// Whole numbers and decimals, as text: a browser's number field loses what it cannot read.
    Number,
    Search,
    Date,
    /// A month: "2026-11".
    Month,
    /// A day and a time in the person's zone: see [`crate::ui::time::Zone::parse_input`].
    DateTime,
}

impl TextKind {
    const fn attributes(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Text => ("text", None),
            Self::Email => ("email", Some("email")),
            Self::Tel => ("tel", Some("tel")),
            Self::Url => ("url", Some("url")),
            Self::Number => ("text", Some("decimal")),
            Self::Search => ("search", Some("search")),
            Self::Date => ("date", None),
            Self::Month => ("month", None),
            Self::DateTime => ("datetime-local", None),
        }
    }
}

/// A line of text.
#[component]
pub fn TextField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(optional)] kind: TextKind,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(optional)] autofocus: bool,
    #[prop(optional, into)] autocomplete: Option<String>,
    #[prop(optional)] maxlength: Option<u32>,
    /// The id of a list of suggestions.
    #[prop(optional, into)]
    list: Option<String>,
    #[prop(optional)] label_hidden: bool,
    #[prop(optional, into)] on_input: Option<Callback<String>>,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    let id = Around::id(id, &name);
    let around = Around {
        id: id.clone(),
        label,
        label_hidden,
        hint,
        error,
        required,
        class,
    };
    let (type_, inputmode) = kind.attributes();
    let input = NodeRef::<Input>::new();
    keep_in_step(
        value,
        move || input.get().map(|input| (input.value(), input.default_value())),
        move |text| {
            if let Some(input) = input.get_untracked() {
                input.set_value(text);
            }
        },
    );
    let (described_by, invalid) = (around.described_by(), around.invalid());
    around.draw(view! {
        <input
            node_ref=input
            class="input"
            type=type_
            inputmode=inputmode
            id=id
            name=name
            value=value.get_untracked()
            placeholder=placeholder
            autofocus=autofocus
            autocomplete=autocomplete
            maxlength=maxlength.map(|max| max.to_string())
            list=list
            aria-required=required.then_some("true")
            aria-invalid=move || invalid.get()
            aria-describedby=move || described_by.get()
            disabled=move || disabled.get()
            on:input=move |event| {
                let text = event_target_value(&event);
                value.set(text.clone());
                if let Some(tell) = on_input {
                    tell.run(text);
                }
            }
        />
    })
}

/// What a form carries along unseen.
#[component]
pub fn HiddenField(#[prop(into)] name: String, #[prop(into)] value: Signal<String>) -> impl IntoView {
    view! { <input type="hidden" name=name value=move || value.get()/> }
}
