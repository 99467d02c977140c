use super::{Around, keep_in_step};
use crate::ui::icon::{Icon, IconName, classes};
use leptos::html::Input;
use leptos::prelude::*;

/// A search box; put it into a form that gets, so that it works without JavaScript.
#[component]
pub fn SearchField(
    #[prop(into)] name: String,
    /// Spoken, not shown.
    #[prop(into)]
    label: String,
    value: RwSignal<String>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional, into)] on_input: Option<Callback<String>>,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    let id = Around::id(id, &name);
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
    view! {
        <div class=classes("search", &class)>
            <label class="sr-only" for=id.clone()>{label}</label>
            <Icon name=IconName::Search/>
            <input
                node_ref=input
                class="input"
                type="search"
                id=id
                name=name
                value=value.get_untracked()
                placeholder=placeholder
                autofocus=autofocus
                autocomplete="off"
                spellcheck="false"
                maxlength=maxlength.map(|max| max.to_string())
                on:input=move |event| {
                    let text = event_target_value(&event);
                    value.set(text.clone());
                    if let Some(tell) = on_input {
                        tell.run(text);
                    }
                }
            />
        </div>
    }
}
