//! A history, whoever it is of: the way back to its beginning, its lines, and the way to older ones.

use crate::ui::prelude::*;
use leptos::prelude::*;

/// The children are the lines. Without JavaScript older ones are another page.
#[component]
pub fn HistoryFrame(
    /// Whether those who see it need its title.
    #[prop(optional)]
    titled: bool,
    /// Where it begins, if what is shown begins further down.
    #[prop(into)]
    newest: Signal<Option<String>>,
    /// Where older lines are, if there are any.
    #[prop(into)]
    older: Signal<Option<String>>,
    #[prop(into)] is_loading: Signal<bool>,
    on_older: Callback<()>,
    children: Children,
) -> impl IntoView {
    let newest = move || {
        newest.get().map(|first| {
            view! { <p class="text-sm"><TextLink href=first>"Back to the latest"</TextLink></p> }
        })
    };
    let older = move || {
        older.get().map(|older| {
            view! {
                <a
                    class="btn btn-secondary btn-small self-start"
                    href=older
                    aria-busy=move || is_loading.get().then_some("true")
                    on:click=move |event| {
                        event.prevent_default();
                        on_older.run(());
                    }
                >
                    "Show older"
                </a>
            }
        })
    };
    view! {
        <section class="flex flex-col gap-4" aria-labelledby="history-title">
            <h2 id="history-title" class=if titled { "font-semibold" } else { "sr-only" }>"History"</h2>
            {newest}
            <Timeline label="History, latest first">{children()}</Timeline>
            {older}
        </section>
    }
}
