use super::{Around, keep_in_step};
use crate::ui::icon::{Icon, IconName};
use leptos::html::Select;
use leptos::prelude::*;

/// One of the values that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// One of a few values.
#[component]
pub fn SelectField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(into)] options: Signal<Vec<Choice>>,
    /// Adds a first option without a value.
    #[prop(optional, into)]
    empty: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional)] autofocus: bool,
    #[prop(optional, into)] autocomplete: Option<String>,
    #[prop(optional)] label_hidden: bool,
    #[prop(optional, into)] on_change: Option<Callback<String>>,
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
    let select = NodeRef::<Select>::new();
    let given = value.get_untracked();
    keep_in_step(
        value,
        move || {
            // Options that come later must not take the choice away.
            options.track();
            select.get().map(|select| (select.value(), given.clone()))
        },
        move |text| {
            if let Some(select) = select.get_untracked() {
                select.set_value(text);
            }
        },
    );
    let draw_option = move |choice: Choice| {
        let selected = value.get_untracked() == choice.value;
        view! { <option value=choice.value selected=selected>{choice.label}</option> }
    };
    let (described_by, invalid) = (around.described_by(), around.invalid());
    around.draw(view! {
        <span class="select">
            <select
                node_ref=select
                class="input"
                id=id
                name=name
                autofocus=autofocus
                autocomplete=autocomplete
                aria-required=required.then_some("true")
                aria-invalid=move || invalid.get()
                aria-describedby=move || described_by.get()
                disabled=move || disabled.get()
                on:change=move |event| {
                    let text = event_target_value(&event);
                    value.set(text.clone());
                    if let Some(tell) = on_change {
                        tell.run(text);
                    }
                }
            >
                {empty.map(|label| draw_option(Choice::new("", label)))}
                {move || options.get().into_iter().map(draw_option).collect_view()}
            </select>
            <Icon name=IconName::ChevronsUpDown/>
        </span>
    })
}
