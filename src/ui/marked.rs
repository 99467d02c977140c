//! The letters that somebody typed, marked where they are found.

use leptos::prelude::*;

/// Letters that are written with marks, and without.
const PLAIN: &[(&str, char)] = &[
    ("àáâãäåāăąǎạảấầẩẫậắằẳẵặ", 'a'),
    ("çćĉċč", 'c'),
    ("ďđð", 'd'),
    ("èéêëēĕėęěẹẻẽếềểễệ", 'e'),
    ("ĝğġģ", 'g'),
    ("ìíîïĩīĭįıỉị", 'i'),
    ("ķ", 'k'),
    ("ĺļľł", 'l'),
    ("ñńņňŋ", 'n'),
    ("òóôõöøōŏőơọỏốồổỗộớờởỡợ", 'o'),
    ("ŕŗř", 'r'),
    ("śŝşšș", 's'),
    ("ţťŧț", 't'),
    ("ùúûüũūŭůűųưụủứừửữự", 'u'),
    ("ýÿỳỵỷỹ", 'y'),
    ("źżž", 'z'),
];

/// A letter as it is compared: small and without marks.
#[must_use]
pub fn plain(letter: char) -> char {
    let small = letter.to_lowercase().next().unwrap_or(letter);
    if small.is_ascii() {
        return small;
    }
    let known = PLAIN.iter().find(|(letters, _)| letters.contains(small));
    known.map_or(small, |(_, plain)| *plain)
}

/// The words of a text, as they are compared.
#[must_use]
pub fn plain_words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().map(plain).collect())
        .collect()
}

/// Whether each of the words typed begins a word of the text.
#[must_use]
pub fn has_words(text: &str, typed: &str) -> bool {
    let words = plain_words(text);
    plain_words(typed)
        .iter()
        .all(|typed| words.iter().any(|word| word.starts_with(typed.as_str())))
}

/// The text in pieces, and which of them were typed.
fn pieces(text: &str, typed: &str) -> Vec<(bool, String)> {
    let typed = plain_words(typed);
    let letters: Vec<char> = text.chars().collect();
    let mut pieces: Vec<(bool, String)> = Vec::new();
    let mut marked_until = 0;
    for (at, letter) in letters.iter().enumerate() {
        let begins = letter.is_alphanumeric() && (at == 0 || !letters[at - 1].is_alphanumeric());
        if begins {
            let rest = letters[at..].iter().copied().map(plain);
            let longest = typed
                .iter()
                .filter(|word| word.chars().eq(rest.clone().take(word.chars().count())))
                .map(|word| word.chars().count())
                .max();
            marked_until = marked_until.max(at + longest.unwrap_or(0));
        }
        let is_marked = at < marked_until;
        match pieces.last_mut() {
            Some((was_marked, piece)) if *was_marked == is_marked => piece.push(*letter),
            _ => pieces.push((is_marked, letter.to_string())),
        }
    }
    pieces
}

/// A text in which the beginnings of words that were typed are marked.
#[component]
pub fn Marked(#[prop(into)] text: String, #[prop(into)] typed: String) -> impl IntoView {
    let piece = |(is_marked, piece): (bool, String)| match is_marked {
        true => view! { <mark>{piece}</mark> }.into_any(),
        false => piece.into_any(),
    };
    pieces(&text, &typed).into_iter().map(piece).collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, typed: &str) -> String {
        pieces(text, typed)
            .into_iter()
            .map(|(is_marked, piece)| if is_marked { format!("[{piece}]") } else { piece })
            .collect()
    }

    #[test]
    fn beginnings_of_words_are_marked_whatever_their_case_and_accents() {
        assert_eq!(marked("Zoë Ångström", "ang zoe"), "[Zoë] [Ång]ström");
        assert_eq!(marked("Hans-Peter Müller", "PETER mul"), "Hans-[Peter] [Mül]ler");
        assert_eq!(marked("Łukasz", "lu"), "[Łu]kasz");
    }

    #[test]
    fn the_middle_of_a_word_is_not_marked_and_nothing_typed_marks_nothing() {
        assert_eq!(marked("Ada Lovelace", "ace da"), "Ada Lovelace");
        assert_eq!(marked("Ada Lovelace", " "), "Ada Lovelace");
        assert_eq!(marked("", "ada"), "");
    }

    #[test]
    fn a_command_has_the_words_that_begin_its_own() {
        assert!(has_words("Add contact", "con a"));
        assert!(has_words("Home", ""));
        assert!(!has_words("Home", "house"));
    }
}
