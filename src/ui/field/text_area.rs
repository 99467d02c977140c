use super::{Around, keep_in_step};
use leptos::html::Textarea;
use leptos::prelude::*;

/// Text of several lines.
///
/// The only place in the product with a `<textarea>`: the framework does not escape its content in
/// the server's HTML, so what somebody stored could end the element and begin a script.
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(default = 4)] rows: u32,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional)] label_hidden: bool,
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
    let area = NodeRef::<Textarea>::new();
    keep_in_step(
        value,
        move || {
            area.get()
                .map(|area| (area.value(), area.default_value().unwrap_or_default()))
        },
        move |text| {
            if let Some(area) = area.get_untracked() {
                area.set_value(text);
            }
        },
    );
    let (described_by, invalid) = (around.described_by(), around.invalid());
    around.draw(view! {
        <textarea
            node_ref=area
            class="input"
            id=id
            name=name
            rows=rows.to_string()
            placeholder=placeholder
            autofocus=autofocus
            maxlength=maxlength.map(|max| max.to_string())
            aria-required=required.then_some("true")
            aria-invalid=move || invalid.get()
            aria-describedby=move || described_by.get()
            disabled=move || disabled.get()
            inner_html=content(&value.get_untracked())
            on:input=move |event| value.set(event_target_value(&event))
        ></textarea>
    })
}

/// The text as the content of a `<textarea>`: nothing in it can end the element. A parser drops the
/// first line break after the opening tag, so one more is given to it; the browser's own way of
/// setting content does not drop any.
fn content(text: &str) -> String {
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    if cfg!(feature = "ssr") {
        format!("\n{escaped}")
    } else {
        escaped
    }
}
