//! A cell of the table while it is being edited: a field, or a choice, over the cell.

use crate::ids::ContactId;
use crate::ui::prelude::*;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The cell that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCell {
    pub id: ContactId,
    /// The form's name of the field.
    pub field: &'static str,
    /// "Company of Ada Lovelace".
    pub label: String,
    /// What else stands in the same cell, and on which side.
    pub beside: Option<(Onward, String)>,
    /// What stands in it, as a form sends it.
    pub value: String,
    /// What can be chosen; `None` where it is typed.
    pub offers: Option<Vec<Choice>>,
    /// What is wrong with it.
    pub error: Option<String>,
    /// Somebody else saved in the meantime: who, and what stands there now.
    pub theirs: Option<(String, String)>,
}

/// Where the focus goes after a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Onward {
    Stay,
    Below,
    Right,
    Left,
    /// To wherever somebody clicked.
    Elsewhere,
}

/// What happens with an open cell; a copy of it can be carried into any callback.
#[derive(Clone, Copy)]
pub struct CellActs {
    pub on_save: Callback<(OpenCell, String, Onward)>,
    /// Closes it and leaves what stands there.
    pub on_cancel: Callback<OpenCell>,
}

/// The editor over the cell, while one is open.
#[component]
pub fn CellEditor(cell: RwSignal<Option<OpenCell>>, acts: CellActs) -> impl IntoView {
    // Another cell, or more to say of this one, is another editor: the focus goes into it.
    let key = |cell: &OpenCell| (cell.id, cell.field, cell.error.clone(), cell.theirs.clone());
    view! { <For each=move || cell.get() key=key children=move |cell| view! { <Editor cell acts/> }/> }
}

#[component]
fn Editor(cell: OpenCell, acts: CellActs) -> impl IntoView {
    let over = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if let Some(over) = over.get() {
            let _ = over.show_popover();
            focus_first(&over);
        }
    });
    let is_typed = cell.offers.is_none();
    let kept = StoredValue::new(cell.clone());
    let cancel = move || acts.on_cancel.run(kept.get_value());
    let on_keys = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            cancel();
        }
    };
    let conflict = cell.theirs.clone().map(|(by, theirs)| {
        view! {
            <div class="cell-conflict" role="alert">
                <p>{by} " changed this to “" <strong>{in_words(&theirs)}</strong> "” in the meantime."</p>
                <Button small=true on_click=Callback::new(move |()| cancel())>"Keep theirs"</Button>
            </div>
        }
    });
    let control = if is_typed {
        view! { <Typed cell=cell.clone() acts/> }.into_any()
    } else {
        view! { <Chosen cell=cell.clone() acts/> }.into_any()
    };
    view! {
        <div
            node_ref=over
            class="cell-editor"
            popover="manual"
            role="group"
            aria-label=cell.label
            on:keydown=on_keys
        >
            {control}
            {conflict}
        </div>
    }
}

/// A field: Enter saves and goes down, Tab saves and goes aside, and so does a click elsewhere.
#[component]
fn Typed(cell: OpenCell, acts: CellActs) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let (label, value, error) = (cell.label.clone(), cell.value.clone(), cell.error.clone());
    let is_refused = error.is_some();
    let is_contested = cell.theirs.is_some();
    let beside = cell.beside.clone();
    let hint = (cell.field == "tags").then_some("Separate tags with commas.");
    let kept = StoredValue::new(cell);
    let save = move |onward: Onward| {
        // What is taken away with the focus in it still loses the focus.
        if let (Some(Some(field)), Some(cell)) = (field.try_get_untracked(), kept.try_get_value()) {
            acts.on_save.run((cell, field.value(), onward));
        }
    };
    let on_keys = move |event: KeyboardEvent| {
        let onward = match event.key().as_str() {
            "Enter" => Onward::Below,
            "Tab" if event.shift_key() => Onward::Left,
            "Tab" if !is_contested => Onward::Right,
            _ => return,
        };
        event.prevent_default();
        save(onward);
    };
    let input = view! {
        <input
            node_ref=field
            class="input cell-input"
            type="text"
            aria-label=label
            aria-invalid=is_refused.then_some("true")
            aria-describedby=is_refused.then_some("cell-error")
            autocomplete="off"
            value=value.clone()
            prop:value=value
            on:keydown=on_keys
            on:blur=move |_| {
                // With an error beside it, or a choice to make, it stays open.
                if !is_refused && !is_contested {
                    save(Onward::Elsewhere);
                }
            }
        />
    }
    .into_any();
    view! {
        {match beside {
            Some((side, text)) => pair(input, side, text, save).into_any(),
            None => input,
        }}
        {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
        {error.map(|error| view! {
            <p class="field-error" id="cell-error" role="alert"><Icon name=IconName::AlertTriangle/><span>{error}</span></p>
        })}
        {is_contested.then(|| view! {
            <div class="cell-conflict">
                <Button small=true kind=ButtonKind::Primary on_click=Callback::new(move |()| save(Onward::Stay))>
                    "Save mine"
                </Button>
            </div>
        })}
    }
}

/// A field beside the other one of its cell, which a click or the tab key goes to.
fn pair(
    input: AnyView,
    side: Onward,
    text: String,
    save: impl Fn(Onward) + Copy + Send + 'static,
) -> impl IntoView {
    let other = view! {
        <button
            type="button"
            class="cell-other"
            tabindex="-1"
            // The field keeps the focus until it is saved.
            on:pointerdown=|event| event.prevent_default()
            on:mousedown=|event| event.prevent_default()
            on:click=move |_| save(side)
        >
            {text}
        </button>
    };
    let (before, after) = if side == Onward::Left {
        (Some(other), None)
    } else {
        (None, Some(other))
    };
    view! { <div class="cell-pair">{before}{input}{after}</div> }
}

/// A choice: the arrows go through it, Enter takes it.
#[component]
fn Chosen(cell: OpenCell, acts: CellActs) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    let (offers, value) = (cell.offers.clone().unwrap_or_default(), cell.value.clone());
    let kept = StoredValue::new(cell);
    let offer = move |choice: Choice| {
        let is_current = choice.value == value;
        let taken = choice.value.clone();
        let take = Callback::new(move |()| {
            acts.on_save.run((kept.get_value(), taken.clone(), Onward::Stay));
        });
        view! { <MenuButton current=is_current on_click=take>{choice.label}</MenuButton> }
    };
    let on_keys = move |event: KeyboardEvent| {
        if event.key() == "Tab" {
            event.prevent_default();
            acts.on_cancel.run(kept.get_value());
        } else if let Some(list) = list.get_untracked() {
            move_focus(&list, &event);
        }
    };
    view! {
        <div
            node_ref=list
            class="cell-offers"
            on:keydown=on_keys
            on:focusout=move |event| {
                let is_within = event
                    .related_target()
                    .and_then(|target| target.dyn_into::<Element>().ok())
                    .is_some_and(|target| target.closest(".cell-editor").ok().flatten().is_some());
                if let Some(cell) = kept.try_get_value().filter(|_| !is_within) {
                    acts.on_cancel.run(cell);
                }
            }
        >
            {offers.into_iter().map(offer).collect_view()}
        </div>
    }
}

/// Into the field, with all of it selected, or onto what is chosen now.
fn focus_first(over: &HtmlElement) {
    let first = [".cell-input", ".menu-item[aria-current]", ".menu-item"]
        .iter()
        .find_map(|selector| over.query_selector(selector).ok().flatten());
    let Some(first) = first else { return };
    if let Some(field) = first.dyn_ref::<web_sys::HtmlInputElement>() {
        field.select();
    }
    if let Ok(first) = first.dyn_into::<HtmlElement>() {
        let _ = first.focus();
    }
}

fn in_words(text: &str) -> String {
    if text.is_empty() {
        "nothing".to_owned()
    } else {
        text.to_owned()
    }
}
