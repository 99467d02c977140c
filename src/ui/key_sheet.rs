//! The sheet of keys that `?` opens.

use super::dialog::Dialog;
use super::kbd::Kbd;
use super::keys::{ShortcutGroup, use_shortcut_list};
use leptos::prelude::*;

/// What is written on the keys of a chord, on this machine's keyboard.
#[must_use]
pub fn key_names(keys: &str, is_apple: bool) -> Vec<String> {
    keys.split('+').map(|key| key_name(key, is_apple)).collect()
}

fn key_name(key: &str, is_apple: bool) -> String {
    match (key, is_apple) {
        ("mod", true) => "⌘".into(),
        ("mod", false) => "Ctrl".into(),
        ("alt", true) => "⌥".into(),
        ("shift", true) => "⇧".into(),
        ("arrowdown", _) => "↓".into(),
        ("arrowup", _) => "↑".into(),
        ("arrowleft", _) => "←".into(),
        ("arrowright", _) => "→".into(),
        ("escape", _) => "Esc".into(),
        _ => {
            let mut letters = key.chars();
            let first = letters.next().map(char::to_uppercase);
            first.into_iter().flatten().chain(letters).collect()
        }
    }
}

/// Whether the keyboard is one of Apple's; false on the server and while the browser takes the
/// page over.
#[must_use]
pub fn use_apple_keys() -> ReadSignal<bool> {
    let (is_apple, set_is_apple) = signal(false);
    Effect::new(move || {
        let platform = js_sys::Reflect::get(&window(), &"navigator".into())
            .and_then(|navigator| js_sys::Reflect::get(&navigator, &"platform".into()))
            .ok()
            .and_then(|platform| platform.as_string());
        set_is_apple.set(platform.is_some_and(|name| name.starts_with("Mac") || name.starts_with("iP")));
    });
    is_apple
}

/// A chord, each key of it by itself.
#[component]
pub fn KeyChord(keys: &'static str, #[prop(into)] is_apple: Signal<bool>) -> impl IntoView {
    view! {
        <span class="chord">
            {move || key_names(keys, is_apple.get()).into_iter().map(|key| view! { <Kbd keys=key/> }).collect_view()}
        </span>
    }
}

/// The dialog with every key that acts at the moment, by what it is about.
#[component]
pub fn KeySheet(open: RwSignal<bool>) -> impl IntoView {
    let is_apple = use_apple_keys();
    let group = move |group: ShortcutGroup| {
        let rows = group
            .shortcuts
            .into_iter()
            .filter(|shortcut| !shortcut.label().is_empty());
        view! {
            <section class="key-group">
                <h3 class="key-title">{group.title}</h3>
                <dl class="key-list">
                    {rows.map(|shortcut| view! {
                        <div class="key-row">
                            <dt>{shortcut.label().to_owned()}</dt>
                            <dd><KeyChord keys=shortcut.first_keys() is_apple/></dd>
                        </div>
                    }).collect_view()}
                </dl>
            </section>
        }
    };
    let groups = move || {
        use_shortcut_list()
            .map(|list| in_order(list.groups()))
            .unwrap_or_default()
    };
    view! {
        <Dialog id="key-sheet" open=open title="Keyboard shortcuts" wide=true>
            // What nobody looks at is not drawn.
            {move || open.get().then(|| view! {
                <div class="key-groups">{groups().into_iter().map(group).collect_view()}</div>
            })}
        </Dialog>
    }
}

/// The groups that have something to say, those of one title together.
fn in_order(groups: Vec<ShortcutGroup>) -> Vec<ShortcutGroup> {
    let mut ordered: Vec<ShortcutGroup> = Vec::new();
    for group in groups {
        if group.shortcuts.iter().all(|shortcut| shortcut.label().is_empty()) {
            continue;
        }
        match ordered.iter_mut().find(|known| known.title == group.title) {
            Some(known) => known.shortcuts.extend(group.shortcuts),
            None => ordered.push(group),
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_called_what_stands_on_them() {
        assert_eq!(key_names("mod+k", false), ["Ctrl", "K"]);
        assert_eq!(key_names("mod+k", true), ["⌘", "K"]);
        assert_eq!(key_names("shift+arrowdown", false), ["Shift", "↓"]);
        assert_eq!(key_names("?", false), ["?"]);
        assert_eq!(key_names("escape", true), ["Esc"]);
    }
}
