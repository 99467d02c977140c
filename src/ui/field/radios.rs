use super::{Around, keep_in_step};
use crate::ui::icon::{Icon, IconName};
use leptos::html::Fieldset;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// One of a few values, all of them in sight: for what is chosen with a thumb.
#[component]
pub fn ChipsField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    /// Each with its label and its sign.
    options: Vec<(String, String, IconName)>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] id: Option<String>,
) -> impl IntoView {
    let id = Around::id(id, &name);
    let error_id = format!("{id}-error");
    let group = NodeRef::<Fieldset>::new();
    let given = value.get_untracked();
    let within = move |selector: &str| {
        let found = group.get()?.query_selector(selector).ok().flatten()?;
        found.dyn_into::<HtmlInputElement>().ok()
    };
    keep_in_step(
        value,
        {
            let given = given.clone();
            move || {
                group.get()?;
                let held = within("input:checked").map(|input| input.value());
                Some((held.unwrap_or_default(), given.clone()))
            }
        },
        move |text| {
            // The browser lets go of the one that was chosen before.
            if let Some(input) = within(&format!("input[value='{text}']")) {
                input.set_checked(true);
            }
        },
    );
    let chip = |(own, label, icon): (String, String, IconName)| {
        let is_given = own == given;
        let name = name.clone();
        view! {
            <label class="choice-chip">
                <input
                    class="choice-radio"
                    type="radio"
                    name=name
                    value=own.clone()
                    checked=is_given
                    on:change=move |_| value.set(own.clone())
                />
                <Icon name=icon/>
                <span>{label}</span>
            </label>
        }
    };
    let described_by = {
        let error_id = error_id.clone();
        move || error.read().is_some().then(|| error_id.clone())
    };
    view! {
        <fieldset class="field" id=id node_ref=group aria-describedby=described_by>
            <legend class="label mb-1.5">{label}</legend>
            <div class="choice-chips">{options.into_iter().map(chip).collect_view()}</div>
            {move || error.get().map(|text| view! {
                <p class="field-error" id=error_id.clone()>
                    <Icon name=IconName::AlertTriangle/>
                    <span>{text}</span>
                </p>
            })}
        </fieldset>
    }
}
