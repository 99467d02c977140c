//! The shape of what is about to come, so that nothing moves when it does.

use leptos::prelude::*;

/// Says once that something is loading; the shapes themselves say nothing.
fn loading(shape: impl IntoView) -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="sr-only">"Loading…"</span>
            <div aria-hidden="true">{shape.into_view()}</div>
        </div>
    }
}

/// Rows of a table to come.
#[component]
pub fn SkeletonTable(#[prop(default = 8)] rows: usize, #[prop(default = 5)] columns: usize) -> impl IntoView {
    // Uneven, as words are, and the same on the server and in the browser.
    const WIDTHS: [&str; 5] = [
        "bone bone-long",
        "bone",
        "bone bone-short",
        "bone bone-long",
        "bone bone-short",
    ];
    let cell = move |row: usize, column: usize| {
        view! { <span class="skeleton-cell"><span class=WIDTHS[(row * 3 + column * 2) % WIDTHS.len()]></span></span> }
    };
    let row = move |row| {
        view! { <div class="skeleton-row">{(0..columns).map(|column| cell(row, column)).collect_view()}</div> }
    };
    loading((0..rows).map(row).collect_view())
}

/// A card to come.
#[component]
pub fn SkeletonCard() -> impl IntoView {
    loading(view! {
        <div class="card card-padded skeleton-lines">
            <span class="bone bone-title"></span>
            <span class="bone bone-long"></span>
            <span class="bone bone-long"></span>
            <span class="bone bone-short"></span>
        </div>
    })
}

/// Lines of text to come.
#[component]
pub fn SkeletonLines(#[prop(default = 3)] lines: usize) -> impl IntoView {
    let line = move |index| {
        let class = if index + 1 == lines {
            "bone bone-short"
        } else {
            "bone bone-long"
        };
        view! { <span class=class></span> }
    };
    loading(view! { <div class="skeleton-lines">{(0..lines).map(line).collect_view()}</div> })
}
