//! A page that the server draws by itself: in the product's clothes, and without a script.

use crate::escape::escaped;

/// The whole of it, around a body that is HTML already.
#[must_use]
pub fn document(title: &str, body: &str, stylesheet: Option<&str>, theme: Option<&str>) -> String {
    let title = escaped(title);
    let theme = theme
        .map(|theme| format!(" data-theme=\"{}\"", escaped(theme)))
        .unwrap_or_default();
    let stylesheet = stylesheet
        .map(|href| format!("<link rel=\"stylesheet\" href=\"{}\">", escaped(href)))
        .unwrap_or_default();
    format!(
        "<!DOCTYPE html><html lang=\"en\"{theme}><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title} · The Plugs</title>\
         <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">{stylesheet}</head><body>{body}</body></html>"
    )
}
