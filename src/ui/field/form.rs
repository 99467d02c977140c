use crate::ui::icon::{Icon, IconName, classes};
use leptos::prelude::*;

/// Why a form was refused, above its fields. `children` stand under the text.
#[component]
pub fn FormError(
    #[prop(into)] error: Signal<Option<String>>,
    #[prop(optional)] children: Option<ChildrenFn>,
) -> impl IntoView {
    move || {
        let children = children.clone();
        error.get().map(|text| {
            view! {
                <div class="notice tone-danger" role="alert">
                    <Icon name=IconName::AlertTriangle/>
                    <div class="notice-text">
                        <p>{text}</p>
                        {children.map(|children| children())}
                    </div>
                </div>
            }
        })
    }
}

/// Some fields that belong together.
#[component]
pub fn FormSection(
    #[prop(into)] title: String,
    #[prop(optional, into)] hint: Option<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <fieldset class="form-section">
            <legend class="form-legend">{title}</legend>
            {hint.map(|hint| view! { <p class="form-hint">{hint}</p> })}
            <div class="form-fields">{children()}</div>
        </fieldset>
    }
}

/// Two fields beside each other where there is room.
#[component]
pub fn FormGrid(#[prop(optional, into)] class: String, children: Children) -> impl IntoView {
    view! { <div class=classes("form-grid", &class)>{children()}</div> }
}

/// The buttons at the end of a form: the main one last, as one reads.
#[component]
pub fn FormActions(#[prop(optional, into)] class: String, children: Children) -> impl IntoView {
    view! { <div class=classes("form-actions", &class)>{children()}</div> }
}

/// Puts the cursor into the first field that has an error, once the errors are drawn; call it when
/// a form comes back. `form` is the form's id.
pub fn focus_first_error(form: &str) {
    let selector = format!("#{form} [aria-invalid=true]");
    request_animation_frame(move || {
        let first = document().query_selector(&selector).ok().flatten();
        if let Some(field) =
            first.and_then(|field| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(field).ok())
        {
            let _ = field.focus();
        }
    });
}
