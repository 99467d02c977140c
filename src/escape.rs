//! Text in other languages: in HTML that no component draws, and in cells of spreadsheets.

/// A text as it stands in HTML, in an attribute with double quotes as well.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// A text that a spreadsheet does not take for a formula: whatever begins like one begins with an apostrophe.
#[must_use]
pub fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_reckon_with_is_text() {
        for text in ["=1+1", "+49 30", "-1", "@sum", "\t=1", "\r=1", "\n=1"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        assert_eq!(harmless("a=b"), "a=b");
        assert_eq!(harmless(""), "");
    }
}
