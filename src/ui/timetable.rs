//! A timetable: columns side by side, minutes down the side, and blocks on it. What stands where is said in figures, from
//! which `style/kit/agenda.css` draws.

use leptos::prelude::*;

/// Where a block stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// Minutes from the beginning of the scale.
    pub at: i64,
    /// How many minutes it takes.
    pub length: i64,
    /// From the left.
    pub column: usize,
    /// Where several are on at once in a column, they share its width: which of them, and how many.
    pub lane: usize,
    pub lanes: usize,
}

impl Block {
    /// The figures as a `style`.
    #[must_use]
    pub fn style(&self) -> String {
        let Self {
            at,
            length,
            column,
            lane,
            lanes,
        } = self;
        format!(
            "--at:{at};--for:{length};--col:{column};--lane:{lane};--lanes:{}",
            (*lanes).max(1)
        )
    }
}

/// A place on the scale, as a `style`.
#[must_use]
pub fn at_minute(at: i64) -> String {
    format!("--at:{at}")
}

/// What columns, scale and blocks stand on.
#[component]
pub fn TimetableSheet(
    #[prop(into)] columns: Signal<usize>,
    /// How long the scale is.
    #[prop(into)]
    minutes: Signal<i64>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="plan-sheet" style=move || format!("--cols:{};--minutes:{}", columns.get().max(1), minutes.get())>
            {children()}
        </div>
    }
}
