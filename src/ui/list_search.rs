//! The search of a list that the address keeps.

use super::field::{HiddenField, SearchField};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use std::time::Duration;

/// How long after the last key a search begins.
const PAUSE: Duration = Duration::from_millis(200);

/// A form that gets; with JavaScript it asks while one types.
#[component]
pub fn ListSearch(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(into)] placeholder: String,
    /// The address of the list.
    #[prop(into)]
    action: String,
    /// What is searched for now.
    #[prop(into)]
    current: Signal<String>,
    /// What else the list's address says, to be kept.
    #[prop(into)]
    kept: Signal<Vec<(&'static str, String)>>,
    /// Where a search leads.
    to: Callback<String, String>,
) -> impl IntoView {
    let text = RwSignal::new(current.get_untracked());
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let navigate = use_navigate();
    let stop = move || {
        if let Some(Some(timer)) = timer.try_update_value(Option::take) {
            timer.clear();
        }
    };
    let go = Callback::new(move |()| {
        stop();
        // The page may have been left in the meantime.
        let (Some(typed), Some(current)) = (text.try_get_untracked(), current.try_get_untracked()) else {
            return;
        };
        let search = typed.trim().to_owned();
        if let Some(address) = (current != search).then(|| to.try_run(search)).flatten() {
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&address, options);
        }
    });
    let on_input = Callback::new(move |_: String| {
        stop();
        let handle = set_timeout_with_handle(
            move || {
                go.try_run(());
            },
            PAUSE,
        );
        timer.set_value(handle.ok());
    });
    on_cleanup(stop);
    // Another list was asked for, by a link or a step back.
    Effect::new(move |before: Option<String>| {
        let search = current.get();
        if before.is_some_and(|before| before != search) && text.get_untracked().trim() != search {
            text.set(search.clone());
        }
        search
    });
    let hidden = |(name, value): (&'static str, String)| view! { <HiddenField name value/> };
    view! {
        <form
            method="get"
            action=action
            role="search"
            class="basis-full md:min-w-56 md:max-w-72 md:flex-1"
            on:submit=move |event| {
                event.prevent_default();
                go.run(());
            }
        >
            <SearchField name="q" id=id label=label placeholder=placeholder value=text on_input=on_input/>
            {move || kept.get().into_iter().map(hidden).collect_view()}
        </form>
    }
}
