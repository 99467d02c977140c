use super::{Around, TextArea};
use crate::ui::avatar::{Avatar, AvatarSize};
use crate::ui::icon::{Icon, IconName};
use leptos::ev::KeyboardEvent;
use leptos::html::{Input, Ul};
use leptos::prelude::*;

/// Somebody who can be picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// How they are written into the form, on a line of their own.
    pub line: String,
    pub name: String,
    pub about: Option<String>,
    /// The address of their picture.
    pub picture: Option<String>,
}

/// People, one in a line. Without JavaScript it is a text of several lines; with it, each becomes a thing of its own that can be
/// taken away, and those who match what is typed are offered.
#[component]
pub fn PicksField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    /// Who matches what is typed.
    #[prop(into)]
    offered: Signal<Vec<Pick>>,
    /// Something else is typed.
    on_typed: Callback<String>,
    /// The name in a line, for people.
    name_of: fn(&str) -> &str,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// Of the text of several lines.
    #[prop(into)]
    hint: String,
    #[prop(into)] placeholder: String,
) -> impl IntoView {
    let id = Around::id(None, &name);
    let stage = RwSignal::new(Stage::Plain);
    let plain_id = id.clone();
    Effect::new(move || {
        let id = plain_id.clone();
        // The plain field has told by then what was typed into it before we came.
        request_animation_frame(move || {
            let active = document().active_element();
            let focused = active.is_some_and(|active| active.id() == id);
            stage.try_set(Stage::Picks { focused });
        });
    });
    move || match stage.get() {
        Stage::Plain => {
            view! { <TextArea name=name.clone() label=label.clone() value error hint=hint.clone() rows=3/> }
                .into_any()
        }
        Stage::Picks { focused } => {
            let entry = Entry {
                value,
                typed: RwSignal::new(String::new()),
                chosen: RwSignal::new(0),
                is_open: RwSignal::new(false),
                offered,
                on_typed,
            };
            let around = Around {
                id: id.clone(),
                label: label.clone(),
                label_hidden: false,
                hint: None,
                error,
                required: false,
                class: String::new(),
            };
            let (described_by, invalid) = (around.described_by(), around.invalid());
            let control = view! {
                <PickEntry
                    id=id.clone()
                    name=name.clone()
                    placeholder=placeholder.clone()
                    entry
                    name_of
                    described_by
                    invalid
                    focused
                />
            };
            around.draw(control).into_any()
        }
    }
}

/// How the field is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Plain,
    /// With JavaScript; `focused` where the cursor stood in the plain field.
    Picks {
        focused: bool,
    },
}

/// What is typed, whom it becomes and who is offered; a copy of it can be carried into any handler.
#[derive(Clone, Copy)]
struct Entry {
    /// Lines, as the form sends them.
    value: RwSignal<String>,
    typed: RwSignal<String>,
    /// Which of those offered is taken by Enter.
    chosen: RwSignal<usize>,
    is_open: RwSignal<bool>,
    offered: Signal<Vec<Pick>>,
    on_typed: Callback<String>,
}

fn lines(value: &str) -> Vec<String> {
    let lines = value.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

impl Entry {
    fn picked(self) -> Vec<String> {
        self.value.try_with(|value| lines(value)).unwrap_or_default()
    }

    /// Those offered who are not picked yet.
    fn free(self) -> Vec<Pick> {
        let picked = self.picked();
        let mut free = self.offered.try_get().unwrap_or_default();
        free.retain(|one| !picked.contains(&one.line));
        free
    }

    fn add(self, line: &str) {
        self.value.try_update(|value| {
            let mut all = lines(value);
            if !line.trim().is_empty() && !all.iter().any(|one| one == line.trim()) {
                all.push(line.trim().to_owned());
            }
            *value = all.join("\n");
        });
        self.typed.try_set(String::new());
        self.chosen.try_set(0);
        self.is_open.try_set(false);
    }

    fn remove(self, gone: &str) {
        self.value.try_update(|value| {
            let mut all = lines(value);
            all.retain(|one| one != gone);
            *value = all.join("\n");
        });
    }

    /// What was typed and not picked is kept as it is: the server tells who is meant, or that nobody is.
    fn keep(self) {
        self.is_open.try_set(false);
        let typed = self.typed.try_get_untracked().unwrap_or_default();
        if !typed.trim().is_empty() {
            self.add(&typed);
        }
    }

    fn hear(self, text: String) {
        self.typed.set(text.clone());
        self.chosen.set(0);
        self.is_open.set(true);
        self.on_typed.run(text);
    }

    fn look(self) {
        let typed = self.typed.try_get_untracked().unwrap_or_default();
        self.on_typed.try_run(typed);
    }

    /// The arrow keys choose, Enter picks, Backspace in an empty field takes the last one away.
    fn press(self, event: &KeyboardEvent) {
        if event.is_composing() {
            return;
        }
        let is_empty = self.typed.with_untracked(String::is_empty);
        let free = if self.is_open.get_untracked() {
            untrack(|| self.free())
        } else {
            Vec::new()
        };
        let last = free.len().checked_sub(1);
        let at = self.chosen.get_untracked();
        match (event.key().as_str(), last) {
            ("ArrowDown", Some(last)) => self.chosen.set(if at >= last { 0 } else { at + 1 }),
            ("ArrowUp", Some(last)) => self.chosen.set(at.checked_sub(1).unwrap_or(last)),
            ("ArrowDown", None) => self.is_open.set(true),
            ("Enter", Some(last)) => {
                if let Some(one) = free.get(at.min(last)) {
                    self.add(&one.line);
                }
            }
            // Enter in an empty field sends the form, as in any other field.
            ("Enter", None) if !is_empty => self.keep(),
            ("Escape", Some(_)) => self.is_open.set(false),
            ("Backspace", _) if is_empty => {
                if let Some(last) = untrack(|| self.picked()).last() {
                    self.remove(last);
                }
                return;
            }
            _ => return,
        }
        // Not for the form, nor for whatever else waits for these keys.
        event.prevent_default();
        event.stop_propagation();
    }
}

/// Those picked as things, and a field for the next one.
#[component]
fn PickEntry(
    id: String,
    name: String,
    placeholder: String,
    entry: Entry,
    name_of: fn(&str) -> &str,
    described_by: Signal<Option<String>>,
    invalid: Signal<Option<&'static str>>,
    focused: bool,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let list = NodeRef::<Ul>::new();
    Effect::new(move || {
        if let Some(field) = field.get().filter(|_| focused) {
            let _ = field.focus();
        }
    });
    let list_id = format!("{id}-offered");
    let free = Memo::new(move |_| entry.free());
    let is_shown = Memo::new(move |_| entry.is_open.get() && !free.read().is_empty());
    show_at(field, list, list_id.clone(), is_shown);
    let picked = Memo::new(move |_| entry.picked());
    let option_id = {
        let list_id = list_id.clone();
        move |at: usize| format!("{list_id}-{at}")
    };
    let active = {
        let option_id = option_id.clone();
        move || {
            let last = free.try_with(|free| free.len().checked_sub(1)).flatten()?;
            let is_shown = is_shown.try_get().unwrap_or_default();
            is_shown.then(|| option_id(entry.chosen.try_get().unwrap_or_default().min(last)))
        }
    };
    let options = move || {
        let option = |(at, one): (usize, Pick)| option_view(option_id(at), at, one, entry);
        free.get().into_iter().enumerate().map(option).collect_view()
    };
    let told = move || match free.try_with(Vec::len).unwrap_or_default() {
        _ if !is_shown.try_get().unwrap_or_default() => String::new(),
        1 => "1 person is offered".to_owned(),
        many => format!("{many} people are offered"),
    };
    view! {
        <div class="input tags-input">
            <For
                each=move || picked.get()
                key=Clone::clone
                children=move |line| view! { <OnePicked line entry name_of/> }
            />
            <input
                node_ref=field
                class="tags-entry"
                type="text"
                id=id
                role="combobox"
                autocomplete="off"
                aria-autocomplete="list"
                aria-expanded=move || is_shown.try_get().unwrap_or_default().to_string()
                aria-controls=list_id.clone()
                aria-activedescendant=active
                aria-invalid=move || invalid.get()
                aria-describedby=move || described_by.get()
                placeholder=placeholder
                prop:value=move || entry.typed.get()
                on:input=move |event| entry.hear(event_target_value(&event))
                on:keydown=move |event| entry.press(&event)
                on:focus=move |_| entry.look()
                on:click=move |_| {
                    entry.is_open.try_set(true);
                }
                on:blur=move |_| entry.keep()
            />
            <input type="hidden" name=name value=move || entry.value.get()/>
        </div>
        <ul node_ref=list id=list_id class="menu mentions" role="listbox" aria-label="People" popover="manual">
            {options}
        </ul>
        <p class="sr-only" role="status">{told}</p>
    }
}

/// Opens the list beside the field while there is somebody to offer.
fn show_at(field: NodeRef<Input>, list: NodeRef<Ul>, id: String, is_shown: Memo<bool>) {
    Effect::new(move || {
        let (Some(field), Some(list)) = (field.get(), list.get()) else {
            return;
        };
        if is_shown.get() {
            let _ = field.set_attribute("style", &format!("anchor-name:--{id}"));
            let _ = list.set_attribute("style", &format!("position-anchor:--{id}"));
            // An error says that it is open already, or closed.
            let _ = list.show_popover();
        } else {
            let _ = list.hide_popover();
        }
    });
}

fn option_view(id: String, at: usize, one: Pick, entry: Entry) -> impl IntoView {
    let line = one.line.clone();
    view! {
        <li
            id=id
            class="menu-item"
            role="option"
            aria-selected=move || (entry.chosen.try_get() == Some(at)).to_string()
            on:pointermove=move |_| {
                entry.chosen.try_set(at);
            }
            // The field keeps the focus.
            on:mousedown=move |event| event.prevent_default()
            on:click=move |_| entry.add(&line)
        >
            <Avatar name=one.name.clone() picture=Signal::stored(one.picture) size=AvatarSize::Small/>
            <span class="menu-text">
                {one.name}
                {one.about.map(|about| view! { <span class="block truncate text-xs text-muted">{about}</span> })}
            </span>
        </li>
    }
}

/// Somebody who is picked, and the button that takes them away.
#[component]
fn OnePicked(line: String, entry: Entry, name_of: fn(&str) -> &str) -> impl IntoView {
    let name = name_of(&line).to_owned();
    view! {
        <span class="tag">
            {name.clone()}
            <button
                type="button"
                class="tag-remove"
                aria-label=format!("Remove {name}")
                on:click=move |_| entry.remove(&line)
            >
                <Icon name=IconName::X/>
            </button>
        </span>
    }
}
