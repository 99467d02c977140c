//! Lists in an address: words with commas between them, and conditions with semicolons.

/// Takes a list apart. A backslash makes its end of a separator; it stays where it is, for what a
/// part holds may be a list too.
pub(super) fn split(text: &str, separator: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut is_escaped = false;
    for c in text.chars() {
        if c == separator && !is_escaped {
            parts.push(String::new());
            continue;
        }
        is_escaped = c == '\\' && !is_escaped;
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

/// Puts a list together.
pub(super) fn join(words: impl IntoIterator<Item = String>) -> String {
    let mut text = String::new();
    for word in words {
        if !text.is_empty() {
            text.push(',');
        }
        text.push_str(&word);
    }
    text
}

/// A word of a person's, so that it can stand in a list. `reserved` is what means something of its own
/// there.
pub(super) fn escape(word: &str, reserved: Option<&str>) -> String {
    let mut text = String::with_capacity(word.len());
    if reserved == Some(word) {
        text.push('\\');
    }
    for c in word.chars() {
        if matches!(c, '\\' | ',' | ';') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

/// The word again, trimmed and without what no stored text holds. `None` where nothing is left of it,
/// or where it is too long to be one.
pub(super) fn unescape(text: &str, longest: usize) -> Option<String> {
    let mut word = String::with_capacity(text.len());
    let mut is_escaped = false;
    for c in text.chars() {
        if c == '\\' && !is_escaped {
            is_escaped = true;
        } else if !c.is_control() {
            is_escaped = false;
            word.push(c);
        }
    }
    let word = word.trim();
    (!word.is_empty() && word.chars().count() <= longest).then(|| word.to_owned())
}

/// Sorted, each once, and no more than are allowed.
pub(super) fn tidy<T: Ord>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut tidied = Vec::new();
    for value in values {
        if tidied.len() < super::MOST_VALUES
            && let Err(place) = tidied.binary_search(&value)
        {
            tidied.insert(place, value);
        }
    }
    tidied
}
