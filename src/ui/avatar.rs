//! A person's picture, or initials in a colour of their own.

use super::badge::Tone;
use super::icon::classes;
use super::still::{Markup, markup, still};
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AvatarSize {
    /// In a table's row.
    Small,
    #[default]
    Medium,
    /// At the head of a record.
    Large,
}

/// A picture, or initials on a colour that follows from the name. Says nothing to a screen reader:
/// the name stands beside it.
#[component]
pub fn Avatar(
    #[prop(into)] name: Signal<String>,
    /// The address of the picture. Where it cannot be had, the initials beneath it are seen.
    #[prop(optional, into)]
    picture: Signal<Option<String>>,
    #[prop(optional)] size: AvatarSize,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    move || {
        let name = name.read();
        let Some(address) = picture.get() else {
            return still(drawn(&name, size, &class)).into_any();
        };
        view! {
            <span class=look(&name, size, &class) aria-hidden="true">
                {initials(&name)}
                <Picture address/>
            </span>
        }
        .into_any()
    }
}

/// Initials within other markup: an [`Avatar`] of whom there is no picture.
#[must_use]
pub fn avatar(name: &str, size: AvatarSize) -> Markup {
    drawn(name, size, "")
}

fn drawn(name: &str, size: AvatarSize, class: &str) -> Markup {
    markup! { span class=(look(name, size, class)) aria-hidden="true" { (initials(name)) } }
}

fn look(name: &str, size: AvatarSize, class: &str) -> String {
    let size = match size {
        AvatarSize::Small => "avatar avatar-small",
        AvatarSize::Medium => "avatar",
        AvatarSize::Large => "avatar avatar-large",
    };
    format!("{} {}", classes(size, class), tone(name).class())
}

#[component]
fn Picture(address: String) -> impl IntoView {
    let is_broken = RwSignal::new(false);
    view! {
        <img
            class="avatar-picture"
            src=address
            alt=""
            loading="lazy"
            decoding="async"
            hidden=move || is_broken.get()
            on:error=move |_| is_broken.set(true)
        />
    }
}

/// The first letters of the first and the last word, as one would sign.
fn initials(name: &str) -> String {
    let mut letters = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    let first = letters.next();
    let last = letters.next_back();
    let text: String = first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect();
    if text.is_empty() { "?".into() } else { text }
}

/// Always the same tone for a name, on every machine.
fn tone(name: &str) -> Tone {
    const TONES: [Tone; 6] = [
        Tone::Slate,
        Tone::Blue,
        Tone::Emerald,
        Tone::Amber,
        Tone::Rose,
        Tone::Violet,
    ];
    // FNV-1a: spreads short texts well and is the same everywhere.
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    TONES[hash as usize % TONES.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_come_from_the_first_and_the_last_word() {
        assert_eq!(initials("Ada Lovelace"), "AL");
        assert_eq!(initials("Juan Pablo de la Cruz"), "JC");
        assert_eq!(initials("Ada"), "A");
        assert_eq!(initials("  élodie  (Lumen) ørsted "), "ÉØ");
        assert_eq!(initials("山田 太郎"), "山太");
    }

    #[test]
    fn a_name_without_letters_still_has_a_sign() {
        assert_eq!(initials(""), "?");
        assert_eq!(initials("–"), "?");
    }

    #[test]
    fn a_name_keeps_its_colour() {
        assert_eq!(tone("Ada Lovelace"), tone("Ada Lovelace"));
        let names = [
            "Ada", "Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Hal", "Ida", "Jo", "Kay", "Lou",
        ];
        let first = tone(names[0]);
        assert!(
            names.iter().any(|name| tone(name) != first),
            "all names have one colour"
        );
    }
}
