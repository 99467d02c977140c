//! Naming people in a text: after an `@`, a list of those who may be meant, from which one is put in.
//!
//! It stands around fields of a form and adds to them. Whoever types a name without looking at the list, or has no
//! JavaScript, writes the same text. The focus stays in the field; the arrow keys choose.

use super::avatar::{Avatar, AvatarSize};
use super::marked::{Marked, has_words};
use leptos::ev::KeyboardEvent;
use leptos::html::Ul;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventInit, EventTarget, HtmlInputElement, HtmlTextAreaElement};

/// How many are offered.
const OFFERED: usize = 6;

/// How many characters a name may have.
const LONGEST: usize = 60;

/// Somebody who can be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentionable {
    pub name: String,
    /// The address of their picture.
    pub picture: Option<String>,
}

/// Where somebody is about to be named.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    /// The id of the field.
    field: String,
    /// Where the sign stands, and the caret, as the browser counts.
    from: u32,
    to: u32,
    typed: String,
}

/// Around fields in which people can be named.
#[component]
pub fn Mentioning(
    /// The list's, the only one of its kind on the page.
    #[prop(into)]
    id: String,
    people: StoredValue<Vec<Mentionable>>,
    children: Children,
) -> impl IntoView {
    let place = RwSignal::new(None::<Place>);
    let chosen = RwSignal::new(0_usize);
    let meant = Memo::new(move |_| {
        let place = place.read();
        let typed = place.as_ref().map(|place| place.typed.as_str());
        typed
            .map(|typed| people.with_value(|people| meant(people, typed)))
            .unwrap_or_default()
    });
    let list = NodeRef::<Ul>::new();
    show_where_it_is(list, id.clone(), place, meant, chosen);
    // A field that leaves the page with the focus says that it was left, or is looked at once more, when all of this is gone.
    let look = move |event: &Event| {
        let found = event.target().and_then(|field| place_in(&field));
        if place.try_with_untracked(|place| *place != found) == Some(true) {
            chosen.try_set(0);
            place.try_set(found);
        }
    };
    let put_in = Callback::new(move |name: String| {
        if let Some(at) = place.try_get_untracked().flatten() {
            place.try_set(None);
            at.put_in(&name);
        }
    });
    let press = move |event: KeyboardEvent| {
        let last = meant
            .try_with_untracked(|meant| meant.len().checked_sub(1))
            .flatten();
        let Some(last) = last.filter(|_| !event.is_composing()) else {
            return;
        };
        let at = chosen.get_untracked().min(last);
        match event.key().as_str() {
            "ArrowDown" => chosen.set(if at == last { 0 } else { at + 1 }),
            "ArrowUp" => chosen.set(at.checked_sub(1).unwrap_or(last)),
            "Enter" | "Tab" if !event.shift_key() => {
                let name = meant.read_untracked()[at].name.clone();
                put_in.run(name);
            }
            "Escape" => place.set(None),
            _ => return,
        }
        // Not for the form, nor for whatever else waits for these keys.
        event.prevent_default();
        event.stop_propagation();
    };
    // What is drawn may be told of that, too, just before it is gone itself.
    let label = move || match meant.try_with(Vec::len).unwrap_or_default() {
        0 => String::new(),
        1 => "1 colleague may be meant".to_owned(),
        many => format!("{many} colleagues may be meant"),
    };
    let options = {
        let id = id.clone();
        move || {
            let typed = place.try_with(|place| place.as_ref().map(|place| place.typed.clone()));
            let typed = typed.flatten().unwrap_or_default();
            let option = |(at, one): (usize, Mentionable)| {
                option_view(option_id(&id, at), at, one, typed.clone(), chosen, put_in)
            };
            let meant = meant.try_get().unwrap_or_default();
            meant.into_iter().enumerate().map(option).collect_view()
        }
    };
    view! {
        <div
            class="contents"
            on:input=move |event| look(&event)
            on:click=move |event| look(&event)
            on:keyup=move |event| if is_of_caret(&event.key()) { look(&event) }
            on:keydown=press
            on:focusout=move |_| {
                place.try_set(None);
            }
        >
            {children()}
        </div>
        <ul node_ref=list id=id class="menu mentions" role="listbox" aria-label="Colleagues" popover="manual">
            {options}
        </ul>
        <p class="sr-only" role="status">{label}</p>
    }
}

fn option_view(
    id: String,
    at: usize,
    one: Mentionable,
    typed: String,
    chosen: RwSignal<usize>,
    put_in: Callback<String>,
) -> impl IntoView {
    let name = one.name.clone();
    view! {
        <li
            id=id
            class="menu-item"
            role="option"
            aria-selected=move || (chosen.try_get() == Some(at)).to_string()
            on:pointermove=move |_| {
                chosen.try_set(at);
            }
            // The field keeps the focus.
            on:mousedown=move |event| event.prevent_default()
            on:click=move |_| put_in.run(name.clone())
        >
            <Avatar name=one.name.clone() picture=Signal::stored(one.picture) size=AvatarSize::Small/>
            <span class="menu-text"><Marked text=one.name typed=typed/></span>
        </li>
    }
}

fn option_id(list: &str, at: usize) -> String {
    format!("{list}-{at}")
}

/// Opens the list at the field where somebody is about to be named, and has the field say so.
fn show_where_it_is(
    list: NodeRef<Ul>,
    id: String,
    place: RwSignal<Option<Place>>,
    meant: Memo<Vec<Mentionable>>,
    chosen: RwSignal<usize>,
) {
    Effect::new(move |before: Option<Option<String>>| {
        let field = place.with(|place| place.as_ref().map(|place| place.field.clone()));
        let field = field.filter(|_| !meant.read().is_empty());
        let at = chosen.get();
        if let Some(left) = before.flatten().filter(|left| Some(left) != field.as_ref())
            && let Some(left) = document().get_element_by_id(&left)
        {
            for name in [
                "style",
                "aria-autocomplete",
                "aria-controls",
                "aria-activedescendant",
            ] {
                let _ = left.remove_attribute(name);
            }
        }
        let list = list.get()?;
        let Some(element) = field
            .as_ref()
            .and_then(|field| document().get_element_by_id(field))
        else {
            // An error says that it was closed already.
            let _ = list.hide_popover();
            return None;
        };
        let says = [
            ("style", format!("anchor-name:--{id}")),
            ("aria-autocomplete", "list".to_owned()),
            ("aria-controls", id.clone()),
            ("aria-activedescendant", option_id(&id, at)),
        ];
        for (name, value) in says {
            let _ = element.set_attribute(name, &value);
        }
        let _ = list.set_attribute("style", &format!("position-anchor:--{id}"));
        // An error says that it is open already.
        let _ = list.show_popover();
        if let Some(option) = document().get_element_by_id(&option_id(&id, at)) {
            super::focus::scroll_to(&option);
        }
        field
    });
}

/// Whether a key moves the caret and types nothing.
fn is_of_caret(key: &str) -> bool {
    matches!(key, "ArrowLeft" | "ArrowRight" | "Home" | "End")
}

/// What stands in a field before its caret, where it is one for text.
fn before_caret(field: &Element) -> Option<(String, u32)> {
    let (text, caret) = if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
        (area.value(), area.selection_start().ok().flatten()?)
    } else {
        let input = field.dyn_ref::<HtmlInputElement>()?;
        // A field for a day has no caret, and says so by an error.
        (input.value(), input.selection_start().ok().flatten()?)
    };
    let signs: Vec<u16> = text.encode_utf16().take(caret as usize).collect();
    Some((String::from_utf16_lossy(&signs), caret))
}

fn place_in(field: &EventTarget) -> Option<Place> {
    let field = field.dyn_ref::<Element>()?;
    let (before, to) = before_caret(field)?;
    let (from, typed) = after_sign(&before)?;
    Some(Place {
        field: field.id(),
        from,
        to,
        typed: typed.to_owned(),
    })
}

impl Place {
    /// Puts a name in the place of what was typed of it, as if it had been typed.
    fn put_in(&self, name: &str) {
        let Some(field) = document().get_element_by_id(&self.field) else {
            return;
        };
        let name = format!("@{name} ");
        if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
            let _ = area.set_range_text_with_start_and_end(&name, self.from, self.to);
        } else if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
            let _ = input.set_range_text_with_start_and_end(&name, self.from, self.to);
        }
        let caret = self.from + u32::try_from(name.encode_utf16().count()).unwrap_or_default();
        if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
            let _ = area.set_selection_range(caret, caret);
        } else if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
            let _ = input.set_selection_range(caret, caret);
        }
        let init = EventInit::new();
        init.set_bubbles(true);
        if let Ok(event) = Event::new_with_event_init_dict("input", &init) {
            let _ = field.dispatch_event(&event);
        }
    }
}

/// What is typed after the last `@`, and where that stands, as a browser counts; nothing where the sign stands within a word, as
/// in an address, or too far away.
fn after_sign(before: &str) -> Option<(u32, &str)> {
    let at = before.rfind('@')?;
    let is_in_word = before[..at]
        .chars()
        .next_back()
        .is_some_and(char::is_alphanumeric);
    let typed = &before[at + 1..];
    let is_far = typed.contains('\n') || typed.starts_with(' ') || typed.chars().count() > LONGEST;
    let from = u32::try_from(before[..at].encode_utf16().count()).ok()?;
    (!is_in_word && !is_far).then_some((from, typed))
}

/// Those who may be meant by what is typed of a name; nobody once a whole name stands there and something after it.
fn meant(people: &[Mentionable], typed: &str) -> Vec<Mentionable> {
    let typed = typed.to_lowercase();
    let is_named = |one: &Mentionable| {
        let rest = typed.strip_prefix(&one.name.to_lowercase());
        rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(char::is_alphanumeric))
    };
    if people.iter().any(is_named) {
        return Vec::new();
    }
    let may_be = |one: &&Mentionable| has_words(&one.name, &typed);
    people.iter().filter(may_be).take(OFFERED).cloned().collect()
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_name_begins_after_a_sign_that_stands_by_itself() {
        for (before, found) in [
            ("@", Some((0, ""))),
            ("ask @Ada Lo", Some((4, "Ada Lo"))),
            ("(@ada", Some((1, "ada"))),
            // As a browser counts, the face is two.
            ("😀 @ada", Some((3, "ada"))),
            ("@ada and @gr", Some((9, "gr"))),
            ("ada@engine", None),
            ("@ ada", None),
            ("@ada\n", None),
            ("ada", None),
        ] {
            assert_eq!(after_sign(before), found, "{before}");
        }
    }

    #[test]
    fn those_are_meant_whose_name_has_the_words_until_it_stands_there() {
        let people: Vec<_> = ["Ada Lovelace", "Grace Hopper", "Márta Adler"]
            .map(|name| Mentionable {
                name: name.to_owned(),
                picture: None,
            })
            .into();
        for (typed, names) in [
            ("", &["Ada Lovelace", "Grace Hopper", "Márta Adler"][..]),
            ("ad", &["Ada Lovelace", "Márta Adler"]),
            ("marta", &["Márta Adler"]),
            ("ada lovelace", &["Ada Lovelace"]),
            ("Ada Lovelace ", &[]),
            ("ada lovelace, l", &[]),
            ("nobody", &[]),
        ] {
            let found = meant(&people, typed);
            let found: Vec<_> = found.iter().map(|one| one.name.as_str()).collect();
            assert_eq!(found, names, "{typed}");
        }
    }
}
