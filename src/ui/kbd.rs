//! Keys to press.

use leptos::prelude::*;

/// A key or a chord: `<Kbd keys="⌘ K"/>`.
#[component]
pub fn Kbd(#[prop(into)] keys: String) -> impl IntoView {
    view! { <kbd class="kbd">{keys}</kbd> }
}
