use super::{Around, keep_in_step, use_ready};
use crate::ui::icon::{Icon, IconName};
use leptos::html::Input;
use leptos::prelude::*;

/// A password. It never stands in the server's HTML, not even when a form is shown again.
#[component]
pub fn PasswordField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    /// `current-password` or `new-password`, for password managers.
    #[prop(default = "current-password".into(), into)]
    autocomplete: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    let id = Around::id(id, &name);
    let around = Around {
        id: id.clone(),
        label,
        label_hidden: false,
        hint,
        error,
        required,
        class,
    };
    let (shown, set_shown) = signal(false);
    let ready = use_ready();
    let input = NodeRef::<Input>::new();
    keep_in_step(
        value,
        move || input.get().map(|input| (input.value(), String::new())),
        move |text| {
            if let Some(input) = input.get_untracked() {
                input.set_value(text);
            }
        },
    );
    let (described_by, invalid) = (around.described_by(), around.invalid());
    around.draw(view! {
        <span class="input-group">
            <input
                node_ref=input
                class="input"
                type=move || if shown.get() { "text" } else { "password" }
                id=id
                name=name
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                autofocus=autofocus
                maxlength=maxlength.map(|max| max.to_string())
                aria-required=required.then_some("true")
                aria-invalid=move || invalid.get()
                aria-describedby=move || described_by.get()
                disabled=move || disabled.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
            <button
                type="button"
                class="input-button"
                hidden=move || !ready.get()
                aria-pressed=move || shown.get().to_string()
                aria-label="Show password"
                title=move || if shown.get() { "Hide password" } else { "Show password" }
                on:click=move |_| set_shown.update(|shown| *shown = !*shown)
            >
                {move || {
                    let name = if shown.get() { IconName::EyeOff } else { IconName::Eye };
                    view! { <Icon name=name/> }
                }}
            </button>
        </span>
    })
}
