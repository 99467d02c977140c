//! Bytes as text.

use std::fmt::Write;

/// Bytes as figures from 0 to f.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text never fails.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The bytes that such figures say; none where they are anything else.
#[must_use]
pub fn bytes_of(figures: &str) -> Option<Vec<u8>> {
    let (pairs, []) = figures.as_bytes().as_chunks::<2>() else {
        return None;
    };
    let figure = |figure: u8| char::from(figure).to_digit(16);
    // Of the right length from the start: a key that is read leaves nothing behind where it grew.
    let mut bytes = Vec::with_capacity(pairs.len());
    for [high, low] in pairs {
        bytes.push(u8::try_from(figure(*high)? * 16 + figure(*low)?).ok()?);
    }
    Some(bytes)
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn what_was_written_is_read_again_and_anything_else_is_refused() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(bytes_of(&hex(&all)), Some(all));
        assert_eq!(bytes_of("0aB1"), Some(vec![10, 177]));
        for wrong in ["0", "0g", "+1", "é", "0x"] {
            assert_eq!(bytes_of(wrong), None, "{wrong}");
        }
    }
}
