//! Text in HTML that no component draws.

/// A text as it stands in HTML, in an attribute with double quotes as well.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
