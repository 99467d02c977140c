//! A figure between nothing and everything.

use leptos::prelude::*;

/// A bar from 0 to 100 with its figure.
#[component]
pub fn Meter(#[prop(into)] value: Signal<i32>, #[prop(into)] label: String) -> impl IntoView {
    let clamped = move || value.get().clamp(0, 100);
    let title = label.clone();
    view! {
        <span class="meter" title=title>
            <span class="meter-track" aria-hidden="true">
                <span class="meter-bar" style=move || format!("width:{}%", clamped())></span>
            </span>
            <span class="num">
                <span class="sr-only">{label}" "</span>
                {move || value.get()}
            </span>
        </span>
    }
}

/// How much of something there is, as so many of four bars; the word for it stands beside them.
#[component]
pub fn Bars(filled: u8) -> impl IntoView {
    let bar = |number| view! { <span class=if number <= filled { "bar bar-on" } else { "bar" }></span> };
    view! { <span class="bars" aria-hidden="true">{(1..=4).map(bar).collect_view()}</span> }
}
