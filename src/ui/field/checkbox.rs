use super::Around;
use crate::ui::icon::{Icon, IconName, classes};
use leptos::html::Input;
use leptos::prelude::*;

/// Something to tick. A form posts `value` when it is ticked and nothing when it is not.
#[component]
pub fn CheckboxField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    checked: RwSignal<bool>,
    #[prop(default = "true".into(), into)] value: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    let id = Around::id(id, &name);
    let input = NodeRef::<Input>::new();
    let given = checked.get_untracked();
    Effect::new(move |met: Option<bool>| {
        let is_checked = checked.get();
        let Some(input) = input.get() else {
            return false;
        };
        if met != Some(true) && input.checked() != given {
            checked.set(input.checked());
        } else {
            input.set_checked(is_checked);
        }
        true
    });
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described_by = {
        let (hint_id, error_id) = (hint.is_some().then(|| hint_id.clone()), error_id.clone());
        move || {
            let error_id = error.read().is_some().then(|| error_id.clone());
            let ids: Vec<_> = hint_id.clone().into_iter().chain(error_id).collect();
            (!ids.is_empty()).then(|| ids.join(" "))
        }
    };
    view! {
        <div class=classes("field", &class)>
            <div class="check">
                <input
                    node_ref=input
                    class="check-box"
                    type="checkbox"
                    id=id.clone()
                    name=name
                    value=value
                    checked=given
                    aria-invalid=move || error.read().is_some().then_some("true")
                    aria-describedby=described_by
                    disabled=move || disabled.get()
                    on:change=move |event| checked.set(event_target_checked(&event))
                />
                <label for=id>{label}</label>
            </div>
            {hint.map(|hint| view! { <p class="hint check-hint" id=hint_id>{hint}</p> })}
            {move || error.get().map(|text| view! {
                <p class="field-error" id=error_id.clone()>
                    <Icon name=IconName::AlertTriangle/>
                    <span>{text}</span>
                </p>
            })}
        </div>
    }
}
