//! What was decided a moment ago, and the way back as long as it is not sent.

use super::desk::Desk;
use super::held::Held;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// Counts down; while somebody has gone to it by the keyboard, the time stands still. A pointer may rest there by chance.
#[component]
pub fn UndoBar(desk: Desk) -> impl IntoView {
    let any = Memo::new(move |_| !desk.held.read().is_empty());
    let said = Memo::new(move |_| {
        let held = desk.held.read();
        let text = held.last().map(Held::in_words)?;
        Some(match held.len() {
            1 => text,
            count => format!("{text}, and {} more", count - 1),
        })
    });
    let due = Memo::new(move |_| desk.held.read().last().map(|held| held.due));
    let seconds = Memo::new(move |_| {
        let left = due.get().unwrap_or_default() - desk.clock.get();
        (left / 1_000.0).ceil().clamp(0.0, 9.0)
    });
    // Gone from under the pointer, it holds nothing any longer.
    Effect::new(move || {
        if !any.get() {
            desk.stand_still(false);
        }
    });
    view! {
        <Show when=move || any.get()>
            <div
                class="inbox-undo"
                role="group"
                aria-label="The last decision"
                on:focusin=move |_| desk.stand_still(true)
                on:focusout=move |_| desk.stand_still(false)
            >
                <p class="inbox-undo-text">{move || said.get()}</p>
                <span class="inbox-seconds num" aria-hidden="true">{move || format!("{} s", seconds.get())}</span>
                <Button kind=ButtonKind::Ghost icon=IconName::Restore on_click=Callback::new(move |()| desk.undo())>
                    "Undo" <kbd class="inbox-key" aria-hidden="true">"z"</kbd>
                </Button>
            </div>
        </Show>
    }
}
