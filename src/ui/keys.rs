//! Keys that act wherever one is on a page: who has registered them, and which of them a press of
//! a key means. The sheet in [`super::key_sheet`] lists them.

use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// Where a letter is text.
const TYPING: &str = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
/// What lies over the page and has the keyboard to itself. What was closed keeps the focus until the next frame.
const FLOATING: &str = "dialog[open], :popover-open";
/// What Enter and the space bar press.
const PRESSED: &str = "a[href], button, summary, input, [role=button], [role=option], [role=checkbox]";

/// Where a shortcut is heard, apart from the page itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Reach {
    #[default]
    Page,
    Dialogs,
    Everywhere,
}

/// A key and what it does.
#[derive(Clone, Debug)]
pub struct Shortcut {
    keys: &'static str,
    label: String,
    run: Callback<()>,
    reach: Reach,
    field: Option<&'static str>,
    spared: Option<&'static str>,
}

impl Shortcut {
    /// A key as in `"n"`, `"/"`, `"shift+x"`, `"mod+k"` (⌘ or Ctrl) or `"arrowdown"`; several keys
    /// for the same stand side by side, as in `"j arrowdown"`. The label says what it does, as in
    /// `"Add a contact"`; without one, the sheet leaves it out.
    ///
    /// It is heard on the page, but not where somebody types, in a menu or in a dialog.
    pub fn new(keys: &'static str, label: impl Into<String>, run: impl Into<Callback<()>>) -> Self {
        Self {
            keys,
            label: label.into(),
            run: run.into(),
            reach: Reach::Page,
            field: None,
            spared: None,
        }
    }

    /// Also in menus and dialogs, and where somebody types: for chords that mean nothing there.
    #[must_use]
    pub const fn everywhere(mut self) -> Self {
        self.reach = Reach::Everywhere;
        self
    }

    /// Also in menus and dialogs.
    #[must_use]
    pub const fn in_dialogs(mut self) -> Self {
        self.reach = Reach::Dialogs;
        self
    }

    /// Also in the field of this id.
    #[must_use]
    pub const fn in_field(mut self, id: &'static str) -> Self {
        self.field = Some(id);
        self
    }

    /// Not inside of what matches this selector, where the key has a meaning of its own.
    #[must_use]
    pub const fn not_in(mut self, selector: &'static str) -> Self {
        self.spared = Some(selector);
        self
    }

    /// The key, or the first of several.
    #[must_use]
    pub fn first_keys(&self) -> &'static str {
        self.keys.split(' ').next().unwrap_or_default()
    }

    /// What it does.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    fn is_meant_by(&self, chord: &str) -> bool {
        self.keys.split(' ').any(|keys| keys == chord)
    }

    fn hears(&self, chord: &str, target: Option<&Element>) -> bool {
        let is_in = |selector| target.is_some_and(|target| is_inside(target, selector));
        if self.spared.is_some_and(is_in) {
            return false;
        }
        let is_own = |id| target.is_some_and(|target| target.id() == id);
        if self.reach == Reach::Everywhere || self.field.is_some_and(is_own) {
            return true;
        }
        if is_in(TYPING) || (matches!(chord, "enter" | "space") && is_in(PRESSED)) {
            return false;
        }
        self.reach == Reach::Dialogs || !(is_in(FLOATING) || is_covered())
    }
}

fn is_inside(element: &Element, selector: &str) -> bool {
    element.closest(selector).is_ok_and(|found| found.is_some())
}

/// Whether a dialog has the page to itself.
fn is_covered() -> bool {
    document()
        .query_selector("dialog:modal")
        .is_ok_and(|found| found.is_some())
}

/// Shortcuts that came together, as the sheet shows them.
#[derive(Clone, Debug)]
pub struct ShortcutGroup {
    id: u32,
    pub title: &'static str,
    pub shortcuts: Vec<Shortcut>,
}

/// Every shortcut that is registered at the moment.
#[derive(Clone, Copy, Debug)]
pub struct Shortcuts {
    groups: RwSignal<Vec<ShortcutGroup>>,
    next: StoredValue<u32>,
}

impl Shortcuts {
    /// What can be pressed now, in the order in which it was registered.
    #[must_use]
    pub fn groups(self) -> Vec<ShortcutGroup> {
        self.groups.get()
    }

    /// What comes last is nearest to whoever presses a key, and is asked first.
    fn hear(self, event: &KeyboardEvent) {
        // A browser that fills in a form presses keys without names.
        if event.default_prevented() || !event.is_instance_of::<KeyboardEvent>() || event.is_composing() {
            return;
        }
        let chord = chord_of(event);
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let meant = self.groups.with_untracked(|groups| {
            let shortcuts = groups.iter().rev().flat_map(|group| &group.shortcuts);
            let mut meant = shortcuts.filter(|shortcut| shortcut.is_meant_by(&chord));
            meant
                .find(|shortcut| shortcut.hears(&chord, target.as_ref()))
                .map(|shortcut| shortcut.run)
        });
        if let Some(run) = meant {
            event.prevent_default();
            run.try_run(());
        }
    }
}

fn chord_of(event: &KeyboardEvent) -> String {
    // On many keyboards / and the like are typed with AltGr, which says it is Ctrl and Alt.
    let is_third_level = event.get_modifier_state("AltGraph");
    chord(
        &event.key(),
        !is_third_level && (event.ctrl_key() || event.meta_key()),
        !is_third_level && event.alt_key(),
        event.shift_key(),
    )
}

/// A press of a key in the words of [`Shortcut::new`]. With Shift, only letters and keys that type
/// nothing are told apart: `?` is `?` on every keyboard.
fn chord(key: &str, with_mod: bool, with_alt: bool, with_shift: bool) -> String {
    let key = if key == " " {
        "space".to_owned()
    } else {
        key.to_lowercase()
    };
    let is_sign = key.chars().count() == 1 && !key.chars().any(char::is_alphabetic);
    let mut chord = String::new();
    for (is_held, name) in [
        (with_mod, "mod+"),
        (with_alt, "alt+"),
        (with_shift && !is_sign, "shift+"),
    ] {
        if is_held {
            chord.push_str(name);
        }
    }
    chord + &key
}

/// Listens to the keyboard; called once, at the top of the application.
pub fn provide_shortcuts() {
    let shortcuts = Shortcuts {
        groups: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
    };
    provide_context(shortcuts);
    let listener = window_event_listener(ev::keydown, move |event| shortcuts.hear(&event));
    on_cleanup(move || listener.remove());
}

/// The registered shortcuts, for the sheet.
#[must_use]
pub fn use_shortcut_list() -> Option<Shortcuts> {
    use_context()
}

/// Registers shortcuts for as long as the component lives. The title says what they are about.
pub fn use_shortcuts(title: &'static str, shortcuts: Vec<Shortcut>) {
    let Some(registered) = use_context::<Shortcuts>() else {
        return;
    };
    let id = registered.next.get_value();
    registered.next.set_value(id.wrapping_add(1));
    // In an effect, and so in a browser only.
    Effect::new(move || {
        let shortcuts = shortcuts.clone();
        registered
            .groups
            .update(|groups| groups.push(ShortcutGroup { id, title, shortcuts }));
    });
    on_cleanup(move || {
        registered
            .groups
            .try_update(|groups| groups.retain(|group| group.id != id));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_told_from_its_capital_and_a_sign_is_itself() {
        assert_eq!(chord("n", false, false, false), "n");
        assert_eq!(chord("X", false, false, true), "shift+x");
        // Shift and ß on a German keyboard, Shift and / on an English one.
        assert_eq!(chord("?", false, false, true), "?");
        assert_eq!(chord("/", false, false, true), "/");
        assert_eq!(chord("3", false, false, true), "3");
    }

    #[test]
    fn keys_that_type_nothing_are_called_by_their_names() {
        assert_eq!(chord("ArrowDown", false, false, false), "arrowdown");
        assert_eq!(chord("ArrowDown", false, false, true), "shift+arrowdown");
        assert_eq!(chord(" ", false, false, false), "space");
        assert_eq!(chord("Escape", false, false, false), "escape");
    }

    #[test]
    fn a_plain_key_does_not_mean_its_chord() {
        Owner::new().with(|| {
            let shortcut = Shortcut::new("n j", "", || ());
            assert!(shortcut.is_meant_by("n") && shortcut.is_meant_by("j"));
            for other in [
                chord("n", true, false, false),
                chord("n", false, true, false),
                chord("N", false, false, true),
            ] {
                assert!(!shortcut.is_meant_by(&other), "{other}");
            }
            let shortcut = Shortcut::new("mod+k", "", || ());
            assert!(shortcut.is_meant_by(&chord("k", true, false, false)));
        });
    }
}
