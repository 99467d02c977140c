//! Parts of a page that only show something, written as text in one go.
//!
//! A view is a box for each element and each attribute, which is made, walked and dropped. Of the marks that nothing
//! happens to a table draws hundreds; maud writes them, and the browser takes them over as they stand.

use leptos::tachys::html::InertElement;
pub use maud::{Markup, PreEscaped, html as markup};

/// Where something ends that changes, as leptos marks it for the browser.
pub const END_OF_CHANGING: PreEscaped<&str> = PreEscaped("<!>");

/// One element that shows something and does nothing. No attribute can be added to it from outside.
pub fn still(element: Markup) -> InertElement {
    InertElement::new(element.into_string())
}
